"""Trunks."""

from __future__ import annotations

from crm.routing.service import RoutingService
from crm.routing.trunk_schemas import NewTrunk, TrunkChange, TrunkRow, TrunkState
from server.http.context import Request
from server.http.route import Routes
from telephony.errors import CoreUnavailable

routes = Routes("trunks")


@routes("GET", "/trunks")
async def list_trunks(request: Request) -> list[TrunkRow]:
    """All trunks with their state now; secrets are never shown."""
    async with request.web.db.read() as session:
        rows = await RoutingService(session, request.who).trunks()
    try:
        usage = await request.web.core.request("outside.usage", {})
    except CoreUnavailable:
        return rows
    states = {view["trunk"]: TrunkState.model_validate(view) for view in usage.get("trunks", ())}
    return [row.model_copy(update={"state": states.get(row.id)}) for row in rows]


@routes("POST", "/trunks", status=201)
async def create_trunk(request: Request, body: NewTrunk) -> TrunkRow:
    """Add a trunk."""
    async with request.web.db.write() as session:
        row = await RoutingService(session, request.who).create_trunk(body)
        await request.web.configuration.publish(session)
    return row


@routes("PATCH", "/trunks/{id}")
async def change_trunk(request: Request, body: TrunkChange) -> TrunkRow:
    """Change a trunk."""
    async with request.web.db.write() as session:
        row = await RoutingService(session, request.who).update_trunk(request.path["id"], body)
        await request.web.configuration.publish(session)
    return row


@routes("DELETE", "/trunks/{id}")
async def delete_trunk(request: Request) -> None:
    """Remove a trunk."""
    async with request.web.db.write() as session:
        await RoutingService(session, request.who).delete_trunk(request.path["id"])
        await request.web.configuration.publish(session)
