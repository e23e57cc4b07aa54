"""Who asks: bearer token or session cookie, function, CSRF header; and the cookies of a log-in."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from aiohttp import web

from crm.errors import Forbidden
from crm.masking import veiled
from crm.sessions.service import Login, find_session, touch_session
from server.http.context import Request, Web
from server.http.errors import AuthRequired, CsrfMissing, EnrolmentRequired, PasswordChangeRequired
from server.http.permissions import PUBLIC, may_enter
from server.http.veil import VEILED

SESSION_COOKIE = "hotline_session"
CSRF_COOKIE = "hotline_csrf"
CSRF_HEADER = "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


async def authorise(request: Request, access: str, *, before_password_change: bool) -> None:
    """Fill in the asker. Raises AuthRequired, Forbidden, CsrfMissing, PasswordChangeRequired or
    EnrolmentRequired: those two are passed with `before_password_change`."""
    if access == PUBLIC:
        return
    token, cookie = token_of(request.http)
    login = await login_of(request.web, token, request.address)
    if login is None:
        raise AuthRequired
    request.principal, request.user, request.csrf, request.cookie = login.principal, login.user, login.csrf, cookie
    request.must_enrol = login.must_enrol
    request.http[VEILED] = veiled(login.principal)
    if cookie and request.http.method not in _SAFE:
        given = request.http.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(given.encode(), login.csrf.encode()):
            raise CsrfMissing
    if login.user.must_change_password and not before_password_change:
        raise PasswordChangeRequired
    if login.must_enrol and not before_password_change:
        raise EnrolmentRequired
    if not may_enter(login.principal, access):
        raise Forbidden


def token_of(http: web.Request) -> tuple[str, bool]:
    """The token and whether it came as a cookie; "" when there is none. A bearer token goes before the cookie."""
    scheme, _, token = http.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip(), False
    return http.cookies.get(SESSION_COOKIE, ""), True


async def login_of(parts: Web, token: str, address: str) -> Login | None:
    """The valid login behind a token; notes that it was used."""
    if not token:
        return None
    async with parts.db.read() as session:
        login = await find_session(session, token, parts.limits, address=address)
    if login is not None and login.stale and login.principal.session is not None:
        async with parts.db.write() as session:
            await touch_session(session, login.principal.session)
    return login


async def websocket_login(http: web.Request, parts: Web) -> Login | None:
    """The login of a websocket: `?token=`, bearer or cookie. A cookie counts only from a page of this server."""
    token = http.query.get("token", "")
    if not token:
        token, cookie = token_of(http)
        if cookie and not same_origin(http):
            return None
    return await login_of(parts, token, http.remote or "")


async def admit(http: web.Request, parts: Web) -> Login:
    """The login of a websocket that is to be opened. Raises AuthRequired, PasswordChangeRequired or
    EnrolmentRequired."""
    login = await websocket_login(http, parts)
    if login is None:
        raise AuthRequired
    if login.user.must_change_password:
        raise PasswordChangeRequired
    if login.must_enrol:
        raise EnrolmentRequired
    return login


def same_origin(http: web.Request) -> bool:
    """True without an Origin (no browser) or when it names the host that was asked."""
    origin = http.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == http.host


def set_cookies(request: Request, response: web.StreamResponse) -> None:
    secure = request.http.secure
    for name, value in request.cookies.items():
        if value is None:
            response.del_cookie(name, path="/")
        else:
            response.set_cookie(
                name,
                value,
                path="/",
                httponly=name == SESSION_COOKIE,
                secure=secure,
                samesite="Strict",
                max_age=int(request.web.limits.total.total_seconds()),
            )
