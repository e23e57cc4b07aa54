"""Logging in at an identity provider on loopback, and everything that can be wrong with what it sends."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from identity_provider import CLIENT, SECRET, IdentityProvider, Signer, identity_provider
from login_kit import Client, audited, enrol, set_rules
from sqlalchemy import select, update
from web_kit import Browser
from yarl import URL

from crm.users.models import User
from server.http.context import Web

START = "/api/v1/auth/oidc/start"
CALLBACK = "/api/v1/auth/oidc/callback"


@pytest.fixture
async def idp(admin: Browser) -> AsyncIterator[IdentityProvider]:
    """A provider that the company trusts."""
    async with identity_provider() as made:
        await set_oidc(admin, made)
        yield made


async def set_oidc(admin: Browser, idp: IdentityProvider, **more: Any) -> None:
    rules = {"enabled": True, "issuer": idp.issuer, "client_id": CLIENT} | more
    await set_rules(admin, oidc=rules)
    body = {key: value for key, value in (await admin.get("/security")).items() if key in PARTS}
    await admin.send("PUT", "/security", body | {"client_secret": SECRET})


PARTS = ("passwords", "sessions", "locks", "captcha", "codes", "oidc")


async def leave(client: Client, back: str = "/customers?q=1") -> str:
    """Go away → the provider's address that the browser is sent to."""
    response = await client.get(START, params={"back": back}, allow_redirects=False)
    assert response.status == 303, await response.text()
    return response.headers["Location"]


async def come_back(client: Client, idp: IdentityProvider, address: str, **changed: str) -> tuple[str, bool]:
    """Where the browser ends up, and whether somebody is logged in."""
    code, state = idp.visit(address)
    asked = {"code": code, "state": state} | changed
    response = await client.get(CALLBACK, params=asked, allow_redirects=False)
    assert response.status == 303, await response.text()
    return response.headers["Location"], "hotline_session" in response.cookies


async def round_trip(client: Client, idp: IdentityProvider) -> tuple[str, bool]:
    return await come_back(client, idp, await leave(client))


@pytest.mark.parametrize("alg", ["RS256", "ES256"])
async def test_somebody_logs_in(client: Client, parts: Web, idp: IdentityProvider, alg: str) -> None:
    idp.signer = Signer("k2", alg)
    idp.published = [Signer("other", "ES256").jwk, idp.signer.jwk, {"kty": "oct", "k": "AAAA"}]
    assert await round_trip(client, idp) == ("/customers?q=1", True)
    assert (await (await client.get("/api/v1/auth/me")).json())["user"]["username"] == "wang"
    assert (await audited(parts, "auth.login"))[-1]["how"] == "oidc"
    options = await (await client.get("/api/v1/auth/options")).json()
    assert options["provider"] == {"zh": "统一身份认证", "en": "single sign-on"}
    await round_trip(client, idp)
    assert idp.keys_read == 1, "they are kept"


@pytest.mark.parametrize(
    "spoil",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(time.time()) - 3600},
        {"exp": "tomorrow"},
        {"iat": int(time.time()) + 3600},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another"]},
        {"azp": "another"},
        {"iss": "http://127.0.0.1:1"},
    ],
    ids=[
        "nonce_another",
        "nonce_missing",
        "expired",
        "exp_a_word",
        "from_tomorrow",
        "aud_another",
        "aud_others_too",
        "azp_another",
        "iss_another",
    ],
)
async def test_a_wrong_token_lets_nobody_in(client: Client, idp: IdentityProvider, spoil: dict[str, Any]) -> None:
    idp.spoil = spoil
    assert await round_trip(client, idp) == ("/login?oidc=refused", False)


async def test_only_published_keys_and_real_signatures_count(client: Client, idp: IdentityProvider) -> None:
    known = idp.signer
    idp.signer = Signer("stranger")
    assert await round_trip(client, idp) == ("/login?oidc=refused", False)
    idp.signer = Signer("k1")  # another key of the same name
    assert await round_trip(client, idp) == ("/login?oidc=refused", False)

    class Bare(Signer):
        def sign(self, claims: Any, **header: Any) -> str:
            return super().sign(claims, alg="none").rpartition(".")[0] + "."

    idp.signer = Bare("k1")
    assert await round_trip(client, idp) == ("/login?oidc=refused", False)
    idp.signer = known
    assert (await round_trip(client, idp))[1] is True


async def test_a_new_key_is_found_without_a_restart(client: Client, parts: Web, idp: IdentityProvider) -> None:
    now = [0.0]
    parts.provider._clock = lambda: now[0]
    assert (await round_trip(client, idp))[1] is True
    idp.signer = Signer("k2")
    idp.published = [idp.signer.jwk]
    assert (await round_trip(client, idp))[1] is False, "keys are not read again at every token"
    now[0] = 11.0
    assert (await round_trip(client, idp))[1] is True
    assert idp.keys_read == 2


async def test_the_way_back_is_for_the_browser_that_left_and_once(client: Client, idp: IdentityProvider) -> None:
    address = await leave(client)
    assert (await come_back(client, idp, address, state="made-up"))[0] == "/login?oidc=over"
    assert (await come_back(client, idp, address))[1] is True
    assert await come_back(client, idp, address) == ("/login?oidc=over", False)
    address = await leave(client)
    client.session.cookie_jar.clear()
    assert await come_back(client, idp, address) == ("/login?oidc=over", False)


