"""Document types that come with Hotline (config/documents): published in an installation that does not have them, or
has them as they came. What the company has made its own is left alone, what it has deleted stays away."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.documents.models import DocumentTypeRow
from crm.documents.types import PLAIN, DocumentTypeService
from crm.routing.models import Hours
from crm.routing.settings import put, value

SHIPPED = "documents.shipped"
"""The setting that keeps which types were shipped before: code → digest."""


async def ship(session: AsyncSession, who: Principal, documents: Iterable[Mapping[str, Any]]) -> list[str]:
    """→ the codes of the types that were published. Raises TypeInvalid."""
    before = await value(session, SHIPPED)
    calendars = set(await session.scalars(select(Hours.id)))
    service, published = DocumentTypeService(session, who), []
    for given in _in_order(list(documents)):
        code, digest = str(given["code"]), digest_of(given)
        row = await session.get(DocumentTypeRow, code)
        untouched = row is not None and row.shipped in {PLAIN, before.get(code)} and row.shipped != digest
        if untouched or (row is None and code not in before):
            await service.publish(_fitting(dict(given), calendars), shipped=digest)
            published.append(code)
            before[code] = digest
    if published:
        await put(session, SHIPPED, before)
    return published


def _in_order(documents: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Types whose triggers make documents of others come after those."""
    made = {
        effect["type"]
        for given in documents
        for trigger in given.get("triggers", ())
        for effect in trigger["do"]
        if effect["do"] == "create"
    }
    return sorted(documents, key=lambda given: given["code"] not in made)


def digest_of(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _fitting(document: Any, calendars: set[str]) -> Any:
    """Without calendars that the company does not have: those deadlines run round the clock."""
    if isinstance(document, dict):
        return {
            key: _fitting(value, calendars)
            for key, value in document.items()
            if not (key == "hours" and isinstance(value, str) and value not in calendars)
        }
    return [_fitting(item, calendars) for item in document] if isinstance(document, list) else document
