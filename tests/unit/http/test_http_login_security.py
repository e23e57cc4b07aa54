"""Locks, captchas, sessions and passwords by the company's rules."""

from __future__ import annotations

import base64
import io
import wave
from datetime import timedelta

from login_kit import Client, audited, captcha, set_rules, try_login
from PIL import Image
from sqlalchemy import delete, update
from web_kit import PASSWORD, Browser, make_parts

from crm.base import utcnow
from crm.security.models import LoginBrake, LoginChallenge
from crm.sessions.models import LoginSession
from server.http.context import Web
from server.login_watch import LoginWatch


async def test_a_lock_holds_everywhere_and_an_administrator_opens_it(
    client: Client, parts: Web, admin: Browser, wang: Browser
) -> None:
    await set_rules(admin, locks={"user_failures": 3, "minutes": 30})
    statuses = [(await try_login(client, "wang", "wrong"))[0] for _ in range(4)]
    assert statuses == [401, 401, 401, 429]
    assert (await try_login(client, "wang"))[0] == 429, "the right password opens no lock"
    shown = await admin.get(f"/users/{wang.user['id']}/security")
    assert shown["locked_until"] is not None
    assert await audited(parts, "auth.locked") == [{"subject": wang.user["id"], "username": "wang"}]
    restarted = make_parts(parts.settings, parts.db)
    await LoginWatch(restarted).begin()
    assert restarted.security.locks.user_failures == 3
    opened = await admin.send("POST", f"/users/{wang.user['id']}/unlock")
    assert opened["locked_until"] is None
    assert (await try_login(client, "wang"))[0] == 200
    assert [each["subject"] for each in await audited(parts, "users.unlock")] == [wang.user["id"]]


async def test_nothing_tells_whether_a_user_exists(client: Client, parts: Web, admin: Browser) -> None:
    await set_rules(admin, locks={"user_failures": 3}, captcha={"mode": "after", "failures": 4})
    seen = []
    for username in ("wang", "there-is-no-such-user"):
        answers = [await try_login(client, username, "wrong") for _ in range(4)]
        seen.append([(status, answer["error"]) for status, answer in answers])
        async with parts.db.write() as session:
            await session.execute(delete(LoginBrake))  # the address, too, had failed
    assert seen[0] == seen[1]
    assert [status for status, _ in seen[0]] == [401, 401, 401, 429]


async def test_a_captcha_after_failures(client: Client, parts: Web, admin: Browser) -> None:
    assert (await client.post("/api/v1/auth/captcha")).status == 409, "nobody asks for one"
    await set_rules(admin, captcha={"mode": "after", "failures": 2})
    for _ in range(2):
        status, answer = await try_login(client, "wang", "wrong")
        assert (status, answer["error"]["code"]) == (401, "auth.failed")
    status, answer = await try_login(client, "wang")
    assert (status, answer["error"]["code"]) == (401, "auth.captcha_required")
    made, right = await captcha(client, parts)
    status, answer = await try_login(client, "wang", captcha={"id": made, "answer": "0" if right[0] != "0" else "1"})
    assert (status, answer["error"]["code"], answer["error"]["field"]) == (401, "auth.captcha_wrong", "captcha")
    status, answer = await try_login(client, "wang", captcha={"id": made, "answer": right})
    assert (status, answer["error"]["code"]) == (401, "auth.captcha_wrong"), "it was looked at: it is gone"
    made, right = await captcha(client, parts)
    spaced = f" {right[:2]} {right[2:]}"
    assert (await try_login(client, "wang", captcha={"id": made, "answer": spaced}))[0] == 200
    assert (await try_login(client, "wang", "wrong"))[0] == 401
    status, answer = await try_login(client, "li", captcha={"id": made, "answer": right})
    assert answer["error"]["code"] == "auth.captcha_wrong", "not twice, by nobody"


async def test_a_captcha_always(client: Client, parts: Web, admin: Browser) -> None:
    await set_rules(admin, captcha={"mode": "always"})
    assert (await (await client.get("/api/v1/auth/options")).json())["captcha"] is True
    assert (await try_login(client, "wang"))[1]["error"]["code"] == "auth.captcha_required"
    made, right = await captcha(client, parts)
    full_width = "".join(chr(ord(letter) - ord("0") + ord("０")) for letter in right)
    assert (await try_login(client, "wang", captcha={"id": made, "answer": full_width}))[0] == 200
    made, right = await captcha(client, parts)
    async with parts.db.write() as session:
        await session.execute(update(LoginChallenge).values(expires_at=utcnow()))
    assert (await try_login(client, "wang", captcha={"id": made, "answer": right}))[0] == 401, "too late"


async def test_a_captcha_is_seen_and_heard(client: Client, parts: Web, admin: Browser) -> None:
    await set_rules(admin, captcha={"mode": "always"})
    made = await (await client.post("/api/v1/auth/captcha")).json()
    head, _, body = made["image"].partition(",")
    assert head == "data:image/png;base64"
    with Image.open(io.BytesIO(base64.b64decode(body))) as image:
        assert image.size == (180, 60)
    heard = await client.get(f"/api/v1/auth/captcha/{made['id']}/audio")
    assert (heard.status, heard.content_type) == (200, "audio/wav")
    with wave.open(io.BytesIO(await heard.read())) as sound:
        assert sound.getnframes() / sound.getframerate() > 5
    assert (await client.get(f"/api/v1/auth/captcha/{made['id']}/audio")).status == 404, "once"
    assert (await client.get("/api/v1/auth/captcha/unknown/audio")).status == 404


