"""Search: what is contained is found, in Chinese and English, by one character and by parts of numbers; nobody sees
through it what he may not see; the index follows every way of writing."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, event, select, text, update

from crm.access import Principal, Role, system
from crm.base import new_id
from crm.counters import Counter
from crm.customers.callers import make_provisional
from crm.customers.models import Customer, CustomerPhone
from crm.customers.schemas import CustomerChange, CustomerQuery, NewCustomer, Phone
from crm.customers.service import CustomerService
from crm.search import query as asking
from crm.search.entries import Entry, pieces
from crm.search.index import BLOCKS, drop, first, put
from crm.search.models import SearchEntry
from crm.search.query import parse
from crm.search.tokens import asked, of_run, plain, runs
from server.database import Database
from server.search import build_missing, rebuild_all

CHARACTERS = st.text(
    st.sampled_from("王小明华热线维修单元" + string.ascii_lowercase[:4] + "0123" + " -，"), max_size=24
)


ANY = select(1).exists()
"""A scope of all units."""


async def names(db: Database, who: Principal, q: str, **more: object) -> list[str]:
    async with db.read() as session:
        page = await CustomerService(session, who).find(CustomerQuery.model_validate({"q": q, **more}))
    return sorted(row.name for row in page.items)


@pytest.fixture
async def findable(db: Database, nobody: Principal) -> Database:
    async with db.write() as session:
        service = CustomerService(session, nobody)
        for name, number, address in (
            ("王小明", "13800138000", "朝阳区幸福小区12号楼3单元501室"),
            ("单雄信", "13911220044", "海淀区中关村大街"),
            ("O'Neil Smith", "01062881234", "Ｆｌａｔ ７"),
            ("𬱖先生", "+85251234567", ""),
        ):
            await service.create(NewCustomer(name=name, address=address, phones=[Phone(number=number)]))
    return db


FOUND = (
    ("王", "王小明"),
    ("小明", "王小明"),
    ("王小明", "王小明"),
    ("w", "王小明"),
    ("wx", "王小明"),
    ("wxm", "王小明"),
    ("wang", "王小明"),
    ("WangXiao", "王小明"),
    ("xiaom", "王小明"),
    ("幸福 501", "王小明"),
    ("3单元", "王小明"),
    ("1380", "王小明"),
    ("8000", "王小明"),
    ("+86 138-0013-8000", "王小明"),
    ("8613800138000", "王小明"),
    ("王 8000", "王小明"),
    ("shanxiong", "单雄信"),
    ("sxx", "单雄信"),
    ("dan", "单雄信"),
    ("smith", "O'Neil Smith"),
    ("MIT", "O'Neil Smith"),
    ("o'neil", "O'Neil Smith"),
    ("010-6288 1234", "O'Neil Smith"),
    ("0106288", "O'Neil Smith"),
    ("flat 7", "O'Neil Smith"),
    ("𬱖", "𬱖先生"),
    ("85251234567", "𬱖先生"),
    ("10000002", "单雄信"),
)
NOT_FOUND = ("王明", "小明王", "1380138", "800800", "mw", "%", "_", "'", '"', "' OR 1", "-", "：", "\\", "*")


async def test_found(findable: Database, nobody: Principal) -> None:
    for q, name in FOUND:
        assert name in await names(findable, nobody, q), q


async def test_not_found(findable: Database, nobody: Principal) -> None:
    for q in NOT_FOUND:
        assert await names(findable, nobody, q) == [], q


async def test_digits_that_stand_in_no_number_in_this_order_are_not_found(
    findable: Database, nobody: Principal
) -> None:
    assert await names(findable, nobody, "800138001380") == []
    assert await names(findable, nobody, "13800138000") == ["王小明"]


async def test_the_index_follows_changes(findable: Database, nobody: Principal) -> None:
    async with findable.write() as session:
        service = CustomerService(session, nobody)
        (row,) = (await service.find(CustomerQuery(q="wxm"))).items
        await service.update(row.id, CustomerChange(name="赵六", phones=[Phone(number="13700000001")]))
    assert await names(findable, nobody, "王小明") == await names(findable, nobody, "wxm") == []
    assert await names(findable, nobody, "8000") == []
    assert await names(findable, nobody, "zhaol") == await names(findable, nobody, "13700") == ["赵六"]
    async with findable.write() as session:
        await session.delete(await session.get_one(Customer, row.id))
    assert await names(findable, nobody, "赵六") == []
    assert await stale(findable) == 0


async def test_a_transaction_that_fails_leaves_the_index_as_it_was(findable: Database, nobody: Principal) -> None:
    async def fail() -> None:
        async with findable.write() as session:
            service = CustomerService(session, nobody)
            (row,) = (await service.find(CustomerQuery(q="wxm"))).items
            await service.update(row.id, CustomerChange(name="赵六"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await names(findable, nobody, "wxm") == ["王小明"]
    assert await stale(findable) == 0


async def test_unknown_callers_are_found_at_once(db: Database, nobody: Principal) -> None:
    made = await db.store(lambda connection: make_provisional(connection, "root", ["+8613612345678"]))
    async with db.read() as session:
        page = await CustomerService(session, nobody).find(CustomerQuery(q="12345"))
    assert [row.id for row in page.items] == list(made.values())


async def test_more_than_the_limit_are_told_of_and_the_newest_come(
    db: Database, nobody: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("index", "query"):
        monkeypatch.setattr(f"crm.search.{module}.BLOCKS", (4, 8, 16))
    async with db.write() as session:
        service = CustomerService(session, nobody)
        for place in range(30):
            name = f"王{place}" if place % 5 else f"李{place}"
            await service.create(NewCustomer(name=name, phones=[Phone(number=f"138001380{place:02d}")]))
    async with db.read() as session:
        for q, limit, found, more in (
            ("王", 3, [29, 28, 27], True),
            ("李", 3, [25, 20, 15], True),
            ("李", 6, [25, 20, 15, 10, 5, 0], False),
            ("李0", 3, [0], False),
        ):
            wanted = parse(q)
            assert wanted is not None
            hits = await asking.search(
                session, "customer", wanted, select(Customer.id), Customer.id, scope=ANY, user=None, limit=limit
            )
            there = {c.id: int(c.name[1:]) for c in await session.scalars(select(Customer))}
            assert ([there[each] for each in hits.ids], hits.more) == (found, more), q


async def test_the_newest_of_a_kind_stand_together_whatever_else_changes(db: Database, nobody: Principal) -> None:
    """On PostgreSQL they are asked for by blocks of numbers; those of other kinds leave no gaps in them."""
    for place in range(4):
        async with db.write() as session:
            new = NewCustomer(name=f"王{place}", phones=[Phone(number=f"1380013800{place}")])
            await CustomerService(session, nobody).create(new)
        await db.store(lambda connection: put(connection, [Entry("article", new_id(), "root") for _ in range(50)]))
    async with db.read() as session:
        numbers = {
            kind: sorted(await session.scalars(select(SearchEntry.seq).where(SearchEntry.kind == kind)))
            for kind in ("customer", "article")
        }
    if not db.sqlite:
        for kind, of_kind in numbers.items():
            assert of_kind[0] > first(kind)
            assert of_kind[-1] - of_kind[0] == len(of_kind) - 1
            assert (of_kind[0] - 1) // BLOCKS[-1] * BLOCKS[-1] == first(kind)
    assert len(set().union(*numbers.values())) == 4 + 200
    assert await names(db, nobody, "王") == [f"王{place}" for place in range(4)]


async def test_filters_and_search_go_together(findable: Database, nobody: Principal) -> None:
    async with findable.write() as session:
        await session.execute(update(Customer).where(Customer.name == "王小明").values(category="member"))
    assert await names(findable, nobody, "区", category="member") == ["王小明"]
    assert await names(findable, nobody, "区") == ["单雄信", "王小明"]


async def test_nobody_finds_what_he_may_not_see(db: Database) -> None:
    for unit in ("root", "north", "south"):
        async with db.write() as session:
            service = CustomerService(session, system(unit))
            await service.create(NewCustomer(name=f"王{unit}", phones=[Phone(number="13800138000")]))
    north = Principal("01NORTH", Role.SUPERVISOR, "north", "/root/north/")
    assert await names(db, north, "王") == await names(db, north, "8000") == ["王north"]
    async with db.write() as session:
        row = await session.scalar(select(Customer).where(Customer.name == "王south"))
        assert row is not None
        row.owner_id = "01NORTH"
    assert await names(db, north, "王") == ["王north", "王south"]
    root = Principal("01ROOT", Role.SUPERVISOR, "root", "/root/")
    assert len(await names(db, root, "王")) == 3


async def test_who_sees_one_unit_finds_what_asking_each_customer_finds(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever his stand among others', and those of other units that are his own; for odd inputs, too."""
    for module in ("index", "query"):
        monkeypatch.setattr(f"crm.search.{module}.BLOCKS", (4, 8, 16))
    north = Principal("01NORTH", Role.SUPERVISOR, "north", "/root/north/")
    his: dict[str, str] = {}
    for place in range(48):
        unit, name, number = (
            ("root", "north", "south", "south")[place % 4],
            f"{'王李Ab'[place % 3]}{place}",
            f"138001380{place:02d}",
        )
        async with db.write() as session:
            made = await CustomerService(session, system(unit)).create(
                NewCustomer(name=name, phones=[Phone(number=number)])
            )
            if own := place % 11 == 0:
                (await session.get_one(Customer, made.id)).owner_id = north.user
        if own or unit == "north":
            his[name] = number
    for q in (
        "王",
        "李",
        "a",
        "A",
        "1",
        "7",
        "13",
        "王1",
        "a1",
        "A4",
        "138001",
        "8003",
        "00138004",
        "%",
        "_",
        "1%",
        "8_0",
        "王_",
    ):
        wanted = [name for name, number in his.items() if _holds(name, number, q)]
        async with db.read() as session:
            page = await CustomerService(session, north).find(CustomerQuery(q=q, page_size=50))
        assert sorted(row.name for row in page.items) == sorted(wanted), q
        assert page.total == len(wanted)


