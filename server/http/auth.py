"""Log-in, log-out, one's own account."""

from __future__ import annotations

import structlog
from pydantic import BaseModel, ConfigDict, Field

from crm.access import Scope
from crm.audit.service import note
from crm.base import utcnow
from crm.security import brake, challenges
from crm.security.factors import Factors
from crm.security.passwords import check_password
from crm.sessions.service import close_others, close_session
from crm.users.models import User
from crm.users.repository import by_login
from crm.users.schemas import Language, Password
from server.captchas import same
from server.devices import log_out_agent
from server.http.context import Request
from server.http.entering import LoggedIn, Me, enter, me_of, nobody
from server.http.errors import AuthFailed, CaptchaRequired, CaptchaWrong
from server.http.route import Routes
from server.http.session import CSRF_COOKIE, SESSION_COOKIE

log = structlog.get_logger(__name__)
routes = Routes("auth")


class CaptchaAnswer(BaseModel):
    """`id`: of the captcha (POST /auth/captcha)."""

    model_config = ConfigDict(strict=True, extra="forbid")

    id: str = Field(min_length=1, max_length=64)
    answer: str = Field(min_length=1, max_length=20)


class Credentials(BaseModel):
    """`username` may also be the 工号."""

    model_config = ConfigDict(strict=True, extra="forbid")

    username: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=200)
    captcha: CaptchaAnswer | None = None


class CodeWanted(BaseModel):
    """The password was right; a one-time code is to follow within five minutes (POST /auth/login/code)."""

    step: str


class Account(BaseModel):
    """`zone`: the company's, by its IANA name: what pages show of dates and times is in it."""

    user: Me
    csrf: str
    functions: dict[str, Scope]
    zone: str


class MeChange(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    language: Language


class PasswordChange(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    old: str = Field(min_length=1, max_length=200)
    new: Password


@routes("POST", "/auth/login")
async def login(request: Request, body: Credentials) -> LoggedIn | CodeWanted:
    """Log in: a bearer token, and cookies for browsers; or what a one-time code is to come with."""
    parts = request.web
    counted = await _admit(request, body)
    async with parts.db.read() as session:
        user = await by_login(session, body.username)
    right = await parts.passwords.verify(user.password_hash if user else None, body.password)
    if user is None or not right or user.disabled:
        await failed(request, user, locked=counted.locked)
        raise AuthFailed
    async with parts.db.write() as session:
        await brake.give_back(session, counted)
        user = await session.get_one(User, user.id)
        if await Factors(session, user, parts.login_keys).enabled():
            return CodeWanted(step=await challenges.hand_out(session, challenges.STEP, {"user": user.id}, utcnow()))
        return await enter(request, session, user, "password")


async def _admit(request: Request, body: Credentials) -> brake.Counted:
    """Count a try that may be made. Raises Throttled, CaptchaRequired or CaptchaWrong; a captcha is gone when it was
    looked at, whatever its answer."""
    rules, now = request.web.security, utcnow()
    keys = brake.Keys.of(body.username, request.address)
    async with request.web.db.write() as session:
        await brake.check(session, keys, now)
        wanted = rules.captcha.mode == "always" or (
            rules.captcha.mode == "after" and await brake.failures(session, keys, now) >= rules.captcha.failures
        )
        given = body.captcha if wanted else None
        made = await challenges.take(session, challenges.CAPTCHA, given.id, now) if given else None
        solved = given is not None and made is not None and same(made["answer"], given.answer)
        if solved or not wanted:
            return await brake.count(session, keys, rules.locks, now)
    if given is None:
        raise CaptchaRequired
    raise CaptchaWrong(field="captcha")


async def prove_own_password(request: Request, given: str, wrong: AuthFailed) -> None:
    """Whoever is logged in knows his password. Counted as a log-in is; raises Throttled, or `wrong`."""
    parts, user = request.web, request.me
    async with parts.db.write() as session:
        keys = brake.Keys.of(user.username, request.address)
        counted = await brake.count(session, keys, parts.security.locks, utcnow())
    if not await parts.passwords.verify(user.password_hash, given):
        await failed(request, user, locked=counted.locked)
        raise wrong
    async with parts.db.write() as session:
        await brake.give_back(session, counted)


async def failed(request: Request, user: User | None, *, locked: bool) -> None:
    """A try failed: counted for the watch, and in the audit log when it locked the name."""
    request.web.metrics.logins_failed.inc()
    log.info("auth.failed", address=request.address, locked=locked)
    if locked:
        async with request.web.db.write() as session:
            subject = user.id if user is not None else ""
            note(session, nobody(user.username if user else "", request.address), "auth.locked", "user", subject)


@routes("POST", "/auth/logout", open_before_password_change=True)
async def logout(request: Request) -> None:
    """End this log-in; an agent is logged out of his device, too."""
    who = request.who
    await log_out_agent(request.web, who, only_session=who.session)
    async with request.web.db.write() as session:
        await close_session(session, who.session or "")
        note(session, who, "auth.logout", "user", who.user or "")
    request.web.hub.recheck(who.user)
    request.cookies |= {SESSION_COOKIE: None, CSRF_COOKIE: None}


@routes("GET", "/auth/me", open_before_password_change=True)
async def me(request: Request) -> Account:
    """Who is logged in."""
    return _account(request, request.me)


@routes("PATCH", "/auth/me", open_before_password_change=True)
async def change_me(request: Request, body: MeChange) -> Account:
    """Choose one's language."""
    async with request.web.db.write() as session:
        user = await session.get_one(User, request.me.id)
        user.language = body.language
        note(session, request.who, "auth.change_me", "user", user.id, {"language": body.language})
    return _account(request, user)


@routes("POST", "/auth/password", open_before_password_change=True)
async def change_password(request: Request, body: PasswordChange) -> Account:
    """Change one's password; all other log-ins of the user end."""
    parts, who = request.web, request.who
    check_password(parts.security.passwords, body.new, (request.me.username, request.me.number), field="new")
    wrong = AuthFailed("the old password is wrong", message_zh="原密码不正确", field="old")
    await prove_own_password(request, body.old, wrong)
    encoded = await parts.passwords.hash(body.new)
    async with parts.db.write() as session:
        user = await session.get_one(User, request.me.id)
        user.password_hash, user.must_change_password = encoded, False
        await close_others(session, user.id, keep=who.session)
        note(session, who, "auth.change_password", "user", user.id)
    parts.hub.recheck(user.id)
    return _account(request, user)


def _account(request: Request, user: User) -> Account:
    shown = me_of(user, must_enrol=request.must_enrol)
    return Account(user=shown, csrf=request.csrf, functions=request.who.functions, zone=request.web.company.zone.key)
