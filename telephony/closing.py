"""The end of a call: last words, hanging up, the end of its legs and recordings, and its record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import structlog

from telephony import domain_events as news
from telephony.calls import Call, Stage
from telephony.cdr import fold
from telephony.commands import Hangup, MusicStop, Play
from telephony.events import Cause, CommandRefused, Event, PlaybackFinished
from telephony.recording_alarm import RecordingAlarm

if TYPE_CHECKING:
    from telephony.controller import Controller

log = structlog.get_logger(__name__)

CLOSE_SECONDS = 3.0
"""How long a finished call waits for the end of its other legs and of its recording before its record is written."""


class Closing:
    """Owns calls in the stage CLOSING, and brings every call to its record."""

    def __init__(self, controller: Controller, alarm: RecordingAlarm) -> None:
        self._controller = controller
        self._engine = controller.engine
        self._alarm = alarm

    def goodbye(self, call: Call, notice: str, values: Mapping[str, Any] | None = None) -> None:
        """Say a last sentence, then hang up."""
        self.last_words(call, self._engine.files([self._engine.notice(notice, call.language)], call.language, values))

    def last_words(self, call: Call, files: tuple[str, ...]) -> None:
        """Play these files, then hang up."""
        call.ended_by = call.ended_by or "system"
        if not files:
            self.hang_up_customer(call)
            return
        self._engine.move(call, Stage.CLOSING)
        self._engine.send(call, MusicStop(call.leg), Play(call.leg, f"{call.id}:goodbye", files))

    def handle(self, call: Call, event: Event) -> None:
        if isinstance(event, PlaybackFinished | CommandRefused) and event.playback == f"{call.id}:goodbye":
            self._engine.send(call, Hangup(call.leg))

    def hang_up_customer(self, call: Call) -> None:
        """End the customer's leg; the call is closed when the switch says that it is gone, or after a while without."""
        call.ended_by = call.ended_by or "system"
        if call.leg_gone or not call.leg:
            self.close(call)
            return
        if call.stage is not Stage.CLOSING:
            self._engine.move(call, Stage.CLOSING)
        self._engine.send(call, Hangup(call.leg))
        self._engine.after(call, "gone", CLOSE_SECONDS, lambda: self.customer_gone(call, Cause.NORMAL))

    def leave(self, call: Call, result: str) -> None:
        """Take the call out of the service that owns it."""
        self._controller.announcer.forget(call)
        match call.stage:
            case Stage.IVR:
                self._controller.ivr.leave(call)
                self._controller.detours.leave(call)
            case Stage.QUEUE:
                self._controller.acd.leave(call, result)
            case Stage.TALKING | Stage.DIALLING:
                self._controller.conversation.customer_gone(call)
            case Stage.VOICEMAIL:
                self._controller.voicemail.leave(call)
            case _:
                pass

    def customer_gone(self, call: Call, cause: Cause) -> None:
        """The customer's leg has ended, wherever the call was."""
        if call.leg_gone:
            return
        if call.stage is Stage.DIALLING and call.own_dial:
            self._controller.dialout.customer_gone(call, cause)
            return
        self._controller.surveys.caller_left(call)
        call.leg_gone = True
        call.cause = call.cause or str(cause)
        call.ended_by = call.ended_by or "caller"
        self.leave(call, "abandoned")
        self.close(call)

    def close(self, call: Call) -> None:
        """The journey is over: wait briefly for its last legs and its recording, then write the record."""
        if call.stage is Stage.ENDED:
            return
        call.closing = True
        self._engine.cancel(call, "gone")
        self._engine.after(call, "close", CLOSE_SECONDS, lambda: self._finish(call))
        self.settle(call)

    def settle(self, call: Call) -> None:
        """Write the record when nothing of the call is left that it waits for."""
        over = call.leg_gone or (call.closing and not call.leg)
        voicemail = self._controller.voicemail.recording(call)
        if over and not call.waiting_for and not call.finishing and not voicemail:
            self._finish(call)

    def recording_ready(self, call: Call, recording: str, ok: bool, seconds: float | None) -> None:
        """The switch has written (or failed to write) a recording that has ended."""
        path, started = call.finishing.pop(recording)
        if ok:
            length = seconds if seconds is not None else round(self._engine.utc(call) - started, 3)
            self._engine.publish(news.RecordingReady(call.id, recording, "call", path, started, length))
        else:
            self._engine.publish(news.RecordingFailed(call.id, recording, "the switch wrote nothing usable"))
        self._alarm.written(call, path, self._engine.utc(call) - started, seconds if ok else 0.0)
        self.settle(call)

    def recording_refused(self, call: Call, recording: str, reason: str) -> None:
        """The switch does not record."""
        path = call.recording_path
        if call.recording == recording:
            call.recording = None
        path, _ = call.finishing.pop(recording, (path, 0.0))
        self._engine.publish(news.RecordingFailed(call.id, recording, reason))
        if not call.leg_gone:
            self._alarm.failed(call.id, f"{path}.raw", reason)
            self._engine.show(call)
        self.settle(call)

    def finish_at(self, call: Call, ended: float) -> None:
        """Write the record of a call that ended at `ended` (UTC seconds), while core was away."""
        if call.recording is not None:
            call.finishing[call.recording] = (call.recording_path, call.recording_started)
            call.recording = None
        self._controller.voicemail.ended_meanwhile(call)
        self._finish(call, ended)

    def _finish(self, call: Call, ended: float | None = None) -> None:
        if call.stage is Stage.ENDED:
            return
        self._controller.voicemail.finished(call, ok=True, seconds=None)
        if call.recording is not None:  # a restart had left it open, and nobody talked after it
            call.finishing[call.recording] = (call.recording_path, call.recording_started)
            call.recording = None
        for recording in tuple(call.finishing):
            path, started = call.finishing.pop(recording)
            if (self._engine.options.recordings / f"{path}.raw").exists():
                self._engine.publish(news.RecordingReady(call.id, recording, "call", path, started, None))
            else:
                self._engine.publish(news.RecordingFailed(call.id, recording, "the switch left no file"))
            if not call.recovered:
                self._alarm.found(call, path, self._engine.utc(call) - started)
        self._controller.supervision.look()
        record = fold(
            call.news,
            ended=ended or self._engine.utc(call),
            ended_by=call.ended_by or "system",
            cause=call.cause or str(Cause.NORMAL),
            recovered=call.recovered,
        )
        record["language"] = record["language"] or call.language
        self._controller.dialout.release_colleague(call)
        self._engine.move(call, Stage.ENDED)
        self._engine.publish(news.CallEnded(call.id, record))
        self._controller.callbacks.over(call)
        self._controller.arrival.forget(call)
        self._engine.forget(call)

    def rescue(self, call: Call) -> None:
        """After a defect: release whatever the call holds and end it with an apology, so that nobody
        hangs in silence."""
        for leg in [leg for leg, owner in self._engine.legs.items() if owner == call.id and leg != call.leg]:
            self._engine.send(call, Hangup(leg))
        try:
            self.leave(call, "failed")
        except Exception:
            log.exception("controller.rescue_failed", call=call.id)
        call.ended_by, call.cause = "system", str(Cause.FAILED)
        if not call.leg or call.leg_gone:
            self.close(call)
            return
        call.stage = Stage.CLOSING
        files = self._engine.files([self._engine.notice("technical_problem", call.language)], call.language)
        self._engine.send(call, Play(call.leg, f"{call.id}:goodbye", files) if files else Hangup(call.leg))
