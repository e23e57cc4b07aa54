"""Working hours and holidays."""

from __future__ import annotations

import re

from crm.errors import Invalid
from crm.routing.schemas import HoursBody, HoursRow
from crm.routing.service import RoutingService
from server.http.context import Request
from server.http.route import Routes

routes = Routes("hours")


@routes("GET", "/hours")
async def list_hours(request: Request) -> list[HoursRow]:
    """All calendars."""
    async with request.web.db.read() as session:
        return await RoutingService(session, request.who).all_hours()


@routes("GET", "/hours/{id}")
async def get_hours(request: Request) -> HoursRow:
    """One calendar."""
    async with request.web.db.read() as session:
        return await RoutingService(session, request.who).hours(request.path["id"])


@routes("PUT", "/hours/{id}")
async def put_hours(request: Request, body: HoursBody) -> HoursRow:
    """Replace a calendar, or make a new one."""
    hours_id = request.path["id"]
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", hours_id):
        raise Invalid("a calendar's id has small letters, digits, - and _ only", field="id")
    async with request.web.db.write() as session:
        row = await RoutingService(session, request.who).put_hours(hours_id, body)
        await request.web.configuration.publish(session)
    return row
