"""Queries about tickets."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, and_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from crm.access import Principal
from crm.calls.models import Call
from crm.documents.scope import listed, seen
from crm.documents.searching import found
from crm.errors import NotFound
from crm.paging import fetch_some, matching, within
from crm.search.query import LIMIT
from crm.tickets.models import FAMILY, Ticket
from crm.tickets.process import CLOSED, OPEN
from crm.tickets.schemas import TicketQuery


class TicketRepository:
    """`function`: what is to be done with the rows."""

    def __init__(self, session: AsyncSession, who: Principal, function: str = "tickets.read") -> None:
        self._session = session
        self._who = who
        self._function = function
        self._mine = (Ticket.assignee_id == who.user) | (Ticket.created_by == who.user)
        self._visible = and_(Ticket.family == FAMILY, seen(who, function))

    async def get(self, ticket_id: str, *, done: bool = False) -> Ticket:
        """With remarks and history loaded, fresh from the database. `done`: the asker has just worked on it; it may
        be somebody else's from now on."""
        found = await self._session.scalar(
            select(Ticket)
            .where(Ticket.id == ticket_id, Ticket.family == FAMILY if done else self._visible)
            .options(selectinload(Ticket.remarks), selectinload(Ticket.history))
            .execution_options(populate_existing=True)
        )
        if found is None:
            raise NotFound(f"there is no ticket {ticket_id}")
        return found

    async def find(self, asked: TicketQuery, area_code: str = "010") -> tuple[list[Ticket], int, bool]:
        """The page, how many there are, and whether a search has more hits than these."""
        query, more = await self.filtered(asked, area_code)
        tickets, total, others = await fetch_some(self._session, query, asked)
        return tickets, total, more or others

    async def open_of(self, customer_id: str, limit: int) -> list[Ticket]:
        rows = await self._session.scalars(
            select(Ticket)
            .where(Ticket.customer_id == customer_id, Ticket.status.in_([s.value for s in OPEN]), self._visible)
            .order_by(Ticket.created_at.desc())
            .limit(limit)
        )
        return list(rows)

    async def of_call(self, call_id: str, linked: str | None) -> list[Ticket]:
        """Tickets entered in the call, and the one that it was linked to, oldest first."""
        rows = await self._session.scalars(
            select(Ticket)
            .where((Ticket.call_id == call_id) | (Ticket.id == linked), self._visible)
            .order_by(Ticket.created_at, Ticket.id)
        )
        return list(rows)

    async def among(self, ids: Sequence[str]) -> list[Ticket]:
        """Those of these that may be seen."""
        return list(await self._session.scalars(select(Ticket).where(Ticket.id.in_(ids), self._visible)))

    async def filtered(
        self, asked: TicketQuery, area_code: str = "010", *, limit: int = LIMIT
    ) -> tuple[Select[Ticket], bool]:
        """The tickets asked for, and whether a search has more than its `limit` hits."""
        searched = bool(asked.q and asked.q.strip())
        visible = self._visible
        if not searched:
            visible = and_(Ticket.family == FAMILY, await listed(self._session, self._who, self._function))
        query = select(Ticket).where(visible).order_by(Ticket.created_at.desc(), Ticket.id.desc())
        query = matching(
            query,
            (Ticket.status, asked.status),
            (Ticket.type, asked.type),
            (Ticket.customer_id, asked.customer),
            (Ticket.assignee_id, asked.assignee),
        )
        if asked.call is not None:
            linked = select(Call.ticket_id).where(Call.id == asked.call, Call.ticket_id.is_not(None))
            query = query.where((Ticket.call_id == asked.call) | Ticket.id.in_(linked))
        if asked.mine:
            query = query.where(self._mine)
        if asked.open is not None:
            query = query.where(Ticket.status.in_([status.value for status in (OPEN if asked.open else CLOSED)]))
        query = within(query, Ticket.created_at, asked)
        if asked.q and searched:
            return await found(self._session, self._who, asked.q, query, area_code, limit=limit)
        return query, False
