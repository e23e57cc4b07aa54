"""What an import fills: customers, or a call list. A target knows its columns and rules, and nothing of files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from crm.imports.cells import Cell
from crm.imports.columns import Column
from crm.imports.models import ImportRow
from crm.imports.problems import Problem

Result = Literal["created", "updated", "skipped", "bad"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file, its cells by the codes of our columns."""

    number: int
    cells: Mapping[str, Sequence[Cell]]


@dataclass(slots=True)
class Draft:
    """What a line says, as far as that can be told without the database. `doubts` are problems unless
    the record that is meant has the same value in that column already: what is no longer offered may stay."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)

    @property
    def bad(self) -> bool:
        return any(problem.serious for problem in self.problems)


@dataclass(slots=True)
class Decision:
    """What is to be done with a line. `subject`: the record that is there already."""

    draft: Draft
    result: Result
    subject: str | None = None
    found: list[Problem] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        return [*self.draft.problems, *self.found]


@dataclass(frozen=True, slots=True)
class Written:
    """A record as it is after its line was carried out."""

    line: int
    subject: str
    version: int
    before: Mapping[str, Any] | None = None


class Target(Protocol):
    @property
    def columns(self) -> Sequence[Column]: ...

    def read(self, line: Line) -> Draft:
        """Check and convert; never raises for what stands in the file."""

    def keys(self, draft: Draft) -> Iterable[str]:
        """By what two lines of one file are the same record."""

    async def decide(self, session: AsyncSession, drafts: Sequence[Draft]) -> list[Decision]:
        """What becomes of good lines, no two of them with the same key; changes nothing."""

    async def carry_out(self, session: AsyncSession, decisions: Sequence[Decision]) -> list[Written]:
        """Write those that create or update."""

    async def take_back(self, session: AsyncSession, rows: Sequence[ImportRow]) -> Mapping[int, str]:
        """Undo these lines; → line → why it stays (crm.imports.problems.KEPT)."""
