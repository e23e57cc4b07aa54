"""Visits as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from crm.fields.definitions import FieldDefinition
from crm.paging import Moment, PageQuery
from crm.questionnaires.schemas import Options, Question
from crm.text import BothLanguages

State = Literal["open", "done", "unreachable", "refused", "cancelled"]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Rule(_Body):
    """Whom to take: `tickets` that were closed between `closed_from` and `closed_to`, or `customers`. `where`: a
    condition (crm/fields/conditions) over what `GET /visit-batches/properties` lists. Left out are those without a
    phone, and those whose customer was visited within `rest_days`. Of the others `size` or `share` percent (absent:
    all) are chosen by `seed` (absent: made up and told)."""

    source: Literal["tickets", "customers"]
    where: dict[str, JsonValue] | None = None
    closed_from: Moment | None = Field(None, strict=False)
    closed_to: Moment | None = Field(None, strict=False)
    rest_days: int = Field(30, ge=0, le=3650)
    size: int | None = Field(None, ge=1, le=10_000)
    share: float | None = Field(None, gt=0, le=100)
    seed: str = Field("", max_length=64)

    @model_validator(mode="after")
    def _period(self) -> Rule:
        if self.closed_from and self.closed_to and self.closed_from >= self.closed_to:
            raise ValueError("closed_to must be after closed_from")
        return self


class Explained(BaseModel):
    """How a sample came about. `looked_at` candidates; those left out by reason (`condition`, `no_phone`,
    `visited`: by a document, `visited_lately`, `same_customer`); `fitting` remained, `chosen` of them by `seed`."""

    looked_at: int
    left_out: dict[str, int]
    fitting: int
    chosen: int
    seed: str


class SampleTry(_Body):
    rule: Rule


class NewBatch(_Body):
    """`sharing`: `even`, or first of all to the `owner`: the customer's agent, the ticket's handler. Without `agents`
    they are nobody's, to be assigned later."""

    questionnaire_id: str = Field(max_length=26)
    name: str = Field(min_length=1, max_length=200)
    rule: Rule
    agents: list[str] = Field(default_factory=list, max_length=500)
    sharing: Literal["even", "owner"] = "even"
    due_at: Moment | None = Field(None, strict=False)


class BatchRow(BaseModel):
    """`counts`: visits by state."""

    id: str
    questionnaire_id: str
    unit_id: str
    name: str
    state: str
    rule: Rule
    explained: Explained
    due_at: datetime | None
    created_by: str | None
    created_at: datetime
    counts: dict[str, int] = Field(default_factory=dict)


class BatchQuery(PageQuery):
    questionnaire: str | None = Field(None, max_length=26)


class VisitQuery(PageQuery):
    """`mine`: assigned to me. `overdue`: open, and past its date."""

    batch: str | None = Field(None, max_length=26)
    questionnaire: str | None = Field(None, max_length=26)
    state: State | None = None
    mine: bool = False
    assignee: str | None = Field(None, max_length=26)
    customer: str | None = Field(None, max_length=26)
    ticket: str | None = Field(None, max_length=26)
    overdue: bool = False


class VisitRow(BaseModel):
    """`batch`, `questionnaire` and `ticket_number` (""): what those are called."""

    id: str
    batch_id: str
    batch: str
    questionnaire_id: str
    questionnaire: BothLanguages
    unit_id: str
    customer_id: str | None
    ticket_id: str | None
    ticket_number: str
    name: str
    phone: str
    assignee_id: str | None
    state: State
    attempts: int
    score: float | None
    most: float | None
    satisfied: bool | None
    note: str
    call_id: str | None
    due_at: datetime | None
    last_at: datetime | None
    done_at: datetime | None
    done_by: str | None
    version: int


class VisitDetail(VisitRow):
    """`options` of the questionnaire. `ticket_title`: "" for whoever may not see it. `certified`: what became of the
    ticket (its new status; `certified` or `doubted` where it was closed already; `failed`), or "" (see `certify`)."""

    answers: dict[str, Any]
    questions: list[Question]
    options: Options
    ticket_title: str
    certified: str = ""


class Result(_Body):
    """`outcome`: `done` (everything that is required is answered), `later` (keeps the answers so far; an attempt that
    failed), `unreachable` or `refused` (the visit is over)."""

    version: int
    outcome: Literal["done", "later", "unreachable", "refused"]
    answers: dict[str, JsonValue] = Field(default_factory=dict, max_length=200)
    note: str = Field("", max_length=5000)


class Assignment(_Body):
    visits: list[str] = Field(min_length=1, max_length=1000)
    assignee_id: str = Field(max_length=26)


class Assigned(BaseModel):
    assigned: int


class Properties(BaseModel):
    """What conditions of a rule may look at."""

    tickets: list[FieldDefinition]
    customers: list[FieldDefinition]


class StatisticsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    batch: str | None = Field(None, max_length=26)
    from_: Moment | None = Field(None, alias="from")
    to: Moment | None = None


class QuestionStatistics(BaseModel):
    """`answers`: how often each option (yes, no) was given. `mean`, `least`, `greatest` of numbers."""

    code: str
    label: dict[str, str]
    kind: str
    answered: int
    answers: dict[str, int] = Field(default_factory=dict)
    mean: float | None = None
    least: float | None = None
    greatest: float | None = None


class AgentStatistics(BaseModel):
    agent_id: str
    done: int
    percent: float | None


class Statistics(BaseModel):
    """`states`: visits by state. `done_percent`: done, of all but the cancelled and open ones. `percent`: mean score in
    percent of what was possible. `satisfied_percent`: satisfied, of those with a score."""

    states: dict[str, int]
    done_percent: float | None
    percent: float | None
    satisfied_percent: float | None
    questions: list[QuestionStatistics]
    agents: list[AgentStatistics]
