"""Security of log-ins: the company's rules, and what administrators do for a user who cannot get in."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from crm.audit.service import note
from crm.base import utcnow
from crm.errors import Invalid, NotFound
from crm.security import brake
from crm.security.factors import Factors, FactorState
from crm.security.settings import SecuritySettings, security_settings, set_security_settings
from crm.sessions.service import LoginRow, close_own, logins_of
from crm.users.models import User
from crm.users.service import UserService
from server import secret_store
from server.http.context import Request, Web
from server.http.route import Routes
from server.oidc.provider import OidcUnreachable
from server.oidc.tokens import OidcRefused

routes = Routes("security")
OIDC_CLIENT = "oidc.client"
"""Its name among the secrets of the installation."""
CALLBACK = "/api/v1/auth/oidc/callback"


class SecurityBody(SecuritySettings):
    """`client_secret`: of the identity provider; absent or null keeps the one that is there, "" forgets it."""

    client_secret: str | None = Field(None, max_length=500)


class SecurityRow(SecuritySettings):
    """`has_client_secret`: one is kept; it is never shown. `redirect_uri`: what the identity provider has to know.
    `session_idle_minutes`, `session_total_hours`: what counts now."""

    has_client_secret: bool
    redirect_uri: str
    session_idle_minutes: int
    session_total_hours: int


class IssuerBody(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    issuer: str = Field(min_length=8, max_length=300, pattern=r"^https?://[^\s?#@]+$")


class IssuerFound(BaseModel):
    """What an identity provider says of itself. `keys`: how many that can be used for signatures."""

    issuer: str
    authorize: str
    token: str
    keys: int


class UserSecurity(BaseModel):
    """`locked_until`: his names are locked after too many failures. `logins`: that are not over."""

    locked_until: datetime | None
    factor: FactorState
    logins: list[LoginRow]


@routes("GET", "/security")
async def get_security(request: Request) -> SecurityRow:
    """The rules of log-ins."""
    async with request.web.db.read() as session:
        return _row(request.web, await security_settings(session))


@routes("PUT", "/security")
async def put_security(request: Request, body: SecurityBody) -> SecurityRow:
    """Change the rules of log-ins; they count from the next log-in on, times of sessions at once."""
    parts = request.web
    new = SecuritySettings.model_validate(body.model_dump(exclude={"client_secret"}))
    async with parts.db.write() as session:
        await set_security_settings(session, request.who, new)
        if body.client_secret is not None:
            note(
                session,
                request.who,
                "security.client_secret",
                "company",
                "security",
                {"kept": bool(body.client_secret)},
            )
    if body.client_secret is not None:
        secret_store.keep(parts.settings.root, {OIDC_CLIENT: body.client_secret})
    parts.security = new
    return _row(parts, new)


@routes("POST", "/security/oidc/check")
async def check_issuer(request: Request, body: IssuerBody) -> IssuerFound:
    """Ask an identity provider what it says of itself, before it is switched on."""
    try:
        found = await request.web.provider.described(body.issuer)
        keys = await request.web.provider.keys(body.issuer)
    except OidcUnreachable as error:
        raise Invalid(str(error), field="issuer", message_zh="无法连接身份认证服务，请检查地址") from error
    except OidcRefused as error:
        raise Invalid(str(error), field="issuer", message_zh=f"身份认证服务的答复无效：{error}") from error
    return IssuerFound(issuer=found.issuer, authorize=found.authorize, token=found.token, keys=len(keys))


@routes("GET", "/users/{id}/security")
async def user_security(request: Request) -> UserSecurity:
    """How a user can log in: locked or not, one-time codes, where he is logged in."""
    async with request.web.db.read() as session:
        user = await UserService(session, request.who).manageable(request.path["id"])
        return await _user(request, session, user)


@routes("POST", "/users/{id}/unlock")
async def unlock_user(request: Request) -> UserSecurity:
    """Let a user try again at once after too many failures."""
    async with request.web.db.write() as session:
        user = await UserService(session, request.who).manageable(request.path["id"])
        if await brake.unlock(session, brake.logins_of(user.id, user.username, user.number)):
            note(session, request.who, "users.unlock", "user", user.id)
        return await _user(request, session, user)


@routes("DELETE", "/users/{id}/logins/{login}")
async def end_login_of_user(request: Request) -> None:
    """End one log-in of a user at once."""
    async with request.web.db.write() as session:
        user = await UserService(session, request.who).manageable(request.path["id"])
        if not await close_own(session, user.id, request.path["login"]):
            raise NotFound("there is no such log-in", message_zh="没有这次登录，可能已经结束")
        note(session, request.who, "users.end_login", "user", user.id)
    request.web.hub.recheck(user.id)


async def _user(request: Request, session: AsyncSession, user: User) -> UserSecurity:
    parts = request.web
    return UserSecurity(
        locked_until=await brake.locked_until(session, brake.logins_of(user.id, user.username, user.number), utcnow()),
        factor=await Factors(session, user, parts.login_keys).state(parts.security.codes.roles),
        logins=await logins_of(session, user.id, request.who.session, parts.limits),
    )


def _row(parts: Web, rules: SecuritySettings) -> SecurityRow:
    limits = parts.limits
    return SecurityRow(
        **rules.model_dump(),
        has_client_secret=bool(secret_store.secret(parts.settings.root, OIDC_CLIENT)),
        redirect_uri=parts.settings.public_base + CALLBACK,
        session_idle_minutes=int(limits.idle.total_seconds() // 60),
        session_total_hours=int(limits.total.total_seconds() // 3600),
    )
