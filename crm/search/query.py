"""Asking the index: the newest records that hold all that was typed and that the asker may see, in one query.

At most `LIMIT` are found, and whether there are more: nobody reads a thousand hits, he types another character.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    text,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession

from crm.organisation.models import Unit
from crm.phones import local, normalise
from crm.search.entries import LETTERS
from crm.search.index import BLOCKS, SPAN, first, mark
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
        # spelled in full it is another way only where what was typed is no part of that
        spelled = code(local(normalise(q, area_code=area_code)))
        spellings = [digits] if digits in spelled else [digits, spelled]
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
        found = await _on_postgresql(session, kind, groups, asked_for.check, rows, identity, limit)
    return Hits(found[:limit], more=len(found) > limit)


async def _units(session: AsyncSession, scope: ColumnElement[bool]) -> list[str] | None:
    """The units that he may see all of; None for all, or too many to name."""
    if scope.compare(true()):
        return None
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
    kind: str,
    groups: Groups,
    check: Sequence[Any],
    rows: Select[Any],
    identity: Any,
    limit: int,
) -> list[str]:
    """GIN knows no order: the newest blocks of entries are asked first, and more only when these hold too few; all in
    one statement, whose later parts are not run when an earlier one has enough. Of each part the newest entries' rows
    are looked up one by one (LATERAL with a limit, which the planner cannot turn round) until there are enough: it does
    not know how many entries are hit, and would read all rows there are. The text of the search is put together
    by the database, so that the planner does not guess from it and leave the index."""
    letter = LETTERS[kind]
    wanted = " & ".join(
        "(" + " | ".join("(" + " & ".join(f"'{letter}{piece}'" for piece in way) + ")" for way in group) + ")"
        for group in groups
    )
    of_kind = SearchEntry.seq.between(first(kind), first(kind) + SPAN - 1)
    newest = select(func.coalesce(func.max(SearchEntry.seq), first(kind)).label("seq")).where(of_kind).cte("newest")
    parts: list[Any] = []
    for level in range(len(BLOCKS) + 1):
        asked_for = literal(wanted, Text()).concat(_within(letter, level, newest))
        hits = (
            select(SearchEntry.subject_id, SearchEntry.seq)
            .where(SearchEntry.words.op("@@")(cast(asked_for, TSQUERY)), *check)
            .cte(f"hits_{level}")
            .prefix_with("MATERIALIZED", dialect="postgresql")
        )
        newest_first = select(hits).order_by(hits.c.seq.desc()).subquery()
        one = rows.where(identity == newest_first.c.subject_id).limit(1).lateral()
        part = select(one.c[0].label("subject_id"), newest_first.c.seq).select_from(newest_first.join(one, true()))
        part = part.where(*(_count(earlier) <= limit for earlier in parts))
        parts.append(part.order_by(newest_first.c.seq.desc()).limit(limit + 1).cte(f"part_{level}"))
    last = len(parts) - 1
    enough = [
        select(part).where(*([] if place == last else [_count(part) > limit])) for place, part in enumerate(parts)
    ]
    found = union_all(*enough).subquery()
    return list(await session.scalars(select(found.c[0]).order_by(found.c.seq.desc())))


def _count(part: Any) -> Any:
    return select(func.count()).select_from(part).scalar_subquery()


def _within(letter: str, level: int, newest: Any) -> Any:
    """Text of the condition that an entry is in the newest block of this level, which may have only begun, or the one
    before it; nothing beyond the last level."""
    if level == len(BLOCKS):
        return select(literal("", Text())).select_from(newest).scalar_subquery()
    block = newest.c.seq // literal_column(str(BLOCKS[level]), BigInteger())
    piece = f"'{letter}{mark(level)}"
    texts = (f" & ({piece}", cast(block, Text()), f"' | {piece}", cast(func.greatest(block - 1, 0), Text()), "')")
    return select(func.concat(*texts)).select_from(newest).scalar_subquery()
