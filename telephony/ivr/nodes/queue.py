"""Hand the caller to a queue of agents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from telephony.ivr.fields import QueueId
from telephony.ivr.model import Outcome, ToQueue
from telephony.ivr.nodes.ending import Ending
from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue(Ending):
    """`priority` is added to the queue's own; higher is served first."""

    kind: Literal["queue"] = "queue"
    queue: QueueId
    priority: Annotated[int, Field(ge=-100, le=100)] = 0

    def outcome(self, s: Session) -> tuple[Outcome, str]:  # noqa: ARG002 - the same for every caller
        return ToQueue(self.queue, self.priority), self.queue

    def needs(self) -> Iterable[tuple[str, str, str]]:
        return (("queue", self.queue, "queue"),)
