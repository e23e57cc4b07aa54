"""What the switch wrote about calls while nobody was there: each gets its record once, and only those."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import orjson
import pytest

from telephony import endings
from telephony.domain_events import Envelope, News
from telephony.endings import HEADER_BYTES, Aftermath, read_endings


class House:
    """A folder as the switch leaves it, and what is recorded of it."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "ended.log"
        self.spool = folder / "fallback"
        self.spool.mkdir()
        self.folder = folder
        self.told: list[Envelope] = []
        self.known: set[str] = set()
        self.start()

    def start(self) -> None:
        ids = itertools.count(1)
        self.aftermath = Aftermath(
            self.log,
            self.spool,
            self.folder / "recordings",
            self.folder / "seen",
            self.publish,
            lambda: f"call{next(ids)}",
            lambda: self.known,
        )

    def publish(self, item: News) -> Envelope:
        self.told.append(Envelope(len(self.told) + 1, time.time(), item.type, item.call, item.data()))
        return self.told[-1]

    def ends(self, leg: str, call: str = "", *, ago: float = 60.0, door: str | None = "") -> None:
        words = [call, leg, "16", f"{time.time() - ago:.0f}", "13800138000", "1000", *([] if door is None else [door])]
        line = orjson.dumps({"logmsg": {"message": "|".join(words)}}) + b"\n"
        with self.log.open("ab") as file:
            file.write(b"not a line of ours\n" + line)

    def recorded(self) -> int:
        self.aftermath.collect()
        return sum(item.type == "call.ended" for item in self.told)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_caller_whom_nobody_saw_is_recorded_once(house: House) -> None:
    house.ends("1700000000.1")
    house.ends("1700000000.2", door=None)  # as written by an older dialplan
    assert house.recorded() == 2
    assert house.recorded() == 2
    house.ends("1700000000.3")
    assert house.recorded() == 3
    house.start()  # a new core
    assert house.recorded() == 3


def test_calls_of_the_core_and_phones_of_ours_are_none(house: House) -> None:
    house.known = {"n1:1700000000.1"}
    house.ends("1700000000.1")
    house.ends("1700000000.2", call="01CALL")
    house.ends("1700000000.3", door="device")
    assert house.recorded() == 0


def test_who_has_just_hung_up_is_recorded_when_his_message_is_closed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = house.spool / "1700000000_1700000000.1_13800138000_1000.wav"
    message.write_bytes(bytes(HEADER_BYTES + 32_000))
    house.ends("1700000000.1", ago=0)
    assert house.recorded() == 0
    monkeypatch.setattr(endings, "STILL_RECORDING", -2.0)
    assert house.recorded() == 1
    assert [item.type for item in house.told if item.type == "voicemail.left"] == ["voicemail.left"]


def test_of_a_long_file_only_the_end_is_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for leg in range(50):
        house.ends(f"17000000{leg:02}.1")
    monkeypatch.setattr(endings, "LATEST_BYTES", 500)
    latest = [ending.leg for ending in read_endings(house.log)]
    assert latest == [f"17000000{leg:02}.1" for leg in range(50 - len(latest), 50)]
    assert 1 <= len(latest) < 6


def test_a_line_that_is_not_whole_yet_is_read_later(house: House) -> None:
    house.ends("1700000000.1")
    whole = house.log.read_bytes()
    house.log.write_bytes(whole[:-20])
    assert house.recorded() == 0
    house.log.write_bytes(whole)
    assert house.recorded() == 1


def test_a_file_that_the_switch_has_begun_anew_is_read_from_its_start(house: House) -> None:
    for leg in range(3):
        house.ends(f"170000000{leg}.1")
    assert house.recorded() == 3
    house.log.unlink()
    house.ends("1700000009.1")
    assert house.recorded() == 4
