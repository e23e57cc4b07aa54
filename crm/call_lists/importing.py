"""Numbers of a call list out of a file: one click, since a file of numbers alone needs no heading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.base import new_id, utcnow
from crm.call_lists.models import CallListItem
from crm.call_lists.numbers import DoNotCall
from crm.customers.callers import customers_of
from crm.imports.back import count_on
from crm.imports.cells import text_of
from crm.imports.columns import Column
from crm.imports.models import ImportRow
from crm.imports.phones import numbers
from crm.imports.problems import Problem
from crm.imports.target import Decision, Draft, Line, Written

COLUMNS: tuple[Column, ...] = (
    Column(
        "number",
        "电话",
        "Phone",
        ("号码", "手机", "手机号", "手机号码", "电话号码", "联系电话", "被叫", "mobile", "phone number", "tel", "A"),
        required=True,
        code_like=True,
    ),
    Column("name", "姓名", "Name", ("客户姓名", "客户名称", "名称", "客户", "联系人", "customer")),
    Column("note", "备注", "Note", ("说明", "remark", "remarks", "comment")),
)
LENGTHS = {"name": 100, "note": 500}

_items: Any = CallListItem.__table__


class ListNumbers:
    """The target of an import (crm.imports.target.Target). `duplicates`: skip or update; a list has no number twice."""

    columns: Sequence[Column] = COLUMNS

    def __init__(self, list_id: str, duplicates: str, area_code: str, do_not_call: DoNotCall) -> None:
        self._list = list_id
        self._duplicates = duplicates
        self._area_code = area_code
        self._do_not_call = do_not_call

    def read(self, line: Line) -> Draft:
        draft = Draft(line.number)
        found, problems = numbers(line.cells.get("number", ()), "number", self._area_code)
        draft.problems += problems
        if found:
            draft.values["number"] = found[0]
        elif not problems:
            draft.problems.append(Problem("required", "number"))
        if len(found) > 1:
            draft.problems.append(Problem("too_many", "number", detail="1"))
        if found and self._do_not_call.forbids(found[0]):
            draft.problems.append(Problem("do_not_call", "number", found[0]))
        for column, longest in LENGTHS.items():
            cells = line.cells.get(column, ())
            text = text_of(cells[0]) if cells else ""
            if len(text) > longest:
                draft.problems.append(Problem("length", column, text, str(longest)))
            elif text:
                draft.values[column] = text
        return draft

    def keys(self, draft: Draft) -> Iterable[str]:
        return (draft.values["number"],)

    async def decide(self, session: AsyncSession, drafts: Sequence[Draft]) -> list[Decision]:
        there = await self._there(session, drafts)
        found: list[Decision] = []
        for draft in drafts:
            item = there.get(draft.values["number"])
            if item is None:
                found.append(Decision(draft, "created"))
            elif self._duplicates == "update":
                found.append(Decision(draft, "updated", item))
            else:
                found.append(
                    Decision(draft, "skipped", item, [Problem("exists", "number", detail=draft.values["number"])])
                )
        return found

    async def _there(self, session: AsyncSession, drafts: Sequence[Draft]) -> dict[str, str]:
        wanted = [draft.values["number"] for draft in drafts]
        query = select(CallListItem.number, CallListItem.id).where(CallListItem.list_id == self._list)
        return {row.number: row.id for row in await session.execute(query.where(CallListItem.number.in_(wanted)))}

    async def carry_out(self, session: AsyncSession, decisions: Sequence[Decision]) -> list[Written]:
        connection = await session.connection()
        return await connection.run_sync(self._write, decisions)

    def _write(self, connection: Connection, decisions: Sequence[Decision]) -> list[Written]:
        fresh = [each for each in decisions if each.result == "created"]
        known = customers_of(connection, [each.draft.values["number"] for each in fresh])
        now = utcnow()
        rows = [
            {
                "id": new_id(), "list_id": self._list, "number": each.draft.values["number"],
                "name": each.draft.values.get("name", ""), "note": each.draft.values.get("note", ""),
                "customer_id": known.get(each.draft.values["number"]), "result": "", "remark": "", "created_at": now,
                "version": 1,
            }
            for each in fresh
        ]  # fmt: skip
        if rows:
            connection.execute(insert(_items), rows)
        written = [Written(each.draft.line, row["id"], 1) for each, row in zip(fresh, rows, strict=True)]
        return written + [
            done
            for each in decisions
            if each.result == "updated" and (done := self._update(connection, each)) is not None
        ]

    @staticmethod
    def _update(connection: Connection, decision: Decision) -> Written | None:
        row = connection.execute(select(_items).where(_items.c.id == decision.subject)).one()
        given = {name: value for name, value in decision.draft.values.items() if name != "number"}
        after = {name: value for name, value in given.items() if getattr(row, name) != value}
        if not after:
            return None
        before = {name: getattr(row, name) for name in after}
        connection.execute(update(_items).where(_items.c.id == row.id).values(**after, version=row.version + 1))
        return Written(decision.draft.line, row.id, row.version + 1, before)

    async def take_back(self, session: AsyncSession, rows: Sequence[ImportRow]) -> Mapping[int, str]:
        connection = await session.connection()
        return await connection.run_sync(self._take_back, rows)

    @staticmethod
    def _take_back(connection: Connection, rows: Sequence[ImportRow]) -> dict[int, str]:
        """Numbers that were shared out or called since have another version, and stay."""
        ids = [row.subject_id for row in rows]
        versions = {
            row.id: row.version
            for row in connection.execute(select(_items.c.id, _items.c.version).where(_items.c.id.in_(ids)))
        }
        kept: dict[int, str] = {}
        for row in rows:
            if row.subject_id not in versions:
                kept[row.line] = "gone"
            elif versions[row.subject_id] != row.version:
                kept[row.line] = "changed"
            elif row.result == "created":
                connection.execute(delete(_items).where(_items.c.id == row.subject_id))
            else:
                versions[row.subject_id] = now = int(row.version or 0) + 1
                values = {**(row.before or {}), "version": now}
                connection.execute(update(_items).where(_items.c.id == row.subject_id).values(**values))
                count_on(connection, row, rows)
        return kept
