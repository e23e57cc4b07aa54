"""The Asterisk driver: keeps the connections, rebuilds the state after each, and carries out commands."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import structlog
from ulid import ULID

from telephony import commands as c
from telephony.config_model import Device, Music, Trunk
from telephony.errors import CommandFailed, HotlineError, OutcomeUnknown, SwitchUnavailable
from telephony.events import (
    ChannelView,
    Event,
    LegEnded,
    PlaybackFinished,
    PlaybackOutcome,
    SwitchConnected,
    SwitchLost,
    SwitchTakenOver,
)
from telephony.switch.asterisk import channels, lamp, record, spy, verbs
from telephony.switch.asterisk.ami import AmiConnection
from telephony.switch.asterisk.ami_codec import Headers
from telephony.switch.asterisk.ari import AriConnection
from telephony.switch.asterisk.context import PLAYING, TAGS, Context
from telephony.switch.asterisk.devices import Devices
from telephony.switch.asterisk.provision import Provisioner
from telephony.switch.asterisk.settings import AsteriskSettings
from telephony.switch.asterisk.snapshot import build_leg, build_room, remember, tags_of
from telephony.switch.asterisk.translate import EVENT_TYPES, Leg, translate
from telephony.switch.asterisk.trunks import TrunkStates
from telephony.switch.protocol import Sink

log = structlog.get_logger(__name__)

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 10.0
HEARTBEAT = 1.0
"""Seconds between two signs of life for the dialplan's hang-up handler."""

MAX_BUFFERED = 100_000
"""Events that may wait while the state is read; more than that means starting again."""

_VERBS: dict[type[c.Command], Callable[[Context, Any], Awaitable[None]]] = {
    c.Answer: verbs.answer,
    c.Play: verbs.play,
    c.StopPlay: verbs.stop_play,
    c.MusicStart: verbs.music_start,
    c.MusicStop: verbs.music_stop,
    c.Originate: verbs.originate,
    c.Hangup: verbs.hangup,
    c.RoomOpen: verbs.room_open,
    c.RoomAdd: verbs.room_add,
    c.RoomRemove: verbs.room_remove,
    c.RoomClose: verbs.room_close,
    c.Hold: verbs.hold,
    c.Unhold: verbs.unhold,
    c.Mute: verbs.mute,
    c.SendDigits: verbs.send_digits,
    c.RefuseTransfer: verbs.refuse_transfer,
    c.Tag: verbs.tag,
    c.Spy: spy.spy,
    c.SpyStop: spy.spy_stop,
    c.RecordCall: record.record_call,
    c.RecordMessage: record.record_message,
    c.RecordPause: record.record_pause,
    c.RecordResume: record.record_resume,
    c.RecordStop: record.record_stop,
    c.MessageWaiting: lamp.message_waiting,
}


