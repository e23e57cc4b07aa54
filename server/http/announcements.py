"""Emergency messages (应急公告)."""

from __future__ import annotations

from crm.outside.announcements import AnnouncementQuery, AnnouncementRow, Announcements, NewAnnouncement
from crm.paging import Page
from server.http.context import Request
from server.http.route import Routes

routes = Routes("announcements")


@routes("GET", "/announcements")
async def list_announcements(request: Request, query: AnnouncementQuery) -> Page[AnnouncementRow]:
    """Messages that are and were switched on, newest first."""
    async with request.web.db.read() as session:
        return await Announcements(session, request.who).find(query)


@routes("POST", "/announcements", status=201)
async def switch_announcement_on(request: Request, body: NewAnnouncement) -> AnnouncementRow:
    """Switch a message on: callers hear it from now on. One of the same scope is switched off."""
    async with request.web.db.write() as session:
        row = await Announcements(session, request.who).switch_on(body)
        await request.web.configuration.publish(session)
    return row


@routes("DELETE", "/announcements/{id}")
async def switch_announcement_off(request: Request) -> AnnouncementRow:
    """Switch a message off; it stays in the history."""
    async with request.web.db.write() as session:
        row = await Announcements(session, request.who).switch_off(request.path["id"])
        await request.web.configuration.publish(session)
    return row
