"""One-time codes: the second step of a log-in, enrolling, recovery codes; administrators reset those of others."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from crm.base import utcnow
from crm.errors import Forbidden, NotFound
from crm.security import brake, challenges
from crm.security.factors import Enrolment, Factors, FactorState, RecoveryCodes, WrongCode
from crm.sessions.service import close_others
from crm.users.models import User
from crm.users.service import UserService
from server.devices import leave_phone
from server.http.auth import failed, prove_own_password
from server.http.context import Request
from server.http.entering import LoggedIn, enter
from server.http.errors import AuthFailed, StepOver
from server.http.route import Routes

routes = Routes("auth")
_LEAST_FAILURES = 20
"""Wrong codes in a row that lock a user's codes even where names are never locked: six digits can be guessed."""


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class StepCode(_Body):
    """`code`: of the app, or a recovery code."""

    step: str = Field(min_length=1, max_length=64)
    code: str = Field(min_length=6, max_length=20)


class Code(_Body):
    code: str = Field(min_length=6, max_length=20)


class EnrolmentStart(_Body):
    """`password`: one's own; not needed where enrolling is what the log-in waits for."""

    password: str | None = Field(None, min_length=1, max_length=200)


@routes("POST", "/auth/login/code")
async def login_code(request: Request, body: StepCode) -> LoggedIn:
    """The second step of a log-in."""
    parts, now = request.web, utcnow()
    async with parts.db.read() as session:
        waiting = await challenges.look(session, challenges.STEP, body.step, now)
        user = await session.get(User, waiting["user"]) if waiting else None
    if user is None or user.disabled:
        raise StepOver
    counted = await _count(request, user)
    try:
        async with parts.db.write() as session:
            row = await session.get_one(User, user.id)
            how = await Factors(session, row, parts.login_keys).check(body.code, now)
            if await challenges.take(session, challenges.STEP, body.step, now) is None:
                raise StepOver
            await brake.give_back(session, counted)
            return await enter(request, session, row, how)
    except WrongCode:
        await failed(request, user, locked=counted.locked)
        raise


@routes("GET", "/auth/totp", open_before_password_change=True)
async def totp_state(request: Request) -> FactorState:
    """Whether one's log-ins ask for a one-time code, and whether they have to."""
    async with request.web.db.read() as session:
        return await _factors(request, session).state(request.web.security.codes.roles)


@routes("POST", "/auth/totp", open_before_password_change=True)
async def enrol(request: Request, body: EnrolmentStart) -> Enrolment:
    """Begin to use one-time codes: a secret for the app, in use once a code has confirmed it."""
    parts = request.web
    if not request.must_enrol:
        wrong = AuthFailed("the password is wrong", message_zh="密码不正确", field="password")
        await prove_own_password(request, body.password or "", wrong)
    async with parts.db.write() as session:
        return await _factors(request, session).enrol(request.who, parts.company.name_zh, utcnow())


@routes("POST", "/auth/totp/confirm", open_before_password_change=True)
async def confirm(request: Request, body: Code) -> RecoveryCodes:
    """Confirm the secret by a code → recovery codes, shown once."""
    counted = await _count(request, request.me)
    async with request.web.db.write() as session:
        codes = await _factors(request, session).confirm(request.who, body.code, utcnow())
        await brake.give_back(session, counted)
    return codes


@routes("POST", "/auth/totp/recovery-codes")
async def new_recovery_codes(request: Request, body: Code) -> RecoveryCodes:
    """New recovery codes, shown once; the old ones are void."""
    counted = await _count(request, request.me)
    async with request.web.db.write() as session:
        factors = _factors(request, session)
        await factors.check(body.code, utcnow())
        await brake.give_back(session, counted)
        return await factors.renew(request.who)


@routes("POST", "/auth/totp/disable")
async def disable(request: Request, body: Code) -> None:
    """Use one-time codes no longer. Refused where a role wants them."""
    counted = await _count(request, request.me)
    async with request.web.db.write() as session:
        factors = _factors(request, session)
        if await factors.required(request.web.security.codes.roles):
            raise Forbidden("your role wants one-time codes", message_zh="您的角色要求使用动态口令，不能停用")
        await factors.check(body.code, utcnow())
        await brake.give_back(session, counted)
        await factors.remove(request.who, "auth.totp_disable")


@routes("DELETE", "/users/{id}/totp")
async def reset_totp(request: Request) -> None:
    """Reset the one-time codes of a user who has lost his telephone; his log-ins end."""
    parts = request.web
    async with parts.db.write() as session:
        user = await UserService(session, request.who).manageable(request.path["id"])
        if not await Factors(session, user, parts.login_keys).remove(request.who, "users.totp_reset"):
            raise NotFound("this user has no one-time codes", message_zh="该用户没有绑定动态口令")
        await brake.unlock(session, [brake.by_code(user.id)])
        await close_others(session, user.id, keep=None)
    await leave_phone(parts, user.id)
    parts.hub.recheck(user.id)


def _factors(request: Request, session: AsyncSession) -> Factors:
    return Factors(session, request.me, request.web.login_keys)


async def _count(request: Request, user: User) -> brake.Counted:
    """Count a try with a code. Raises Throttled."""
    rules = request.web.security.locks
    if rules.user_failures == 0:
        rules = rules.model_copy(update={"user_failures": _LEAST_FAILURES})
    keys = brake.Keys.of(brake.by_code(user.id), request.address)
    async with request.web.db.write() as session:
        return await brake.count(session, keys, rules, utcnow())
