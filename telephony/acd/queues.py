"""What the distributor knows of one queue, and of one item in it."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from dataclasses import dataclass, field

from telephony.acd.agents import STAFFED
from telephony.acd.index import Key, LazyHeap
from telephony.acd.model import AgentState, Offer, OfferResult, QueueChanged, WorkItem
from telephony.config_model import Queue

_SMOOTHING = 0.1
"""Weight of the newest call in the mean handling time: about the last twenty calls count."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One offer of an item that is over."""

    agent: str
    result: OfferResult
    utc: float


@dataclass(slots=True)
class ItemRecord:
    """A waiting item. `key` is its place: (−priority, entered, order of entry). `joined` is when it entered this queue
    (its limits count from there, and were looked at last at `checked`). `held`: it waits for its preferred agent
    alone. `spent`: why it waits for nothing but its overflow. `offers` are live: several with `ring_all`.
    `announce_at` is the next announcement."""

    item: WorkItem
    order: int
    joined: float
    key: Key = ()
    preferred: str | None = None
    held: bool = False
    spent: str = ""
    offers: dict[str, None] = field(default_factory=dict)
    checked: float = 0.0
    attempts: list[Attempt] = field(default_factory=list)
    announce_at: float | None = None

    @property
    def id(self) -> str:
        return self.item.id


@dataclass(slots=True)
class OfferRecord:
    """A live lease. `made` is when (mono)."""

    offer: Offer
    made: float
    ringing: bool = False


@dataclass(slots=True)
class QueueRecord:
    """`line` has the items that no agent is being offered, in order. `ready` are those of them that any agent may take;
    `free` are the agents that may be offered one, by rank; `oldest` are all items by the time of entry. `states` counts
    member agents by state. `gone`: removed from the configuration, kept until its last offer ends. `closed`: outside
    its hours. `deserted`: nobody is logged in, and those in line have been looked at since."""

    config: Queue
    line: list[tuple[Key, str]] = field(default_factory=list)
    ready: LazyHeap = field(default_factory=LazyHeap)
    free: LazyHeap = field(default_factory=LazyHeap)
    oldest: LazyHeap = field(default_factory=LazyHeap)
    states: Counter[AgentState] = field(default_factory=Counter)
    handling: float | None = None
    reported: QueueChanged | None = None
    gone: bool = False
    closed: bool = False
    deserted: bool = False

    @property
    def id(self) -> str:
        return self.config.id

    def place(self, item: ItemRecord) -> Key:
        """The item's place in the order of service: higher priority, then earlier entry."""
        return (-(self.config.priority + item.item.priority), item.item.entered, item.order)

    def join(self, item: ItemRecord) -> None:
        insort(self.line, (item.key, item.id))

    def leave(self, item: ItemRecord) -> None:
        """Take the item out of the line (it is being offered, or gone)."""
        self.ready.discard(item.id)
        position = self.ahead(item)
        if position < len(self.line) and self.line[position][1] == item.id:
            del self.line[position]

    def ahead(self, item: ItemRecord) -> int:
        """How many in the line are served before this one."""
        return bisect_left(self.line, (item.key, item.id))

    def handled(self, seconds: float) -> None:
        """A call of this queue took an agent `seconds`, wrap-up included."""
        self.handling = seconds if self.handling is None else self.handling + _SMOOTHING * (seconds - self.handling)

    def logged_in(self) -> int:
        return self.states.total() - self.states[AgentState.OFFLINE]

    def staffed(self) -> int:
        return sum(self.states[state] for state in STAFFED)

    def estimate(self, ahead: int) -> float | None:
        """Expected further wait in seconds: (ahead + 1) × mean handling time ÷ serving agents.

        While all n agents are occupied one becomes free every (handling time ÷ n) seconds on average. None when no
        call was handled yet or nobody serves. Agents who also serve other queues make it too short."""
        staffed = self.staffed()
        if self.handling is None or not staffed:
            return None
        return (ahead + 1) * self.handling / staffed

    def figures(self, oldest_utc: float | None) -> QueueChanged:
        count = self.states
        return QueueChanged(
            queue=self.id,
            waiting=len(self.oldest),
            oldest_utc=oldest_utc,
            available=count[AgentState.AVAILABLE],
            talking=count[AgentState.TALKING],
            wrap_up=count[AgentState.WRAP_UP],
            logged_in=self.logged_in(),
        )
