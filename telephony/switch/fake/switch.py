"""The fake switch: commands change the world."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import singledispatchmethod

from telephony import commands as c
from telephony.config_model import Device, Music, Trunk
from telephony.errors import CommandFailed, ConfigError, NoSuchLeg, SwitchUnavailable
from telephony.events import Cause, ChannelView, LegAnswered, LegEnded, PlaybackOutcome
from telephony.switch.checks import check_digits, check_text
from telephony.switch.fake.peers import FakePeer, answers
from telephony.switch.fake.world import World
from telephony.switch.protocol import Sink


class FakeSwitch(World):
    """telephony.switch.protocol.Switch on a virtual clock; its arguments are those of World."""

    async def start(self, sink: Sink) -> None:
        """Connect at once."""
        self._sink = sink
        self._ended_unheard.clear()  # what another controller had begun
        self.restore()

    async def execute(self, command: c.Command) -> None:
        """Carry out a command; the facts that follow are delivered after it has returned, in order."""
        if not self._connected:
            raise SwitchUnavailable
        self.commands.append(command)
        self._do(command)
        asyncio.get_running_loop().call_soon(self._flush)

    async def provision(self, devices: Sequence[Device], trunks: Sequence[Trunk], music: Sequence[Music] = ()) -> None:
        """Make the endpoints and the music exactly these."""
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
        self.music = {each.id: each.files for each in music}
        self._flush()

    async def channels(self) -> list[ChannelView]:
        """All legs; no RTP flows here, so nothing is known of its quality."""
        if not self._connected:
            raise SwitchUnavailable
        return [
            ChannelView(
                leg=peer.leg,
                name=f"fake/{peer.device or peer.number}",
                state="up" if peer.up else "ringing",
                device=peer.device,
                caller=peer.number,
                dialled=peer.dialled,
                seconds=round(self.time.now - peer.created, 1),
                call=peer.tags.get("watch") or peer.tags.get("call") or None,
                role=peer.tags.get("role", ""),
                codec=None,
                loss=None,
                jitter=None,
            )
            for peer in self.peers.values()
        ]

    async def close(self) -> None:
        """Leave; calls stay."""
        self._connected = False
        self._sink = None

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
        self._plan_behaviour(peer, command)
        if self.on_call is not None:
            self.on_call(peer)

    def _plan_behaviour(self, peer: FakePeer, command: c.Originate) -> None:
        does = self.behaviour.get(f"@{command.trunk}") or self.behaviour.get(peer.dialled, answers())
        plans = [self.time.after(command.timeout, lambda: self.peer_ends(peer, Cause.NO_ANSWER))]
        if command.max_seconds is not None:
            self.time.after(command.max_seconds, lambda: self.peer_ends(peer, Cause.NORMAL))
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
        self.spies.pop(command.leg, None)
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
    def _(self, command: c.Spy) -> None:
        self._peer(command.leg)
        self._peer(command.target)
        for legs in self.rooms.values():
            if command.leg in legs:
                legs.remove(command.leg)
        self.media.music.pop(command.leg, None)
        self.spies[command.leg] = (command.target, command.whisper)

    @_do.register
    def _(self, command: c.SpyStop) -> None:
        self.spies.pop(command.leg, None)

    @_do.register
    def _(self, command: c.SendDigits) -> None:
        self._peer(command.leg).received_digits += check_digits(command.digits)

    @_do.register
    def _(self, command: c.RefuseTransfer) -> None:
        self._peer(command.leg)

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

    @_do.register
    def _(self, command: c.MessageWaiting) -> None:
        check_text("device", command.device)
        if not command.device or min(command.new, command.heard) < 0:
            raise CommandFailed("MessageWaiting: a device, and numbers that are not negative")
        if self.devices.get(command.device):
            self.lamps[command.device] = (command.new, command.heard)

    def tags(self, leg: str) -> Mapping[str, str]:
        """The tags on a leg. Raises NoSuchLeg."""
        return self._peer(leg).tags
