"""Text messages to many customers (短信群发)."""

from __future__ import annotations

from crm.customers.mailing import (
    MailingBody,
    MailingPreview,
    MailingRow,
    NewMailing,
    cancel,
    get,
    mailings,
    preview,
    start,
)
from crm.paging import Page, PageQuery
from server.http.context import Request
from server.http.once import once
from server.http.route import Routes

routes = Routes("customers")


@routes("POST", "/customer-mailings/preview")
async def preview_customer_mailing(request: Request, body: MailingBody) -> MailingPreview:
    """How many would be written to, why others not, and what the first one would read."""
    async with request.web.db.read() as session:
        return await preview(session, request.who, body, area_code=request.web.company.area_code)


@routes("POST", "/customer-mailings", status=201)
async def start_customer_mailing(request: Request, body: NewMailing) -> MailingRow:
    """Write to them; 409 when they are not as many as were expected. With a header `Idempotency-Key` they are written
    to once, however often it is sent."""
    async with request.web.db.write() as session:
        row = await once(
            request,
            session,
            lambda: start(session, request.who, body, area_code=request.web.company.area_code),
            lambda ident: get(session, request.who, ident),
            "mailing",
            body,
        )
    request.web.wake_mailings()
    return row


@routes("GET", "/customer-mailings")
async def list_customer_mailings(request: Request, query: PageQuery) -> Page[MailingRow]:
    """Mailings, the newest first."""
    async with request.web.db.read() as session:
        return await mailings(session, request.who, query)


@routes("GET", "/customer-mailings/{id}")
async def get_customer_mailing(request: Request) -> MailingRow:
    """How far a mailing has come."""
    async with request.web.db.read() as session:
        return await get(session, request.who, request.path["id"])


@routes("POST", "/customer-mailings/{id}/cancel")
async def cancel_customer_mailing(request: Request) -> MailingRow:
    """Stop a mailing; what is in the outbox already stays there."""
    async with request.web.db.write() as session:
        return await cancel(session, request.who, request.path["id"])
