"""What the distributor knows of one agent, and the one table of the states that may follow each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from telephony.acd.lanes import Lane
from telephony.acd.model import AgentState, S
from telephony.config_model import Agent

if TYPE_CHECKING:
    from telephony.acd.desk import Held


_FREE_TO_GO = frozenset({S.AVAILABLE, S.BUSY, S.BREAK, S.DEVICE_LOST, S.OFFLINE})
"""Where an agent may be when nothing occupies him."""

TRANSITIONS: Mapping[AgentState, frozenset[AgentState]] = {
    S.OFFLINE: frozenset({S.AVAILABLE, S.DEVICE_LOST}),
    S.AVAILABLE: (_FREE_TO_GO - {S.AVAILABLE}) | {S.RESERVED, S.TALKING, S.NOT_ANSWERING},
    S.RESERVED: _FREE_TO_GO | {S.RINGING, S.TALKING, S.NOT_ANSWERING},
    S.RINGING: _FREE_TO_GO | {S.TALKING, S.NOT_ANSWERING},
    S.TALKING: _FREE_TO_GO | {S.WRAP_UP},
    S.WRAP_UP: _FREE_TO_GO | {S.TALKING},
    S.BUSY: _FREE_TO_GO | {S.TALKING},  # BUSY to BUSY and BREAK to BREAK: another reason
    S.BREAK: _FREE_TO_GO | {S.TALKING},
    S.NOT_ANSWERING: _FREE_TO_GO | {S.TALKING},
    S.DEVICE_LOST: (_FREE_TO_GO - {S.DEVICE_LOST}) | {S.TALKING, S.NOT_ANSWERING},
}

CHOSEN = frozenset({S.AVAILABLE, S.BUSY, S.BREAK})
"""States that an agent or his supervisor may ask for."""

PAUSES = frozenset({S.BUSY, S.BREAK})
"""示忙 and 小休: no queue calls, with a reason that may have a limit."""

RESTING = frozenset({S.AVAILABLE, S.BUSY, S.BREAK, S.NOT_ANSWERING, S.DEVICE_LOST})
"""Logged in, and occupied by no item."""

WORKING = frozenset({S.TALKING, S.WRAP_UP})
LEASED = frozenset({S.RESERVED, S.RINGING})
STAFFED = frozenset({S.AVAILABLE, S.RESERVED, S.RINGING, S.TALKING, S.WRAP_UP})
"""States in which an agent serves, or soon will."""

PAST = float("-inf")


@dataclass(slots=True)
class AgentRecord:
    """Mutable and private to the engine. Times are mono seconds unless named `utc`.

    `wish` is the state asked for (AVAILABLE, BUSY or BREAK): he is in it whenever nothing else holds him. `until` is
    when the present state ends by itself. `idle_since` holds while AVAILABLE; `idle_kept` is the idle time that he
    takes with him through breaks. `work_since` is when the present talk began. `pause_limit` is when a pause has
    lasted long enough, until that has been said. `queues` and `positions` are by queue, `lanes` those that he can
    serve. `desk` are the chats and e-mails that he has in hand, `asked` the offers of such (offer → medium); `passed`:
    he let one pass while in a call, and is offered no other before it is over. `calls_today` and `talk_today` (seconds)
    count since the company's day began."""

    config: Agent
    queues: dict[str, int] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)
    lanes: list[Lane] = field(default_factory=list)
    state: AgentState = S.OFFLINE
    reason: str = ""
    since: float = 0.0
    since_utc: float = 0.0
    until: float | None = None
    wish: AgentState = S.AVAILABLE
    wish_reason: str = ""
    leaving: bool = False
    removed: bool = False
    device: str | None = None
    online: bool = False
    device_busy: bool = False
    unreachable_until: float = PAST
    penalty_until: float = PAST
    penalty_reason: str = ""
    offer: str | None = None
    item: str | None = None
    queue: str | None = None
    idle_since: float = 0.0
    idle_kept: float = 0.0
    work_since: float = 0.0
    pause_limit: float | None = None
    desk: dict[str, Held] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    passed: bool = False
    calls_today: int = 0
    talk_today: float = 0.0
    id: str = field(init=False)

    def __post_init__(self) -> None:
        self.id = self.config.id

    @property
    def offerable(self) -> bool:
        """May be offered an item now."""
        return self.state is S.AVAILABLE and not self.device_busy

    def idle_seconds(self, mono: float) -> float:
        """Idle time that counts for the longest-idle rule."""
        return mono - self.idle_since if self.state is S.AVAILABLE else self.idle_kept


def rest(agent: AgentRecord, mono: float) -> tuple[AgentState, float | None]:
    """The state of a logged-in agent whom no item occupies, and when it ends by itself.

    A break stays a break whatever the phone does; 示忙 needs the phone, because it may dial out."""
    if agent.leaving:
        return S.OFFLINE, None
    if agent.wish is S.BREAK:
        return S.BREAK, None
    if not agent.online:
        return S.DEVICE_LOST, None
    if agent.unreachable_until > mono:
        return S.DEVICE_LOST, agent.unreachable_until
    if agent.wish is S.BUSY:
        return S.BUSY, None
    if agent.penalty_until > mono:
        return S.NOT_ANSWERING, agent.penalty_until
    return S.AVAILABLE, None
