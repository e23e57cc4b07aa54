"""Lists as tables: the rows that the asker may export, piece by piece, in words of his language."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.calls.dispositions import Dispositions, dispositions
from crm.calls.forms import field_conditions
from crm.calls.models import Call
from crm.calls.repository import CallRepository
from crm.customers.definitions import choosable
from crm.customers.products import products_by_customer
from crm.customers.repository import CustomerRepository
from crm.customers.tabled import Language, Tabled, customer_columns
from crm.dictionaries.models import DictionaryEntry
from crm.documents.searching import EXPORTED
from crm.exports.schemas import CallExportQuery, CustomerExportQuery, TicketExportQuery
from crm.exports.tables import Value
from crm.organisation.models import Unit
from crm.phones import local
from crm.tickets.models import Ticket
from crm.tickets.process import NAMES, Status
from crm.tickets.repository import TicketRepository
from crm.users.models import User

CHUNK = 500
CUSTOMERS, CALLS, TICKETS = "customers.export", "calls.export", "tickets.export"
_EXTRA = (
    ("unit_id", "所属单位", "Unit"),
    ("created_at", "建档时间", "Entered"),
    ("last_contact_at", "最近联系", "Last contact"),
)
_CALLS = (
    ("id", "通话编号", "Call"), ("direction", "方向", "Direction"), ("from_number", "主叫", "From"),
    ("to_number", "被叫", "To"), ("customer", "客户", "Customer"), ("started_at", "开始时间", "Started"),
    ("answered_at", "接听时间", "Answered"), ("ended_at", "结束时间", "Ended"), ("outcome", "结果", "Outcome"),
    ("queue", "队列", "Queue"), ("agent_id", "坐席", "Agent"), ("ivr_seconds", "IVR时长（秒）", "IVR (s)"),
    ("wait_seconds", "等待时长（秒）", "Wait (s)"), ("ring_seconds", "振铃时长（秒）", "Ring (s)"),
    ("talk_seconds", "通话时长（秒）", "Talk (s)"), ("hold_seconds", "保持时长（秒）", "Hold (s)"),
    ("disposition", "服务总结", "Disposition"), ("note", "备注", "Note"),
)  # fmt: skip
_TICKETS = (
    ("number", "工单号", "Ticket"), ("type", "受理类型", "Type"), ("status", "状态", "Status"),
    ("title", "标题", "Title"), ("customer", "客户", "Customer"), ("phone", "电话", "Phone"),
    ("unit_id", "处理单位", "Department"),
    ("assignee_id", "处理人", "Handler"), ("created_by", "受理人", "Entered by"), ("created_at", "受理时间", "Entered"),
    ("updated_at", "更新时间", "Changed"), ("closed_at", "办结时间", "Closed"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose words and zone are used. `queues`: id → name."""

    language: str
    zone: tzinfo
    queues: Mapping[str, str]
    area_code: str

    @property
    def english(self) -> bool:
        return self.language == "en"


class Names:
    """What codes and ids are called, loaded once."""

    def __init__(self, reader: Reader, dictionaries: Mapping[tuple[str, str], str], named: Mapping[str, str]) -> None:
        self._reader = reader
        self.words = dictionaries
        self.named = named

    @classmethod
    async def load(cls, session: AsyncSession, reader: Reader) -> Names:
        entries = await session.scalars(select(DictionaryEntry))
        words = {(e.dictionary, e.code): e.name_en if reader.english else e.name_zh for e in entries}
        named = {u.id: u.name_en if reader.english else u.name_zh for u in await session.scalars(select(Unit))}
        named |= {user.id: f"{user.number or user.username}" for user in await session.scalars(select(User))}
        return cls(reader, words, named)

    def word(self, dictionary: str, code: str) -> str:
        return self.words.get((dictionary, code), code)

    def name(self, identifier: str | None) -> str:
        return self.named.get(identifier or "", identifier or "")

    def moment(self, at: datetime | None) -> datetime | None:
        return None if at is None else at.astimezone(self._reader.zone)


