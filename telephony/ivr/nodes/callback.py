"""Promise to call the caller back when his turn comes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from telephony.ivr import places
from telephony.ivr.fields import QueueId, Target
from telephony.ivr.flow import Edge
from telephony.ivr.model import Outcome, ToCallback
from telephony.ivr.nodes.ending import Ending
from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback(Ending):
    """`number` may have places for variables and is the caller's own if not given. Without a number to call (withheld)
    he goes to `no_number`. `say` may read the number back."""

    kind: Literal["callback"] = "callback"
    queue: QueueId
    number: Annotated[str, Field(min_length=1, max_length=64)] = "{caller}"
    no_number: Target

    def enter(self, s: Session) -> None:
        if sum(char.isdigit() for char in self._number(s)) < 3:
            s.go(self.no_number, "no_number")
        else:
            Ending.enter(self, s)

    def outcome(self, s: Session) -> tuple[Outcome, str]:
        return ToCallback(self.queue, self._number(s)), self.queue

    def _number(self, s: Session) -> str:
        return places.fill(self.number, s.get)

    def edges(self) -> Iterable[Edge]:
        return (Edge(("no_number",), self.no_number),)

    def ends(self) -> bool:
        return True

    def templates(self) -> Iterable[tuple[tuple[str, ...], str]]:
        return ((("number",), self.number),)

    def needs(self) -> Iterable[tuple[str, str, str]]:
        return (("queue", self.queue, "queue"),)
