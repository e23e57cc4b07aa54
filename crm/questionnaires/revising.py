"""What questionnaires (调查问卷) and scorecards (评分表) have in common: a name, options, a state that never goes back
to draft, and questions that have options of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from pydantic import BaseModel

from crm.base import utcnow
from crm.errors import Conflict, Invalid
from crm.fields.definitions import FieldDefinition
from crm.questionnaires.schemas import State
from crm.text import BothLanguages


class Kept(Protocol):
    """A row: questionnaires' or scorecards'."""

    name: Any
    state: Any
    options: Any
    updated_at: Any
    version: Any


class Change(Protocol):
    """What is to be changed; None stays."""

    version: int
    name: BothLanguages | None
    state: State | None

    @property
    def options(self) -> BaseModel | None: ...

    @property
    def model_fields_set(self) -> set[str]: ...


def revise(row: Kept, change: Change, *, called: str) -> list[str]:
    """Carry out all of the change but new questions; → what was given. `called`: its kind, in Chinese. Conflict when it
    was changed meanwhile, Invalid for a way back to draft."""
    if row.version != change.version:
        raise Conflict
    if change.name is not None:
        row.name = change.name.model_dump()
    if change.options is not None:
        row.options = change.options.model_dump()
    if change.state is not None:
        if change.state == "draft" and row.state != "draft":
            raise Invalid("it is no draft any more", field="state", message_zh=f"已启用的{called}不能改回草稿")
        row.state = change.state
    row.updated_at = utcnow()
    return sorted(change.model_fields_set - {"version"})


def check_own_options(fields: Sequence[FieldDefinition], *, place: str, called: str, called_zh: str) -> None:
    """Raises Invalid with field="PLACE.N.field.dictionary": a dictionary's entries change, and with them what an answer
    was worth."""
    for at, field in enumerate(fields):
        if field.dictionary:
            raise Invalid(
                f"{called} have options of their own",
                field=f"{place}.{at}.field.dictionary",
                message_zh=f"{called_zh}须自带选项，不能引用数据字典",
            )
