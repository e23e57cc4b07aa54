"""One-time codes: enrolling, logging in, codes that come twice, paper codes, roles that want them, resets."""

from __future__ import annotations

import pytest
from aiohttp import WSServerHandshakeError
from login_kit import Client, audited, code, enrol, half_a_minute_later, set_rules, try_login
from sqlalchemy import select
from web_kit import PASSWORD, Browser, log_in

from crm.audit.models import AuditEntry
from crm.security.models import RecoveryCode, SecondFactor
from server.http.context import Web
from server.login_keys import LoginKeys, SecretUnreadable


async def step(client: Client, username: str = "wang") -> str:
    status, answer = await try_login(client, username)
    assert status == 200
    assert answer.keys() == {"step"}
    return str(answer["step"])


async def finish(client: Client, started: str, given: str) -> tuple[int, dict[str, object]]:
    response = await client.post("/api/v1/auth/login/code", json={"step": started, "code": given})
    client.session.cookie_jar.clear()
    return response.status, await response.json()


async def test_from_enrolling_to_a_log_in_with_a_code(client: Client, parts: Web, wang: Browser) -> None:
    refused = await wang.ask("POST", "/auth/totp", {"password": "wrong"})
    assert (refused.status, (await refused.json())["error"]["field"]) == (401, "password")
    made = await wang.send("POST", "/auth/totp", {"password": PASSWORD})
    assert made["uri"].startswith("otpauth://totp/")
    assert (await try_login(client, "wang"))[1].keys() >= {"token"}, "not in use before it is confirmed"
    wrong = await wang.ask("POST", "/auth/totp/confirm", {"code": "000000"})
    assert (wrong.status, (await wrong.json())["error"]["code"]) == (401, "auth.code_wrong")
    assert (await wang.get("/auth/totp"))["enabled"] is False
    codes = await wang.send("POST", "/auth/totp/confirm", {"code": code(made["secret"])})
    assert len(codes["recovery_codes"]) == 10
    state = await wang.get("/auth/totp")
    assert (state["enabled"], state["recovery_left"]) == (True, 10)
    started = await step(client)
    assert (await finish(client, started, code(made["secret"])))[0] == 401, "this one confirmed the secret"
    status, answer = await finish(client, started, code(made["secret"], 1))
    assert status == 200
    assert answer["token"]
    assert (await finish(client, started, code(made["secret"], 1)))[0] == 401
    started = await step(client)
    assert (await finish(client, started, code(made["secret"], 1)))[0] == 401, "used at the log-in before"
    assert [each["how"] for each in await audited(parts, "auth.login")][-1] == "totp"
    again = await wang.ask("POST", "/auth/totp", {"password": PASSWORD})
    assert again.status == 403, "a second telephone only after the first is gone"


async def test_a_step_ends(client: Client, parts: Web, admin: Browser, wang: Browser) -> None:
    secret, _ = await enrol(wang)
    status, answer = await finish(client, "no-such-step", "123456")
    assert (status, answer["error"]["code"]) == (401, "auth.step_over")  # type: ignore[index]
    started = await step(client)
    await admin.send("PATCH", f"/users/{wang.user['id']}", {"disabled": True})
    assert (await finish(client, started, code(secret, 1)))[0] == 401


async def test_codes_cannot_be_guessed(client: Client, parts: Web, admin: Browser, wang: Browser) -> None:
    secret, _ = await enrol(wang)
    await set_rules(admin, locks={"user_failures": 4})
    started = await step(client)
    statuses = [(await finish(client, started, "000000"))[0] for _ in range(5)]
    assert statuses == [401] * 4 + [429]
    assert (await finish(client, started, code(secret, 1)))[0] == 429
    assert [each["subject"] for each in await audited(parts, "auth.locked")] == [wang.user["id"]]
    assert (await admin.get(f"/users/{wang.user['id']}/security"))["locked_until"] is not None
    await admin.send("POST", f"/users/{wang.user['id']}/unlock")
    assert (await finish(client, started, code(secret, 1)))[0] == 200


