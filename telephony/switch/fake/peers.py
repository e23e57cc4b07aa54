"""The far ends of legs: simulated callers and phones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from telephony.events import Cause

if TYPE_CHECKING:
    from telephony.switch.fake.world import World


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a phone does when it is called. Seconds from the call; None: never."""

    rings_after: float | None = 0.1
    answers_after: float | None = None
    rejects_after: float | None = None
    cause: Cause = Cause.REJECTED


def answers(after: float = 1.0) -> Behaviour:
    """Rings and is picked up."""
    return Behaviour(answers_after=after)


def busy() -> Behaviour:
    """Says busy at once."""
    return Behaviour(rings_after=None, rejects_after=0.05, cause=Cause.BUSY)


def rejects(after: float = 1.0) -> Behaviour:
    """Rings and is declined."""
    return Behaviour(rejects_after=after)


def no_answer() -> Behaviour:
    """Rings until the caller gives up."""
    return Behaviour()


def manual() -> Behaviour:
    """Does nothing by itself: the test rings, answers or rejects."""
    return Behaviour(rings_after=None)


@dataclass(slots=True, eq=False)
class FakePeer:
    """A caller or a called phone. `saying` is any token that others can be asked to have heard."""

    switch: World = field(repr=False)
    leg: str
    number: str
    name: str
    device: str | None
    dialled: str
    originated: bool
    created: float
    trunk: str | None = None
    up: bool = False
    ended: Cause | None = None
    saying: str | None = None
    rang: bool = False
    received_digits: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    heard_tokens: list[str] = field(default_factory=list)
    on_answered: Callable[[], None] | None = None
    on_ended: Callable[[Cause], None] | None = None

    def ring(self) -> None:
        """A called phone says that it rings."""
        self.switch.phone_rings(self)

    def answer(self) -> None:
        """A called phone is picked up."""
        self.switch.phone_answers(self)

    def reject(self, cause: Cause = Cause.REJECTED) -> None:
        """A called phone refuses, or says busy."""
        self.switch.peer_ends(self, cause)

    def hang_up(self) -> None:
        """This side ends the call."""
        self.switch.peer_ends(self, Cause.NORMAL if self.up else Cause.CANCELLED)

    def press(self, digits: str) -> None:
        """Press keys, one after the other."""
        for digit in digits:
            self.switch.peer_presses(self, digit)

    def say(self, token: str | None) -> None:
        """Begin to say something; None is silence."""
        self.saying = token
        self.switch.speech_changed(self)

    def hold(self, held: bool) -> None:
        """The phone's own hold key."""
        self.switch.peer_holds(self, held)

    def refer(self, target: str) -> None:
        """The phone's transfer key (blind)."""
        self.switch.peer_refers(self, target)

    def hears(self) -> frozenset[str]:
        """What reaches this side now: `media:PATH`, `music:CLASS`, or what others in the room say."""
        return self.switch.audible(self.leg)
