"""What the nodes that end a flow share: a last word, then the outcome."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass

from telephony.ivr.fields import Prompt
from telephony.ivr.flow import Node
from telephony.ivr.model import Outcome
from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending(Node):
    """`say`, if given, is said to its end before the caller leaves the flow; keys are not heard any more."""

    say: Prompt = ()

    @abstractmethod
    def outcome(self, s: Session) -> tuple[Outcome, str]:
        """Where the caller goes, and the result for the trace."""

    def enter(self, s: Session) -> None:
        if self.say:
            s.say(self.say)
        else:
            self.said(s)

    def said(self, s: Session) -> None:
        s.end(*self.outcome(s))

    def prompts(self) -> Iterable[tuple[str, Prompt]]:
        return (("say", self.say),) if self.say else ()
