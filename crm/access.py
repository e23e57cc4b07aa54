"""Who asks, and which rows he may touch: functions and their scopes, evaluated in SQL.

Every repository takes a `Principal` and adds `visible(…)` to each of its queries, so that no list, search or count
shows a row outside the asker's scope.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select, true

from crm.organisation.models import Unit
from crm.roles.functions import FUNCTIONS, shipped
from crm.roles.grants import EVERYTHING, NOTHING, Grant, Role, Scope

__all__ = ["Grant", "Principal", "Role", "Scope", "system", "units_of", "visible"]


@dataclass(frozen=True)
class Principal:
    """The asker. `unit_path` is his unit's path of ids (`/root/north/`); `address` where he comes from (audit).
    `granted`: function → grant; None stands for those that the built-in role `role` is shipped with."""

    user: str | None
    role: Role
    unit: str
    unit_path: str
    username: str = ""
    address: str = ""
    session: str | None = None
    trusted: bool = False
    """The system itself (news from the core, first start): sees everything, has no user."""
    granted: Mapping[str, Grant] | None = None

    @cached_property
    def grants(self) -> Mapping[str, Grant]:
        return shipped(self.role) if self.granted is None else self.granted

    def grant(self, function: str) -> Grant:
        """How far the function reaches for him. LookupError for a function that is not in the catalogue."""
        if function not in FUNCTIONS:
            raise LookupError(f"there is no function {function}: add it to crm/roles/catalogue")
        return EVERYTHING if self.trusted else self.grants.get(function, NOTHING)

    def scope(self, function: str) -> Scope:
        return self.grant(function).scope

    def may(self, function: str) -> bool:
        """Whether he has the function at all, on whatever rows."""
        return self.grant(function) != NOTHING

    @property
    def functions(self) -> dict[str, Scope]:
        """Function → scope of what he has, for whoever shows it."""
        return {
            code: Scope.UNITS if given.units and given.scope is Scope.OWN else given.scope
            for code, given in sorted(self.grants.items())
        }

    def everywhere(self, function: str) -> bool:
        """Whether it reaches every unit of the company."""
        scope = self.scope(function)
        return scope is Scope.ALL or (scope is Scope.BELOW and at_the_root(self.unit_path))

    def reaches(self, function: str, path: str) -> bool:
        """Whether it reaches rows of the unit with this path."""
        return self.grant(function).reaches(self.unit, self.unit_path, path)


def system(unit: str = "root") -> Principal:
    """The principal of the system's own work; new rows belong to `unit`."""
    return Principal(None, Role.ADMINISTRATOR, unit, f"/{unit}/", username="system", trusted=True)


def visible(who: Principal, function: str, *, unit: Any, own: ColumnElement[bool]) -> ColumnElement[bool]:
    """SQL condition: the rows on which `who` has `function` (`noun.verb`). `unit` is the row's unit column, `own` says
    "his own". Where he has it nowhere, no row."""
    given = who.grant(function)
    if who.everywhere(function):
        return true()
    if given == NOTHING:
        return false()
    if not given.wide:
        return own
    if given == Grant(Scope.UNIT):
        same: ColumnElement[bool] = unit == who.unit
        return or_(own, same)
    return or_(own, unit.in_(units_of(who, function)))


def units_of(who: Principal, function: str) -> Any:
    """SELECT of the ids of the units that `function` reaches for `who` (none when it reaches his own rows alone)."""
    given = who.grant(function)
    query = select(Unit.id)
    if who.everywhere(function):
        return query
    conditions: list[ColumnElement[bool]] = [
        Unit.path.contains(f"/{named}/", autoescape=True) for named in sorted(given.units)
    ]
    if given.scope is Scope.BELOW:
        conditions.append(Unit.path.startswith(who.unit_path, autoescape=True))
    elif given.scope is Scope.UNIT:
        conditions.append(Unit.id == who.unit)
    return query.where(or_(false(), *conditions))


def at_the_root(path: str) -> bool:
    """A path of ids has the root alone in it: `/root/`."""
    return path.strip("/").count("/") == 0
