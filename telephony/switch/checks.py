"""What every driver refuses before anything reaches a switch."""

from __future__ import annotations

import re
from pathlib import Path

from telephony.errors import CommandFailed

_RECORDING = re.compile(r"[A-Za-z0-9._-]{1,80}")
_UNSAFE_PATH = re.compile(r"[\x00-\x1f\x7f,|&;$`\"\\]")
_DIGITS = re.compile(r"[0-9*#A-D]{1,64}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def check_recording(recording: str, path: str) -> None:
    """Raises CommandFailed for an id or a path that a switch could misread."""
    if not _RECORDING.fullmatch(recording):
        raise CommandFailed(f"recording {recording!r} is not a valid id")
    if not Path(path).is_absolute() or ".." in Path(path).parts or _UNSAFE_PATH.search(path):
        raise CommandFailed(f"recording path {path!r} cannot be used")


def check_text(what: str, text: str) -> str:
    """The text itself. Raises CommandFailed for control characters: they could end a header or a line."""
    if _CONTROL.search(text):
        raise CommandFailed(f"{what}: line breaks and control characters are not allowed")
    return text


def check_digits(digits: str) -> str:
    """The digits themselves. Raises CommandFailed unless they are 1 to 64 keys."""
    if not _DIGITS.fullmatch(digits):
        raise CommandFailed("digits are 0-9, *, # and A-D, at most 64")
    return digits
