"""What histories and figures are made of: closed facts about queue visits, agents' calls, states and menus.

All instants are UTC Unix seconds, all durations seconds. A fact belongs to the period in which it ended, so that a
period that is over never changes; only the spans of agents' states are cut at the borders of periods.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QueueVisit:
    """One stay of a call in a queue. `result`: answered, abandoned, overflow, transferred or what else the news say. A
    callback's turn in the line is `reached` (agent and customer talked) or `not_reached`, and `detail` says why.

    `agent` answered it; `preferred` is the sticky agent that it was meant for, `sticky`: it was offered to him last.
    `offers` counts the times that an agent was rung for it."""

    call: str
    visit: int
    queue: str
    number: str
    priority: int
    preferred: str | None
    entered: float
    left: float
    wait: float
    result: str
    detail: str
    agent: str | None
    sticky: bool
    offers: int


@dataclass(frozen=True, slots=True)
class AgentCall:
    """One agent's part in a call, also when he was rung and did not answer.

    `kind`: dial (he dialled it), talk (it came to him), colleague (he was dialled inside), consult, guest (he helped
    the one who had the customer). A talk that a lost browser broke and that went on is one part. `result`: answered,
    not_connected (dialled in vain, or his callback's customer did not answer), or why an offer ended
    (telephony.acd.model.OfferResult). `ring` is how long his phone rang, or, in a call that he dialled, until the other
    side answered; `talk` includes `hold`. `answered` is None when he never talked."""

    call: str
    part: int
    agent: str
    device: str | None
    direction: str
    number: str
    queue: str | None
    result: str
    started: float
    answered: float | None
    ended: float
    ring: float
    talk: float
    hold: float
    ended_by: str
    kind: str = "talk"


@dataclass(frozen=True, slots=True)
class IvrVisit:
    """One stay in a node of a flow. `exit` says where the caller went when this was his last node (queue, voicemail,
    transfer, return: to the agent who waited for him, ended), else it is empty."""

    call: str
    step: int
    flow: str
    version: int
    node: str
    kind: str
    entered: float
    left: float
    seconds: float
    result: str
    exit: str


@dataclass(frozen=True, slots=True)
class StateSpan:
    """An agent was in `state` from `start` to `end`."""

    agent: str
    state: str
    reason: str
    queue: str | None
    call: str | None
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class CallFact:
    """A call as a whole, for what only several calls together tell. `repeated`: the same number had called within the
    window before. `again`: it called again within the window after; None while that window is open."""

    direction: str
    queue: str | None
    agent: str | None
    unit: str
    ended: float
    answered: bool
    repeated: bool | None
    again: bool | None


Fact = QueueVisit | AgentCall | IvrVisit
