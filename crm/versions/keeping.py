"""Keeping versions: in the transaction that changes a setting, and at the start what was changed elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import orjson
import structlog
from pydantic import ValidationError
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from crm.access import Principal, system
from crm.base import new_id, utcnow
from crm.portable.document import kind_of
from crm.portable.part import Work
from crm.versions.models import SettingVersion
from crm.versions.touched import OF_MANY, OF_ONE, PARTS_OF, Touched, take_touched
from telephony.errors import HotlineError

log = structlog.get_logger(__name__)

_OF_KINDS = (part for parts in PARTS_OF.values() for part in parts)
PARTS = tuple(dict.fromkeys((*_OF_KINDS, *OF_ONE.values(), *OF_MANY.values())))
Thing = tuple[dict[str, Any], tuple[str, str]]
"""What it is, and what it is called in Chinese and in English."""
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
    await _keep(session, {part: Touched(system(), None) for part in PARTS})


async def _keep(session: AsyncSession, parts: Mapping[str, Touched]) -> None:
    await session.flush()
    connection = await session.connection()
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    for part, touched in parts.items():
        things = await _read(connection, part, touched.only)
        if things is None:
            continue
        query = select(SettingVersion).where(SettingVersion.part == part, SettingVersion.latest)
        if touched.only is not None:
            query = query.where(SettingVersion.ident.in_(touched.only))
        rows = await session.scalars(query.execution_options(populate_existing=True))
        last = {row.ident: row for row in rows}
        for ident in (*things, *(ident for ident in last if ident not in things)):
            _next(session, touched.who, part, ident, last.get(ident), things.get(ident))
    await session.flush()


async def _read(connection: AsyncConnection, part: str, only: Collection[str] | None) -> dict[str, Thing] | None:
    """The part as it is in this transaction, or these things of it, read in a session of its own: what the
    transaction's has loaded may have been changed by others since.

    None where something in it cannot be read: that is no reason to refuse a change, which may be the very remedy, nor
    to stay away at a start. Its versions are kept with the next change, or start, after that."""
    try:
        async with AsyncSession(connection) as fresh:
            kind = kind_of(part)(Work(fresh, system(), only=only))
            found = {ident: raw for ident, raw in (await kind.shown()).items() if only is None or ident in only}
        return {ident: (plain(raw), kind.named(ident, raw)) for ident, raw in found.items()}
    except (HotlineError, ValidationError) as error:
        log.error("versions.unreadable", part=part, error=str(error))  # noqa: TRY400 - one clear line
        return None


def _next(
    session: AsyncSession,
    who: Principal,
    part: str,
    ident: str,
    last: SettingVersion | None,
    now: Thing | None,
) -> None:
    before = last.data if last else None
    data, (zh, en) = now or (None, (last.name_zh, last.name_en) if last else ("", ""))
    if data == before:
        return
    if last is not None:
        last.latest = False
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
            data=data,
        )
    )


def _change(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    if before is None:
        return "created"
    return "deleted" if after is None else "changed"


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    names: Iterable[str] = dict.fromkeys((*after, *before))
    return [name for name in names if before.get(name) != after.get(name)]


def plain(raw: Mapping[str, Any]) -> dict[str, Any]:
    """As the database gives it back, so that it can be compared with that."""
    found: dict[str, Any] = orjson.loads(orjson.dumps(raw, option=orjson.OPT_NON_STR_KEYS))
    return found
