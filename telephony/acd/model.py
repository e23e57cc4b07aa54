"""Words of the automatic call distributor (ACD): what it is told, and what it decides.

It routes work items, not calls: a waiting caller is one kind. All times are `Now.mono` seconds unless named `utc`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

from telephony.config_model import Media, SkillDemand, Text

T = TypeVar("T")


class AgentState(StrEnum):
    """The words that the field uses; their Chinese labels are in the front end's catalogue."""

    __hash__ = str.__hash__  # enum's own is written in Python, and states are looked up all the time

    OFFLINE = "offline"  # 签出
    AVAILABLE = "available"  # 空闲
    RESERVED = "reserved"  # 预占
    RINGING = "ringing"  # 振铃
    TALKING = "talking"  # 通话
    WRAP_UP = "wrap_up"  # 话后整理
    BUSY = "busy"  # 示忙: no queue calls, may dial out
    BREAK = "break"  # 小休
    NOT_ANSWERING = "not_answering"  # 未应答: let an offer ring out, pauses for a while
    DEVICE_LOST = "device_lost"  # logged in, but the phone is not registered


class OfferResult(StrEnum):
    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    REJECTED = "rejected"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    FAILED = "failed"
    CALLER_GONE = "caller_gone"
    WITHDRAWN = "withdrawn"  # the agent logged out or took another call meanwhile
    LEASE_EXPIRED = "lease_expired"  # nothing was heard of the offer: the lease frees the agent
    ANSWERED_ELSEWHERE = "answered_elsewhere"  # several were rung, another was first


if TYPE_CHECKING:
    S, R = AgentState, OfferResult
else:  # before Python 3.12 every AgentState.TALKING takes 0.3 µs, a fifteenth of all that the distributor does
    S, R = SimpleNamespace(**AgentState.__members__), SimpleNamespace(**OfferResult.__members__)


@dataclass(frozen=True, slots=True)
class WorkItem:
    """Something that waits for an agent. `id` is the call id. `preferred` is the sticky agent, `preferred_until` the
    instant (mono) to which the item waits for him while he is busy. `entered` keeps its place after a requeue; the
    queue's limits count from the call of enqueue(), or from `joined` (mono) when the item comes back to a queue in
    which it has stood before: limits for new items do not count then. `priority` is added to the queue's own, and so is
    what the queue gives to callers of `category`. `demand`: skills that it needs beside the queue's. `call`: the call
    in which who takes the item will be, when the item is not a call itself (an agent asks the queue for somebody to
    consult)."""

    id: str
    queue: str
    entered: float
    entered_utc: float
    caller: str = ""
    priority: int = 0
    preferred: str | None = None
    preferred_until: float = 0.0
    media: Media = "call"
    category: str = ""
    demand: tuple[SkillDemand, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    call: str = ""
    joined: float | None = None

    @property
    def occupies(self) -> str:
        """What an agent who takes it is busy with."""
        return self.call or self.id


@dataclass_transform(frozen_default=True)
def _decided(kind: type[T]) -> type[T]:
    """A frozen dataclass for the type checker, and a third as dear to make: several come of every event."""
    return dataclass(slots=True, unsafe_hash=True)(kind)


@_decided
class Decision:
    """Base of what the engine decides; the service carries it out."""


@_decided
class Offer(Decision):
    """Ring `agent` on `device` for `item` (with `ring_all` there may be several live offers of one item, each with
    another agent; the first to be answered() ends the others). The agent is reserved under the lease `offer` until
    `expires` (mono); `ring_timeout` seconds is how long the phone rings. `why` explains the choice in data (see
    explain.py). A chat or an e-mail (`media`) is shown to him instead: he stays in his state, and may be offered
    several at a time."""

    offer: str
    item: str
    queue: str
    agent: str
    device: str
    attempt: int
    ring_timeout: float
    expires: float
    sticky: bool
    why: Mapping[str, Any]
    media: Media = "call"


@_decided
class OfferWithdrawn(Decision):
    """Stop ringing `agent`; the item is back at its place, unless others are still rung for it or somebody talks to
    the caller already. `result` is LEASE_EXPIRED (nothing was heard in time), ANSWERED_ELSEWHERE (several were rung,
    another was first) or WITHDRAWN (he left or took another call, or another took this one)."""

    offer: str
    item: str
    agent: str
    result: OfferResult


@_decided
class Returned(Decision):
    """An item that the agent had in hand waits again at its place: he has logged out."""

    item: str
    queue: str
    agent: str


@_decided
class Announce(Decision):
    """Tell the waiting caller his position: `ahead` callers are served before him (0: he is next);
    `estimate` seconds or None when there is no basis."""

    item: str
    queue: str
    ahead: int
    estimate: float | None


@_decided
class Overflowed(Decision):
    """The item left the queue unserved: send it where `action` says (config_model.OverflowRule). `reason` is the
    rule's `when`, or `queue_removed`; `text` is what the caller is told first, if anything."""

    item: str
    queue: str
    reason: str
    action: str
    target: str
    text: Text = field(default_factory=dict)


@_decided
class AgentChanged(Decision):
    """An agent's state changed (every change is reported once, in order). `since_utc` is when the state began,
    `previous_seconds` how long the one before lasted, `until_utc` when it ends by itself (wrap-up, a lease, a pause
    after not answering) or None. `reason` is the person's own for BUSY and BREAK, else the engine's word for what
    happened. For a reason of the configuration `paid` says whether the pause is working time, and `limit_utc` when it
    has lasted long enough."""

    agent: str
    state: AgentState
    previous: AgentState
    reason: str
    device: str | None
    item: str | None
    queue: str | None
    since_utc: float
    previous_seconds: float
    until_utc: float | None = None
    paid: bool | None = None
    limit_utc: float | None = None


@_decided
class PauseOver(Decision):
    """An agent is in 示忙 or 小休 for longer than his reason allows: nothing happens by itself, but his supervisor may
    want to know. Said once for each pause."""

    agent: str
    state: AgentState
    reason: str
    since_utc: float
    limit: float


@_decided
class QueueChanged(Decision):
    """Figures of a queue as they are now. `oldest_utc` is when the longest waiting entered, or None."""

    queue: str
    waiting: int
    oldest_utc: float | None
    available: int
    talking: int
    wrap_up: int
    logged_in: int