def _holds(name: str, number: str, q: str) -> bool:
    words = runs(q)
    digits = "".join(words)
    in_number = len(digits) >= 3 and digits.isdigit() and digits in number
    return in_number or (bool(words) and all(any(word in run for run in runs(name)) for word in words))


def test_a_number_is_looked_for_in_another_spelling_where_that_is_another() -> None:
    """A bare local number is a part of the same with its area code; looking for both would cost twice."""
    ways = {q: len(wanted.groups[0]) for q in ("20260101", "62881234", "8000") if (wanted := parse(q)) is not None}
    assert ways == {"20260101": 1, "62881234": 1, "8000": 1}
    abroad = parse("8613800138000")
    assert abroad is not None
    assert len(abroad.groups[0]) == 2


async def test_postgresql_looks_rows_up_as_it_finds_them(findable: Database, nobody: Principal) -> None:
    """By the index of the pieces and then row by row, whatever joining it thinks cheap; and little is waiting before
    that index."""
    if findable.sqlite:
        pytest.skip("FTS5 stops by itself")
    asked_for: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if statement.startswith("WITH newest"):
            asked_for.append((statement, parameters))

    engine = findable.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert await names(findable, nobody, "8000") == ["王小明"]
    finally:
        event.remove(engine, "before_cursor_execute", note)
    ((sql, values),) = asked_for
    async with findable.read() as session:
        connection = await session.connection()
        for switch in ("enable_seqscan", "enable_nestloop"):
            await connection.execute(text(f"SET LOCAL {switch} = off"))
        plan = [row[0] for row in (await connection.exec_driver_sql(f"EXPLAIN {sql}", values)).all()]
        options = await connection.scalar(
            text("SELECT reloptions FROM pg_class WHERE relname = 'ix_search_entries_words'")
        )
    used = "\n".join(plan)
    assert used.count("Bitmap Index Scan on ix_search_entries_words") == len(BLOCKS) + 1
    assert used.count("Nested Loop") == len(BLOCKS) + 1
    assert "Hash Join" not in used
    assert "Merge Join" not in used
    assert options == ["gin_pending_list_limit=256"]


