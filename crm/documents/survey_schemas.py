"""Questionnaires at a document as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from crm.questionnaires.schemas import Options, Question
from crm.text import BothLanguages


class SurveyView(BaseModel):
    """A questionnaire that the document's type attaches to a step (`step_id`), or to the document (null). `state`:
    `open` until the customer was asked, then what came of it; whoever was not reached, or refused, may be asked again
    (`may_ask`). `active`: the questionnaire is in use. `version`: 0 as long as nothing is stored."""

    questionnaire_id: str
    questionnaire: BothLanguages
    step_id: str | None
    step: dict[str, str] = Field(default_factory=dict)
    state: Literal["open", "done", "unreachable", "refused"]
    active: bool
    may_ask: bool
    questions: list[Question]
    options: Options
    answers: dict[str, Any]
    score: float | None
    most: float | None
    satisfied: bool | None
    note: str
    attempts: int
    customer_id: str | None
    call_id: str | None
    asked_by: str | None
    asked_at: datetime | None
    version: int


class SurveyResult(BaseModel):
    """`step`: the id of the step at which it is asked; null: on the document. `outcome`: `done` (everything that is
    required is answered), `unreachable` or `refused` (what was answered is kept). `version`: as the questionnaire was
    shown."""

    model_config = ConfigDict(strict=True, extra="forbid")

    questionnaire_id: str = Field(max_length=26)
    step: str | None = Field(None, max_length=26)
    version: int
    outcome: Literal["done", "unreachable", "refused"]
    answers: dict[str, JsonValue] = Field(default_factory=dict, max_length=200)
    note: str = Field("", max_length=5000)
