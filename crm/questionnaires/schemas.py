"""Questionnaires as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from crm.fields.definitions import FieldDefinition
from crm.text import BothLanguages

State = Literal["draft", "active", "closed"]


class Question(BaseModel):
    """A question is a field (crm/fields): `visible_if` makes branches, `required` and `required_if` say what must be
    answered. `scores`: what an answer is worth, by option code (yes_no: `yes`, `no`); `weight`: what a number is
    multiplied with instead. A question without either does not count."""

    model_config = ConfigDict(extra="forbid")

    field: FieldDefinition
    scores: dict[str, float] = Field(default_factory=dict, max_length=100)
    weight: float | None = Field(None, ge=-1000, le=1000)


class Options(BaseModel):
    """`opening` and `closing` are said by the agent. A visit whose score is at least `satisfied` percent of what was
    possible counts as satisfied. `certify`: with such a result the ticket that was visited is certified: it goes from
    待回访 to 已办结; with a lower one back to 处理中."""

    model_config = ConfigDict(strict=True, extra="forbid")

    opening: BothLanguages | None = None
    closing: BothLanguages | None = None
    satisfied: float = Field(60.0, ge=0, le=100)
    certify: bool = False


class NewQuestionnaire(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: BothLanguages
    questions: list[Question] = Field(min_length=1, max_length=100)
    options: Options = Field(default_factory=lambda: Options.model_validate({}))


class QuestionnaireChange(BaseModel):
    """What is absent stays; `questions` and `options` are replaced whole. New questions are a new version."""

    model_config = ConfigDict(extra="forbid")

    version: int
    name: BothLanguages | None = None
    state: State | None = None
    questions: list[Question] | None = Field(None, min_length=1, max_length=100)
    options: Options | None = None


class QuestionnaireRow(BaseModel):
    id: str
    name: BothLanguages
    state: State
    questions_version: int
    options: Options
    created_by: str | None
    created_at: datetime
    updated_at: datetime
    version: int


class QuestionnaireDetail(QuestionnaireRow):
    questions: list[Question]
