"""Sealed recordings: any part is read, nothing can be changed unnoticed, old keys still open."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recordings.audio import checksum, read_part
from recordings.errors import CorruptRecording, MissingKey, NoKeys, RecordingError
from recordings.sealing import CHUNK, KeyFile, Keys, SealedFile, add_key, read_keys, seal

KEYS = Keys("k1", {"k1": bytes(range(32))})
HEADER = 8 + 1 + len("k1") + 32
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17]


def content(size: int) -> bytes:
    return bytes((each * 7 + each // 251) % 256 for each in range(size))


def sealed(folder: Path, size: int, keys: Keys = KEYS) -> Path:
    plain, target = folder / "plain", folder / f"r{size}.sealed"
    plain.write_bytes(content(size))
    seal(plain, target, keys)
    return target


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_is_read_whole_and_its_checksum_is_the_plain_one(tmp_path: Path, size: int) -> None:
    path = sealed(tmp_path, size)
    with SealedFile(path, KEYS) as file:
        assert (file.size, file.key_id) == (size, "k1")
    assert read_part(path, KEYS, 0, size + 10) == content(size)
    plain = tmp_path / "copy.ogg"
    plain.write_bytes(content(size))
    assert checksum(path, KEYS) == checksum(plain, Keys())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(start=st.integers(0, 3 * CHUNK + 30), length=st.integers(0, 2 * CHUNK))
def test_any_part_is_the_plain_part(tmp_path: Path, start: int, length: int) -> None:
    path = tmp_path / f"r{3 * CHUNK + 17}.sealed"
    if not path.exists():
        sealed(tmp_path, 3 * CHUNK + 17)
    assert read_part(path, KEYS, start, length) == content(3 * CHUNK + 17)[start : start + length]


@pytest.mark.parametrize("place", [0, 9, 20, 60, 60 + CHUNK + 16 + 3, -1])
def test_a_changed_byte_is_noticed(tmp_path: Path, place: int) -> None:
    path = sealed(tmp_path, 2 * CHUNK + 5)
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    with pytest.raises((CorruptRecording, MissingKey)):
        checksum(path, KEYS)


@pytest.mark.parametrize("left", [5, HEADER, HEADER + 3, HEADER + CHUNK + 16, HEADER + CHUNK + 16 + 40])
def test_a_cut_file_is_noticed(tmp_path: Path, left: int) -> None:
    path = sealed(tmp_path, 2 * CHUNK + 5)
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(CorruptRecording):
        checksum(path, KEYS)


def test_chunks_cannot_be_exchanged(tmp_path: Path) -> None:
    path = sealed(tmp_path, 3 * CHUNK)
    data = path.read_bytes()
    head = len(data) - 3 * (CHUNK + 16)
    first, second, third = (data[head + k * (CHUNK + 16) : head + (k + 1) * (CHUNK + 16)] for k in range(3))
    path.write_bytes(data[:head] + second + first + third)
    with pytest.raises(CorruptRecording):
        checksum(path, KEYS)


def test_a_new_key_seals_and_the_old_one_still_opens(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "recording-keys.json"
    current = KeyFile(file)
    assert current().current == ""
    add_key(file, "2026-11")
    old = sealed(tmp_path, 100, current())
    add_key(file, "2026-12")
    new = sealed(tmp_path, 200, current())
    assert current().current == "2026-12"
    assert read_part(old, current(), 0, 100) == content(100)
    assert read_part(new, current(), 0, 200) == content(200)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(RecordingError, match="no new id"):
        add_key(file, "2026-11")
    lost = Keys("2026-12", {"2026-12": current().keys["2026-12"]})
    with pytest.raises(MissingKey, match="2026-11"):
        read_part(old, lost, 0, 1)


@pytest.mark.parametrize("text", ["", "{}", '{"current":"a","keys":{}}', '{"current":"a","keys":{"a":"c2hvcnQ="}}'])
def test_a_bad_file_of_keys_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys.json").write_text(text)
    with pytest.raises(RecordingError, match=r"keys\.json"):
        read_keys(tmp_path / "keys.json")


def test_keys_that_are_needed_or_were_there_are_missed(tmp_path: Path) -> None:
    """Recordings would be written unsealed without a word."""
    file = tmp_path / "recording-keys.json"
    assert KeyFile(file)().current == ""
    with pytest.raises(NoKeys, match=r"recording-keys\.json"):
        KeyFile(file, needed=True)()
    add_key(file, "2026-11")
    current = KeyFile(file)
    assert current().current == "2026-11"
    file.rename(tmp_path / "elsewhere")
    with pytest.raises(NoKeys):
        current()
    (tmp_path / "elsewhere").rename(file)
    assert current().current == "2026-11"
