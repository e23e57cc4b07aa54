"""Say something and go on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from telephony.ivr.fields import Prompt, Target
from telephony.ivr.flow import Edge, Node
from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Play(Node):
    """With `barge_in` a key ends the saying; the key itself is kept for the next node that asks."""

    kind: Literal["play"] = "play"
    say: Prompt
    next: Target
    barge_in: bool = True

    spoken: ClassVar[frozenset[str]] = frozenset({"say"})

    def enter(self, s: Session) -> None:
        if self.barge_in and s.digits:
            s.go(self.next, "skipped")
        else:
            s.say(self.say)

    def typed(self, s: Session) -> None:
        if self.barge_in:
            s.go(self.next, "skipped")

    def said(self, s: Session) -> None:
        s.go(self.next, "played")

    def edges(self) -> Iterable[Edge]:
        return (Edge(("next",), self.next),)

    def prompts(self) -> Iterable[tuple[str, Prompt]]:
        return (("say", self.say),)
