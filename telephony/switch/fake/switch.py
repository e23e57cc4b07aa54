"""The fake switch: commands change its state, time and people make it say facts."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import singledispatchmethod

from telephony import commands as c
from telephony.config_model import Device, Trunk
from telephony.errors import CommandFailed, ConfigError, NoSuchLeg, SwitchUnavailable
from telephony.events import (
    Cause,
    DeviceChanged,
    DeviceState,
    DigitPressed,
    Event,
    LegAnswered,
    LegArrived,
    LegEnded,
    LegHeld,
    LegRinging,
    LegSnapshot,
    PlaybackOutcome,
    RoomSnapshot,
    SwitchConnected,
    SwitchLost,
    SwitchTakenOver,
    TransferRequested,
)
from telephony.switch.checks import check_text
from telephony.switch.fake.media import Media
from telephony.switch.fake.peers import Behaviour, FakePeer, answers
from telephony.switch.fake.timeline import Plan, Timeline
from telephony.switch.protocol import Sink


def one_second(_media: str) -> float | None:
    """Every file exists and lasts one second."""
    return 1.0


class FakeSwitch:
    """telephony.switch.protocol.Switch on a virtual clock.

    `media_seconds` tells the length of a media file, None when it does not exist. Devices that are provisioned are
    registered at once unless `registered` is False; `behave` says what a called device or number does. With
    `write_files` recordings leave (silent) files where the real switch would.
    """

    def __init__(
        self,
        node: str = "fake",
        *,
        media_seconds: Callable[[str], float | None] = one_second,
        registered: bool = True,
        write_files: bool = False,
    ) -> None:
        self._node = node
        self.time = Timeline()
        self.peers: dict[str, FakePeer] = {}
        self.rooms: dict[str, list[str]] = {}
        self.muted: set[str] = set()
        self.devices: dict[str, bool] = {}
        self.trunks: frozenset[str] = frozenset()
        self.behaviour: dict[str, Behaviour] = {}
        self.on_call: Callable[[FakePeer], None] | None = None
        self.commands: list[c.Command] = []
        self.media = Media(self.time, self._say, media_seconds, write_files=write_files, peer=self.peers.get)
        self._registered = registered
        self._states: dict[str, DeviceState] = {}
        self._ids = itertools.count(1)
        self._plans: dict[str, list[Plan]] = {}
        self._sink: Sink | None = None
        self._connected = False
        self._outbox: deque[Event] = deque()
        self._flushing = False

    # --- the Switch protocol -------------------------------------------------------------------------------------

    @property
    def node(self) -> str:
        return self._node

    @property
    def connected(self) -> bool:
        return self._connected

    async def start(self, sink: Sink) -> None:
        """Connect at once."""
        self._sink = sink
        self.restore()

    async def execute(self, command: c.Command) -> None:
        """Carry out a command; the facts that follow are delivered after it has returned, in order."""
        if not self._connected:
            raise SwitchUnavailable
        self.commands.append(command)
        self._do(command)
        asyncio.get_running_loop().call_soon(self._flush)

    async def provision(self, devices: Sequence[Device], trunks: Sequence[Trunk]) -> None:
        """Make the endpoints exactly these."""
        if not self._connected:
            raise SwitchUnavailable
        ids = [device.id for device in devices]
        if len(set(ids)) != len(ids):
            raise ConfigError("a device is there twice")
        gone = [device for device in self.devices if device not in ids]
        for device in gone:
            self.register(device, False)
            del self.devices[device]
        for device in ids:
            if device not in self.devices:
                self.devices[device] = False
                self.register(device, self._registered)
        self.trunks = frozenset(trunk.id for trunk in trunks)
        self._flush()

    async def close(self) -> None:
        """Leave; calls stay."""
        self._connected = False
        self._sink = None

    # --- time ----------------------------------------------------------------------------------------------------

    def advance(self, seconds: float) -> None:
        """Let virtual time pass; facts are delivered as they happen."""
        self._flush()
        end = self.time.now + seconds
        while (at := self.time.next_at()) is not None and at <= end:
            self.time.advance(at - self.time.now)
            self._flush()
        self.time.advance(end - self.time.now)
        self._flush()

    async def follow(self, step: float = 0.01) -> None:
        """Advance with the event loop's clock until cancelled: for tests that run in real time."""
        loop = asyncio.get_running_loop()
        last = loop.time()
        while True:
            await asyncio.sleep(step)
            now = loop.time()
            self.advance(now - last)
            last = now

    # --- faults --------------------------------------------------------------------------------------------------

    def drop(self, reason: str = "dropped") -> None:
        """Break the controller's connection; calls go on, their facts are lost."""
        if self._connected:
            self._flush()
            self._connected = False
            if self._sink is not None:
                self._sink(SwitchLost(self._node, reason))

    def restore(self) -> None:
        """Connect again: the state as it is now."""
        self._connected = True
        self._outbox.clear()
        self._say(SwitchConnected(self._node, self._legs(), self._room_list(), dict(self._states)))
        self._flush()

    def take_over(self) -> None:
        """Another controller registers under our name."""
        self._flush()
        self._connected = False
        if self._sink is not None:
            self._sink(SwitchTakenOver(self._node))

    # --- people --------------------------------------------------------------------------------------------------

    def arrive(
        self,
        dialled: str,
        caller: str = "",
        caller_name: str = "",
        *,
        entry: str = "inbound",
        device: str | None = None,
    ) -> FakePeer:
        """A call comes in."""
        leg = f"{self._node}:{1_700_000_000 + int(self.time.now)}.{next(self._ids)}"
        peer = FakePeer(self, leg, caller, caller_name, device, dialled, originated=False, created=self.time.now)
        peer.tags["entry"] = entry
        self.peers[leg] = peer
        self._device_changed(device)
        self._say(LegArrived(self._node, leg, caller, caller_name, dialled, device, entry))
        self._flush()
        return peer

    def register(self, device: str, on: bool = True) -> None:
        """A device comes or goes."""
        self.devices[device] = on
        self._device_changed(device)
        self._flush()

    def behave(self, device_or_number: str, behaviour: Behaviour) -> None:
        """What a device or number does when it is called; without this it answers after a second."""
        self.behaviour[device_or_number] = behaviour

    def phone_rings(self, peer: FakePeer) -> None:
        if peer.ended is None and not peer.up:
            peer.rang = True
            self._device_changed(peer.device)
            self._say(LegRinging(self._node, peer.leg))
            self._flush()

    def phone_answers(self, peer: FakePeer) -> None:
        if peer.ended is None and not peer.up:
            peer.up = True
            self._cancel_plans(peer.leg)
            self._device_changed(peer.device)
            self._say(LegAnswered(self._node, peer.leg))
            self._flush()

    def peer_ends(self, peer: FakePeer, cause: Cause) -> None:
        self._end(peer, cause, by_us=False)
        self._flush()

    def peer_presses(self, peer: FakePeer, digit: str) -> None:
        if peer.ended is None:
            self._say(DigitPressed(self._node, peer.leg, digit))
            self.media.digit(peer.leg, digit)
            self._flush()

    def peer_holds(self, peer: FakePeer, held: bool) -> None:
        if peer.ended is None:
            self._say(LegHeld(self._node, peer.leg, held))
            self._flush()

    def peer_refers(self, peer: FakePeer, target: str) -> None:
        if peer.ended is None:
            self._say(TransferRequested(self._node, peer.leg, target, attended=False))
            self._flush()

    def speech_changed(self, peer: FakePeer) -> None:
        self.media.speech_changed(peer.leg)

    def audible(self, leg: str) -> frozenset[str]:
        """What reaches a leg now."""
        own = self.media.heard(leg)
        if own is not None:
            return frozenset({own})
        others = {each for legs in self.rooms.values() if leg in legs for each in legs} - {leg} - self.muted
        said = {self.peers[each].saying for each in others if each in self.peers}
        return frozenset(token for token in said if token is not None)

    # --- facts ---------------------------------------------------------------------------------------------------

    def _say(self, event: Event) -> None:
        if self._connected:
            self._outbox.append(event)

    def _flush(self) -> None:
        """Deliver what has been said; facts said meanwhile come behind."""
        if self._flushing or self._sink is None:
            return
        self._flushing = True
        try:
            while self._outbox and self._sink is not None:
                self._sink(self._outbox.popleft())
        finally:
            self._flushing = False

    def _legs(self) -> tuple[LegSnapshot, ...]:
        return tuple(
            LegSnapshot(
                leg=peer.leg,
                up=peer.up,
                ours=True,
                caller=peer.number,
                dialled=peer.dialled,
                device=peer.device,
                age=self.time.now - peer.created,
                tags=dict(peer.tags),
            )
            for peer in self.peers.values()
        )

    def _room_list(self) -> tuple[RoomSnapshot, ...]:
        return tuple(RoomSnapshot(room, frozenset(legs)) for room, legs in self.rooms.items())

    def _device_changed(self, device: str | None) -> None:
        if device is None or device not in self.devices:
            return
        mine = [peer for peer in self.peers.values() if peer.device == device]
        if any(peer.up or not peer.originated for peer in mine):
            state = DeviceState.BUSY
        elif any(peer.rang for peer in mine):
            state = DeviceState.RINGING
        else:
            state = DeviceState.IDLE if self.devices[device] else DeviceState.OFFLINE
        if self._states.get(device, DeviceState.OFFLINE) is not state:
            self._say(DeviceChanged(self._node, device, state))
        self._states[device] = state

    def _cancel_plans(self, leg: str) -> None:
        for plan in self._plans.pop(leg, []):
            plan.cancel()

    def _end(self, peer: FakePeer, cause: Cause, *, by_us: bool) -> None:
        if peer.ended is not None:
            return
        peer.ended = cause
        self._cancel_plans(peer.leg)
        for legs in self.rooms.values():
            with contextlib.suppress(ValueError):
                legs.remove(peer.leg)
        self.muted.discard(peer.leg)
        self.media.leg_ended(peer.leg)
        del self.peers[peer.leg]
        self._say(LegEnded(self._node, peer.leg, cause, by_us))
        self._device_changed(peer.device)
        if peer.on_ended is not None:
            peer.on_ended(cause)
        other = self.peers.get(peer.tags.get("peer", ""))
        if other is not None and not self._connected and (peer.up or not peer.originated):
            self._end(other, Cause.NORMAL, by_us=False)

    # --- commands ------------------------------------------------------------------------------------------------

    def _peer(self, leg: str) -> FakePeer:
        peer = self.peers.get(leg)
        if peer is None:
            raise NoSuchLeg(f"leg {leg} is gone")
        return peer

    def _room(self, room: str) -> list[str]:
        if room not in self.rooms:
            raise CommandFailed(f"room {room} does not exist")
        return self.rooms[room]

    @singledispatchmethod
    def _do(self, command: c.Command) -> None:
        raise CommandFailed(f"{type(command).__name__}: this switch does not know it")

    @_do.register
    def _(self, command: c.Answer) -> None:
        peer = self._peer(command.leg)
        if not peer.up:
            peer.up = True
            self._say(LegAnswered(self._node, peer.leg))
            if peer.on_answered is not None:
                peer.on_answered()

    @_do.register
    def _(self, command: c.Play) -> None:
        self._peer(command.leg)
        self.media.play(command.leg, command.playback, command.media)

    @_do.register
    def _(self, command: c.StopPlay) -> None:
        self.media.stop(command.leg, command.playback, PlaybackOutcome.STOPPED)

    @_do.register
    def _(self, command: c.MusicStart) -> None:
        self._peer(command.leg)
        self.media.music[command.leg] = command.music

    @_do.register
    def _(self, command: c.MusicStop) -> None:
        self._peer(command.leg)
        self.media.music.pop(command.leg, None)

    @_do.register
    def _(self, command: c.Originate) -> None:
        called = command.device if command.device is not None else command.number
        if called is None or (command.device is None) == (command.number is None):
            raise CommandFailed("Originate: give a device or a number")
        for text in (command.caller, command.caller_name, called):
            check_text("Originate", text)
        if command.leg in self.peers:
            raise CommandFailed(f"leg {command.leg} exists already")
        other = self._peer(command.peer) if command.peer else None
        reachable = self.devices.get(called, False) if command.device else command.trunk in self.trunks
        if not reachable:
            self._say(LegEnded(self._node, command.leg, Cause.UNAVAILABLE))
            return
        peer = FakePeer(
            self,
            command.leg,
            command.caller,
            command.caller_name,
            command.device,
            called,
            originated=True,
            created=self.time.now,
        )
        peer.tags = {**command.tags, "call": command.call}
        if other is not None:
            peer.tags["peer"] = other.leg
            other.tags["peer"] = peer.leg
        self.peers[peer.leg] = peer
        self._plan_behaviour(peer, command.timeout)
        if self.on_call is not None:
            self.on_call(peer)

    def _plan_behaviour(self, peer: FakePeer, timeout: float) -> None:
        does = self.behaviour.get(peer.dialled, answers())
        plans = [self.time.after(timeout, lambda: self.peer_ends(peer, Cause.NO_ANSWER))]
        if does.rings_after is not None:
            plans.append(self.time.after(does.rings_after, peer.ring))
        if does.answers_after is not None:
            plans.append(self.time.after(does.answers_after, peer.answer))
        if does.rejects_after is not None:
            plans.append(self.time.after(does.rejects_after, lambda: peer.reject(does.cause)))
        self._plans[peer.leg] = plans

    @_do.register
    def _(self, command: c.Hangup) -> None:
        peer = self.peers.get(command.leg)
        if peer is None:
            return
        ringing = peer.originated and not peer.up
        cause = Cause.CANCELLED if ringing and command.cause is Cause.NORMAL else command.cause
        self._end(peer, cause, by_us=True)

    @_do.register
    def _(self, command: c.RoomOpen) -> None:
        self.rooms.setdefault(command.room, [])

    @_do.register
    def _(self, command: c.RoomAdd) -> None:
        self._peer(command.leg)
        room = self._room(command.room)
        for legs in self.rooms.values():
            if command.leg in legs:
                legs.remove(command.leg)
        self.media.music.pop(command.leg, None)
        room.append(command.leg)

    @_do.register
    def _(self, command: c.RoomRemove) -> None:
        self._peer(command.leg)
        legs = self.rooms.get(command.room, [])
        if command.leg in legs:
            legs.remove(command.leg)

    @_do.register
    def _(self, command: c.RoomClose) -> None:
        self.rooms.pop(command.room, None)

    @_do.register
    def _(self, command: c.Hold) -> None:
        self._do(c.RoomRemove(command.room, command.leg))
        self.media.music[command.leg] = command.music

    @_do.register
    def _(self, command: c.Unhold) -> None:
        self._do(c.MusicStop(command.leg))
        self._do(c.RoomAdd(command.room, command.leg))

    @_do.register
    def _(self, command: c.Mute) -> None:
        self._peer(command.leg)
        if command.on:
            self.muted.add(command.leg)
        else:
            self.muted.discard(command.leg)

    @_do.register
    def _(self, command: c.RecordCall) -> None:
        self._peer(command.leg)
        self.media.record_call(command.leg, command.recording, command.path)

    @_do.register
    def _(self, command: c.RecordMessage) -> None:
        self._peer(command.leg)
        self.media.record_message(command)

    @_do.register
    def _(self, command: c.RecordPause) -> None:
        self.media.check_recording(command.leg, command.recording)

    @_do.register
    def _(self, command: c.RecordResume) -> None:
        self.media.check_recording(command.leg, command.recording)

    @_do.register
    def _(self, command: c.RecordStop) -> None:
        self.media.record_stop(command.leg, command.recording)

    @_do.register
    def _(self, command: c.Tag) -> None:
        self._peer(command.leg).tags.update(command.tags)

    def tags(self, leg: str) -> Mapping[str, str]:
        """The tags on a leg. Raises NoSuchLeg."""
        return self._peer(leg).tags
