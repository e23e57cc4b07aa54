"""Work items that are not over. Pure: it is the fold of the news `item.*`, and survives a restart as such."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from telephony.domain_events import Envelope

_OWN = ("media", "queue", "entered", "priority", "preferred", "category", "customer", "demand", "facts")


@dataclass(slots=True)
class Item:
    """`agent` has it in hand since `accepted` (UTC); with None it waits. `entered` (UTC) is its place."""

    id: str
    media: str
    queue: str
    entered: float
    priority: int = 0
    preferred: str | None = None
    category: str = ""
    customer: str | None = None
    demand: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    agent: str | None = None
    accepted: float | None = None


class Book:
    def __init__(self) -> None:
        self.open: dict[str, Item] = {}

    def take(self, envelope: Envelope) -> bool:
        """Take in one piece of news; False when it changes nothing here."""
        if not envelope.type.startswith("item."):
            return False
        data = envelope.data
        if envelope.type == "item.queued":
            self.open[data["item"]] = Item(data["item"], **{name: data[name] for name in _OWN})
            return True
        known = self.open.get(data["item"])
        if known is None:
            return False
        match envelope.type:
            case "item.accepted":
                known.agent, known.accepted = data["agent"], known.entered + data["waited"]
            case "item.ended":
                del self.open[known.id]
            case _:
                return False
        return True

    def export(self) -> list[dict[str, Any]]:
        return [asdict(each) for each in self.open.values()]

    def restore(self, saved: Iterable[Mapping[str, Any]]) -> None:
        """Raises TypeError when it was not written by `export`."""
        for each in saved:
            self.open[each["id"]] = Item(**each)
