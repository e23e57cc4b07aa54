"""Call records as the API shows and takes them. Durations in seconds."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from crm.fields.definitions import FieldDefinition
from crm.fields.query import FieldFilters
from crm.paging import PeriodQuery

Direction = Literal["inbound", "outbound", "internal"]


class CallRow(BaseModel):
    """`form`: values of the queue's wrap-up form by field; `wrap_up_state`: done, missing (the agent's time was over
    and something that is required is not there), or "" as long as nothing is known. `disposition_name`: what the result
    is called, by language, empty without one. `recording`: none, raw (not playable yet), playable, failed or deleted.
    `ended_at` is null while it goes on."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    direction: str
    from_number: str
    from_name: str
    to_number: str
    entry: str
    language: str
    customer_id: str | None
    customer_name: str = ""
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    cause: str
    outcome: str
    queue: str | None
    agent_id: str | None
    ivr_seconds: float
    wait_seconds: float
    ring_seconds: float
    talk_seconds: float
    hold_seconds: float
    voicemail: str | None
    recovered: bool
    disposition: str
    disposition_name: dict[str, str] = {}
    disposition_fields: dict[str, str]
    note: str
    ticket_id: str | None
    form: dict[str, Any]
    wrap_up_state: str
    recording: str = "none"


class Segment(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    segment: int
    agent_id: str | None
    device: str | None
    number: str | None
    queue: str | None
    kind: str
    started_at: datetime
    ended_at: datetime | None
    seconds: float
    ended_by: str


class CallRecording(BaseModel):
    """`peaks`: the waveform, one list of 0…1 amplitudes per channel (left customer, right agent)."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: str
    state: str
    started_at: datetime
    seconds: float | None
    channels: int | None
    peaks: list[Any] | None


class TimelineEntry(BaseModel):
    """One piece of news of the call: `type` and `data` as in the event catalogue, `at` Unix seconds."""

    at: float
    type: str
    data: dict[str, Any]


class Business(BaseModel):
    """A piece of business done in a call. `kind`: ticket, customer, …. `relation`: created (entered in the call),
    changed (in it), or linked (the agent said that the call was about it)."""

    kind: str
    id: str
    number: str
    title: str
    type: str
    status: str
    relation: str


class CallDetail(CallRow):
    """`business` lists what was done in the call, as far as the asker may see it."""

    segments: list[Segment]
    recordings: list[CallRecording]
    timeline: list[TimelineEntry]
    business: list[Business] = Field(default_factory=list)


class CallQuery(FieldFilters, PeriodQuery):
    """`agent` is a user's id or a 工号. `number` finds either party, in any spelling or by a part of it. `live`: true
    for calls that go on. `ticket`: calls in which it was entered or that were linked to it. `linked_kind`
    with `linked_id`: in which such a record was touched. `field.CODE=…`: a value of the wrap-up form of `queue`."""

    number: str | None = Field(None, max_length=64)
    agent: str | None = Field(None, max_length=26)
    queue: str | None = Field(None, max_length=64)
    outcome: str | None = Field(None, max_length=20)
    direction: Direction | None = None
    customer: str | None = Field(None, max_length=26)
    recorded: bool | None = None
    live: bool | None = None
    ticket: str | None = Field(None, max_length=26)
    linked_kind: str | None = Field(None, max_length=32)
    linked_id: str | None = Field(None, max_length=64)
    disposition: str | None = Field(None, max_length=64)
    wrap_up: Literal["done", "missing"] | None = None


class NewLink(BaseModel):
    """`kind`: ticket, customer, …."""

    model_config = ConfigDict(strict=True, extra="forbid")

    kind: str = Field(min_length=1, max_length=32)
    id: str = Field(min_length=1, max_length=64)


class CallForm(BaseModel):
    """The form of the call's queue with its values, as it is now."""

    disposition_required: bool
    fields: list[FieldDefinition]
    values: dict[str, Any]
    state: str


class WrapUp(BaseModel):
    """What the agent says about the call. `disposition` is one of those of the call's queue, where it has a list, and
    `fields` what that one asks for. `form`: all values of the queue's wrap-up form. `ticket` is the id of a ticket;
    null unlinks it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    disposition: str | None = Field(None, max_length=64)
    fields: dict[str, Annotated[str, Field(max_length=1000)]] | None = Field(None, max_length=20)
    form: dict[str, JsonValue] | None = Field(None, max_length=100)
    note: str | None = Field(None, max_length=10_000)
    ticket: str | None = Field(None, max_length=26)
