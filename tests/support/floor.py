"""A floor of agents who answer by themselves, and customers who talk, for tests with many calls."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from server.demo.ua import UserAgent, tone
from server.demo.ua.calls import IncomingCall, OutgoingCall
from tests.support.stack import Stack, Web

CUSTOMER, AGENT = 440.0, 880.0


class Floor:
    """`answered` are the agents' legs in the order in which they were answered."""

    def __init__(self, stack: Stack, web: Web) -> None:
        self.stack = stack
        self.web = web
        self.answered: list[IncomingCall] = []
        self.customers: list[OutgoingCall] = []
        self._phone: UserAgent | None = None

    async def staff(self, agents: int) -> None:
        """Register and log in the agents a1… on the devices 8001…."""
        devices = [str(8000 + k) for k in range(1, agents + 1)]
        phone = await self.stack.phone(*devices)
        phone.on_incoming = self._incoming
        for k, device in enumerate(devices, 1):
            await self.web.request("agent.login", agent=f"a{k}", device=device)
        for k in range(1, agents + 1):
            await self.web.heard("agent.state", agent=f"a{k}", state="available")

    async def _incoming(self, call: IncomingCall) -> None:
        call.ring()
        await call.answer()
        call.speak(tone(AGENT, 1))
        self.answered.append(call)

    async def call(self, dialled: str = "1001") -> OutgoingCall:
        """A customer calls and begins to talk."""
        if self._phone is None:
            self._phone = await self.stack.phone()
        number = f"1380013{8000 + len(self.customers)}"
        call = await self._phone.call(self.stack.number(dialled), user=number)
        await call.wait_answered()
        call.speak(tone(CUSTOMER, 1))
        self.customers.append(call)
        return call

    async def one_ends(self, calls: Sequence[OutgoingCall], seconds: float = 10) -> OutgoingCall:
        """The first of these that ends. Raises TimeoutError."""
        waiting = {asyncio.create_task(call.wait_ended(seconds)): call for call in calls}
        done, others = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        first = done.pop()
        first.result()
        return waiting[first]

    async def talking(self, calls: int, seconds: float = 40) -> None:
        """Wait until so many agents hear their customers."""
        async with asyncio.timeout(seconds):
            while len(self.answered) < calls:
                await asyncio.sleep(0.05)
        await asyncio.gather(*(leg.wait_tone(CUSTOMER, seconds) for leg in self.answered if leg.state == "answered"))
