"""The four histories as the API shows and takes them. Durations in seconds."""

from __future__ import annotations

from datetime import datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from crm.paging import PeriodQuery

Row = TypeVar("Row")
Summary = TypeVar("Summary")


class AgentQuery(PeriodQuery):
    """`agent` is an id, `agent_number` a 工号, `call` a call's id."""

    agent: str | None = Field(None, max_length=26)
    agent_number: str | None = Field(None, max_length=12)
    call: str | None = Field(None, max_length=40)
    queue: str | None = Field(None, max_length=64)


class AgentCallsQuery(AgentQuery):
    """`from` ≤ end < `to`. `number` finds the other party in any spelling or by a part of it. `answered`: true for
    parts with a talk."""

    number: str | None = Field(None, max_length=64)
    direction: str | None = Field(None, max_length=12)
    result: str | None = Field(None, max_length=20)
    answered: bool | None = None


class AgentStatesQuery(AgentQuery):
    """States entered at `from` ≤ instant < `to`."""

    state: str | None = Field(None, max_length=20)
    reason: str | None = Field(None, max_length=64)


class QueueVisitsQuery(AgentQuery):
    """`from` ≤ leaving < `to`. `agent` answered."""

    number: str | None = Field(None, max_length=64)
    result: str | None = Field(None, max_length=20)


class IvrVisitsQuery(PeriodQuery):
    """`from` ≤ leaving < `to`. `exit`: queue, voicemail, transfer, return or ended, for the last node of a way."""

    call: str | None = Field(None, max_length=40)
    flow: str | None = Field(None, max_length=64)
    node: str | None = Field(None, max_length=64)
    kind: str | None = Field(None, max_length=32)
    result: str | None = Field(None, max_length=64)
    exit: str | None = Field(None, max_length=12)


class _Row(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class AgentCallView(_Row):
    """An agent's part in a call, rung in vain included. `kind`: dial, talk, colleague, consult or guest (see
    crm.kpis.facts.AgentCall). `wrap_up_seconds` goes with his last part in the call; it grows until the wrap-up is
    over."""

    call_id: str
    part: int
    agent_id: str
    agent_number: str | None
    agent_name: str | None
    device: str | None
    direction: str
    kind: str
    number: str
    queue: str | None
    result: str
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    ring_seconds: float
    talk_seconds: float
    hold_seconds: float
    wrap_up_seconds: float
    ended_by: str


class AgentStateView(_Row):
    """A state of an agent; `ended_at` and `seconds` are null while it goes on."""

    agent_id: str
    agent_number: str | None
    agent_name: str | None
    state: str
    reason: str
    since: datetime
    ended_at: datetime | None
    seconds: float | None
    device: str | None
    queue: str | None
    call_id: str | None


class QueueVisitView(_Row):
    """A stay in a queue. `preferred_id`: the agent it was meant for; `sticky`: it was offered to him last. `offers`:
    how often an agent was rung for it."""

    call_id: str
    visit: int
    queue: str
    number: str
    priority: int
    entered_at: datetime
    left_at: datetime
    wait_seconds: float
    result: str
    detail: str
    agent_id: str | None
    agent_number: str | None
    agent_name: str | None
    preferred_id: str | None
    sticky: bool
    offers: int


class IvrVisitView(_Row):
    """A stay in a menu node; `number` is the caller."""

    call_id: str
    step: int
    number: str | None
    channel: str | None
    flow: str
    version: int
    node: str
    kind: str
    entered_at: datetime
    left_at: datetime
    seconds: float
    result: str
    exit: str


class AgentCallsSummary(BaseModel):
    """Means over all that was found, by the catalogue's formulas."""

    parts: int
    handled: int
    talk_time: float
    mean_talk: float | None
    mean_hold: float | None
    mean_ring: float | None
    mean_wrap_up: float | None
    mean_work: float | None
    aht: float | None


class AgentStatesSummary(BaseModel):
    """Seconds that ended states lasted, by state."""

    changes: int
    seconds: dict[str, float]


class QueueVisitsSummary(BaseModel):
    """`asa` is the mean wait of those answered. `results`: how many left in which way."""

    queued: int
    results: dict[str, int]
    mean_wait: float | None
    asa: float | None
    mean_wait_abandoned: float | None


class IvrVisitsSummary(BaseModel):
    """`exits`: where ways through the menus ended."""

    visits: int
    calls: int
    mean_seconds: float | None
    exits: dict[str, int]


class History(BaseModel, Generic[Row, Summary]):
    """A page with the summary line of everything that the filters find."""

    items: list[Row]
    total: int
    page: int
    page_size: int
    summary: Summary
