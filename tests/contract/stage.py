"""What a contract test sees of a switch: its facts, and people at the far ends."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from telephony.events import Event, SwitchLost, SwitchTakenOver
from telephony.switch.asterisk.tones import RATE
from telephony.switch.protocol import Switch

E = TypeVar("E", bound=Event)


class Person(ABC):
    """Somebody at the far end of a leg."""

    leg: str

    @abstractmethod
    def say(self, hertz: int | None) -> None:
        """Hum a tone, or be silent."""

    @abstractmethod
    async def hears(self, hertz: int) -> None:
        """Fails unless that tone is heard within some seconds."""

    @abstractmethod
    async def hears_music(self) -> None:
        """Fails unless music is heard."""

    @abstractmethod
    async def hears_nothing(self, hertz: int) -> None:
        """Fails if the tone is (still) heard after a moment."""

    @abstractmethod
    async def press(self, digits: str) -> None: ...

    @abstractmethod
    async def gets_digits(self, digits: str) -> None:
        """Fails unless the other side presses these keys within some seconds."""

    @abstractmethod
    async def hang_up(self) -> None: ...

    @abstractmethod
    async def hold(self, on: bool) -> None:
        """The phone's own hold key."""

    @abstractmethod
    async def refer(self, target: str) -> None:
        """The phone's own transfer key."""

    @abstractmethod
    async def ended(self) -> None:
        """Fails unless the far end learns within some seconds that the call is over."""


class Ringing(Person):
    """A phone that is being called."""

    caller: str
    caller_name: str

    @abstractmethod
    async def ring(self) -> None: ...

    @abstractmethod
    async def answer(self) -> None: ...

    @abstractmethod
    async def reject(self, *, busy: bool = False) -> None: ...


class Stage(ABC):
    """A switch, its facts in order, and people."""

    name: str
    switch: Switch
    node: str

    def __init__(self) -> None:
        self.facts: list[Event] = []
        self.history: list[Event] = []
        self.connected_when_told = True
        """What the switch said of itself at the moment in which it told that the connection is lost."""

    def sink(self, event: Event) -> None:
        self.facts.append(event)
        self.history.append(event)
        if isinstance(event, SwitchLost | SwitchTakenOver):
            self.connected_when_told = self.switch.connected

    def _take(self, kind: type[E], fields: dict[str, Any]) -> E | None:
        for event in self.facts:
            if isinstance(event, kind) and all(getattr(event, name) == value for name, value in fields.items()):
                self.facts.remove(event)
                return event
        return None

    async def expect(self, kind: type[E], timeout: float = 8.0, **fields: Any) -> E:
        """The next fact of that kind with those fields; it is taken out of the list."""
        found: list[E] = []

        def look() -> bool:
            event = self._take(kind, fields)
            if event is not None:
                found.append(event)
            return bool(found)

        try:
            await self.until(look, timeout)
        except TimeoutError:
            raise AssertionError(f"no {kind.__name__} {fields}; there were {self.history}") from None
        return found[0]

    def said(self, kind: type[E], **fields: Any) -> list[E]:
        """All facts of that kind so far, taken or not."""
        return [
            event
            for event in self.history
            if isinstance(event, kind) and all(getattr(event, name) == value for name, value in fields.items())
        ]

    @abstractmethod
    async def until(self, condition: Callable[[], bool], timeout: float) -> None:
        """Let time pass until it holds. Raises TimeoutError."""

    @abstractmethod
    async def pass_time(self, seconds: float) -> None:
        """Let time pass: for what takes a while by its nature (a recording's length, silence)."""

    @abstractmethod
    def media(self, hertz: int, seconds: float = 0.8) -> str:
        """A playable file with a tone; its path without extension."""

    @abstractmethod
    async def call_in(self, dialled: str = "1000", caller: str = "13800138000", name: str = "张三丰") -> Person:
        """A caller from outside; its LegArrived has been taken."""

    @abstractmethod
    async def dial_from(self, device: str, dialled: str) -> Person:
        """A phone of ours dials; its LegArrived has been taken."""

    @abstractmethod
    async def next_call(self) -> Ringing:
        """The next call that reaches a phone."""

    @abstractmethod
    async def lamp(self, device: str, new: int, heard: int) -> None:
        """Fails unless the phone's message lamp comes to show these numbers."""

    @abstractmethod
    async def unplug(self, device: str) -> None:
        """A device unregisters."""

    @abstractmethod
    async def break_connection(self) -> None:
        """Break the controller's connection without a farewell; the driver comes back by itself."""

    @abstractmethod
    def another_controller(self) -> Switch:
        """A second controller of the same switch, not started."""

    def new_leg(self, name: str) -> str:
        return f"{self.node}:{name}"


def samples(path: Path) -> bytes:
    """The raw samples of a recording of ours."""
    data = path.read_bytes()
    return data[44:] if path.suffix == ".wav" else data


SAMPLE_RATE = RATE
