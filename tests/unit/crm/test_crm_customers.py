"""Customers: found by any of their phones, provisional ones from unknown callers, changes that do not collide."""

from __future__ import annotations

import pytest

from crm.access import Grant, Principal, Role, Scope
from crm.customers.callers import customers_of, make_provisional
from crm.customers.parts import NewRelation
from crm.customers.relations import relate
from crm.customers.schemas import CustomerChange, CustomerQuery, NewCustomer, Phone
from crm.customers.service import CustomerService
from crm.dictionaries.models import DictionaryEntry
from crm.errors import Conflict, Invalid, NotFound
from server.database import Database


def new(name: str, *numbers: str) -> NewCustomer:
    return NewCustomer(name=name, phones=[Phone(number=number) for number in numbers])


async def found(db: Database, who: Principal, **query: object) -> list[str]:
    async with db.read() as session:
        page = await CustomerService(session, who).find(CustomerQuery.model_validate(query))
        return sorted(row.name for row in page.items)


@pytest.fixture
async def three(db: Database, nobody: Principal) -> Database:
    async with db.write() as session:
        service = CustomerService(session, nobody)
        await service.create(new("王建国", "013800138000", "62881234"))
        await service.create(new("王芳", "13911223344"))
        await service.create(new("Emma Reid", "13911223344", "100%"[:3]))
    return db


async def test_found_by_every_spelling_of_every_phone(three: Database, nobody: Principal) -> None:
    for spelling in ("13800138000", "+8613800138000", "010-62881234", "62881234"):
        assert await found(three, nobody, phone=spelling) == ["王建国"]
    assert await found(three, nobody, phone="13911223344") == ["Emma Reid", "王芳"]


async def test_search_by_name_number_and_part_of_a_phone(three: Database, nobody: Principal) -> None:
    assert await found(three, nobody, q="王") == ["王建国", "王芳"]
    assert await found(three, nobody, q="emma") == ["Emma Reid"]
    assert await found(three, nobody, q="0013800") == ["王建国"]
    assert await found(three, nobody, q="10000002") == ["王芳"]
    assert await found(three, nobody, q="%") == []
    assert await found(three, nobody, q="_") == []


async def test_relations_are_made_by_whoever_may_change_the_customer(three: Database, nobody: Principal) -> None:
    """Seeing everybody is not enough."""
    async with three.write() as session:
        session.add(DictionaryEntry(dictionary="customer_relation", code="family", name_zh="家人", name_en="Family"))
    granted = {"customers.read": Grant(Scope.ALL), "customers.write": Grant(Scope.OWN)}
    agent = Principal("wang", Role.AGENT, "root", "/root/", granted=granted)
    async with three.write() as session:
        mine = await CustomerService(session, agent).create(new("我的", "13711112222"))
        page = await CustomerService(session, agent).find(CustomerQuery(q="王建国"))
        his = page.items[0].id
        with pytest.raises(NotFound):
            await relate(session, agent, his, NewRelation(customer_id=mine.id, relation="family"))
        shown = await relate(session, agent, mine.id, NewRelation(customer_id=his, relation="family"))
    assert [row.customer_name for row in shown] == ["王建国"]


async def test_region_comes_from_the_first_phone(three: Database, nobody: Principal) -> None:
    async with three.read() as session:
        page = await CustomerService(session, nobody).find(CustomerQuery(q="王建国"))
    assert (page.items[0].region_zh, page.items[0].region_en) == ("北京市", "Beijing")
    assert [phone.number for phone in page.items[0].phones] == ["+8613800138000", "+861062881234"]


async def test_unknown_callers_become_provisional_customers(db: Database, nobody: Principal) -> None:
    numbers = ["+8613800138000", "8001", "+861062881234", "anonymous"]
    made = await db.store(lambda connection: make_provisional(connection, "root", numbers))
    assert set(made) == {"+8613800138000", "+861062881234"}
    assert await db.look(lambda connection: customers_of(connection, numbers)) == made
    async with db.write() as session:
        service = CustomerService(session, nobody)
        row = await service.get(made["+8613800138000"])
        assert row.provisional
        assert row.region_zh == "北京市"
        changed = await service.update(row.id, CustomerChange(name="李雷"))
    assert not changed.provisional
    assert changed.version > row.version


async def test_whoever_enters_an_unknown_caller_fills_him_in(db: Database) -> None:
    """One customer, not two: he keeps his number and where he came from, and belongs to who entered him."""
    made = await db.store(lambda connection: make_provisional(connection, "root", ["+8613800138000"]))
    agent = Principal("wang", Role.AGENT, "north", "/root/north/")
    async with db.write() as session:
        service = CustomerService(session, agent)
        row = await service.create(new("李雷", "13800138000", "62881234"))
        other = await service.create(new("韩梅梅", "13800138000"))
    assert (row.id, row.number, row.provisional) == (made["+8613800138000"], "10000001", False)
    assert (row.unit_id, row.source, row.region_zh) == ("north", "call", "北京市")
    assert [phone.number for phone in row.phones] == ["+8613800138000", "+861062881234"]
    assert other.id != row.id, "a family shares its number: whoever has a name stays who he is"


