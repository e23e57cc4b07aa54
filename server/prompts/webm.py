"""What browsers record: Opus in WebM, put into Ogg so that libsndfile reads it. No more of either format than that."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_EBML, _SEGMENT, _TRACKS, _TRACK, _CLUSTER, _BLOCK_GROUP = (
    0x1A45DFA3,
    0x18538067,
    0x1654AE6B,
    0xAE,
    0x1F43B675,
    0xA0,
)
_CODEC, _PRIVATE, _NUMBER, _SIMPLE_BLOCK, _BLOCK = 0x86, 0x63A2, 0xD7, 0xA3, 0xA1
_INSIDE = frozenset({_SEGMENT, _TRACKS, _TRACK, _CLUSTER, _BLOCK_GROUP})
_PACKETS_PER_PAGE = 50
_SERIAL = 1


class NotWebm(ValueError):
    """The file is no WebM with Opus in it."""


def is_webm(head: bytes) -> bool:
    return head[:4] == _EBML.to_bytes(4, "big")


def to_ogg(data: bytes) -> bytes:
    """The first Opus track of a WebM file as an Ogg Opus file. A file cut short keeps what is there. Raises NotWebm."""
    codec, private, number, packets = b"", b"", 0, []
    tracks: list[tuple[bytes, bytes, int]] = []
    for name, body in _elements(data, 0, len(data)):
        if name == _TRACK:
            tracks.append((b"", b"", 0))
        elif tracks and name in (_CODEC, _PRIVATE, _NUMBER):
            codec, private, number = tracks[-1]
            if name == _CODEC:
                codec = body.rstrip(b"\0")
            elif name == _PRIVATE:
                private = body
            else:
                number = int.from_bytes(body, "big")
            tracks[-1] = (codec, private, number)
        elif name in (_SIMPLE_BLOCK, _BLOCK):
            packets.append(body)
    opus = next((track for track in tracks if track[0] == b"A_OPUS" and track[1][:8] == b"OpusHead"), None)
    if opus is None:
        raise NotWebm("there is no Opus track in it")
    frames = [frame for frame in (_frame(block, opus[2]) for block in packets) if frame]
    if not frames:
        raise NotWebm("there is no audio in it")
    return b"".join(_pages(opus[1], frames))


def _elements(data: bytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Every element with its body; those that hold others come first, with an empty body, and then what is in them."""
    at = start
    while at < end:
        name, after = _number(data, at, end, keep_marker=True)
        size, body = _number(data, after, end, keep_marker=False) if name is not None else (None, end)
        if name is None or body > end:
            return
        unknown = size is None or size == (1 << (7 * (body - after))) - 1
        stop = end if unknown else min(end, body + (size or 0))
        if name in _INSIDE:
            yield name, b""
            at = body  # what is inside follows, flat: clusters of unknown size end where the next begins
        else:
            yield name, data[body:stop]
            at = stop


def _number(data: bytes, at: int, end: int, *, keep_marker: bool) -> tuple[int | None, int]:
    """A number of variable length and where it ends; None when it is cut off or no number."""
    first = data[at] if at < end else 0
    length = 9 - first.bit_length()
    if first == 0 or at + length > end:
        return None, end
    value = int.from_bytes(data[at : at + length], "big")
    return (value if keep_marker else value & ((1 << (7 * length)) - 1)), at + length


def _frame(block: bytes, track: int) -> bytes:
    """The packet of a block without lacing (browsers write no other); empty when it is of another track."""
    number, after = _number(block, 0, len(block), keep_marker=False)
    if number != track or len(block) < after + 3 or block[after + 2] & 0x06:
        return b""
    return block[after + 3 :]


def _samples(packet: bytes) -> int:
    """Length of an Opus packet in samples of 48 kHz (RFC 6716, 3.1)."""
    config = packet[0] >> 3
    if config < 12:
        size = (480, 960, 1920, 2880)[config & 3]
    elif config < 16:
        size = (480, 960)[config & 1]
    else:
        size = (120, 240, 480, 960)[config & 3]
    count = packet[0] & 3
    frames = 1 if count == 0 else 2 if count < 3 else (packet[1] & 0x3F if len(packet) > 1 else 0)
    return size * frames


def _pages(head: bytes, packets: list[bytes]) -> Iterator[bytes]:
    vendor = b"hotline"
    tags = b"OpusTags" + struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", 0)
    yield _page([head], 0, 0, 2)
    yield _page([tags], 0, 1, 0)
    position = 0
    starts = range(0, len(packets), _PACKETS_PER_PAGE)
    for sequence, start in enumerate(starts, 2):
        some = packets[start : start + _PACKETS_PER_PAGE]
        position += sum(map(_samples, some))
        yield _page(some, position, sequence, 4 if start == starts[-1] else 0)


def _page(packets: list[bytes], position: int, sequence: int, flags: int) -> bytes:
    """One Ogg page of whole packets (RFC 3533)."""
    lacing = b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets)
    if len(lacing) > 255:
        raise NotWebm("its packets are too large")
    header = b"OggS" + struct.pack("<BBqIIIB", 0, flags, position, _SERIAL, sequence, 0, len(lacing)) + lacing
    page = header + b"".join(packets)
    return page[:22] + struct.pack("<I", _crc(page)) + page[26:]


def _table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = ((value << 1) ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
        table.append(value)
    return tuple(table)


_TABLE = _table()


def _crc(page: bytes) -> int:
    value = 0
    for byte in page:
        value = ((value << 8) & 0xFFFFFFFF) ^ _TABLE[(value >> 24) ^ byte]
    return value