async def test_what_was_written_past_the_index_is_put_right_by_a_rebuild(findable: Database, nobody: Principal) -> None:
    async with findable.write() as session:
        await session.execute(update(Customer).where(Customer.name == "王小明").values(name="钱七"))
        gone = select(Customer.id).where(Customer.name == "单雄信")
        await session.execute(delete(CustomerPhone).where(CustomerPhone.customer_id.in_(gone)))
        await session.execute(delete(Customer).where(Customer.name == "单雄信"))
    assert await names(findable, nobody, "钱七") == []
    assert await rebuild_all(findable) == 2
    assert await names(findable, nobody, "qianqi") == ["钱七"]
    async with findable.read() as session:
        assert len((await session.scalars(select(SearchEntry.subject_id))).all()) == 3


async def test_another_version_is_built_anew(
    findable: Database, nobody: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    await build_missing(findable)
    await build_missing(findable)
    monkeypatch.setattr("crm.search.rebuild.VERSION", 99)
    await build_missing(findable)
    assert await names(findable, nobody, "wxm") == ["王小明"]
    async with findable.read() as session:
        assert (await session.get_one(Counter, "search:customer")).value == 99


async def stale(db: Database) -> int:
    return await rebuild_all(db)


@settings(max_examples=200, deadline=None)
@given(text=CHARACTERS, data=st.data())
def test_every_part_of_a_run_asks_only_for_pieces_that_are_there(text: str, data: st.DataObject) -> None:
    for run in runs(text):
        start = data.draw(st.integers(0, len(run) - 1))
        end = data.draw(st.integers(start + 1, len(run)))
        assert set(asked(run[start:end])) <= set(of_run(run))


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=40))
def test_any_text_can_be_taken_apart(text: str) -> None:
    content = Entry("customer", "1", "root", names=(text,), texts=(text,), codes=(text,)).content()
    for piece in pieces("customer", content, "root", ""):
        assert piece
        assert not set(piece) & set(" \"'\\")
    assert plain(plain(text)) == plain(text)
    parse(text)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(CHARACTERS, min_size=1, max_size=8), data=st.data())
async def test_what_is_contained_is_found(db: Database, texts: list[str], data: st.DataObject) -> None:
    """In the database itself: an entry is found by any part of its text, and only entries that contain it are."""
    kind = "article"
    entries = [Entry(kind, new_id(), "root", texts=(each,)) for each in texts]

    def replace(connection: Connection) -> None:
        drop(connection, kind, list(connection.scalars(select(SearchEntry.subject_id))))
        put(connection, entries)

    await db.store(replace)
    whole = [run for each in texts for run in runs(each)]
    if not whole:
        return
    run = data.draw(st.sampled_from(whole))
    start = data.draw(st.integers(0, len(run) - 1))
    part = run[start : data.draw(st.integers(start + 1, len(run)))]
    wanted = parse(part)
    assert wanted is not None
    async with db.read() as session:
        there = select(SearchEntry.subject_id).where(SearchEntry.kind == kind).subquery()
        rows = select(there.c.subject_id)
        hits = await asking.search(session, kind, wanted, rows, there.c.subject_id, scope=ANY, user=None)
    holding = {entry.subject for entry in entries if any(part in run for run in runs(entry.texts[0]))}
    assert holding <= set(hits.ids)
    if not (part.isascii() and part.isalpha()):
        assert set(hits.ids) == holding
