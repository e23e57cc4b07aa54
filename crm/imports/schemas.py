"""Imports as the API takes and shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from crm.imports.tables import ENCODINGS, MOST_COLUMNS
from crm.paging import PageQuery

ImportKind = Literal["customers", "call_list"]
Duplicates = Literal["skip", "update", "create"]
By = Literal["phone", "number", "name_phone"]
Short = Annotated[str, StringConstraints(max_length=100)]
Encoding = Literal["", "utf-8", "gb18030", "utf-16", "big5", "latin-1"]
assert set(ENCODINGS) <= set(Encoding.__args__)  # type: ignore[attr-defined]


class UploadQuery(BaseModel):
    """`name`: what the file is called at home. `list_id`: the call list that is filled."""

    model_config = ConfigDict(extra="forbid")

    kind: ImportKind = "customers"
    name: str = Field(min_length=1, max_length=255)
    list_id: str = Field("", max_length=26)


class LayoutOptions(BaseModel):
    """How the file is to be read; what is absent is found out. `heading`: line of the column names, 0 for none."""

    model_config = ConfigDict(extra="forbid")

    sheet: str = Field("", max_length=100)
    encoding: Encoding = ""
    delimiter: Literal["", ",", "\t", ";", "|", " "] = ""
    heading: int | None = Field(None, ge=0, le=1000)


class ImportOptions(LayoutOptions):
    """`mapping`: for each column of the file, in order, the code of ours, "" to leave it out. `by`: what makes two
    records the same. `duplicates`: what becomes of a line whose record is there. `defaults`: our column → the value of
    lines where it is empty. `unit`: whom new records belong to; without it the unit of who imports."""

    mapping: list[Short] = Field(default_factory=list, max_length=MOST_COLUMNS)
    by: By = "phone"
    duplicates: Duplicates = "skip"
    defaults: dict[Short, Annotated[str, StringConstraints(max_length=300)]] = Field(default_factory=dict)
    unit: str | None = Field(None, max_length=26)
    list_id: str = Field("", max_length=26)


class StartBody(ImportOptions):
    """`dry_run`: says what would happen, and writes nothing."""

    dry_run: bool = False


class ColumnRow(BaseModel):
    code: str
    zh: str
    en: str
    required: bool
    many: bool


class PreviewRow(BaseModel):
    line: int
    cells: list[str]


class Preview(BaseModel):
    """`names`: the file's columns. `mapping`: our columns for them, guessed. `lines`: the first ones of the data."""

    sheets: list[str]
    sheet: str
    encoding: str
    delimiter: str
    heading: int
    names: list[str]
    mapping: list[str]
    lines: list[PreviewRow]
    columns: list[ColumnRow]


class JobRow(BaseModel):
    """`total` lines of data, `done` of them dealt with. `warned`: imported, with something to be looked at. `error`:
    why it failed, in both languages."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: ImportKind
    unit_id: str
    name: str
    state: str
    dry_run: bool
    options: ImportOptions
    total: int
    done: int
    created: int
    updated: int
    skipped: int
    bad: int
    warned: int
    undone: int
    kept: int
    error: dict[str, Any] | None
    created_at: datetime
    created_by: str | None
    started_at: datetime | None
    finished_at: datetime | None


class JobQuery(PageQuery):
    kind: ImportKind | None = None
    state: str | None = Field(None, max_length=16)


class RowQuery(PageQuery):
    """`only`: bad, skipped, warned (imported with a warning), kept (left by an undo), created or updated lines."""

    only: Literal["bad", "skipped", "warned", "kept", "created", "updated"] | None = None


class ProblemRow(BaseModel):
    code: str
    column: str
    value: str
    zh: str
    en: str


class LineRow(BaseModel):
    line: int
    result: Literal["created", "updated", "skipped", "bad"]
    subject_id: str | None
    problems: list[ProblemRow]
    undone: bool
    kept: ProblemRow | None


class ReportQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: Literal["xlsx", "csv"] = "xlsx"


class MappingBody(BaseModel):
    """`columns`: the name of a file's column → the code of ours."""

    model_config = ConfigDict(strict=True, extra="forbid")

    kind: ImportKind = "customers"
    name: str = Field(min_length=1, max_length=100)
    columns: dict[Short, Short] = Field(min_length=1, max_length=500)


class MappingRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: ImportKind
    name: str
    columns: dict[str, str]
    created_by: str | None
    created_at: datetime


class KindQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: ImportKind = "customers"
