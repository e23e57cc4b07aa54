"""Units and positions as the API shows and takes them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from crm.text import BothLanguages

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Region = Annotated[str, StringConstraints(pattern=r"^([0-9]{6}([0-9]{3}([0-9]{3})?)?)?$")]
Telephone = Annotated[str, StringConstraints(pattern=r"^(\+?[0-9][0-9 -]{2,30})?$")]


class UnitKind(StrEnum):
    """总部, 分公司, 服务中心, 服务网点, 部门."""

    HEADQUARTERS = "headquarters"
    BRANCH = "branch"
    CENTRE = "centre"
    OUTLET = "outlet"
    DEPARTMENT = "department"


class UnitRow(BaseModel):
    """`path`: ids from the root down. `users`: how many belong to the unit itself and can log in."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    parent_id: str | None
    path: str
    name_zh: str
    name_en: str
    kind: UnitKind
    head_id: str | None
    region: str
    phone: str
    place: int
    closed: bool
    version: int
    users: int = 0


class NewUnit(BaseModel):
    """`region`: a code of GB/T 2260 (six digits, or nine or twelve for a town or village)."""

    model_config = ConfigDict(strict=True, extra="forbid")

    parent_id: str = Field(min_length=1, max_length=26)
    name_zh: Name
    name_en: Name
    kind: UnitKind = Field(UnitKind.DEPARTMENT, strict=False)
    head_id: str | None = Field(None, max_length=26)
    region: Region = ""
    phone: Telephone = ""
    place: int = Field(0, ge=0, le=100_000)


class UnitChange(BaseModel):
    """What is absent stays. A new `parent_id` moves the unit with everything below it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    version: int | None = None
    parent_id: str | None = Field(None, min_length=1, max_length=26)
    name_zh: Name | None = None
    name_en: Name | None = None
    kind: UnitKind | None = Field(None, strict=False)
    head_id: str | None = Field(None, max_length=26)
    region: Region | None = None
    phone: Telephone | None = None
    place: int | None = Field(None, ge=0, le=100_000)
    closed: bool | None = None


class PositionRow(BaseModel):
    id: str
    name: BothLanguages
    rank: int
    users: int = 0


class NewPosition(BaseModel):
    """`rank`: the lowest is the highest."""

    model_config = ConfigDict(strict=True, extra="forbid")

    name: BothLanguages
    rank: int = Field(0, ge=0, le=1000)


class PositionChange(BaseModel):
    """What is absent stays."""

    model_config = ConfigDict(strict=True, extra="forbid")

    name: BothLanguages | None = None
    rank: int | None = Field(None, ge=0, le=1000)
