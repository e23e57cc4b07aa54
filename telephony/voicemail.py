"""A caller leaves a message: greeting, beep, recording, thanks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from ulid import ULID

from telephony import domain_events as news
from telephony.calls import Call, Stage
from telephony.commands import Play, RecordMessage
from telephony.engine import Engine
from telephony.events import CommandRefused, Event, PlaybackFinished, RecordingFinished

SILENCE_SECONDS = 5
SHORTEST_MESSAGE = 1.0
"""A shorter one (only silence, or hung up at the beep) is no message."""


class VoicemailService:
    """Owns calls in the stage VOICEMAIL. `on_done` gets the call when the message is recorded or failed."""

    def __init__(self, engine: Engine, on_done: Callable[[Call], None]) -> None:
        self._engine = engine
        self._on_done = on_done
        self._boxes: dict[str, tuple[str, int]] = {}

    def start(self, call: Call, box: str, texts: tuple[str, ...] = (), max_seconds: int = 120) -> None:
        """Play the greeting (the system's own when the flow has none), then record into `box`."""
        self._engine.move(call, Stage.VOICEMAIL)
        self._boxes[call.id] = (box, max_seconds)
        greeting = texts or (self._engine.notice("voicemail_greeting", call.language),)
        files = self._engine.files(greeting, call.language)
        if files:
            self._engine.send(call, Play(call.leg, f"{call.id}:voicemail", files))
        else:
            self._record(call)

    def resume(self, call: Call, box: str, recording: str, path: str, started: float) -> None:
        """After a restart: the message is still being recorded on the switch."""
        self._boxes[call.id] = (box, 0)
        call.recording, call.recording_path, call.recording_started = recording, path, started

    def handle(self, call: Call, event: Event) -> None:
        match event:
            case PlaybackFinished() | CommandRefused() if event.playback == f"{call.id}:voicemail":
                self._record(call)
            case RecordingFinished() if event.recording == call.recording:
                self.finished(call, event.ok, event.seconds)
            case CommandRefused() if event.recording == call.recording and event.recording:
                self.finished(call, ok=False, seconds=None)
            case _:
                pass

    def _record(self, call: Call) -> None:
        box, max_seconds = self._boxes[call.id]
        day = datetime.now(UTC).strftime("%Y/%m/%d")
        recording = str(ULID())
        folder = self._engine.options.recordings / "raw" / day
        folder.mkdir(parents=True, exist_ok=True)
        call.recording, call.recording_path = recording, f"raw/{day}/{recording}"
        call.recording_started = self._engine.utc(call)
        self._engine.publish(news.VoicemailStarted(call.id, box, recording, call.recording_path))
        path = str(self._engine.options.recordings / call.recording_path)
        self._engine.send(call, RecordMessage(call.leg, recording, path, max_seconds, SILENCE_SECONDS))

    def finished(self, call: Call, ok: bool, seconds: float | None) -> None:
        """The switch has closed the file: announce it, unless it is empty."""
        if call.recording is None:
            return
        box, _ = self._boxes.pop(call.id, ("", 0))
        recording, started = call.recording, call.recording_started
        call.recording = None
        length = seconds if seconds is not None else self._engine.utc(call) - started
        if ok and length >= SHORTEST_MESSAGE:
            self._engine.publish(
                news.VoicemailLeft(
                    call.id,
                    box,
                    recording,
                    call.from_number,
                    call.card.customer if call.card else None,
                    round(length, 3),
                    call.language,
                )
            )
            self._engine.publish(
                news.RecordingReady(call.id, recording, "voicemail", call.recording_path, started, round(length, 3))
            )
        if call.stage is Stage.VOICEMAIL and not call.leg_gone:
            self._on_done(call)
