"""Logging in at the company's identity provider: away with the browser, and back."""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import urlencode

import structlog
from aiohttp import web
from pydantic import BaseModel, Field

from crm.audit.service import note
from crm.base import utcnow
from crm.errors import NotFound
from crm.security import challenges
from server import secret_store
from server.http.context import Request
from server.http.entering import enter, nobody
from server.http.route import Routes
from server.http.security import CALLBACK, OIDC_CLIENT
from server.http.session import set_cookies
from server.oidc.people import UnknownPerson, claimed, known, make
from server.oidc.provider import OidcUnreachable, Trip
from server.oidc.tokens import OidcRefused

log = structlog.get_logger(__name__)
routes = Routes("auth")
COOKIE = "hotline_oidc"
"""Binds the way back to the browser that left: without it a stranger's link would log somebody in as the stranger."""
PATH = "/api/v1/auth/oidc"


class Away(BaseModel):
    """`back`: the page to open afterwards, of this server."""

    back: str = Field("/", max_length=300, pattern=r"^/([^/\\\x00-\x1f][^\\\x00-\x1f]*)?$")


class Back(BaseModel):
    """What the provider sends."""

    code: str = Field("", max_length=4000)
    state: str = Field("", max_length=200)
    error: str = Field("", max_length=200)


@routes("GET", "/auth/oidc/start", media="text/html")
async def oidc_start(request: Request, query: Away) -> web.Response:
    """Go to the identity provider (a redirect)."""
    parts = request.web
    rules = parts.security.oidc
    if not rules.enabled:
        raise NotFound("no identity provider is set up", message_zh="未启用统一身份认证")
    trip, browser = Trip.begin(), secrets.token_urlsafe(24)
    data = {
        "nonce": trip.nonce,
        "verifier": trip.verifier,
        "back": query.back,
        "browser": challenges.digest(browser),
        "issuer": rules.issuer,
    }
    async with parts.db.write() as session:
        state = await challenges.hand_out(session, challenges.OIDC, data, utcnow())
    try:
        address = await parts.provider.address(rules, trip, state, _redirect(request))
    except (OidcUnreachable, OidcRefused) as error:
        log.warning("oidc.not_started", error=str(error))
        return _to_login("unreachable")
    answer = _redirection(address)
    age = int(challenges.LIFE[challenges.OIDC].total_seconds())
    answer.set_cookie(
        COOKIE, browser, path=PATH, httponly=True, samesite="Lax", secure=request.http.secure, max_age=age
    )
    return answer


@routes("GET", "/auth/oidc/callback", media="text/html")
async def oidc_callback(request: Request, query: Back) -> web.Response:
    """Come back from the identity provider (a redirect, to the page that was asked for or to the log-in)."""
    parts, now = request.web, utcnow()
    rules = parts.security.oidc
    async with parts.db.write() as session:
        left = await challenges.take(session, challenges.OIDC, query.state, now) if query.state else None
    browser = request.http.cookies.get(COOKIE, "")
    if left is None or not hmac.compare_digest(left["browser"], challenges.digest(browser)):
        return _to_login("over")
    if query.error or not query.code or not rules.enabled or left["issuer"] != rules.issuer:
        return _to_login("declined")
    trip = Trip(left["nonce"], left["verifier"])
    secret = secret_store.secret(parts.settings.root, OIDC_CLIENT)
    try:
        claims = await parts.provider.claims(rules, secret, trip, query.code, _redirect(request))
        made_up = await parts.passwords.hash(secrets.token_urlsafe(32)) if rules.create else ""
        async with parts.db.write() as session:
            user = await known(session, rules, claims)
            if user is None and rules.create:
                user = await make(session, rules, claims, made_up)
            if user is None:
                note(session, nobody(claimed(rules, claims), request.address), "auth.oidc_unknown", "user", "")
                answer = _to_login("unknown")
            else:
                await enter(request, session, user, "oidc")
                answer = _redirection(left["back"])
    except OidcUnreachable as error:
        log.warning("oidc.unreachable", error=str(error))
        return _to_login("unreachable")
    except OidcRefused as error:
        parts.metrics.logins_failed.inc()
        log.warning("oidc.refused", error=str(error), address=request.address)
        return _to_login("refused")
    except UnknownPerson as error:
        log.warning("oidc.unknown_person", reason=error.details.get("reason"), address=request.address)
        return _to_login("unknown")
    set_cookies(request, answer)
    return answer


def _redirect(request: Request) -> str:
    return request.web.settings.public_base + CALLBACK


def _to_login(why: str) -> web.Response:
    return _redirection(f"/login?{urlencode({'oidc': why})}")


def _redirection(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address}, content_type="text/html")
