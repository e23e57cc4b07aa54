"""Tickets in a private database, and what people type to find them: in them, and in the names of their customers."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, timedelta
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.orm import aliased

from crm.access import Principal
from crm.base import new_id, utcnow
from crm.customers.models import Customer, CustomerPhone
from crm.documents.context import Work
from crm.documents.models import Document, DocumentTypeRow
from crm.documents.schemas import DocumentQuery
from crm.documents.searching import SOURCE
from crm.documents.service import DocumentService
from crm.search.rebuild import finish
from crm.search.sources import refresh
from server.bench.crm_fill import UNITS
from server.database import Database

AT_A_TIME = 5_000
TYPE = "complaint"
SUBJECTS = (
    "暖气不热",
    "漏水维修",
    "安装预约",
    "发票补开",
    "服务态度投诉",
    "换货申请",
    "遥控器失灵",
    "噪音大",
    "费用咨询",
    "开阀申请",
)
PLACES = ("客厅", "主卧", "厨房", "卫生间", "阳台", "地下室")
SEARCHED: Mapping[str, Sequence[str]] = {
    "number": ("20260101", "2026010", "20260228", "0101"),
    "1 character": ("暖", "修", "票", "王"),
    "2 characters": ("漏水", "客厅", "投诉", "王伟"),
    "3 and more": ("服务态度", "遥控器失灵", "王建国", "李晓东"),
    "phone": ("13800", "6543210", "8000"),
    "pinyin": ("wang", "wjg", "lixiao", "lxd"),
    "no hit": ("龘龘", "zzzzq", "99999999999"),
}
_documents: Any = Document.__table__


async def fill(db: Database, count: int) -> None:
    """`count` tickets of the customers that are there, a third of them open, over a year."""
    async with db.write() as session:
        session.add(DocumentTypeRow(code=TYPE, family="ticket", name_zh="投诉", name_en="Complaint", version=1))
    people = await db.look(lambda connection: _people(connection, count))
    dice = random.Random(3)  # noqa: S311 - no secret
    now = utcnow()
    for start in range(0, count, AT_A_TIME):
        rows = [
            _row(dice, place, people[place % len(people)], now - timedelta(minutes=place * 525_600 // count))
            for place in range(start, min(start + AT_A_TIME, count))
        ]
        await db.store(partial(_write, rows=rows))
        print(f"\r  {start + len(rows)} of {count} tickets", end="", flush=True)
    await db.store(lambda connection: finish(connection, SOURCE))
    print("\r" + " " * 40, end="\r", flush=True)


def _people(connection: Connection, count: int) -> list[tuple[str, str, str]]:
    """As many customers, old ones and new ones alike: (id, unit, number)."""
    phone = aliased(CustomerPhone)
    query = select(Customer.id, Customer.unit_id, phone.number).join(phone, phone.customer_id == Customer.id)
    query = query.where(phone.position == 0).order_by(Customer.id).execution_options(yield_per=AT_A_TIME)
    every = max(1, (connection.scalar(select(func.count()).select_from(Customer)) or 0) // count)
    return [(row[0], row[1], row[2]) for row in islice(connection.execute(query), 0, None, every)][:count]


def _row(dice: random.Random, place: int, whose: tuple[str, str, str], at: Any) -> dict[str, Any]:
    customer, unit, phone = whose
    subject, where = dice.choice(SUBJECTS), dice.choice(PLACES)
    return {
        "id": new_id(), "number": f"{20260101 + place // 9000}{place % 9000:04}", "family": "ticket",
        "type": TYPE, "type_version": 1, "unit_id": unit if unit in UNITS else UNITS[0],
        "status": "handling" if place % 3 == 0 else "done", "title": f"{where}{subject}",
        "content": f"客户来电反映{where}{subject}，要求尽快处理", "fields": {}, "position": {}, "customer_id": customer,
        "phone": phone, "source": "hand", "urged": 0, "returned": False, "confidential": False, "certified": False,
        "depth": 0, "created_at": at, "updated_at": at, "version": 1,
    }  # fmt: skip


def _write(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    connection.execute(insert(_documents), list(rows))
    refresh(connection, SOURCE, [row["id"] for row in rows])


async def find(db: Database, who: Principal, query: Mapping[str, Any]) -> None:
    """A page of the list of documents, as the API gives it."""
    async with db.read() as session:
        await DocumentService(Work(session, who, UTC)).find(DocumentQuery.model_validate(query))


def searches(
    db: Database, askers: Mapping[str, Principal], dice: random.Random, each: int
) -> dict[str, list[Callable[[], Awaitable[object]]]]:
    """Kind of search → what is to be timed."""
    kinds: dict[str, list[Callable[[], Awaitable[object]]]] = {}
    for name, words in SEARCHED.items():
        for suffix, who in askers.items():
            asked = [{"q": dice.choice(words)} for _ in range(each)]
            kinds[f"tickets: {name}{suffix}"] = [partial(find, db, who, one) for one in asked]
    kinds["tickets: list"] = [partial(find, db, askers[""], {}) for _ in range(each)]
    kinds["tickets: open"] = [partial(find, db, askers[""], {"open": True}) for _ in range(each)]
    return kinds
