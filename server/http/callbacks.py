"""Callbacks: who is to be called back, adding one, cancelling one or many."""

from __future__ import annotations

from crm.callbacks.service import CallbackNoted, CallbackQuery, CallbackRow, CallbackService, NewCallback
from crm.errors import Invalid
from crm.many import BulkResults, Many, each
from crm.paging import Page
from server.http.context import Request
from server.http.errors import in_chinese
from server.http.route import Routes
from telephony.errors import CoreUnavailable, Unknown

routes = Routes("callbacks")


@routes("GET", "/callbacks")
async def list_callbacks(request: Request, query: CallbackQuery) -> Page[CallbackRow]:
    """Callbacks of the queues that one sees; with `open=true` in the order in which they are served."""
    async with request.web.db.read() as session:
        return await CallbackService(session, request.who).find(query)


@routes("GET", "/callbacks/{id}")
async def get_callback(request: Request) -> CallbackRow:
    """One callback."""
    async with request.web.db.read() as session:
        return await CallbackService(session, request.who).get(request.path["id"])


@routes("POST", "/callbacks", status=201)
async def add_callback(request: Request, body: NewCallback) -> CallbackNoted:
    """Have a customer called back. A number that has an open one already keeps that (and its place)."""
    async with request.web.db.write() as session:
        service = CallbackService(session, request.who)
        await service.check_queue(body.queue)
        wish = {
            "queue": body.queue,
            "number": body.number,
            "language": body.language,
            "by": request.who.user,
            "not_before": body.not_before.timestamp() if body.not_before else None,
        }
        try:
            made = await request.web.core.request("callback.add", wish)
        except Unknown as error:
            raise Invalid(str(error), field="queue") from error
        service.noted("create", made["callback"], {"queue": body.queue, "number": body.number})
    return CallbackNoted(id=made["callback"])


@routes("DELETE", "/callbacks/{id}")
async def cancel_callback(request: Request) -> None:
    """Cancel one that has not come to a talk."""
    async with request.web.db.write() as session:
        await _cancel(request, CallbackService(session, request.who, "callbacks.write"), request.path["id"])


@routes("POST", "/callbacks/cancel")
async def cancel_callbacks(request: Request, body: Many) -> BulkResults:
    """Cancel many, each on its own: what cannot be cancelled keeps the others from nothing."""
    away: list[CoreUnavailable] = []

    async def cancel(callback: str) -> None:
        if away:
            raise away[0]  # waiting for it once is enough
        try:
            await _cancel(request, service, callback)
        except CoreUnavailable as error:
            away.append(error)
            raise

    async with request.web.db.write() as session:
        service = CallbackService(session, request.who, "callbacks.write")
        results = await each(session, body.ids, cancel)
    return in_chinese(results)


async def _cancel(request: Request, service: CallbackService, callback: str) -> None:
    row = await service.get(callback)
    await request.web.core.request("callback.cancel", {"callback": row.id, "by": request.who.user})
    service.noted("cancel", row.id, {"queue": row.queue, "number": row.number})
