"""What is different between two versions of a document type, and who is touched by a new one."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.documents.engine.states import OPEN
from crm.documents.models import Document
from crm.documents.type_schemas import Changed, OpenVersion, TypeDiff, TypeUses
from crm.documents.types import DocumentTypeService, as_yaml
from crm.errors import NotFound


async def uses(session: AsyncSession, who: Principal, code: str) -> TypeUses:
    """Documents in progress by version, and the types whose triggers make documents of this one."""
    service = DocumentTypeService(session, who)
    rows = await session.execute(
        select(Document.type_version, func.count())
        .where(Document.type == code, Document.status.in_([state.value for state in OPEN]))
        .group_by(Document.type_version)
        .order_by(Document.type_version.desc())
    )
    versions = [OpenVersion(version=version, open=count) for version, count in rows]
    made_by = [
        {"code": other, **found["document"]["name"]}
        for other, found in (await service.portable()).items()
        if other != code and _makes(found["document"], code)
    ]
    return TypeUses(open=sum(one.open for one in versions), versions=versions, made_by=made_by)


def _makes(document: Mapping[str, Any], code: str) -> bool:
    return any(
        effect.get("do") == "create" and effect.get("type") == code
        for trigger in document.get("triggers", ())
        for effect in trigger.get("do", ())
    )


async def diff(session: AsyncSession, who: Principal, code: str, old: int, new: int | None) -> TypeDiff:
    """What is different between two versions (0: the draft; None: the published one). Raises NotFound."""
    service = DocumentTypeService(session, who)
    before, old_version = await _document(service, code, old)
    after, new_version = await _document(service, code, new)
    lines = difflib.unified_diff(
        as_yaml(before).splitlines(keepends=True),
        as_yaml(after).splitlines(keepends=True),
        f"{code} {old_version}",
        f"{code} {new_version}",
    )
    return TypeDiff(
        from_version=old_version,
        to_version=new_version,
        nodes=_changed(_nodes(before), _nodes(after)),
        fields=_changed(_fields(before), _fields(after)),
        unified="".join(lines),
    )


async def _document(service: DocumentTypeService, code: str, version: int | None) -> tuple[dict[str, Any], int]:
    if version == 0:
        return (await service.draft(code)).document, 0
    found = await service.get(code, version)
    if version is None and found.version == 0:
        raise NotFound(f"{code} was never published")
    return found.document, version or found.version


def _nodes(document: Mapping[str, Any]) -> dict[str, Any]:
    """By code, without the places of the drawing: moving a node changes nothing."""
    return {
        str(node.get("code")): {key: value for key, value in node.items() if key != "place"}
        for node in (document.get("process") or {}).get("nodes") or ()
        if isinstance(node, Mapping)
    }


def _fields(document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        str(field.get("code")): field
        for section in (document.get("form") or {}).get("sections") or ()
        if isinstance(section, Mapping)
        for field in section.get("fields") or ()
        if isinstance(field, Mapping)
    }


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changed:
    """Each with its name as a person reads it."""

    def named(codes: list[str], found: Mapping[str, Any]) -> list[dict[str, str]]:
        return [{"code": code, **_words(found[code])} for code in codes]

    both = before.keys() & after.keys()
    return Changed(
        added=named([code for code in after if code not in before], after),
        removed=named([code for code in before if code not in after], before),
        changed=named([code for code in after if code in both and before[code] != after[code]], after),
    )


def _words(thing: Mapping[str, Any]) -> dict[str, str]:
    words = thing.get("name") or thing.get("label") or {}
    return {language: str(text) for language, text in words.items()} if isinstance(words, Mapping) else {}
