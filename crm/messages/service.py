"""Telling users: kept in their message box, and shown at once when the transaction is committed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.base import new_id, utcnow
from crm.counters import upsert
from crm.frames import Frame, after_commit
from crm.messages.kinds import KINDS
from crm.messages.models import BoxMessage
from crm.messages.subjects import CHECKS
from crm.personal.service import message_settings
from crm.users.models import User
from crm.users.principals import principals_of

FRAME = "message_box"
_table: Any = BoxMessage.__table__


async def tell(
    session: AsyncSession,
    users: Iterable[str],
    kind: str,
    *,
    title_zh: str,
    title_en: str,
    subject_kind: str,
    subject_id: str,
    once: str | None = None,
) -> list[str]:
    """Put a message into the box of each of `users` who may see its subject; → those who got it.

    `kind` is one of crm.messages.kinds, `subject_kind` one that a noun has registered (crm.messages.subjects), or ""
    for none. With `once` (at most 120 characters) a user gets it once, however often it is told. Disabled and unknown
    users are passed over. Raises LookupError for a kind that does not exist."""
    if kind not in KINDS:
        raise LookupError(f"there is no kind of message {kind!r}")
    wanted = await _receivers(session, list(dict.fromkeys(users)), once)
    told = await _may_see(session, wanted, subject_kind, subject_id)
    if not told:
        return []
    now = utcnow()
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "user_id": user,
            "at": now,
            "kind": kind,
            "title_zh": (title_zh or KINDS[kind].zh)[:200],
            "title_en": (title_en or KINDS[kind].en)[:200],
            "subject_kind": subject_kind,
            "subject_id": subject_id,
            "once": once,
        }
        for user in told
    ]
    connection = await session.connection()
    await session.execute(upsert(connection, _table).on_conflict_do_nothing(), rows)
    settings = await message_settings(session, told)
    for row in rows:
        chosen = settings[row["user_id"]]
        if kind not in chosen.muted:
            after_commit(session, Frame(row["user_id"], FRAME, _frame(row, sound=chosen.sounds(kind))))
    return told


async def _receivers(session: AsyncSession, users: Sequence[str], once: str | None) -> list[Principal]:
    query = select(User).where(User.id.in_(users), User.disabled.is_(False))
    if once is not None:
        had = select(BoxMessage.user_id).where(BoxMessage.once == once, BoxMessage.user_id.in_(users))
        query = query.where(User.id.not_in(had))
    return await principals_of(session, await session.scalars(query.order_by(User.id)))


async def _may_see(session: AsyncSession, who: list[Principal], kind: str, subject: str) -> list[str]:
    if not kind:
        return [each.user for each in who if each.user]
    check = CHECKS.get(kind)
    if check is None:
        raise LookupError(f"nothing says who may see a {kind!r}: register it with crm.messages.subjects.sees")
    return [each.user for each in who if each.user and await check(session, each, subject)]


def _frame(row: Mapping[str, Any], *, sound: bool) -> dict[str, Any]:
    return {
        "id": row["id"],
        "at": row["at"].timestamp(),
        "kind": row["kind"],
        "title": {"zh": row["title_zh"], "en": row["title_en"]},
        "subject": {"kind": row["subject_kind"], "id": row["subject_id"]},
        "sound": sound,
    }