class AsteriskSwitch:
    """telephony.switch.protocol.Switch over one Asterisk."""

    def __init__(self, settings: AsteriskSettings) -> None:
        self._settings = settings
        self._context = Context(settings, self._emit, self._spawn)
        self._context.legs.mark = f".{str(ULID())[-6:]}"
        self._provisioner = Provisioner(settings, self._context)
        self._sink: Sink | None = None
        self._connected = False
        self._closed = False
        self._lost = asyncio.Event()
        self._lost_reason = ""
        self._buffer: list[Mapping[str, Any]] | None = None
        self._ended_unheard: list[PlaybackFinished] = []
        self._devices = Devices(settings.node)
        self._trunks = TrunkStates(settings.node)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def node(self) -> str:
        return self._settings.node

    @property
    def connected(self) -> bool:
        return self._connected

    async def start(self, sink: Sink) -> None:
        """Connect in the background."""
        self._sink = sink
        self._spawn(self._run())

    async def execute(self, command: c.Command) -> None:
        """Carry out one command (telephony.switch.protocol.Switch.execute)."""
        if not self._connected:
            raise SwitchUnavailable
        verb = _VERBS.get(type(command))
        if verb is None:
            raise CommandFailed(f"{type(command).__name__}: this switch does not know it")
        try:
            await verb(self._context, command)
        except OutcomeUnknown:
            self._on_lost(f"{type(command).__name__} was not answered")
            raise

    async def provision(self, devices: Sequence[Device], trunks: Sequence[Trunk], music: Sequence[Music] = ()) -> None:
        """Write endpoints and music and load them (telephony.switch.protocol.Switch.provision)."""
        await self._provisioner.provision(devices, trunks, music)
        self._trunks.configure(trunks)
        await self._read_registrations()

    async def channels(self) -> list[ChannelView]:
        """What the switch is carrying now (telephony.switch.protocol.Switch.channels)."""
        if not self._connected:
            raise SwitchUnavailable
        return await channels.channels(self._context)

    async def close(self) -> None:
        """Leave without touching any call."""
        self._closed = True
        self._connected = False
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._disconnect()

    # --- the connection's life -----------------------------------------------------------------------------------

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._task_done)

    def _task_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("switch.driver_failed", node=self.node, exc_info=error)
            self._on_lost(f"the driver failed: {error!r}")

    async def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._closed:
            try:
                await self._connect()
            except (HotlineError, KeyError, TypeError) as error:
                log.info("switch.connect_failed", node=self.node, reason=str(error))
                await self._disconnect()
                await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            pause = FIRST_PAUSE
            beats = asyncio.create_task(self._keep_alive())
            await self._lost.wait()
            beats.cancel()
            await asyncio.gather(beats, return_exceptions=True)
            await self._disconnect()
            if not self._closed:
                log.warning("switch.lost", node=self.node, reason=self._lost_reason)
                self._emit(SwitchLost(self.node, self._lost_reason))

    async def _connect(self) -> None:
        self._lost.clear()
        context, settings = self._context, self._settings
        context.ami = AmiConnection(self._on_ami_event, self._on_ami_lost)
        await context.ami.open(port=settings.ami_port, user=settings.ami_user, secret=settings.ami_secret)
        await self._read_devices()
        self._buffer = []
        context.ari = AriConnection(self._on_ari_event, self._on_ari_lost)
        await context.ari.open(
            port=settings.http_port, user=settings.ari_user, secret=settings.ari_secret, app=settings.app
        )
        allowed = [{"type": name} for name in (*EVENT_TYPES, "RESTResponse")]
        await context.ask("PUT", f"applications/{settings.app}/eventFilter", body={"allowed": allowed})
        await self._beat()
        connected = await self._read_state()
        if self._lost.is_set():
            raise SwitchUnavailable(self._lost_reason)
        buffered, self._buffer = self._buffer, None
        self._connected = True
        self._emit(connected)
        unheard, self._ended_unheard = self._ended_unheard, []
        for finished in unheard:
            self._emit(finished)
            self._resume_music(finished.leg)
        for message in buffered:
            self._translate(message)

    async def _disconnect(self) -> None:
        if self._context.ari is not None:
            await self._context.ari.close()
            self._context.ari = None
        if self._context.ami is not None:
            self._context.ami.close()
            self._context.ami = None

    async def _read_devices(self) -> None:
        assert self._context.ami is not None
        found = await self._context.ami.list_action("DeviceStateList")
        states = [(message.device, message.state) for message in found]
        self._devices.restart(states)
        self._trunks.restart(states)

    async def _read_registrations(self) -> None:
        if self._context.ami is None:
            return
        try:
            found = await self._context.ami.list_action("PJSIPShowRegistrationsOutbound")
        except (CommandFailed, SwitchUnavailable, OutcomeUnknown) as error:  # connecting again, it is read again
            log.info("switch.registrations_unknown", node=self.node, reason=str(error))
            return
        for change in self._trunks.registrations(found):
            self._emit(change)

    async def _read_state(self) -> SwitchConnected:
        """The state as the switch tells it now. Legs whose arrival is waiting in the buffer are left to it."""
        context = self._context
        application = await context.ask("GET", f"applications/{self._settings.app}")
        channels = (await context.ask("GET", "channels")).body
        bridges = (await context.ask("GET", "bridges")).body
        ours = set(application.body["channel_ids"])
        before = dict(context.legs)
        asked: dict[str, dict[str, str]] = {}
        playing: dict[str, dict[str, bool]] = {}
        for unique in ours.intersection(channel["id"] for channel in channels):
            answer = await context.raw("GET", f"channels/{unique}/variable", {"variable": TAGS})
            asked[unique] = tags_of(answer.body["value"]) if answer.ok else {}
            playing[unique] = await self._playing(unique, before.get(unique))
        arriving = {message["channel"]["id"] for message in self._buffer or () if message.get("type") == "StasisStart"}
        now = datetime.now(UTC)
        legs = []
        context.legs.clear()
        context.recordings.clear()
        for channel in channels:
            unique = channel["id"]
            if unique in arriving or spy.owner_of(unique) is not None:
                continue
            tags, sounds = asked.get(unique, {}), playing.get(unique, {})
            heard = map(context.legs.neutral, sounds)
            legs.append(build_leg(channel, self.node, unique in ours, tags, now, heard))
            if unique in ours:
                remember(channel, tags, context.legs, sounds, before.get(unique))
                self._ended_unheard += self._ended(unique, before.get(unique), sounds)
                record.remember(context, unique, tags)
        spy.remember(context, {found["id"] for found in (*channels, *bridges)})
        rooms = tuple(build_room(bridge, self.node) for bridge in bridges if spy.owner_of(bridge["id"]) is None)
        return SwitchConnected(self.node, tuple(legs), rooms, self._devices.states)

    async def _playing(self, unique: str, before: Leg | None) -> dict[str, bool]:
        """Playbacks of a leg that go on → whether they have been stopped. This controller knows what it began; of
        another one's the last is noted on the leg."""
        if before is not None:
            begun = before.playbacks
        else:
            answer = await self._context.raw("GET", f"channels/{unique}/variable", {"variable": PLAYING})
            begun = {answer.body["value"]: False} if answer.ok and answer.body["value"] else {}
        return {
            playback: stopped
            for playback, stopped in begun.items()
            if (await self._context.raw("GET", f"playbacks/{playback}")).ok
        }

    def _ended(self, unique: str, before: Leg | None, sounds: Mapping[str, bool]) -> list[PlaybackFinished]:
        """What this controller had begun and has ended while it could not hear of it."""
        begun = before.playbacks if before is not None else {}
        return [
            PlaybackFinished(
                self.node,
                self._context.leg(unique),
                self._context.legs.neutral(playback),
                PlaybackOutcome.STOPPED if stopped else PlaybackOutcome.DONE,
            )
            for playback, stopped in begun.items()
            if playback not in sounds
        ]

    async def _beat(self) -> None:
        query = {"variable": "HOTLINE_ALIVE", "value": str(int(time.time()))}
        await self._context.ask("POST", "asterisk/variable", query)

    async def _keep_alive(self) -> None:
        while self._connected:
            try:
                await self._beat()
            except (CommandFailed, SwitchUnavailable, OutcomeUnknown) as error:
                self._on_lost(f"no sign of life: {error}")
            await asyncio.sleep(HEARTBEAT)

    # --- what the switch says ------------------------------------------------------------------------------------

    def _emit(self, event: Event) -> None:
        if self._sink is not None:
            self._sink(event)

    def _on_ari_event(self, message: Mapping[str, Any]) -> None:
        if self._buffer is None:
            self._translate(message)
        elif len(self._buffer) < MAX_BUFFERED:
            self._buffer.append(message)
        else:
            self._on_lost("too many events while the state was read")

    def _translate(self, message: Mapping[str, Any]) -> None:
        try:
            record.before(self._context, message)
            spy.before(self._context, message)
            events = translate(message, self.node, self._context.legs)
        except (KeyError, TypeError, ValueError) as error:
            log.warning("ari.malformed", type=message.get("type"), reason=repr(error))
            return
        for event in events:
            if isinstance(event, LegEnded):
                record.leg_ended(self._context, event.leg)
                spy.leg_ended(self._context, event.leg)
            if isinstance(event, SwitchTakenOver):
                self._closed = True
                self._on_lost("another controller has taken over")
            self._emit(event)
            if isinstance(event, PlaybackFinished):
                self._resume_music(event.leg)

    def _resume_music(self, leg: str) -> None:
        unique = self._context.unique(leg)
        known = self._context.legs.get(unique)
        if known is not None and known.music and not known.playbacks:
            self._spawn(verbs.music_again(self._context, unique))

    def _on_ari_lost(self, reason: str) -> None:
        self._on_lost(f"ARI: {reason}")

    def _on_ami_event(self, name: str, headers: Headers) -> None:
        if name == "MixMonitorStop":
            record.monitor_stopped(self._context, str(headers.get("Uniqueid", "")))
            return
        if name == "Registry":
            self._spawn(self._read_registrations())
            return
        if name == "ContactStatus" and self._connected:
            for change in self._trunks.contact(headers):
                self._emit(change)
        event = self._devices.hear(name, headers)
        if event is not None and self._connected:
            self._emit(event)

    def _on_ami_lost(self, reason: str) -> None:
        self._on_lost(f"AMI: {reason}")

    def _on_lost(self, reason: str) -> None:
        """Either connection is gone: both are made anew, so that one state is true for both."""
        if not self._lost.is_set():
            self._lost_reason = reason
            self._connected = False
            self._lost.set()
