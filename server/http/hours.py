"""Working hours and holidays."""

from __future__ import annotations

import re

from crm.errors import Invalid
from crm.routing.calendars import CalendarService
from crm.routing.schemas import HolidaysBody, HoursAt, HoursBody, HoursRow, InstantQuery
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


@routes("DELETE", "/hours/{id}")
async def delete_hours(request: Request) -> None:
    """Remove a calendar; 409 while a flow asks it."""
    async with request.web.db.write() as session:
        await CalendarService(session, request.who).delete(request.path["id"])
        await request.web.configuration.publish(session)


@routes("GET", "/hours/{id}/at")
async def get_hours_at(request: Request, query: InstantQuery) -> HoursAt:
    """Whether a calendar is open at an instant (now when none is named), and why."""
    async with request.web.db.read() as session:
        return await CalendarService(session, request.who).at(request.path["id"], query.instant)


@routes("POST", "/hours/{id}/holidays")
async def add_holidays(request: Request, body: HolidaysBody) -> HoursRow:
    """Take the statutory holidays and make-up working days of a year into a calendar."""
    async with request.web.db.write() as session:
        row = await CalendarService(session, request.who).add_holidays(request.path["id"], body)
        await request.web.configuration.publish(session)
    return row
