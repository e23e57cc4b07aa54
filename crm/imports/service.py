"""Imports: uploaded, looked at, started, cancelled, taken back. A worker does the work itself (crm.imports.run)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy import delete as sql_delete
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.errors import Conflict, Duplicate, Forbidden, Invalid, NotFound
from crm.imports import states
from crm.imports.cells import text_of
from crm.imports.columns import Column, check_mapping, guess
from crm.imports.models import ImportJob, ImportMapping, ImportRow
from crm.imports.problems import Problem, read_problem
from crm.imports.schemas import (
    ColumnRow,
    ImportOptions,
    JobQuery,
    JobRow,
    LayoutOptions,
    LineRow,
    MappingBody,
    MappingRow,
    Preview,
    PreviewRow,
    ProblemRow,
    RowQuery,
    StartBody,
)
from crm.imports.tables import Layout, data, heading, recognise
from crm.organisation.models import Unit
from crm.paging import Page, fetch_page, page_of

PREVIEWED = 20
FUNCTIONS: Mapping[str, str] = {"customers": "customers.import", "call_list": "call_lists.manage"}
"""Kind of import → what one must be allowed to."""


def layout_of(path: Path, options: LayoutOptions) -> Layout:
    """Raises Invalid naming the option that does not fit. It reads the file: not on the event loop."""
    found = recognise(path, sheet=options.sheet, encoding=options.encoding, delimiter=options.delimiter)
    return found if options.heading is None else replace(found, heading=options.heading)


def preview(path: Path, options: LayoutOptions, columns: Sequence[Column], saved: Mapping[str, str]) -> Preview:
    """The first lines, and what the columns seem to be. `saved`: names that a mapping knows. Not on the event loop."""
    layout = layout_of(path, options)
    names = heading(path, layout)
    lines = [
        PreviewRow(line=line, cells=[text_of(c) for c in row]) for line, row in islice(data(path, layout), PREVIEWED)
    ]
    return Preview(
        sheets=list(layout.sheets),
        sheet=layout.sheet,
        encoding=layout.encoding,
        delimiter=layout.delimiter if layout.kind == "text" else "",
        heading=layout.heading,
        names=names,
        mapping=guess(names, columns, saved),
        lines=lines,
        columns=[column_row(column) for column in columns],
    )


def column_row(column: Column) -> ColumnRow:
    return ColumnRow(code=column.code, zh=column.zh, en=column.en, required=column.required, many=column.many)


class ImportService:
    """Every method works in the caller's transaction. An import is seen by who started it, and by who may import for
    the unit that it fills."""

    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who
        own = ImportJob.created_by == who.user
        self._visible = or_(
            *(
                and_(ImportJob.kind == kind, visible(who, function, unit=ImportJob.unit_id, own=own))
                for kind, function in FUNCTIONS.items()
            )
        )

    async def add(self, kind: str, name: str, file: str, options: ImportOptions) -> JobRow:
        job = ImportJob(
            id=new_id(),
            kind=kind,
            unit_id=self._who.unit,
            name=name,
            file=file,
            state=states.READY,
            options=options.model_dump(mode="json"),
            created_at=utcnow(),
            created_by=self._who.user,
        )
        self._session.add(job)
        await self._session.flush()
        note(self._session, self._who, "imports.upload", "import", job.id, {"name": name, "kind": kind})
        return JobRow.model_validate(job)

    async def get(self, job_id: str) -> ImportJob:
        job = await self._session.scalar(select(ImportJob).where(ImportJob.id == job_id, self._visible))
        if job is None:
            raise NotFound(f"there is no import {job_id}")
        return job

    async def find(self, asked: JobQuery) -> Page[JobRow]:
        query: Select[ImportJob] = select(ImportJob).where(self._visible).order_by(ImportJob.id.desc())
        if asked.kind is not None:
            query = query.where(ImportJob.kind == asked.kind)
        if asked.state is not None:
            query = query.where(ImportJob.state == asked.state)
        rows, total = await fetch_page(self._session, query, asked)
        return page_of(asked, rows, total, JobRow.model_validate)

    async def start(self, job_id: str, body: StartBody, columns: Sequence[Column], names: Sequence[str]) -> JobRow:
        """Queue it up. `names`: the file's columns as they are read with these options."""
        job = await self.get(job_id)
        if job.created_by != self._who.user:  # the lines are carried out with the rights of whose it is
            raise Forbidden("only who uploaded the file may import it", message_zh="只有上传者可以执行该导入")
        if job.state not in states.STARTABLE:
            raise Conflict(f"the import is {job.state}", message_zh="该导入已经开始，不能重复执行")
        options = ImportOptions.model_validate(body.model_dump(exclude={"dry_run"}))
        options.mapping = options.mapping or guess(names, columns)
        options.list_id = job.options.get("list_id", "")
        await self._check(job, options, columns, names)
        await self._session.execute(sql_delete(ImportRow).where(ImportRow.job_id == job.id))
        for counter in ("total", "done", "created", "updated", "skipped", "bad", "warned", "position", "attempts"):
            setattr(job, counter, 0)
        job.options, job.dry_run = options.model_dump(mode="json"), body.dry_run
        job.unit_id = options.unit or self._who.unit
        job.state, job.error, job.started_at, job.finished_at = states.WAITING, None, None, None
        details = {"name": job.name, "dry_run": job.dry_run, "by": options.by, "duplicates": options.duplicates}
        note(self._session, self._who, "imports.start", "import", job.id, details)
        await self._session.flush()
        return JobRow.model_validate(job)

    async def _check(
        self, job: ImportJob, options: ImportOptions, columns: Sequence[Column], names: Sequence[str]
    ) -> None:
        try:
            places = check_mapping(options.mapping, columns)
        except ValueError as error:
            raise Invalid(
                f"{error} is no column, or is given twice", field="mapping", message_zh=f"列“{error}”不存在或重复"
            ) from error
        if len(options.mapping) > len(names):
            raise Invalid("there are more columns in the mapping than in the file", field="mapping")
        missing = [c for c in columns if c.required and c.code not in places and c.code not in options.defaults]
        if missing and options.duplicates != "update":
            raise Invalid(f"no column is {missing[0].en}", field="mapping", message_zh=f"没有对应“{missing[0].zh}”的列")
        unknown = set(options.defaults) - {column.code for column in columns}
        if unknown:
            raise Invalid(f"there is no column {min(unknown)}", field="defaults")
        if options.unit:
            seen = visible(self._who, FUNCTIONS[job.kind], unit=Unit.id, own=Unit.id == self._who.unit)
            if await self._session.scalar(select(Unit.id).where(Unit.id == options.unit, seen)) is None:
                raise Invalid(f"there is no unit {options.unit} of yours", field="unit")

    async def cancel(self, job_id: str) -> JobRow:
        job = await self.get(job_id)
        if job.state == states.WAITING:
            job.state, job.finished_at = states.CANCELLED, utcnow()
        elif job.state == states.RUNNING:
            job.state = states.CANCELLING
        elif job.state != states.CANCELLING:
            raise Conflict(f"the import is {job.state}", message_zh="该导入不在执行中")
        note(self._session, self._who, "imports.cancel", "import", job.id, {"name": job.name})
        await self._session.flush()
        return JobRow.model_validate(job)

    async def undo(self, job_id: str) -> JobRow:
        job = await self.get(job_id)
        if job.state not in states.UNDOABLE or job.dry_run:
            raise Conflict(f"the import is {job.state}", message_zh="该导入没有可撤销的内容")
        job.state, job.attempts = states.UNDO_WAITING, 0
        note(self._session, self._who, "imports.undo", "import", job.id, {"name": job.name})
        await self._session.flush()
        return JobRow.model_validate(job)

    async def lines(self, job_id: str, asked: RowQuery) -> Page[LineRow]:
        await self.get(job_id)
        query: Select[ImportRow] = select(ImportRow).where(ImportRow.job_id == job_id).order_by(ImportRow.line)
        if asked.only == "kept":
            query = query.where(ImportRow.kept != "")
        elif asked.only == "warned":
            query = query.where(ImportRow.warned)
        elif asked.only is not None:
            query = query.where(ImportRow.result == asked.only)
        rows, total = await fetch_page(self._session, query, asked)
        return page_of(asked, rows, total, _line)

    async def wanting(self, job_id: str) -> dict[int, LineRow]:
        """The lines that need a look: not imported, imported with a warning, or left by an undo."""
        await self.get(job_id)
        query = select(ImportRow).where(
            ImportRow.job_id == job_id,
            ImportRow.warned | ImportRow.result.in_(["bad", "skipped"]) | (ImportRow.kept != ""),
        )
        return {row.line: _line(row) for row in await self._session.scalars(query)}

    async def mappings(self, kind: str) -> list[MappingRow]:
        if not self._who.may(FUNCTIONS[kind]):
            return []
        query = select(ImportMapping).where(ImportMapping.kind == kind).order_by(ImportMapping.name)
        return [MappingRow.model_validate(row) for row in await self._session.scalars(query)]

    async def save_mapping(self, body: MappingBody, columns: Sequence[Column]) -> MappingRow:
        allow(self._who, body.kind)
        known = {column.code for column in columns}
        if wrong := set(body.columns.values()) - known:
            raise Invalid(f"there is no column {min(wrong)}", field="columns", message_zh=f"没有“{min(wrong)}”这一列")
        there = select(ImportMapping.id).where(ImportMapping.kind == body.kind, ImportMapping.name == body.name)
        if await self._session.scalar(there) is not None:
            raise Duplicate(f"there is a mapping {body.name} already", field="name")
        row = ImportMapping(id=new_id(), created_at=utcnow(), created_by=self._who.user, **body.model_dump())
        self._session.add(row)
        note(self._session, self._who, "import_mappings.create", "import_mapping", row.id, {"name": body.name})
        await self._session.flush()
        return MappingRow.model_validate(row)

    async def drop_mapping(self, mapping_id: str) -> None:
        row = await self._session.get(ImportMapping, mapping_id)
        if row is None:
            raise NotFound(f"there is no mapping {mapping_id}")
        allow(self._who, row.kind)
        note(self._session, self._who, "import_mappings.delete", "import_mapping", row.id, {"name": row.name})
        await self._session.delete(row)

    async def remembered(self, kind: str) -> dict[str, str]:
        """Names of columns that saved mappings know, the newest last."""
        found: dict[str, str] = {}
        rows = select(ImportMapping).where(ImportMapping.kind == kind).order_by(ImportMapping.created_at)
        for row in await self._session.scalars(rows):
            found |= row.columns
        return found


def allow(who: Principal, kind: str) -> None:
    """Raises Forbidden for somebody who may import nothing of this kind."""
    if not who.may(FUNCTIONS[kind]):
        raise Forbidden


def _line(row: ImportRow) -> LineRow:
    return LineRow(
        line=row.line,
        result=row.result,  # type: ignore[arg-type]
        subject_id=row.subject_id,
        problems=[_problem(read_problem(each)) for each in row.problems],
        undone=row.undone,
        kept=_problem(Problem(row.kept)) if row.kept else None,
    )


def _problem(problem: Problem) -> ProblemRow:
    return ProblemRow(
        code=problem.code, column=problem.column, value=problem.value, zh=problem.text("zh"), en=problem.text("en")
    )


def failure(english: str, chinese: str) -> dict[str, Any]:
    """Why a job failed, as JobRow.error shows it."""
    return {"en": english, "zh": chinese}