async def test_what_was_written_of_an_unknown_caller_stays_when_he_is_entered(db: Database, nobody: Principal) -> None:
    numbers = ["+8613800138000", "+861062881234"]
    made = await db.store(lambda connection: make_provisional(connection, "root", numbers))
    async with db.write() as session:
        service = CustomerService(session, nobody)
        change = CustomerChange(note="请勿打扰", no_sms=True, tags=["老客户"])
        await service.update(made[numbers[0]], change)
        row = await service.create(new("李雷", "13800138000", "62881234"))
        page = await service.find(CustomerQuery())
    assert row.id == made[numbers[0]]
    assert (row.note, row.no_sms, row.tags, row.name) == ("请勿打扰", True, ["老客户"], "李雷")
    assert [one.id for one in page.items] == [row.id], "his other number is his, with its calls"


async def test_an_unknown_caller_who_turns_out_to_be_somebody_is_he(three: Database, nobody: Principal) -> None:
    """His number is added to the customer; the record that the call had made goes, with its calls, into his."""
    made = await three.store(lambda connection: make_provisional(connection, "root", ["+8613700000001"]))
    async with three.write() as session:
        service = CustomerService(session, nobody)
        row = (await service.find(CustomerQuery(q="王建国"))).items[0]
        phones = [Phone(number=phone.number) for phone in row.phones] + [Phone(number="13700000001")]
        changed = await service.update(row.id, CustomerChange(phones=phones, version=row.version))
        with pytest.raises(NotFound):
            await service.get(made["+8613700000001"])
    assert [phone.number for phone in changed.phones] == ["+8613800138000", "+861062881234", "+8613700000001"]
    assert (changed.name, changed.provisional) == ("王建国", False)
    assert await found(three, nobody, phone="13700000001") == ["王建国"]


async def test_a_caller_of_whom_something_was_written_stays(three: Database, nobody: Principal) -> None:
    made = await three.store(lambda connection: make_provisional(connection, "root", ["+8613700000001"]))
    async with three.write() as session:
        service = CustomerService(session, nobody)
        await service.update(made["+8613700000001"], CustomerChange(note="请勿打扰"))
        row = (await service.find(CustomerQuery(q="王建国"))).items[0]
        phones = [Phone(number=phone.number) for phone in row.phones] + [Phone(number="13700000001")]
        await service.update(row.id, CustomerChange(phones=phones))
        assert (await service.get(made["+8613700000001"])).note == "请勿打扰"


async def test_a_record_that_somebody_else_works_on_is_not_taken_over(db: Database, nobody: Principal) -> None:
    made = await db.store(lambda connection: make_provisional(connection, "north", ["+8613800138000"]))
    async with db.write() as session:
        await CustomerService(session, nobody).update(made["+8613800138000"], CustomerChange(note="北区跟进"))
    agent = Principal("zhao", Role.AGENT, "south", "/root/south/")
    async with db.write() as session:
        row = await CustomerService(session, agent).create(new("李雷", "13800138000"))
    assert row.id != made["+8613800138000"]


async def test_phones_are_replaced_and_kept(three: Database, nobody: Principal) -> None:
    async with three.write() as session:
        service = CustomerService(session, nobody)
        row = (await service.find(CustomerQuery(q="王建国"))).items[0]
        changed = await service.update(
            row.id, CustomerChange(phones=[Phone(number="62881234", label="家"), Phone(number="13700000001")])
        )
    assert [(phone.number, phone.label) for phone in changed.phones] == [
        ("+861062881234", "家"),
        ("+8613700000001", ""),
    ]
    assert await found(three, nobody, phone="13800138000") == []


async def test_a_change_from_an_old_version_is_refused(three: Database, nobody: Principal) -> None:
    async with three.write() as session:
        service = CustomerService(session, nobody)
        row = (await service.find(CustomerQuery(q="王芳"))).items[0]
        await service.update(row.id, CustomerChange(note="先", version=row.version))
        with pytest.raises(Conflict):
            await service.update(row.id, CustomerChange(note="后", version=row.version))


async def test_a_phone_that_is_none_is_refused_with_its_place(db: Database, nobody: Principal) -> None:
    async with db.write() as session:
        with pytest.raises(Invalid) as refused:
            await CustomerService(session, nobody).create(new("甲", "13800138000", "请致电前台"))
    assert refused.value.details["field"] == "phones.1.number"


async def test_customer_numbers_count_up(three: Database, nobody: Principal) -> None:
    async with three.read() as session:
        page = await CustomerService(session, nobody).find(CustomerQuery())
    assert sorted(row.number for row in page.items) == ["10000001", "10000002", "10000003"]


async def test_there_is_no_such_customer(db: Database, nobody: Principal) -> None:
    async with db.read() as session:
        with pytest.raises(NotFound):
            await CustomerService(session, nobody).get("01ARZ3NDEKTSV4RRFFQ69G5FAV")
