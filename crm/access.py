"""Who asks, and which rows he may touch: permission scopes evaluated in SQL.

Every repository takes a `Principal` and adds `visible(…)` to each of its queries, so that no list, search or count
shows a row outside the asker's scope.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select, true

from crm.organisation.models import Unit


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    SUPERVISOR = "supervisor"
    AGENT = "agent"


class Scope(StrEnum):
    """OWN: rows that carry the asker himself. UNIT: rows of his unit. BELOW: of his unit and those below. ALL."""

    NONE = "none"
    OWN = "own"
    UNIT = "unit"
    BELOW = "below"
    ALL = "all"


SCOPES: Mapping[str, Mapping[Role, Scope]] = {
    "customers": {Role.ADMINISTRATOR: Scope.ALL, Role.SUPERVISOR: Scope.BELOW, Role.AGENT: Scope.BELOW},
    "calls": {Role.ADMINISTRATOR: Scope.ALL, Role.SUPERVISOR: Scope.BELOW, Role.AGENT: Scope.OWN},
    "histories": {Role.ADMINISTRATOR: Scope.ALL, Role.SUPERVISOR: Scope.BELOW, Role.AGENT: Scope.OWN},
    "recordings": {Role.ADMINISTRATOR: Scope.ALL, Role.SUPERVISOR: Scope.BELOW, Role.AGENT: Scope.OWN},
    "callbacks": {Role.ADMINISTRATOR: Scope.ALL, Role.SUPERVISOR: Scope.BELOW, Role.AGENT: Scope.OWN},
    "voicemails": {Role.ADMINISTRATOR: Scope.ALL, Role.SUPERVISOR: Scope.BELOW, Role.AGENT: Scope.OWN},
    "tickets": {Role.ADMINISTRATOR: Scope.ALL, Role.SUPERVISOR: Scope.BELOW, Role.AGENT: Scope.BELOW},
    "users": {Role.ADMINISTRATOR: Scope.ALL, Role.SUPERVISOR: Scope.BELOW, Role.AGENT: Scope.OWN},
    "events": {Role.ADMINISTRATOR: Scope.ALL},
    "webhooks": {Role.ADMINISTRATOR: Scope.ALL},
    "audit": {Role.ADMINISTRATOR: Scope.ALL},
}
"""Noun × role → the rows that a role may see and change. A noun that a role does not have is not visible at all."""


@dataclass(frozen=True, slots=True)
class Principal:
    """The asker. `unit_path` is his unit's path of ids (`/root/north/`); `address` where he comes from (audit)."""

    user: str | None
    role: Role
    unit: str
    unit_path: str
    username: str = ""
    address: str = ""
    session: str | None = None
    trusted: bool = False
    """The system itself (news from the core, first start): sees everything, has no user."""

    def scope(self, noun: str) -> Scope:
        if self.trusted:
            return Scope.ALL
        return SCOPES.get(noun, {}).get(self.role, Scope.NONE)


def system(unit: str = "root") -> Principal:
    """The principal of the system's own work; new rows belong to `unit`."""
    return Principal(None, Role.ADMINISTRATOR, unit, f"/{unit}/", username="system", trusted=True)


def visible(who: Principal, noun: str, *, unit: Any, own: ColumnElement[bool]) -> ColumnElement[bool]:
    """SQL condition: the rows of `noun` that `who` may touch. `unit` is the row's unit column, `own` says "his own"."""
    scope = who.scope(noun)
    if scope is Scope.ALL:
        return true()
    if scope is Scope.BELOW:
        below = select(Unit.id).where(Unit.path.startswith(who.unit_path, autoescape=True))
        return or_(own, unit.in_(below))
    if scope is Scope.UNIT:
        same: ColumnElement[bool] = unit == who.unit
        return own | same
    if scope is Scope.OWN:
        return own
    return false()
