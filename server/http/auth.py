"""Log-in, log-out, one's own account."""

from __future__ import annotations

import math

import structlog
from pydantic import BaseModel, ConfigDict, Field

from crm.access import Role, Scope
from crm.audit.service import note
from crm.sessions.service import close_others, close_session, open_session
from crm.users.models import User
from crm.users.principals import principal_of
from crm.users.repository import by_login
from crm.users.schemas import Language, Password
from server.devices import log_out_agent
from server.http.context import Request
from server.http.errors import AuthFailed, Throttled
from server.http.route import Routes
from server.http.session import CSRF_COOKIE, SESSION_COOKIE

log = structlog.get_logger(__name__)
routes = Routes("auth")


class Credentials(BaseModel):
    """`username` may also be the 工号."""

    model_config = ConfigDict(strict=True, extra="forbid")

    username: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=200)


class Me(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    username: str
    name: str
    number: str | None
    role: Role
    language: Language
    must_change_password: bool


class LoggedIn(BaseModel):
    """`functions`: what he may do, with its scope (`units`: his own rows and those of named ones). `csrf` goes into the
    header X-CSRF-Token of writing requests that are authenticated by cookie."""

    token: str
    csrf: str
    user: Me
    functions: dict[str, Scope]


class Account(BaseModel):
    user: Me
    csrf: str
    functions: dict[str, Scope]


class MeChange(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    language: Language


class PasswordChange(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    old: str = Field(min_length=1, max_length=200)
    new: Password


@routes("POST", "/auth/login")
async def login(request: Request, body: Credentials) -> LoggedIn:
    """Log in: a bearer token, and cookies for browsers."""
    parts = request.web
    wait = parts.throttle.wait(body.username, request.address)
    if wait > 0:
        raise Throttled(f"too many failed log-ins: try again in {math.ceil(wait)} s", retry_after=math.ceil(wait))
    async with parts.db.read() as session:
        user = await by_login(session, body.username)
    right = await parts.passwords.verify(user.password_hash if user else None, body.password)
    if user is None or not right or user.disabled:
        parts.throttle.failed(body.username, request.address)
        parts.metrics.logins_failed.inc()
        log.info("auth.failed", username=body.username[:64], address=request.address)
        raise AuthFailed
    parts.throttle.succeeded(body.username, request.address)
    async with parts.db.write() as session:
        user = await session.get_one(User, user.id)
        token, csrf, session_id = await open_session(
            session,
            user,
            parts.limits,
            address=request.address,
            program=request.http.headers.get("User-Agent", ""),
        )
        who = await principal_of(session, user, address=request.address, login=session_id)
        note(session, who, "auth.login", "user", user.id)
    request.cookies |= {SESSION_COOKIE: token, CSRF_COOKIE: csrf}
    return LoggedIn(token=token, csrf=csrf, user=Me.model_validate(user), functions=who.functions)


@routes("POST", "/auth/logout", open_before_password_change=True)
async def logout(request: Request) -> None:
    """End this log-in; an agent is logged out of his device, too."""
    who = request.who
    await log_out_agent(request.web, who, only_session=who.session)
    async with request.web.db.write() as session:
        await close_session(session, who.session or "")
        note(session, who, "auth.logout", "user", who.user or "")
    request.cookies |= {SESSION_COOKIE: None, CSRF_COOKIE: None}


@routes("GET", "/auth/me", open_before_password_change=True)
async def me(request: Request) -> Account:
    """Who is logged in."""
    return Account(user=Me.model_validate(request.me), csrf=request.csrf, functions=request.who.functions)


@routes("PATCH", "/auth/me", open_before_password_change=True)
async def change_me(request: Request, body: MeChange) -> Account:
    """Choose one's language."""
    async with request.web.db.write() as session:
        user = await session.get_one(User, request.me.id)
        user.language = body.language
        note(session, request.who, "auth.change_me", "user", user.id, {"language": body.language})
    return Account(user=Me.model_validate(user), csrf=request.csrf, functions=request.who.functions)


@routes("POST", "/auth/password", open_before_password_change=True)
async def change_password(request: Request, body: PasswordChange) -> Account:
    """Change one's password; all other log-ins of the user end."""
    parts, who = request.web, request.who
    wait = parts.throttle.wait(request.me.username, request.address)
    if wait > 0:
        raise Throttled(retry_after=math.ceil(wait))
    if not await parts.passwords.verify(request.me.password_hash, body.old):
        parts.throttle.failed(request.me.username, request.address)
        raise AuthFailed("the old password is wrong", message_zh="原密码不正确", field="old")
    encoded = await parts.passwords.hash(body.new)
    async with parts.db.write() as session:
        user = await session.get_one(User, request.me.id)
        user.password_hash, user.must_change_password = encoded, False
        await close_others(session, user.id, keep=who.session)
        note(session, who, "auth.change_password", "user", user.id)
    return Account(user=Me.model_validate(user), csrf=request.csrf, functions=request.who.functions)
