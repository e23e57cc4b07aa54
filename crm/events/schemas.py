"""Events as the API gives them out."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from crm.paging import LARGEST


class EventQuery(BaseModel):
    """Events after the number `since`; `types` with commas between. `wait`: seconds to wait for one when there is
    none."""

    model_config = ConfigDict(extra="forbid")

    since: int = Field(0, ge=0, le=LARGEST)
    limit: int = Field(100, ge=1, le=1000)
    types: str | None = Field(None, max_length=1000)
    wait: float = Field(0.0, ge=0, le=30)


class EventRow(BaseModel):
    """`at`: UTC Unix seconds. `call.ended` has the call's record without its timeline."""

    id: int
    at: float
    type: str
    call: str | None
    data: dict[str, Any]


class Events(BaseModel):
    """Ask again with `since` = `next`. `latest`: the newest number. `gap`: events after `since` were forgotten (or
    `since` is from another installation): what you have is not complete."""

    events: list[EventRow]
    next: int
    latest: int
    gap: bool
