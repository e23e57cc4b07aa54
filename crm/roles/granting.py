"""分级管理: who may be given what. Nobody passes on more than he has, nor manages somebody who has more. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crm.access import Principal
from crm.roles.grants import Grant, Scope


@dataclass(frozen=True, slots=True)
class Whose:
    """Grants as somebody in the unit with this path would have them."""

    path: str
    grants: Mapping[str, Grant]


def beyond(who: Principal, theirs: Whose, paths: Mapping[str, str]) -> list[str]:
    """Functions by which `theirs` would reach what `who` does not; `paths`: unit → path, of units that are named."""
    if who.trusted:
        return []
    return sorted(code for code, given in theirs.grants.items() if not _within(who, code, given, theirs.path, paths))


def _within(who: Principal, function: str, given: Grant, path: str, paths: Mapping[str, str]) -> bool:
    if given.scope is Scope.NONE:
        return True
    if not who.may(function):
        return False
    if who.everywhere(function):
        return True
    if given.scope is Scope.ALL:
        return False
    if given.scope is Scope.UNIT and not who.reaches(function, path):
        return False
    if given.scope is Scope.BELOW and not reaches_below(who, function, path):
        return False
    return all(reaches_below(who, function, paths.get(unit, "")) for unit in given.units)


def reaches_below(who: Principal, function: str, path: str) -> bool:
    """Whether the function reaches the unit with this path and every unit below it."""
    given = who.grant(function)
    if who.everywhere(function):
        return True
    if given.scope is Scope.BELOW and path.startswith(who.unit_path):
        return True
    return any(f"/{unit}/" in path for unit in given.units)


def named(several: Iterable[Mapping[str, Grant]]) -> set[str]:
    """The units that grants name."""
    return {unit for grants in several for given in grants.values() for unit in given.units}
