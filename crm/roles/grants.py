"""Scopes and grants: how far a function reaches for somebody. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a user is to the telephone engine. Of several roles the strongest kind counts."""

    ADMINISTRATOR = "administrator"
    SUPERVISOR = "supervisor"
    AGENT = "agent"


class Scope(StrEnum):
    """OWN: rows that carry the asker himself. UNIT: and rows of his unit. BELOW: and of those below it. UNITS: his own
    and rows of named units and those below them. ALL. Of a function without rows only NONE and ALL make sense."""

    NONE = "none"
    OWN = "own"
    UNIT = "unit"
    BELOW = "below"
    UNITS = "units"
    ALL = "all"


_WIDTH = {Scope.NONE: 0, Scope.OWN: 1, Scope.UNITS: 1, Scope.UNIT: 2, Scope.BELOW: 3, Scope.ALL: 4}


@dataclass(frozen=True, slots=True)
class Grant:
    """`scope` is NONE, OWN, UNIT, BELOW or ALL; `units` are reached besides, with everything below them."""

    scope: Scope
    units: frozenset[str] = frozenset()

    @property
    def wide(self) -> bool:
        """Reaches more than the asker's own rows."""
        return self.scope not in (Scope.NONE, Scope.OWN) or bool(self.units)

    def __or__(self, other: Grant) -> Grant:
        """Both together: the wider scope, and the units of both."""
        wider = self.scope if _WIDTH[self.scope] >= _WIDTH[other.scope] else other.scope
        return Grant(wider, frozenset() if wider is Scope.ALL else self.units | other.units)

    def reaches(self, unit: str, unit_path: str, path: str) -> bool:
        """Whether a row in the unit with `path` is reached by somebody of `unit` (his unit's path is `unit_path`)."""
        if self.scope is Scope.ALL:
            return True
        if self.scope is Scope.BELOW and path.startswith(unit_path):
            return True
        if self.scope is Scope.UNIT and path.endswith(f"/{unit}/"):
            return True
        return any(f"/{named}/" in path for named in self.units)


NOTHING = Grant(Scope.NONE)
EVERYTHING = Grant(Scope.ALL)


def grant(scope: Scope, units: Iterable[str] = ()) -> Grant:
    """The grant that a role's document describes."""
    if scope is Scope.UNITS:
        return Grant(Scope.OWN, frozenset(units))
    return Grant(scope)


def united(several: Iterable[Mapping[str, Grant]]) -> dict[str, Grant]:
    """The grants of somebody with several roles: of each function the widest, and all units that are named."""
    found: dict[str, Grant] = {}
    for grants in several:
        for function, given in grants.items():
            known = found.get(function)
            found[function] = given if known is None else known | given
    return found
