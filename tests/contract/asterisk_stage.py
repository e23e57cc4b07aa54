"""The contract's stage on a real Asterisk, with SIP phones that really talk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from server.demo.ua import Call, CallState, IncomingCall, OutgoingCall, UserAgent, tone
from telephony.events import LegArrived
from telephony.switch.asterisk.driver import AsteriskSwitch
from telephony.switch.asterisk.settings import AsteriskSettings
from telephony.switch.asterisk.tones import _note, _write
from telephony.switch.protocol import Switch
from tests.contract.stage import Person, Ringing, Stage

SECRET = "only-a-test"


class SipPerson(Person):
    def __init__(self, call: Call, leg: str) -> None:
        self.call = call
        self.leg = leg

    def say(self, hertz: int | None) -> None:
        if hertz is None:
            self.call.hush()
        else:
            self.call.speak(tone(hertz, 1.0))

    async def hears(self, hertz: int) -> None:
        await self.call.wait_tone(hertz)

    async def hears_music(self) -> None:
        await self.call.wait_audio()

    async def hears_nothing(self, hertz: int) -> None:
        await asyncio.sleep(0.3)  # what is on its way may still arrive
        heard = len(self.call.received.levels)
        await asyncio.sleep(0.7)
        fresh = len(self.call.received.levels) - heard
        assert not fresh or self.call.received.level(0.4) < 0.005 or self.call.received.tone(hertz) < 0.3

    async def press(self, digits: str) -> None:
        await self.call.send_digits(digits)

    async def gets_digits(self, digits: str) -> None:
        assert await self.call.wait_digits(len(digits)) == digits

    async def hang_up(self) -> None:
        await self.call.hangup()

    async def hold(self, on: bool) -> None:
        await self.call.hold(on)

    async def refer(self, target: str) -> None:
        assert await self.call.refer(target) == 202

    async def ended(self) -> None:
        await self.call.wait_ended(5.0)


class SipRinging(SipPerson, Ringing):
    call: IncomingCall

    def __init__(self, call: IncomingCall, leg: str) -> None:
        super().__init__(call, leg)
        self.caller = call.caller_number
        self.caller_name = call.caller_name

    async def ring(self) -> None:
        self.call.ring()

    async def answer(self) -> None:
        await self.call.answer()

    async def reject(self, *, busy: bool = False) -> None:
        self.call.reject(486 if busy else 603)


class AsteriskStage(Stage):
    name = "asterisk"

    def __init__(self, settings: AsteriskSettings, sounds: Path) -> None:
        super().__init__()
        self.settings = settings
        self.node = settings.node
        self.driver = AsteriskSwitch(settings)
        self.switch = self.driver
        self.agent = UserAgent()
        self.calls: asyncio.Queue[IncomingCall] = asyncio.Queue()
        self.notices: dict[tuple[str, str], str] = {}
        self.agent.on_notify = self._notified
        self._sounds = sounds
        self._others: list[Switch] = []

    def _notified(self, user: str, event: str, body: str) -> None:
        self.notices[user, event] = body

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.settings.sip_port}"

    async def open(self, devices: tuple[str, ...]) -> None:
        """Register the phones."""

        async def ring(call: IncomingCall) -> None:
            await self.calls.put(call)

        self.agent.on_incoming = ring
        await self.agent.start()
        for device in devices:
            await self.agent.register(device, SECRET, self.address)

    async def close(self) -> None:
        for other in self._others:
            await other.close()
        await self.agent.stop()
        await self.switch.close()

    async def until(self, condition: Callable[[], bool], timeout: float) -> None:
        async with asyncio.timeout(timeout):
            while not condition():
                await asyncio.sleep(0.005)

    async def pass_time(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def media(self, hertz: int, seconds: float = 0.8) -> str:
        path = self._sounds / f"tone{hertz}-{seconds}"
        _write(path.with_suffix(path.suffix + ".wav"), _note(hertz, seconds))
        return str(path)

    async def dial(
        self, dialled: str, caller: str = "13800138000", name: str = "张三丰", secret: str = ""
    ) -> OutgoingCall:
        """A call whose arrival is not awaited."""
        return await self.agent.call(f"sip:{dialled}@{self.address}", user=caller, from_name=name, secret=secret)

    async def call_in(self, dialled: str = "1000", caller: str = "13800138000", name: str = "张三丰") -> Person:
        call = await self.dial(dialled, caller, name)
        arrived = await self.expect(LegArrived, dialled=dialled, caller=caller)
        return SipPerson(call, arrived.leg)

    async def dial_from(self, device: str, dialled: str) -> Person:
        call = await self.dial(dialled, device, "", SECRET)
        arrived = await self.expect(LegArrived, entry="device", device=device)
        return SipPerson(call, arrived.leg)

    async def next_call(self) -> Ringing:
        async with asyncio.timeout(5.0):
            call = await self.calls.get()
        assert call.state is CallState.CALLING
        return SipRinging(call, "")

    async def lamp(self, device: str, new: int, heard: int) -> None:
        said = f"Messages-Waiting: {'yes' if new else 'no'}\r\nVoice-Message: {new}/{heard} (0/0)"
        await self.until(lambda: said in self.notices.get((device, "message-summary"), ""), 5.0)

    async def unplug(self, device: str) -> None:
        await self.agent.unregister(device)

    async def break_connection(self) -> None:
        ari = self.driver._context.ari
        assert ari is not None
        await ari.abort()

    def another_controller(self) -> Switch:
        other = AsteriskSwitch(self.settings)
        self._others.append(other)
        return other
