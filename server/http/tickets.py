"""Tickets (工单)."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from crm.paging import Page
from crm.tickets.schemas import NewRemark, NewTicket, TicketChange, TicketDetail, TicketQuery, TicketRow
from crm.tickets.service import TicketService
from server.http.context import Request
from server.http.once import once
from server.http.route import Routes

routes = Routes("tickets")


@routes("GET", "/tickets")
async def list_tickets(request: Request, query: TicketQuery) -> Page[TicketRow]:
    """Tickets, newest first; `mine` for those assigned to or entered by the asker."""
    async with request.web.db.read() as session:
        return await _service(request, session).find(query)


@routes("POST", "/tickets", status=201)
async def create_ticket(request: Request, body: NewTicket) -> TicketDetail:
    """Enter a ticket. Sent twice with the same header `Idempotency-Key`, it is entered once."""
    async with request.web.db.write() as session:
        service = _service(request, session)
        return await once(request, session, lambda: service.create(body), service.get, "ticket", body)


@routes("GET", "/tickets/{id}")
async def get_ticket(request: Request) -> TicketDetail:
    """One ticket with remarks, history and the statuses that it may take next."""
    async with request.web.db.read() as session:
        return await _service(request, session).get(request.path["id"])


@routes("PATCH", "/tickets/{id}")
async def change_ticket(request: Request, body: TicketChange) -> TicketDetail:
    """Change a ticket; 409 when somebody changed it since `version`."""
    async with request.web.db.write() as session:
        return await _service(request, session).update(request.path["id"], body)


@routes("POST", "/tickets/{id}/remarks", status=201)
async def remark_on_ticket(request: Request, body: NewRemark) -> TicketDetail:
    """Add a remark. Sent twice with the same header `Idempotency-Key`, it is written once."""
    ident = request.path["id"]
    async with request.web.db.write() as session:
        service = _service(request, session)
        return await once(
            request, session, lambda: service.remark(ident, body.text), service.get, f"ticket remark {ident}", body
        )


def _service(request: Request, session: AsyncSession) -> TicketService:
    company = request.web.company
    return TicketService(session, request.who, zone=company.zone, area_code=company.area_code)
