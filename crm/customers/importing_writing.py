"""Imported customers written in bulk, and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from crm.access import Principal
from crm.audit.models import AuditEntry
from crm.audit.service import bulk
from crm.base import new_id, utcnow
from crm.customers.importing import Known
from crm.customers.importing_after import After, Products, after, products_after
from crm.customers.models import Customer, CustomerChange, CustomerMerge, CustomerPhone, CustomerProduct
from crm.customers.moving import pack, unpack
from crm.customers.numbers import free_numbers
from crm.customers.referring import OWN, referred
from crm.customers.searching import SOURCE
from crm.customers.values import index_now, indexed
from crm.imports.back import count_on
from crm.imports.models import ImportRow
from crm.imports.target import Decision, Written
from crm.phones import region_of
from crm.search.sources import refresh

ACTION = "import"
"""Of entries in a customer's history that an import has made."""
_EMPTY: Mapping[str, Any] = {
    **dict.fromkeys(
        ("name", "contact", "sex", "source", "category", "level", "region_zh", "region_en", "region_code"), ""
    ),
    **dict.fromkeys(("address", "note"), ""),
    "kind": "person",
    "owner_id": None,
    "language": None,
    "provisional": False,
}
_LISTS = {"addresses": list, "tags": list, "fields": dict}

_customers: Any = Customer.__table__
_phones: Any = CustomerPhone.__table__
_products: Any = CustomerProduct.__table__
_changes: Any = CustomerChange.__table__
_merges: Any = CustomerMerge.__table__


