"""RTP packets (RFC 3550) and digits as telephone-events (RFC 4733): packing and reading, no sockets."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

FRAME_SECONDS = 0.02
FRAME_SAMPLES = 160
SAMPLE_RATE = 8000
DIGITS = "0123456789*#ABCD"
HEADER = struct.Struct("!BBHII")
_EVENT = struct.Struct("!BBH")
_VOLUME = 10  # dBm0 below full scale


def header(kind: int, sequence: int, timestamp: int, source: int, *, marker: bool = False) -> bytes:
    return HEADER.pack(0x80, kind | (0x80 if marker else 0), sequence & 0xFFFF, timestamp & 0xFFFFFFFF, source)


def digit_payloads(digit: str, milliseconds: int) -> Iterator[bytes]:
    """The payloads of one digit, one for each 20 ms, the end marked three times. All have the timestamp of the first.

    Raises ValueError for what is no DTMF digit.
    """
    event = DIGITS.find(digit.upper())
    if event < 0 or len(digit) != 1:
        raise ValueError(f"not a DTMF digit: {digit!r}")
    frames = max(2, milliseconds // 20)
    for frame in range(1, frames + 1):
        yield _EVENT.pack(event, _VOLUME, frame * FRAME_SAMPLES)
    for _ in range(3):
        yield _EVENT.pack(event, 0x80 | _VOLUME, frames * FRAME_SAMPLES)


@dataclass(frozen=True, slots=True)
class Packet:
    kind: int
    sequence: int
    timestamp: int
    source: int
    payload: bytes


def parse_packet(data: bytes) -> Packet | None:
    """None when the datagram is not RTP version 2 or is cut short."""
    if len(data) < 12 or data[0] >> 6 != 2:
        return None
    first, second, sequence, timestamp, source = HEADER.unpack_from(data)
    offset = 12 + 4 * (first & 0x0F)
    if first & 0x10:
        if len(data) < offset + 4:
            return None
        offset += 4 + 4 * int.from_bytes(data[offset + 2 : offset + 4], "big")
    end = len(data)
    if first & 0x20:
        end -= data[-1]
    if offset > end:
        return None
    return Packet(second & 0x7F, sequence, timestamp, source, data[offset:end])


class DigitReader:
    """Turns telephone-event payloads into digits: each is reported once, at its end."""

    def __init__(self) -> None:
        self._last_ended: int | None = None

    def feed(self, timestamp: int, payload: bytes) -> str | None:
        """The digit that ended with this packet, or None."""
        if len(payload) < 4 or payload[0] >= len(DIGITS) or not payload[1] & 0x80 or timestamp == self._last_ended:
            return None
        self._last_ended = timestamp
        return DIGITS[payload[0]]
