"""Queries about calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload, undefer

from crm.access import Principal
from crm.calls.models import Call, CallLink, CallSegment
from crm.calls.schemas import CallQuery
from crm.calls.scope import calls_seen
from crm.errors import NotFound
from crm.masking import answers, veiled
from crm.messages.subjects import sees
from crm.paging import fetch_page, matching, within
from crm.phones import normalise
from crm.recordings.models import Recording
from crm.text import contains
from crm.tickets.models import Ticket
from crm.users.models import User


class CallRepository:
    """`function`: what is to be done with the rows."""

    def __init__(self, session: AsyncSession, who: Principal, function: str = "calls.read") -> None:
        self._session = session
        self._veiled = veiled(who)
        self._visible = calls_seen(who, function)

    async def get(self, call_id: str, *, lock: bool = False) -> Call:
        """With segments and timeline. `lock`: nobody else changes it before this transaction is over."""
        query = (
            select(Call)
            .where(Call.id == call_id, self._visible)
            .options(selectinload(Call.segments), undefer(Call.timeline))
            .execution_options(populate_existing=True)
        )
        found = await self._session.scalar(query.with_for_update(of=Call) if lock else query)
        if found is None:
            raise NotFound(f"there is no call {call_id}")
        return found

    async def may_see(self, call_id: str) -> bool:
        query = select(Call.id).where(Call.id == call_id, self._visible)
        return await self._session.scalar(query) is not None

    async def find(
        self, asked: CallQuery, area_code: str, values: Sequence[ColumnElement[bool]] = ()
    ) -> tuple[list[Call], int]:
        """`values`: conditions on values of wrap-up forms."""
        return await fetch_page(self._session, self.filtered(asked, area_code).where(*values), asked)

    async def recordings(self, call_ids: list[str]) -> dict[str, list[Recording]]:
        rows = await self._session.scalars(
            select(Recording).where(Recording.call_id.in_(call_ids)).order_by(Recording.started_at)
        )
        found: dict[str, list[Recording]] = {call_id: [] for call_id in call_ids}
        for row in rows:
            found[row.call_id or ""].append(row)
        return found

    def filtered(self, asked: CallQuery, area_code: str) -> Select[Call]:
        query = select(Call).where(self._visible).order_by(Call.started_at.desc(), Call.id.desc())
        query = matching(
            query,
            (Call.queue, asked.queue),
            (Call.outcome, asked.outcome),
            (Call.direction, asked.direction),
            (Call.customer_id, asked.customer),
            (Call.disposition, asked.disposition),
            (Call.wrap_up_state, asked.wrap_up),
        )
        if asked.agent is not None:
            numbered = select(User.id).where(User.number == asked.agent)
            spoke = select(CallSegment.call_id).where(
                or_(CallSegment.agent_id == asked.agent, CallSegment.agent_id.in_(numbered))
            )
            query = query.where(Call.id.in_(spoke))
        if asked.number:
            query = query.where(party(asked.number, area_code, veiled=self._veiled))
        if asked.ticket is not None:
            entered_in = select(Ticket.call_id).where(Ticket.id == asked.ticket, Ticket.call_id.is_not(None))
            query = query.where((Call.ticket_id == asked.ticket) | Call.id.in_(entered_in))
        if asked.linked_kind is not None and asked.linked_id is not None:
            query = query.where(_touched(asked.linked_kind, asked.linked_id))
        if asked.recorded is not None:
            recorded = Call.id.in_(select(Recording.call_id).where(Recording.call_id.is_not(None)))
            query = query.where(recorded if asked.recorded else ~recorded)
        if asked.live is not None:
            query = query.where(Call.ended_at.is_(None) if asked.live else Call.ended_at.is_not(None))
        return within(query, Call.started_at, asked)


@sees("call")
async def _seen(session: AsyncSession, who: Principal, call_id: str) -> bool:
    return await CallRepository(session, who).may_see(call_id)


def _touched(kind: str, subject: str) -> ColumnElement[bool]:
    return Call.id.in_(select(CallLink.call_id).where(CallLink.kind == kind, CallLink.subject_id == subject))


def party(number: str, area_code: str, *, veiled: bool) -> ColumnElement[bool]:
    columns = (Call.from_number, Call.to_number)
    return or_(*(like_number(column, number, area_code, veiled=veiled) for column in columns))


def like_number(column: Any, number: str, area_code: str, *, veiled: bool) -> ColumnElement[bool]:
    """The number in any spelling, or a part of it; for whoever sees no whole numbers its last four digits alone."""
    if veiled:
        return answers([column], number, area_code=area_code)
    exact = normalise(number, area_code=area_code)
    pattern = contains(number.strip().lstrip("0") or number)
    return or_(column == exact, column.like(pattern, escape="\\"))
