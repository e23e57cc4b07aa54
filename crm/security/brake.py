"""The brake on guessing passwords, counted in the database: it holds over restarts and for all web processes.

A try is counted before the password is looked at and given back when it was right, so that many tries at once are
counted one after the other. What was typed as a name is kept as a hash only, and counted alike whether there is such a
user or not: nothing tells who exists.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.counters import upsert
from crm.security.models import LoginBrake
from crm.security.settings import LockRules
from telephony.errors import HotlineError

PAIR_FREE = 5
"""Failures of one name from one address before it has to wait."""
LONGEST = timedelta(minutes=15)
FORGET = timedelta(minutes=30)
"""After so long without a try a key begins anew."""
KEEP = 50_000
"""Keys that are kept at most; `tidy` forgets the oldest ones beyond."""

_table: Any = LoginBrake.__table__


class Throttled(HotlineError):
    """Too many failed log-ins: wait a while."""

    code = "auth.throttled"


@dataclass(frozen=True, slots=True)
class Keys:
    """What a try counts for: the name from this address, the name from anywhere, the address. In this order they are
    locked, too."""

    pair: str
    name: str
    address: str

    @classmethod
    def of(cls, login: str, address: str) -> Keys:
        login, place = login.strip().lower(), network(address)
        return cls(f"pair:{_digest(login)}:{_digest(place)}", name_key(login), f"addr:{_digest(place)}")

    @property
    def all(self) -> tuple[str, str, str]:
        return self.pair, self.name, self.address


@dataclass(frozen=True, slots=True)
class Counted:
    """A try that has been counted. `locked`: it was the one that locked the name."""

    keys: Keys
    locked: bool


def name_key(login: str) -> str:
    return f"name:{_digest(login.strip().lower())}"


def by_phone(number: str) -> str:
    """What log-ins by 工号 at a telephone are counted as."""
    return f"phone:{number}"


def by_code(user_id: str) -> str:
    """What one-time codes of a user are counted as."""
    return f"code:{user_id}"


def logins_of(user_id: str, username: str, number: str | None) -> list[str]:
    """Everything that is counted for a user."""
    return [username, by_code(user_id), *((number, by_phone(number)) if number else ())]


def network(address: str) -> str:
    """Whom an address stands for: of IPv6 the /64, which one customer of a provider has for himself."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def wait_after(failures: int, free: int) -> timedelta:
    """How long to wait after so many failures: nothing below `free`, then 2 s, 4 s, … up to LONGEST."""
    if free == 0 or failures < free:
        return timedelta(0)
    return min(LONGEST, timedelta(seconds=2.0 ** min(30, failures - free + 1)))


async def failures(session: AsyncSession, keys: Keys, now: datetime) -> int:
    """The most failures of any of the keys that are not forgotten."""
    query = select(func.max(LoginBrake.failures)).where(LoginBrake.key.in_(keys.all), LoginBrake.last_at > now - FORGET)
    return int(await session.scalar(query) or 0)


async def check(session: AsyncSession, keys: Keys, now: datetime) -> None:
    """Raises Throttled while one of the keys has to wait."""
    latest = await session.scalar(select(func.max(LoginBrake.until)).where(LoginBrake.key.in_(keys.all)))
    _refuse(latest, now)


async def count(session: AsyncSession, keys: Keys, rules: LockRules, now: datetime) -> Counted:
    """Count a try. Raises Throttled when it comes too early; it is not counted then, for the caller rolls back."""
    locked = False
    for key, free in ((keys.pair, PAIR_FREE), (keys.name, rules.user_failures), (keys.address, rules.address_failures)):
        tries, until = await _one_more(session, key, now)
        _refuse(until, now)
        if key == keys.name:
            wait = timedelta(minutes=rules.minutes) if free and tries >= free else timedelta(0)
            locked = bool(wait)
        else:
            wait = wait_after(tries, free)
        if wait:
            await session.execute(update(_table).where(_table.c.key == key).values(until=now + wait))
    return Counted(keys, locked)


async def give_back(session: AsyncSession, counted: Counted) -> None:
    """The try was right: the name begins anew, the address gets this one back."""
    keys = counted.keys
    await session.execute(delete(_table).where(_table.c.key.in_((keys.pair, keys.name))))
    less = _table.c.failures - 1
    await session.execute(update(_table).where(_table.c.key == keys.address).values(failures=less, until=None))


async def locked_until(session: AsyncSession, logins: Iterable[str], now: datetime) -> datetime | None:
    """Until when the names of a user are locked."""
    keys = [name_key(login) for login in logins]
    found: datetime | None = await session.scalar(
        select(func.max(LoginBrake.until)).where(LoginBrake.key.in_(keys), LoginBrake.until > now)
    )
    return found


async def unlock(session: AsyncSession, logins: Iterable[str]) -> bool:
    """Let the names of a user try again at once; False when nothing was counted for them."""
    digests = [_digest(login.strip().lower()) for login in logins]
    mine = [_table.c.key.in_([f"name:{digest}" for digest in digests])]
    mine += [_table.c.key.startswith(f"pair:{digest}:") for digest in digests]
    gone = await session.execute(delete(_table).where(or_(*mine)).returning(_table.c.key))
    return bool(gone.all())


async def tidy(session: AsyncSession, now: datetime) -> None:
    """Forget what is over, and the oldest beyond KEEP."""
    over = and_(_table.c.last_at < now - FORGET, or_(_table.c.until.is_(None), _table.c.until < now))
    await session.execute(delete(_table).where(over))
    edge = await session.scalar(
        select(LoginBrake.last_at).order_by(LoginBrake.last_at.desc(), LoginBrake.key).offset(KEEP).limit(1)
    )
    if edge is not None:
        await session.execute(delete(_table).where(_table.c.last_at <= edge))


async def _one_more(session: AsyncSession, key: str, now: datetime) -> tuple[int, datetime | None]:
    """Count one more for a key → (tries, until when it had to wait). The row stays locked until the commit. A key that
    was quiet for long, and one whose wait as a whole is over, begin anew."""
    quiet = and_(_table.c.last_at < now - FORGET, or_(_table.c.until.is_(None), _table.c.until < now))
    served = and_(_table.c.until.is_not(None), _table.c.until <= now)
    fresh = or_(quiet, served) if key.startswith("name:") else quiet
    insert = upsert(await session.connection(), _table).values(key=key, failures=1, until=None, last_at=now)
    row = (
        await session.execute(
            insert.on_conflict_do_update(
                index_elements=["key"],
                set_={
                    "failures": case((fresh, 1), else_=_table.c.failures + 1),
                    "until": case((fresh, None), else_=_table.c.until),
                    "last_at": now,
                },
            ).returning(_table.c.failures, _table.c.until)
        )
    ).one()
    return int(row.failures), row.until


def _refuse(until: datetime | None, now: datetime) -> None:
    if until is not None and until > now:
        seconds = -int(-(until - now).total_seconds() // 1)
        raise Throttled(f"too many failed log-ins: try again in {seconds} s", retry_after=seconds)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
