"""What published document types, and those that documents in progress were begun with, refer to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.documents.engine.check import named, read
from crm.documents.engine.findings import TypeInvalid
from crm.documents.engine.states import OPEN
from crm.documents.models import Document, DocumentTypeRow, DocumentTypeVersion
from crm.errors import InUse


async def types_naming(session: AsyncSession, what: str, name: str) -> list[str]:
    """Codes of the types that refer to it: `what` as in crm.documents.engine.check.Known (calendar, role, …)."""
    version = DocumentTypeVersion
    open_ones = exists().where(
        Document.type == version.code,
        Document.type_version == version.version,
        Document.status.in_([state.value for state in OPEN]),
    )
    rows = await session.execute(
        select(version.code, version.document)
        .outerjoin(
            DocumentTypeRow, and_(DocumentTypeRow.code == version.code, DocumentTypeRow.version == version.version)
        )
        .where(or_(DocumentTypeRow.code.is_not(None), open_ones))
    )
    return sorted({code for code, document in rows if (what, name) in _named(document)})


async def refuse_named(session: AsyncSession, what: str, name: str) -> None:
    """Raises InUse for what a document type names: its steps would silently go to somebody else, its messages and
    documents would not be made."""
    if types := await types_naming(session, what, name):
        raise InUse(
            f"document types name it: {', '.join(types)}; take it out there first",
            message_zh=f"单据类型 {'、'.join(types)} 正在使用，请先在其中更换",
        )


def _named(document: dict[str, Any]) -> set[tuple[str, str]]:
    try:
        return named(read(document))
    except TypeInvalid:  # of an older program
        return set()
