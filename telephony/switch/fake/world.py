"""The world behind the fake switch: people and time make it say facts."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections import deque
from collections.abc import Callable

from telephony import commands as c
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
    PlaybackFinished,
    RoomSnapshot,
    SwitchConnected,
    SwitchLost,
    SwitchTakenOver,
    TransferRequested,
    TrunkChanged,
)
from telephony.switch.fake.media import Media
from telephony.switch.fake.peers import Behaviour, FakePeer
from telephony.switch.fake.timeline import Plan, Timeline
from telephony.switch.protocol import Sink


def one_second(_media: str) -> float | None:
    """Every file exists and lasts one second."""
    return 1.0


class World:
    """The state of the fake switch, its virtual time, and the people who use it.

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
        self.spies: dict[str, tuple[str, bool]] = {}  # supervisor's leg → whom he listens to, and whether he whispers
        self.devices: dict[str, bool] = {}
        self._gone: set[str] = set()
        self.lamps: dict[str, tuple[int, int]] = {}
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
        self._ended_unheard: list[PlaybackFinished] = []
        self._flushing = False

    @property
    def node(self) -> str:
        return self._node

    @property
    def connected(self) -> bool:
        return self._connected

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
        """Connect again: the state as it is now, and the playbacks that have ended meanwhile."""
        self._connected = True
        self._outbox.clear()
        self._say(SwitchConnected(self._node, self._legs(), self._room_list(), dict(self._states)))
        missed, self._ended_unheard = self._ended_unheard, []
        for event in missed:
            if event.leg in self.peers:
                self._say(event)
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
        trunk: str | None = None,
    ) -> FakePeer:
        """A call comes in."""
        leg = f"{self._node}:{1_700_000_000 + int(self.time.now)}.{next(self._ids)}"
        peer = FakePeer(self, leg, caller, caller_name, device, dialled, originated=False, created=self.time.now)
        peer.tags["entry"] = entry
        peer.trunk = trunk
        self.peers[leg] = peer
        self._device_changed(device)
        self._say(LegArrived(self._node, leg, caller, caller_name, dialled, device, entry, trunk))
        self._flush()
        return peer

    def register(self, device: str, on: bool = True) -> None:
        """A device comes or goes. One that has gone is offline at once, also in the middle of a call."""
        if on:
            self._gone.discard(device)
        elif self.devices.get(device):
            self._gone.add(device)
        self.devices[device] = on
        self._device_changed(device)
        self._flush()

    def trunk(self, trunk: str, registration: str = "", reachable: bool | None = None) -> None:
        """The state of a trunk changes."""
        self._say(TrunkChanged(self._node, trunk, registration, reachable))
        self._flush()

    def behave(self, device_or_number: str, behaviour: Behaviour) -> None:
        """What a device or number does when it is called; without this it answers after a second. `@trunk` is for
        everything that is dialled through that trunk."""
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
        whispered = {
            self.peers[spy].saying
            for spy, (target, whispers) in self.spies.items()
            if target == leg and whispers and spy not in self.muted
        }
        return self._received(leg) | {token for token in whispered if token is not None}

    def _received(self, leg: str) -> frozenset[str]:
        """What a leg hears of the switch, of its room or of whom it spies on; a whisper is heard besides."""
        own = self.media.heard(leg)
        if own is not None:
            return frozenset({own})
        if leg in self.spies:
            target, _ = self.spies[leg]
            said = self.peers[target].saying
            return self._received(target) | ({said} if said is not None else set())
        others = {each for legs in self.rooms.values() if leg in legs for each in legs} - {leg} - self.muted
        heard = {self.peers[each].saying for each in others if each in self.peers}
        return frozenset(token for token in heard if token is not None)

    # --- facts ---------------------------------------------------------------------------------------------------

    def _say(self, event: Event) -> None:
        if self._connected:
            self._outbox.append(event)
        elif isinstance(event, PlaybackFinished):
            self._ended_unheard.append(event)

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
                trunk=peer.trunk,
                playing=self.media.playing(peer.leg),
            )
            for peer in self.peers.values()
        )

    def _room_list(self) -> tuple[RoomSnapshot, ...]:
        return tuple(RoomSnapshot(room, frozenset(legs)) for room, legs in self.rooms.items())

    def _device_changed(self, device: str | None) -> None:
        if device is None or device not in self.devices:
            return
        mine = [peer for peer in self.peers.values() if peer.device == device]
        if device in self._gone:
            state = DeviceState.OFFLINE
        elif any(peer.up or not peer.originated for peer in mine):
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
        for spy in [spy for spy, (target, _) in self.spies.items() if peer.leg in {spy, target}]:
            del self.spies[spy]
        self.media.leg_ended(peer.leg)
        del self.peers[peer.leg]
        self._say(LegEnded(self._node, peer.leg, cause, by_us))
        self._device_changed(peer.device)
        if peer.on_ended is not None:
            peer.on_ended(cause)
        other = self.peers.get(peer.tags.get("peer", ""))
        if other is not None and not self._connected and (peer.up or not peer.originated):
            self._end(other, Cause.NORMAL, by_us=False)
