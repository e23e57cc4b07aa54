"""A board of documents: what a list asks for, in columns. Of one type they are the steps of its process, in their
order, and behind them the closed; of several the states. A document with parallel steps stands in the column of each.

Each column is counted up to COUNTED and read as far as it is shown, by an index: a board costs as much with many closed
documents as with few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select

from crm.documents.board_schemas import Board, BoardColumn, BoardQuery
from crm.documents.context import Work
from crm.documents.engine.states import CLOSED, Status
from crm.documents.lists import at_nodes, filtered
from crm.documents.models import Document, DocumentTypeRow, DocumentTypeVersion
from crm.documents.view import rows_of
from crm.paging import bounded_count

COUNTED = 1_000
"""Documents that are counted of a column."""
_STATES = (
    Status.PENDING, Status.TO_DISPATCH, Status.HANDLING, Status.TO_VISIT, Status.RETURNED, Status.SUSPENDED,
    Status.DONE, Status.ARCHIVED, Status.CANCELLED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Node:
    code: str
    name: dict[str, str]
    former: bool


async def board_of(work: Work, asked: BoardQuery) -> Board:
    """Columns in their order, empty ones too; former steps only where something is left at them."""
    query, more = await filtered(work, asked)
    nodes = await _nodes(work, asked.type) if asked.type is not None else None
    held: list[tuple[BoardColumn, Sequence[Document]]] = []
    for column, where in await _columns(work, asked, nodes):
        documents = await _fill(work, column, query.where(where), asked.each)
        if column.count or not column.former:
            held.append((column, documents))
    rows = await rows_of(work, list({one.id: one for _, documents in held for one in documents}.values()))
    shown = {row.id: row for row in rows}
    for column, documents in held:
        column.items = [shown[one.id] for one in documents]
    return Board(columns=[column for column, _ in held], more=more)


async def _fill(work: Work, column: BoardColumn, query: Select[Document], each: int) -> Sequence[Document]:
    shown = list(await work.session.scalars(query.limit(each)))
    column.count = len(shown)
    if len(shown) == each:  # there may be others
        ones = query.with_only_columns(literal(1), maintain_column_froms=True)
        column.count, column.more = await bounded_count(work.session, ones, COUNTED)
    return shown


async def _columns(
    work: Work, asked: BoardQuery, nodes: Sequence[_Node] | None
) -> list[tuple[BoardColumn, ColumnElement[bool]]]:
    """Those in which something that is asked for can stand."""
    states = [state for state in _STATES if _possible(asked, state)]
    found: list[tuple[BoardColumn, ColumnElement[bool]]] = []
    if nodes is not None:
        if any(state not in CLOSED for state in states):
            wanted = [node for node in nodes if asked.node in {None, node.code}]
            where = await at_nodes(work.session, [node.code for node in wanted])
            found += [(_column("node", one.code, name=one.name, former=one.former), where[one.code]) for one in wanted]
        states = [state for state in states if state in CLOSED]
    return found + [(_column("status", state.value), Document.status == state.value) for state in states]


def _possible(asked: BoardQuery, state: Status) -> bool:
    closed = state in CLOSED
    if closed and (asked.list == "todo" or asked.node is not None):
        return False
    return asked.status in {None, state} and asked.open in {None, not closed}


def _column(kind: Any, code: str, **more: Any) -> BoardColumn:
    return BoardColumn(kind=kind, code=code, count=0, more=False, items=[], **more)


async def _nodes(work: Work, code: str) -> Sequence[_Node] | None:
    """What people do in documents of the type: the steps of the version in force, then those that were in earlier ones;
    None for a type that nobody has designed."""
    row = await work.session.get(DocumentTypeRow, code)
    if row is None or not row.version:
        return None
    versions = select(DocumentTypeVersion.version, DocumentTypeVersion.document).where(DocumentTypeVersion.code == code)
    found: dict[str, _Node] = {}
    for version, document in await work.session.execute(versions.order_by(DocumentTypeVersion.version.desc())):
        for node in document["process"]["nodes"]:
            if node["kind"] in {"task", "visit"} and node["code"] not in found:
                found[node["code"]] = _Node(node["code"], dict(node["name"]), former=version != row.version)
    return list(found.values())
