"""Call lists: filled from a file in one go, without who must not be called, shared out, and worked off by agents."""

from __future__ import annotations

from pathlib import Path

import pytest
from imports_kit import USER, Imports, importer

from crm.access import Principal, Role, system
from crm.base import utcnow
from crm.call_lists.schemas import AllocateBody, ItemQuery, ListBody, ListChange, MyItemsQuery, NewItem, ResultBody
from crm.call_lists.service import CallListService
from crm.customers.models import Customer
from crm.customers.schemas import NewCustomer, Phone
from crm.customers.service import CustomerService
from crm.errors import Conflict, Duplicate, Invalid, NotFound
from crm.imports import run as running
from crm.imports.service import ImportService
from crm.outside.lists import NewListed, NumberLists
from crm.paging import PageQuery
from crm.roles.models import UserRole
from crm.users.models import User
from server.database import Database

FILE = "13800138000\n010-62881234\n13800138000\n+8613900000000\n99\n13911112222\n"


@pytest.fixture
async def imports(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Imports:
    monkeypatch.setattr(running, "_REST", 0.0)
    who = await importer(db)
    async with db.write() as session:
        for name, unit in (("01AGENTA", "north"), ("01AGENTB", "north"), ("01AGENTC", "south")):
            session.add(
                User(
                    id=name, username=name.lower(), name=name, password_hash="x", role="agent", unit_id=unit,
                    created_at=utcnow(),
                )
            )  # fmt: skip
            await session.flush()
            session.add(UserRole(user_id=name, role_id="agent"))
        await NumberLists(session, who, "010").add(NewListed(list="dnc", number="139000*"))
        await NumberLists(session, who, "010").add(NewListed(list="dnc", number="13900000000"))
        customer = await CustomerService(session, system()).create(
            NewCustomer(name="王芳", phones=[Phone(number="13911112222")])
        )
        row = await session.get_one(Customer, customer.id)
        row.owner_id = "01AGENTB"
    folder = tmp_path / "imports"
    folder.mkdir()
    return Imports(db, who, folder)


async def made(imports: Imports, tmp_path: Path) -> str:
    async with imports.db.write() as session:
        row = await CallListService(session, imports.who).create(ListBody(name="回访"))
    path = tmp_path / "numbers.txt"
    path.write_text(FILE)
    done = await imports.run(path, "call_list", row.id)
    assert (done["created"], done["skipped"], done["bad"]) == (3, 1, 2)
    assert await imports.said(done["id"]) == {
        1: [], 2: [], 3: [("same_as_line", "")], 4: [("do_not_call", "number")], 5: [("no_phone", "number")], 6: [],
    }  # fmt: skip
    return row.id


def agent(name: str) -> Principal:
    return Principal(name, Role.AGENT, "north", "/root/north/")


async def test_numbers_come_in_by_one_click_and_go_to_agents(imports: Imports, tmp_path: Path) -> None:
    list_id = await made(imports, tmp_path)
    async with imports.db.write() as session:
        service = CallListService(session, imports.who)
        items = (await service.items(list_id, ItemQuery.model_validate({}))).items
        assert [item.number for item in items] == ["+8613800138000", "+861062881234", "+8613911112222"]
        assert [item.customer_id is not None for item in items] == [False, False, True]
        with pytest.raises(Duplicate):
            await service.add(list_id, NewItem(number="13800138000"))
        with pytest.raises(Invalid):
            await service.add(list_id, NewItem(number="13900000000"))
        given = await service.allocate(list_id, AllocateBody(how="owner"))
        assert (given.agents, given.left) == ({"01AGENTB": 1}, 2)
        with pytest.raises(Invalid):
            await service.allocate(list_id, AllocateBody(how="evenly", agents=["nobody"]))
        given = await service.allocate(list_id, AllocateBody(how="evenly", agents=["01AGENTA", "01AGENTC"]))
        assert (given.agents, given.left) == ({"01AGENTA": 1, "01AGENTC": 1}, 0)
        one = AllocateBody(how="hand", agents=["01AGENTA"], items=[items[1].id], again=True)
        assert (await service.allocate(list_id, one)).agents == {"01AGENTA": 1}

    async with imports.db.write() as session:
        await NumberLists(session, imports.who, "010").add(NewListed(list="dnc", number="13800138000"))
        shown = (await CallListService(session, imports.who).items(list_id, ItemQuery.model_validate({}))).items
        assert [item.blocked for item in shown] == [True, False, False]
        mine = CallListService(session, agent("01AGENTA"))
        rows = (await mine.mine(MyItemsQuery.model_validate({}))).items
        assert [row.number for row in rows] == ["+8613800138000", "+861062881234"]
        with pytest.raises(Conflict):
            await mine.record(rows[0].id, ResultBody(result="reached", version=1))
        await mine.record(rows[0].id, ResultBody(result="later", remark="明天", version=rows[0].version))
        assert (await mine.mine(MyItemsQuery.model_validate({}))).total == 1
        (again,) = (await mine.mine(MyItemsQuery.model_validate({"result": "later"}))).items
        assert (again.id, again.list_name, again.remark) == (rows[0].id, "回访", "明天")
        with pytest.raises(NotFound):
            await CallListService(session, agent("01AGENTB")).record(rows[0].id, ResultBody(result="reached"))
        shown = await CallListService(session, imports.who).show(list_id)
        assert (shown.total, shown.allocated, shown.done) == (3, 3, 1)
        await CallListService(session, imports.who).change(list_id, ListChange(closed=True))
        assert (await mine.mine(MyItemsQuery.model_validate({"open": None}))).total == 0


async def test_an_undo_keeps_what_was_shared_out(imports: Imports, tmp_path: Path) -> None:
    list_id = await made(imports, tmp_path)
    async with imports.db.write() as session:
        service = CallListService(session, imports.who)
        await service.allocate(list_id, AllocateBody(how="owner"))
        (job,) = (await ImportService(session, imports.who).find(_all())).items
        await ImportService(session, imports.who).undo(job.id)
    await imports.work_off()
    assert (await imports.counts(job.id))["undone"] == 2
    async with imports.db.write() as session:
        service = CallListService(session, imports.who)
        assert [item.agent_id for item in (await service.items(list_id, ItemQuery.model_validate({}))).items] == [
            "01AGENTB"
        ]
        await service.delete(list_id)
        assert (await service.find(PageQuery.model_validate({}))).total == 0


async def test_lists_are_seen_in_their_unit_alone(imports: Imports) -> None:
    south = Principal("01SOUTH", Role.SUPERVISOR, "south", "/root/south/")
    async with imports.db.write() as session:
        row = await CallListService(session, imports.who).create(ListBody(name="总部", unit="north"))
        with pytest.raises(NotFound):
            await CallListService(session, south).get(row.id)
        with pytest.raises(Invalid):
            await CallListService(session, south).create(ListBody(name="越权", unit="north"))
        assert row.created_by == USER


def _all() -> object:
    from crm.imports.schemas import JobQuery

    return JobQuery.model_validate({})


async def test_a_number_that_stands_twice_in_the_file_is_taken_back_too(imports: Imports, tmp_path: Path) -> None:
    async with imports.db.write() as session:
        row = await CallListService(session, imports.who).create(ListBody(name="回访"))
    path = tmp_path / "twice.csv"
    path.write_text("电话,姓名\n13800138000,甲\n13800138000,乙\n13800138000,丙\n")
    done = await imports.run(path, "call_list", row.id, duplicates="update")
    assert (done["created"], done["updated"]) == (1, 2)
    async with imports.db.write() as session:
        await ImportService(session, imports.who).undo(done["id"])
    await imports.work_off()
    after = await imports.counts(done["id"])
    assert (after["undone"], after.get("kept")) == (3, None)
    async with imports.db.read() as session:
        assert (await CallListService(session, imports.who).show(row.id)).total == 0
