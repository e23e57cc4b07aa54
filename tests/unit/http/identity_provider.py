"""A small identity provider on loopback: describes itself, publishes keys, gives codes, signs ID tokens."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

CLIENT, SECRET = "hotline", "client-secret: with & signs"


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _number(value: int) -> str:
    return encoded(value.to_bytes((value.bit_length() + 7) // 8, "big"))


class Signer:
    """A key pair."""

    def __init__(self, name: str, alg: str = "RS256") -> None:
        self.name, self.alg = name, alg
        self._rsa = rsa.generate_private_key(65537, 2048) if alg == "RS256" else None
        self._ec = ec.generate_private_key(ec.SECP256R1()) if alg == "ES256" else None

    @property
    def jwk(self) -> dict[str, str]:
        shared = {"kid": self.name, "use": "sig", "alg": self.alg}
        if self._rsa is not None:
            public = self._rsa.public_key().public_numbers()
            return shared | {"kty": "RSA", "n": _number(public.n), "e": _number(public.e)}
        assert self._ec is not None
        point = self._ec.public_key().public_numbers()
        x, y = (encoded(value.to_bytes(32, "big")) for value in (point.x, point.y))
        return shared | {"kty": "EC", "crv": "P-256", "x": x, "y": y}

    def sign(self, claims: Mapping[str, Any], **header: Any) -> str:
        head = {"alg": self.alg, "kid": self.name, "typ": "JWT"} | header
        signed = f"{encoded(orjson.dumps(head))}.{encoded(orjson.dumps(claims))}"
        if self._rsa is not None:
            raw = self._rsa.sign(signed.encode(), padding.PKCS1v15(), SHA256())
        else:
            assert self._ec is not None
            r, s = decode_dss_signature(self._ec.sign(signed.encode(), ec.ECDSA(SHA256())))
            raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return f"{signed}.{encoded(raw)}"


class IdentityProvider:
    """`person`: the claims of who logs in there. `spoil`: claims that are laid over a token before it is signed."""

    def __init__(self) -> None:
        self.signer = Signer("k1")
        self.published = [self.signer.jwk]
        self.person: dict[str, Any] = {"sub": "p-1", "preferred_username": "wang"}
        self.spoil: dict[str, Any] = {}
        self.issuer = ""
        self.keys_read = 0
        self.description: dict[str, Any] = {}
        self._codes: dict[str, dict[str, list[str]]] = {}

    def visit(self, address: str) -> tuple[str, str]:
        """What a person who logs in at this address brings back: (code, state)."""
        asked = parse_qs(urlsplit(address).query)
        assert asked["response_type"] == ["code"]
        assert asked["client_id"] == [CLIENT]
        assert asked["code_challenge_method"] == ["S256"]
        code = secrets.token_urlsafe(8)
        self._codes[code] = asked
        return code, asked["state"][0]

    async def describe(self, request: web.Request) -> web.Response:
        return web.json_response(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }
            | self.description
        )

    async def keys(self, request: web.Request) -> web.Response:
        self.keys_read += 1
        return web.json_response({"keys": self.published})

    async def authorize(self, request: web.Request) -> web.Response:
        """Everybody is logged in at once."""
        code, state = self.visit(str(request.url))
        back = request.query["redirect_uri"]
        return web.Response(status=302, headers={"Location": f"{back}?code={code}&state={state}"})

    async def token(self, request: web.Request) -> web.Response:
        form = await request.post()
        asked = self._codes.pop(str(form.get("code")), None)
        basic = base64.b64encode(b"hotline:client-secret%3A%20with%20%26%20signs").decode()
        right_client = request.headers.get("Authorization") == f"Basic {basic}" or form.get("client_secret") == SECRET
        verifier = encoded(hashlib.sha256(str(form.get("code_verifier")).encode()).digest())
        if asked is None or not right_client or [verifier] != asked["code_challenge"]:
            return web.json_response({"error": "invalid_grant"}, status=400)
        assert [str(form["redirect_uri"])] == asked["redirect_uri"]
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"][0]}
        token = self.signer.sign(claims | self.person | self.spoil)
        return web.json_response({"access_token": "x", "token_type": "Bearer", "id_token": token})


@asynccontextmanager
async def identity_provider() -> AsyncIterator[IdentityProvider]:
    made = IdentityProvider()
    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", made.describe)
    app.router.add_get("/keys", made.keys)
    app.router.add_get("/authorize", made.authorize)
    app.router.add_post("/token", made.token)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server is not None
    made.issuer = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"  # type: ignore[attr-defined]
    try:
        yield made
    finally:
        await runner.cleanup()
