"""News of supervision. Those with a call are in its timeline, which agents see only where the company wants it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from telephony.domain_events import News


@dataclass(frozen=True, slots=True)
class SupervisionSession(News):
    """A supervisor's session as it is now, for himself and those who see him. `state`: ringing (his phone), waiting
    (for the next call of `agent`), on, over. `reason` says why it is over: stopped, hung_up (his phone), call_over,
    agent_left, taken_over, refused (by the switch), lost (the switch knows nothing of it any more), or what became of
    the ringing (no_answer, busy, rejected, unavailable, …)."""

    type: ClassVar[str] = "supervision.session"
    durable: ClassVar[bool] = False
    session: str
    supervisor: str
    state: str
    mode: str
    agent: str | None
    device: str
    follow: bool
    since: float
    reason: str = ""

    def shown(self) -> dict[str, Any]:
        """With its call, as answers and snapshots show it."""
        return {"call": self.call, **self.data()}


@dataclass(frozen=True, slots=True)
class SupervisionJoined(News):
    """The supervisor hears the call from now on. `mode`: listen, whisper, barge, take_over."""

    type: ClassVar[str] = "supervision.joined"
    session: str
    supervisor: str
    agent: str | None
    mode: str


@dataclass(frozen=True, slots=True)
class SupervisionMode(News):
    """He stepped from one mode to another."""

    type: ClassVar[str] = "supervision.mode"
    session: str
    supervisor: str
    agent: str | None
    mode: str


@dataclass(frozen=True, slots=True)
class SupervisionLeft(News):
    """He hears this call no longer; `reason` as in the session. After taken_over he is the one who talks."""

    type: ClassVar[str] = "supervision.left"
    session: str
    supervisor: str
    agent: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class SupervisionAct(News):
    """A supervisor did something to the call from outside. `act`: move or hang_up; `kind` and `target` of a move as in
    call.transferred."""

    type: ClassVar[str] = "supervision.act"
    supervisor: str | None
    act: str
    kind: str = ""
    target: str = ""
