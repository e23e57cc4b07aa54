"""What templates of messages, and titles, are told of a document: its fields as people read them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from crm.access import system
from crm.attachments.models import Attachment
from crm.customers.models import Customer
from crm.customers.naming import names_in_fields
from crm.documents.context import Work
from crm.documents.engine.model import DocumentType
from crm.documents.models import Document, DocumentStep
from crm.fields.definitions import REFERENCES, FieldDefinition
from crm.fields.references import with_dictionaries
from crm.fields.spelled import Language, written
from crm.outlets.models import Outlet
from crm.routing.settings import facts
from crm.users.models import User

TIMES = {"zh": "{0.month}月{0.day}日 {0:%H:%M}", "en": "{0.day} {0:%b} {0:%H:%M}"}


async def message_values(work: Work, document: Document, kind: DocumentType, language: Language) -> dict[str, Any]:
    """Every field as text, and company, customer, number, title, time, outlet, phone."""
    company = await facts(work.session)
    customer = await work.session.get(Customer, document.customer_id) if document.customer_id else None
    outlet = await _outlet(work, document)
    at = document.appointment_at
    return await words_of(work, document, kind, language) | {
        "company": company.name_zh if language == "zh" else company.name_en,
        "customer": customer.name if customer else "",
        "number": document.number,
        "title": document.title,
        "time": TIMES[language].format(at.astimezone(work.zone)) if at else "",
        "outlet": outlet.name[language] if outlet else "",
        "phone": outlet.phone if outlet else "",
    }


async def words_of(work: Work, document: Document, kind: DocumentType, language: Language) -> dict[str, str]:
    """The document's fields that are filled: choices by their labels, people, units, customers, documents and files by
    their names, times in the company's zone. What is not there any more has no name."""
    definitions = await with_dictionaries(work.session, kind.form.fields)
    names = await names_in_fields(work.session, system(), definitions, document.fields)
    words: dict[str, str] = {}
    for definition in definitions:
        if (value := document.fields.get(definition.code)) is None:
            continue
        if definition.kind in REFERENCES or definition.kind == "file":
            known = names.get(f"{definition.kind}:{value}", {}).get(language)
            words[definition.code] = known or await _named(work, definition, value)
        else:
            words[definition.code] = written(definition, value, language, zone=work.zone)
    return words


async def _named(work: Work, definition: FieldDefinition, value: Any) -> str:
    session = work.session
    match definition.kind:
        case "user":
            user = await session.get(User, str(value))
            return user.name if user is not None else ""
        case "document":
            other = await session.get(Document, str(value))
            return other.number if other is not None else ""
        case "file":
            files = await session.scalars(select(Attachment.name).where(Attachment.id.in_(value)))
            return ", ".join(sorted(files))
    return ""


async def _outlet(work: Work, document: Document) -> Outlet | None:
    """The outlet that has, or had last, a step of the document."""
    return await work.session.scalar(
        select(Outlet)
        .join(DocumentStep, DocumentStep.outlet_id == Outlet.id)
        .where(DocumentStep.document_id == document.id)
        .order_by(DocumentStep.id.desc())
        .limit(1)
    )