async def test_a_recovery_code_works_once(client: Client, parts: Web, wang: Browser) -> None:
    secret, papers = await enrol(wang)
    typed = papers[0].lower().replace("-", " ")
    assert (await finish(client, await step(client), typed))[0] == 200
    assert (await finish(client, await step(client), typed))[0] == 401
    assert (await wang.get("/auth/totp"))["recovery_left"] == 9
    await half_a_minute_later(parts)
    fresh = await wang.send("POST", "/auth/totp/recovery-codes", {"code": code(secret)})
    assert (await finish(client, await step(client), papers[1]))[0] == 401, "the old ones are void"
    assert (await finish(client, await step(client), fresh["recovery_codes"][0]))[0] == 200


async def test_switching_off_takes_a_code(client: Client, parts: Web, wang: Browser) -> None:
    secret, _ = await enrol(wang)
    assert (await wang.ask("POST", "/auth/totp/disable", {"code": "000000"})).status == 401
    await half_a_minute_later(parts)
    await wang.send("POST", "/auth/totp/disable", {"code": code(secret)}, status=204)
    assert "token" in (await try_login(client, "wang"))[1]
    assert len(await audited(parts, "auth.totp_disable")) == 1


async def test_a_role_that_wants_codes(client: Client, parts: Web, admin: Browser, wang: Browser) -> None:
    await set_rules(admin, codes={"roles": ["agent"]})
    assert (await wang.ask("GET", "/customers")).status == 200, "who is in stays in until the next log-in"
    other = await log_in(client, "wang")
    assert other.user["must_enrol"] is True
    refused = await other.ask("GET", "/customers")
    assert (refused.status, (await refused.json())["error"]["code"]) == (403, "auth.enrolment_required")
    with pytest.raises(WSServerHandshakeError) as turned_away:
        await client.ws_connect(f"/api/v1/live?token={other.token}")
    assert turned_away.value.status == 403
    assert (await other.get("/auth/me"))["user"]["must_enrol"] is True
    made = await other.send("POST", "/auth/totp", {})
    await other.send("POST", "/auth/totp/confirm", {"code": code(made["secret"])})
    await other.get("/customers")
    assert (await other.get("/auth/me"))["user"]["must_enrol"] is False
    await half_a_minute_later(parts)
    kept = await other.ask("POST", "/auth/totp/disable", {"code": code(made["secret"])})
    assert kept.status == 403
    assert (await admin.get("/auth/me"))["user"]["must_enrol"] is False


async def test_administrators_reset_a_lost_telephone(client: Client, parts: Web, admin: Browser, wang: Browser) -> None:
    await enrol(wang)
    path = f"/users/{wang.user['id']}/totp"
    await admin.send("DELETE", path, status=204)
    assert (await wang.ask("GET", "/auth/me")).status == 401
    assert "token" in (await try_login(client, "wang"))[1]
    assert (await admin.ask("DELETE", path)).status == 404
    assert [each["subject"] for each in await audited(parts, "users.totp_reset")] == [wang.user["id"]]
    async with parts.db.read() as session:
        assert list(await session.scalars(select(RecoveryCode))) == []


async def test_secrets_are_sealed_and_in_no_log(parts: Web, wang: Browser) -> None:
    secret, papers = await enrol(wang)
    async with parts.db.read() as session:
        row = await session.get_one(SecondFactor, wang.user["id"])
        everything = str([entry.details for entry in await session.scalars(select(AuditEntry))])
        everything += " ".join(code.hash for code in await session.scalars(select(RecoveryCode))) + row.secret
    assert secret not in everything
    assert not any(paper in everything for paper in papers)
    assert parts.login_keys.open(row.secret, wang.user["id"]) == secret
    for keys, user in ((parts.login_keys, "another"), (LoginKeys(parts.settings.root / "other.json"), wang.user["id"])):
        with pytest.raises(SecretUnreadable):
            keys.open(row.secret, user)
    assert ((parts.settings.root / "login-keys.json").stat().st_mode & 0o777) == 0o600
