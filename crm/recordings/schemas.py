"""Recordings as the API shows them. Durations and offsets in seconds."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from crm.paging import PeriodQuery


class RecordingQuery(PeriodQuery):
    """`agent` is a user's id or 工号; `number` a party's number or a part of it; `held`: under legal hold;
    `rated`: the customer has rated the call."""

    agent: str | None = Field(None, max_length=26)
    number: str | None = Field(None, max_length=32)
    direction: Literal["inbound", "outbound", "internal"] | None = None
    queue: str | None = Field(None, max_length=64)
    customer: str | None = Field(None, max_length=26)
    call: str | None = Field(None, max_length=40)
    state: Literal["raw", "playable", "failed", "deleted"] | None = None
    min_seconds: float | None = Field(None, ge=0)
    max_seconds: float | None = Field(None, ge=0)
    held: bool | None = None
    rated: bool | None = None
    integrity: Literal["ok", "damaged", "missing"] | None = None


class Part(BaseModel):
    """The part of a recording in which one party talked; `start` and `end` from the recording's start."""

    segment: int
    agent_id: str | None
    queue: str | None
    start: float
    end: float


class RecordingRow(BaseModel):
    """`parts` are those that the asker may hear; `whole`: he may hear all of it. `sealed`: encrypted at rest. With
    `deleted_at` only the tombstone is left: `delete_rule` retention or by_hand."""

    id: str
    call_id: str | None
    state: str
    started_at: datetime
    seconds: float | None
    channels: int | None
    direction: str
    from_number: str
    to_number: str
    queue: str | None
    agent_id: str | None
    customer_id: str | None
    customer_name: str = ""
    parts: list[Part]
    whole: bool
    held: bool
    size: int | None
    sha256: str
    sealed: bool
    integrity: str
    checked_at: datetime | None
    deleted_at: datetime | None
    deleted_by: str | None
    delete_rule: str
    delete_reason: str


class Marker(BaseModel):
    """Something that happened during the recording, `at` seconds from its start."""

    at: float
    type: str
    data: dict[str, Any]


class RecordingDetail(RecordingRow):
    """`peaks`: per channel the loudest sample (0…1) in each of some hundred equal slices of the recording; null when
    the asker may not hear all of it."""

    peaks: list[Any] | None
    markers: list[Marker]


class PartQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    segment: int | None = Field(None, ge=1, le=1000)


class Reason(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    reason: str = Field(min_length=1, max_length=300)


class Verified(BaseModel):
    """`integrity`: ok, damaged, missing, or unknown (made before checksums were kept)."""

    integrity: str
    sha256: str
