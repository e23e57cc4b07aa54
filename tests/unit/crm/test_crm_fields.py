"""Values of administrators' fields in the database: found by filters, their references looked at."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from crm.access import Principal
from crm.customers.models import Customer
from crm.customers.schemas import NewCustomer, Phone
from crm.customers.service import CustomerService
from crm.dictionaries.models import DictionaryEntry
from crm.errors import Invalid
from crm.fields.clean import clean
from crm.fields.index import filters, forget, reindex
from crm.fields.references import check_references, with_dictionaries
from server.database import Database

sys.path.append(str(Path(__file__).parents[1] / "fields"))

from fields_kit import EVERY_KIND, field

SHANGHAI = ZoneInfo("Asia/Shanghai")
PEOPLE: dict[str, dict[str, Any]] = {
    "甲": {"text": "100%纯棉", "number": 80.5, "money": "1200.50", "date": "2026-01-31", "choices": ["a", "b"]},
    "乙": {"text": "Emma", "number": 120, "money": "0.10", "date": "2026-02-01", "choice": "a", "yes_no": True},
    "丙": {"datetime": "2026-01-31T16:30:00Z", "phone": "+8613800138000", "yes_no": False, "long_text": "text"},
}


@pytest.fixture
async def furnished(db: Database, nobody: Principal) -> Database:
    async with db.write() as session:
        ids = {}
        for place, name in enumerate(PEOPLE):
            new = NewCustomer(name=name, phones=[Phone(number=f"1380013800{place}")])
            ids[name] = (await CustomerService(session, nobody).create(new)).id
        owners = {ids[name]: clean(EVERY_KIND, values) for name, values in PEOPLE.items()}
        await reindex(session, "customer", owners, EVERY_KIND)
        await reindex(session, "customer", owners, EVERY_KIND)
        await reindex(session, "document", {ids["甲"]: {"text": "Emma"}}, EVERY_KIND)
    return db


async def named(db: Database, **asked: str) -> str:
    conditions = filters(
        "customer",
        Customer.id,
        EVERY_KIND,
        {name.replace("__", "."): text for name, text in asked.items()},
        zone=SHANGHAI,
    )
    async with db.read() as session:
        return "".join(await session.scalars(select(Customer.name).where(*conditions).order_by(Customer.number)))


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"text": "纯"}, "甲"),
        ({"text": "emma"}, "乙"),
        ({"text": "%"}, "甲"),
        ({"number": "80.5"}, "甲"),
        ({"number__from": "80.5", "number__to": "120"}, "甲乙"),
        ({"money__to": "￥1,200"}, "乙"),
        ({"date": "2026-02-01"}, "乙"),
        ({"date__from": "2026/1/31", "date__to": "2026-01-31"}, "甲"),
        ({"datetime": "2026-02-01"}, "丙"),
        ({"datetime__to": "2026-01-31"}, ""),
        ({"datetime__from": "2026-01-31T16:30:00Z"}, "丙"),
        ({"choice": "选项a"}, "乙"),
        ({"choices": "b"}, "甲"),
        ({"yes_no": "否"}, "丙"),
        ({"yes_no__empty": "true"}, "甲"),
        ({"phone": "138 0013 8000"}, "丙"),
        ({"text__empty": "false", "yes_no": "true"}, "乙"),
    ],
)
async def test_fields_are_found_by_filters(furnished: Database, asked: dict[str, str], names: str) -> None:
    assert await named(furnished, **asked) == names


@pytest.mark.parametrize(
    "asked", ["gone", "long_text", "text.from", "number.near", "number", "date.from", "yes_no.empty", "text'; --"]
)
def test_fields_that_cannot_be_asked_for_are_refused(asked: str) -> None:
    with pytest.raises(Invalid) as refused:
        filters("customer", Customer.id, EVERY_KIND, {asked: "x"})
    assert refused.value.details["field"] == f"field.{asked}"
    assert refused.value.details["message_zh"]


async def test_forgotten_fields_are_not_found(furnished: Database) -> None:
    async with furnished.write() as session:
        await forget(session, "customer", list(await session.scalars(select(Customer.id).where(Customer.name == "甲"))))
    assert await named(furnished, number__from="0") == "乙"


async def test_choices_out_of_a_dictionary(db: Database, nobody: Principal) -> None:
    async with db.write() as session:
        for code, active in (("new", True), ("old", False)):
            entry = DictionaryEntry(dictionary="fuel", code=code, name_zh="燃料", name_en="Fuel", active=active)
            session.add(entry)
        await session.flush()
        fields = await with_dictionaries(session, [field("x", "choice", dictionary="fuel")])
    assert clean(fields, {"x": "new"}) == {"x": "new"}
    assert clean(fields, {"x": "old"}, before={"x": "old"}) == {"x": "old"}
    for code in ("old", "none"):
        with pytest.raises(Invalid):
            clean(fields, {"x": code})


async def test_references_must_be_there_when_they_are_new(furnished: Database, nobody: Principal) -> None:
    fields = [field("x", "customer"), field("y", "unit"), field("z", "user")]
    async with furnished.read() as session:
        known = await session.scalar(select(Customer.id).limit(1))
        await check_references(session, nobody, fields, {"x": known, "y": "north"})
        await check_references(session, nobody, fields, {"x": "gone"}, before={"x": "gone"})
        for code in "xyz":
            with pytest.raises(Invalid) as refused:
                await check_references(session, nobody, fields, {code: "gone"})
            assert refused.value.details["field"] == f"fields.{code}"
