"""What is typed into the search of a list of documents."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_

from crm.access import Principal
from crm.documents.models import Document
from crm.masking import answers, tells_digits, veiled
from crm.text import contains


def holds(q: str, who: Principal) -> ColumnElement[bool]:
    """SQL condition on Document: number, title or phone hold it. Titles may hold phone numbers: whoever sees none of
    them looks for digits in document numbers alone, and for a phone by all of it or its last four digits."""
    columns: list[Any] = [Document.number]
    found: list[ColumnElement[bool]] = []
    if not veiled(who):
        columns += [Document.title, Document.phone]
    elif tells_digits(q):
        found.append(answers([Document.phone], q, area_code=""))
    else:
        columns.append(Document.title)
    return or_(*found, *(column.ilike(contains(q), escape="\\") for column in columns))
