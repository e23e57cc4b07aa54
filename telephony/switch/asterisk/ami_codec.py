"""The AMI wire format without sockets: bytes to frames to headers, and actions to bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from telephony.errors import CommandFailed, HotlineError

MAX_FRAME = 1024 * 1024
"""Bytes without an end of frame after which the peer is not speaking AMI."""

_END = b"\r\n\r\n"
_UNSAFE = re.compile(r"[\r\n\0]")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_()-]*")

Headers = dict[str, str | list[str]]


class MalformedFrameError(HotlineError):
    """What came over the manager connection is not AMI."""

    code = "switch.malformed"


class AmiDecoder:
    """Cuts a byte stream into frames; a character split over two chunks is kept whole."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._greeted = False
        self.version = ""

    def feed(self, data: bytes) -> list[bytes]:
        """The frames that `data` completes, without their empty last line. Raises MalformedFrameError."""
        start = max(0, len(self._buffer) - len(_END) + 1)
        self._buffer += data
        if not self._greeted:
            if not self._greet():
                return []
            start = 0
        frames: list[bytes] = []
        begin = 0
        while (end := self._buffer.find(_END, start)) >= 0:
            frame = bytes(self._buffer[begin:end]).lstrip(b"\r\n")
            begin = start = end + len(_END)
            if frame:
                frames.append(frame)
        del self._buffer[:begin]
        if len(self._buffer) > MAX_FRAME:
            raise MalformedFrameError(f"a frame of more than {MAX_FRAME} bytes")
        return frames

    def _greet(self) -> bool:
        line, end, rest = bytes(self._buffer).partition(b"\r\n")
        if not end:
            if len(line) > 200:
                raise MalformedFrameError("no greeting")
            return False
        if not line.startswith(b"Asterisk Call Manager/"):
            raise MalformedFrameError(f"unexpected greeting {line[:60]!r}")
        self.version = line.partition(b"/")[2].decode("ascii", "replace")
        self._buffer = bytearray(rest)
        self._greeted = True
        return True


def event_name(frame: bytes) -> str:
    """The event's name, or "" when the frame is a response. Costs no parsing."""
    if not frame.startswith(b"Event: "):
        return ""
    return frame[7 : frame.find(b"\r\n") if b"\r\n" in frame else len(frame)].decode("utf-8", "replace")


def parse(frame: bytes) -> Headers:
    """Headers of a frame; a header that occurs several times has a list. Lines without a colon are passed over."""
    headers: Headers = {}
    for line in frame.decode("utf-8", "replace").split("\r\n"):
        key, colon, value = line.partition(":")
        if not colon:
            continue
        value = value.removeprefix(" ")
        before = headers.get(key)
        if before is None:
            headers[key] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            headers[key] = [before, value]
    return headers


def encode(action: Mapping[str, str | Sequence[str]]) -> bytes:
    """An action as bytes. Raises CommandFailed for a line break or NUL in any name or value (header injection)."""
    lines: list[str] = []
    for key, value in action.items():
        if not _KEY.fullmatch(key):
            raise CommandFailed(f"AMI header name {key!r} is not allowed")
        for each in (value,) if isinstance(value, str) else value:
            text = str(each)
            if _UNSAFE.search(text):
                raise CommandFailed(f"AMI header {key}: line breaks are not allowed in its value")
            lines.append(f"{key}: {text}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
