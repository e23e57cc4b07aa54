"""End the call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from telephony.ivr.model import HangUp, Outcome
from telephony.ivr.nodes.ending import Ending
from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class End(Ending):
    """`say` is the goodbye."""

    kind: Literal["hangup"] = "hangup"

    def outcome(self, s: Session) -> tuple[Outcome, str]:  # noqa: ARG002 - the same for every caller
        return HangUp(), "hangup"
