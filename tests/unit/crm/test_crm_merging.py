"""Merging customers and parting them again: whatever they had, afterwards everything is as it was before."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from crm.access import Principal, system
from crm.base import Base, new_id, utcnow
from crm.calls.models import Call
from crm.customers import duplicates as duplicating
from crm.customers.duplicates import DuplicatesQuery, PairsQuery, duplicates, pairs
from crm.customers.merging import MergeBody, MergeRow, latecomers, merge, merges, undo
from crm.customers.models import Customer, CustomerMerge
from crm.customers.parts import NewRelation, ProductBody
from crm.customers.products import add_product
from crm.customers.relations import relate
from crm.customers.schemas import CustomerChange, CustomerDetail, NewCustomer
from crm.customers.service import CustomerService
from crm.dictionaries.models import DictionaryEntry
from crm.errors import Conflict, Invalid, NotFound
from crm.recordings.models import LegalHold
from crm.tickets.models import Ticket
from server.database import Database
from telephony.errors import NotPossible

NUMBERS = ["13800138000", "13900139000", "62881234"]
CHANGING = {"version", "updated_at"}
"""Versions count on. The search index is a copy, numbered anew with every writing."""
LOGS = {"customer_merges", "customer_changes", "audit_entries", "counters", "events"}


async def enter(db: Database, who: Principal, **given: Any) -> CustomerDetail:
    body = {"name": "王芳", "phones": [{"number": NUMBERS[0]}]} | given
    async with db.write() as session:
        return await CustomerService(session, who).create(NewCustomer.model_validate_json(orjson.dumps(body)))


async def give_a_past(db: Database, customer: str, calls: int, tickets: int) -> None:
    now = utcnow()
    async with db.write() as session:
        for _ in range(calls):
            call = Call(id=new_id(), unit_id="root", direction="inbound", from_number="1", to_number="2")
            call.customer_id, call.started_at = customer, now
            session.add(call)
        for _ in range(tickets):
            ticket = Ticket(id=new_id(), number=new_id()[-20:], unit_id="root", type="repair", status="pending")
            ticket.title, ticket.customer_id, ticket.created_at, ticket.updated_at = "x", customer, now, now
            session.add(ticket)
        session.add(LegalHold(id=new_id(), kind="customer", subject=customer, reason="-", set_at=now))


async def everything(db: Database) -> dict[str, list[str]]:
    """Table → its rows but for versions, in order."""
    found = {}
    async with db.read() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in LOGS and not table.name.startswith("search_"):
                rows = (await session.execute(select(table))).mappings()
                found[table.name] = sorted(str({k: v for k, v in row.items() if k not in CHANGING}) for row in rows)
    return found


async def merged(db: Database, who: Principal, kept: str, gone: str, *take: str) -> MergeRow:
    async with db.write() as session:
        return await merge(session, who, kept, MergeBody(gone=gone, take=list(take)))


async def parted(db: Database, who: Principal, row: MergeRow) -> MergeRow:
    async with db.write() as session:
        return await undo(session, who, row.kept_id, row.id)


async def get(db: Database, who: Principal, customer: str) -> CustomerDetail:
    async with db.read() as session:
        return await CustomerService(session, who).get(customer)


@pytest.fixture
async def two(db: Database, nobody: Principal) -> tuple[str, str]:
    async with db.write() as session:
        session.add(DictionaryEntry(dictionary="customer_relation", code="family", name_zh="家人", name_en="Family"))
    kept = await enter(db, nobody, addresses=[{"text": "幸福路1号", "household": "1"}], tags=["a"], note="")
    phones = [{"number": NUMBERS[0]}, {"number": NUMBERS[1], "label": "家"}]
    other = {"name": "王芳芳", "addresses": [{"text": "二"}], "tags": ["b"], "note": "勿扰", "no_sms": True}
    gone = await enter(db, nobody, phones=phones, **other)
    await give_a_past(db, gone.id, 2, 1)
    return kept.id, gone.id


async def test_what_was_being_written_meanwhile_comes_over_too(
    db: Database, nobody: Principal, two: tuple[str, str]
) -> None:
    kept, gone = two
    row = await merged(db, nobody, kept, gone)
    await give_a_past(db, gone, 1, 1)
    for moved in (3, 0):
        async with db.write() as session:
            assert await latecomers(session, utcnow()) == moved
    async with db.read() as session:
        assert list(await session.scalars(select(Call.id).where(Call.customer_id == gone))) == []
    await parted(db, nobody, row)
    async with db.read() as session:
        assert len(list(await session.scalars(select(Call.id).where(Call.customer_id == gone)))) == 3


async def test_the_kept_one_has_everything(db: Database, nobody: Principal, two: tuple[str, str]) -> None:
    kept, gone = two
    third = await enter(db, nobody, name="丙")
    async with db.write() as session:
        await add_product(session, nobody, gone, ProductBody(serial="S1"))
        await relate(session, nobody, gone, NewRelation(customer_id=third.id, relation="family"))
        await relate(session, nobody, third.id, NewRelation(customer_id=kept, relation="family"))
    assert (await merged(db, nobody, kept, gone, "name")).gone_name == "王芳芳"
    whole = await get(db, nobody, kept)
    assert (whole.name, whole.note, whole.no_sms, whole.tags) == ("王芳芳", "勿扰", True, ["a", "b"])
    assert [(phone.number, phone.label) for phone in whole.phones] == [("+8613800138000", ""), ("+8613900139000", "家")]
    assert [address.text for address in whole.addresses] == ["幸福路1号", "二"]
    assert [product.serial for product in whole.products] == ["S1"]
    assert [relation.customer_id for relation in whole.relations] == [third.id, third.id]
    async with db.read() as session:
        assert len(list(await session.scalars(select(Call).where(Call.customer_id == kept)))) == 2
        assert len(list(await session.scalars(select(Ticket).where(Ticket.customer_id == kept)))) == 1
        assert len(list(await session.scalars(select(LegalHold).where(LegalHold.subject == kept)))) == 1
    with pytest.raises(NotFound):
        await get(db, nobody, gone)


async def test_what_happened_since_stays_with_the_kept_one(
    db: Database, nobody: Principal, two: tuple[str, str]
) -> None:
    kept, gone = two
    row = await merged(db, nobody, kept, gone, "name")
    async with db.write() as session:
        await CustomerService(session, nobody).update(kept, CustomerChange(name="王小芳", contact="丈夫"))
    await give_a_past(db, kept, 1, 0)
    await parted(db, nobody, row)
    one, other = await get(db, nobody, kept), await get(db, nobody, gone)
    assert (one.name, one.contact, one.note, one.tags) == ("王小芳", "丈夫", "", ["a"])
    assert (other.name, [phone.number for phone in other.phones]) == ("王芳芳", ["+8613800138000", "+8613900139000"])
    async with db.read() as session:
        calls = [call.customer_id for call in await session.scalars(select(Call))]
    assert sorted(calls) == sorted([kept, gone, gone])


async def test_what_cannot_be_merged_or_undone(db: Database, nobody: Principal, two: tuple[str, str]) -> None:
    kept, gone = two
    for body, error in (
        (MergeBody(gone=kept), Invalid),
        (MergeBody(gone=gone, take=["id"]), Invalid),
        (MergeBody(gone=gone, take=["fields.none"]), Invalid),
        (MergeBody(gone=gone, version=99), Conflict),
        (MergeBody(gone=gone, gone_version=99), Conflict),
        (MergeBody(gone="gone"), NotFound),
    ):
        with pytest.raises(error):
            async with db.write() as session:
                await merge(session, nobody, kept, body)
    first = await merged(db, nobody, kept, gone)
    second = await merged(db, nobody, kept, (await enter(db, nobody)).id)
    with pytest.raises(NotPossible, match="later merge"):
        await parted(db, nobody, first)
    await parted(db, nobody, second)
    async with db.write() as session:
        old = utcnow().replace(year=2020)
        await session.execute(update(CustomerMerge).where(CustomerMerge.id == first.id).values(merged_at=old))
    with pytest.raises(NotPossible, match="too late"):
        await parted(db, nobody, first)
    async with db.read() as session:
        assert [row.undo_until for row in await merges(session, nobody, kept)] == [None, None]


async def test_duplicates_are_found_while_somebody_is_entered(
    db: Database, nobody: Principal, two: tuple[str, str]
) -> None:
    kept, gone = two

    async def alike(**typed: str) -> list[tuple[str, list[str]]]:
        async with db.read() as session:
            found = await duplicates(session, nobody, DuplicatesQuery(**typed), area_code="010")
        return [(one.customer.id, [reason.code for reason in one.reasons]) for one in found]

    assert await alike(phone="138 0013 8000", name="王芳") == [
        (kept, ["mobile", "name"]),
        (gone, ["mobile", "other_name"]),
    ]
    assert await alike(phone="13800138000", exclude=gone) == [(kept, ["mobile"])]
    assert await alike(address="幸福路1号") == [(kept, ["address"])]
    assert await alike(household="1") == [(kept, ["household"])]
    assert await alike(name="无此人") == []
    assert await alike() == []


async def test_pairs_over_all_customers_within_the_scope(db: Database, nobody: Principal, two: tuple[str, str]) -> None:
    await enter(db, nobody, phones=[{"number": "13700137000"}], addresses=[{"text": "幸福路1号", "household": "1"}])

    async def found(who: Principal, by: str) -> list[tuple[str, str]]:
        async with db.read() as session:
            page = await pairs(session, who, PairsQuery.model_validate({"by": by}))
        assert page.total == len(page.items)
        assert all(pair.reasons and 0 < pair.score <= 1 for pair in page.items)
        return [(pair.first.name, pair.second.name) for pair in page.items]

    assert await found(nobody, "phone") == [("王芳", "王芳芳")]
    assert await found(nobody, "name") == [("王芳", "王芳")]
    assert await found(nobody, "household") == [("王芳", "王芳")]
    async with db.write() as session:
        await session.execute(update(Customer).where(Customer.name == "王芳芳").values(unit_id="north"))
    assert await found(Principal("x", nobody.role.SUPERVISOR, "south", "/root/south/"), "phone") == []


async def test_what_a_crowd_shares_makes_no_pairs(
    db: Database, nobody: Principal, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicating, "CROWD", 3)
    where = {"addresses": [{"region": "110105", "text": "总机大厦", "household": "9"}]}
    for _ in range(4):
        await enter(db, nobody, name="总机", phones=[{"number": "01062880000"}], **where)
    for by, found in (("phone", [("王芳", "王芳芳")]), ("name", []), ("household", [])):
        async with db.read() as session:
            page = await pairs(session, nobody, PairsQuery.model_validate({"by": by}))
        assert [(pair.first.name, pair.second.name) for pair in page.items] == found


texts = st.sampled_from(["", "甲", "乙"])
people = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["甲", "乙"]),
        "contact": texts,
        "sex": st.sampled_from(["", "male", "female"]),
        "note": texts,
        "no_sms": st.booleans(),
        "phones": st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=3, unique=True).map(
            lambda numbers: [{"number": number, "label": number[-2:]} for number in numbers]
        ),
        "tags": st.lists(st.sampled_from("abc"), max_size=2),
        "addresses": st.lists(
            st.fixed_dictionaries({"text": st.sampled_from(["一", "二"]), "household": st.sampled_from(["", "7"])}),
            max_size=2,
        ),
    }
)


@given(people, people, st.data())
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_merge_then_undo_changes_nothing(prepared: Path, one: Any, other: Any, data: st.DataObject) -> None:
    take = data.draw(st.lists(st.sampled_from(["name", "kind", "region", "address", "note", "contact"]), unique=True))
    past = data.draw(st.tuples(st.integers(0, 2), st.integers(0, 2)))
    related = data.draw(st.sampled_from(["", "kept", "gone", "third"]))

    async def run(path: Path) -> None:
        db = Database(f"sqlite+aiosqlite:///{path}")
        who = system()
        kept, gone, third = [(await enter(db, who, **given)).id for given in (one, other, one)]
        await give_a_past(db, gone, *past)
        async with db.write() as session:
            session.add(DictionaryEntry(dictionary="customer_relation", code="family", name_zh="家", name_en="Family"))
            await session.flush()
            if related:
                await add_product(session, who, gone, ProductBody(serial="S"))
                target = {"kept": kept, "gone": third, "third": third}[related]
                await relate(session, who, gone, NewRelation(customer_id=target, relation="family"))
            if related == "third":
                await relate(session, who, kept, NewRelation(customer_id=third, relation="family"))
        before = await everything(db)
        row = await merged(db, who, kept, gone, *take)
        assert await everything(db) != before
        await parted(db, who, row)
        after = await everything(db)
        await db.close()
        assert after == before

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "test.db"
        shutil.copy(prepared, path)
        asyncio.run(run(path))


async def test_who_comes_back_gets_another_number_when_his_is_taken(
    db: Database, nobody: Principal, two: tuple[str, str]
) -> None:
    kept, gone = two
    number = (await get(db, nobody, gone)).number
    row = await merged(db, nobody, kept, gone)
    other = await enter(db, nobody, name="丙")
    async with db.write() as session:
        await session.execute(update(Customer).where(Customer.id == other.id).values(number=number))
    await parted(db, nobody, row)
    back = await get(db, nobody, gone)
    assert back.name == "王芳芳"
    assert back.number not in {number, (await get(db, nobody, kept)).number}
