"""Imports as they are kept: the job, what became of each line, and mappings that were saved for the next file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base, Document


class ImportJob(Base):
    """`state`: see crm.imports.states. `file` is the name in the imports' folder, `name` the user's own. `position` is
    the last line that is dealt with: where a run goes on that was interrupted. `lease_until`: till when a worker may be
    believed to be at it. `options`: crm.imports.schemas.ImportOptions."""

    __tablename__ = "import_jobs"
    __table_args__ = (Index("ix_import_jobs_state", "state"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(255))
    file: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    dry_run: Mapped[bool] = mapped_column(default=False)
    options: Mapped[dict[str, Any]]
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    bad: Mapped[int] = mapped_column(default=0)
    warned: Mapped[int] = mapped_column(default=0)
    undone: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[dict[str, Any] | None] = mapped_column(Document)
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str | None] = mapped_column(ID, index=True)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class ImportRow(Base):
    """What became of a line: `result` created, updated, skipped or bad. `version` is the record's after the import and
    `before` what an update replaced: both for taking it back. `kept`: why an undo left it (problems.KEPT)."""

    __tablename__ = "import_rows"
    __table_args__ = (Index("ix_import_rows_job_id_result", "job_id", "result", "line"),)

    job_id: Mapped[str] = mapped_column(ID, ForeignKey("import_jobs.id", ondelete="CASCADE"), primary_key=True)
    line: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    result: Mapped[str] = mapped_column(String(8))
    subject_id: Mapped[str | None] = mapped_column(ID)
    version: Mapped[int | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(Document)
    problems: Mapped[list[Any]]
    warned: Mapped[bool] = mapped_column(default=False)
    undone: Mapped[bool] = mapped_column(default=False)
    kept: Mapped[str] = mapped_column(String(16), default="")


class ImportMapping(Base):
    """Names of a file's columns → ours, under a name that its users know."""

    __tablename__ = "import_mappings"
    __table_args__ = (Index("ix_import_mappings_kind_name", "kind", "name", unique=True),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(100))
    columns: Mapped[dict[str, str]]
    created_at: Mapped[datetime]
    created_by: Mapped[str | None] = mapped_column(ID)
