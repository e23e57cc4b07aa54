"""Run another flow and come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from telephony.ivr.fields import FlowId, Target
from telephony.ivr.flow import Edge, Node
from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class SubFlow(Node):
    """`flow` runs from its start, with the caller's variables, until one of its `return` nodes; then the caller goes
    where `results` sends that node's result, else to `next`. A flow that cannot be called returns nothing at once."""

    kind: Literal["subflow"] = "subflow"
    flow: FlowId
    next: Target
    results: Mapping[str, Target] = field(default_factory=dict)

    def enter(self, s: Session) -> None:
        if not s.call_flow(self.flow):
            s.go(self.next, "not_called")

    def resumes(self, result: str) -> str:
        """The node to go to when the flow has returned `result`."""
        return self.results.get(result, self.next)

    def edges(self) -> Iterable[Edge]:
        for result, target in self.results.items():
            yield Edge(("results", result), target)
        yield Edge(("next",), self.next)

    def needs(self) -> Iterable[tuple[str, str, str]]:
        return (("flow", self.flow, "flow"),)
