"""What the core asks of others, each with a deadline and a default: a call never waits for a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """What a lookup by phone number knows. `candidates` has every customer behind the number, most recent contact
    first;
    the first is the one assumed. `last_agent` is the user id of the agent who last talked to them, `last_served` when
    (Unix seconds). `owner_agent` looks after the customer, `ticket_agent` has his newest open ticket (user ids).
    `category` is the customer's, as queues know it. `card` is shown in the screen-pop as it is."""

    known: bool
    number: str
    region: Mapping[str, str] = field(default_factory=dict)
    customer: str | None = None
    name: str = ""
    language: str | None = None
    last_agent: str | None = None
    last_served: float | None = None
    owner_agent: str | None = None
    ticket_agent: str | None = None
    category: str = ""
    candidates: tuple[Mapping[str, Any], ...] = ()
    card: Mapping[str, Any] = field(default_factory=dict)


class Directory(Protocol):
    """Answers within `timeout` seconds or raises TimeoutError / CoreUnavailable; callers use the default then."""

    async def customer(self, number: str, dialled: str, timeout: float) -> CustomerCard: ...

    async def query(self, name: str, params: Mapping[str, str], timeout: float) -> Mapping[str, Any]:
        """A registered CRM query for a flow (order status, ticket step…)."""
