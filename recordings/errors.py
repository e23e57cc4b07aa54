"""What can be wrong with a recording."""

from __future__ import annotations

from telephony.errors import HotlineError


class RecordingError(HotlineError):
    """The recording cannot be made playable."""

    code = "recording.failed"


class CorruptRecording(RecordingError):
    """The file that the switch wrote holds no usable audio; it was kept in the folder failed/."""

    code = "recording.corrupt"


class MissingRecording(RecordingError):
    """The file that the switch announced does not exist."""

    code = "recording.missing"


class MissingKey(RecordingError):
    """The recording was sealed with a key that this installation does not have (any more)."""

    code = "recording.missing_key"


class NoKeys(RecordingError):
    """The file of the keys that seal recordings is gone or damaged: none is written unsealed. It is worth trying again
    later."""

    code = "recording.no_keys"


class NoRoom(RecordingError):
    """There is no room on the disk, or the folder cannot be written. It is worth trying again later."""

    code = "recording.no_room"
