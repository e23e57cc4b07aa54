"""Queues, hours, devices, trunks, entries and flows as the API shows and takes them. Durations in seconds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from crm.routing.queue_options import (
    AnnouncementsBody,
    CallbackBody,
    Disposition,
    Key,
    OverflowRuleBody,
    QueueAlarmsBody,
    QueueOptions,
    SkillDemandBody,
    StickyBody,
    SurveyBody,
    WaitingKeyBody,
    WrapUpForm,
)
from crm.text import BothLanguages

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
WallTime = Annotated[str, StringConstraints(pattern=r"^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Secret = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._~-]{8,64}$")]
Host = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.:\[\]-]{1,255}$")]


Strategy = Literal["longest_idle", "round_robin", "fewest_calls", "least_talk", "best_skill", "ring_all", "fixed_order"]


class Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class CompanyBody(Strict):
    """`zone` is an IANA name; `area_code` completes bare local numbers."""

    name: BothLanguages
    zone: str = Field("Asia/Shanghai", max_length=64)
    language: Literal["zh", "en"] = "zh"
    region: str = Field("CN", pattern=r"^[A-Z]{2}$")
    area_code: str = Field("010", pattern=r"^0\d{2,3}$|^$")


class QueueFields(QueueOptions, Strict):
    """See the engine's configuration model for the meaning of each field."""

    name: BothLanguages
    strategy: Strategy = "longest_idle"
    priority: int = Field(0, ge=-100, le=100)
    ring_timeout: float = Field(20.0, ge=3, le=120)
    wrap_up: float = Field(15.0, ge=0, le=3600)
    max_wait: float = Field(600.0, ge=5, le=7200)
    max_length: int = Field(100, ge=1, le=10_000)
    announce_every: float = Field(30.0, ge=0, le=600)
    music: str = Field("default", pattern=r"^[a-z0-9_-]{1,40}$")
    sticky_enabled: bool = True
    sticky_lookback_days: int = Field(30, ge=0, le=3650)
    sticky_patience: float = Field(15.0, ge=0, le=600)
    overflow_action: Literal["queue", "voicemail", "hangup"] = "voicemail"
    overflow_target: str = Field("", max_length=64)
    service_level_seconds: float = Field(20.0, ge=1, le=600)
    no_answer_penalty: float = Field(10.0, ge=0, le=600)


class NewQueue(QueueFields):
    id: Slug


class QueueChange(Strict):
    """What is absent stays."""

    name: BothLanguages | None = None
    priority: int | None = Field(None, ge=-100, le=100)
    ring_timeout: float | None = Field(None, ge=3, le=120)
    wrap_up: float | None = Field(None, ge=0, le=3600)
    max_wait: float | None = Field(None, ge=5, le=7200)
    max_length: int | None = Field(None, ge=1, le=10_000)
    announce_every: float | None = Field(None, ge=0, le=600)
    music: str | None = Field(None, pattern=r"^[a-z0-9_-]{1,40}$")
    sticky_enabled: bool | None = None
    sticky_lookback_days: int | None = Field(None, ge=0, le=3650)
    sticky_patience: float | None = Field(None, ge=0, le=600)
    overflow_action: Literal["queue", "voicemail", "hangup"] | None = None
    overflow_target: str | None = Field(None, max_length=64)
    service_level_seconds: float | None = Field(None, ge=1, le=600)
    no_answer_penalty: float | None = Field(None, ge=0, le=600)
    strategy: Strategy | None = None
    ring_max: int | None = Field(None, ge=1, le=50)
    hours: str | None = Field(None, max_length=40)
    sticky: StickyBody | None = None
    overflow: list[OverflowRuleBody] | None = Field(None, max_length=20)
    ageing_seconds: float | None = Field(None, ge=0, le=7200)
    category_priority: dict[str, int] | None = None
    demand: list[SkillDemandBody] | None = Field(None, max_length=10)
    survey: SurveyBody | None = None
    alarms: QueueAlarmsBody | None = None
    dispositions: list[Disposition] | None = Field(None, max_length=200)
    wrap_up_form: WrapUpForm | None = None
    wrap_up_max: float | None = Field(None, ge=0, le=7200)
    spare_flexible: bool | None = None
    announcements: AnnouncementsBody | None = None
    keys: dict[Key, WaitingKeyBody] | None = None
    callback: CallbackBody | None = None


