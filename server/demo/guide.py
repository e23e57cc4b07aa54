"""Where each caller is now: what a person would hear, the simulation reads from the live news.

A caller is known by his number; the last ten digits are compared, as one side writes it nationally and the other E.164.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """`stage` as in telephony.domain_events.CallLive; `node` is the menu's node while in the menus."""

    stage: str
    node: str | None = None
    agent: str | None = None


def same_number(number: str) -> str:
    """What of a number is compared."""
    return "".join(char for char in number if char.isdigit())[-10:]


class Guide:
    """Fed with frames of the live websocket of someone who sees all calls. `trusted` is False while there is none."""

    def __init__(self) -> None:
        self._places: dict[str, Place] = {}
        self._numbers: dict[str, str] = {}
        self._watchers: dict[str, list[asyncio.Future[None]]] = {}
        self.trusted = False

    def on_frame(self, kind: str, data: Mapping[str, Any]) -> None:
        if kind == "snapshot":
            self.trusted = True
            for call in data["calls"]:
                self._see(call)
            for gone in self._numbers.keys() - {str(call["call"]) for call in data["calls"]}:
                self._end(gone)
        elif kind == "call.live":
            self._see(data)
        elif kind == "call.ended":
            self._end(str(data["call"]))

    def _end(self, call: str) -> None:
        number = self._numbers.pop(call, None)
        if number is not None:
            self._places.pop(number, None)
            self._wake(number)

    def _see(self, call: Mapping[str, Any]) -> None:
        number = same_number(str(call["from_number"]))
        self._numbers[str(call["call"])] = number
        place = Place(str(call["stage"]), call.get("node"), call.get("agent"))
        if self._places.get(number) != place:
            self._places[number] = place
            self._wake(number)

    def place(self, number: str) -> Place | None:
        """None while the news know nothing of the caller."""
        return self._places.get(same_number(number))

    async def wait(self, number: str, condition: Callable[[Place | None], bool], seconds: float) -> bool:
        """Until the caller's place fulfils `condition`; False when it did not within `seconds`."""
        key = same_number(number)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not condition(self._places.get(key)):
            woken: asyncio.Future[None] = loop.create_future()
            self._watchers.setdefault(key, []).append(woken)
            try:
                async with asyncio.timeout_at(deadline):
                    await woken
            except TimeoutError:
                return condition(self._places.get(key))
            finally:
                waiting = self._watchers.get(key, [])
                if woken in waiting:
                    waiting.remove(woken)
                if not waiting:
                    self._watchers.pop(key, None)
        return True

    def _wake(self, number: str) -> None:
        for woken in self._watchers.pop(number, []):
            if not woken.done():
                woken.set_result(None)