async def test_a_code_of_another_trip_is_of_no_use(client: Client, idp: IdentityProvider) -> None:
    stolen, _ = idp.visit(await leave(client))
    address = await leave(client)
    assert await come_back(client, idp, address, code=stolen) == ("/login?oidc=refused", False)


async def test_somebody_declines(client: Client, idp: IdentityProvider) -> None:
    assert await come_back(client, idp, await leave(client), error="access_denied") == ("/login?oidc=declined", False)


async def test_nobody_is_led_elsewhere(client: Client, idp: IdentityProvider) -> None:
    for back in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        response = await client.get(START, params={"back": back}, allow_redirects=False)
        assert response.status == 422, back


async def test_an_unknown_person_stays_out(client: Client, parts: Web, admin: Browser, idp: IdentityProvider) -> None:
    for person in ({"preferred_username": "stranger"}, {}, {"preferred_username": 7}, {"preferred_username": " "}):
        idp.person = {"sub": "p-2", **person}
        assert await round_trip(client, idp) == ("/login?oidc=unknown", False)
    assert [each["username"] for each in await audited(parts, "auth.oidc_unknown")] == ["stranger"]
    async with parts.db.write() as session:
        await session.execute(update(User).where(User.username == "wang").values(disabled=True))
    idp.person = {"sub": "p-1", "preferred_username": "wang"}
    assert await round_trip(client, idp) == ("/login?oidc=unknown", False)


async def test_by_number_and_by_e_mail(client: Client, parts: Web, admin: Browser, idp: IdentityProvider) -> None:
    await set_oidc(admin, idp, claim="employee", match="number")
    idp.person = {"sub": "p", "employee": "1001"}
    assert (await round_trip(client, idp))[1] is True
    await set_oidc(admin, idp, claim="email", match="email")
    async with parts.db.write() as session:
        await session.execute(update(User).where(User.username == "wang").values(email="Wang@example.com"))
    idp.person = {"sub": "p", "email": "wang@EXAMPLE.com"}
    assert (await round_trip(client, idp))[1] is False, "not verified by the provider"
    idp.person["email_verified"] = True
    assert (await round_trip(client, idp))[1] is True
    async with parts.db.write() as session:
        await session.execute(update(User).where(User.username == "li").values(email="wang@example.com"))
    assert (await round_trip(client, idp))[1] is False, "two users have it"


async def test_new_people_are_made_where_that_is_said(
    client: Client, parts: Web, admin: Browser, idp: IdentityProvider
) -> None:
    await set_oidc(admin, idp, create=True, role="agent", unit="root")
    idp.person = {"sub": "p-3", "preferred_username": "Zhou.Min", "name": "周敏", "email": "zhou@example.com"}
    assert (await round_trip(client, idp))[1] is True
    assert (await round_trip(client, idp))[1] is True
    async with parts.db.read() as session:
        made = (await session.scalars(select(User).where(User.username == "zhou.min"))).one()
    assert (made.name, made.role, made.unit_id, made.must_change_password) == ("周敏", "agent", "root", False)
    idp.person = {"sub": "p-4", "preferred_username": "no such name!"}
    assert await round_trip(client, idp) == ("/login?oidc=unknown", False)


async def test_ones_own_code_is_the_providers_affair(
    client: Client, admin: Browser, wang: Browser, idp: IdentityProvider
) -> None:
    await enrol(wang)
    await set_rules(admin, codes={"roles": ["agent"]})
    assert (await round_trip(client, idp))[1] is True
    assert (await (await client.get("/api/v1/auth/me")).json())["user"]["must_enrol"] is False


async def test_a_provider_that_is_away_or_wrong(
    client: Client, parts: Web, admin: Browser, idp: IdentityProvider
) -> None:
    address = await leave(client)
    idp.description = {"token_endpoint": f"{idp.issuer}/nowhere"}
    parts.provider._described = None
    assert await come_back(client, idp, address) == ("/login?oidc=refused", False)
    idp.description = {"issuer": "http://127.0.0.1:9/"}
    refused = await admin.ask("POST", "/security/oidc/check", {"issuer": idp.issuer + "/"})
    assert (refused.status, (await refused.json())["error"]["field"]) == (422, "issuer")
    closed = await admin.ask("POST", "/security/oidc/check", {"issuer": "http://127.0.0.1:9"})
    assert (closed.status, (await closed.json())["error"]["field"]) == (422, "issuer")
    await set_oidc(admin, idp, issuer="http://127.0.0.1:9")
    response = await client.get(START, allow_redirects=False)
    assert response.headers["Location"] == "/login?oidc=unreachable"


async def test_the_administrator_checks_a_provider(admin: Browser, idp: IdentityProvider) -> None:
    found = await admin.send("POST", "/security/oidc/check", {"issuer": idp.issuer})
    assert (found["keys"], urlsplit(found["authorize"]).path) == (1, "/authorize")


async def test_secrets_go_by_post_where_the_provider_wants_that(client: Client, idp: IdentityProvider) -> None:
    idp.description = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert (await round_trip(client, idp))[1] is True


async def test_without_a_provider_there_is_no_way(client: Client) -> None:
    assert (await client.get(START, allow_redirects=False)).status == 404
    response = await client.get(CALLBACK, params={"code": "x", "state": "y"}, allow_redirects=False)
    assert URL(response.headers["Location"]).query["oidc"] == "over"
