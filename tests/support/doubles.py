"""What stands in for core's journal, bus and directory where no process is to be started."""

from __future__ import annotations

from typing import Any

from telephony.domain_events import Envelope
from telephony.ports import CustomerCard


class Memory:
    """A journal that only remembers."""

    epoch = "simulated"
    error = None

    def __init__(self) -> None:
        self.last = 0
        self.kept: list[Envelope] = []

    def next_number(self) -> int:
        self.last += 1
        return self.last

    def append(self, envelope: Envelope) -> None:
        """As a reader of the file would see it."""
        self.kept.append(Envelope.from_json(envelope.to_json()))


class Listener:
    """A bus of which the test hears everything."""

    connected = False

    def __init__(self) -> None:
        self.heard: list[Envelope] = []

    def broadcast(self, envelope: Envelope) -> None:
        self.heard.append(envelope)


class Cards:
    """A directory that knows `cards`."""

    def __init__(self) -> None:
        self.cards: dict[str, CustomerCard] = {}

    async def customer(self, number: str, dialled: str, timeout: float) -> CustomerCard:
        return self.cards.get(number, CustomerCard(False, number))

    async def query(self, name: str, params: Any, timeout: float) -> Any:
        raise TimeoutError
