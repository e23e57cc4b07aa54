"""Tickets in a private database, what people type to find them (in them, and in the names of their customers), and how
they look at them: lists and boards in several orders."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.orm import aliased

from crm.access import Grant, Principal, Role, Scope
from crm.base import new_id, utcnow
from crm.customers.models import Customer, CustomerPhone
from crm.documents.board import board_of
from crm.documents.board_schemas import BoardQuery
from crm.documents.context import Work
from crm.documents.models import Document, DocumentPool, DocumentStep
from crm.documents.schemas import DocumentQuery
from crm.documents.searching import SOURCE
from crm.documents.service import DocumentService
from crm.organisation.models import Unit
from crm.search.rebuild import finish
from crm.search.sources import refresh
from server.bench.crm_fill import UNITS, copied
from server.database import Database
from server.seed import ship_documents
from server.settings import SOURCE as SHIPPED

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
LOOKED_AT: Mapping[str, Mapping[str, Any]] = {
    "list": {},
    "open": {"open": True},
    "by deadline": {"sort": "due_at"},
    "by deadline, last": {"sort": "-due_at"},
    "by change": {"sort": "-updated_at"},
    "done, by change": {"sort": "-updated_at", "status": "done"},
    "late": {"overdue": True, "sort": "due_at"},
    "step": {"type": TYPE, "node": "confirm"},
}
BOARDS: Mapping[str, Mapping[str, Any]] = {
    "board": {},
    "board by deadline": {"sort": "due_at"},
    "board by change": {"sort": "-updated_at"},
    "board of steps": {"type": TYPE},
    "board of steps by deadline": {"type": TYPE, "sort": "due_at"},
}
OWN: Mapping[str, Mapping[str, Any]] = {
    "list, own": {},
    "list, own, by deadline": {"sort": "due_at"},
    "to do": {"list": "todo"},
    "done by me": {"list": "done_by_me"},
    "board, own": {},
}
"""Asked by an agent who sees his own alone."""
OUTLET = "outlet"
"""A unit that every 200th ticket is of."""
AGENTS = 80
"""Of each unit a share; each has entered and handled some thousand tickets."""
NODES = (("handle", "handling"),) * 12 + (("answer", "handling"),) * 3 + (("confirm", "to_dispatch"),) * 2
"""Where open tickets stand, with their status; every tenth of those at `confirm` waits in the pool of its unit. Nobody
is at `accept` or `ask`: columns of a board that are empty, and have to be found so."""
_documents: Any = Document.__table__
_steps: Any = DocumentStep.__table__
_pool: Any = DocumentPool.__table__


async def fill(db: Database, count: int) -> None:
    """`count` tickets of the customers that are there, a third of them open, over a year."""
    await ship_documents(db, SHIPPED)
    async with db.write() as session:
        session.add(Unit(id=OUTLET, parent_id="root", path=f"/root/{OUTLET}/", name_zh=OUTLET, name_en=OUTLET))
    people = await db.look(lambda connection: _people(connection, count))
    dice = random.Random(3)  # noqa: S311 - no secret
    now = utcnow()
    for start in range(0, count, AT_A_TIME):
        rows = [
            _row(dice, place, people[place % len(people)], now - timedelta(minutes=place * 525_600 // count))
            for place in range(start, min(start + AT_A_TIME, count))
        ]
        await db.store(partial(_write, dice=dice, rows=rows))
        print(f"\r  {start + len(rows)} of {count} tickets", end="", flush=True)
    await db.store(lambda connection: finish(connection, SOURCE))
    if not db.sqlite:  # which nothing does there in production; PostgreSQL does it by itself
        await db.store(lambda connection: connection.execute(text("ANALYZE")))
    print("\r" + " " * 40, end="\r", flush=True)


def _people(connection: Connection, count: int) -> list[tuple[str, str, str]]:
    """As many customers, old ones and new ones alike: (id, unit, number)."""
    phone = aliased(CustomerPhone)
    query = select(Customer.id, Customer.unit_id, phone.number).join(phone, phone.customer_id == Customer.id)
    query = query.where(phone.position == 0).order_by(Customer.id).execution_options(yield_per=AT_A_TIME)
    every = max(1, (connection.scalar(select(func.count()).select_from(Customer)) or 0) // count)
    return [(row[0], row[1], row[2]) for row in islice(connection.execute(query), 0, None, every)][:count]


def _row(dice: random.Random, place: int, whose: tuple[str, str, str], at: datetime) -> dict[str, Any]:
    customer, unit, phone = whose
    subject, where = dice.choice(SUBJECTS), dice.choice(PLACES)
    unit = OUTLET if place % 200 == 0 else unit if unit in UNITS else UNITS[0]
    open_, agent = place % 3 == 0, _agent(dice, unit)
    return {
        "id": new_id(), "number": f"{20260101 + place // 9000}{place % 9000:04}", "family": "ticket",
        "type": TYPE, "type_version": 1, "unit_id": unit,
        "status": dice.choice(NODES)[1] if open_ else "done", "title": f"{where}{subject}",
        "content": f"客户来电反映{where}{subject}，要求尽快处理", "fields": {}, "position": {}, "customer_id": customer,
        "phone": phone, "source": "hand", "urged": 0, "returned": False, "confidential": False, "certified": False,
        "assignee_id": agent if open_ else None, "created_by": _agent(dice, unit),
        "due_at": at + timedelta(hours=dice.randrange(1, 240)) if open_ else None,
        "depth": 0, "created_at": at, "updated_at": at + timedelta(hours=dice.randrange(48)), "version": 1,
    }  # fmt: skip


def _agent(dice: random.Random, unit: str) -> str:
    return f"01AGENT{unit}{dice.randrange(AGENTS // len(UNITS))}"


def _steps_of(dice: random.Random, row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The one that is done, by whoever entered it, and the one where it stands or ended."""
    shared = {"document_id": row["id"], "token": 1, "unit_id": row["unit_id"], "entered_at": row["created_at"]}
    shared |= {"overdue": False, "outcome": "", "remark": "", "due_at": None}
    made = {"handler_id": row["created_by"], "done_by": row["created_by"], "done_at": row["created_at"]}
    yield {"id": new_id(), "node": "accept", "state": "done", **shared, **made}
    if row["status"] == "done":
        by = _agent(dice, row["unit_id"])
        made = {"handler_id": by, "done_by": by, "done_at": row["updated_at"]}
        yield {"id": new_id(), "node": "ask", "state": "done", **shared, **made}
        return
    node = dice.choice([node for node, status in NODES if status == row["status"]])
    made = {"handler_id": row["assignee_id"], "done_by": None, "done_at": None}
    yield {"id": new_id(), "node": node, "state": "active", **shared, **made, "due_at": row["due_at"]}


