"""Ask for a number by keys and keep it in a variable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from telephony.ivr.fields import Target, Variable
from telephony.ivr.flow import Edge
from telephony.ivr.nodes.entering import Entering
from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Collect(Entering):
    """`masked` keeps the number out of traces and shown variables. The terminator alone leads to `on_empty`, if
    given."""

    kind: Literal["collect"] = "collect"
    variable: Variable
    next: Target
    on_fail: Target
    masked: bool = False
    on_empty: Target | None = None

    def enter(self, s: Session) -> None:
        self.ask(s)

    def entered(self, s: Session, number: str) -> None:
        if not number and self.on_empty is not None:
            s.go(self.on_empty, "empty")
        elif len(number) < self.min_length:
            self.mistake(s, "invalid")
        else:
            s.set(self.variable, number, masked=self.masked)
            if self.masked:
                s.digits.clear()  # keys too many belong to the secret
            s.go(self.next, "entered")

    def gives_up(self) -> str:
        return self.on_fail

    def edges(self) -> Iterable[Edge]:
        yield Edge(("next",), self.next, by_caller=True)
        if self.back is not None:
            yield Edge(("back",), self.back, by_caller=True)
        if self.on_empty is not None:
            yield Edge(("on_empty",), self.on_empty, by_caller=True)
        yield Edge(("on_fail",), self.on_fail)

    def sets(self) -> Iterable[str]:
        return (self.variable,)

    def secrets(self) -> Iterable[str]:
        return (self.variable,) if self.masked else ()

    def problems(self) -> Iterable[tuple[str, str]]:
        yield from Entering.problems(self)
        if self.on_empty is not None and not self.terminator:
            yield "no_terminator", "on_empty"
