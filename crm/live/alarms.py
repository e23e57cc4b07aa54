"""The history of alarms: what was wrong, from when until when."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.base import instant, new_id
from crm.live.models import AlarmEpisode
from crm.paging import Page, PeriodQuery, fetch_some, matching, page_of

PIECE = 500
"""Rows of an export that are read together."""
KEPT = timedelta(days=400)
"""After its end: a year can be compared with the one before."""


class AlarmsQuery(PeriodQuery):
    """`from` and `to`: alarms that were on in that time, if only for a part of it. `state`: those that are `on`, or
    `over`."""

    severity: Literal["warning", "critical"] | None = None
    queue: str | None = None
    state: Literal["on", "over"] | None = None


class AlarmRow(BaseModel):
    """One alarm from its beginning to its end; `ended_at` is null while it is on. `alarm` says what was wrong: a trunk
    has one of its own, and so has each `measure` of a `queue`. `severity` is the worst it had; the words, `value` and
    `limit` are the latest."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    alarm: str
    severity: Literal["warning", "critical"]
    zh: str
    en: str
    value: float | None
    limit: float | None
    queue: str | None
    measure: str | None
    began_at: datetime
    ended_at: datetime | None


async def keep(session: AsyncSession, view: Mapping[str, Any], at: float) -> None:
    """Take in what browsers are told of an alarm at `at` (Unix seconds): that it began, changed or ended. Told twice
    that it began, it is one alarm, also when web has started anew in between."""
    open_ = select(AlarmEpisode).where(AlarmEpisode.alarm == view["id"][:200], AlarmEpisode.ended_at.is_(None))
    row = await session.scalar(open_.order_by(AlarmEpisode.id).limit(1))
    if row is None:
        row = AlarmEpisode(
            id=new_id(),
            alarm=view["id"][:200],
            severity=view["severity"],
            queue=view["queue"],
            measure=view["measure"],
            began_at=instant(view["since"]),
            ended_at=None,
        )
        session.add(row)
    if view["severity"] == "critical":
        row.severity = "critical"
    row.zh, row.en, row.value, row.limit = view["zh"][:500], view["en"][:500], view["value"], view["limit"]
    if view["state"] == "cleared":
        row.ended_at = instant(at)
    await session.flush()


async def end_others(session: AsyncSession, on: Collection[str], at: datetime) -> None:
    """Of what was on when web ended, what is not any more has ended, at the latest now."""
    await session.execute(
        update(AlarmEpisode)
        .where(AlarmEpisode.ended_at.is_(None), AlarmEpisode.alarm.not_in([alarm[:200] for alarm in on]))
        .values(ended_at=at)
    )


async def forget(session: AsyncSession, now: datetime) -> None:
    """Remove what ended longer than KEPT ago."""
    await session.execute(delete(AlarmEpisode).where(AlarmEpisode.ended_at < now - KEPT))


async def listed(session: AsyncSession, asked: AlarmsQuery, queues: Collection[str] | None) -> Page[AlarmRow]:
    """The latest first. `queues`: only alarms of these; None: all, those of the platform included."""
    rows, total, more = await fetch_some(session, _found(asked, queues), asked)
    return page_of(asked, rows, total, AlarmRow.model_validate, more=more)


async def every(
    session: AsyncSession, asked: AlarmsQuery, queues: Collection[str] | None
) -> AsyncIterator[list[AlarmRow]]:
    """All of them in pieces, the latest first; alarms that begin meanwhile are left out."""
    query, last = _found(asked, queues), None
    while True:
        here = query
        if last is not None:
            earlier = (AlarmEpisode.began_at == last.began_at) & (AlarmEpisode.id < last.id)
            here = query.where(or_(AlarmEpisode.began_at < last.began_at, earlier))
        rows = list(await session.scalars(here.limit(PIECE)))
        if not rows:
            return
        last = rows[-1]
        yield [AlarmRow.model_validate(row) for row in rows]


def _found(asked: AlarmsQuery, queues: Collection[str] | None) -> Select[AlarmEpisode]:
    query = select(AlarmEpisode).order_by(AlarmEpisode.began_at.desc(), AlarmEpisode.id.desc())
    if queues is not None:
        query = query.where(AlarmEpisode.queue.in_(sorted(queues)))
    query = matching(query, (AlarmEpisode.severity, asked.severity), (AlarmEpisode.queue, asked.queue))
    if asked.state is not None:
        query = query.where(AlarmEpisode.ended_at.is_(None) == (asked.state == "on"))
    if asked.from_ is not None:
        query = query.where(or_(AlarmEpisode.ended_at.is_(None), AlarmEpisode.ended_at >= asked.from_))
    if asked.to is not None:
        query = query.where(AlarmEpisode.began_at < asked.to)
    return query
