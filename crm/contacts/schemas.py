"""Contacts as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from crm.paging import PageQuery

NumberKind = Literal["mobile", "office", "home", "extension", "fax", "other"]
Digits = Annotated[str, StringConstraints(pattern=r"^[+0-9][0-9 ()*#-]{1,31}$")]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", str_strip_whitespace=True)


class Number(_Body):
    """`number` may be dialled as it is (`POST /agent/dial`): outside numbers are kept in their international form. A
    `fax` is not for talking."""

    kind: NumberKind
    number: Digits


class NewContact(_Body):
    """`shared`: everybody sees it (needs the right to manage contacts); else it is one's own."""

    name: str = Field(min_length=1, max_length=64)
    company: str = Field("", max_length=100)
    title: str = Field("", max_length=64)
    group: str = Field("", max_length=64)
    numbers: list[Number] = Field(default_factory=list, max_length=10)
    email: str = Field("", max_length=200, pattern=r"^([^\s@]+@[^\s@]+)?$")
    note: str = Field("", max_length=2000)
    shared: bool = False


class ContactChange(_Body):
    """What is absent stays; `numbers` are replaced whole."""

    name: str | None = Field(None, min_length=1, max_length=64)
    company: str | None = Field(None, max_length=100)
    title: str | None = Field(None, max_length=64)
    group: str | None = Field(None, max_length=64)
    numbers: list[Number] | None = Field(None, max_length=10)
    email: str | None = Field(None, max_length=200, pattern=r"^([^\s@]+@[^\s@]+)?$")
    note: str | None = Field(None, max_length=2000)


class ContactRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    shared: bool
    name: str
    company: str
    title: str
    group: str
    numbers: list[Number]
    email: str
    note: str
    updated_at: datetime
    may_edit: bool


class ContactQuery(PageQuery):
    """`q`: part of a name, its pinyin, a company, a number. `shared` true: the company's only, false: one's own."""

    q: str | None = Field(None, max_length=64)
    shared: bool | None = None
    group: str | None = Field(None, max_length=64)


class ColleagueQuery(PageQuery):
    """`q`: part of a name or of a 工号. `unit`: of this unit and those below."""

    q: str | None = Field(None, max_length=64)
    unit: str | None = Field(None, max_length=26)


class ColleagueRow(BaseModel):
    """`number` is his 工号: `POST /agent/consult` and `/agent/transfer {kind: agent}` take it."""

    id: str
    name: str
    number: str | None
    unit_id: str
    unit_zh: str
    unit_en: str
