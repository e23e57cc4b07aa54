"""What the nodes that ask for a number share: how it is keyed in."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from telephony.ivr.fields import Key, Length, Seconds, Target
from telephony.ivr.nodes.asking import Asking
from telephony.ivr.session import Session

HABIT = 2.0
"""Seconds within which a terminator after a number that was complete by its length is dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entering(Asking):
    """The number is complete at `max_length`, at the `terminator`, or after `between` seconds without a further key;
    with fewer than `min_length` keys it is a mistake. The star key stands for the character `star_as` (the X of an
    identity number), or leads `back`, or else starts the number afresh."""

    min_length: Length = 1
    max_length: Length
    terminator: Literal["#", "*", ""] = "#"
    between: Seconds = 4.0
    star_as: Annotated[str, Field(pattern=r"^[A-Z]$")] | None = None
    back: Target | None = None

    @abstractmethod
    def entered(self, s: Session, number: str) -> None:
        """The caller has keyed in `number`, which may be empty."""

    def typed(self, s: Session) -> None:
        if not self.hears(s):
            return
        while s.digits and s.target is None and s.saying is None and s.looking is None:
            self._take(s, s.take())
        if s.target is None and s.saying is None and s.looking is None:
            s.wait(self.between if s.visit.entered else self.wait)

    def expired(self, s: Session) -> None:
        if s.visit.entered:
            self._complete(s)
        else:
            self.mistake(s, "silence")

    def _take(self, s: Session, key: Key) -> None:
        visit = s.visit
        if key == self.terminator:
            self._complete(s)
        elif key == "*" and self.star_as is None:
            visit.entered = ""
            if self.back is not None:
                s.go(self.back, "back")
        elif key in "0123456789*":
            visit.entered += (self.star_as or "") if key == "*" else key
            if len(visit.entered) >= self.max_length:
                self._complete(s)
                if self.terminator:
                    s.forgive(self.terminator, HABIT)

    def _complete(self, s: Session) -> None:
        number, s.visit.entered = s.visit.entered, ""
        self.entered(s, number)

    def problems(self) -> Iterable[tuple[str, str]]:
        if self.min_length > self.max_length:
            yield "lengths", "min_length"
        if self.star_as is not None and (self.back is not None or self.terminator == "*"):
            yield "star_taken", "star_as"
        if self.terminator == "*" and self.back is not None:
            yield "star_taken", "back"
