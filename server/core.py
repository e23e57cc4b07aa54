"""The core process: switch, calls, queues, agents. Composition root; it imports no database and waits for no web."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import structlog
import uvloop
from pydantic import TypeAdapter

from server import logs, settings
from server.heap import settle
from server.kept_file import KeptFile
from server.parent import die_with_parent
from server.prompts.espeak import find_voice
from server.prompts.sounds import prepare, sounds_root
from server.prompts.tts import VoiceError
from server.provision import tool
from server.switch import asterisk_settings
from telephony.acd.engine import Acd
from telephony.bus import BusServer
from telephony.configuration import Configuration, empty
from telephony.console import Console
from telephony.controller import Controller
from telephony.domain_events import Envelope
from telephony.endings import Aftermath
from telephony.engine import Engine, EngineOptions, language
from telephony.errors import ConfigError, HotlineError
from telephony.events import Event, SwitchConnected
from telephony.ivr.loader import texts
from telephony.journal import Journal
from telephony.message_lamps import MessageLamps
from telephony.ports import CustomerCard
from telephony.queueing.wording import texts as spoken
from telephony.recovery import Recovery
from telephony.switch.asterisk.driver import AsteriskSwitch
from telephony.switch.protocol import Switch

log = structlog.get_logger(__name__)

TAKEN_OVER = 3
"""Exit status of a core that found another one driving the same switch."""

TRIM_EVERY = 10.0
"""Seconds between two looks for parts of the journal that nobody needs any more."""
AFTERMATH_SECONDS = (5.0, 60.0, 300.0)

CUSTOMER_CARD: TypeAdapter[CustomerCard] = TypeAdapter(CustomerCard)


class BusDirectory:
    """The directory port over the bus: web answers."""

    def __init__(self, bus: BusServer) -> None:
        self._bus = bus

    async def customer(self, number: str, dialled: str, timeout: float) -> CustomerCard:
        found = await self._bus.ask("directory.customer", {"number": number, "dialled": dialled}, timeout)
        return CUSTOMER_CARD.validate_python(found)

    async def query(self, name: str, params: Mapping[str, str], timeout: float) -> Mapping[str, Any]:
        return await self._bus.ask("directory.query", {"name": name, "params": dict(params)}, timeout)


class Core:
    """Everything of the core process, wired. Tests build it with a fake switch."""

    def __init__(self, config: settings.Settings, switch: Switch) -> None:
        self._settings = config
        self.switch = switch
        self.journal = Journal(config.core_dir)
        self.bus = BusServer(config.core_socket, self.journal)
        self.engine = Engine(
            switch,
            self.journal,
            self.bus,
            BusDirectory(self.bus),
            empty(),
            EngineOptions(
                node=config.node,
                sounds=sounds_root(config.root),
                recordings=config.recordings_dir,
                lookup_timeout=config.lookup_timeout,
                pop_timeout=config.pop_timeout,
                recording=config.recording,
                spool=config.asterisk_dir / "spool" / "recording",
            ),
        )
        self.acd = Acd(seed=uuid4().hex[:6])  # fresh at every start: ids of offers never repeat
        self.controller = Controller(self.engine, self.acd)
        self.recovery = Recovery(self.controller, config.asterisk_dir / "spool" / "ended.log")
        self.aftermath = Aftermath(
            config.asterisk_dir / "spool" / "ended.log",
            config.asterisk_dir / "spool" / "fallback",
            config.recordings_dir,
            config.core_dir / "aftermath.seen",
            self.engine.publish,
            self.engine.new_call_id,
            lambda: set(self.engine.arrived_legs),
        )
        self.console = Console(self.controller, config.core_dir, self._prepare)
        self.lamps = MessageLamps(self.engine, self.acd)
        self.stop = asyncio.Event()
        self.status = 0
        spawn, callbacks, desk = self.engine.spawn, self.controller.callbacks, self.controller.desk
        self._agents = KeptFile(config.core_dir / "agents.json", self._export_agents, spawn)
        self._outside = KeptFile(config.core_dir / "outside.json", self.engine.outside.router.counters.export, spawn)
        self._callbacks = KeptFile(config.core_dir / "callbacks.json", callbacks.export, spawn, callbacks.saved)
        self._desk = KeptFile(config.core_dir / "desk.json", desk.export, spawn, desk.saved)
        self._trim_timer: asyncio.TimerHandle | None = None
        self._acked = 0

    async def start(self) -> None:
        """Take up the last state, listen for web, then connect to the switch."""
        self.console.register()
        self.lamps.register()
        await self.console.start()
        self._restore_agents()
        self._restore_outside()
        self.controller.callbacks.restore(self._callbacks.read("they are taken from the journal") or {})
        self.controller.desk.restore(self._desk.read("it is taken from the journal") or {})
        opened = self.recovery.restore(self._journal_once())
        if opened:
            log.info("core.open_calls", calls=opened)
        self.controller.reconcile = self._reconcile
        self.controller.on_taken_over = self._taken_over
        self.controller.acd.on_agent_changed = self._agents_changed
        self.controller.callbacks.on_changed = self._callbacks.changed
        self.controller.desk.on_changed = self._desk.changed
        self.controller.desk.resume()
        self.controller.on_device = self.lamps.device
        self.engine.outside.on_changed = self._outside.changed
        self.bus.on_ack = self._web_has
        await self.bus.start()
        await self.switch.start(self.on_event)

    def on_event(self, event: Event) -> None:
        self.controller.on_event(event)

    def _reconcile(self, event: SwitchConnected) -> None:
        self.recovery.reconcile(event)
        self.lamps.again()
        self.engine.spawn(self._provision())
        self._collect_aftermath()
        log.info("core.ready", legs=len(event.legs), calls=len(self.engine.calls))

    def _collect_aftermath(self) -> None:
        """Now, and once more when callers that the switch was still serving alone have certainly gone."""
        loop = asyncio.get_running_loop()
        for delay in AFTERMATH_SECONDS:
            loop.call_later(delay, self.aftermath.collect)

    async def _provision(self) -> None:
        try:
            await self.console.provision()
        except HotlineError as error:
            log.error("core.provision_failed", error=str(error))  # noqa: TRY400 - one clear line

    def _taken_over(self) -> None:
        log.error("core.taken_over", remedy="another core drives this switch: this one leaves")
        self.status = TAKEN_OVER
        self.stop.set()

    async def _prepare(self, config: Configuration) -> None:
        """Render what is missing of the prompts that a configuration needs; off the event loop."""
        wanted = [(language(lang), text) for flow in config.flows.values() for lang, text in texts(flow)]
        greetings = (mailbox.greeting for mailbox in config.snapshot.mailboxes)
        wanted += [(language(lang), text) for words in greetings for lang, text in words.items()]
        wanted += [(language(lang), text) for words in config.snapshot.notices.values() for lang, text in words.items()]
        wanted += [(language(lang), text) for queue in config.queues.values() for lang, text in spoken(queue)]
        wanted += [(language(lang), text) for prompt in config.snapshot.prompts for lang, text in prompt.texts.items()]
        wanted += [(language(lang), text) for item in config.snapshot.announcements for lang, text in item.text.items()]
        wanted += [(language(lang), text) for words in config.snapshot.spoken for lang, text in words.items()]
        espeak = tool("espeak-ng")
        try:
            voice = find_voice(espeak.argv, espeak.env)
            await asyncio.to_thread(
                prepare, self._settings.root, wanted, voice, pronunciation=config.snapshot.pronunciation
            )
        except VoiceError as error:
            raise ConfigError(f"prompts cannot be rendered: {error}") from error

    # what outlives core

    def _restore_agents(self) -> None:
        state = self._agents.read("agents log in again")
        if state is None:
            return
        try:
            state["agents"] = [agent | {"desk": []} for agent in state["agents"]]  # the desk's own book has it
            self.acd.restore(state | {"items": [], "offers": []}, self.engine.now())
        except HotlineError as error:
            log.warning("core.agents_not_restored", error=str(error), remedy="agents log in again")

    def _agents_changed(self) -> None:
        self.lamps.refresh()
        self._agents.changed()

    def _export_agents(self) -> Any:
        return {**self.acd.export_state(self.engine.now()), "items": [], "offers": []}

    def _restore_outside(self) -> None:
        remedy = "today's costs are counted from now on"
        state = self._outside.read(remedy)
        if state is None:
            return
        try:
            self.engine.outside.router.counters.restore(state)
        except (LookupError, TypeError, ArithmeticError) as error:
            log.warning("core.costs_not_restored", error=repr(error), remedy=remedy)

    def _journal_once(self) -> Iterator[Envelope]:
        """The journal for recovery; callbacks and desk read along."""
        for envelope in self.journal.read():
            self.controller.callbacks.catch_up(envelope)
            self.controller.desk.catch_up(envelope)
            yield envelope

    def _web_has(self, n: int) -> None:
        """Web has stored everything up to `n`; now and then, what nobody needs any more goes."""
        self._acked = self.console.platform.acked = max(self._acked, n)
        if self._trim_timer is None:
            self._trim_timer = asyncio.get_running_loop().call_later(TRIM_EVERY, self._trim)

    def _trim(self) -> None:
        self._trim_timer = None
        kept = (self.controller.callbacks.unsaved, self.controller.desk.unsaved)
        needed = (self._acked + 1, self.recovery.first_open(), *kept)
        self.journal.trim(min(n for n in needed if n is not None))

    async def close(self) -> None:
        """Leave without touching any call."""
        await self.switch.close()
        await self.bus.close()
        self.journal.close()


async def run(config: settings.Settings) -> int:
    """Run until a signal, or until another core takes over; returns the exit status."""
    started = time.monotonic()
    core = Core(config, AsteriskSwitch(asterisk_settings(config)))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, core.stop.set)
    settle()
    await core.start()
    log.info("core.listening", seconds=round(time.monotonic() - started, 2), socket=str(config.core_socket))
    await core.stop.wait()
    await core.close()
    return core.status


def main() -> None:
    """Entry point of the process."""
    config = settings.load()
    logs.configure("core", config.log_level)
    die_with_parent()
    config.make_folders()
    with contextlib.suppress(OSError):
        os.nice(-5)  # only with the right to: routing before everything else
    try:
        sys.exit(uvloop.run(run(config)))
    except HotlineError as error:
        log.error("core.failed", error=str(error))  # noqa: TRY400 - one clear line
        sys.exit(1)


if __name__ == "__main__":
    main()
