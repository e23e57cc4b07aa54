"""Documents that callers enter: values as keys give them, once for a call, linked to call and customer."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

from documents_kit import end, field, raw_type, task
from sqlalchemy import func, select

from crm.access import system
from crm.calls.models import CallLink
from crm.customers.schemas import NewCustomer, Phone
from crm.customers.service import CustomerService
from crm.documents.by_phone import entered_by_caller
from crm.documents.models import Document
from crm.documents.types import DocumentTypeService
from crm.routing.flow_known import known
from crm.routing.settings import CompanyFacts
from server.database import Database

FACTS = CompanyFacts(ZoneInfo("Asia/Shanghai"), "010", "测试", "Test")


FORM = {
    "sections": [
        {
            "code": "main",
            "name": {"zh": "读数", "en": "Reading"},
            "fields": [
                field("value", "number", max=99999, required=True),
                field("day", "date"),
                field("urgent", "yes_no"),
                field("heat", "choice", options=[{"code": "1", "zh": "集中", "en": "central"}]),
            ],
        }
    ]
}


async def publish(db: Database) -> str:
    async with db.write() as session:
        raw = raw_type(task("read", "done>finish"), end("finish")) | {
            "code": "meter",
            "form": FORM,
            "numbering": {"prefix": "M"},
        }
        await DocumentTypeService(session, system()).publish(raw)
        assert (await known(session)).documents == {"meter": frozenset({"value", "day", "urgent", "heat"})}
        new = NewCustomer(name="王芳", phones=[Phone(number="13800138000")])
        return (await CustomerService(session, system()).create(new)).id


async def ask(db: Database, customer: str, fields: dict[str, str], **more: str) -> dict[str, Any]:
    params = {"type": "meter", "title": "读数", "fields": json.dumps(fields), "call": "c1", "flow": "main"}
    params |= {"node": "make", "caller": "+8613800138000", "customer": customer} | more
    async with db.write() as session:
        return await entered_by_caller(session, params, FACTS)


async def test_keys_become_a_document_of_the_call_and_its_customer(db: Database) -> None:
    customer = await publish(db)
    keyed = {"value": "01234", "day": "20261126", "urgent": "1", "heat": "1"}
    made = await ask(db, customer, keyed)
    async with db.read() as session:
        document = await session.get_one(Document, made["id"])
        assert document.number == made["number"]
        assert document.fields == {"value": 1234, "day": "2026-11-26", "urgent": True, "heat": "1"}
        assert (document.customer_id, document.call_id, document.source) == (customer, "c1", "ivr")
        assert document.phone == "+8613800138000"
        links = await session.scalars(select(CallLink.subject_id).where(CallLink.call_id == "c1"))
        assert set(links) == {document.id}


async def test_one_call_enters_the_same_thing_once(db: Database) -> None:
    customer = await publish(db)
    first = await ask(db, customer, {"value": "1"})
    assert await ask(db, customer, {"value": "1"}) == first
    assert (await ask(db, customer, {"value": "2"}))["id"] != first["id"]
    assert (await ask(db, customer, {"value": "1"}, call="c2"))["id"] != first["id"]
    async with db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Document)) == 3


async def test_what_the_form_refuses_leaves_nothing(db: Database) -> None:
    customer = await publish(db)
    for fields, place in (
        ({"value": "100000"}, "fields.value"),
        ({"value": "1", "day": "20261340"}, "fields.day"),
        ({"value": "1", "other": "x"}, "fields.other"),
        ({}, "fields.value"),
    ):
        assert (await ask(db, customer, fields))["field"] == place
    assert (await ask(db, customer, {"value": "1"}, type="nothing"))["field"] == "type"
    made = await ask(db, "01GONE", {"value": "3"})
    async with db.read() as session:
        [document] = await session.scalars(select(Document))
        assert (document.id, document.customer_id) == (made["id"], None)
