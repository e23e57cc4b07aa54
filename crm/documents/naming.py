"""What the ids in a document are called: of units, roles, customers and the like that its fields, steps and history
name. Only what the asker may see has a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select

from crm.customers import naming as customers
from crm.customers.naming import Words, alike
from crm.documents.context import Work
from crm.documents.engine.model import DocumentType
from crm.documents.models import Document, DocumentLink
from crm.documents.scope import seen
from crm.fields.definitions import REFERENCES
from crm.organisation.models import Position
from crm.roles.models import RoleRecord

Refs = dict[str, set[str]]
"""Kind (unit, role, position, customer, document, product_owned) → ids."""


async def names_of(
    work: Work, document: Document, kind: DocumentType, links: Iterable[DocumentLink]
) -> dict[str, Words]:
    """`KIND:ID` → what it is called in both languages. Users are in the directory, which everybody has."""
    refs = _refs(document, kind, links)
    session = work.session
    refs["unit"] |= {ref.partition("@")[2] for ref in refs["position"]}
    found = await customers.names_of(session, work.who, refs)
    for role in await session.scalars(select(RoleRecord).where(RoleRecord.id.in_(refs["role"]))):
        found[f"role:{role.id}"] = {"zh": role.name_zh, "en": role.name_en}
    held = {ref.partition("@")[0] for ref in refs["position"]}
    for position in await session.scalars(select(Position).where(Position.id.in_(held))):
        for ref in refs["position"]:
            if ref.partition("@")[0] == position.id:
                where = found.get(f"unit:{ref.partition('@')[2]}", {})
                found[f"position:{ref}"] = {
                    "zh": f"{where.get('zh', '')}{position.name_zh}",
                    "en": f"{position.name_en}, {where.get('en', '')}".rstrip(", "),
                }
    found |= await _documents(work, refs["document"])
    return found


def _refs(document: Document, kind: DocumentType, links: Iterable[DocumentLink]) -> Refs:
    refs: Refs = defaultdict(set)
    refs["unit"].add(document.unit_id)
    for step in document.steps:
        refs["unit"] |= {unit for unit in (step.unit_id, step.outlet_id) if unit}
        for place in step.pool:
            refs[place.kind].add(place.ref)
    for link in links:
        refs[link.kind].add(link.other_id)
    kinds = {definition.code: definition.kind for definition in kind.form.fields}
    for code, value in document.fields.items():
        if kinds.get(code) in REFERENCES:
            refs[kinds[code]].add(str(value))
    for change in document.history:
        for name, sides in change.changes.items():
            code = name.removeprefix("fields.")
            known = _COLUMNS.get(name) or (kinds.get(code) if code != name else None)
            if known in {*REFERENCES}:
                refs[str(known)] |= set(_texts(sides))
    return refs


_COLUMNS = {"unit": "unit", "unit_id": "unit", "outlet": "unit", "customer_id": "customer"}


def _texts(sides: Any) -> Iterator[str]:
    yield from (side for side in (sides if isinstance(sides, list) else [sides]) if isinstance(side, str) and side)


async def _documents(work: Work, ids: set[str]) -> dict[str, Words]:
    if not ids:
        return {}
    query = select(Document.id, Document.number, Document.title).where(Document.id.in_(ids), seen(work.who))
    rows = await work.session.execute(query)
    return {f"document:{row.id}": alike(f"{row.number} {row.title}") for row in rows}
