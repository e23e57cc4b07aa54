"""Settings of a queue that SQL never filters by: one JSON column, named and shaped as in telephony.config_model.Queue.

Durations in seconds; that module says what each field means.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, field_validator

from crm.fields.check import check_definitions
from crm.fields.definitions import FieldDefinition, dump_definitions, read_definitions
from crm.routing.models import Queue
from crm.text import BothLanguages

Key = Annotated[str, StringConstraints(pattern=r"^[0-9*#]$")]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class AnnouncementsBody(_Strict):
    """What a waiting caller hears over the music, and the agent before he is connected."""

    first: float = Field(3.0, ge=0, le=600)
    position: bool = True
    estimate: bool = True
    keys: bool = True
    comfort: list[BothLanguages] = Field(default_factory=list, max_length=20)
    comfort_every: float = Field(45.0, ge=0, le=3600)
    agent_number: bool = True
    whisper: bool = False
    whisper_text: BothLanguages | None = None


class WaitingKeyBody(_Strict):
    """`target`: a queue, a flow, or a voicemail box (empty: the queue's own)."""

    action: Literal["callback", "voicemail", "queue", "flow", "hangup"]
    target: str = Field("", max_length=64)


class CallbackBody(_Strict):
    """`hours` is a calendar; empty: the queue's own hours."""

    enabled: bool = True
    attempts: int = Field(3, ge=1, le=20)
    retry_seconds: float = Field(300.0, ge=10, le=86_400)
    offers: int = Field(5, ge=1, le=50)
    hours: str = Field("", max_length=40)
    expires: float = Field(172_800.0, ge=60, le=2_592_000)


class StickyBody(_Strict):
    """Which agent knows the caller, and what happens while he is …; see also `sticky_enabled`, `sticky_patience`."""

    source: Literal["last_agent", "owner", "ticket"] = "last_agent"
    busy: Literal["wait", "skip"] = "wait"
    wrap_up: Literal["wait", "skip"] = "wait"
    away: Literal["wait", "skip"] = "skip"
    logged_out: Literal["wait", "skip"] = "skip"


class OverflowRuleBody(_Strict):
    """`target`: a queue, a voicemail box or a number. The first rule that holds counts; after them all comes
    `overflow_action` for `max_wait` and every limit without a rule of its own."""

    when: Literal["no_agents", "closed", "estimate", "max_length", "max_wait"]
    action: Literal["queue", "voicemail", "callback", "number", "message", "hangup"]
    target: str = Field("", max_length=64)
    over: float | None = Field(None, ge=0, le=100_000)
    text: BothLanguages | None = None


class RelaxStepBody(_Strict):
    """`level` null: the skill is no longer asked for."""

    after: float = Field(ge=0, le=7200)
    level: int | None = Field(None, ge=0, le=100)


class SkillDemandBody(_Strict):
    skill: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")
    level: int = Field(1, ge=0, le=100)
    relax: list[RelaxStepBody] = Field(default_factory=list, max_length=10)

    @field_validator("relax")
    @classmethod
    def _in_order(cls, steps: list[RelaxStepBody]) -> list[RelaxStepBody]:
        if any(later.after <= earlier.after for earlier, later in pairwise(steps)):
            raise ValueError("each step must come after the one before")
        return steps


class SurveyBody(_Strict):
    """`flow` asks the customers: automatically after the talk (`auto`), or when the agent asks for it (`button`)."""

    mode: Literal["off", "button", "auto"] = "off"
    flow: str = Field("", max_length=40)
    sms: bool = False
    link_hours: float = Field(72.0, ge=1, le=720)
    satisfied: int = Field(3, ge=-100, le=100)


class QueueAlarmsBody(_Strict):
    """From when on the queue needs a person; what is null is not looked at. `waiting`: so many callers; `longest_wait`:
    one of them for so many seconds; `service_level` and `abandon_rate`: percent of today, below and above which it is
    wrong, once `least_calls` have queued today. `no_agents`: callers wait and nobody who serves the queue is signed in.
    """

    waiting: int | None = Field(None, ge=1, le=10_000)
    longest_wait: float | None = Field(None, ge=1, le=7200)
    service_level: float | None = Field(None, ge=1, le=100)
    abandon_rate: float | None = Field(None, ge=0, le=99)
    least_calls: int = Field(10, ge=1, le=10_000)
    no_agents: bool = True


class DispositionField(_Strict):
    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    label: BothLanguages
    required: bool = False


class Disposition(_Strict):
    """A result that an agent may choose for a call (话后小结), with what he has to fill in."""

    code: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")
    name: BothLanguages
    fields: list[DispositionField] = Field(default_factory=list, max_length=20)


class WrapUpForm(_Strict):
    """What agents fill in after a call besides its disposition: definitions of fields (crm/fields). With
    `disposition_required` a disposition must be chosen."""

    fields: list[dict[str, JsonValue]] = Field(default_factory=list, max_length=60)
    disposition_required: bool = False

    @field_validator("fields")
    @classmethod
    def _possible(cls, fields: list[dict[str, JsonValue]]) -> list[dict[str, JsonValue]]:
        definitions = read_definitions(fields)
        check_definitions(
            definitions,
            around=(FieldDefinition.model_validate(_DISPOSITION),),
            place="wrap_up_form.fields",
        )
        return dump_definitions(definitions)


_DISPOSITION = {"code": "disposition", "kind": "text", "label": {"zh": "服务总结", "en": "Disposition"}}
"""What the conditions of a form may look at besides its own fields."""


class QueueOptions(BaseModel):
    """All of them, as they are stored."""

    ring_max: int = Field(5, ge=1, le=50)
    hours: str = Field("", max_length=40)
    sticky: StickyBody = Field(default_factory=lambda: StickyBody.model_validate({}))
    overflow: list[OverflowRuleBody] = Field(default_factory=list, max_length=20)
    ageing_seconds: float = Field(0.0, ge=0, le=7200)
    category_priority: dict[str, int] = Field(default_factory=dict)
    demand: list[SkillDemandBody] = Field(default_factory=list, max_length=10)
    wrap_up_max: float = Field(0.0, ge=0, le=7200)
    spare_flexible: bool = False
    announcements: AnnouncementsBody = Field(default_factory=lambda: AnnouncementsBody.model_validate({}))
    keys: dict[Key, WaitingKeyBody] = Field(default_factory=dict)
    callback: CallbackBody = Field(default_factory=lambda: CallbackBody.model_validate({}))
    survey: SurveyBody = Field(default_factory=lambda: SurveyBody.model_validate({}))
    alarms: QueueAlarmsBody = Field(default_factory=lambda: QueueAlarmsBody.model_validate({}))
    dispositions: list[Disposition] = Field(default_factory=list, max_length=200)
    wrap_up_form: WrapUpForm = Field(default_factory=lambda: WrapUpForm.model_validate({}))


OPTIONS = frozenset(QueueOptions.model_fields)


def split(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Dumped fields of a queue → (those with columns of their own, options)."""
    columns = {name: value for name, value in values.items() if name not in OPTIONS}
    return columns, {name: value for name, value in values.items() if name in OPTIONS}


def complete(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options as they are stored: what a setting leaves out has its default."""
    return QueueOptions.model_validate(options).model_dump(mode="json")


def for_core(options: Mapping[str, Any], sticky: Mapping[str, Any], last_rule: Mapping[str, Any]) -> dict[str, Any]:
    """Options in the shape of the core's configuration model, with `sticky` and the last rule of overflow from the
    columns."""
    made = complete(options)
    made["announcements"]["whisper_text"] = made["announcements"]["whisper_text"] or {}
    made["sticky"] |= sticky
    made["overflow"] = [{**rule, "text": rule["text"] or {}} for rule in [*made["overflow"], {**last_rule, "text": {}}]]
    del made["dispositions"], made["wrap_up_form"], made["alarms"]
    return made


def leads(queue: Queue, action: str) -> set[str]:
    """Where callers who wait in this queue may be led by an action: `queue` to queues, `voicemail` to mailboxes."""
    options = queue.options
    steps: list[dict[str, Any]] = [
        {"action": queue.overflow_action, "target": queue.overflow_target},
        *options.get("overflow", ()),
        *(options.get("keys") or {}).values(),
    ]
    return {str(step.get("target")) for step in steps if step.get("action") == action and step.get("target")}
