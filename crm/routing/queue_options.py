"""Settings of a queue that SQL never filters by: one JSON column, named and shaped as in telephony.config_model.Queue.

Durations in seconds; that module says what each field means.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

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
    hours: str = Field("", max_length=40)
    expires: float = Field(172_800.0, ge=60, le=2_592_000)


class QueueOptions(BaseModel):
    """All of them, as they are stored."""

    announcements: AnnouncementsBody = Field(default_factory=lambda: AnnouncementsBody.model_validate({}))
    keys: dict[Key, WaitingKeyBody] = Field(default_factory=dict)
    callback: CallbackBody = Field(default_factory=lambda: CallbackBody.model_validate({}))


OPTIONS = frozenset(QueueOptions.model_fields)


def split(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Dumped fields of a queue → (those with columns of their own, options)."""
    columns = {name: value for name, value in values.items() if name not in OPTIONS}
    return columns, {name: value for name, value in values.items() if name in OPTIONS}


def complete(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options as they are stored: what a setting leaves out has its default."""
    return QueueOptions.model_validate(options).model_dump(mode="json")


def for_core(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options in the shape of the core's configuration model: no nulls where it has texts."""
    made = complete(options)
    made["announcements"]["whisper_text"] = made["announcements"]["whisper_text"] or {}
    return made
