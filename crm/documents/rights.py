"""What may be changed, by whom: fields by the steps that he may do, the rest by who entered or manages it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crm.documents.context import Work
from crm.documents.engine.model import DocumentType, Task
from crm.documents.models import Document, DocumentStep
from crm.errors import Forbidden, Invalid
from crm.fields.conditions import is_empty

COLUMNS = ("title", "content", "customer_id", "phone", "unit_id")
"""What every document has besides its form."""


def may_edit_all(work: Work, document: Document, manages: bool) -> bool:
    """Who manages it may change everything; so may who entered it, until somebody has done a step."""
    untouched = not any(step.done_at for step in document.steps)
    return manages or (document.created_by == work.who.user and untouched)


def editable(kind: DocumentType, steps: Iterable[DocumentStep], *, everything: bool) -> list[str]:
    """Fields (and columns) that may be changed by who may do these steps."""
    fields = [definition.code for definition in kind.form.fields]
    if everything:
        return [*COLUMNS, *fields]
    tasks = [kind.process.node(step.node) for step in steps]
    wanted = {code for task in tasks if isinstance(task, Task) for code in task.edit}
    columns = COLUMNS[:4] if tasks else ()
    return [*columns, *(code for code in fields if code in wanted or "*" in wanted)]


def demand_editable(kind: DocumentType, names: Iterable[str], allowed: Sequence[str]) -> None:
    """Raises Forbidden naming the field that may not be changed now."""
    labels = {definition.code: definition.label for definition in kind.form.fields}
    for name in names:
        if name in allowed:
            continue
        if name not in labels and name not in COLUMNS:
            raise Invalid(f"there is no field {name}", field=f"fields.{name}", message_zh=f"没有字段“{name}”")
        label = labels[name].zh if name in labels else name
        raise Forbidden(
            f"{name} cannot be changed by you in this step",
            field=f"fields.{name}" if name in labels else name,
            message_zh=f"当前步骤不允许您修改“{label}”",
        )


def demand_filled(kind: DocumentType, names: Iterable[str], values: Mapping[str, Any]) -> None:
    """Raises Invalid naming the first field that is empty and must not be."""
    labels = {definition.code: definition.label for definition in kind.form.fields}
    for name in names:
        if is_empty(values.get(name)):
            label = labels[name]
            raise Invalid(f"{label.en} is required", field=f"fields.{name}", message_zh=f"“{label.zh}”为必填项")
