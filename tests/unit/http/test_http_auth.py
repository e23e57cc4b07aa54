"""Log-in: tokens, cookies with CSRF, the brake on guessing, first password change."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import WSServerHandshakeError
from aiohttp.test_utils import TestClient
from sqlalchemy import update
from web_kit import PASSWORD, Browser, log_in

from crm.users.models import User
from server.auth import Argon2Passwords
from server.http.context import Web

Client = TestClient[Any, Any]


async def test_log_in_with_name_or_number_and_log_out(client: Client) -> None:
    for username in ("wang", "WANG", "1001"):
        browser = await log_in(client, username)
        assert browser.user["number"] == "1001"
        assert (await browser.get("/auth/me"))["user"]["username"] == "wang"
        await browser.send("POST", "/auth/logout", status=204)
        response = await browser.ask("GET", "/auth/me")
        assert response.status == 401
        assert (await response.json())["error"]["code"] == "auth.required"


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x", "Basic eDp5"])
async def test_no_token_no_entry(client: Client, token: str) -> None:
    response = await client.get("/api/v1/customers", headers={"Authorization": token})
    assert response.status == 401


async def test_cookies_need_the_csrf_header_to_write(client: Client) -> None:
    response = await client.post("/api/v1/auth/login", json={"username": "wang", "password": PASSWORD})
    body = await response.json()
    cookie = response.cookies["hotline_session"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert response.cookies["hotline_csrf"].value == body["csrf"]
    assert (await client.get("/api/v1/auth/me")).status == 200
    for headers in ({}, {"X-CSRF-Token": "wrong"}):
        refused = await client.patch("/api/v1/auth/me", json={"language": "en"}, headers=headers)
        assert refused.status == 403
        assert (await refused.json())["error"]["code"] == "auth.csrf"
    allowed = await client.patch("/api/v1/auth/me", json={"language": "en"}, headers={"X-CSRF-Token": body["csrf"]})
    assert allowed.status == 200
    assert (await allowed.json())["user"]["language"] == "en"


async def test_guessing_is_slowed_down(client: Client, parts: Web) -> None:
    wrong = {"username": "wang", "password": "wrong"}
    statuses = [(await client.post("/api/v1/auth/login", json=wrong)).status for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    response = await client.post("/api/v1/auth/login", json={"username": "wang", "password": PASSWORD})
    assert response.status == 429
    assert int(response.headers["Retry-After"]) >= 1
    assert "稍后" in (await response.json())["error"]["message_zh"]
    assert (await client.post("/api/v1/auth/login", json={"username": "li", "password": PASSWORD})).status == 200


async def test_disabled_users_cannot_log_in(client: Client, admin: Browser, wang: Browser) -> None:
    await admin.send("PATCH", f"/users/{wang.user['id']}", {"disabled": True})
    assert (await wang.ask("GET", "/auth/me")).status == 401
    response = await client.post("/api/v1/auth/login", json={"username": "wang", "password": PASSWORD})
    assert response.status == 401


async def test_changing_the_password_ends_the_other_logins(client: Client, wang: Browser) -> None:
    other = await log_in(client, "wang")
    refused = await wang.ask("POST", "/auth/password", {"old": "wrong", "new": "another horse"})
    assert refused.status == 401
    await wang.send("POST", "/auth/password", {"old": PASSWORD, "new": "another horse"})
    assert (await wang.ask("GET", "/auth/me")).status == 200
    assert (await other.ask("GET", "/auth/me")).status == 401
    await log_in(client, "wang", "another horse")


async def test_a_first_password_must_be_changed_before_anything_else(client: Client, parts: Web) -> None:
    async with parts.db.write() as session:
        await session.execute(update(User).where(User.username == "wang").values(must_change_password=True))
    wang = await log_in(client, "wang")
    refused = await wang.ask("GET", "/customers")
    assert (refused.status, (await refused.json())["error"]["code"]) == (403, "auth.password_change_required")
    for websocket in ("/api/v1/live", "/ws"):
        with pytest.raises(WSServerHandshakeError) as turned_away:
            await client.ws_connect(f"{websocket}?token={wang.token}", protocols=("sip",))
        assert turned_away.value.status == 403
    await wang.send("POST", "/auth/password", {"old": PASSWORD, "new": "another horse"})
    await wang.get("/customers")


async def test_argon2_is_real() -> None:
    passwords = Argon2Passwords()
    try:
        encoded = await passwords.hash("秘密")
        assert encoded.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        assert await passwords.verify(encoded, "秘密")
        assert not await passwords.verify(encoded, "别的")
        assert not await passwords.verify(None, "别的")
        assert not await passwords.verify("not a hash", "别的")
    finally:
        passwords.close()
