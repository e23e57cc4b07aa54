"""Log-ins: one's own on all browsers, and ending them; administrators end those of others."""

from __future__ import annotations

from crm.audit.service import note
from crm.errors import NotFound
from crm.sessions.service import LoginRow, close_others, close_own, logins_of
from crm.users.service import UserService
from server.devices import leave_phone
from server.http.context import Request
from server.http.route import Routes

routes = Routes("logins")


@routes("GET", "/auth/logins")
async def list_logins(request: Request) -> list[LoginRow]:
    """Where one is logged in, the latest use first."""
    async with request.web.db.read() as session:
        return await logins_of(session, request.me.id, request.who.session, request.web.limits)


@routes("DELETE", "/auth/logins/{id}")
async def end_login(request: Request) -> None:
    """End one of one's own log-ins at once."""
    async with request.web.db.write() as session:
        if not await close_own(session, request.me.id, request.path["id"]):
            raise NotFound("there is no such log-in")
        note(session, request.who, "auth.end_login", "user", request.me.id)
    request.web.hub.recheck(request.me.id)


@routes("DELETE", "/users/{id}/logins")
async def end_logins_of_user(request: Request) -> None:
    """End all log-ins of a user at once; his phone is logged out, too."""
    async with request.web.db.write() as session:
        row = await UserService(session, request.who).manageable(request.path["id"])
        await close_others(session, row.id, keep=None)
        note(session, request.who, "users.end_logins", "user", row.id)
    await leave_phone(request.web, row.id)
    request.web.hub.recheck(row.id)