async def test_captchas_are_not_made_without_end(client: Client, parts: Web, admin: Browser) -> None:
    await set_rules(admin, captcha={"mode": "always"})
    made = [(await client.get("/api/v1/auth/captcha/x/audio")).status for _ in range(21)]
    assert made == [404] * 20 + [429]


async def test_times_of_sessions_count_at_once(client: Client, parts: Web, admin: Browser, wang: Browser) -> None:
    rules = await set_rules(admin, sessions={"idle_minutes": 10, "total_hours": 2})
    assert (rules["session_idle_minutes"], rules["session_total_hours"]) == (10, 2)
    async with parts.db.write() as session:
        await session.execute(
            update(LoginSession)
            .where(LoginSession.user_id == wang.user["id"])
            .values(seen_at=utcnow() - timedelta(minutes=11))
        )
    assert (await wang.ask("GET", "/auth/me")).status == 401
    rules = await set_rules(admin, sessions={"idle_minutes": None, "total_hours": None})
    assert rules["session_idle_minutes"] == parts.settings.session_idle_minutes


async def test_passwords_keep_the_rules(client: Client, admin: Browser, wang: Browser) -> None:
    await set_rules(admin, passwords={"min_length": 12, "kinds": 3})
    for password, text in (
        ("Short1!", "8"),
        ("Still2short", "12"),
        ("long-but-small", "3"),
        ("Wang-is-here-1", "用户名"),
    ):
        refused = await wang.ask("POST", "/auth/password", {"old": PASSWORD, "new": password})
        error = (await refused.json())["error"]
        assert (refused.status, error["field"]) == (422, "new"), password
        assert text in error["message_zh"] or text in error["message"]
    await wang.send("POST", "/auth/password", {"old": PASSWORD, "new": "Correct-horse-1"})
    new = {"username": "zhou", "name": "周", "password": "correct horse", "role": "agent"}
    assert (await (await admin.ask("POST", "/users", new)).json())["error"]["field"] == "password"
    await admin.send("POST", "/users", new | {"password": "Correct-horse-2"}, status=201)
    refused = await admin.ask("PATCH", f"/users/{wang.user['id']}", {"password": "Wang-is-here-1"})
    assert refused.status == 422


async def test_an_administrator_sees_and_ends_log_ins_of_others(client: Client, admin: Browser, wang: Browser) -> None:
    shown = await admin.get(f"/users/{wang.user['id']}/security")
    assert [row["current"] for row in shown["logins"]] == [False]
    assert shown["factor"] == {"enabled": False, "required": False, "since": None, "recovery_left": 0}
    path = f"/users/{wang.user['id']}/logins/{shown['logins'][0]['id']}"
    await admin.send("DELETE", path, status=204)
    assert (await wang.ask("GET", "/auth/me")).status == 401
    assert (await admin.ask("DELETE", path)).status == 404


async def test_rules_are_for_administrators_and_checked(
    parts: Web, admin: Browser, wang: Browser, boss: Browser
) -> None:
    for browser in (wang, boss):
        assert (await browser.ask("GET", "/security")).status == 403
        assert (await browser.ask("GET", f"/users/{wang.user['id']}/security")).status == 403
    rules = await admin.get("/security")
    body = {name: rules[name] for name in ("passwords", "sessions", "locks", "captcha", "codes", "oidc")}
    for part, wrong, field in (
        ("codes", {"roles": ["no-such-role"]}, "codes.roles"),
        ("oidc", {"create": True, "role": "administrator"}, "oidc.role"),
        ("oidc", {"create": True, "unit": "nowhere"}, "oidc.unit"),
        ("oidc", {"issuer": "http://example.com"}, "oidc.issuer"),
        ("passwords", {"min_length": 3}, "passwords.min_length"),
    ):
        refused = await admin.ask("PUT", "/security", body | {part: body[part] | wrong})
        assert (refused.status, (await refused.json())["error"]["field"]) == (422, field)
    saved = await admin.send("PUT", "/security", body | {"client_secret": "s3cret-of-the-client"})
    assert saved["has_client_secret"] is True
    again = await admin.ask("PUT", "/security", body)
    assert (await again.json())["has_client_secret"] is True, "absent keeps it"
    assert "s3cret-of-the-client" not in await again.text()
    assert "s3cret" not in str(await audited(parts, "security.client_secret"))
    assert (await admin.send("PUT", "/security", body | {"client_secret": ""}))["has_client_secret"] is False


async def test_counts_survive_in_the_database_alone(client: Client, parts: Web) -> None:
    for _ in range(5):
        await try_login(client, "wang", "wrong")
    assert (await try_login(client, "wang"))[0] == 429
    async with parts.db.write() as session:
        await session.execute(update(LoginBrake).values(until=None, failures=0))
    assert (await try_login(client, "wang"))[0] == 200
