"""Tickets: documents of the family `ticket`, for those who think in statuses. Who may do what is said by the documents'
own rules: nothing is open here that is closed there (docs/adr/0202)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.base import utcnow
from crm.customers.repository import CustomerRepository
from crm.documents.context import Work
from crm.documents.desk import Desk
from crm.documents.masked import whole
from crm.documents.models import Document
from crm.documents.retype import retype
from crm.documents.rights import COLUMNS
from crm.documents.schemas import Act, DocumentPatch, NewDocument, NewDocumentRemark, Reassign, Remarked
from crm.documents.service import DocumentService
from crm.documents.types import TICKET_TYPES, type_of
from crm.documents.verbs import Verbs
from crm.errors import Forbidden, Invalid
from crm.organisation.repository import units
from crm.paging import Page
from crm.tickets.models import FAMILY, Ticket
from crm.tickets.moves import REASONED, Way, standing, ways
from crm.tickets.process import CLOSED, NAMES, Status
from crm.tickets.repository import TicketRepository
from crm.tickets.schemas import NewTicket, TicketChange, TicketDetail, TicketQuery, TicketRow

TYPES = TICKET_TYPES


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
        self._desk = Desk(self._work())

    async def get(self, ticket_id: str) -> TicketDetail:
        return await self._shown(await self._tickets.get(ticket_id))

    async def _shown(self, ticket: Ticket) -> TicketDetail:
        names = await self._customers.names({ticket.customer_id} if ticket.customer_id else set())
        detail = TicketDetail.model_validate(ticket)
        detail.customer_name = names.get(ticket.customer_id or "", "")
        await self._name_departments([detail])
        kind = await type_of(self._session, ticket.type, ticket.type_version)
        possible = ways(ticket, kind, await standing(self._desk, ticket))
        detail.next = [status for status in Status if status in possible]
        return detail

    async def find(self, asked: TicketQuery) -> Page[TicketRow]:
        tickets, total, more = await self._tickets.find(asked, self._area_code)
        names = await self._customers.names({ticket.customer_id for ticket in tickets if ticket.customer_id})
        rows = [TicketRow.model_validate(ticket) for ticket in tickets]
        for row in rows:
            row.customer_name = names.get(row.customer_id or "", "")
        await self._name_departments(rows)
        return Page(items=rows, total=total, page=asked.page, page_size=asked.page_size, more=more)

    async def create(self, new: NewTicket, *, at: datetime | None = None, source: str = "") -> TicketDetail:
        """`source`: where it came from (voicemail, ivr, …); absent: from the pop when a call is named, else by hand."""
        source = source or ("pop" if new.call_id else "hand")
        document = NewDocument.model_validate({**new.model_dump(), "source": source})
        made = await Desk(self._work(at)).make(await whole(self._session, self._who, document))
        if made.family != FAMILY:
            raise Invalid(f"{new.type} is not in the dictionary {TYPES}", field="type")
        return await self.get(made.id)

    async def update(self, ticket_id: str, change: TicketChange) -> TicketDetail:
        """By the rules of `/documents`: who handles a step may do it, who manages the ticket may do more. Raises
        Conflict when somebody changed it since `change.version`, Invalid for an illegal step, Forbidden for what is not
        his."""
        await self._changing.get(ticket_id)
        opened = await self._desk.open(ticket_id, version=change.version, closed=True)  # from here on it is locked
        ticket = opened.document
        given = change.model_dump(exclude_unset=True, exclude={"version", "remark"})
        for name in ("type", "status", "title", "content", "phone", "unit_id"):
            if name in given and given[name] is None:
                raise Invalid(f"{name} cannot be empty", field=name)
        closed = Status(ticket.status) in CLOSED
        columns = {name: given[name] for name in COLUMNS if name in given and given[name] != getattr(ticket, name)}
        last: dict[str, Any] = {}
        handed = given.get("assignee_id") not in {None, ticket.assignee_id} and given.get("status") is None
        if not closed and handed and "unit_id" in columns:
            last = {"unit_id": columns.pop("unit_id")}  # it may not be his to hand over when it is another unit's
        if not closed:  # while it is still his to change
            await self._columns(ticket, columns)
        if "type" in given and given["type"] != ticket.type:
            await retype(self._work(), ticket_id, given["type"], change.remark)
        if "status" in given and given["status"] != ticket.status:
            await self._move(ticket_id, given["status"], change.remark)
        if "assignee_id" in given and given["assignee_id"] != ticket.assignee_id:
            await self._assign(ticket_id, given["assignee_id"], change.remark)
        await self._columns(ticket, last)
        if closed:  # it may have been opened again
            await self._columns(ticket, columns)
        return await self._shown(await self._tickets.get(ticket_id, done=True))

    async def remark(self, ticket_id: str, text: str) -> TicketDetail:
        await self._changing.get(ticket_id)
        await DocumentService(self._work()).remark(ticket_id, NewDocumentRemark(text=text))
        return await self._shown(await self._tickets.get(ticket_id, done=True))

    async def _columns(self, ticket: Document, given: dict[str, Any]) -> None:
        if given:
            patch = DocumentPatch.model_validate({**given, "version": ticket.version})
            await DocumentService(self._work()).change(ticket.id, patch)

    async def _move(self, ticket_id: str, status: Status, remark: str) -> None:
        ticket = await self._tickets.get(ticket_id, done=True)
        kind = await type_of(self._session, ticket.type, ticket.type_version)
        mine = await standing(self._desk, ticket)
        possible = ways(ticket, kind, mine)
        if status not in possible:
            if status in ways(ticket, kind, await standing(self._desk, ticket, managing=True)):
                raise Forbidden
            raise _illegal(ticket, status, possible)
        verb, outcome = possible[status]
        if verb in REASONED and not remark.strip():
            raise Invalid("a reason is required", field="remark", message_zh="请填写原因")
        work = self._work()
        if verb == "act":
            step = mine.step.id if mine.step is not None else None
            act = Act.model_validate({"outcome": outcome, "step": step, "remark": remark})
            await DocumentService(work).act(ticket_id, act)
        else:
            step = mine.step.id if verb == "send_back" and mine.step is not None else None
            await getattr(Verbs(work), verb)(ticket_id, Remarked.model_validate({"remark": remark, "step": step}))

    async def _assign(self, ticket_id: str, user: str | None, remark: str) -> None:
        """To a user; None: back to the pool of its department."""
        ticket = await self._tickets.get(ticket_id, done=True)
        step = (await standing(self._desk, ticket)).step
        to: dict[str, Any] = {"assignee_id": user} if user is not None else {"unit_id": ticket.unit_id}
        body = Reassign.model_validate({**to, "step": step.id if step is not None else None, "remark": remark})
        await Verbs(self._work()).reassign(ticket_id, body)

    async def _name_departments(self, rows: Sequence[TicketRow]) -> None:
        names = {row.id: row for row in await units(self._session)} if rows else {}
        for row in rows:
            row.department_zh, row.department_en = names[row.unit_id].name_zh, names[row.unit_id].name_en

    def _work(self, at: datetime | None = None) -> Work:
        return Work(self._session, self._who, self._zone, self._area_code, at or utcnow(), writes="tickets.write")


def _illegal(ticket: Document, status: Status, possible: Mapping[Status, Way]) -> Invalid:
    before = NAMES[Status(ticket.status)]
    allowed = [NAMES[one] for one in Status if one in possible]
    en, zh = ", ".join(one["en"] for one in allowed) or "-", "、".join(one["zh"] for one in allowed) or "—"
    return Invalid(
        f"a ticket cannot go from {before['en']} to {NAMES[status]['en']}; possible: {en}",
        field="status",
        message_zh=f"工单不能从“{before['zh']}”变为“{NAMES[status]['zh']}”，可选：{zh}",
    )
