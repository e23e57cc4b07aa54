"""What the distributor knows of one queue, and of one item in it."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping
from dataclasses import dataclass, field

from telephony.acd.agents import STAFFED, AgentRecord
from telephony.acd.index import Key, LazyHeap
from telephony.acd.lanes import Lane, Needs, needs_after
from telephony.acd.model import AgentState, Offer, OfferResult, QueueChanged, S, WorkItem
from telephony.config_model import Queue, SkillDemand

_SMOOTHING = 0.1
"""Weight of the newest call in the mean handling time: about the last twenty calls count."""


NOWHERE = Lane("", "", (), LazyHeap())
"""The lane of an item that is not in the books yet; always empty."""


def _smooth(mean: float | None, newest: float) -> float:
    return newest if mean is None else mean + _SMOOTHING * (newest - mean)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One offer of an item that is over."""

    agent: str
    result: OfferResult
    utc: float


@dataclass(slots=True)
class ItemRecord:
    """A waiting item. `key` is its place: (−priority, entered, order of entry), where `aged` counts the steps by which
    waiting has raised the priority. `lane` goes by the skills that it needs now. `joined` is when it entered this queue
    (its limits count from there, and were looked at last at `checked`). `held`: it waits for its preferred agent
    alone. `spent`: why it waits for nothing but its overflow. `offers` are live: several with `ring_all`.
    `announce_at` is the next announcement."""

    item: WorkItem
    order: int
    joined: float
    key: Key = ()
    aged: int = 0
    lane: Lane = NOWHERE
    preferred: str | None = None
    held: bool = False
    spent: str = ""
    offers: dict[str, None] = field(default_factory=dict)
    checked: float = 0.0
    attempts: list[Attempt] = field(default_factory=list)
    announce_at: float | None = None
    id: str = field(init=False)

    def __post_init__(self) -> None:
        self.id = self.item.id

    @property
    def patient(self) -> bool:
        """Nobody waits for it meanwhile (a callback, an e-mail): the queue's limits do not count, who asked for it ends
        it."""
        return self.item.media in ("callback", "email")


@dataclass(slots=True)
class OfferRecord:
    """A live lease. `made` is when (mono)."""

    offer: Offer
    made: float
    ringing: bool = False


