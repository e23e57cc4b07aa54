"""Facts heard from a soft-switch, in neutral words: every driver translates its own protocol into these.

A fact is in the past tense and immutable. `leg` ids are `node:unique-id`, where the node names the switch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Cause(StrEnum):
    """Why a leg ended. Drivers map every cause of their switch to one of these; an unknown one is `failed`."""

    NORMAL = "normal"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    REJECTED = "rejected"
    UNAVAILABLE = "unavailable"  # device not registered, or unreachable
    CANCELLED = "cancelled"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    UNALLOCATED = "unallocated"  # no such number
    CONGESTION = "congestion"
    FAILED = "failed"


class PlaybackOutcome(StrEnum):
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class DeviceState(StrEnum):
    OFFLINE = "offline"  # not registered
    IDLE = "idle"
    RINGING = "ringing"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all facts. `node` is the switch that said it."""

    node: str


@dataclass(frozen=True, slots=True)
class LegArrived(Event):
    """A leg that we did not originate has been handed to us by the dialplan; it is not answered yet.

    `dialled` is the number as dialled, `caller` the number as the network gave it (may be empty).
    `device` is the id of the endpoint when it is one of ours (agent phone, test phone), else None.
    `entry` says through which door: `inbound` (trunk or guest) or `device` (a phone of ours dials).
    `trunk` is the id of the trunk that it came over.
    """

    leg: str
    caller: str
    caller_name: str
    dialled: str
    device: str | None
    entry: str
    trunk: str | None = None


@dataclass(frozen=True, slots=True)
class LegRinging(Event):
    leg: str


@dataclass(frozen=True, slots=True)
class LegAnswered(Event):
    """A leg that we originated was answered and is ours, or an arrived leg that we answered is up."""

    leg: str


@dataclass(frozen=True, slots=True)
class LegEnded(Event):
    """The leg is gone. `by_us` is true when our own Hangup ended it."""

    leg: str
    cause: Cause
    by_us: bool = False


@dataclass(frozen=True, slots=True)
class PlaybackFinished(Event):
    leg: str
    playback: str
    outcome: PlaybackOutcome


@dataclass(frozen=True, slots=True)
class DigitPressed(Event):
    """One of 0-9 * # A-D. Never logged: it may be a secret."""

    leg: str
    digit: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LegHeld(Event):
    """The phone itself put its side on hold (re-INVITE); `held` False when it resumed."""

    leg: str
    held: bool


@dataclass(frozen=True, slots=True)
class TransferRequested(Event):
    """A phone asked to transfer (SIP REFER); the switch waits for nobody: the controller does the moving.

    `target` is the dialled destination. For an attended one `consult_leg` is the phone's other leg.
    """

    leg: str
    target: str
    attended: bool
    consult_leg: str | None = None


@dataclass(frozen=True, slots=True)
class RecordingFinished(Event):
    """`path` is the finished raw file; `seconds` its length when known. `ok` False: nothing usable was written."""

    leg: str
    recording: str
    path: str
    ok: bool
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class DeviceChanged(Event):
    device: str
    state: DeviceState


@dataclass(frozen=True, slots=True)
class TrunkChanged(Event):
    """The state of a trunk. `registration`: registered, unregistered, rejected, or "" when it does not register.
    `reachable`: whether it answers when it is asked; None when it is not asked. Told after every (re)connect too."""

    trunk: str
    registration: str
    reachable: bool | None


@dataclass(frozen=True, slots=True)
class LegSnapshot:
    """One leg as the switch sees it now. `tags` are the variables that `Tag` and `Originate` wrote."""

    leg: str
    up: bool
    ours: bool  # it is in our application (we may command it)
    caller: str
    dialled: str
    device: str | None
    age: float  # seconds since the leg was created
    tags: Mapping[str, str]
    trunk: str | None = None
    playing: frozenset[str] = frozenset()  # playbacks in progress, as far as they are known


@dataclass(frozen=True, slots=True)
class ChannelView:
    """One channel as people look at it. `state`: up, ringing, dialling, down, …; `call` is the call of ours that it
    belongs to, `role` what it is there. `loss` in percent of the packets that should have come, `jitter` in
    milliseconds; None where nothing is known."""

    leg: str
    name: str
    state: str
    device: str | None
    caller: str
    dialled: str
    seconds: float
    call: str | None
    role: str
    codec: str | None
    loss: float | None
    jitter: float | None


@dataclass(frozen=True, slots=True)
class RoomSnapshot:
    room: str
    legs: frozenset[str]


@dataclass(frozen=True, slots=True)
class SwitchConnected(Event):
    """Sent once after every (re)connect, before any other fact of that connection: the state to reconcile with."""

    legs: tuple[LegSnapshot, ...]
    rooms: tuple[RoomSnapshot, ...]
    devices: Mapping[str, DeviceState]


@dataclass(frozen=True, slots=True)
class SwitchLost(Event):
    """The connection broke. Calls go on in the switch; commands fail until SwitchConnected."""

    reason: str


@dataclass(frozen=True, slots=True)
class SwitchTakenOver(Event):
    """Another controller registered under our name and drives the switch now: this one must leave."""


@dataclass(frozen=True, slots=True)
class CommandRefused(Event):
    """A command could not be carried out. `command` is its class name, `reason` the switch's words."""

    leg: str
    command: str
    reason: str
    room: str | None = None
    playback: str | None = None
    recording: str | None = None
