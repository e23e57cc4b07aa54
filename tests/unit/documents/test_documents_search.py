"""Searching a list of documents: what stands in them, and whose they are; nobody sees through it what is not his."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from crm.access import Grant, Principal, Role, Scope
from crm.customers.schemas import CustomerChange, NewCustomer, Phone
from crm.customers.service import CustomerService
from crm.documents.context import Work
from crm.documents.models import Document
from crm.documents.schemas import DocumentPatch, DocumentQuery
from crm.documents.scope import seen
from crm.documents.searching import found
from crm.documents.service import DocumentService
from crm.phones import local
from crm.search.query import LIMIT
from crm.search.tokens import code, runs
from crm.tickets.schemas import TicketQuery
from crm.tickets.service import TicketService
from server.database import Database
from server.search import rebuild_all
from tests.unit.documents.documents_company import Office, populate, who
from tests.unit.documents.documents_kit import end, raw_type, task

TYPE = raw_type(task("do", "finish>done"), end())
ALL = Grant(Scope.ALL)
BLIND = Principal("admin", Role.AGENT, "root", "/root/", granted={"documents.read": ALL, "customers.read": ALL})


@pytest.fixture
async def office(db: Database) -> Office:
    office = await populate(db)
    await office.publish(TYPE)
    return office


async def customer(office: Office, name: str, number: str) -> str:
    async with office.db.write() as session:
        new = NewCustomer(name=name, phones=[Phone(number=number)])
        return (await CustomerService(session, who("chief")).create(new)).id


async def test_what_stands_in_a_document_is_found(office: Office) -> None:
    made = await office.create("wang", title="洗衣机 E21 漏水", content="客户说脱水时有异响", phone="13800138000")
    await office.create("wang", title="别的事")
    for q in ("漏水", "水", "e21", "洗衣机 异响", "异响", made.number, made.number[-5:], "138 0013 8000", "8000"):
        assert await office.find("wang", q=q) == ["洗衣机 E21 漏水"], q
    for q in ("水漏", "E22", "%", "_", "'", "-"):
        assert await office.find("wang", q=q) == [], q


async def test_the_index_follows_a_change(office: Office) -> None:
    made = await office.create("wang", title="漏水")
    async with office.service("wang") as service:
        await service.change(made.id, DocumentPatch(version=made.version, title="不制冷"))
    assert await office.find("wang", q="漏水") == []
    assert await office.find("wang", q="制冷") == ["不制冷"]
    assert await rebuild_all(office.db) == 0


async def test_documents_of_a_customer_are_found_by_his_name_and_number(office: Office) -> None:
    wang = await customer(office, "王小明", "13800138000")
    await office.create("chief", title="一", customer_id=wang)
    await office.create("chief", title="二")
    for q in ("王小明", "wxm", "13800138000"):
        assert await office.find("chief", q=q) == ["一"], q
    async with office.db.write() as session:
        await CustomerService(session, who("chief")).update(wang, CustomerChange(name="赵六"))
    assert await office.find("chief", q="王小明") == []
    assert await office.find("chief", q="赵六") == ["一"]


async def test_a_search_shows_nobody_what_is_not_his(office: Office) -> None:
    """A document of another unit stays unseen, and so does a customer's name through one's own document."""
    wang = await customer(office, "王小明", "13800138000")
    await office.create("chief", title="漏水", customer_id=wang)
    assert await office.find("chief", q="漏水") == await office.find("chief", q="王小明") == ["漏水"]
    assert await office.find("zhao", q="漏水") == await office.find("zhao", q="王小明") == []
    his = await office.create("chief", title="转给他", customer_id=wang, assignee_id="zhao")
    assert await office.find("zhao", q="转给他") == [his.title], "he sees the document, not whose it is"
    assert await office.find("zhao", q="王小明") == await office.find("zhao", q="wxm") == []
    mine = await office.create("zhao", title="我的漏水")
    assert await office.find("zhao", q="漏水") == ["我的漏水"]
    assert await office.find("zhao", q=mine.number) == ["我的漏水"]


async def test_a_confidential_document_is_found_by_those_who_may_read_it(office: Office) -> None:
    secret = raw_type(task("do", "finish>done"), end(), code="secret", confidential={"roles": ["supervisor"]})
    await office.publish(secret)
    await office.create("wang", type="secret", title="举报漏水")
    assert [await office.find(name, q="漏水") for name in ("wang", "boss")] == [["举报漏水"]] * 2
    assert [await office.find(name, q="漏水") for name in ("li", "admin")] == [[]] * 2


async def test_of_a_common_name_those_with_a_document_asked_for_are_found(office: Office) -> None:
    """However many others are called so, and however long ago his record was changed."""
    wang = await customer(office, "王伟", "13800138000")
    for place in range(5):
        await customer(office, "王伟", f"1380013900{place}")
    await office.create("chief", title="漏水", customer_id=wang)
    async with office.db.read() as session:
        query = select(Document).where(Document.title == "漏水")
        narrowed, more = await found(session, who("chief"), "王伟", query, "010", limit=2)
        assert [row.title for row in await session.scalars(narrowed)] == ["漏水"]
    assert not more


async def test_parts_of_a_number_tell_nothing_to_whom_numbers_are_masked(office: Office) -> None:
    await office.create("chief", title="回电 13800138000", phone="13800138000")

    async def found(q: str) -> int:
        async with office.db.read() as session:
            work = Work(session, BLIND, ZoneInfo("Asia/Shanghai"), now=datetime(2026, 11, 26, tzinfo=UTC))
            return (await DocumentService(work).find(DocumentQuery(q=q))).total

    assert [await found(q) for q in ("回电", "8000", "13800138000")] == [1, 1, 1]
    parts = ("1380", "0013", "138001380", "回电 138", "1 3 8 0", "1-3-8-0", "①③⑧⓪", "１３８")
    assert [await found(q) for q in parts] == [0] * len(parts)


async def test_more_hits_than_are_listed_are_told_of(office: Office) -> None:
    await office.create("wang", title="漏水")
    async with office.db.write() as session:
        work = Work(session, who("wang"), ZoneInfo("Asia/Shanghai"))
        first = (await DocumentService(work).find(DocumentQuery(q="漏"))).more
    for place in range(LIMIT):
        await office.create("wang", title=f"漏水 {place}")
    async with office.db.read() as session:
        work = Work(session, who("wang"), ZoneInfo("Asia/Shanghai"))
        page = await DocumentService(work).find(DocumentQuery(q="漏"))
    assert (first, page.more, page.total) == (False, True, LIMIT)


async def test_the_list_of_tickets_is_searched_the_same_way(office: Office) -> None:
    await office.publish(raw_type(task("do", "finish>done"), end(), code="repair", family="ticket"))
    wang = await customer(office, "王小明", "13800138000")
    await office.create("chief", type="repair", title="漏水", customer_id=wang)
    for q in ("漏水", "wxm"):
        async with office.db.read() as session:
            page = await TicketService(session, who("chief"), zone=ZoneInfo("Asia/Shanghai")).find(TicketQuery(q=q))
        assert [row.title for row in page.items] == ["漏水"], q


ODD = (
    "%", "_", "100%", "a_b", "50_", "\\", "'", "9%9", "1", "20", "a", "水", "漏水",
    "E21", "e21", "ｅ２１", "AB", "ab", "Ab 混",
)  # fmt: skip


def holds(row: Document, q: str) -> bool:
    """What the index is to find, asked of the row itself: every word in its texts; three digits or more in its numbers,
    too."""
    texts = [run for text in (row.title, row.content) for run in runs(text)]
    numbers = [code(row.number), code(local(row.phone))]
    if code(q).isdigit() and len(code(q)) >= 3:
        return any(code(q) in run for run in (*texts, *numbers))
    words = runs(q)
    return bool(words) and all(any(word in run for run in texts) for word in words)


async def test_what_is_found_is_what_asking_each_document_finds(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the newest blocks hold too few, for odd inputs, and for those who see one unit."""
    for module in ("index", "query"):
        monkeypatch.setattr(f"crm.search.{module}.BLOCKS", (4, 8, 16))
    titles = ("折扣 100%", "a_b 测试", "Ab 混合", "漏水 E21", "50_50 漏", "暖气不热 2026")
    for place in range(36):
        name = ("wang", "zhao", "boss")[place % 3]
        await office.create(name, title=f"{titles[place % 6]} {place}", phone=f"138001380{place:02d}")
    async with office.db.read() as session:
        rows = list(await session.scalars(select(Document).order_by(Document.number)))
    numbers = rows[0].number, rows[17].number, rows[-1].number
    parts = {
        number[start:end] for number in numbers for start, end in ((0, 8), (2, 7), (4, None), (-3, None), (0, None))
    }
    for name in ("chief", "wang", "zhao", "boss"):
        async with office.db.read() as session:
            mine = set(await session.scalars(select(Document.id).where(seen(who(name)))))
        for q in (*ODD, *sorted(parts), "1380", "13800138007"):
            wanted = sorted(row.title for row in rows if row.id in mine and holds(row, q))
            assert sorted(await office.find(name, q=q, page_size=50)) == wanted, (name, q)
