"""What the tests of log-ins share: settings changed, codes computed, the audit log read."""

from __future__ import annotations

import time
from typing import Any

from aiohttp.test_utils import TestClient
from sqlalchemy import select, update
from web_kit import PASSWORD, Browser

from crm.audit.models import AuditEntry
from crm.security import totp
from crm.security.models import LoginChallenge, SecondFactor
from server.http.context import Web

Client = TestClient[Any, Any]


async def set_rules(admin: Browser, **parts: dict[str, Any]) -> dict[str, Any]:
    """Lay parts over the security settings."""
    rules = await admin.get("/security")
    body = {name: rules[name] | parts.get(name, {}) for name in WRITTEN}
    return await admin.send("PUT", "/security", body)  # type: ignore[no-any-return]


WRITTEN = ("passwords", "sessions", "locks", "captcha", "codes", "oidc")


async def try_login(client: Client, username: str, password: str = PASSWORD, **more: Any) -> tuple[int, dict[str, Any]]:
    """Status and answer of a log-in, without its cookies."""
    response = await client.post("/api/v1/auth/login", json={"username": username, "password": password, **more})
    client.session.cookie_jar.clear()
    return response.status, await response.json()


def code(secret: str, ahead: int = 0) -> str:
    return totp.code_at(secret, totp.step_at(time.time()) + ahead)


async def half_a_minute_later(parts: Web) -> None:
    """Codes that were used may be used again, as their successors could."""
    async with parts.db.write() as session:
        await session.execute(update(SecondFactor).values(last_step=0))


async def enrol(browser: Browser) -> tuple[str, list[str]]:
    """→ (secret, recovery codes) of somebody who uses one-time codes now."""
    made = await browser.send("POST", "/auth/totp", {"password": PASSWORD})
    codes = await browser.send("POST", "/auth/totp/confirm", {"code": code(made["secret"])})
    return made["secret"], codes["recovery_codes"]


async def captcha(client: Client, parts: Web) -> tuple[str, str]:
    """A new captcha → (id, its answer)."""
    response = await client.post("/api/v1/auth/captcha")
    assert response.status == 200, await response.text()
    made = (await response.json())["id"]
    async with parts.db.read() as session:
        rows = await session.scalars(select(LoginChallenge).order_by(LoginChallenge.expires_at.desc()))
        return made, next(row.data["answer"] for row in rows if "answer" in row.data)


async def audited(parts: Web, action: str) -> list[dict[str, Any]]:
    async with parts.db.read() as session:
        rows = await session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id))
        return [{"subject": row.subject, "username": row.username, **row.details} for row in rows]
