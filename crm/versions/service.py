"""Looking at versions of settings, and the way back to one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, system
from crm.audit.service import note
from crm.errors import InUse, NotFound
from crm.paging import Page, fetch_page, matching, page_of, within
from crm.portable.document import FORMAT, Importer, kind_of
from crm.portable.part import Here, Work
from crm.portable.settings import SETTINGS
from crm.text import contains
from crm.versions.differences import differences
from crm.versions.keeping import PARTS, plain
from crm.versions.models import SettingVersion
from crm.versions.schemas import RestoreResult, SettingVersionBody, SettingVersionRow, SettingVersionsQuery


class VersionService:
    """Whoever may change a thing may see what it was; the others do not learn that there is one."""

    def __init__(self, session: AsyncSession, who: Principal, here: Here | None = None) -> None:
        self._session = session
        self._who = who
        self._here = here or Here()

    async def find(self, asked: SettingVersionsQuery) -> Page[SettingVersionRow]:
        """The latest first."""
        rows, total = await fetch_page(self._session, self._found(asked), asked)
        return page_of(asked, rows, total, SettingVersionRow.model_validate)

    async def get(self, version: str) -> SettingVersionBody:
        row = await self._row(version)
        query = select(SettingVersion.data).where(
            SettingVersion.part == row.part, SettingVersion.ident == row.ident, SettingVersion.number == row.number - 1
        )
        before = await self._session.scalar(query)
        now = await self._now(row)
        made, since = differences(before, row.data), differences(row.data, now)
        return SettingVersionBody(
            **SettingVersionRow.model_validate(row).model_dump(),
            data=row.data,
            gone=now is None,
            made=made if before is not None and row.data is not None else [],
            since=since,
        )

    async def restore(self, version: str, *, dry_run: bool) -> RestoreResult:
        """Make it as it was in this version: through the service of its page, so with its rules and its refusals. The
        caller keeps the transaction, or rolls it back after a dry run. Raises InUse for a deletion."""
        row = await self._row(version)
        if row.data is None:
            raise InUse(
                "in this version it is deleted: restore the one before it, or delete it on its page",
                message_zh="此版本是“已删除”：请恢复前一个版本，或在其页面删除",
            )
        before = await self._now(row)
        document = {"format": FORMAT, row.part: {row.ident: row.data}}
        importer = Importer(self._session, self._who, self._here, (row.part,))
        result = await importer.take(document, dry_run=dry_run)
        if result.created or result.changed:
            details = {"part": row.part, "ident": row.ident, "version": row.number}
            note(self._session, self._who, "settings.restore", "setting", f"{row.part}/{row.ident}", details)
        await self._session.flush()
        after = await self._now(row)
        return RestoreResult(
            dry_run=dry_run,
            changed=differences(before, after),
            left=differences(row.data, after),
            needs_secret=result.needs_secret,
            needs_audio=result.needs_audio,
        )

    async def _row(self, version: str) -> SettingVersion:
        row = await self._session.scalar(select(SettingVersion).where(SettingVersion.id == version, self._his()))
        if row is None:
            raise NotFound(f"there is no version {version}")
        return row

    async def _now(self, row: SettingVersion) -> dict[str, Any] | None:
        work = Work(self._session, system(), self._here, only={row.ident})
        things = await kind_of(row.part)(work).shown()
        return plain(things[row.ident]) if row.ident in things else None

    def _his(self) -> ColumnElement[bool]:
        """Versions of what the asker may change."""
        kinds = [kind_of(part) for part in PARTS if part != "settings"]
        kinds = [kind for kind in kinds if self._who.may(kind.function)]
        his = {kind.name: kind.whose(self._who) for kind in kinds}
        single = [name for name in SETTINGS if self._who.may(kind_of("settings").needed(name))]
        return or_(
            SettingVersion.part.in_([part for part, ids in his.items() if ids is None]),
            *(
                and_(SettingVersion.part == part, SettingVersion.ident.in_(ids))
                for part, ids in his.items()
                if ids is not None
            ),
            and_(SettingVersion.part == "settings", SettingVersion.ident.in_(single)),
        )

    def _found(self, asked: SettingVersionsQuery) -> Select[SettingVersion]:
        query = select(SettingVersion).where(self._his())
        query = query.order_by(SettingVersion.at.desc(), SettingVersion.id.desc())
        query = matching(
            query,
            (SettingVersion.part, asked.part),
            (SettingVersion.ident, asked.ident),
            (SettingVersion.user_id, asked.user),
            (SettingVersion.change, asked.change),
        )
        query = within(query, SettingVersion.at, asked)
        if asked.q:
            pattern = contains(asked.q)
            texts = (SettingVersion.ident, SettingVersion.name_zh, SettingVersion.name_en, SettingVersion.username)
            query = query.where(or_(*(text.ilike(pattern, escape="\\") for text in texts)))
        return query
