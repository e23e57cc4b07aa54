"""Wishes of the controller, in neutral words. Each is an intent; a driver makes one or more requests of it.

All media are absolute paths without file extension (prompts are rendered in advance).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from telephony.events import Cause


@dataclass(frozen=True, slots=True)
class Command:
    """Base of all commands."""


@dataclass(frozen=True, slots=True)
class Answer(Command):
    leg: str


@dataclass(frozen=True, slots=True)
class Play(Command):
    """Play the files in a row to one leg. Exactly one PlaybackFinished with this `playback` id follows; one that ended
    while the connection was broken is told after SwitchConnected, unless its leg has ended as well."""

    leg: str
    playback: str
    media: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StopPlay(Command):
    """Stop a playback; it is no error when it has just ended."""

    leg: str
    playback: str


@dataclass(frozen=True, slots=True)
class MusicStart(Command):
    leg: str
    music: str = "default"


@dataclass(frozen=True, slots=True)
class MusicStop(Command):
    leg: str


@dataclass(frozen=True, slots=True)
class Originate(Command):
    """Ring a device or a number. The id of the new leg is chosen by us: `leg`.

    Exactly one of `device` (endpoint id) and `number` (through `trunk`, as that wants it) is set. `timeout` in seconds.
    `peer` is the leg that must be hung up with this one when no controller is there, and the other way round.
    `max_seconds`: the switch itself ends the leg so long after the dialling (with no controller, too).
    Facts: LegRinging*, then LegAnswered or LegEnded.
    """

    leg: str
    call: str
    device: str | None
    number: str | None
    trunk: str | None
    caller: str
    caller_name: str
    timeout: float
    peer: str | None
    tags: Mapping[str, str] = field(default_factory=dict)
    max_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Hangup(Command):
    """End a leg (also one that is still ringing). It is no error when the leg is gone already."""

    leg: str
    cause: Cause = Cause.NORMAL


@dataclass(frozen=True, slots=True)
class RoomOpen(Command):
    """Open a mixing room. Idempotent."""

    room: str
    call: str


@dataclass(frozen=True, slots=True)
class RoomAdd(Command):
    room: str
    leg: str


@dataclass(frozen=True, slots=True)
class RoomRemove(Command):
    room: str
    leg: str


@dataclass(frozen=True, slots=True)
class RoomClose(Command):
    """Close a room; its legs stay up. It is no error when it is gone."""

    room: str


@dataclass(frozen=True, slots=True)
class Hold(Command):
    """Take `leg` out of the talk: it hears music and is not heard."""

    room: str
    leg: str
    music: str = "default"


@dataclass(frozen=True, slots=True)
class Unhold(Command):
    room: str
    leg: str


@dataclass(frozen=True, slots=True)
class Mute(Command):
    """`on`: what the leg says is not heard by the others."""

    leg: str
    on: bool


@dataclass(frozen=True, slots=True)
class Spy(Command):
    """`leg` (a supervisor's, answered, in no room) hears what `target` says and hears; nobody hears him. With `whisper`
    he is heard on `target`'s phone, and by nobody else.

    Again for the same leg: the new one replaces the old. It ends with SpyStop, with RoomAdd of the leg, and with either
    leg; the other leg stays up.
    """

    leg: str
    target: str
    whisper: bool = False


@dataclass(frozen=True, slots=True)
class SpyStop(Command):
    """`leg` hears nobody any more and stays up. It is no error when it spies on nobody."""

    leg: str


@dataclass(frozen=True, slots=True)
class SendDigits(Command):
    """Press keys (0-9 * # A-D) for the person at the far end of the leg, as if the other side had pressed them."""

    leg: str
    digits: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RefuseTransfer(Command):
    """Tell a phone that the transfer it has asked for does not happen; its call goes on. (One that happens ends its
    leg.) It is no error when the phone has not asked, or its leg has just ended."""

    leg: str


@dataclass(frozen=True, slots=True)
class RecordCall(Command):
    """Record a leg's conversation in two channels (left what the leg says, right what it hears) to `path` (no
    extension).

    It ends with RecordStop or with the leg; RecordingFinished follows.
    """

    leg: str
    recording: str
    path: str


@dataclass(frozen=True, slots=True)
class RecordMessage(Command):
    """Record what a leg says (voicemail) to `path` (no extension), mono, after a beep.

    Ends at `max_seconds`, `silence_seconds` of silence, a digit in `stop_digits`, RecordStop or the leg's end.
    """

    leg: str
    recording: str
    path: str
    max_seconds: int
    silence_seconds: int
    stop_digits: str = "#"


@dataclass(frozen=True, slots=True)
class RecordPause(Command):
    """Write silence from now on (card data)."""

    leg: str
    recording: str


@dataclass(frozen=True, slots=True)
class RecordResume(Command):
    leg: str
    recording: str


@dataclass(frozen=True, slots=True)
class RecordStop(Command):
    leg: str
    recording: str


@dataclass(frozen=True, slots=True)
class Tag(Command):
    """Write facts on the leg in the switch, so that they survive the controller. Keys: call, queue, agent,
    recording, peer…

    The tag `peer` sets the leg that the switch itself hangs up with this one when it ends.
    """

    leg: str
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MessageWaiting(Command):
    """Light (`new` > 0) or put out the message lamp of a phone; `new` and `heard` are what its display may show.

    A phone that is not registered misses it: say it again when it comes.
    """

    device: str
    new: int
    heard: int = 0
