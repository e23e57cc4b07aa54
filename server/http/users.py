"""Users."""

from __future__ import annotations

from crm.paging import Page
from crm.security.passwords import check_password
from crm.users.schemas import NewUser, UserChange, UserQuery, UserRow
from crm.users.service import UserService
from server.devices import leave_phone
from server.http.context import Request
from server.http.route import Routes

routes = Routes("users")


@routes("GET", "/users")
async def list_users(request: Request, query: UserQuery) -> Page[UserRow]:
    """Users by name."""
    async with request.web.db.read() as session:
        return await UserService(session, request.who).find(query)


@routes("GET", "/users/{id}")
async def get_user(request: Request) -> UserRow:
    """One user."""
    async with request.web.db.read() as session:
        return await UserService(session, request.who).get(request.path["id"])


@routes("POST", "/users", status=201)
async def create_user(request: Request, body: NewUser) -> UserRow:
    """Enter a user."""
    rules = request.web.security.passwords
    check_password(rules, body.password, (body.username, body.number), field="password")
    encoded = await request.web.passwords.hash(body.password)
    async with request.web.db.write() as session:
        row = await UserService(session, request.who).create(body, encoded)
        await request.web.configuration.publish(session)
    return row


@routes("PATCH", "/users/{id}")
async def change_user(request: Request, body: UserChange) -> UserRow:
    """Change, disable, or set a new password, which ends the user's log-ins."""
    encoded = None
    if body.password is not None:
        async with request.web.db.read() as session:
            user = await UserService(session, request.who).manageable(request.path["id"])
        names = (body.username or user.username, body.number or user.number)
        check_password(request.web.security.passwords, body.password, names, field="password")
        encoded = await request.web.passwords.hash(body.password)
    async with request.web.db.write() as session:
        row = await UserService(session, request.who).update(request.path["id"], body, encoded)
        await request.web.configuration.publish(session)
    if row.disabled:
        await leave_phone(request.web, row.id)
    request.web.hub.recheck(row.id)
    return row
