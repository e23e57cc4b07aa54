"""Roles and the catalogue of functions as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from crm.roles.grants import Role, Scope
from crm.text import BothLanguages


class FunctionRow(BaseModel):
    """`noun` groups functions. `scopes`: those that make sense; of a function without `rows` none or all."""

    code: str
    noun: str
    noun_name: BothLanguages
    name: BothLanguages
    rows: bool
    scopes: list[Scope]


class GrantBody(BaseModel):
    """`units`: ids, with scope `units` only; what is below them is reached, too."""

    model_config = ConfigDict(strict=True, extra="forbid")

    scope: Scope = Field(strict=False)
    units: list[Annotated[str, Field(min_length=1, max_length=26)]] = Field(default_factory=list, max_length=200)

    @model_validator(mode="after")
    def _units_belong_to_their_scope(self) -> GrantBody:
        if (self.scope is Scope.UNITS) != bool(self.units):
            raise ValueError("units are named with scope units, and with no other")
        return self


Grants = Annotated[dict[Annotated[str, Field(max_length=64)], GrantBody], Field(max_length=1000)]


class RoleRow(BaseModel):
    """`grants`: every function that the role has. `changed`: of a built-in role, it differs from what it is shipped
    with. `users`: how many have it."""

    id: str
    name: BothLanguages
    base: Role
    built_in: bool
    changed: bool
    grants: dict[str, GrantBody]
    users: int
    version: int
    updated_at: datetime


class NewRole(BaseModel):
    """`copy_of`: start from the grants of another role; `grants` are laid over them."""

    model_config = ConfigDict(strict=True, extra="forbid")

    name: BothLanguages
    base: Literal["supervisor", "agent"] = "agent"
    copy_of: str | None = Field(None, max_length=26)
    grants: Grants = Field(default_factory=dict)


class RoleChange(BaseModel):
    """`grants` are laid over those that are there (scope none takes a function away); `reset`: begin with what the
    built-in role is shipped with, or with nothing."""

    model_config = ConfigDict(strict=True, extra="forbid")

    version: int | None = None
    name: BothLanguages | None = None
    reset: bool = False
    grants: Grants = Field(default_factory=dict)
