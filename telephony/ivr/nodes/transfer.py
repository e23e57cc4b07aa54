"""Put the caller through to an agent, a device or an outside number, or go on in another flow for good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from telephony.ivr import places
from telephony.ivr.fields import Target
from telephony.ivr.flow import Edge
from telephony.ivr.model import HangUp, Outcome, ToTransfer
from telephony.ivr.nodes.ending import Ending
from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Ending):
    """`target` is an agent's 工号, a device's extension or a phone number, and may have places for variables; or it is
    another flow, which the caller does not come back from. `no_answer` is where he goes on when the target is busy,
    does not answer or cannot be reached; without it he hears so and the call ends."""

    kind: Literal["transfer"] = "transfer"
    to: Literal["agent", "device", "number", "flow"]
    target: Annotated[str, Field(min_length=1, max_length=64)]
    no_answer: Target | None = None

    def said(self, s: Session) -> None:
        if self.to != "flow":
            Ending.said(self, s)
        elif not s.jump(self.target):
            s.end(HangUp(), "no_flow")

    def outcome(self, s: Session) -> tuple[Outcome, str]:
        target = places.fill(self.target, s.get)
        assert self.to != "flow"
        return ToTransfer(self.to, target, self.no_answer or ""), f"{self.to}:{target}"

    def edges(self) -> Iterable[Edge]:
        if self.no_answer is not None:
            yield Edge(("no_answer",), self.no_answer)

    def needs(self) -> Iterable[tuple[str, str, str]]:
        return (("flow", self.target, "target"),) if self.to == "flow" else ()

    def problems(self) -> Iterable[tuple[str, str]]:
        if self.to == "flow" and self.no_answer is not None:
            yield "flow_cannot_fail", "no_answer"

    def templates(self) -> Iterable[tuple[tuple[str, ...], str]]:
        return ((("target",), self.target),) if self.to != "flow" else ()