def _write(connection: Connection, dice: random.Random, rows: Sequence[dict[str, Any]]) -> None:
    steps = [step for row in rows for step in _steps_of(dice, row)]
    waiting = [step for step in steps if step["node"] == "confirm" and dice.random() < 0.1]
    for step in waiting:
        step["handler_id"] = None
    pool = [{"step_id": step["id"], "kind": "unit", "ref": step["unit_id"]} for step in waiting]
    connection.execute(insert(_documents), list(rows))
    if connection.dialect.name == "sqlite":
        connection.execute(insert(_steps), steps)
    else:
        copied(connection, "document_steps", steps)
    if pool:
        connection.execute(insert(_pool), pool)
    refresh(connection, SOURCE, [row["id"] for row in rows])


async def find(db: Database, who: Principal, query: Mapping[str, Any]) -> None:
    """A page of the list of documents, as the API gives it."""
    async with db.read() as session:
        await DocumentService(Work(session, who, UTC)).find(DocumentQuery.model_validate(query))


async def show(db: Database, who: Principal, query: Mapping[str, Any]) -> None:
    """A board of documents, as the API gives it."""
    async with db.read() as session:
        await board_of(Work(session, who, UTC), BoardQuery.model_validate(query))


def searches(
    db: Database, askers: Mapping[str, Principal], dice: random.Random, each: int
) -> dict[str, list[Callable[[], Awaitable[object]]]]:
    """Kind of search → what is to be timed."""
    kinds: dict[str, list[Callable[[], Awaitable[object]]]] = {}
    for name, words in SEARCHED.items():
        for suffix, who in askers.items():
            asked = [{"q": dice.choice(words)} for _ in range(each)]
            kinds[f"tickets: {name}{suffix}"] = [partial(find, db, who, one) for one in asked]
    small = Principal("01BENCH", Role.SUPERVISOR, OUTLET, f"/root/{OUTLET}/")
    for suffix, who in {**askers, ", small unit": small}.items():
        for name, query in LOOKED_AT.items():
            kinds[f"tickets: {name}{suffix}"] = [partial(find, db, who, query)] * each
        for name, query in BOARDS.items():
            kinds[f"tickets: {name}{suffix}"] = [partial(show, db, who, query)] * each
    his = {"documents.read": Grant(Scope.OWN), "customers.read": Grant(Scope.OWN)}
    agent = Principal(f"01AGENT{UNITS[0]}7", Role.AGENT, UNITS[0], f"/root/{UNITS[0]}/", granted=his)
    for name, query in OWN.items():
        ask = show if name.startswith("board") else find
        kinds[f"tickets: {name}"] = [partial(ask, db, agent, query)] * each
    return kinds
