"""Customers that documents refer to: what is merged, parted and removed takes links and fields along."""

from __future__ import annotations

import pytest
from documents_company import Office, populate
from documents_kit import end, field, raw_type, task

from crm.access import system
from crm.customers.merging import MergeBody, merge, undo
from crm.customers.removal import remove
from crm.customers.schemas import NewCustomer, Phone
from crm.customers.service import CustomerService
from crm.documents.schemas import NewLink
from crm.errors import InUse
from server.database import Database


@pytest.fixture
async def office(db: Database) -> Office:
    return await populate(db)


async def customer(office: Office, name: str, number: str) -> str:
    async with office.db.write() as session:
        new = NewCustomer(name=name, phones=[Phone(number=number)])
        return (await CustomerService(session, system()).create(new)).id


async def test_links_and_fields_follow_a_customer_who_is_merged(office: Office) -> None:
    payer = field("payer", "customer")
    await office.publish(raw_type(task("enter", "submit>over", edit=["*"]), end("over"), fields=[payer]))
    kept, gone = await customer(office, "甲", "13800138000"), await customer(office, "乙", "13800138001")
    made = await office.create("chief", title="坏了", fields={"payer": gone})
    async with office.service("chief") as service:
        await service.link(made.id, NewLink.model_validate({"kind": "customer", "id": gone}))

    async def stands(who_it_is: str, name: str) -> None:
        found = await office.get("chief", made)
        assert (found.fields, found.names[f"customer:{who_it_is}"]["zh"]) == ({"payer": who_it_is}, name)
        assert [(link.kind, link.id, link.title) for link in found.links] == [("customer", who_it_is, name)]
        assert await office.find("chief", **{"type": "sample", "field.payer": who_it_is}) == ["坏了"]

    async with office.db.write() as session:
        row = await merge(session, system(), kept, MergeBody(gone=gone))
    await stands(kept, "甲")
    async with office.db.write() as session:
        await undo(session, system(), kept, row.id)
    await stands(gone, "乙")
    with pytest.raises(InUse) as refused:
        async with office.db.write() as session:
            await remove(session, system(), gone)
    assert "单据关联 1 条" in str(refused.value.details["message_zh"])
    assert "自定义字段 1 条" in str(refused.value.details["message_zh"])
