"""Keeping versions: in the transaction that changes a setting, and at the start what was changed elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
import structlog
from pydantic import ValidationError
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from crm.access import Principal, system
from crm.base import new_id, utcnow
from crm.portable.document import shown
from crm.versions.models import SettingVersion
from crm.versions.touched import PARTS_OF, take_touched
from telephony.errors import HotlineError

log = structlog.get_logger(__name__)

PARTS = tuple(dict.fromkeys(part for parts in PARTS_OF.values() for part in parts))
_LOCK = 0x486F7456
"""Two transactions that change settings take turns from here to their end: the second sees what the first has changed,
and does not take it for its own."""


async def keep_touched(session: AsyncSession) -> None:
    """Keep what the transaction has changed of the settings, by whom; called right before it is committed."""
    touched = take_touched(session)
    if touched:
        await _keep(session, touched)


async def keep_all(session: AsyncSession) -> None:
    """Keep what has no version yet, or has changed since its last one: shipped settings, and those changed by an
    upgrade or in the database."""
    take_touched(session)
    await _keep(session, dict.fromkeys(PARTS, system()))


async def _keep(session: AsyncSession, parts: Mapping[str, Principal]) -> None:
    await session.flush()
    connection = await session.connection()
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    for part, who in parts.items():
        now = await _read(connection, part)
        if now is None:
            continue
        query = select(SettingVersion).where(SettingVersion.part == part, SettingVersion.latest)
        rows = await session.scalars(query.execution_options(populate_existing=True))
        last = {row.ident: row for row in rows}
        things = {ident: plain(raw) for ident, raw in now.items()}
        for ident in (*things, *(ident for ident in last if ident not in things)):
            _next(session, who, part, ident, last.get(ident), things.get(ident))
    await session.flush()


async def _read(connection: AsyncConnection, part: str) -> dict[str, dict[str, Any]] | None:
    """The part as it is in this transaction, read in a session of its own: what the transaction's has loaded may have
    been changed by others since.

    None where something in it cannot be read: that is no reason to refuse a change, which may be the very remedy, nor
    to stay away at a start. Its versions are kept with the next change, or start, after that."""
    try:
        async with AsyncSession(connection) as fresh:
            return (await shown(fresh, system(), (part,)))[part]
    except (HotlineError, ValidationError) as error:
        log.error("versions.unreadable", part=part, error=str(error))  # noqa: TRY400 - one clear line
        return None


def _next(
    session: AsyncSession,
    who: Principal,
    part: str,
    ident: str,
    last: SettingVersion | None,
    data: Mapping[str, Any] | None,
) -> None:
    before = last.data if last else None
    if data == before:
        return
    if last is not None:
        last.latest = False
    zh, en = named(data or before or {})
    session.add(
        SettingVersion(
            id=new_id(),
            part=part,
            ident=ident,
            number=last.number + 1 if last else 1,
            latest=True,
            at=utcnow(),
            user_id=who.user,
            username=who.username,
            change=_change(before, data),
            name_zh=zh[:200],
            name_en=en[:200],
            fields=_changed(before or {}, data or {}) if before and data else [],
            data=dict(data) if data is not None else None,
        )
    )


def _change(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    if before is None:
        return "created"
    return "deleted" if after is None else "changed"


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    names: Iterable[str] = dict.fromkeys((*after, *before))
    return [name for name in names if before.get(name) != after.get(name)]


def named(data: Mapping[str, Any]) -> tuple[str, str]:
    """What it is called in Chinese and in English; "" where it has no name of its own."""
    name = data.get("name")
    if isinstance(name, Mapping):
        return str(name.get("zh") or ""), str(name.get("en") or "")
    if isinstance(name, str):
        return name, name
    return str(data.get("name_zh") or ""), str(data.get("name_en") or "")


def plain(raw: Mapping[str, Any]) -> dict[str, Any]:
    """As the database gives it back, so that it can be compared with that."""
    found: dict[str, Any] = orjson.loads(orjson.dumps(raw, option=orjson.OPT_NON_STR_KEYS))
    return found
