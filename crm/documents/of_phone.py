"""Whose a document is on the telephone: those entered from a number, or for a customer who has it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.customers.models import CustomerPhone
from crm.documents.models import Document


class Theirs(NamedTuple):
    """A document of a phone. `merged`: another one goes on in its place."""

    id: str
    status: str
    merged: bool


async def documents_of_phone(session: AsyncSession, there: Sequence[ColumnElement[bool]], phone: str) -> list[Theirs]:
    """Those `there` that were entered from this (normalised) phone, or for a customer who has it; newest first.

    Each way by its own index and in no order: asked for both at once, for the newest, or for those that are not merged,
    a database goes through all documents by another index."""
    customers = await session.scalars(select(CustomerPhone.customer_id).where(CustomerPhone.number == phone).distinct())
    entered: dict[Theirs, datetime] = {}
    for theirs in (Document.phone == phone, Document.customer_id.in_(list(customers))):
        found = select(Document.id, Document.status, Document.created_at, Document.merged_into).where(*there, theirs)
        for ident, status, created, into in await session.execute(found):
            entered[Theirs(ident, status, into is not None)] = created
    return sorted(entered, key=lambda one: (entered[one], one.id), reverse=True)


async def is_of_phone(session: AsyncSession, document: Document, phone: str) -> bool:
    """Whether a document, merged or not, was entered from this (normalised) phone, or for a customer who has it."""
    if document.phone == phone:
        return True
    query = select(CustomerPhone.id).where(
        CustomerPhone.customer_id == document.customer_id, CustomerPhone.number == phone
    )
    return await session.scalar(query.limit(1)) is not None


async def goes_on_in(session: AsyncSession, document: Document) -> Document:
    """The document that is worked on: what this one was merged into, and that one perhaps again; else itself."""
    passed = {document.id}
    while document.merged_into is not None and document.merged_into not in passed:
        passed.add(document.merged_into)
        document = await session.get_one(Document, document.merged_into)
    return document
