"""Go on according to the value of a variable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from telephony.ivr.fields import Target, Variable
from telephony.ivr.flow import Edge, Node
from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch(Node):
    """`cases` maps a value to a node; the empty value means not set. Every other value leads to `otherwise`. For a
    masked variable the trace says only whether a case fitted."""

    kind: Literal["branch"] = "branch"
    variable: Variable
    cases: Annotated[Mapping[str, Target], Field(min_length=1)]
    otherwise: Target

    def enter(self, s: Session) -> None:
        value = s.reveal(self.variable) or ""
        target = self.cases.get(value)
        if target is None:
            s.go(self.otherwise, "otherwise")
        else:
            s.go(target, "case" if s.is_masked(self.variable) else value or "empty")

    def edges(self) -> Iterable[Edge]:
        for value, target in self.cases.items():
            yield Edge(("cases", value), target)
        yield Edge(("otherwise",), self.otherwise)

    def reads(self) -> Iterable[tuple[str, str]]:
        return ((self.variable, "variable"),)