class Writing:
    """Plain SQL in the import's transaction; new customers belong to `unit`."""

    def __init__(self, who: Principal, known: Known, unit: str, job: str) -> None:
        self._who = who
        self._known = known
        self._unit = unit
        self._job = job

    def write(self, connection: Connection, decisions: Sequence[Decision]) -> list[Written]:
        made = self._create(connection, [each for each in decisions if each.result == "created"])
        changed = self._update(connection, [each for each in decisions if each.result == "updated"])
        self._found_by(connection, [each.subject for each in (*made, *changed)])
        return [*made, *changed]

    def _found_by(self, connection: Connection, ids: Sequence[str]) -> None:
        """By the index of fields and tags, and by search."""
        query = select(_customers.c.id, *(_customers.c[name] for name in _LISTS)).where(_customers.c.id.in_(ids))
        owners = {row.id: indexed(row) for row in connection.execute(query)}
        index_now(connection, {each: owners.get(each, {}) for each in ids}, self._known.fields)
        refresh(connection, SOURCE, ids)

    def _create(self, connection: Connection, decisions: Sequence[Decision]) -> list[Written]:
        if not decisions:
            return []
        now = utcnow()
        numbers = iter(free_numbers(connection, sum(not each.draft.values.get("number") for each in decisions)))
        rows: list[dict[str, Any]] = []
        phones: list[dict[str, Any]] = []
        products: list[dict[str, Any]] = []
        for decision in decisions:
            given = decision.draft.values
            values = after(None, given, self._known).values
            mine = given["phones"]
            region = {} if values.get("region_zh") else region_of(mine[0])
            row = {
                **_EMPTY,
                **{name: make() for name, make in _LISTS.items()},
                "region_zh": region.get("zh", ""),
                "region_en": region.get("en", ""),
                **values,
                "id": new_id(),
                "number": given.get("number") or next(numbers),
                "unit_id": self._unit,
                "created_at": now,
                "created_by": self._who.user,
                "updated_at": now,
                "version": 1,
            }
            rows.append(row)
            phones += _phone_rows(row["id"], mine, 0)
            products += _product_rows(row["id"], products_after((), given.get("products", ())))
        connection.execute(insert(_customers), rows)
        connection.execute(insert(_phones), phones)
        if products:
            connection.execute(insert(_products), products)
        self._remember(connection, "create", {row["id"]: {} for row in rows})
        return [Written(each.draft.line, row["id"], 1) for each, row in zip(decisions, rows, strict=True)]

    def _update(self, connection: Connection, decisions: Sequence[Decision]) -> list[Written]:
        """What a line leaves empty stays, and so do phones, tags, addresses and products that it does not name."""
        if not decisions:
            return []
        ids = [each.subject for each in decisions]
        # nobody else changes them before this is over; always in one order, so that two imports never wait in a ring
        locked = select(_customers).where(_customers.c.id.in_(ids)).order_by(_customers.c.id).with_for_update()
        rows = {row.id: row for row in connection.execute(locked)}
        numbers, products = _of(connection, _phones, ids), _of(connection, _products, ids)
        written: list[Written] = []
        history: dict[str, dict[str, Any]] = {}
        for decision in decisions:
            if (again := decision.subject or "") in history:  # two lines are he, by two of his numbers
                self._remember(connection, "update", {again: history.pop(again)})
                rows[again] = connection.execute(select(_customers).where(_customers.c.id == again)).one()
                numbers |= _of(connection, _phones, [again])
                products |= _of(connection, _products, [again])
            row, given = rows[decision.subject or ""], decision.draft.values
            had = {phone.number for phone in numbers.get(row.id, ())}
            fresh = [number for number in given.get("phones", ()) if number not in had]
            owned = products_after(products.get(row.id, ()), given.get("products", ()))
            found = self._after(row, given)
            if not (found.values or fresh or owned):
                continue
            before = {name: getattr(row, name) for name in found.values}
            connection.execute(
                update(_customers)
                .where(_customers.c.id == row.id)
                .values(**found.values, version=row.version + 1, updated_at=utcnow())
            )
            if fresh:
                connection.execute(insert(_phones), _phone_rows(row.id, fresh, len(had)))
            added = self._own(connection, row.id, owned)
            kept = {each.id: pack(each._mapping) for each in products.get(row.id, ()) if each.id in owned.changed}
            old = {"values": before, "phones": fresh, "products": added, "changed": list(kept.values())}
            written.append(Written(decision.draft.line, row.id, row.version + 1, old))
            history[row.id] = {name: [before[name], value] for name, value in found.values.items()}
            history[row.id] |= {"phones": [None, fresh]} if fresh else {}
            history[row.id] |= {"products": [None, len(owned.added) + len(owned.changed)]} if owned else {}
        self._remember(connection, "update", history)
        return written

    def _after(self, row: Any, given: Mapping[str, Any]) -> After:
        found = after(row, given, self._known)
        if given.get("number") and given["number"] != row.number:
            found.values["number"] = given["number"]
        if row.provisional and (given.get("name") or row.name):
            found.values["provisional"] = False
        return found

    @staticmethod
    def _own(connection: Connection, customer: str, owned: Products) -> list[str]:
        """→ ids of the products that are new."""
        for product, values in owned.changed.items():
            connection.execute(update(_products).where(_products.c.id == product).values(**values))
        rows = _product_rows(customer, owned)
        if rows:
            connection.execute(insert(_products), rows)
        return [row["id"] for row in rows]

    def _remember(self, connection: Connection, action: str, what: Mapping[str, Mapping[str, Any]]) -> None:
        """In each customer's history, and in the audit log, which holds no personal data."""
        if not what:
            return
        now = utcnow()
        changes = [
            {
                "id": new_id(),
                "customer_id": customer,
                "action": f"{ACTION}.{action}",
                "changes": changed,
                "created_by": self._who.user,
                "created_at": now,
            }
            for customer, changed in what.items()
        ]
        if action != "delete":
            connection.execute(insert(_changes), changes)
        details = [(each, {"import": self._job, "changed": sorted(changed)}) for each, changed in what.items()]
        connection.execute(insert(AuditEntry), bulk(self._who, f"customers.{action}", "customer", details))

    def take_back(self, connection: Connection, rows: Sequence[ImportRow]) -> dict[int, str]:
        """→ line → why it stays."""
        ids = [row.subject_id or "" for row in rows]
        query = select(_customers.c.id, _customers.c.version).where(_customers.c.id.in_(ids))
        versions = {row.id: row.version for row in connection.execute(query.with_for_update())}
        created = [row.subject_id or "" for row in rows if row.result == "created"]
        in_use, touched = referred(connection, created), _touched(connection, created)
        kept: dict[int, str] = {}
        gone: list[str] = []
        """Those who are not removed yet: a number that is given back may be one of theirs."""
        for row in rows:
            subject = row.subject_id or ""
            if subject not in versions:
                kept[row.line] = "gone"
            elif versions[subject] != row.version:
                kept[row.line] = "changed"
            elif row.result == "updated":
                if (number := (row.before or {}).get("values", {}).get("number")) is not None:
                    self._drop(connection, gone)
                    gone = []
                    if connection.scalar(select(_customers.c.id).where(_customers.c.number == number)) is not None:
                        kept[row.line] = "number_taken"
                        continue
                versions[subject] = self._put_back(connection, row, rows)
            elif subject in in_use:
                kept[row.line] = "in_use"
            elif subject in touched:
                kept[row.line] = "changed"
            else:
                gone.append(subject)
        self._drop(connection, gone)
        self._found_by(connection, ids)
        return kept

    def _drop(self, connection: Connection, gone: Sequence[str]) -> None:
        """Remove these customers, with what is theirs."""
        if not gone:
            return
        for name in sorted(OWN):
            table = _customers.metadata.tables[name]
            connection.execute(delete(table).where(table.c.customer_id.in_(gone)))
        connection.execute(delete(_merges).where(_merges.c.kept_id.in_(gone)))
        connection.execute(delete(_customers).where(_customers.c.id.in_(gone)))
        self._remember(connection, "delete", {each: {"undo": True} for each in gone})

    def _put_back(self, connection: Connection, row: ImportRow, rows: Sequence[ImportRow]) -> int:
        """Undo an update; → the customer's new version."""
        before = row.before or {}
        values = before.get("values", {})
        version = int(row.version or 0)
        connection.execute(
            update(_customers)
            .where(_customers.c.id == row.subject_id)
            .values(**values, version=version + 1, updated_at=utcnow())
        )
        count_on(connection, row, rows)
        number = _phones.c.number.in_(before.get("phones", ()))
        connection.execute(delete(_phones).where(_phones.c.customer_id == row.subject_id, number))
        connection.execute(delete(_products).where(_products.c.id.in_(before.get("products", ()))))
        for product in before.get("changed", ()):
            old = unpack(_products, product)
            connection.execute(update(_products).where(_products.c.id == old.pop("id")).values(old))
        self._remember(connection, "undo", {row.subject_id or "": {name: [None, None] for name in values}})
        return version + 1


def _touched(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Those of them with a history that no import has written: products, relations or values of somebody's."""
    mine = _changes.c.customer_id.in_(ids), _changes.c.action.not_like(f"{ACTION}.%")
    related = _customers.metadata.tables["customer_relations"].c.other_id
    found = set(connection.scalars(select(_changes.c.customer_id).where(*mine)))
    return found | set(connection.scalars(select(related).where(related.in_(ids))))


def _of(connection: Connection, table: Any, ids: Sequence[str | None]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in connection.execute(select(table).where(table.c.customer_id.in_(ids)).order_by(table.c.id)):
        found.setdefault(row.customer_id, []).append(row)
    return found


def _phone_rows(customer: str, numbers: Sequence[str], first: int) -> list[dict[str, Any]]:
    return [
        {"id": new_id(), "customer_id": customer, "number": number, "label": "", "position": place}
        for place, number in enumerate(numbers, first)
    ]


def _product_rows(customer: str, owned: Products) -> list[dict[str, Any]]:
    return [{**row, "id": new_id(), "customer_id": customer, "created_at": utcnow()} for row in owned.added]
