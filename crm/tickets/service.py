"""Tickets: entered, moved along their process, remarked on. Two people never overwrite each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.counters import next_number
from crm.customers.repository import CustomerRepository
from crm.dictionaries.service import check
from crm.errors import Conflict, Invalid
from crm.organisation.repository import unit, units
from crm.paging import Page
from crm.phones import normalise
from crm.tickets.models import Ticket, TicketRemark
from crm.tickets.models import TicketChange as HistoryRow
from crm.tickets.process import CLOSED, NAMES, TRANSITIONS, Status, may_become
from crm.tickets.repository import TicketRepository
from crm.tickets.schemas import NewTicket, TicketChange, TicketDetail, TicketQuery, TicketRow
from crm.users.models import User

TYPES = "ticket_type"
"""The dictionary of ticket types (受理类型)."""


class TicketService:
    """`zone` is the company's: ticket numbers start anew on its days."""

    def __init__(self, session: AsyncSession, who: Principal, *, zone: tzinfo, area_code: str = "010") -> None:
        self._session = session
        self._who = who
        self._zone = zone
        self._area_code = area_code
        self._tickets = TicketRepository(session, who)
        self._changing = TicketRepository(session, who, "tickets.write")
        self._customers = CustomerRepository(session, who)

    async def get(self, ticket_id: str) -> TicketDetail:
        ticket = await self._tickets.get(ticket_id)
        names = await self._customers.names({ticket.customer_id} if ticket.customer_id else set())
        detail = TicketDetail.model_validate(ticket)
        detail.customer_name = names.get(ticket.customer_id or "", "")
        await self._name_departments([detail])
        detail.next = [status for status in Status if status in TRANSITIONS[Status(ticket.status)]]
        return detail

    async def find(self, asked: TicketQuery) -> Page[TicketRow]:
        tickets, total = await self._tickets.find(asked)
        names = await self._customers.names({ticket.customer_id for ticket in tickets if ticket.customer_id})
        rows = [TicketRow.model_validate(ticket) for ticket in tickets]
        for row in rows:
            row.customer_name = names.get(row.customer_id or "", "")
        await self._name_departments(rows)
        return Page(items=rows, total=total, page=asked.page, page_size=asked.page_size)

    async def create(self, new: NewTicket, *, at: datetime | None = None) -> TicketDetail:
        await self._check(new.model_dump())
        now = at or utcnow()
        ticket = Ticket(
            **new.model_dump(exclude={"phone", "unit_id"}),
            id=new_id(),
            number=await self._next_number(now),
            unit_id=new.unit_id or self._who.unit,
            status=Status.PENDING.value,
            phone=normalise(new.phone, area_code=self._area_code) if new.phone else "",
            created_by=self._who.user,
            created_at=now,
            updated_at=now,
        )
        self._session.add(ticket)
        await self._session.flush()
        self._remember(ticket, "create", {})
        note(self._session, self._who, "tickets.create", "ticket", ticket.id, {"number": ticket.number})
        await self._session.flush()
        return await self.get(ticket.id)

    async def update(self, ticket_id: str, change: TicketChange) -> TicketDetail:
        """Raises Conflict when somebody changed it since `change.version`, Invalid for an illegal step."""
        ticket = await self._changing.get(ticket_id)
        if ticket.version != change.version:
            raise Conflict
        given = change.model_dump(exclude_unset=True, exclude={"version"}, mode="json")
        for name in ("type", "status", "title", "content", "phone", "unit_id"):
            if name in given and given[name] is None:
                raise Invalid(f"{name} cannot be empty", field=name)
        await self._check(given)
        if given.get("phone"):
            given["phone"] = normalise(given["phone"], area_code=self._area_code)
        changes = {
            name: [getattr(ticket, name), value] for name, value in given.items() if getattr(ticket, name) != value
        }
        if not changes:
            return await self.get(ticket_id)
        if "status" in changes:
            self._move(ticket, Status(changes["status"][1]))
        for name, (_, after) in changes.items():
            setattr(ticket, name, after)
        ticket.updated_at = utcnow()
        try:
            await self._session.flush()
        except StaleDataError as error:
            raise Conflict from error
        self._remember(ticket, "update", changes)
        note(self._session, self._who, "tickets.update", "ticket", ticket.id, changes)
        await self._session.flush()
        return await self.get(ticket_id)

    async def remark(self, ticket_id: str, text: str) -> TicketDetail:
        ticket = await self._changing.get(ticket_id)
        self._session.add(
            TicketRemark(id=new_id(), ticket_id=ticket.id, text=text, created_by=self._who.user, created_at=utcnow())
        )
        note(self._session, self._who, "tickets.remark", "ticket", ticket.id)
        await self._session.flush()
        return await self.get(ticket_id)

    async def _name_departments(self, rows: Sequence[TicketRow]) -> None:
        names = {row.id: row for row in await units(self._session)} if rows else {}
        for row in rows:
            row.department_zh, row.department_en = names[row.unit_id].name_zh, names[row.unit_id].name_en

    async def _check(self, given: dict[str, Any]) -> None:
        if "type" in given:
            await check(self._session, TYPES, given["type"], "type")
        if given.get("customer_id"):
            await self._customers.get(given["customer_id"])
        if given.get("unit_id"):
            await unit(self._session, given["unit_id"])
        if given.get("assignee_id"):
            user = await self._session.get(User, given["assignee_id"])
            if user is None or user.disabled:
                raise Invalid(f"there is no user {given['assignee_id']}", field="assignee_id")

    @staticmethod
    def _move(ticket: Ticket, after: Status) -> None:
        before = Status(ticket.status)
        if not may_become(before, after):
            allowed = ", ".join(NAMES[status]["zh"] for status in Status if status in TRANSITIONS[before]) or "-"
            raise Invalid(
                f"a ticket cannot go from {NAMES[before]['zh']} to {NAMES[after]['zh']}; possible: {allowed}",
                field="status",
            )
        ticket.closed_at = utcnow() if after in CLOSED else None

    def _remember(self, ticket: Ticket, action: str, changes: dict[str, Any]) -> None:
        self._session.add(
            HistoryRow(
                id=new_id(),
                ticket_id=ticket.id,
                action=action,
                changes=changes,
                created_by=self._who.user,
                created_at=utcnow(),
            )
        )

    async def _next_number(self, now: datetime) -> str:
        day = now.astimezone(self._zone).strftime("%Y%m%d")
        return f"{day}{await next_number(self._session, f'tickets:{day}'):04d}"
