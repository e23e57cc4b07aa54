"""Asking the index: the newest records that hold all that was typed and that the asker may see, in one query.

At most `LIMIT` are found, and whether there are more: nobody reads a thousand hits, he types another character.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, column, func, literal_column, or_, select, table, text
from sqlalchemy.ext.asyncio import AsyncSession

from crm.organisation.models import Unit
from crm.phones import local, normalise
from crm.search.entries import LETTERS
from crm.search.index import FAR, NEAR
from crm.search.models import SearchEntry
from crm.search.pinyin import LONGEST
from crm.search.tokens import PINYIN, asked, code, is_ascii, of_scope, runs
from crm.text import contains

LIMIT = 200
"""Hits of one search; more are told of, not counted."""
_MOST_PIECES = 12
"""Pieces of a long text that are looked up; the rest is compared with the text itself."""
_MOST_UNITS = 64
"""A scope of more units is left to the rows' own condition."""
_NUMBER = re.compile(r"[\d\s+\-()]+")


@dataclass(frozen=True, slots=True)
class Hits:
    """`ids`: newest change first. `more`: there are others besides."""

    ids: list[str]
    more: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """`groups`: of each, one set of pieces has to be there as a whole. `check`: what the text itself has to hold."""

    groups: tuple[tuple[tuple[str, ...], ...], ...]
    check: tuple[ColumnElement[bool], ...] = ()


def parse(q: str, *, area_code: str = "010") -> Asked | None:
    """What was typed; None when it holds nothing that can be looked for."""
    if (digits := code(q)).isdigit() and len(digits) >= 3 and _NUMBER.fullmatch(q.strip()):
        spellings = dict.fromkeys([digits, code(local(normalise(q, area_code=area_code)))])
        ways = [tuple(asked(each)[:_MOST_PIECES]) for each in spellings]
        holds = [_holds(each) for each in spellings]
        if len(parts := runs(q)) > 1:
            ways.append(tuple(piece for part in parts for piece in asked(part)[:_MOST_PIECES]))
            holds.append(and_(*(_holds(part) for part in parts)))
        return Asked((tuple(ways),), (or_(*holds),))
    groups: list[tuple[tuple[str, ...], ...]] = []
    check: list[ColumnElement[bool]] = []
    for run in runs(q):
        ways = [tuple(asked(run)[:_MOST_PIECES])]
        if is_ascii(run) and run.isalpha():
            ways.append((PINYIN + run[:LONGEST],))
        elif len(run) > 2:
            check.append(_holds(run))
        groups.append(tuple(ways))
    return Asked(tuple(groups), tuple(check)) if groups else None


def _holds(run: str) -> ColumnElement[bool]:
    return SearchEntry.content.like(contains(run), escape="\\")


async def search(
    session: AsyncSession,
    kind: str,
    asked_for: Asked,
    rows: Select[Any],
    identity: Any,
    *,
    scope: ColumnElement[bool],
    user: str | None,
    limit: int = LIMIT,
) -> Hits:
    """Of `rows` (a select of the column `identity` alone, with every condition on it: who may see them, filters) those
    that were asked for. `scope` is `visible(who, …, unit=Unit.id, own=false())`: the units that he may see all of."""
    letter = LETTERS[kind]
    units = await _units(session, scope)
    groups = asked_for.groups
    if units is not None:
        groups = (*groups, tuple((piece,) for piece in of_scope([*units, *([user] if user else [])])))
        if not groups[-1]:
            return Hits([], more=False)
    if session.get_bind().dialect.name == "sqlite":
        found = await _on_sqlite(session, letter, groups, asked_for.check, rows, identity, limit)
    else:
        found = await _on_postgresql(session, letter, groups, asked_for.check, rows, identity, limit)
    return Hits(found[:limit], more=len(found) > limit)


async def _units(session: AsyncSession, scope: ColumnElement[bool]) -> list[str] | None:
    """The units that he may see all of; None for all, or too many to name."""
    seen = list(await session.scalars(select(Unit.id).where(scope).limit(_MOST_UNITS + 1)))
    if len(seen) > _MOST_UNITS:
        return None
    everything = await session.scalar(
        select(func.count()).select_from(select(Unit.id).limit(_MOST_UNITS + 1).subquery())
    )
    return None if len(seen) == everything else seen


Groups = Sequence[Sequence[Sequence[str]]]


async def _on_sqlite(
    session: AsyncSession,
    letter: str,
    groups: Groups,
    check: Sequence[Any],
    rows: Select[Any],
    identity: Any,
    limit: int,
) -> list[str]:
    """FTS5 gives its rows newest first and stops when there are enough. The unary plus keeps the planner from beginning
    with another table."""
    words = table("search_words", column("rowid"), column("search_words"))
    wanted = " AND ".join(
        "(" + " OR ".join("(" + " AND ".join(f'"{letter}{piece}"' for piece in way) + ")" for way in group) + ")"
        for group in groups
    )
    query = (
        rows.join(SearchEntry, literal_column("+search_entries.subject_id") == identity)
        .join(words, literal_column("+search_words.rowid") == SearchEntry.seq)
        .where(text("search_words MATCH :wanted").bindparams(wanted=wanted), *check)
        .order_by(words.c.rowid.desc())
        .limit(limit + 1)
    )
    return list(await session.scalars(query))


async def _on_postgresql(
    session: AsyncSession,
    letter: str,
    groups: Groups,
    check: Sequence[Any],
    rows: Select[Any],
    identity: Any,
    limit: int,
) -> list[str]:
    """GIN knows no order: the newest blocks of entries are asked first, all of them only when these hold too few."""
    wanted = " & ".join(
        "(" + " | ".join("(" + " & ".join(f"'{letter}{piece}'" for piece in way) + ")" for way in group) + ")"
        for group in groups
    )
    newest = int(await session.scalar(select(func.max(SearchEntry.seq))) or 0)
    await session.execute(text("SET LOCAL enable_seqscan TO off"))
    found: list[str] = []
    for blocks in (_blocks("#", newest // NEAR), _blocks("##", newest // FAR), []):
        within = " & (" + " | ".join(f"'{letter}{each}'" for each in blocks) + ")" if blocks else ""
        hits = (
            select(SearchEntry.subject_id, SearchEntry.seq)
            .where(text("words @@ CAST(:wanted AS tsquery)").bindparams(wanted=wanted + within), *check)
            .cte("hits")
            .prefix_with("MATERIALIZED", dialect="postgresql")
        )
        query = rows.join(hits, hits.c.subject_id == identity).order_by(hits.c.seq.desc()).limit(limit + 1)
        found = list(await session.scalars(query))
        if len(found) > limit:
            break
    await session.execute(text("SET LOCAL enable_seqscan TO on"))
    return found


def _blocks(mark: str, newest: int) -> list[str]:
    """The newest block, which may have only begun, and the one before it."""
    return [f"{mark}{block}" for block in (newest, newest - 1) if block >= 0]
