"""Customers out of a file, in the database: who is there already, and what becomes of whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.customers.definitions import choosable
from crm.customers.importing import DICTIONARIES, Known, Reader, choices_of, keys
from crm.customers.importing_after import after
from crm.customers.importing_writing import Writing
from crm.customers.models import Customer, CustomerPhone
from crm.customers.repository import CustomerRepository
from crm.customers.tabled import customer_columns
from crm.customers.telling import Said, changed, tell_each, told_deleted
from crm.dictionaries.models import DictionaryEntry
from crm.events.business import CustomerChanged, CustomerCreated, tell_of
from crm.imports.columns import Column
from crm.imports.models import ImportRow
from crm.imports.problems import Problem
from crm.imports.schemas import ImportOptions
from crm.imports.target import Decision, Draft, Line, Written
from crm.routing.settings import facts
from crm.users.models import User


@dataclass(slots=True)
class There:
    """A customer who is there already."""

    record: Customer
    mine: bool


class Customers:
    """The target of an import (crm.imports.target.Target) for one asker and his options."""

    def __init__(self, who: Principal, options: ImportOptions, known: Known, unit: str, job: str) -> None:
        self._who = who
        self._options = options
        self._known = known
        self._reader = Reader(known)
        self._writing = Writing(who, known, unit, job)

    @property
    def columns(self) -> Sequence[Column]:
        return customer_columns(self._known.fields)

    @staticmethod
    async def known(session: AsyncSession, options: ImportOptions, area_code: str) -> Known:
        entries: dict[str, list[tuple[str, str, str]]] = {}
        former: dict[str, list[tuple[str, str, str]]] = {}
        query = select(DictionaryEntry).where(DictionaryEntry.dictionary.in_(DICTIONARIES.values()))
        for entry in await session.scalars(query):
            kept = entries if entry.active else former
            kept.setdefault(entry.dictionary, []).append((entry.code, entry.name_zh, entry.name_en))
        users: dict[bool, dict[str, str]] = {False: {}, True: {}}
        for user in await session.scalars(select(User)):
            users[user.disabled] |= {name: user.id for name in (user.username, user.number) if name}
        return Known(
            area_code,
            choices_of(entries),
            users[False],
            options.defaults,
            former={**choices_of(former), "owner_id": users[True]},
            fields=await choosable(session),
            zone=(await facts(session)).zone,
        )

    def read(self, line: Line) -> Draft:
        draft = self._reader.read(line)
        if self._options.by == "number" and not draft.values.get("number"):
            draft.problems.append(Problem("required", "number"))
        return draft

    def keys(self, draft: Draft) -> Iterable[str]:
        return keys(draft, self._options.by) if self._options.duplicates != "create" else ()

    async def decide(self, session: AsyncSession, drafts: Sequence[Draft]) -> list[Decision]:
        there = await self._there(session, drafts) if self._options.duplicates != "create" else {}
        taken = await self._numbers_in_use(session, drafts)
        return [self._decision(draft, there, taken) for draft in drafts]

    def _decision(self, draft: Draft, there: Mapping[str, list[There]], taken: Mapping[str, str]) -> Decision:
        found = {one.record.id: one for key in keys(draft, self._options.by) for one in there.get(key, ())}
        matches = list(found.values())
        if not matches:
            return self._new(draft, taken, self._known)
        if self._options.duplicates == "skip" and not (len(matches) == 1 and matches[0].record.provisional):
            shown = ", ".join(f"{one.record.number} {one.record.name}".strip() for one in matches if one.mine)
            return Decision(draft, "skipped", matches[0].record.id, [Problem("exists", detail=shown)])
        if len(matches) > 1:
            shown = ", ".join(one.record.number for one in matches if one.mine)
            return Decision(draft, "bad", None, [Problem("several", detail=shown)])
        if not matches[0].mine:
            return Decision(draft, "bad", None, [Problem("not_yours")])
        number = draft.values.get("number")
        if number and taken.get(number, matches[0].record.id) != matches[0].record.id:
            return Decision(draft, "bad", None, [Problem("exists", "number", number, number)])
        record = matches[0].record
        problems = [each for each in draft.doubts if getattr(record, each.column) != draft.values[each.column]]
        problems += after(record, draft.values, self._known).problems
        return Decision(draft, "bad" if problems else "updated", matches[0].record.id, problems)

    @staticmethod
    def _new(draft: Draft, taken: Mapping[str, str], known: Known) -> Decision:
        values = draft.values
        found: list[Problem] = [*draft.doubts, *after(None, values, known).problems]
        if not values.get("name"):
            found.append(Problem("required", "name"))
        if not values.get("phones"):
            found.append(Problem("phone_required", "phones"))
        if values.get("number") in taken:
            found.append(Problem("exists", "number", values["number"], values["number"]))
        return Decision(draft, "bad" if found else "created", None, found)

    async def _there(self, session: AsyncSession, drafts: Sequence[Draft]) -> dict[str, list[There]]:
        """Key → the customers who have it."""
        by = self._options.by
        wanted = {key for draft in drafts for key in keys(draft, by)}
        if by == "number":
            key = Customer.number
            query = select(Customer, Customer.number.label("key")).where(Customer.number.in_(wanted))
        else:
            numbers = {each.rpartition("\n")[2] for each in wanted}
            key = CustomerPhone.number
            query = (
                select(Customer, key.label("key"))
                .join(CustomerPhone, CustomerPhone.customer_id == Customer.id)
                .where(key.in_(numbers))
            )
        rows = (await session.execute(query)).all()
        mine = await CustomerRepository(session, self._who, "customers.write").names({row[0].id for row in rows})
        found: dict[str, list[There]] = {}
        for customer, value in rows:
            name = f"{customer.name}\n{value}" if by == "name_phone" else value
            if name in wanted:
                one = There(customer, customer.id in mine)
                found.setdefault(name, []).append(one)
        return found

    async def _numbers_in_use(self, session: AsyncSession, drafts: Sequence[Draft]) -> dict[str, str]:
        wanted = {draft.values["number"] for draft in drafts if draft.values.get("number")}
        if not wanted:
            return {}
        rows = await session.execute(select(Customer.number, Customer.id).where(Customer.number.in_(wanted)))
        return {row.number: row.id for row in rows}

    async def carry_out(self, session: AsyncSession, decisions: Sequence[Decision]) -> list[Written]:
        connection = await session.connection()
        written = await connection.run_sync(self._writing.write, decisions)
        tell_each(session, self._who, _told((each.subject, each.before) for each in written))
        return written

    async def take_back(self, session: AsyncSession, rows: Sequence[ImportRow]) -> Mapping[int, str]:
        made = {row.subject_id or "": row for row in rows if row.result == "created"}
        told = await told_deleted(session, self._who, made)
        connection = await session.connection()
        kept = await connection.run_sync(self._writing.take_back, rows)
        for one in told:
            if made[one.customer].line not in kept:
                tell_of(session, one)
        back = [row for row in rows if row.result == "updated" and row.line not in kept]
        names: dict[str, set[str]] = {}
        for row in back:
            names.setdefault(row.subject_id or "", set()).update(_names(row.before or {}))
        tell_each(session, self._who, {customer: changed(each) for customer, each in names.items()})
        return kept


def _told(lines: Iterable[tuple[str, Mapping[str, Any] | None]]) -> dict[str, Said]:
    """Customer → what is told of him. Several lines may be one customer: he is new when he is by one of them, else
    all that they changed is named."""
    found: dict[str, Said] = {}
    for customer, before in lines:
        kind, more = _said(before)
        if customer in found and found[customer][0] is CustomerCreated:
            continue
        if customer in found and kind is CustomerChanged:
            more = {"changed": sorted({*found[customer][1]["changed"], *more["changed"]})}
        found[customer] = kind, more
    return found


def _said(before: Mapping[str, Any] | None) -> Said:
    """What is told of a customer as he was before his line (crm.customers.importing_writing); None: he is new."""
    if before is None or before["values"].get("provisional"):
        return CustomerCreated, {}
    return changed(_names(before))


def _names(before: Mapping[str, Any]) -> list[str]:
    names = [*before.get("values", {})]
    names += ["phones"] if before.get("phones") else []
    return names + (["products"] if before.get("products") or before.get("changed") else [])
