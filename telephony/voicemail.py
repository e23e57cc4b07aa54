"""A caller leaves a message: greeting, beep, recording, perhaps a review, thanks."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import structlog
from ulid import ULID

from telephony import domain_events as news
from telephony.calls import HUNG_UP_SECONDS, Call, Stage
from telephony.commands import MusicStop, Play, RecordMessage, StopPlay
from telephony.config_model import Mailbox
from telephony.engine import Engine
from telephony.events import (
    CommandRefused,
    DigitPressed,
    Event,
    PlaybackFinished,
    PlaybackOutcome,
    RecordingFinished,
)
from telephony.ivr.speech.keys import recorded_text
from telephony.recording_alarm import RecordingAlarm

log = structlog.get_logger(__name__)

OPERATOR, KEEP, AGAIN, LISTEN = "0", "1", "2", "3"
SKIP = "#"
"""Ends the greeting, and later the message."""
DECIDE_SECONDS = 8.0
"""A caller who does not decide for this long keeps his message."""
RESUME_SECONDS = 5.0
"""After a restart, the end of a message may have been missed: it is over this long after its limit."""
REVIEWS = 5
"""How often a message may be left anew or heard; then it is kept."""


@dataclass(slots=True)
class _Message:
    """A message in the making. `playback` is what the caller hears now."""

    box: Mailbox
    texts: tuple[str, ...] = ()
    playback: str = ""
    phase: str = "greeting"  # greeting, recording, review
    recording: str = ""
    path: str = ""
    started: float = 0.0  # UTC
    seconds: float = 0.0
    reviews: int = 0


class VoicemailService:
    """Owns calls in the stage VOICEMAIL. `on_done` gets the call and the name of the last words for its caller,
    `on_operator` a caller who wants to wait in a queue instead."""

    def __init__(
        self,
        engine: Engine,
        alarm: RecordingAlarm,
        on_done: Callable[[Call, str], None],
        on_operator: Callable[[Call, str], None],
    ) -> None:
        self._engine = engine
        self._alarm = alarm
        self._on_done = on_done
        self._on_operator = on_operator
        self._messages: dict[str, _Message] = {}

    def start(self, call: Call, box: str, texts: tuple[str, ...] = (), max_seconds: int | None = None) -> None:
        """Play the greeting (the flow's, else the mailbox's, else the system's), then record into `box`. The limits are
        those of the mailbox; `max_seconds` counts for a box that nobody has set up."""
        if call.stage is not Stage.ARRIVED:  # from a queue or a talk: its music would go on under the message
            self._engine.send(call, MusicStop(call.leg))
        self._engine.move(call, Stage.VOICEMAIL)
        mailbox = self._mailbox(box, max_seconds)
        message = self._messages[call.id] = _Message(mailbox, texts)
        greeting = list(texts or self._greeting(mailbox, call.language))
        if mailbox.operator:
            greeting.append(self._engine.notice("voicemail_operator", call.language))
        self._play(call, message, self._engine.files(greeting, call.language), lambda: self._record(call, message))

    def _mailbox(self, box: str, max_seconds: int | None) -> Mailbox:
        found = self._engine.config.mailboxes.get(box)
        if found is not None:
            return found
        bare = Mailbox(box, {"zh": box, "en": box})
        return bare if max_seconds is None else replace(bare, max_seconds=max_seconds)

    def _greeting(self, mailbox: Mailbox, lang: str) -> tuple[str, ...]:
        prompt = self._engine.config.prompts.get(mailbox.prompt)
        if prompt is not None and lang in prompt.files:
            return (recorded_text(prompt.id),)
        words = (prompt.texts.get(lang) if prompt is not None else None) or mailbox.greeting.get(lang)
        return (words or self._engine.notice("voicemail_greeting", lang),)

    def resume(self, call: Call, box: str, recording: str, path: str, started: float) -> None:
        """After a restart: the message is still being recorded on the switch."""
        self._messages[call.id] = _Message(
            self._mailbox(box, None), phase="recording", recording=recording, path=path, started=started
        )
        self._not_for_ever(call, self._messages[call.id])

    def resume_review(self, call: Call, box: str, recording: str, path: str, started: float, seconds: float) -> None:
        """After a restart: the message was complete, and its caller had not decided."""
        self.resume(call, box, recording, path, started)
        message = self._messages[call.id]
        self._engine.cancel(call, "voicemail")
        message.phase, message.seconds = "review", seconds
        self._ask(call, message)

    def recording(self, call: Call) -> bool:
        """Whether the switch still has to close the file of a message of this call."""
        message = self._messages.get(call.id)
        return message is not None and message.phase == "recording"

    def records(self, call: Call, recording: str | None) -> bool:
        """Whether this is the message that the call is leaving."""
        message = self._messages.get(call.id)
        return message is not None and bool(recording) and message.recording == recording

    # facts

    def handle(self, call: Call, event: Event) -> None:
        message = self._messages.get(call.id)
        if message is None:
            return
        match event:
            case PlaybackFinished() | CommandRefused() if event.playback and event.playback == message.playback:
                heard = isinstance(event, PlaybackFinished) and event.outcome is PlaybackOutcome.DONE
                self._played(call, message, heard=heard)
            case RecordingFinished() if event.recording == message.recording:
                self.finished(call, event.ok, event.seconds, event.path)
            case CommandRefused() if event.recording and event.recording == message.recording:
                self._failed(call, message, event.reason)
            case DigitPressed() if event.leg == call.leg:
                self._pressed(call, message, event.digit)
            case _:
                pass

    def leave(self, call: Call) -> None:
        """The caller is gone. A message that he was deciding on stays; one being recorded stays once its file is
        closed."""
        message = self._messages.get(call.id)
        if message is not None and message.phase == "review":
            self._keep(call, message)
        elif message is not None and message.phase == "greeting":
            self._engine.cancel(call, "voicemail")
            del self._messages[call.id]

    def finished(self, call: Call, ok: bool, seconds: float | None, file: str = "") -> None:
        """The switch has closed the file (or never will). `file`: where it is, when that is not where it should be."""
        message = self._messages.get(call.id)
        if message is None or message.phase != "recording":
            return
        self._engine.cancel(call, "voicemail")
        self._place(message, file)
        message.seconds = round(seconds if seconds is not None else _wav_seconds(self._file(message)), 3)
        if not ok or message.seconds < message.box.min_seconds:
            self._discard(call, message, "empty")
            self._done(call, message, "voicemail_empty")
        elif message.box.review and not self._gone(call) and message.reviews < REVIEWS:
            message.phase = "review"
            self._engine.publish(
                news.VoicemailReviewed(call.id, message.recording, message.path, message.seconds),
            )
            self._ask(call, message)
        else:
            self._keep(call, message)
            self._done(call, message, "voicemail_saved")

    def ended_meanwhile(self, call: Call) -> None:
        """The call ended while no core was there: keep what its caller had said. Without a file there was nothing."""
        started = next((item for item in reversed(call.news) if item.type == "voicemail.started"), None)
        settled = {
            item.data["recording"] for item in call.news if item.type in {"voicemail.left", "voicemail.discarded"}
        }
        if started is None or started.data["recording"] in settled:
            return
        data = started.data
        self.resume(call, data["box"], data["recording"], data["path"], started.at)
        message = self._messages[call.id]
        self._place(message, "")
        message.seconds = _wav_seconds(self._file(message))
        if message.seconds >= message.box.min_seconds:
            self._keep(call, message)
        else:
            self._discard(call, message, "empty")
        self._messages.pop(call.id, None)

    # steps

    def _play(self, call: Call, message: _Message, files: tuple[str, ...], otherwise: Callable[[], None]) -> None:
        if not files:
            otherwise()
            return
        message.playback = f"{call.id}:voicemail-{ULID()}"
        self._engine.send(call, Play(call.leg, message.playback, files))

    def _stop(self, call: Call, message: _Message) -> None:
        playback, message.playback = message.playback, ""
        self._engine.cancel(call, "voicemail")
        if playback:
            self._engine.send(call, StopPlay(call.leg, playback))

    def _played(self, call: Call, message: _Message, *, heard: bool) -> None:
        message.playback = ""
        if message.phase == "greeting" and not heard:  # broken off: his hanging up follows, if it was that
            self._engine.after(call, "voicemail", HUNG_UP_SECONDS, lambda: self._record(call, message))
        elif message.phase == "greeting":
            self._record(call, message)
        elif message.phase == "review":
            self._engine.after(call, "voicemail", DECIDE_SECONDS, lambda: self._decided(call, message))

    def _pressed(self, call: Call, message: _Message, digit: str) -> None:
        match message.phase, digit:
            case "greeting", "0" if message.box.operator:
                self._stop(call, message)
                del self._messages[call.id]
                self._engine.publish(news.VoicemailDiscarded(call.id, message.box.id, "", "operator"))
                self._on_operator(call, message.box.operator)
            case "greeting", "#":
                self._stop(call, message)
                self._record(call, message)
            case "review", "1":
                self._stop(call, message)
                self._decided(call, message)
            case "review", "2":
                self._stop(call, message)
                message.reviews += 1
                self._discard(call, message, "again")
                self._record(call, message)
            case "review", "3":
                self._stop(call, message)
                message.reviews += 1
                self._ask(call, message, heard_first=True)
            case _:
                pass

    def _ask(self, call: Call, message: _Message, *, heard_first: bool = False) -> None:
        words = self._engine.files([self._engine.notice("voicemail_review", call.language)], call.language)
        own = (str(self._file(message).with_suffix("")),) if heard_first else ()
        self._play(call, message, own + words, lambda: self._decided(call, message))

    def _decided(self, call: Call, message: _Message) -> None:
        self._keep(call, message)
        self._done(call, message, "voicemail_saved")

    def _record(self, call: Call, message: _Message) -> None:
        day = datetime.now(UTC).strftime("%Y/%m/%d")
        message.recording = str(ULID())
        message.path = f"raw/{day}/{message.recording}"
        message.phase, message.started = "recording", self._engine.utc(call)
        path = self._engine.options.recordings / message.path
        with contextlib.suppress(OSError):  # the switch says what is wrong with it
            path.parent.mkdir(parents=True, exist_ok=True)
        self._engine.publish(news.VoicemailStarted(call.id, message.box.id, message.recording, message.path))
        box = message.box
        self._engine.send(
            call, RecordMessage(call.leg, message.recording, str(path), box.max_seconds, box.silence_seconds, SKIP)
        )
        self._not_for_ever(call, message)

    def _not_for_ever(self, call: Call, message: _Message) -> None:
        """The end of the recording may be told while the line to the switch is broken."""
        limit = message.box.max_seconds + RESUME_SECONDS
        self._engine.after(call, "voicemail", limit, lambda: self.finished(call, ok=True, seconds=None))

    def _failed(self, call: Call, message: _Message, reason: str) -> None:
        if not call.leg_gone:
            self._alarm.failed(call.id, message.path + ".wav", reason)
        self._discard(call, message, "empty" if call.leg_gone else "failed")
        self._done(call, message, "voicemail_failed")

    def _keep(self, call: Call, message: _Message) -> None:
        """Tell of the message, once."""
        self._engine.cancel(call, "voicemail")
        if self._messages.pop(call.id, None) is None:
            return
        customer = call.card.customer if call.card else None
        recording, box, seconds = message.recording, message.box.id, message.seconds
        self._engine.publish(
            news.VoicemailLeft(call.id, box, recording, call.from_number, customer, seconds, call.language)
        )
        self._engine.publish(
            news.RecordingReady(call.id, recording, "voicemail", message.path, message.started, seconds)
        )
        self._alarm.fine()

    def _discard(self, call: Call, message: _Message, reason: str) -> None:
        self._engine.publish(news.VoicemailDiscarded(call.id, message.box.id, message.recording, reason))
        try:
            self._file(message).unlink(missing_ok=True)
        except OSError as error:
            log.warning("voicemail.not_removed", recording=message.recording, reason=str(error))

    def _done(self, call: Call, message: _Message, words: str) -> None:
        if self._messages.get(call.id) is message:
            del self._messages[call.id]
        if call.stage is Stage.VOICEMAIL and not call.leg_gone:
            self._on_done(call, words)

    # the file

    def _file(self, message: _Message) -> Path:
        return self._engine.options.recordings / (message.path + ".wav")

    def _place(self, message: _Message, file: str) -> None:
        """Bring the file to its place when it is still where the switch wrote it (nobody was there to move it, or it
        could not be moved); when that fails again, it is announced where it is."""
        target = self._file(message)
        spool = self._engine.options.spool
        source = Path(file) if file else spool / f"{message.recording}.wav" if spool is not None else target
        if source == target or target.is_file() or not source.is_file():
            return
        try:
            source.replace(target)
        except OSError as error:
            log.warning("voicemail.not_moved", recording=message.recording, reason=str(error))
            message.path = str(source.with_suffix(""))

    @staticmethod
    def _gone(call: Call) -> bool:
        return call.leg_gone or call.stage is not Stage.VOICEMAIL


def _wav_seconds(file: Path) -> float:
    """The length of a mono WAV file of the switch, 8000 samples of 16 bits a second; 0 when there is none."""
    try:
        return round(max(0, file.stat().st_size - 44) / 16000, 3)
    except OSError:
        return 0.0
