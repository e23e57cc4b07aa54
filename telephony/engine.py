"""What every service of the controller works with: calls, ordered commands per call, timers, news, configuration."""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import structlog
from ulid import ULID

from telephony import domain_events as news
from telephony.bus import BusServer
from telephony.calls import Call, Party, Stage
from telephony.clock import Now
from telephony.commands import Command, Originate, Play, RecordCall, RecordMessage
from telephony.configuration import Configuration
from telephony.errors import CommandFailed, NoSuchLeg, OutcomeUnknown, SwitchUnavailable
from telephony.events import CommandRefused, Event
from telephony.incall.members import view
from telephony.ivr.speech.catalog import prompt
from telephony.ivr.speech.language import Lang, SpeechError
from telephony.ivr.speech.media import media
from telephony.journal import Journal
from telephony.outside.router import Router
from telephony.outside.service import Outside
from telephony.ports import Directory
from telephony.switch.protocol import Switch

log = structlog.get_logger(__name__)

NEVER_REPEATED = (Originate, Play, RecordCall, RecordMessage)
"""Commands whose second execution would be noticed: when their outcome is unknown, reconciliation decides."""


KNOWN_LEGS = 50_000
"""How many of the latest arrivals are remembered, to tell them from calls that the switch served alone."""


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """Folders are absolute. Durations in seconds."""

    node: str
    sounds: Path
    recordings: Path
    lookup_timeout: float = 0.3
    pop_timeout: float = 0.05
    recording: bool = True
    spool: Path | None = None
    """Where the switch writes messages before they are moved to the recordings."""


