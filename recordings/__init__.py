"""Audio files: from what the switch wrote to what a browser plays, and their deletion in time."""

from recordings.errors import CorruptRecording, RecordingError
from recordings.process import ProcessedRecording
from recordings.retention import Deleted
from recordings.service import Leftover, Recordings
from recordings.store import LocalStore, Store

__all__ = [
    "CorruptRecording",
    "Deleted",
    "Leftover",
    "LocalStore",
    "ProcessedRecording",
    "RecordingError",
    "Recordings",
    "Store",
]
