"""Customers out of a file, in the database: who is there already, what becomes of whom, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.models import AuditEntry
from crm.audit.service import bulk
from crm.base import new_id, utcnow
from crm.calls.models import Call
from crm.customers.importing import COLUMNS, DICTIONARIES, Known, Reader, choices_of, keys
from crm.customers.models import Customer, CustomerPhone
from crm.customers.numbers import free_numbers
from crm.customers.repository import CustomerRepository
from crm.customers.searching import SOURCE
from crm.dictionaries.models import DictionaryEntry
from crm.imports.columns import Column
from crm.imports.models import ImportRow
from crm.imports.problems import Problem
from crm.imports.schemas import ImportOptions
from crm.imports.target import Decision, Draft, Line, Written
from crm.phones import region_of
from crm.search.sources import refresh
from crm.tickets.models import Ticket
from crm.users.models import User
from crm.voicemails.models import Voicemail

PLAIN = tuple(column.code for column in COLUMNS if column.code not in {"phones", "number"})
REFERRING = (Call.customer_id, Ticket.customer_id, Voicemail.customer_id)
_EMPTY: Mapping[str, Any] = {
    **dict.fromkeys(PLAIN, ""),
    "kind": "person",
    "owner_id": None,
    "language": None,
    "region_en": "",
    "provisional": False,
}

_customers: Any = Customer.__table__
_phones: Any = CustomerPhone.__table__
_rows: Any = ImportRow.__table__


@dataclass(slots=True)
class There:
    """A customer who is there already."""

    id: str
    number: str
    name: str
    provisional: bool
    mine: bool
    phones: set[str] = field(default_factory=set)


class Customers:
    """The target of an import (crm.imports.target.Target) for one asker and his options."""

    columns: Sequence[Column] = COLUMNS

    def __init__(self, who: Principal, options: ImportOptions, known: Known, unit: str, job: str) -> None:
        self._who = who
        self._options = options
        self._reader = Reader(known)
        self._unit = unit
        self._job = job

    @staticmethod
    async def known(session: AsyncSession, options: ImportOptions, area_code: str) -> Known:
        entries: dict[str, list[tuple[str, str, str]]] = {}
        query = select(DictionaryEntry).where(
            DictionaryEntry.dictionary.in_(DICTIONARIES.values()), DictionaryEntry.active.is_(True)
        )
        for entry in await session.scalars(query):
            entries.setdefault(entry.dictionary, []).append((entry.code, entry.name_zh, entry.name_en))
        users: dict[str, str] = {}
        for user in await session.scalars(select(User).where(User.disabled.is_(False))):
            users |= {name: user.id for name in (user.username, user.number) if name}
        return Known(area_code, choices_of(entries), users, options.defaults)

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
        found = {one.id: one for key in keys(draft, self._options.by) for one in there.get(key, ())}
        matches = list(found.values())
        if not matches:
            return self._new(draft, taken)
        if self._options.duplicates == "skip" and not (len(matches) == 1 and matches[0].provisional):
            shown = ", ".join(f"{one.number} {one.name}".strip() for one in matches if one.mine)
            return Decision(draft, "skipped", matches[0].id, [Problem("exists", detail=shown)])
        if len(matches) > 1:
            shown = ", ".join(one.number for one in matches if one.mine)
            return Decision(draft, "bad", None, [Problem("several", detail=shown)])
        if not matches[0].mine:
            return Decision(draft, "bad", None, [Problem("not_yours")])
        number = draft.values.get("number")
        if number and taken.get(number, matches[0].id) != matches[0].id:
            return Decision(draft, "bad", None, [Problem("exists", "number", number, number)])
        return Decision(draft, "updated", matches[0].id)

    @staticmethod
    def _new(draft: Draft, taken: Mapping[str, str]) -> Decision:
        values = draft.values
        found: list[Problem] = []
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
                one = There(customer.id, customer.number, customer.name, customer.provisional, customer.id in mine)
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
        return await connection.run_sync(self._write, decisions)

    def _write(self, connection: Connection, decisions: Sequence[Decision]) -> list[Written]:
        made = self._create(connection, [each for each in decisions if each.result == "created"])
        changed = self._update(connection, [each for each in decisions if each.result == "updated"])
        refresh(connection, SOURCE, [each.subject for each in (*made, *changed)])
        return [*made, *changed]

    def _create(self, connection: Connection, decisions: Sequence[Decision]) -> list[Written]:
        if not decisions:
            return []
        now = utcnow()
        numbers = iter(free_numbers(connection, sum(not each.draft.values.get("number") for each in decisions)))
        rows: list[dict[str, Any]] = []
        phones: list[dict[str, Any]] = []
        for decision in decisions:
            values = dict(decision.draft.values)
            mine = values.pop("phones")
            region = {} if values.get("region_zh") else region_of(mine[0])
            row = {
                **_EMPTY,
                "region_zh": region.get("zh", ""),
                "region_en": region.get("en", ""),
                **values,
                "id": new_id(),
                "number": values.get("number") or next(numbers),
                "unit_id": self._unit,
                "created_at": now,
                "created_by": self._who.user,
                "updated_at": now,
                "version": 1,
            }
            rows.append(row)
            phones += _phone_rows(row["id"], mine, 0)
        connection.execute(insert(_customers), rows)
        connection.execute(insert(_phones), phones)
        self._note(connection, "customers.create", [(row["id"], {"number": row["number"]}) for row in rows])
        return [Written(each.draft.line, row["id"], 1) for each, row in zip(decisions, rows, strict=True)]

    def _update(self, connection: Connection, decisions: Sequence[Decision]) -> list[Written]:
        """What a line leaves empty stays, and so do phones that it does not name."""
        if not decisions:
            return []
        ids = [each.subject for each in decisions]
        rows = {row.id: row for row in connection.execute(select(_customers).where(_customers.c.id.in_(ids)))}
        there: dict[str, set[str]] = {}
        for phone in connection.execute(select(_phones).where(_phones.c.customer_id.in_(ids))):
            there.setdefault(phone.customer_id, set()).add(phone.number)
        written: list[Written] = []
        audited: list[tuple[str, dict[str, Any]]] = []
        for decision in decisions:
            row = rows[decision.subject or ""]
            given = dict(decision.draft.values)
            fresh = [number for number in given.pop("phones", ()) if number not in there.get(row.id, ())]
            after = {name: value for name, value in given.items() if getattr(row, name) != value}
            if row.provisional and (given.get("name") or row.name):
                after["provisional"] = False
            if not after and not fresh:
                continue
            before = {name: getattr(row, name) for name in after}
            connection.execute(
                update(_customers)
                .where(_customers.c.id == row.id)
                .values(**after, version=row.version + 1, updated_at=utcnow())
            )
            if fresh:
                added = _phone_rows(row.id, fresh, len(there.get(row.id, ())))
                connection.execute(insert(_phones), added)
            written.append(Written(decision.draft.line, row.id, row.version + 1, {"values": before, "phones": fresh}))
            audited.append((row.id, {"before": before, "after": {**after, **({"phones": fresh} if fresh else {})}}))
        self._note(connection, "customers.update", audited)
        return written

    def _note(self, connection: Connection, action: str, what: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        rows = bulk(self._who, action, "customer", [(each, {"import": self._job, **details}) for each, details in what])
        if rows:
            connection.execute(insert(AuditEntry), rows)

    async def take_back(self, session: AsyncSession, rows: Sequence[ImportRow]) -> Mapping[int, str]:
        connection = await session.connection()
        return await connection.run_sync(self._take_back, rows)

    def _take_back(self, connection: Connection, rows: Sequence[ImportRow]) -> dict[int, str]:
        ids = [row.subject_id or "" for row in rows]
        versions = {
            row.id: row.version
            for row in connection.execute(
                select(_customers.c.id, _customers.c.version).where(_customers.c.id.in_(ids)).with_for_update()
            )
        }
        referred: set[str | None] = set()
        for column in REFERRING:
            referred |= set(connection.scalars(select(column).where(column.in_(ids)).distinct()))
        kept: dict[int, str] = {}
        gone: list[str] = []
        for row in rows:
            subject = row.subject_id or ""
            if subject not in versions:
                kept[row.line] = "gone"
            elif versions[subject] != row.version:
                kept[row.line] = "changed"
            elif row.result == "updated":
                versions[subject] = self._put_back(connection, row, rows)
            elif subject in referred:
                kept[row.line] = "in_use"
            else:
                gone.append(subject)
        connection.execute(delete(_phones).where(_phones.c.customer_id.in_(gone)))
        connection.execute(delete(_customers).where(_customers.c.id.in_(gone)))
        self._note(connection, "customers.delete", [(each, {"undo": True}) for each in gone])
        refresh(connection, SOURCE, ids)
        return kept

    def _put_back(self, connection: Connection, row: ImportRow, rows: Sequence[ImportRow]) -> int:
        """Undo an update; → the customer's new version, which an earlier line of the same import takes for its own."""
        before = row.before or {}
        values = before.get("values", {})
        version = int(row.version or 0)
        connection.execute(
            update(_customers)
            .where(_customers.c.id == row.subject_id)
            .values(**values, version=version + 1, updated_at=utcnow())
        )
        earlier = (_rows.c.job_id == row.job_id, _rows.c.subject_id == row.subject_id, _rows.c.version == version - 1)
        connection.execute(update(_rows).where(*earlier).values(version=version + 1))
        for other in rows:
            if other.subject_id == row.subject_id and other.version == version - 1:
                other.version = version + 1
        number = _phones.c.number.in_(before.get("phones", ()))
        connection.execute(delete(_phones).where(_phones.c.customer_id == row.subject_id, number))
        self._note(connection, "customers.update", [(row.subject_id or "", {"undo": True, "after": values})])
        return version + 1


def _phone_rows(customer: str, numbers: Sequence[str], first: int) -> list[dict[str, Any]]:
    return [
        {"id": new_id(), "customer_id": customer, "number": number, "label": "", "position": place}
        for place, number in enumerate(numbers, first)
    ]
