"""What the fake switch plays and records."""

from __future__ import annotations

import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from telephony import commands as c
from telephony.errors import CommandFailed
from telephony.events import Event, PlaybackFinished, PlaybackOutcome, RecordingFinished
from telephony.switch.checks import check_recording
from telephony.switch.fake.peers import FakePeer
from telephony.switch.fake.timeline import Plan, Timeline

RATE = 8000
SHORTEST_MESSAGE = 0.3


@dataclass(slots=True)
class _Playback:
    id: str
    media: tuple[str, ...]
    at: int = 0
    plan: Plan | None = None


@dataclass(slots=True)
class _Recording:
    leg: str
    path: str
    started: float
    message: c.RecordMessage | None = None
    limit: Plan | None = None
    silence: Plan | None = None


class Media:
    """Playbacks, music and recordings of all legs."""

    def __init__(
        self,
        time: Timeline,
        say: Callable[[Event], None],
        media_seconds: Callable[[str], float | None],
        *,
        write_files: bool,
        peer: Callable[[str], FakePeer | None],
    ) -> None:
        self.music: dict[str, str] = {}
        self._time = time
        self._say = say
        self._seconds = media_seconds
        self._write = write_files
        self._peer = peer
        self._playing: dict[str, list[_Playback]] = {}
        self._recordings: dict[str, _Recording] = {}

    def heard(self, leg: str) -> str | None:
        """What is played to a leg now; it covers what others say."""
        playing = self._playing.get(leg)
        if playing:
            return f"media:{playing[0].media[playing[0].at]}"
        return f"music:{self.music[leg]}" if leg in self.music else None

    def playing(self, leg: str) -> frozenset[str]:
        """Playbacks of a leg that have not ended."""
        return frozenset(each.id for each in self._playing.get(leg, ()))

    def leg_ended(self, leg: str) -> None:
        """Everything of the leg ends with it."""
        for playback in self._playing.pop(leg, []):
            if playback.plan is not None:
                playback.plan.cancel()
            self._say(PlaybackFinished(_node(leg), leg, playback.id, PlaybackOutcome.FAILED))
        self.music.pop(leg, None)
        for name in [name for name, each in self._recordings.items() if each.leg == leg]:
            self._finish(name)

    # --- playing -------------------------------------------------------------------------------------------------

    def play(self, leg: str, playback: str, media: tuple[str, ...]) -> None:
        """Play the files in a row, behind what is being played."""
        if not media:
            raise CommandFailed("Play: there is nothing to play")
        queue = self._playing.setdefault(leg, [])
        queue.append(_Playback(playback, media))
        if len(queue) == 1:
            self._begin(leg)

    def _begin(self, leg: str) -> None:
        queue = self._playing.get(leg)
        if not queue:
            self._playing.pop(leg, None)
            return
        current = queue[0]
        seconds = self._seconds(current.media[current.at])
        if seconds is None:
            current.plan = self._time.after(0.0, lambda: self._over(leg, current, PlaybackOutcome.FAILED))
        else:
            current.plan = self._time.after(seconds, lambda: self._next(leg, current))

    def _next(self, leg: str, current: _Playback) -> None:
        if current.at + 1 < len(current.media):
            current.at += 1
            self._begin(leg)
        else:
            self._over(leg, current, PlaybackOutcome.DONE)

    def _over(self, leg: str, current: _Playback, outcome: PlaybackOutcome) -> None:
        queue = self._playing.get(leg, [])
        first = bool(queue) and queue[0] is current
        if current in queue:
            queue.remove(current)
        self._say(PlaybackFinished(_node(leg), leg, current.id, outcome))
        if first:
            self._begin(leg)

    def stop(self, leg: str, playback: str, outcome: PlaybackOutcome) -> None:
        """End a playback before its time; nothing happens when it has ended."""
        for current in self._playing.get(leg, []):
            if current.id == playback:
                if current.plan is not None:
                    current.plan.cancel()
                self._over(leg, current, outcome)
                return

    # --- recording -----------------------------------------------------------------------------------------------

    def _check_room(self, path: str) -> None:
        if not self._write:
            return
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandFailed(f"{path}: cannot be written ({error.strerror})") from error

    def record_call(self, leg: str, recording: str, path: str) -> None:
        check_recording(recording, path)
        if any(each.leg == leg and each.message is None for each in self._recordings.values()):
            raise CommandFailed(f"leg {leg} is being recorded already")
        self._check_room(path)
        self._recordings[recording] = _Recording(leg, path, self._time.now)

    def record_message(self, command: c.RecordMessage) -> None:
        check_recording(command.recording, command.path)
        self._check_room(command.path)
        recording = _Recording(command.leg, command.path, self._time.now, command)
        recording.limit = self._time.after(command.max_seconds, lambda: self._finish(command.recording))
        self._recordings[command.recording] = recording
        self.speech_changed(command.leg)

    def speech_changed(self, leg: str) -> None:
        """A leg began or stopped to speak: silence is measured from here."""
        for name, each in self._recordings.items():
            if each.leg != leg or each.message is None:
                continue
            if each.silence is not None:
                each.silence.cancel()
                each.silence = None
            peer = self._peer(leg)
            if peer is not None and peer.saying is None:
                each.silence = self._time.after(each.message.silence_seconds, _Finish(self, name))

    def digit(self, leg: str, digit: str) -> None:
        """A key may end a message."""
        for name, each in list(self._recordings.items()):
            if each.leg == leg and each.message is not None and digit in each.message.stop_digits:
                self._finish(name)

    def check_recording(self, leg: str, recording: str) -> None:
        """Raises CommandFailed when the recording is not in progress on that leg."""
        found = self._recordings.get(recording)
        if found is None or found.leg != leg:
            raise CommandFailed(f"recording {recording} is not in progress on this leg")

    def record_stop(self, leg: str, recording: str) -> None:
        found = self._recordings.get(recording)
        if found is not None and found.leg == leg:
            self._finish(recording)

    def finish_silent(self, recording: str) -> None:
        """Silence has ended a message; it is cut off."""
        found = self._recordings.get(recording)
        if found is not None and found.message is not None:
            self._finish(recording, cut=found.message.silence_seconds)

    def _finish(self, recording: str, cut: float = 0.0) -> None:
        found = self._recordings.pop(recording, None)
        if found is None:
            return
        for plan in (found.limit, found.silence):
            if plan is not None:
                plan.cancel()
        seconds = max(0.0, self._time.now - found.started - cut)
        suffix = ".wav" if found.message is not None else ".raw"
        path = Path(found.path + suffix)
        if self._write:
            _write_silence(path, seconds)
        ok = seconds >= SHORTEST_MESSAGE if found.message is not None else seconds > 0
        self._say(RecordingFinished(_node(found.leg), found.leg, recording, str(path), ok=ok, seconds=seconds))


@dataclass(frozen=True, slots=True)
class _Finish:
    media: Media
    recording: str

    def __call__(self) -> None:
        self.media.finish_silent(self.recording)


def _node(leg: str) -> str:
    return leg.partition(":")[0]


def _write_silence(path: Path, seconds: float) -> None:
    """A file as the real switch writes it: two channels of raw samples, or a mono WAV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frames = int(seconds * RATE)
    if path.suffix == ".raw":
        path.write_bytes(bytes(frames * 4))
        return
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(bytes(frames * 2))