class Shown(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class QueueRow(QueueOptions, Shown):
    id: str
    name: BothLanguages
    strategy: str
    priority: int
    ring_timeout: float
    wrap_up: float
    max_wait: float
    max_length: int
    announce_every: float
    music: str
    sticky_enabled: bool
    sticky_lookback_days: int
    sticky_patience: float
    overflow_action: str
    overflow_target: str
    service_level_seconds: float
    no_answer_penalty: float


class DeviceFields(Strict):
    name: str = Field("", max_length=64)


class NewDevice(DeviceFields):
    """A SIP phone. `id` is its extension and user name; without `secret` one is made and shown once."""

    id: str = Field(pattern=r"^[0-9]{3,6}$")
    secret: Secret | None = None


class DeviceChange(Strict):
    name: str | None = Field(None, max_length=64)
    secret: Secret | None = None


class DeviceRow(Shown):
    """`secret` is shown only in the answer to the request that set it."""

    id: str
    kind: str
    name: str
    secret: str | None = None


class Interval(Strict):
    """Local wall time; `end` is exclusive and may be 24:00."""

    start: WallTime
    end: WallTime

    @field_validator("end")
    @classmethod
    def _after_start(cls, end: str, info: Any) -> str:
        if "start" in info.data and end <= info.data["start"]:
            raise ValueError("the end must be after the start")
        return end


class SpecialDayBody(Strict):
    """A holiday (no intervals) or a make-up working day."""

    date: date
    name: BothLanguages
    intervals: list[Interval] = Field(default_factory=list, max_length=10)


class HoursBody(Strict):
    """`week`: seven lists of intervals, Monday first. `country`: whose statutory holidays it keeps; empty: none."""

    name: BothLanguages
    week: list[list[Interval]] = Field(min_length=7, max_length=7)
    special: list[SpecialDayBody] = Field(default_factory=list, max_length=1000)
    country: str = Field("", pattern=r"^[A-Z]{2}$|^$")

    @field_validator("special")
    @classmethod
    def _each_day_once(cls, special: list[SpecialDayBody]) -> list[SpecialDayBody]:
        dates = [day.date for day in special]
        if len(set(dates)) < len(dates):
            raise ValueError("a special day is given twice")
        return special


class HoursWarning(BaseModel):
    """`code`: holidays_missing or make_up_days_unknown. Calls are routed all the same."""

    code: str
    year: str
    message_en: str
    message_zh: str


class HoursRow(HoursBody):
    model_config = ConfigDict(strict=False)

    id: str
    warnings: list[HoursWarning] = Field(default_factory=list)


class HolidaysBody(Strict):
    """`replace`: days of that year that were entered by hand are replaced, too; else they stay as they are."""

    year: int = Field(ge=2000, le=2100)
    replace: bool = False


class InstantQuery(BaseModel):
    """`instant` with its zone: 2026-10-01T10:00:00+08:00."""

    model_config = ConfigDict(extra="forbid")

    instant: str | None = Field(None, max_length=40)


class HoursAt(BaseModel):
    """Whether a calendar is open at an instant, and why. `rule`: the week, or a special day (`day` names it);
    `intervals` are those of that day, `next_change` when it opens or closes next."""

    instant: datetime
    local: str
    open: bool
    status: Literal["open", "closed", "holiday"]
    rule: Literal["week", "special"]
    day: dict[str, str] | None
    intervals: list[Interval]
    next_change: datetime | None
    why_en: str
    why_zh: str


class EntryOptions(Strict):
    """`language` and `priority` (added to the queue's) of its callers; `concurrent`: calls at a time, 0 is no limit,
    one more hears `on_full`; `anonymous`: what becomes of callers who hide their number."""

    language: Literal["", "zh", "en"] = ""
    priority: int = Field(default=0, ge=-100, le=100)
    concurrent: int = Field(default=0, ge=0, le=10_000)
    on_full: Literal["busy", "message"] = "busy"
    anonymous: Literal["accept", "reject", "message", "voicemail"] = "accept"


class EntryFields(EntryOptions):
    """`flow` is the id of a published flow."""

    flow: Slug
    name: BothLanguages


class NewEntry(EntryFields):
    """`number`: exact, a prefix with `*` at its end, or `*` alone; with `@trunk` only what arrives on that trunk."""

    number: str = Field(
        pattern=r"^(?:\*|\+?[0-9]{1,20}\*|\+?[0-9]{2,20})(?:@[a-z0-9][a-z0-9_-]{0,39})?$", max_length=64
    )


class EntryChange(Strict):
    flow: Slug | None = None
    name: BothLanguages | None = None
    language: Literal["", "zh", "en"] | None = None
    priority: int | None = Field(None, ge=-100, le=100)
    concurrent: int | None = Field(None, ge=0, le=10_000)
    on_full: Literal["busy", "message"] | None = None
    anonymous: Literal["accept", "reject", "message", "voicemail"] | None = None


class EntryRow(EntryOptions):
    number: str
    flow: str
    name: BothLanguages


class FlowRow(BaseModel):
    """`version` is the published one; `draft`: one is kept beside it."""

    id: str
    name: dict[str, str]
    version: int
    published_at: datetime
    published_by: str | None = None
    comment: str = ""
    draft: bool = False
    document: dict[str, Any] | None = None


class FlowFinding(BaseModel):
    """Something wrong with a flow. Warnings do not keep it from being published."""

    severity: str
    node: str
    line: int
    message_en: str
    message_zh: str


class FlowPublished(FlowRow):
    warnings: list[FlowFinding]
