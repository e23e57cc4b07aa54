"""The end of a flow that another one has called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from telephony.ivr.flow import Node
from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Return(Node):
    """`result` tells the calling node where to go on. In a flow that nobody called, the call ends."""

    kind: Literal["return"] = "return"
    result: Annotated[str, Field(pattern=r"^[a-z0-9_]{0,64}$")] = ""

    def enter(self, s: Session) -> None:
        s.give_back(self.result)
