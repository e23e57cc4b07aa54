"""A function as the catalogue writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crm.roles.grants import Scope


@dataclass(frozen=True, slots=True)
class Function:
    """`code` is `noun.verb`. `rows`: its rows belong to units and people, so that every scope makes sense; else it is
    had or not. `built_in`: id of a built-in role → the scope that it is shipped with (administrators have everything).
    """

    code: str
    zh: str
    en: str
    rows: bool
    built_in: Mapping[str, Scope]

    @property
    def noun(self) -> str:
        return self.code.partition(".")[0]

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return tuple(Scope) if self.rows else (Scope.NONE, Scope.ALL)


def rows(code: str, zh: str, en: str, **built_in: str) -> Function:
    """A function on rows: `rows("tickets.read", "查看工单", "See tickets", supervisor="below", agent="own")`."""
    return Function(code, zh, en, rows=True, built_in={role: Scope(scope) for role, scope in built_in.items()})


def whole(code: str, zh: str, en: str, *built_in: str) -> Function:
    """A function that is had or not: `whole("announcements.manage", "管理紧急公告", "…", "supervisor")`."""
    return Function(code, zh, en, rows=False, built_in=dict.fromkeys(built_in, Scope.ALL))
