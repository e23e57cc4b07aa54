"""What a document type may refer to, from the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.dictionaries.models import Dictionary
from crm.documents.engine.check import Known
from crm.documents.models import DocumentTypeRow
from crm.organisation.models import Position, Unit
from crm.outbox.templates import all_templates
from crm.questionnaires.models import Questionnaire
from crm.roles.models import RoleRecord
from crm.routing.models import Hours, Queue
from crm.users.models import User

_SOURCES: dict[str, Any] = {
    "position": Position.id,
    "user": User.id,
    "unit": Unit.id,
    "calendar": Hours.id,
    "queue": Queue.id,
    "document type": DocumentTypeRow.code,
    "dictionary": Dictionary.id,
    "role": RoleRecord.id,
    "questionnaire": Questionnaire.id,
}


async def known(session: AsyncSession) -> Known:
    templates = frozenset(row.code for row in await all_templates(session))
    names = {kind: frozenset(await session.scalars(select(column))) for kind, column in _SOURCES.items()}
    return Known({**names, "template": templates})
