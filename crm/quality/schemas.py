"""Scorecards, assessments and calibrations as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from crm.fields.definitions import OptionCode
from crm.paging import Moment, PageQuery, PeriodQuery
from crm.questionnaires.schemas import Question, State
from crm.text import BothLanguages

AssessmentState = Literal["draft", "published", "confirmed", "appealed", "decided"]
CalibrationState = Literal["open", "closed", "cancelled"]


class Criterion(Question):
    """A question that is asked of the conversation. `fatal` (一票否决): answers, by option code (yes_no: `yes`, `no`),
    that make the whole score 0. What is not `required` and was left out does not apply: it does not count.
    `section`: the heading under which it stands."""

    fatal: tuple[OptionCode, ...] = Field((), max_length=20)
    section: BothLanguages | None = None


class ScorecardOptions(BaseModel):
    """An assessment passes with at least `pass_mark` percent. The agent may appeal for `appeal_days` days."""

    model_config = ConfigDict(strict=True, extra="forbid")

    pass_mark: float = Field(80.0, ge=0, le=100)
    appeal_days: int = Field(7, ge=0, le=365)


class NewScorecard(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: BothLanguages
    criteria: list[Criterion] = Field(min_length=1, max_length=100)
    options: ScorecardOptions = Field(default_factory=lambda: ScorecardOptions.model_validate({}))


class ScorecardChange(BaseModel):
    """What is absent stays; `criteria` and `options` are replaced whole. New criteria are a new version."""

    model_config = ConfigDict(extra="forbid")

    version: int
    name: BothLanguages | None = None
    state: State | None = None
    criteria: list[Criterion] | None = Field(None, min_length=1, max_length=100)
    options: ScorecardOptions | None = None


class ScorecardRow(BaseModel):
    """`assessments`: how many conversations were scored with it, of those that the asker sees."""

    id: str
    name: BothLanguages
    state: State
    criteria_version: int
    options: ScorecardOptions
    assessments: int
    updated_at: datetime
    version: int


class ScorecardDetail(ScorecardRow):
    criteria: list[Criterion]


class AssessmentQuery(PeriodQuery):
    """`from`/`to` bound the conversation's time. `mine`: about the asker himself; `by_me`: made by him."""

    agent: str | None = None
    assessor: str | None = None
    scorecard: str | None = None
    queue: str | None = None
    state: AssessmentState | None = None
    passed: bool | None = None
    recording: str | None = None
    mine: bool = False
    by_me: bool = False


class NewAssessment(BaseModel):
    """Of `agent`'s part in a recording. It is a draft until it is published."""

    model_config = ConfigDict(extra="forbid")

    scorecard: str = Field(max_length=26)
    recording: str = Field(max_length=64)
    agent: str = Field(max_length=26)


class AssessmentChange(BaseModel):
    """Of a draft. `answers` are replaced whole. `publish`: nothing required may be missing any more; the agent is
    told."""

    model_config = ConfigDict(extra="forbid")

    version: int
    answers: dict[str, JsonValue] = Field(default_factory=dict, max_length=100)
    remark: str = Field("", max_length=4000)
    publish: bool = False


