"""A simulated agent: a registered phone, a browser that follows the live news, and a manner of working."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog

from server.demo.api import ApiError, User
from server.demo.people import Agent
from server.demo.persona import Dice, Manner, plan_manner
from server.demo.statistics import Statistics
from server.demo.talk import converse, ended_within
from server.demo.ua import CallFailed, CallState, IncomingCall, SipError, UserAgent
from server.demo.voices import Voices

log = structlog.get_logger(__name__)

POP_FRESH = 8.0
"""Seconds after which a screen-pop does not belong to a ring any more."""
RING_LONGEST = 60.0
_CHECK = 5.0
_NOTES = {
    "zh": ("用户来电咨询，已解答。", "已登记工单，等待派单。", "已安抚用户情绪，承诺今日回电。"),
    "en": ("Question answered.", "Ticket opened, waiting for dispatch.", "Promised to call back today."),
}


class SimulatedAgent:
    """One person. `run` works until it is cancelled; `ring` is called for each call at his device."""

    def __init__(
        self,
        person: Agent,
        user: User,
        phone: UserAgent,
        registrar: str,
        *,
        voices: Voices,
        dice: Dice,
        statistics: Statistics,
        dispositions: tuple[str, ...],
        break_reasons: tuple[str, ...],
    ) -> None:
        self.person = person
        self._user = user
        self._phone = phone
        self._registrar = registrar
        self._voices = voices
        self._dice = dice
        self._statistics = statistics
        self._dispositions = dispositions
        self._break_reasons = break_reasons
        self._voice = dice.random.getrandbits(8)
        self._me = ""
        self._state = "offline"
        self._pop: tuple[float, Mapping[str, Any]] | None = None
        self._call = ""
        self._language = "zh"
        self._manner = plan_manner(dice)
        self._wrapping: asyncio.Task[None] | None = None
        self._live_up = False
        self._look = asyncio.Event()

    @property
    def working(self) -> bool:
        """He is logged in as an agent."""
        return self._state not in {"offline", "device_lost"}

    async def run(self) -> None:
        """Register, log in, follow the news; all of it again when something is lost."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._user.live(self._on_frame, self._on_live_lost))
            tasks.create_task(self._keep_signed_in())

    async def sign_out(self) -> None:
        """Leave the queues; errors are only told, as everything is ending anyway."""
        try:
            await self._user.request("DELETE", "/agent/session")
        except (ApiError, aiohttp.ClientError, TimeoutError) as error:
            log.info("demo.sign_out_failed", agent=self.person.number, error=str(error))

    async def _keep_signed_in(self) -> None:
        registered = False
        while True:
            try:
                if not registered:
                    await self._phone.register(self.person.device, self.person.secret, self._registrar)
                    registered = True
                if not self.working and self._live_up:
                    await self._sign_in()
            except SipError as error:
                self._failed("registration", error)
            except (ApiError, aiohttp.ClientError, TimeoutError) as error:
                self._failed("log-in", error)
            self._look.clear()
            try:
                async with asyncio.timeout(_CHECK if registered else 1.0):
                    await self._look.wait()
            except TimeoutError:
                continue

    async def _sign_in(self) -> None:
        body = {"extension": self.person.device, "takeover": True}
        session = await self._user.request("POST", "/agent/session", body)
        state = session["state"]
        self._state = str(state["state"]) if isinstance(state, dict) else str(state)
        if self._state in {"busy", "break", "not_answering", "offline"}:
            await self._user.request("PUT", "/agent/state", {"state": "available"})

    def _failed(self, what: str, error: Exception) -> None:
        self._statistics.errors[what] += 1
        log.warning("demo.agent", agent=self.person.number, failed=what, error=str(error) or type(error).__name__)

    # what the browser shows

    def _on_live_lost(self) -> None:
        self._live_up = False

    def _on_frame(self, kind: str, data: Mapping[str, Any]) -> None:
        if kind == "snapshot":
            self._live_up = True
            self._look.set()
            self._me = str(data["me"]["agent"])
            self._enter(str(data["me"]["state"]))
        elif kind == "screen_pop":
            self._pop = (time.monotonic(), data)
        elif kind == "agent.state" and data["agent"] == self._me:
            self._enter(str(data["state"]))

    def _enter(self, state: str) -> None:
        self._state = state
        if state == "wrap_up" and (self._wrapping is None or self._wrapping.done()):
            self._wrapping = asyncio.get_running_loop().create_task(self._wrap_up(self._manner, self._call))

    async def _wrap_up(self, manner: Manner, call: str) -> None:
        """Write down what it was about, then take the next call or a break."""
        await asyncio.sleep(manner.wrap_up)
        try:
            if call:
                await self._note(call)
            if self._state == "wrap_up":  # the queue's own limit may have ended it
                await self._user.request("POST", "/agent/wrap-up", {"action": "finish"})
            if manner.break_after and self._break_reasons:
                await self._break(manner.break_after)
        except (ApiError, aiohttp.ClientError, TimeoutError) as error:
            self._failed("wrap-up", error)

    async def _note(self, call: str) -> None:
        body: dict[str, Any] = {"note": self._dice.random.choice(_NOTES[self._language])}
        if self._dispositions:
            body["disposition"] = self._dice.random.choice(self._dispositions)
        await self._user.request("PATCH", f"/calls/{call}", body)
        self._statistics.notes += 1

    async def _break(self, seconds: float) -> None:
        reason = self._dice.random.choice(self._break_reasons)
        await self._user.request("PUT", "/agent/state", {"state": "break", "reason": reason})
        self._statistics.breaks += 1
        await asyncio.sleep(seconds)
        await self._user.request("PUT", "/agent/state", {"state": "available"})

    # the phone

    async def ring(self, call: IncomingCall) -> None:
        """Take (or leave) one call."""
        pop = self._take_pop()
        self._statistics.rang(pop[0] if pop is not None else None)
        manner = self._manner = plan_manner(self._dice)
        if pop is not None:
            self._call = str(pop[1].get("call") or "")
            self._language = "en" if pop[1].get("language") == "en" else "zh"
        call.ring()
        if manner.answers == "refuse":
            await asyncio.sleep(manner.after)
            call.reject(486)
        elif manner.answers == "ignore":
            self._statistics.ignored += 1
            await call.wait_ended(RING_LONGEST)
        else:
            await self._answer(call, manner)

    def _take_pop(self) -> tuple[float, Mapping[str, Any]] | None:
        """Seconds since the screen-pop of this ring, and what it showed."""
        pop, self._pop = self._pop, None
        if pop is None or time.monotonic() - pop[0] > POP_FRESH:
            return None
        return time.monotonic() - pop[0], pop[1]

    async def _answer(self, call: IncomingCall, manner: Manner) -> None:
        if await ended_within(call, manner.after):
            return
        await call.answer()
        self._statistics.answered += 1
        sentences = self._voices.of("agent", self._language, self._voice)
        first = manner.talk / 2 if manner.hold else manner.talk
        await converse(call, sentences, self._dice, first)
        if manner.hold and call.state is CallState.ANSWERED:
            await self._hold(call, manner)
            await converse(call, sentences[1:], self._dice, manner.talk - first)
        await call.hangup()

    async def _hold(self, call: IncomingCall, manner: Manner) -> None:
        call.hush()
        try:
            await self._set_hold(call, manner, held=True)
            await asyncio.sleep(manner.hold)
            await self._set_hold(call, manner, held=False)
        except CallFailed:
            return
        except (ApiError, SipError, aiohttp.ClientError, TimeoutError) as error:
            if call.state is CallState.ANSWERED:
                self._failed("hold", error)

    async def _set_hold(self, call: IncomingCall, manner: Manner, *, held: bool) -> None:
        if call.state is not CallState.ANSWERED:
            return
        if manner.hold_by_phone:
            await call.hold(held)
        else:
            await self._user.request("POST", "/agent/hold", {"held": held})
