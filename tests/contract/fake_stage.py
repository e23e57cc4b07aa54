"""The contract's stage on the fake switch."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from telephony.events import Cause, LegArrived
from telephony.switch.fake import FakePeer, FakeSwitch, manual
from telephony.switch.protocol import Switch
from tests.contract.stage import Person, Ringing, Stage


class FakePerson(Ringing):
    def __init__(self, stage: FakeStage, peer: FakePeer) -> None:
        self._stage = stage
        self._peer = peer
        self.leg = peer.leg
        self.caller = peer.number
        self.caller_name = peer.name

    def say(self, hertz: int | None) -> None:
        self._peer.say(None if hertz is None else f"tone{hertz}")

    async def hears(self, hertz: int) -> None:
        def heard() -> bool:
            return any(token.endswith(f"tone{hertz}") for token in self._peer.hears())

        await self._stage.until(heard, 5.0)

    async def hears_music(self) -> None:
        await self._stage.until(lambda: any(token.startswith("music:") for token in self._peer.hears()), 5.0)

    async def hears_nothing(self, hertz: int) -> None:
        await self._stage.pass_time(0.5)
        assert not any(token.endswith(f"tone{hertz}") for token in self._peer.hears())

    async def press(self, digits: str) -> None:
        self._peer.press(digits)

    async def gets_digits(self, digits: str) -> None:
        await self._stage.until(lambda: self._peer.received_digits == digits, 5.0)

    async def hang_up(self) -> None:
        self._peer.hang_up()

    async def hold(self, on: bool) -> None:
        self._peer.hold(on)

    async def refer(self, target: str) -> None:
        self._peer.refer(target)

    async def ended(self) -> None:
        await self._stage.until(lambda: self._peer.ended is not None, 5.0)

    async def ring(self) -> None:
        self._peer.ring()

    async def answer(self) -> None:
        self._peer.answer()

    async def reject(self, *, busy: bool = False) -> None:
        self._peer.reject(Cause.BUSY if busy else Cause.REJECTED)


class FakeStage(Stage):
    name = "fake"

    def __init__(self, devices: tuple[str, ...]) -> None:
        super().__init__()
        self._lengths: dict[str, float] = {}
        self.fake = FakeSwitch(media_seconds=self._lengths.get, write_files=True)
        self.switch = self.fake
        self.node = self.fake.node
        self._calls: list[FakePeer] = []
        self.fake.on_call = self._calls.append
        for device in devices:
            self.fake.behave(device, manual())

    async def until(self, condition: Callable[[], bool], timeout: float) -> None:
        end = self.fake.time.now + timeout
        while not condition():
            await asyncio.sleep(0)
            if condition():
                return
            if self.fake.time.now > end:
                raise TimeoutError
            self.fake.advance(0.05)

    async def pass_time(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.fake.advance(seconds)

    def media(self, hertz: int, seconds: float = 0.8) -> str:
        path = f"/media/{seconds}/tone{hertz}"
        self._lengths[path] = seconds
        return path

    async def call_in(self, dialled: str = "1000", caller: str = "13800138000", name: str = "张三丰") -> Person:
        peer = self.fake.arrive(dialled, caller, name)
        await self.expect(LegArrived, leg=peer.leg)
        return FakePerson(self, peer)

    async def dial_from(self, device: str, dialled: str) -> Person:
        peer = self.fake.arrive(dialled, device, "", entry="device", device=device)
        await self.expect(LegArrived, leg=peer.leg, entry="device", device=device)
        return FakePerson(self, peer)

    async def next_call(self) -> Ringing:
        await self.until(lambda: bool(self._calls), 5.0)
        return FakePerson(self, self._calls.pop(0))

    async def lamp(self, device: str, new: int, heard: int) -> None:
        assert self.fake.lamps.get(device) == (new, heard)

    async def unplug(self, device: str) -> None:
        self.fake.register(device, False)

    async def break_connection(self) -> None:
        self.fake.drop()
        self.fake.time.after(0.2, self.fake.restore)

    def another_controller(self) -> Switch:
        return _Usurper(self.fake)


class _Usurper(FakeSwitch):
    """A second controller: it takes the first one's place when it starts."""

    def __init__(self, first: FakeSwitch) -> None:
        super().__init__(first.node)
        self._first = first

    def restore(self) -> None:
        self._first.take_over()
        super().restore()
