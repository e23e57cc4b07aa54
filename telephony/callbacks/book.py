"""Who wants to be called back. Pure: it is the fold of the news `callback.*`, and survives a restart as such."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from telephony.domain_events import Envelope


@dataclass(slots=True)
class Callback:
    """`number` in the spelling inside (E.164, short codes national). `entered` (UTC) is the place in the queue, kept
    over all attempts; `not_before` (UTC) is when it may be tried (again). `attempts` counts those in which the customer
    was dialled; `attempt` is the call that carries it out now. `source`: key, overflow, flow, api."""

    id: str
    number: str
    queue: str
    language: str
    entered: float
    priority: int
    source: str
    by: str | None
    customer: str | None
    name: str
    preferred: str | None
    not_before: float
    attempts: int = 0
    attempt: str | None = None
    last_result: str = ""


class Book:
    """Open callbacks by id. `number → id` is kept besides: one callback per number."""

    def __init__(self) -> None:
        self.open: dict[str, Callback] = {}
        self._numbers: dict[str, str] = {}

    def of_number(self, number: str) -> Callback | None:
        return self.open.get(self._numbers.get(number, ""))

    def of_attempt(self, call: str) -> Callback | None:
        return next((each for each in self.open.values() if each.attempt == call), None)

    def in_order(self) -> list[Callback]:
        """By priority, then by place."""
        return sorted(self.open.values(), key=lambda each: (-each.priority, each.entered, each.id))

    def take(self, envelope: Envelope) -> bool:
        """Take in one piece of news; False when it is none of callbacks, or of none that is open."""
        data = envelope.data
        if envelope.type == "callback.requested":
            fields = {name: data[name] for name in Callback.__slots__ if name in data}
            self._add(Callback(id=data["callback"], **fields))
            return True
        known = self.open.get(data.get("callback", "")) if envelope.type.startswith("callback.") else None
        if known is None:
            return False
        match envelope.type:
            case "callback.attempt":
                known.attempt = envelope.call
            case "callback.attempt_ended":
                known.attempt, known.last_result = None, data["result"]
                known.attempts, known.not_before = data["attempts"], data["not_before"]
            case "callback.ended":
                del self.open[known.id]
                self._numbers.pop(known.number, None)
        return True

    def _add(self, callback: Callback) -> None:
        self.open[callback.id] = callback
        self._numbers[callback.number] = callback.id

    def export(self) -> list[dict[str, Any]]:
        return [asdict(each) for each in self.open.values()]

    def restore(self, saved: Iterable[Mapping[str, Any]]) -> None:
        """Raises TypeError when it was not written by `export`."""
        for each in saved:
            self._add(Callback(**each))
