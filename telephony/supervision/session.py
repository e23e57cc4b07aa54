"""The private state of one supervisor's session, and the words that his phone shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from telephony.events import LegSnapshot

ROLE = "supervisor"


class Mode(StrEnum):
    LISTEN = "listen"  # 监听: hears both, is not heard
    WHISPER = "whisper"  # 密语: the agent hears him, the customer does not
    BARGE = "barge"  # 强插: all three talk
    TAKE_OVER = "take_over"  # 拦截: he replaces the agent


NAMES: Mapping[Mode, Mapping[str, str]] = {
    Mode.LISTEN: {"zh": "监听", "en": "Listen"},
    Mode.WHISPER: {"zh": "密语", "en": "Whisper"},
    Mode.BARGE: {"zh": "强插", "en": "Barge"},
    Mode.TAKE_OVER: {"zh": "拦截", "en": "Take over"},
}
"""What a supervisor's phone shows while it rings, before the agent's name."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a supervisor is: in which call, at whose leg, in which mode."""

    call: str
    leg: str
    mode: Mode
    agent: str | None


@dataclass(slots=True)
class Session:
    """`mode`, `agent` and `call` are what the supervisor wants; `on` is what has been carried out, None while his phone
    rings and while he waits for the next call of the agent."""

    id: str
    supervisor: str
    device: str
    leg: str
    mode: Mode
    agent: str | None
    call: str | None
    follow: bool
    since: float  # UTC
    answered: bool = False
    on: Place | None = None
    refusals: int = 0

    @property
    def state(self) -> str:
        if not self.answered:
            return "ringing"
        return "on" if self.on else "waiting"

    def tags(self) -> dict[str, str]:
        """What another core needs to take the session up again; `watch` is the call that he is in."""
        return {
            "role": ROLE,
            "supervisor": self.supervisor,
            "session": self.id,
            "agent": self.agent or "",
            "mode": str(self.mode),
            "follow": "1" if self.follow else "",
            "watch": self.on.call if self.on else "",
        }


def from_tags(leg: LegSnapshot, utc: float) -> Session | None:
    """The session that an earlier core had on this leg; None when it is none, or its phone was still ringing."""
    tags = leg.tags
    if tags.get("role") != ROLE or not leg.up or not leg.ours or not tags.get("session"):
        return None
    return Session(
        id=tags["session"],
        supervisor=tags.get("supervisor", ""),
        device=leg.device or "",
        leg=leg.leg,
        mode=Mode(tags.get("mode", Mode.LISTEN)),
        agent=tags.get("agent") or None,
        call=tags.get("watch") or None,
        follow=bool(tags.get("follow")),
        since=utc - leg.age,
        answered=True,
    )
