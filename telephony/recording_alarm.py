"""One alarm for everything that could not be recorded: raised with the file named, over with the next that could."""

from __future__ import annotations

import shutil

import structlog

from telephony.calls import Call, Stage
from telephony.domain_events import Alarm, Envelope
from telephony.engine import Engine

log = structlog.get_logger(__name__)

KIND = "recording.failed"
SUBJECT = "recordings"
BYTES_PER_SECOND = 8000 * 2 * 2
MISSING_SECONDS = 5.0
"""As much less than the talk lasted may be in its file: legs end before the file is closed."""
LOOK_EVERY = 5.0
"""Seconds between two looks at the disk while a talk is recorded: the switch tells nobody that it cannot write."""
LEAST_ROOM = 1024 * 1024
"""Bytes; with less a talk in progress is not written on. (One that begins needs more: telephony/switch.)"""


class RecordingAlarm:
    """Calls are never held up by a recording; somebody must learn of it all the same."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._raised = False
        self._watched: dict[str, str] = {}  # call → the recording at which the disk is being looked at
        engine.observers.append(self._observe)

    def remember(self, envelope: Envelope) -> None:
        """News of the journal, after a restart: an alarm that was on is on still, until a recording is written."""
        if envelope.type == Alarm.type and envelope.data["alarm"] == KIND:
            self._raised = bool(envelope.data["raised"])

    def _observe(self, envelope: Envelope) -> None:
        call = self._engine.calls.get(envelope.call or "")
        if call is not None and call.recording is not None and self._watched.get(call.id) != call.recording:
            self._watched[call.id] = call.recording
            self._look_again(call, call.recording)
        elif call is not None and call.stage is Stage.ENDED:
            self._watched.pop(call.id, None)

    def _look_again(self, call: Call, recording: str) -> None:
        self._engine.after(call, "recording-room", LOOK_EVERY, lambda: self._look(call, recording))

    def _look(self, call: Call, recording: str) -> None:
        """Told once of each talk, while there is time to make room; how much of it is missing is told at its end."""
        if call.recording != recording:
            return
        if self._full():
            self.failed(call.id, f"{call.recording_path}.raw", "the disk is full")
        else:
            self._look_again(call, recording)

    def _full(self) -> bool:
        try:
            return shutil.disk_usage(self._engine.options.recordings).free < LEAST_ROOM
        except OSError:  # no such folder yet: who records will say what is wrong with it
            return False

    def failed(self, call: str, file: str, reason: str) -> None:
        """`file` relative to the recordings folder (or absolute) was not, or not wholly, written."""
        self._raised = True
        path = str(self._engine.options.recordings / file)
        log.error("recording.failed", call=call, file=path, reason=reason)
        self._engine.publish(
            Alarm(
                call,
                KIND,
                SUBJECT,
                True,
                f"not recorded: {path} ({reason}); free space or mend the folder",
                f"录音失败：{path}（{reason}）。请清理磁盘空间或修复目录",
                {"file": path, "reason": reason},
            )
        )

    def written(self, call: Call, path: str, lasted: float, seconds: float | None) -> None:
        """A conversation of `lasted` seconds was recorded for `seconds` (None: not known). Much less of it on the disk
        means that there was no room for the rest."""
        if seconds is None:
            return
        if lasted - seconds > MISSING_SECONDS:
            self.failed(call.id, f"{path}.raw", f"{seconds:.0f} of {lasted:.0f} s were written")
        elif seconds > 0:
            self.fine()

    def found(self, call: Call, path: str, lasted: float) -> None:
        """The same when the switch has not said how much it wrote: the file tells."""
        try:
            size = (self._engine.options.recordings / f"{path}.raw").stat().st_size
        except OSError:
            size = 0
        self.written(call, path, lasted, size / BYTES_PER_SECOND)

    def fine(self) -> None:
        """A recording was written: whatever was wrong is over, unless there is no room again."""
        if self._raised and not self._full():
            self._raised = False
            self._engine.publish(Alarm(None, KIND, SUBJECT, False, "recordings are written again", "录音已恢复正常"))
