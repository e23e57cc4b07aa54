"""What templates of messages are told of a document."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from crm.customers.models import Customer
from crm.documents.context import Work
from crm.documents.models import Document, DocumentStep
from crm.outlets.models import Outlet
from crm.routing.settings import facts

TIMES = {"zh": "{0.month}月{0.day}日 {0:%H:%M}", "en": "{0.day} {0:%b} {0:%H:%M}"}


async def message_values(work: Work, document: Document, language: str) -> dict[str, Any]:
    """Every field as text, and company, customer, number, title, time, outlet, phone."""
    company = await facts(work.session)
    customer = await work.session.get(Customer, document.customer_id) if document.customer_id else None
    outlet = await _outlet(work, document)
    at = document.appointment_at
    values = {code: "" if value is None else str(value) for code, value in document.fields.items()}
    return values | {
        "company": company.name_zh if language == "zh" else company.name_en,
        "customer": customer.name if customer else "",
        "number": document.number,
        "title": document.title,
        "time": TIMES[language].format(at.astimezone(work.zone)) if at else "",
        "outlet": outlet.name[language] if outlet else "",
        "phone": outlet.phone if outlet else "",
    }


async def _outlet(work: Work, document: Document) -> Outlet | None:
    """The outlet that has, or had last, a step of the document."""
    return await work.session.scalar(
        select(Outlet)
        .join(DocumentStep, DocumentStep.outlet_id == Outlet.id)
        .where(DocumentStep.document_id == document.id)
        .order_by(DocumentStep.id.desc())
        .limit(1)
    )
