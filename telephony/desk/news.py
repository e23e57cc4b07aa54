"""News of work items without a leg (chats, e-mails). `item` is the id that whoever asked for it has given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from telephony.domain_events import News


@dataclass(frozen=True, slots=True)
class ItemQueued(News):
    """It waits in the queue. `entered` is its place (UTC), kept when it comes back or goes to another queue; `reason`:
    new, handed_over (by `agent`), agent_left, overflow, restart. `demand`: skill → level. `facts` are the asker's
    own."""

    type: ClassVar[str] = "item.queued"
    item: str
    media: str
    queue: str
    entered: float
    priority: int
    preferred: str | None
    category: str
    customer: str | None
    demand: Mapping[str, int]
    facts: Mapping[str, Any]
    reason: str
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class ItemOffered(News):
    """It is shown to the agent, who may accept it until `until` (UTC)."""

    type: ClassVar[str] = "item.offered"
    item: str
    media: str
    queue: str
    agent: str
    offer: str
    attempt: int
    sticky: bool
    until: float


@dataclass(frozen=True, slots=True)
class ItemOfferEnded(News):
    """`result` as of call.offer_ended: answered, rejected, lease_expired (he let it pass), withdrawn, caller_gone."""

    type: ClassVar[str] = "item.offer_ended"
    item: str
    queue: str
    agent: str
    offer: str
    result: str


@dataclass(frozen=True, slots=True)
class ItemAccepted(News):
    """The agent has it in hand. `waited`: seconds since it took its place."""

    type: ClassVar[str] = "item.accepted"
    item: str
    media: str
    queue: str
    agent: str
    waited: float


@dataclass(frozen=True, slots=True)
class ItemEnded(News):
    """It is over for the distributor. `result`: closed (by the agent who had it), withdrawn (nobody waits for it any
    more), or overflow, when a rule of the queue sends it to `action`, `target` (for a `reason`): whoever asked for it
    does that."""

    type: ClassVar[str] = "item.ended"
    item: str
    media: str
    queue: str
    agent: str | None
    result: str
    seconds: float
    reason: str = ""
    action: str = ""
    target: str = ""
