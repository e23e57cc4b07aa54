"""Files to import, and imports carried through without a worker's process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from crm.access import Principal, Role
from crm.base import utcnow
from crm.imports.schemas import ImportOptions, LineRow, RowQuery, StartBody
from crm.imports.service import ImportService, layout_of
from crm.imports.tables import heading
from crm.imports.targets import columns_of
from crm.imports.work import claim, work
from crm.roles.models import UserRole
from crm.users.models import User
from crm.users.principals import principal_of
from server.database import Database

USER = "01IMPORTER"


def excel(path: Path, rows: Sequence[Sequence[Any]], sheet: str = "客户") -> Path:
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet(sheet)
    for line, row in enumerate(rows):
        for place, value in enumerate(row):
            if value is not None:
                page.write(line, place, value)
    book.close()
    return path


async def importer(db: Database, unit: str = "root", role: Role = Role.SUPERVISOR) -> Principal:
    """Somebody who imports, as a user of the unit."""
    async with db.write() as session:
        user = User(
            id=USER, username="importer", name="导入员", password_hash="x", role=role.value, unit_id=unit,
            number="1001", created_at=utcnow(),
        )  # fmt: skip
        session.add(user)
        await session.flush()
        session.add(UserRole(user_id=USER, role_id=role.value))
        await session.flush()
        return await principal_of(session, user)


class Imports:
    """Uploads, starts and works off imports of one user."""

    def __init__(self, db: Database, who: Principal, folder: Path) -> None:
        self.db, self.who, self.folder = db, who, folder

    async def start(self, path: Path, kind: str = "customers", list_id: str = "", **options: Any) -> str:
        (self.folder / path.stem).write_bytes(path.read_bytes())
        async with self.db.write() as session:
            given = ImportOptions.model_validate({"list_id": list_id})
            job = await ImportService(session, self.who).add(kind, path.name, path.stem, given)
        await self.again(job.id, **options)
        return job.id

    async def again(self, job: str, **options: Any) -> None:
        body = StartBody.model_validate(options)
        async with self.db.write() as session:
            service = ImportService(session, self.who)
            row = await service.get(job)
            path = self.folder / row.file
            columns = await columns_of(session, row.kind)
            await service.start(job, body, columns, heading(path, layout_of(path, body)))

    async def work_off(self) -> None:
        while True:
            async with self.db.write() as session:
                job = await claim(session)
            if job is None:
                return
            await work(self.db, job.id, self.folder)

    async def run(self, path: Path, kind: str = "customers", list_id: str = "", **options: Any) -> dict[str, Any]:
        job = await self.start(path, kind, list_id, **options)
        await self.work_off()
        return await self.counts(job)

    async def counts(self, job: str) -> dict[str, Any]:
        names = (
            "id",
            "state",
            "total",
            "done",
            "created",
            "updated",
            "skipped",
            "bad",
            "warned",
            "undone",
            "kept",
            "error",
        )
        async with self.db.read() as session:
            row = await ImportService(session, self.who).get(job)
            return {name: value for name in names if (value := getattr(row, name)) not in (0, None)}

    async def lines(self, job: str, only: str | None = None) -> list[LineRow]:
        async with self.db.read() as session:
            asked = RowQuery.model_validate({"only": only, "page_size": 200})
            return (await ImportService(session, self.who).lines(job, asked)).items

    async def said(self, job: str, only: str | None = None) -> dict[int, list[tuple[str, str]]]:
        """Line → (code, column) of each problem."""
        return {row.line: [(p.code, p.column) for p in row.problems] for row in await self.lines(job, only)}
