"""Put the caller through to an agent, a device or an outside number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from telephony.ivr import places
from telephony.ivr.model import Outcome, ToTransfer
from telephony.ivr.nodes.ending import Ending
from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Ending):
    """`target` is an agent's 工号, a device's extension or a phone number; it may have places for variables."""

    kind: Literal["transfer"] = "transfer"
    to: Literal["agent", "device", "number"]
    target: Annotated[str, Field(min_length=1, max_length=64)]

    def outcome(self, s: Session) -> tuple[Outcome, str]:
        target = places.fill(self.target, s.get)
        return ToTransfer(self.to, target), f"{self.to}:{target}"

    def templates(self) -> Iterable[tuple[tuple[str, ...], str]]:
        return ((("target",), self.target),)
