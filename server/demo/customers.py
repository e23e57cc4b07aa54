"""A simulated customer: dials, finds his way through the menus, waits or gives up, talks, leaves a message."""

from __future__ import annotations

import asyncio

import phonenumbers
import structlog

from server.demo.guide import Guide, Place
from server.demo.persona import CustomerPlan, Dice
from server.demo.statistics import Fate
from server.demo.talk import converse, ended_within
from server.demo.ua import Call, CallFailed, CallState, UserAgent
from server.demo.voices import Voices

log = structlog.get_logger(__name__)

LONGEST_CALL = 420.0
_ANSWER = 20.0
_NEWS = 6.0
_MENU_LONGEST = 60.0
_GLANCE = 5.0
_BLIND_LISTENING = 5.0


def as_dialled(number: str) -> str:
    """A number as a carrier presents it to a Chinese company: national form, digits only."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return "".join(char for char in number if char.isdigit())
    if parsed.country_code != 86:
        return "00" + number.lstrip("+")
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return "".join(char for char in national if char.isdigit())


class SimulatedCustomer:
    """One call. `entry` is the SIP URI dialled."""

    def __init__(
        self, plan: CustomerPlan, phone: UserAgent, entry: str, *, guide: Guide, voices: Voices, dice: Dice
    ) -> None:
        self._plan = plan
        self._phone = phone
        self._entry = entry
        self._guide = guide
        self._voices = voices
        self._dice = dice

    async def run(self) -> Fate:
        """Make the call; returns how it went. The call is over afterwards, whatever happened."""
        plan = self._plan
        call = await self._phone.call(self._entry, user=as_dialled(plan.number), from_name=plan.name)
        try:
            async with asyncio.timeout(LONGEST_CALL):
                await call.wait_answered(_ANSWER)
                return await self._talk(call)
        except CallFailed as error:
            log.info("demo.call_refused", status=error.status)
            return "refused"
        except TimeoutError:
            return "too_long"
        finally:
            call.hush()
            await call.hangup()

    async def _talk(self, call: Call) -> Fate:
        """Do what fits the place where the call is, until it is over or the customer has had enough."""
        number = self._plan.number
        if not await self._guide.wait(number, lambda place: place is not None, _NEWS):
            return await self._blindly(call)
        loop = asyncio.get_running_loop()
        impatient_at: float | None = None
        fate: Fate = "menus_only"
        while call.state is CallState.ANSWERED and (place := self._guide.place(number)) is not None:
            match place.stage:
                case "ivr":
                    if await self._in_menu(call, place):
                        return "menus_only"
                case "talking" | "hold":
                    return await self._with_agent(call)
                case "voicemail":
                    return await self._leave_message(call)
                case "queue" | "ringing" | "dialling":
                    impatient_at = impatient_at or loop.time() + self._plan.patience
                    fate = "gave_up"
                    if loop.time() >= impatient_at:
                        return fate
                    await self._until_elsewhere(call, place, impatient_at - loop.time())
                case _:
                    await self._until_elsewhere(call, place, _GLANCE)
        return fate

    async def _in_menu(self, call: Call, place: Place) -> bool:
        """Listen and press the plan's key, once in each node. True: the customer has heard enough."""
        plan = self._plan
        if await ended_within(call, self._dice.between(*plan.listening)):
            return True
        if place.node in plan.leave_at:
            return True
        if place.node is not None and self._guide.place(plan.number) == place:
            key = plan.keys.get(place.node)
            if key is not None:
                await call.send_digits(key)
            await self._until_elsewhere(call, place, _MENU_LONGEST)
        return False

    async def _until_elsewhere(self, call: Call, place: Place, seconds: float) -> None:
        """Until the news or the end of the call say that the caller is not at `place` any more."""
        moved = asyncio.create_task(self._guide.wait(self._plan.number, lambda now: now != place, seconds))
        over = asyncio.create_task(call.wait_ended(seconds))
        try:
            await asyncio.wait({moved, over}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (moved, over):
                task.cancel()
            await asyncio.gather(moved, over, return_exceptions=True)

    async def _with_agent(self, call: Call) -> Fate:
        """Listen to the greeting, talk, and let the agent hang up or do it oneself."""
        plan = self._plan
        if await ended_within(call, self._dice.between(1.0, 2.5)):
            return "talked"
        sentences = self._voices.of("customer", plan.language, plan.voice)
        await converse(call, sentences, self._dice, plan.talk if plan.hangs_up_first else LONGEST_CALL)
        return "talked"

    async def _leave_message(self, call: Call) -> Fate:
        """After the announcement and the beep; a hash or hanging up ends the message."""
        plan = self._plan
        if await ended_within(call, 9.0):
            return "menus_only"
        await converse(call, self._voices.of("customer", plan.language, plan.voice), self._dice, plan.message)
        if call.state is CallState.ANSWERED and self._dice.chance(0.6):
            await call.send_digits("#")
            await ended_within(call, 5.0)
        return "left_message"

    async def _blindly(self, call: Call) -> Fate:
        """Nobody tells where the call is: press the usual keys, then say something from time to time."""
        plan = self._plan
        for key in plan.blind:
            if await ended_within(call, _BLIND_LISTENING):
                return "menus_only"
            await call.send_digits(key)
        if await ended_within(call, _BLIND_LISTENING):
            return "menus_only"
        await converse(
            call, self._voices.of("customer", plan.language, plan.voice), self._dice, plan.patience + plan.talk
        )
        return "talked" if call.received.seconds > 10 else "gave_up"
