"""Logins: opaque tokens, revocable at once, limited in idle and total time."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel
from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.base import utcnow
from crm.sessions.models import LoginSession
from crm.users.models import User
from crm.users.principals import principal_of

SEEN_EVERY = timedelta(minutes=1)
"""`seen_at` is written at most this often."""


@dataclass(frozen=True, slots=True)
class Limits:
    """A login ends after `idle` without use, and after `total` in any case."""

    idle: timedelta
    total: timedelta


@dataclass(frozen=True, slots=True)
class Login:
    """A valid login. `stale`: `seen_at` should be written anew. `must_enrol`: the user has to enrol for one-time codes
    before anything else."""

    user: User
    principal: Principal
    csrf: str
    stale: bool
    must_enrol: bool = False


REFERENCE = 20
"""Characters of a login's id that name it outside: enough to be unique, and nothing that a token could be made from."""


class LoginRow(BaseModel):
    """A log-in as its owner sees it. `program` is what the browser calls itself; `current`: the one that asks."""

    id: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    program: str
    current: bool


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def open_session(
    session: AsyncSession, user: User, limits: Limits, *, address: str, program: str, must_enrol: bool = False
) -> tuple[str, str, str]:
    """A new login → (token, csrf, session id). The token itself is nowhere stored."""
    token, csrf, now = secrets.token_urlsafe(32), secrets.token_urlsafe(24), utcnow()
    session_id = token_hash(token)
    session.add(
        LoginSession(
            id=session_id,
            user_id=user.id,
            csrf=csrf,
            created_at=now,
            seen_at=now,
            expires_at=now + limits.total,
            address=address[:64],
            program=program[:200],
            must_enrol=must_enrol,
        )
    )
    user.last_login_at = now
    return token, csrf, session_id


async def find_session(session: AsyncSession, token: str, limits: Limits, *, address: str) -> Login | None:
    """The login behind a token, or None when it is unknown, over, or its user disabled."""
    now = utcnow()
    row = (
        await session.execute(
            select(LoginSession, User)
            .join(User, User.id == LoginSession.user_id)
            .where(
                LoginSession.id == token_hash(token),
                LoginSession.expires_at > now,
                LoginSession.seen_at > now - limits.idle,
                User.disabled.is_(False),
            )
        )
    ).first()
    if row is None:
        return None
    login, user = row
    who = await principal_of(session, user, address=address, login=login.id)
    return Login(user, who, login.csrf, stale=login.seen_at < now - SEEN_EVERY, must_enrol=login.must_enrol)


async def touch_session(session: AsyncSession, session_id: str) -> None:
    await session.execute(update(LoginSession).where(LoginSession.id == session_id).values(seen_at=utcnow()))


async def close_session(session: AsyncSession, session_id: str) -> None:
    await session.execute(delete(LoginSession).where(LoginSession.id == session_id))


async def close_others(session: AsyncSession, user_id: str, keep: str | None) -> None:
    """End the user's logins except `keep` (after his password changed)."""
    await session.execute(delete(LoginSession).where(LoginSession.user_id == user_id, LoginSession.id != (keep or "")))


async def remove_expired(session: AsyncSession, limits: Limits) -> int:
    """Delete logins that are over; how many."""
    now = utcnow()
    result = await session.execute(
        delete(LoginSession)
        .where(or_(LoginSession.expires_at <= now, LoginSession.seen_at <= now - limits.idle))
        .returning(LoginSession.id)
    )
    return len(result.all())


async def logins_of(session: AsyncSession, user_id: str, current: str | None, limits: Limits) -> list[LoginRow]:
    """The log-ins of a user that are not over, the latest use first."""
    now = utcnow()
    rows = await session.scalars(
        select(LoginSession)
        .where(LoginSession.user_id == user_id, LoginSession.expires_at > now, LoginSession.seen_at > now - limits.idle)
        .order_by(LoginSession.seen_at.desc(), LoginSession.id)
    )
    return [
        LoginRow(
            id=row.id[:REFERENCE],
            created_at=row.created_at,
            seen_at=row.seen_at,
            expires_at=row.expires_at,
            address=row.address,
            program=row.program,
            current=row.id == current,
        )
        for row in rows
    ]


async def close_own(session: AsyncSession, user_id: str, reference: str) -> bool:
    """End one log-in of a user by the id that `own_logins` gives it; False when there is none."""
    ids = await session.scalars(select(LoginSession.id).where(LoginSession.user_id == user_id))
    found = [login for login in ids if login[:REFERENCE] == reference]
    for login in found:
        await close_session(session, login)
    return bool(found)
