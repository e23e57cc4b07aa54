"""What the live board showed in a period that is over: the facts from which any of its moments can be drawn again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Row, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.calls.models import AgentState
from crm.errors import Invalid
from crm.histories.models import AgentCallRow, QueueVisitRow
from crm.histories.scope import parts, states, visits
from crm.paging import Moment

WATCH = "live.watch"
LONGEST = timedelta(hours=4)
MOST = 30_000
"""Facts of one sort in a period: more are refused rather than left out, since a board without them would be wrong."""


class ReplayQuery(BaseModel):
    """At most four hours."""

    model_config = ConfigDict(extra="forbid")

    from_: Moment = Field(alias="from")
    to: Moment


class Waited(BaseModel):
    """A stay in a queue."""

    call: str
    queue: str
    number: str
    entered: datetime
    left: datetime
    result: str
    agent: str | None


class Talked(BaseModel):
    """An agent's part in a call; without `answered` he was only rung."""

    call: str
    agent: str
    queue: str | None
    direction: str
    kind: str
    number: str
    started: datetime
    answered: datetime | None
    ended: datetime


class Spell(BaseModel):
    """A state of an agent; without `until` it goes on."""

    agent: str
    state: str
    reason: str
    since: datetime
    until: datetime | None


class Replay(BaseModel):
    """Every fact that overlaps the period and that the asker may watch live. Calls that still go on are not in it:
    their facts are written when they end."""

    waits: list[Waited]
    talks: list[Talked]
    states: list[Spell]


async def replay(session: AsyncSession, who: Principal, asked: ReplayQuery) -> Replay:
    """Invalid with field="to" for a period that ends before it begins, is longer than LONGEST, or holds more than MOST
    facts of a sort."""
    begins, ends = asked.from_, asked.to
    if not begins < ends <= begins + LONGEST:
        raise Invalid("a period of up to four hours", field="to", message_zh="时间段须在四小时以内")
    row, part, spell = QueueVisitRow, AgentCallRow, AgentState
    waits = await _rows(
        session,
        select(row.call_id, row.queue, row.number, row.entered_at, row.left_at, row.result, row.agent_id)
        .where(visits(who, WATCH), row.entered_at < ends, row.left_at >= begins)
        .order_by(row.entered_at, row.call_id),
    )
    talks = await _rows(
        session,
        select(
            part.call_id,
            part.agent_id,
            part.queue,
            part.direction,
            part.kind,
            part.number,
            part.started_at,
            part.answered_at,
            part.ended_at,
        )
        .where(parts(who, WATCH), part.started_at < ends, part.ended_at >= begins)
        .order_by(part.started_at, part.call_id),
    )
    spells = await _rows(
        session,
        select(spell.agent_id, spell.state, spell.reason, spell.since, spell.ended_at)
        .where(states(who, WATCH), spell.since < ends, or_(spell.ended_at.is_(None), spell.ended_at >= begins))
        .order_by(spell.since, spell.agent_id),
    )
    return Replay(
        waits=[Waited(**_named(Waited, one)) for one in waits],
        talks=[Talked(**_named(Talked, one)) for one in talks],
        states=[Spell(**_named(Spell, one)) for one in spells],
    )


async def _rows(session: AsyncSession, query: Select[*tuple[Any, ...]]) -> list[Row[Any]]:
    rows = list(await session.execute(query.limit(MOST + 1)))
    if len(rows) > MOST:
        raise Invalid("too much happened: choose a shorter period", field="to", message_zh="数据太多，请缩短时间段")
    return rows


def _named(shape: type[BaseModel], row: Row[Any]) -> dict[str, Any]:
    return dict(zip(shape.model_fields, row, strict=True))
