"""The last step of every way to log in: a session, its cookies, what the page needs to know."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, Role, Scope
from crm.audit.service import note
from crm.security.factors import Factors
from crm.sessions.service import open_session
from crm.users.models import User
from crm.users.principals import principal_of
from crm.users.schemas import Language
from server.http.context import Request
from server.http.session import CSRF_COOKIE, SESSION_COOKIE


class Me(BaseModel):
    """`must_enrol`: nothing is open before he has enrolled for one-time codes."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    username: str
    name: str
    number: str | None
    role: Role
    language: Language
    must_change_password: bool
    must_enrol: bool = False


class LoggedIn(BaseModel):
    """`functions`: what he may do, with its scope (`units`: his own rows and those of named ones). `csrf` goes into the
    header X-CSRF-Token of writing requests that are authenticated by cookie. `zone`: the company's."""

    token: str
    csrf: str
    user: Me
    functions: dict[str, Scope]
    zone: str


def me_of(user: User, *, must_enrol: bool) -> Me:
    return Me.model_validate(user).model_copy(update={"must_enrol": must_enrol})


def nobody(username: str, address: str) -> Principal:
    """Who tries to log in, for the audit log."""
    return Principal(None, Role.AGENT, "root", "/root/", username=username[:64], address=address, granted={})


async def enter(request: Request, session: AsyncSession, user: User, how: str) -> LoggedIn:
    """Open a session; `how`: password, totp, recovery or oidc. With a password alone he must enrol where his role wants
    one-time codes; at an identity provider they are the provider's affair."""
    parts = request.web
    factors = Factors(session, user, parts.login_keys)
    must_enrol = how == "password" and await factors.required(parts.security.codes.roles)
    token, csrf, session_id = await open_session(
        session,
        user,
        parts.limits,
        address=request.address,
        program=request.http.headers.get("User-Agent", "").encode(errors="replace").decode(),
        must_enrol=must_enrol,
    )
    who = await principal_of(session, user, address=request.address, login=session_id)
    note(session, who, "auth.login", "user", user.id, {"how": how})
    request.cookies |= {SESSION_COOKIE: token, CSRF_COOKIE: csrf}
    return LoggedIn(
        token=token,
        csrf=csrf,
        user=me_of(user, must_enrol=must_enrol),
        functions=who.functions,
        zone=parts.company.zone.key,
    )
