"""What is handed out once and comes back once, within minutes: captchas, log-ins half done, round trips to an identity
provider. In the database, for the answer may reach another web process; bounded in number."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.security.models import LoginChallenge
from telephony.errors import HotlineError

CAPTCHA, STEP, OIDC = "captcha", "step", "oidc"
"""STEP: the password was right, the one-time code is to come."""
LIFE: Mapping[str, timedelta] = {
    CAPTCHA: timedelta(minutes=5),
    STEP: timedelta(minutes=5),
    OIDC: timedelta(minutes=10),
}
MOST = 20_000
"""That are open at a time; a flood of them ends here, not on the disk."""


class TooMany(HotlineError):
    """Too many log-ins are under way: try again in a minute."""

    code = "too_many_requests"


async def hand_out(session: AsyncSession, kind: str, data: Mapping[str, Any], now: datetime) -> str:
    """A new challenge → what brings it back. Raises TooMany."""
    if int(await session.scalar(select(func.count()).select_from(LoginChallenge)) or 0) >= MOST:
        await tidy(session, now)
        if int(await session.scalar(select(func.count()).select_from(LoginChallenge)) or 0) >= MOST:
            raise TooMany("too many log-ins are under way", retry_after=60)
    token = secrets.token_urlsafe(24)
    session.add(LoginChallenge(id=digest(token), kind=kind, data=dict(data), expires_at=now + LIFE[kind]))
    await session.flush()
    return token


async def take(session: AsyncSession, kind: str, token: str, now: datetime) -> dict[str, Any] | None:
    """Its data, once: it is gone afterwards. None for an unknown or late one."""
    row = (
        await session.execute(
            delete(LoginChallenge)
            .where(LoginChallenge.id == digest(token), LoginChallenge.kind == kind)
            .returning(LoginChallenge.data, LoginChallenge.expires_at)
        )
    ).first()
    return dict(row.data) if row is not None and row.expires_at > now else None


async def look(session: AsyncSession, kind: str, token: str, now: datetime) -> dict[str, Any] | None:
    """Its data, which stays."""
    row = await session.scalar(
        select(LoginChallenge).where(
            LoginChallenge.id == digest(token), LoginChallenge.kind == kind, LoginChallenge.expires_at > now
        )
    )
    return dict(row.data) if row is not None else None


async def hear(session: AsyncSession, token: str, now: datetime) -> str | None:
    """The answer of a captcha for its sound, which is made once."""
    row = await session.scalar(
        select(LoginChallenge)
        .where(LoginChallenge.id == digest(token), LoginChallenge.kind == CAPTCHA, LoginChallenge.expires_at > now)
        .with_for_update()
    )
    if row is None or row.data.get("heard"):
        return None
    await session.execute(
        update(LoginChallenge).where(LoginChallenge.id == row.id).values(data={**row.data, "heard": True})
    )
    return str(row.data["answer"])


async def tidy(session: AsyncSession, now: datetime) -> None:
    await session.execute(delete(LoginChallenge).where(LoginChallenge.expires_at <= now))


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
