"""Files that were taken into the lists of numbers, and the way back from one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.errors import Conflict, NotFound
from crm.outside.models import ListedNumber, NumberListChange, NumberListImport
from crm.outside.patterns import check_patterns
from crm.paging import Page, PageQuery, fetch_page, page_of

DAYS = 30
"""So long an import can be taken back; then the numbers that it changed are forgotten."""
AT_A_TIME = 500
COLUMNS = ("list", "direction", "number", "action", "reason", "expires_at", "created_at", "created_by")
_CHANGED = ("action", "reason", "expires_at")
_INSTANTS = ("expires_at", "created_at")

Listed = Mapping[str, Any]
"""A row of the lists by its columns."""
Change = tuple[str, Listed | None, Listed | None]
"""Id of a listed number, what it was and what it is; None: not listed."""


class ListImportRow(BaseModel):
    """`list`: chosen for it, "" where the file says. `undone_at`: taken back."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    list: str
    replaced: bool
    added: int
    changed: int
    removed: int
    at: datetime
    user_id: str | None
    username: str
    undone_at: datetime | None


class Undone(BaseModel):
    """`removed`: numbers that it had added; `changed`: those that are as before again; `added`: those that it had
    deleted. `kept`: changed or listed again since, so they stay as they are."""

    removed: int = 0
    changed: int = 0
    added: int = 0
    kept: int = 0


class ListImports:
    """Each method works in the caller's transaction."""

    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def keep(self, name: str, changes: Sequence[Change], *, replaced: bool) -> str | None:
        """Remember what an import has done; None when it has done nothing."""
        if not changes:
            return None
        ident = new_id()
        self._session.add(
            NumberListImport(
                id=ident,
                list=name,
                replaced=replaced,
                added=sum(before is None for _, before, _ in changes),
                changed=sum(before is not None and after is not None for _, before, after in changes),
                removed=sum(after is None for _, _, after in changes),
                at=utcnow(),
                user_id=self._who.user,
                username=self._who.username,
                undone_at=None,
            )
        )
        await self._session.flush()
        for start in range(0, len(changes), AT_A_TIME):
            rows = [
                {"import_id": ident, "listed_id": listed, "before": _packed(before), "after": _packed(after)}
                for listed, before, after in changes[start : start + AT_A_TIME]
            ]
            await self._session.execute(insert(NumberListChange), rows)
        return ident

    async def find(self, asked: PageQuery) -> Page[ListImportRow]:
        """Those that can be taken back, and that were; the latest first."""
        query = select(NumberListImport).where(NumberListImport.at > utcnow() - timedelta(days=DAYS))
        rows, total = await fetch_page(self._session, query.order_by(NumberListImport.id.desc()), asked)
        return page_of(asked, rows, total, ListImportRow.model_validate)

    async def undo(self, ident: str) -> Undone:
        """Make the lists as they were before it. What was changed by somebody since stays. Raises Conflict when it was
        taken back already."""
        query = select(NumberListImport).where(
            NumberListImport.id == ident, NumberListImport.at > utcnow() - timedelta(days=DAYS)
        )
        row = await self._session.scalar(query.with_for_update())
        if row is None:
            raise NotFound(f"there is no import {ident}, or it is older than {DAYS} days")
        if row.undone_at is not None:
            raise Conflict("this import was taken back already", message_zh="此导入已撤销")
        columns = (NumberListChange.listed_id, NumberListChange.before, NumberListChange.after)
        left = select(*columns).where(NumberListChange.import_id == ident).order_by(NumberListChange.listed_id)
        done, last = Undone(), ""
        while True:
            piece = await self._session.execute(left.where(NumberListChange.listed_id > last).limit(AT_A_TIME))
            changes = [(listed, before, after) for listed, before, after in piece]
            if not changes:
                break
            last = changes[-1][0]
            await self._take_back(changes, done)
        row.undone_at = utcnow()
        await self._session.execute(delete(NumberListChange).where(NumberListChange.import_id == ident))
        note(self._session, self._who, "number_lists.undo", "number_list", ident, done.model_dump())
        await self._session.flush()
        await check_patterns(self._session)
        return done

    async def _take_back(self, changes: Sequence[Change], done: Undone) -> None:
        now = await self._now([listed for listed, _, _ in changes])
        gone: list[str] = []
        back: list[dict[str, Any]] = []
        again: list[dict[str, Any]] = []
        for listed, before, after in changes:
            if after is None:
                again.append({"id": listed, **_unpacked(before or {})})
            elif listed not in now:
                done.kept += before is not None
            elif any(now[listed][name] != after[name] for name in _CHANGED):
                done.kept += 1
            elif before is None:
                gone.append(listed)
            else:
                old = _unpacked(before)
                back.append({"id": listed, **{name: old[name] for name in _CHANGED}})
        fresh = await self._unlisted(again)
        if gone:
            await self._session.execute(delete(ListedNumber).where(ListedNumber.id.in_(gone)))
        if back:
            await self._session.execute(update(ListedNumber), back)
        if fresh:
            await self._session.execute(insert(ListedNumber), fresh)
        done.removed += len(gone)
        done.changed += len(back)
        done.added += len(fresh)
        done.kept += len(again) - len(fresh)

    async def _now(self, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        columns = [getattr(ListedNumber, name) for name in COLUMNS]
        rows = await self._session.execute(select(ListedNumber.id, *columns).where(ListedNumber.id.in_(ids)))
        return {row[0]: _pack(dict(zip(COLUMNS, row[1:], strict=True))) for row in rows}

    async def _unlisted(self, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Those whose number nobody has listed again meanwhile."""
        rows = list(rows)
        columns = (ListedNumber.list, ListedNumber.direction, ListedNumber.number)
        query = select(*columns).where(ListedNumber.number.in_([row["number"] for row in rows]))
        there = {tuple(found) for found in await self._session.execute(query)} if rows else set()
        return [row for row in rows if (row["list"], row["direction"], row["number"]) not in there]


async def forget_old_changes(session: AsyncSession, now: datetime) -> None:
    """What can be taken back no more, with the numbers."""
    await session.execute(delete(NumberListImport).where(NumberListImport.at <= now - timedelta(days=DAYS)))


def _packed(row: Listed | None) -> dict[str, Any] | None:
    return None if row is None else _pack(row)


def _pack(row: Listed) -> dict[str, Any]:
    """As JSON has it."""
    texts = {name: row[name].isoformat() if row[name] else None for name in _INSTANTS}
    return {name: row[name] for name in COLUMNS} | texts


def _unpacked(row: Listed) -> dict[str, Any]:
    instants = {name: datetime.fromisoformat(row[name]) if row[name] else None for name in _INSTANTS}
    return {name: row[name] for name in COLUMNS} | instants