@dataclass(slots=True)
class QueueRecord:
    """`line` has the items that no agent is being offered, in order; `oldest` are all items by the time of entry.
    `lanes` are its items and agents by medium and the skills needed. `members` are its agents, `skilled` those with
    some level of a skill, `states` counts them by state, `logged_in` and `staffed` (who serve or soon will) together.
    `turns` says who had the last turn of each preference (round robin). `handling` is the mean seconds that a call
    takes an agent, `cost` the agent-seconds between two callers taken while others wait, `taken` when that was last.
    `gone`: removed from the configuration, kept until its last offer ends. `closed`: outside its hours. `deserted`:
    nobody is logged in, and those in line have been looked at since."""

    config: Queue
    line: list[tuple[Key, str]] = field(default_factory=list)
    lanes: dict[tuple[str, Needs], Lane] = field(default_factory=dict)
    members: dict[str, None] = field(default_factory=dict)
    skilled: dict[str, dict[str, None]] = field(default_factory=dict)
    turns: dict[int, Key] = field(default_factory=dict)
    oldest: LazyHeap = field(default_factory=LazyHeap)
    states: dict[AgentState, int] = field(default_factory=lambda: dict.fromkeys(AgentState, 0))
    logged_in: int = 0
    staffed: int = 0
    handling: float | None = None
    cost: float | None = None
    taken: float | None = None
    reported: tuple[int, float | None, int, int, int, int] | None = None
    gone: bool = False
    closed: bool = False
    deserted: bool = False
    thresholds: tuple[float, ...] = ()
    needs: Needs = ()
    id: str = field(init=False)

    def __post_init__(self) -> None:
        self.id = self.config.id
        self.adopt(self.config)

    def adopt(self, config: Queue) -> None:
        """Go by another configuration. `thresholds` are the seconds of waiting after which a rule of overflow may begin
        to hold, ascending; the last is `max_wait`. `needs` are the skills that it asks for at first."""
        self.config = config
        self.needs = needs_after(config.demand, 0.0)
        timed = {rule.over for rule in config.overflow if rule.when in ("max_wait", "no_agents") and rule.over}
        self.thresholds = (*sorted(over for over in timed if over < config.max_wait), config.max_wait)

    def place(self, item: ItemRecord) -> Key:
        """The item's place in the order of service: higher priority, then earlier entry."""
        work = item.item
        priority = self.config.priority + work.priority + self.config.category_priority.get(work.category, 0)
        return (-(priority + item.aged), work.entered, item.order)

    def demands(self, item: WorkItem) -> tuple[SkillDemand, ...]:
        return self.config.demand + item.demand

    def join(self, item: ItemRecord) -> None:
        insort(self.line, (item.key, item.id))

    def leave(self, item: ItemRecord) -> None:
        """Take the item out of the line (it is being offered, or gone)."""
        item.lane.ready.discard(item.id)
        line = self.line
        position = 0 if line and line[0][1] == item.id else self.ahead(item)
        if position < len(line) and line[position][1] == item.id:
            del line[position]
            if not line:
                self.taken = None

    def ahead(self, item: ItemRecord) -> int:
        """How many in the line are served before this one."""
        return bisect_left(self.line, (item.key, item.id))

    def handled(self, seconds: float) -> None:
        """A call of this queue took an agent `seconds`, wrap-up included."""
        self.handling = _smooth(self.handling, seconds)

    def took(self, mono: float) -> None:
        """An agent is rung for a caller of the line (who has left it): measure the pace while others wait."""
        if self.taken is not None:
            self.cost = _smooth(self.cost, (mono - self.taken) * max(1, self.staffed))
        self.taken = mono if self.line else None

    def count(self, state: AgentState, by: int) -> None:
        """`by` more members are in `state`."""
        self.states[state] += by
        if state is not S.OFFLINE:
            self.logged_in += by
            if state in STAFFED:
                self.staffed += by

    def estimate(self, ahead: int) -> float | None:
        """Expected further wait in seconds: (ahead + 1) × agent-seconds for each caller ÷ serving agents.

        The agent-seconds are measured: the time between two callers taken from the line, times the agents who served
        then, smoothed. So agents who also serve other queues count for what they do here, and when agents come or go
        the estimate follows at once. Until there was a line it is the mean handling time: of n occupied agents one
        becomes free every (handling ÷ n) seconds. None when no call was handled yet or nobody serves."""
        staffed = self.staffed
        each = self.handling if self.cost is None else self.cost
        return None if each is None or not staffed else (ahead + 1) * each / staffed

    def forget_members(self) -> None:
        """Count them anew."""
        self.members, self.skilled, self.states = {}, {}, dict.fromkeys(AgentState, 0)
        self.logged_in = self.staffed = 0

    def enlist(self, agent: AgentRecord) -> None:
        """He is a member from now on."""
        self.count(agent.state, 1)
        self.members[agent.id] = None
        for skill in agent.config.skills:
            self.skilled.setdefault(skill, {})[agent.id] = None

    def strike(self, agent: AgentRecord) -> None:
        """He is no member any more."""
        self.count(agent.state, -1)
        self.members.pop(agent.id, None)
        for skill in agent.config.skills:
            self.skilled.get(skill, {}).pop(agent.id, None)

    def candidates(self, needs: Needs) -> Mapping[str, None]:
        """Members who may have all that is needed: those who have the rarest of these skills."""
        return min((self.skilled.get(skill, {}) for skill, _ in needs), key=len, default=self.members)

    def figures(self, oldest_utc: float | None) -> QueueChanged | None:
        """As they are now; None when they are as reported last. Now they are reported."""
        states = self.states
        figures = (
            len(self.oldest),
            oldest_utc,
            states[S.AVAILABLE],
            states[S.TALKING],
            states[S.WRAP_UP],
            self.logged_in,
        )
        if figures == self.reported:
            return None
        self.reported = figures
        return QueueChanged(self.id, *figures)
