"""AMI bytes, cut anywhere."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.errors import CommandFailed
from telephony.switch.asterisk.ami_codec import MAX_FRAME, AmiDecoder, MalformedFrameError, encode, event_name, parse

CAPTURED = (Path(__file__).parent / "captured/ami.bin").read_bytes()


def frames_of(*chunks: bytes) -> list[bytes]:
    decoder = AmiDecoder()
    return [frame for chunk in chunks for frame in decoder.feed(chunk)]


WHOLE = frames_of(CAPTURED)


def test_the_capture_is_what_it_should_be() -> None:
    events = [event_name(frame) for frame in WHOLE]
    assert {"DeviceStateChange", "DeviceStateListComplete", "MixMonitorStop", "CoreShowChannel", ""} <= set(events)
    names = [parse(frame).get("CallerIDName") for frame in WHOLE if event_name(frame) == "MixMonitorStop"]
    assert names == ["欧阳娜娜"]


def test_cut_at_every_offset() -> None:
    for offset in range(len(CAPTURED) + 1):
        assert frames_of(CAPTURED[:offset], CAPTURED[offset:]) == WHOLE


def test_byte_by_byte() -> None:
    assert frames_of(*(bytes([byte]) for byte in CAPTURED)) == WHOLE


@given(st.lists(st.integers(0, len(CAPTURED)), max_size=20))
def test_cut_anywhere(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(CAPTURED)]
    assert frames_of(*(CAPTURED[a:b] for a, b in pairwise(edges))) == WHOLE


def test_headers() -> None:
    headers = parse("Event: X\r\nName: 李四: 经理\r\nVar: a=1\r\nVar: b=2\r\nVar: c=3\r\nEmpty: \r\nno colon".encode())
    assert headers == {"Event": "X", "Name": "李四: 经理", "Var": ["a=1", "b=2", "c=3"], "Empty": ""}


def test_bytes_that_are_no_utf8_harm_nothing() -> None:
    headers = parse(b"Event: X\r\nCallerIDName: \xff\xfe\r\nUniqueid: 1.2")
    assert headers["Uniqueid"] == "1.2"


@given(st.binary(max_size=400))
def test_any_bytes_behind_the_greeting_are_frames_or_refused(data: bytes) -> None:
    try:
        for frame in frames_of(b"Asterisk Call Manager/11.0.0\r\n", data):
            event_name(frame)
            parse(frame)
    except MalformedFrameError:
        pass


@pytest.mark.parametrize("start", [b"SSH-2.0-OpenSSH_9.2\r\n", b"x" * 300])
def test_a_peer_that_is_no_asterisk_is_refused(start: bytes) -> None:
    with pytest.raises(MalformedFrameError):
        frames_of(start)


def test_an_endless_frame_is_refused() -> None:
    decoder = AmiDecoder()
    decoder.feed(b"Asterisk Call Manager/11.0.0\r\n")
    for _ in range(MAX_FRAME // 1000):
        assert decoder.feed(b"a" * 1000) == []
    with pytest.raises(MalformedFrameError):
        decoder.feed(b"a" * 1000)


def test_encode() -> None:
    assert (
        encode({"Action": "X", "Variable": ["甲=1", "乙=2"]})
        == "Action: X\r\nVariable: 甲=1\r\nVariable: 乙=2\r\n\r\n".encode()
    )


@pytest.mark.parametrize(
    "action",
    [
        {"Action": "MixMonitor", "File": "/tmp/a\r\nAction: Originate"},
        {"Action": "MixMonitor", "File": "/tmp/a\nx"},
        {"Action": "MixMonitor", "File": "/tmp/a\rx"},
        {"Action": "MixMonitor", "File": "/tmp/a\0x"},
        {"Action": "Originate", "Variable": ["a=1", "b=2\r\nApplication: System"]},
        {"Action": "X", "Evil\r\nHeader": "1"},
        {"Action": "X", "Evil: Header": "1"},
    ],
)
def test_line_breaks_are_refused(action: dict[str, str | list[str]]) -> None:
    with pytest.raises(CommandFailed):
        encode(action)


@given(st.dictionaries(st.from_regex(r"[A-Za-z]{1,10}", fullmatch=True), st.text(), min_size=1, max_size=5))
def test_what_is_encoded_is_one_frame_with_the_same_headers(action: dict[str, str]) -> None:
    try:
        data = encode(action)
    except (CommandFailed, UnicodeEncodeError):
        return
    (frame,) = frames_of(b"Asterisk Call Manager/11.0.0\r\n", data) or [b""]
    assert frame.count(b"\r\n") == len(action) - 1
    assert parse(frame) == action
