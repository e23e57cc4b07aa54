"""One alarm for everything that could not be recorded: raised with the file named, over with the next that could."""

from __future__ import annotations

import structlog

from telephony.calls import Call
from telephony.domain_events import Alarm
from telephony.engine import Engine

log = structlog.get_logger(__name__)

KIND = "recording.failed"
SUBJECT = "recordings"
BYTES_PER_SECOND = 8000 * 2 * 2
MISSING_SECONDS = 5.0
"""As much less than the talk lasted may be in its file: legs end before the file is closed."""


class RecordingAlarm:
    """Calls are never held up by a recording; somebody must learn of it all the same."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._raised = False

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
        """A recording was written: whatever was wrong is over."""
        if self._raised:
            self._raised = False
            self._engine.publish(Alarm(None, KIND, SUBJECT, False, "recordings are written again", "录音已恢复正常"))
