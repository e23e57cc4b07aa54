"""Set variables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from telephony.ivr import places
from telephony.ivr.fields import Name, Target
from telephony.ivr.flow import Edge, Node
from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVariables(Node):
    """`values` may have places for variables; all are filled from what was known before."""

    kind: Literal["set"] = "set"
    values: Annotated[Mapping[Name, Annotated[str, Field(max_length=500)]], Field(min_length=1)]
    next: Target

    def enter(self, s: Session) -> None:
        for name, value in {name: places.fill(value, s.get) for name, value in self.values.items()}.items():
            s.set(name, value[:500])
        s.go(self.next, "set")

    def edges(self) -> Iterable[Edge]:
        return (Edge(("next",), self.next),)

    def sets(self) -> Iterable[str]:
        return self.values

    def templates(self) -> Iterable[tuple[tuple[str, ...], str]]:
        return tuple((("values", name), value) for name, value in self.values.items())