class Engine:
    """The shared ground of the services. Everything in it runs in one event loop; handlers never block."""

    def __init__(
        self,
        switch: Switch,
        journal: Journal,
        bus: BusServer,
        directory: Directory,
        configuration: Configuration,
        options: EngineOptions,
    ) -> None:
        self.switch = switch
        self.journal = journal
        self.bus = bus
        self.directory = directory
        self.config = configuration
        self.options = options
        self.calls: dict[str, Call] = {}
        self.legs: dict[str, str] = {}
        self.device_states: dict[str, str] = {}
        self.switch_ready = False  # connected, and phones can register
        self.arrived_legs: deque[str] = deque(maxlen=KNOWN_LEGS)
        self.on_refused: Callable[[Event], None] = lambda _event: None
        self.on_defect: Callable[[Call], None] = lambda _call: None  # what is to become of a call that a defect hit
        self.observers: list[Callable[[news.Envelope], None]] = []  # hear every piece of news; they must not publish
        self._lanes: dict[str, deque[Command]] = {}
        self._timers: dict[tuple[str, str], asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._connected = asyncio.Event()
        self.outside = Outside(self, Router(configuration.outside))

    # time

    def now(self) -> Now:
        return Now(asyncio.get_running_loop().time(), time.time())

    def utc(self, call: Call) -> float:
        """UTC seconds now by the call's own clock, which keeps going evenly when somebody sets the machine's clock: how
        long anything in a call took is always true."""
        now = self.now()
        if call.clock is None:
            call.clock = now
        return call.clock.utc + now.mono - call.clock.mono

    def after(self, call: Call, name: str, seconds: float, act: Callable[[], None]) -> None:
        """Run `act` once in `seconds`, unless cancelled, replaced by a timer of the same name, or the
        call has ended."""
        key = (call.id, name)
        self.cancel(call, name)

        def fire() -> None:
            self._timers.pop(key, None)
            if call.stage is Stage.ENDED:
                return
            try:
                act()
            except Exception:
                log.exception("engine.timer_failed", timer=name, call=call.id)
                self.on_defect(call)

        self._timers[key] = asyncio.get_running_loop().call_later(max(0.0, seconds), fire)

    def cancel(self, call: Call, name: str) -> None:
        handle = self._timers.pop((call.id, name), None)
        if handle is not None:
            handle.cancel()

    def spawn(self, work: Coroutine[Any, Any, None], failed: Callable[[], None] = lambda: None) -> None:
        """Run something in the background; a failure is logged with its trace, never lost, and told by `failed`."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._finished(done, failed))

    def spawn_for(self, call: Call, work: Coroutine[Any, Any, None]) -> None:
        """The same for a call: a defect in it ends that call decently, as one in a fact or a timer does."""
        self.spawn(work, lambda: self.on_defect(call) if call.stage is not Stage.ENDED else None)

    def _finished(self, task: asyncio.Task[None], failed: Callable[[], None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("engine.task_failed", exc_info=error)
            failed()

    # calls

    def new_call_id(self) -> str:
        return str(ULID())

    def adopt(self, call: Call, leg: str) -> None:
        """This leg belongs to this call: its facts go there."""
        self.legs[leg] = call.id

    def call_of(self, leg: str) -> Call | None:
        return self.calls.get(self.legs.get(leg, ""))

    def forget(self, call: Call) -> None:
        """The call is over and recorded: drop everything that was held for it."""
        self.outside.forget(call)
        self.calls.pop(call.id, None)
        self._lanes.pop(call.id, None)
        for leg in [leg for leg, owner in self.legs.items() if owner == call.id]:
            del self.legs[leg]
        for key in [key for key in self._timers if key[0] == call.id]:
            self._timers.pop(key).cancel()

    def new_party(self, call: Call, **who: Any) -> Party:
        """A party with a leg id of its own, adopted by the call."""
        party = Party(call.next_leg(self.options.node), **who)
        call.party = party
        self.adopt(call, party.leg)
        return party

    def abandon(self) -> None:
        """Stop everything that would still act: timers, commands and background work of an engine that is given up."""
        for handle in self._timers.values():
            handle.cancel()
        for task in tuple(self._tasks):
            task.cancel()

    # commands

    def send(self, call: Call, *commands: Command) -> None:
        """Queue commands of one call; they are carried out in order, behind those of that call already queued."""
        call.playing.update(command.playback for command in commands if isinstance(command, Play))
        self.queue(call.id, *commands)

    def queue(self, owner: str, *commands: Command) -> None:
        """Queue commands in the lane of `owner`: a call's id, or that of something else with legs of its own."""
        lane = self._lanes.get(owner)
        if lane is None:
            self._lanes[owner] = lane = deque(map(_dialable, commands))
            self.spawn(self._drain(owner, lane))
        else:
            lane.extend(map(_dialable, commands))

    async def _drain(self, owner: str, lane: deque[Command]) -> None:
        while lane:
            command = lane[0]
            try:
                await self._execute(command)
            except Exception:
                log.exception("command.failed", command=type(command).__name__, call=owner)
                self._refused(command, "internal error")
            lane.popleft()
        if self._lanes.get(owner) is lane:
            del self._lanes[owner]

    async def _execute(self, command: Command) -> None:
        """Carry out one command; while the switch is away, wait for it (calls go on in the switch meanwhile)."""
        while True:
            try:
                await self.switch.execute(command)
            except NoSuchLeg as error:
                log.debug("command.leg_gone", command=type(command).__name__, reason=str(error))
                self._refused(command, str(error))
            except CommandFailed as error:
                log.warning("command.refused", command=type(command).__name__, reason=str(error))
                self._refused(command, str(error))
            except SwitchUnavailable:
                self._connected.clear()
                await self._connected.wait()
                continue
            except OutcomeUnknown as error:
                if not isinstance(command, NEVER_REPEATED):
                    self._connected.clear()
                    await self._connected.wait()
                    continue
                self._refused(command, str(error))
            return

    def _refused(self, command: Command, reason: str) -> None:
        self.on_refused(
            CommandRefused(
                self.options.node,
                leg=getattr(command, "leg", ""),
                command=type(command).__name__,
                reason=reason,
                room=getattr(command, "room", None),
                playback=getattr(command, "playback", None),
                recording=getattr(command, "recording", None),
            )
        )

    def switch_is_back(self) -> None:
        """Let the commands that waited for the switch go on."""
        self._connected.set()

    # speech

    def notice(self, name: str, lang: str) -> str:
        """The text of a system prompt: the company's own wording, else the catalogue's."""
        return prompt(name, language(lang), self.config.snapshot.notices)

    def files(self, texts: Sequence[str], lang: str, values: Mapping[str, Any] | None = None) -> tuple[str, ...]:
        """Sound files (absolute, no extension) that say the texts in a row; one that cannot be said is left out and
        logged: a call goes on without it."""
        files: list[str] = []
        for text in texts:
            try:
                files += media(
                    text,
                    values or {},
                    language(lang),
                    str(self.options.sounds),
                    self.config.snapshot.pronunciation,
                    self.config.recorded,
                )
            except SpeechError as error:
                log.warning("prompt.unspeakable", text=text, error=str(error))
        return tuple(files)

    # news

    def publish(self, item: news.News) -> news.Envelope:
        """Number, keep and send a piece of news."""
        number = self.journal.next_number() if item.durable else 0
        call = self.calls.get(item.call or "")
        at = time.time() if call is None else self.utc(call)
        envelope = news.Envelope(number, at, item.type, item.call, item.data())
        if item.durable:
            self.journal.append(envelope)
            if call is not None and not isinstance(item, news.AgentStateChanged):
                call.news.append(envelope)
        self.bus.broadcast(envelope)
        for observe in self.observers:
            observe(envelope)
        return envelope

    def move(self, call: Call, stage: Stage) -> None:
        """Bring a call to a stage and show it on the boards."""
        call.move(stage, self.utc(call))
        self.show(call)

    def show(self, call: Call) -> None:
        self.publish(live(call))


_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def _dialable(command: Command) -> Command:
    """A command as a switch takes it. Names of callers and customers come from outside: what no phone can show in them
    must not keep a caller from every agent."""
    if isinstance(command, Originate) and _CONTROL.search(command.caller + command.caller_name):
        caller, name = (_CONTROL.sub(" ", text).strip() for text in (command.caller, command.caller_name))
        return replace(command, caller=caller, caller_name=name)
    return command


SHOWN = {Stage.ARRIVED: "ivr", Stage.DIALLING: "ringing", Stage.CLOSING: "ivr"}
"""Stages under the name that boards know."""


def language(lang: str) -> Lang:
    """The spoken language for a language code; Chinese when there is none of it."""
    return "en" if lang == "en" else "zh"


def live(call: Call) -> news.CallLive:
    """The call as boards show it now."""
    stage = SHOWN.get(call.stage, str(call.stage))
    if call.stage is Stage.DIALLING and call.direction == "inbound":
        stage = "transfer"
    if call.stage is Stage.TALKING and call.held:
        stage = "hold"
    elif call.stage is Stage.QUEUE and call.ringing:
        stage = "ringing"
    rung = [party.agent for party in call.ringing.values() if party.agent]
    return news.CallLive(
        call.id,
        stage=stage,
        since=call.stage_since,
        started=call.started,
        direction=call.direction,
        from_number=call.from_number,
        to_number=call.to_number,
        customer=call.card.customer if call.card else None,
        name=call.card.name if call.card else call.from_name,
        queue=call.queue,
        agent=call.party.agent if call.party else rung[0] if rung else None,
        node=call.node,
        flow=call.flow,
        extra=({"ringing": rung} if rung else {}) | view(call),
    )
