"""The line to an identity provider: what it says of itself, its keys, and codes exchanged for ID tokens."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import aiohttp
import orjson

from crm.security.settings import OidcRules
from server.oidc.tokens import Key, OidcRefused, UnknownKey, claims_of, keys_of
from telephony.errors import HotlineError

TIMEOUT = 8.0
"""Seconds that the provider has for an answer."""
LARGEST = 256 * 1024
DISCOVERED_FOR = 600.0
KEYS_FOR = 3600.0
KEYS_AGAIN = 10.0
"""Keys are read again for a token with an unknown one, but not more often than this (seconds)."""


class OidcUnreachable(HotlineError):
    """The identity provider does not answer."""

    code = "oidc.unreachable"


@dataclass(frozen=True, slots=True)
class Described:
    """What the provider says of itself (`/.well-known/openid-configuration`)."""

    issuer: str
    authorize: str
    token: str
    keys: str
    by_post: bool
    """The client's secret goes into the body, because the provider does not take it as Basic."""


@dataclass(frozen=True, slots=True)
class Trip:
    """What belongs to one round trip: kept here while the browser is away."""

    nonce: str
    verifier: str

    @classmethod
    def begin(cls) -> Trip:
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(48))

    @property
    def challenge(self) -> str:
        """RFC 7636, S256."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class Provider:
    """The provider that the settings name; another issuer begins anew."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, wall: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._wall = wall
        self._described: tuple[float, str, Described] | None = None
        self._keys: tuple[float, str, list[Key]] | None = None

    async def described(self, issuer: str) -> Described:
        """Raises OidcUnreachable, OidcRefused."""
        known = self._described
        if known is None or known[1] != issuer or self._clock() - known[0] > DISCOVERED_FOR:
            answer = await _fetch("GET", issuer.rstrip("/") + "/.well-known/openid-configuration")
            known = self._described = (self._clock(), issuer, _described(answer, issuer))
        return known[2]

    async def keys(self, issuer: str, *, again: bool = False) -> list[Key]:
        known = self._keys
        age = self._clock() - known[0] if known is not None else KEYS_FOR
        if known is None or known[1] != issuer or age >= KEYS_FOR or (again and age >= KEYS_AGAIN):
            answer = await _fetch("GET", (await self.described(issuer)).keys)
            known = self._keys = (self._clock(), issuer, keys_of(answer))
        return known[2]

    async def address(self, rules: OidcRules, trip: Trip, state: str, back: str) -> str:
        """Where the browser goes to. `back`: where the provider sends it afterwards."""
        described = await self.described(rules.issuer)
        asked = {
            "response_type": "code",
            "client_id": rules.client_id,
            "redirect_uri": back,
            "scope": rules.scopes,
            "state": state,
            "nonce": trip.nonce,
            "code_challenge": trip.challenge,
            "code_challenge_method": "S256",
        }
        return f"{described.authorize}{'&' if '?' in described.authorize else '?'}{urlencode(asked)}"

    async def claims(self, rules: OidcRules, secret: str, trip: Trip, code: str, back: str) -> Mapping[str, Any]:
        """Exchange a code → the checked claims of the ID token. Raises OidcUnreachable, OidcRefused."""
        described = await self.described(rules.issuer)
        body = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "client_id": rules.client_id,
            "code_verifier": trip.verifier,
        }
        headers = {}
        if secret and described.by_post:
            body["client_secret"] = secret
        elif secret:
            pair = f"{quote(rules.client_id, safe='')}:{quote(secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        answer = await _fetch("POST", described.token, body, headers)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise OidcRefused("the provider gave no ID token: is the scope openid asked for?")

        def checked(keys: list[Key]) -> Mapping[str, Any]:
            return claims_of(
                token, keys, issuer=rules.issuer, client=rules.client_id, nonce=trip.nonce, now=self._wall()
            )

        try:
            return checked(await self.keys(rules.issuer))
        except UnknownKey:
            return checked(await self.keys(rules.issuer, again=True))


def _described(answer: Mapping[str, Any], issuer: str) -> Described:
    if answer.get("issuer") != issuer:
        raise OidcRefused(f"the provider calls itself {answer.get('issuer')!r}: write the issuer exactly so")
    addresses = [answer.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    authorize, token, keys = (_same_care(address, issuer) for address in addresses)
    methods = answer.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    by_post = "client_secret_basic" not in methods and "client_secret_post" in methods
    return Described(issuer, authorize, token, keys, by_post)


def _same_care(address: object, issuer: str) -> str:
    """An address of the provider, encrypted when the issuer's is."""
    text = str(address or "")
    parts = urlsplit(text)
    if parts.scheme not in ({"https"} if issuer.startswith("https:") else {"http", "https"}) or not parts.hostname:
        raise OidcRefused("the provider's description lacks an address, or names one that is not encrypted")
    return text


async def _fetch(
    method: str, url: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> Mapping[str, Any]:
    """A JSON object. Raises OidcUnreachable, OidcRefused."""
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    asked = {"Accept": "application/json", **(headers or {})}
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as client,
            client.request(method, url, data=form, headers=asked, allow_redirects=False) as answer,
        ):
            raw = await answer.content.read(LARGEST)
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise OidcUnreachable(f"the identity provider does not answer: {type(error).__name__}") from error
    try:
        parsed = orjson.loads(raw)
    except orjson.JSONDecodeError:
        parsed = None
    if status != 200 or not isinstance(parsed, dict):
        said = parsed.get("error") if isinstance(parsed, dict) else None
        raise OidcRefused(f"the identity provider answered {status}" + (f": {str(said)[:80]}" if said else ""))
    return parsed
