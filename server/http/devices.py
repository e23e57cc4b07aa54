"""SIP phones."""

from __future__ import annotations

from crm.routing.schemas import DeviceChange, DeviceRow, NewDevice
from crm.routing.service import RoutingService
from server.http.context import Request
from server.http.route import Routes

routes = Routes("devices")


@routes("GET", "/devices")
async def list_devices(request: Request) -> list[DeviceRow]:
    """All SIP phones with an account of their own."""
    async with request.web.db.read() as session:
        return await RoutingService(session, request.who).devices()


@routes("POST", "/devices", status=201)
async def create_device(request: Request, body: NewDevice) -> DeviceRow:
    """Make an account; its secret is in the answer and nowhere else."""
    async with request.web.db.write() as session:
        row = await RoutingService(session, request.who).create_device(body)
        await request.web.configuration.publish(session)
    return row


@routes("PATCH", "/devices/{id}")
async def change_device(request: Request, body: DeviceChange) -> DeviceRow:
    """Rename a phone, or set a new secret."""
    async with request.web.db.write() as session:
        row = await RoutingService(session, request.who).update_device(request.path["id"], body)
        await request.web.configuration.publish(session)
    return row


@routes("DELETE", "/devices/{id}")
async def delete_device(request: Request) -> None:
    """Remove an account; refused while somebody is logged in at the phone."""
    async with request.web.db.write() as session:
        await RoutingService(session, request.who).delete_device(request.path["id"])
        await request.web.configuration.publish(session)
