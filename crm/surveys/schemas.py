"""Ratings and their report at the edge."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from crm.paging import PeriodQuery
from crm.routing.flow_names import Words


class RatingRow(BaseModel):
    """`ticket_id` is the ticket of the call, if the agent has named one. `title`, `meaning`: what was asked and
    answered in words, as the survey is published now; null where it has none."""

    call_id: str
    survey: str
    question: str
    title: Words | None
    score: int
    meaning: Words | None
    via: str
    agent_id: str | None
    agent_number: str | None
    queue: str | None
    segment: int
    ticket_id: str | None
    rated_at: datetime


class RatingQuery(PeriodQuery):
    """`agent` is a user's id or a 工号."""

    agent: str | None = Field(None, max_length=26)
    queue: str | None = Field(None, max_length=64)
    call: str | None = Field(None, max_length=40)


class ReportQuery(PeriodQuery):
    """`by` all: one row, with an empty key, over everything. `agent` and `queue` as in the list."""

    by: Literal["agent", "queue", "all"] = "agent"
    agent: str | None = Field(None, max_length=26)
    queue: str | None = Field(None, max_length=64)


class ReportRow(BaseModel):
    """Of the surveys offered in the period: `offered` calls whose customer was asked (by keypad, or by a link sent),
    `answered` of them that gave at least one answer, `answer_rate` 参评率 = answered ÷ offered. Of the first question
    of each answered survey: `score` its mean, `satisfied` how many at or above the queue's bound, `satisfied_rate`
    满意率 = satisfied ÷ answered. Rates are null without a denominator."""

    key: str
    offered: int
    answered: int
    answer_rate: float | None
    score: float | None
    satisfied: int
    satisfied_rate: float | None


class Choice(BaseModel):
    """`label`: what the key stands for; empty where the flow has no words for it."""

    key: str
    score: int
    label: str


class LinkQuestion(BaseModel):
    """`text`: the question's title; without one, what the telephone survey says."""

    name: str
    text: str
    choices: list[Choice]


class LinkSurvey(BaseModel):
    """What a customer sees behind his link, in his language."""

    company: str
    language: str
    questions: list[LinkQuestion]


class LinkAnswers(BaseModel):
    """Question → key."""

    model_config = ConfigDict(strict=True, extra="forbid")

    answers: dict[str, str] = Field(min_length=1, max_length=10)
