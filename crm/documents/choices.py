"""What the parts of a document type may name, with the words to choose it by. Users are in the directory."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.dictionaries.models import Dictionary
from crm.documents.models import DocumentTypeRow
from crm.documents.type_schemas import NamedChoice
from crm.organisation.models import Position, Unit
from crm.outbox.templates import all_templates
from crm.questionnaires.models import Questionnaire
from crm.roles.models import RoleRecord
from crm.routing.models import Hours, Queue


async def choices(session: AsyncSession) -> dict[str, list[NamedChoice]]:
    """By kind: role, unit, position, calendar, queue, template, document_type, dictionary, questionnaire."""
    found: dict[str, list[NamedChoice]] = {}
    for kind, paired in (("unit", Unit), ("position", Position), ("role", RoleRecord), ("dictionary", Dictionary)):
        rows = await session.execute(select(paired.id, paired.name_zh, paired.name_en).order_by(paired.id))
        found[kind] = [NamedChoice(value=row.id, zh=row.name_zh, en=row.name_en) for row in rows]
    for kind, single in (("calendar", Hours), ("queue", Queue), ("questionnaire", Questionnaire)):
        named = await session.execute(select(single.id, single.name).order_by(single.id))
        found[kind] = [
            NamedChoice(value=row.id, zh=row.name.get("zh", row.id), en=row.name.get("en", row.id)) for row in named
        ]
    types = await session.scalars(select(DocumentTypeRow).order_by(DocumentTypeRow.position, DocumentTypeRow.code))
    found["document_type"] = [NamedChoice(value=row.code, zh=row.name_zh, en=row.name_en) for row in types]
    found["template"] = [
        NamedChoice(value=row.code, zh=row.name.zh, en=row.name.en) for row in await all_templates(session)
    ]
    return found