class Appeal(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: int
    reason: str = Field(min_length=1, max_length=1000)


class Confirmation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: int


class AppealDecision(BaseModel):
    """On an appeal. `answers`: those that count from now on; absent, the score stands."""

    model_config = ConfigDict(extra="forbid")

    version: int
    reply: str = Field(min_length=1, max_length=1000)
    answers: dict[str, JsonValue] | None = Field(None, max_length=100)


class AssessmentRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    scorecard_id: str
    scorecard: BothLanguages
    recording_id: str
    call_id: str
    talked_at: datetime
    queue: str | None
    agent_id: str
    assessor_id: str
    state: AssessmentState
    points: float
    most: float
    percent: float | None
    fatal: list[str]
    passed: bool | None
    created_at: datetime
    published_at: datetime | None
    version: int


class AssessmentDetail(AssessmentRow):
    """`may`: what the asker may do with it now: edit, confirm, appeal, decide."""

    criteria: list[Criterion]
    answers: dict[str, Any]
    remark: str
    appeal: str
    appealed_at: datetime | None
    appeal_until: datetime | None
    reply: str
    decided_at: datetime | None
    decided_by: str | None
    calibration_id: str | None
    may: list[Literal["edit", "confirm", "appeal", "decide"]]


class SampleQuery(BaseModel):
    """Conversations that nobody has scored with `scorecard`: of each agent `per_agent`, by lot. The same `seed` draws
    the same."""

    model_config = ConfigDict(extra="forbid")

    scorecard: str
    from_: Moment | None = Field(None, alias="from")
    to: Moment | None = None
    queue: str | None = None
    min_seconds: float = Field(30.0, ge=0, le=86_400)
    per_agent: int = Field(3, ge=1, le=20)
    seed: str = Field("", max_length=40)


class Drawn(BaseModel):
    recording_id: str
    call_id: str
    agent_id: str
    queue: str | None
    talked_at: datetime
    seconds: float


class Sample(BaseModel):
    """`candidates`: out of how many; `agents`: of how many agents. `cut`: only the newest were looked at."""

    items: list[Drawn]
    candidates: int
    agents: int
    cut: bool


class FiguresQuery(BaseModel):
    """Of assessments published in the period."""

    model_config = ConfigDict(extra="forbid")

    by: Literal["agent", "queue", "scorecard", "assessor"] = "agent"
    from_: Moment | None = Field(None, alias="from")
    to: Moment | None = None
    scorecard: str | None = None
    queue: str | None = None
    agent: str | None = None


class Figures(BaseModel):
    """`key`: an agent's, queue's, scorecard's or assessor's id. mean = Σ percent ÷ scored; pass rate = passed ÷ scored
    (`scored`: those with a percent)."""

    key: str
    assessed: int
    scored: int
    mean: float | None
    passed: int
    pass_rate: float | None
    fatal: int
    appealed: int


class CriterionFigures(BaseModel):
    """`lost`: the mean share of its points that was not reached, in percent; None when it never counted."""

    code: str
    label: BothLanguages
    answered: int
    fatal: int
    lost: float | None
    answers: dict[str, int]


class NewCalibration(BaseModel):
    """`participants` (2–20) score the same part; `reference` is one of them."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    scorecard: str = Field(max_length=26)
    recording: str = Field(max_length=64)
    agent: str = Field(max_length=26)
    participants: list[str] = Field(min_length=2, max_length=20)
    reference: str | None = Field(None, max_length=26)
    due_at: Moment | None = None


class CalibrationQuery(PageQuery):
    state: CalibrationState | None = None


class CalibrationRow(BaseModel):
    """`done`: ids of the participants who are ready."""

    id: str
    name: str
    scorecard_id: str
    scorecard: BothLanguages
    recording_id: str
    call_id: str
    talked_at: datetime
    agent_id: str
    state: CalibrationState
    participants: list[str]
    reference_id: str | None
    done: list[str]
    due_at: datetime | None
    created_by: str | None
    created_at: datetime
    closed_at: datetime | None
    version: int


class Scored(BaseModel):
    """`away`: points of percent from the reference."""

    assessor_id: str
    percent: float | None
    away: float | None
    fatal: list[str]
    answers: dict[str, Any]
    remark: str


class Agreement(BaseModel):
    """`agree`: the share of the participants who gave the commonest answer, in percent. `spread`: between the highest
    and the lowest worth, in percent of what it could be worth."""

    code: str
    agree: float
    spread: float | None


class CalibrationDetail(CalibrationRow):
    """`results` and what follows from them are told once it is closed. `mine`: the asker's own assessment. `reference`:
    percent that the others' are held against."""

    criteria: list[Criterion]
    mine: str | None
    may_close: bool
    reference: float | None
    results: list[Scored]
    agreement: list[Agreement]
    within: float | None
    """Share of the participants within 5 points of the reference, in percent."""