async def headings(session: AsyncSession, kind: str, reader: Reader) -> list[str]:
    if kind == CUSTOMERS:
        mine = [(column.code, column.zh, column.en) for column in customer_columns(await choosable(session))]
        columns: Sequence[tuple[str, str, str]] = (*mine, *_EXTRA)
    else:
        columns = _CALLS if kind == CALLS else _TICKETS
    return [english if reader.english else chinese for _, chinese, english in columns]


async def customers(
    session: AsyncSession, who: Principal, asked: CustomerExportQuery, reader: Reader
) -> AsyncIterator[list[list[Value]]]:
    """As the import of customers takes them."""
    names = await Names.load(session, reader)
    language: Language = "en" if reader.english else "zh"
    tabled = Tabled(await choosable(session), names.words, names.named, language, reader.zone)
    async for chunk in CustomerRepository(session, who, CUSTOMERS).pieces(asked, reader.area_code, CHUNK):
        products = await products_by_customer(session, [row.id for row in chunk])
        yield [
            [
                *tabled.cells(row, products.get(row.id, ())).values(),
                names.name(row.unit_id),
                names.moment(row.created_at),
                names.moment(row.last_contact_at),
            ]
            for row in chunk
        ]


async def calls(
    session: AsyncSession, who: Principal, asked: CallExportQuery, reader: Reader
) -> AsyncIterator[list[list[Value]]]:
    names = await Names.load(session, reader)
    results = await dispositions(session)
    query = CallRepository(session, who, CALLS).filtered(asked, reader.area_code)
    query = query.where(*await field_conditions(session, who, asked))
    async for chunk in _stream(session, query):
        known = await _customer_names(session, who, chunk)
        yield [_call(row, names, results, reader, known) for row in chunk]


def _call(row: Call, names: Names, results: Dispositions, reader: Reader, known: Mapping[str, str]) -> list[Value]:
    special: dict[str, Value] = {
        "from_number": local(row.from_number),
        "to_number": local(row.to_number),
        "customer": known.get(row.customer_id or "", ""),
        "queue": reader.queues.get(row.queue or "", row.queue or ""),
        "agent_id": names.name(row.agent_id),
        "disposition": results.name(row.queue, row.disposition, "en" if reader.english else "zh"),
    }
    return [special[code] if code in special else _plain(getattr(row, code), names) for code, _, _ in _CALLS]


async def tickets(
    session: AsyncSession, who: Principal, asked: TicketExportQuery, reader: Reader
) -> AsyncIterator[list[list[Value]]]:
    names = await Names.load(session, reader)
    asked_for = TicketRepository(session, who, TICKETS)
    query, _ = await asked_for.filtered(asked, reader.area_code, limit=EXPORTED)
    async for chunk in _stream(session, query):
        known = await _customer_names(session, who, chunk)
        yield [_ticket(row, names, reader, known) for row in chunk]


def _ticket(row: Ticket, names: Names, reader: Reader, known: Mapping[str, str]) -> list[Value]:
    special: dict[str, Value] = {
        "type": names.word("ticket_type", row.type),
        "status": NAMES[Status(row.status)][reader.language],
        "customer": known.get(row.customer_id or "", ""),
        "phone": local(row.phone),
        **{code: names.name(getattr(row, code)) for code in ("unit_id", "assignee_id", "created_by")},
    }
    return [special[code] if code in special else _plain(getattr(row, code), names) for code, _, _ in _TICKETS]


def _plain(value: Any, names: Names) -> Value:
    return names.moment(value) if isinstance(value, datetime) else value


async def _stream(session: AsyncSession, query: Any) -> AsyncIterator[Sequence[Any]]:
    stream = await session.stream_scalars(query.execution_options(yield_per=CHUNK))
    async for chunk in stream.partitions(CHUNK):
        yield chunk


async def _customer_names(session: AsyncSession, who: Principal, rows: Sequence[Any]) -> dict[str, str]:
    return await CustomerRepository(session, who).names({row.customer_id for row in rows if row.customer_id})
