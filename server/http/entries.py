"""Entries: dialled numbers and the flows that answer them."""

from __future__ import annotations

from crm.routing.schemas import EntryChange, EntryRow, NewEntry
from crm.routing.service import RoutingService
from server.http.context import Request
from server.http.route import Routes

routes = Routes("entries")


@routes("GET", "/entries")
async def list_entries(request: Request) -> list[EntryRow]:
    """All entries; `*` answers every number without one of its own."""
    async with request.web.db.read() as session:
        return await RoutingService(session, request.who).entries()


@routes("POST", "/entries", status=201)
async def create_entry(request: Request, body: NewEntry) -> EntryRow:
    """Answer a number with a flow."""
    async with request.web.db.write() as session:
        row = await RoutingService(session, request.who).create_entry(body)
        await request.web.configuration.publish(session)
    return row


@routes("PATCH", "/entries/{number}")
async def change_entry(request: Request, body: EntryChange) -> EntryRow:
    """Change an entry."""
    async with request.web.db.write() as session:
        row = await RoutingService(session, request.who).update_entry(request.path["number"], body)
        await request.web.configuration.publish(session)
    return row


@routes("DELETE", "/entries/{number}")
async def delete_entry(request: Request) -> None:
    """Remove an entry."""
    async with request.web.db.write() as session:
        await RoutingService(session, request.who).delete_entry(request.path["number"])
        await request.web.configuration.publish(session)
