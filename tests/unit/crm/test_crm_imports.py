"""Imports of customers: good lines are kept and bad ones named, duplicates by rule, tried without writing, cancelled,
gone on with after a crash, and taken back."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from imports_kit import USER, Imports, excel, importer
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, Role, system
from crm.audit.models import AuditEntry
from crm.base import utcnow
from crm.customers.callers import make_provisional
from crm.customers.models import Customer, CustomerPhone
from crm.customers.schemas import CustomerChange, CustomerQuery, NewCustomer, Phone
from crm.customers.service import CustomerService
from crm.dictionaries.models import DictionaryEntry
from crm.errors import Conflict, Forbidden, Invalid
from crm.events.models import Event
from crm.imports import run as running
from crm.imports.models import ImportJob
from crm.imports.schemas import MappingBody
from crm.imports.service import ImportService
from crm.imports.targets import columns_of
from crm.imports.work import ATTEMPTS, claim, work
from crm.search.catalogue import SOURCES
from crm.tickets.schemas import NewTicket
from crm.tickets.service import TicketService
from crm.users.models import User
from server.database import Database
from server.search import rebuild

HEADING = ["姓名", "手机", "固话", "客户类别", "性别", "地址", "工号"]


@pytest.fixture
async def imports(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Imports:
    monkeypatch.setattr(running, "_REST", 0.0)
    async with db.write() as session:
        for place, (code, name) in enumerate((("member", "会员"), ("company", "企业客户"))):
            session.add(
                DictionaryEntry(
                    dictionary="customer_category", code=code, name_zh=name, name_en=code.title(), position=place
                )
            )
    folder = tmp_path / "imports"
    folder.mkdir()
    return Imports(db, await importer(db), folder)


async def customers(db: Database, **query: Any) -> dict[str, list[str]]:
    async with db.read() as session:
        asked = CustomerQuery.model_validate({"page_size": 200, **query})
        page = await CustomerService(session, system()).find(asked)
    return {row.name: [phone.number for phone in row.phones] for row in page.items}


async def enter(db: Database, name: str, *numbers: str, unit: str = "root") -> str:
    async with db.write() as session:
        new = NewCustomer(name=name, phones=[Phone(number=number) for number in numbers])
        return (await CustomerService(session, system(unit)).create(new)).id


async def test_good_lines_are_kept_and_bad_ones_named(imports: Imports, tmp_path: Path) -> None:
    path = excel(
        tmp_path / "a.xlsx",
        [
            HEADING,
            ["王芳", 13800138000, 1062881234, "会员", "女士", "朝阳区", "1001"],
            ["李雷", "1.39E+10", None, "member", "男", None, None],
            ["", 13911112222, None, None, None, None, None],
            ["赵六", None, None, None, None, None, None],
            ["钱七", "13711112222 / 13611112222", None, "没有的", "?", None, "9999"],
            ["孙八", "13511112222", None, "Company", "male", "x" * 301, None],
            ["周九", "13411112222", None, "企业客户", None, None, None],
        ],
    )
    done = await imports.run(path)
    job = done["id"]
    assert {k: done[k] for k in ("state", "total", "done", "created", "bad", "warned")} == {
        "state": "done", "total": 7, "done": 7, "created": 2, "bad": 5, "warned": 1,
    }  # fmt: skip
    assert await imports.said(job) == {
        2: [("lost_zero", "phones")],
        3: [("scientific", "phones")],
        4: [("required", "name")],
        5: [("phone_required", "phones")],
        6: [("unknown_choice", "sex"), ("unknown_choice", "category"), ("unknown_user", "owner_id")],
        7: [("length", "address")],
        8: [],
    }
    assert await customers(imports.db) == {"王芳": ["+8613800138000", "+861062881234"], "周九": ["+8613411112222"]}
    async with imports.db.read() as session:
        row = await session.scalar(select(Customer).where(Customer.name == "王芳"))
        actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert row is not None
    assert (row.category, row.sex, row.owner_id, row.region_zh, row.created_by) == (
        "member",
        "female",
        USER,
        "北京市",
        USER,
    )
    assert {"imports.upload", "imports.start", "imports.done", "customers.create"} <= set(actions)
    assert await customers(imports.db, q="wf") == {"王芳": ["+8613800138000", "+861062881234"]}
    for text in (problem for line in await imports.lines(job) for problem in line.problems):
        assert text.zh
        assert text.en


async def test_duplicates_are_skipped_updated_or_created(imports: Imports, tmp_path: Path) -> None:
    known = await enter(imports.db, "王芳", "13800138000")
    rows = [HEADING, ["王芳芳", "13800138000", "62881234", "会员"], ["李雷", "13911112222"], ["李雷雷", "13911112222"]]
    path = excel(tmp_path / "a.xlsx", rows)
    skipped = await imports.run(path)
    assert (skipped["created"], skipped["skipped"]) == (1, 2)
    assert await imports.said(skipped["id"], "skipped") == {2: [("exists", "")], 4: [("same_as_line", "")]}
    assert set(await customers(imports.db)) == {"王芳", "李雷"}

    updated = await imports.run(path, duplicates="update")
    assert (updated["updated"], updated["skipped"]) == (2, 1)
    assert await imports.said(updated["id"], "skipped") == {3: [("unchanged", "")]}
    assert await customers(imports.db) == {
        "王芳芳": ["+8613800138000", "+861062881234"],
        "李雷雷": ["+8613911112222"],
    }
    async with imports.db.read() as session:
        row = await session.get_one(Customer, known)
        assert (row.category, row.version) == ("member", 2)
    again = await imports.run(path, duplicates="update", by="name_phone")
    assert (again.get("updated"), again["created"], again["skipped"]) == (None, 1, 2)

    created = await imports.run(path, duplicates="create")
    assert created["created"] == 3
    assert await customers(imports.db, q="李雷") == await customers(imports.db, phone="13911112222")


async def test_several_matches_are_not_updated_and_unknown_callers_are_filled_in(
    imports: Imports, tmp_path: Path
) -> None:
    for name in ("甲", "乙"):
        await enter(imports.db, name, "13800138000")
    await imports.db.store(lambda connection: make_provisional(connection, "root", ["+8613911112222"]))
    path = excel(tmp_path / "a.xlsx", [["姓名", "电话"], ["丙", "13800138000"], ["丁", "13911112222"]])
    done = await imports.run(path, duplicates="update")
    assert (done["bad"], done["updated"]) == (1, 1)
    assert await imports.said(done["id"], "bad") == {2: [("several", "")]}
    async with imports.db.read() as session:
        row = await session.scalar(select(Customer).where(Customer.name == "丁"))
    assert row is not None
    assert not row.provisional


async def test_customer_numbers_of_the_file_are_kept_and_never_given_out_again(
    imports: Imports, tmp_path: Path
) -> None:
    rows = [
        ["姓名", "电话", "客户编号"],
        ["甲", "13800138000", 10000001],
        ["乙", "13800138001", "A-7"],
        ["丙", "13800138002", ""],
    ]
    path = excel(tmp_path / "a.xlsx", rows)
    assert (await imports.run(path))["created"] == 3
    async with imports.db.read() as session:
        numbers = dict((await session.execute(select(Customer.name, Customer.number))).all())  # type: ignore[arg-type]
    assert numbers == {"甲": "10000001", "乙": "A-7", "丙": "10000002"}
    changed = excel(tmp_path / "b.xlsx", [["客户编号", "姓名", "电话"], ["A-7", "乙乙", ""], ["", "丁", "13800138009"]])
    done = await imports.run(changed, by="number", duplicates="update")
    assert (done["updated"], done["bad"]) == (1, 1)
    other = excel(tmp_path / "c.xlsx", [["客户编号", "姓名", "电话"], ["A-7", "别人", "13700000000"]])
    done = await imports.run(other)
    assert await imports.said(done["id"]) == {2: [("exists", "number")]}


async def test_a_dry_run_says_the_same_and_writes_nothing(
    imports: Imports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "AT_A_TIME", 2)
    await enter(imports.db, "王芳", "13800138000")
    rows = [
        ["姓名", "电话"],
        ["王芳", "13800138000"],
        ["李雷", "13911112222"],
        ["韩", "1"],
        ["李雷", "13911112222"],
        ["方", "13711112222"],
    ]
    path = excel(tmp_path / "a.xlsx", rows)
    tried = await imports.run(path, dry_run=True)
    names = ("total", "done", "created", "skipped", "bad")
    assert tried["state"] == "checked"
    assert set(await customers(imports.db)) == {"王芳"}
    said = await imports.said(tried["id"])
    await imports.again(tried["id"])
    await imports.work_off()
    done = await imports.counts(tried["id"])
    assert [tried[name] for name in names] == [done[name] for name in names] == [5, 5, 2, 2, 1]
    assert await imports.said(tried["id"]) == said
    with pytest.raises(Conflict):
        await imports.again(tried["id"])


async def test_cancelled_between_two_pieces_and_taken_back(
    imports: Imports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "AT_A_TIME", 3)
    path = excel(tmp_path / "a.xlsx", [["姓名", "电话"], *([f"王{n}", f"138001380{n:02d}"] for n in range(10))])
    job = await imports.start(path)

    counted = running.ImportRun._count

    async def count_and_cancel(self: Any, session: AsyncSession, *rest: Any) -> None:
        await counted(self, session, *rest)
        await ImportService(session, imports.who).cancel(job)

    monkeypatch.setattr(running.ImportRun, "_count", count_and_cancel)
    await imports.work_off()
    done = await imports.counts(job)
    assert (done["state"], done["done"], done["created"]) == ("cancelled", 3, 3)
    assert len(await customers(imports.db)) == 3
    async with imports.db.write() as session:
        await ImportService(session, imports.who).undo(job)
    await imports.work_off()
    assert await customers(imports.db) == {}
    assert (await imports.counts(job))["undone"] == 3


async def test_after_a_crash_it_goes_on_where_it_was(
    imports: Imports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "AT_A_TIME", 2)
    path = excel(tmp_path / "a.xlsx", [["姓名", "电话"], *([f"王{n}", f"138001380{n:02d}"] for n in range(7))])
    job = await imports.start(path)
    whole, pieces = running.ImportRun._write, []

    async def die(self: Any, drafts: Any) -> None:
        pieces.append(drafts)
        if len(pieces) == 3:
            raise KeyboardInterrupt
        await whole(self, drafts)

    monkeypatch.setattr(running.ImportRun, "_write", die)
    with pytest.raises(KeyboardInterrupt):
        await imports.work_off()
    assert (await imports.counts(job))["done"] == 4
    await imports.work_off()
    assert (await imports.counts(job))["done"] == 4, "the worker that died may still be believed to be at it"
    async with imports.db.write() as session:
        await session.execute(update(ImportJob).values(lease_until=utcnow() - running.LEASE))
    await imports.work_off()
    done = await imports.counts(job)
    assert (done["state"], done["done"], done["created"]) == ("done", 7, 7)
    assert len(await customers(imports.db)) == 7


async def test_what_kills_every_worker_is_given_up(imports: Imports, tmp_path: Path) -> None:
    job = await imports.start(excel(tmp_path / "a.xlsx", [["姓名", "电话"], ["王", "13800138000"]]))
    for _ in range(ATTEMPTS):
        async with imports.db.write() as session:
            assert await claim(session) is not None
            await session.execute(update(ImportJob).values(lease_until=None, state="running"))
    async with imports.db.write() as session:
        assert await claim(session) is None
    done = await imports.counts(job)
    assert done["state"] == "failed"
    assert done["error"]["zh"]


async def test_an_undo_keeps_what_has_changed_or_is_referred_to(imports: Imports, tmp_path: Path) -> None:
    known = await enter(imports.db, "老客户", "13600000000")
    rows = [
        ["姓名", "电话", "地址"],
        ["甲", "13800138000", ""],
        ["乙", "13800138001", ""],
        ["丙", "13800138002", ""],
        ["新名", "13600000000", "新地址"],
    ]
    done = await imports.run(excel(tmp_path / "a.xlsx", rows), duplicates="update")
    assert (done["created"], done["updated"]) == (3, 1)
    async with imports.db.write() as session:
        ids = {row.name: row.id for row in await session.scalars(select(Customer))}
        await CustomerService(session, system()).update(ids["甲"], CustomerChange(note="改过"))
        await TicketService(session, system(), zone=UTC).create(
            NewTicket(type="repair", title="x", customer_id=ids["乙"])
        )
    async with imports.db.write() as session:
        await ImportService(session, imports.who).undo(done["id"])
    await imports.work_off()
    undone = await imports.counts(done["id"])
    assert (undone["state"], undone["undone"], undone["kept"]) == ("undone", 2, 2)
    kept = {row.line: row.kept.code for row in await imports.lines(done["id"], "kept") if row.kept}
    assert kept == {2: "changed", 3: "in_use"}
    assert set(await customers(imports.db)) == {"甲", "乙", "老客户"}
    async with imports.db.read() as session:
        row = await session.get_one(Customer, known)
        assert (row.name, row.address) == ("老客户", "")
    assert await customers(imports.db, q="丙") == {}
    twice = excel(tmp_path / "b.xlsx", [["姓名", "电话"], ["丁", "13500000000"], ["丁丁", "13500000000"]])
    chain = await imports.run(twice, duplicates="update")
    async with imports.db.write() as session:
        await ImportService(session, imports.who).undo(chain["id"])
    await imports.work_off()
    assert (await imports.counts(chain["id"]))["undone"] == 2
    assert await customers(imports.db, q="丁") == {}
    assert await rebuild(imports.db, SOURCES[0]) == 0


async def test_a_customer_of_several_lines_is_told_of_as_new(imports: Imports, tmp_path: Path) -> None:
    """Other systems make a record of who is created: “changed” alone would leave them without one."""
    async with imports.db.write() as session:
        connection = await session.connection()
        made = await connection.run_sync(make_provisional, "root", ["+8613500000001"])
        (caller,) = made.values()
        session.add(CustomerPhone(id="01SECOND", customer_id=caller, number="+8613500000002", position=1))
    rows = [["姓名", "电话", "地址"], ["丁", "13500000001", None], ["丁", "13500000002", "北京路1号"]]
    done = await imports.run(excel(tmp_path / "a.xlsx", rows), duplicates="update")
    assert (done["updated"], await told(imports.db)) == (2, [("customer.created", caller, None)])
    rows = [
        ["姓名", "电话", "地址", "备注"],
        ["丁", "13500000001", None, "老客户"],
        ["丁", "13500000002", "二号", None],
    ]
    await imports.run(excel(tmp_path / "b.xlsx", rows), duplicates="update")
    assert (await told(imports.db))[1:] == [("customer.changed", caller, ["address", "note"])]


async def told(db: Database) -> list[tuple[str, str, list[str] | None]]:
    async with db.read() as session:
        events = await session.scalars(select(Event).where(Event.type.like("customer.%")).order_by(Event.id))
        return [(event.type, event.data["customer"], event.data.get("changed")) for event in events]


async def test_nobody_changes_by_a_file_what_he_may_not_see(db: Database, tmp_path: Path) -> None:
    folder = tmp_path / "imports"
    folder.mkdir()
    await enter(db, "南方客户", "13800138000", unit="south")
    north = Imports(db, await importer(db, "north"), folder)
    path = excel(tmp_path / "a.xlsx", [["姓名", "电话"], ["改名", "13800138000"], ["北方", "13911112222"]])
    done = await north.run(path, duplicates="update")
    assert await north.said(done["id"], "bad") == {2: [("not_yours", "")]}
    skipped = await north.run(path)
    (line, *_) = await north.lines(skipped["id"], "skipped")
    assert "南方" not in line.problems[0].zh
    assert set(await customers(db)) == {"南方客户", "北方"}
    async with db.read() as session:
        unit = await session.scalar(select(Customer.unit_id).where(Customer.name == "北方"))
    assert unit == "north"
    with pytest.raises(Invalid):
        await north.start(path, unit="south")
    south = Principal("01OTHER", Role.SUPERVISOR, "south", "/root/south/")
    async with db.read() as session:
        with pytest.raises(Exception, match="no import"):
            await ImportService(session, south).get(done["id"])


async def test_mappings_defaults_and_refusals(imports: Imports, tmp_path: Path) -> None:
    path = excel(tmp_path / "a.xlsx", [["A列", "B列"], ["王", "13800138000"]])
    with pytest.raises(Invalid) as refused:
        await imports.start(path)
    assert refused.value.details["field"] == "mapping"
    async with imports.db.write() as session:
        columns = await columns_of(session, "customers")
        service = ImportService(session, imports.who)
        await service.save_mapping(MappingBody(name="旧系统", columns={"A列": "name", "B列": "phones"}), columns)
        assert await service.remembered("customers") == {"A列": "name", "B列": "phones"}
        with pytest.raises(Invalid):
            await service.save_mapping(MappingBody(name="错", columns={"A列": "nothing"}), columns)
    done = await imports.run(path, mapping=["name", "phones"], defaults={"category": "会员", "note": "批量"})
    assert done["created"] == 1
    async with imports.db.read() as session:
        row = await session.scalar(select(Customer))
        assert row is not None
        assert (row.category, row.note) == ("member", "批量")
        assert len(list(await session.scalars(select(CustomerPhone)))) == 1


async def undone(imports: Imports, job: str) -> dict[str, Any]:
    async with imports.db.write() as session:
        await ImportService(session, imports.who).undo(job)
    await imports.work_off()
    return await imports.counts(job)


async def test_what_is_cancelled_before_its_first_line_does_not_begin(imports: Imports, tmp_path: Path) -> None:
    job = await imports.start(excel(tmp_path / "a.xlsx", [["姓名", "电话"], ["王", "13800138000"]]))
    async with imports.db.write() as session:
        assert await claim(session) is not None
    async with imports.db.write() as session:
        await ImportService(session, imports.who).cancel(job)
    await work(imports.db, job, imports.folder)
    assert (await imports.counts(job))["state"] == "cancelled"
    assert await customers(imports.db) == {}
    assert (await undone(imports, job))["state"] == "undone"


async def test_an_undo_gives_no_number_twice(imports: Imports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await enter(imports.db, "甲", "13800138000")
    async with imports.db.write() as session:
        await session.execute(update(Customer).values(number="A-1"))
    heading = ["姓名", "电话", "客户编号"]
    rows = [heading, ["甲", "13800138000", "A-2"], ["乙", "13800138001", "A-1"]]
    with monkeypatch.context() as patch:
        patch.setattr(running, "AT_A_TIME", 1)
        swapped = await imports.run(excel(tmp_path / "a.xlsx", rows), duplicates="update")
    assert (swapped["updated"], swapped["created"]) == (1, 1)
    assert (await undone(imports, swapped["id"]))["undone"] == 2, "the number of a line that goes is free again"

    again = await imports.run(excel(tmp_path / "b.xlsx", rows[:2]), duplicates="update")
    other = await imports.run(excel(tmp_path / "c.xlsx", [heading, ["丙", "13800138009", "A-1"]]))
    assert (again["updated"], other["created"]) == (1, 1)
    after = await undone(imports, again["id"])
    assert (after["state"], after["kept"]) == ("undone", 1)
    (line,) = await imports.lines(again["id"], "kept")
    assert line.kept is not None
    assert line.kept.code == "number_taken"


async def test_two_lines_of_one_customer_are_taken_back_one_after_the_other(imports: Imports, tmp_path: Path) -> None:
    known = await enter(imports.db, "甲", "13800138000", "13900139000")
    rows = [
        ["姓名", "电话", "备注", "联系人"],
        ["甲", "13800138000", "电联", None],
        ["甲", "13900139000", "上门", "乙"],
    ]
    done = await imports.run(excel(tmp_path / "a.xlsx", rows), duplicates="update")
    assert done["updated"] == 2
    async with imports.db.read() as session:
        row = await session.get_one(Customer, known)
        assert (row.note, row.contact, row.version) == ("上门", "乙", 3)
    after = await undone(imports, done["id"])
    assert (after["undone"], after.get("kept")) == (2, None)
    async with imports.db.read() as session:
        row = await session.get_one(Customer, known)
        assert (row.note, row.contact) == ("", "")


async def test_one_who_stands_three_times_in_a_file_goes_with_it(imports: Imports, tmp_path: Path) -> None:
    rows = [["姓名", "电话"], *([name, "13800138000"] for name in ("甲", "乙", "丙", "丁"))]
    done = await imports.run(excel(tmp_path / "a.xlsx", rows), duplicates="update")
    assert (done["created"], done["updated"]) == (1, 3)
    after = await undone(imports, done["id"])
    assert (after["undone"], after.get("kept")) == (4, None)
    assert await customers(imports.db) == {}


async def test_more_columns_than_anybody_maps(imports: Imports, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名,电话" + "," * 600 + "\n王,13800138000" + "," * 600 + "\n")
    assert (await imports.run(path))["created"] == 1
    mapping = ["name", "phones", *([""] * 600)]
    assert (await imports.run(path, mapping=mapping))["skipped"] == 1


async def test_nobody_carries_out_a_file_with_the_rights_of_another(imports: Imports, tmp_path: Path) -> None:
    path = excel(tmp_path / "a.xlsx", [["姓名", "电话"], ["王", "13800138000"]])
    job = await imports.start(path, dry_run=True, unit="north")
    await imports.work_off()
    north = Principal("01OTHER", Role.SUPERVISOR, "north", "/root/north/")
    with pytest.raises(Forbidden):
        await Imports(imports.db, north, imports.folder).again(job)
    await imports.again(job, unit="north")


async def test_an_import_is_taken_back_when_who_made_it_has_left(imports: Imports, tmp_path: Path) -> None:
    done = await imports.run(excel(tmp_path / "a.xlsx", [["姓名", "电话"], ["王", "13800138000"]]))
    async with imports.db.write() as session:
        (await session.get_one(User, USER)).disabled = True
    boss = Imports(imports.db, Principal("01BOSS", Role.ADMINISTRATOR, "root", "/root/"), imports.folder)
    after = await undone(boss, done["id"])
    assert (after["state"], after["undone"], after.get("error")) == ("undone", 1, None)
    assert await customers(imports.db) == {}
