"""Where administrators define fields: for customers, in types of documents, for wrap-up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Select, select

from crm.customers.models import CustomerField
from crm.documents.models import DocumentTypeVersion
from crm.routing.models import Queue

SOURCES: tuple[tuple[str, Select[Any]], ...] = (
    ("customer", select(CustomerField.definition).order_by(CustomerField.code)),
    ("document", select(DocumentTypeVersion.document)),
    ("call", select(Queue.options)),
)
"""Owner kind of the values → the settings that its fields are defined in."""


def codes(settings: Any, wanted: Callable[[Mapping[str, Any]], bool]) -> Iterator[str]:
    """Codes of the definitions of fields that are `wanted`, wherever in a document of settings."""
    if isinstance(settings, dict):
        if "code" in settings and wanted(settings):
            yield str(settings["code"])
        for part in settings.values():
            yield from codes(part, wanted)
    elif isinstance(settings, list):
        for part in settings:
            yield from codes(part, wanted)
