"""What published document types, and those that documents in progress were begun with, refer to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.documents.engine.states import OPEN
from crm.documents.models import Document, DocumentTypeRow, DocumentTypeVersion


async def types_with_hours(session: AsyncSession, hours: str) -> list[str]:
    """Codes of the types whose deadlines or timers are counted in this calendar."""
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
    return sorted({code for code, document in rows if _counts_in(document, hours)})


def _counts_in(document: dict[str, Any], hours: str) -> bool:
    deadlines = [node.get("deadline") or {} for node in document["process"]["nodes"]]
    return any(each.get("hours") == hours for each in (*deadlines, *document.get("triggers", ())))
