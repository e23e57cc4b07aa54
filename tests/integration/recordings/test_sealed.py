"""Sealed recordings on a real file system: the same audio as unsealed, by parts, cut to a segment, deleted whole."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from recordings import CorruptRecording, Recordings
from recordings.sealing import KeyFile, add_key

DAY = "2026/11/20"
RATE = 8000


@pytest.fixture
async def sealed(tmp_path: Path) -> AsyncIterator[Recordings]:
    keys = tmp_path / "keys.json"
    add_key(keys, "k1")
    service = Recordings(tmp_path / "sealed", keys=KeyFile(keys))
    yield service
    await service.close()


@pytest.fixture
async def plain(tmp_path: Path) -> AsyncIterator[Recordings]:
    service = Recordings(tmp_path / "plain")
    yield service
    await service.close()


def talk(root: Path, seconds: float = 20.0) -> str:
    """The customer hums 400 Hz on the left, the agent 1000 Hz on the right, from the middle on 2000 Hz."""
    path = root / "raw" / DAY / "01CALL.raw"
    path.parent.mkdir(parents=True, exist_ok=True)
    at = np.arange(int(seconds * RATE)) / RATE
    agent = np.where(at < seconds / 2, 1000, 2000)
    both = np.stack([np.sin(2 * np.pi * 400 * at), np.sin(2 * np.pi * agent * at)], axis=1)
    (both * 8000).astype("<i2").tofile(path)
    return f"raw/{DAY}/01CALL"


def loudest(samples: np.ndarray) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * RATE / len(samples))


async def whole(recordings: Recordings, name: str, step: int = 10_001) -> bytes:
    size = await recordings.size(name)
    assert size is not None
    parts = [await recordings.read(name, start, step) for start in range(0, size, step)]
    return b"".join(parts)


async def test_a_sealed_recording_is_the_same_audio(sealed: Recordings, plain: Recordings, tmp_path: Path) -> None:
    done = await sealed.process("01CALL", talk(tmp_path / "sealed"), "call")
    other = await plain.process("01CALL", talk(tmp_path / "plain"), "call")
    assert (done.key_id, other.key_id, done.path.suffix) == ("k1", "", ".sealed")
    assert b"OggS" not in done.path.read_bytes()
    assert not list((tmp_path / "sealed").rglob("*.raw")) + list((tmp_path / "sealed").rglob("*.part"))
    ogg = await whole(sealed, "01CALL")
    samples, rate = soundfile.read(io.BytesIO(ogg))
    expected, _ = soundfile.read(other.path)
    assert rate == RATE
    assert np.array_equal(samples, expected)
    assert (done.size, done.sha256) == (len(ogg), await sealed.checksum("01CALL"))
    assert await sealed.read("01CALL", len(ogg) - 5, 100) == ogg[-5:]
    again = await sealed.process("01CALL", f"raw/{DAY}/01CALL", "call")
    assert again == done


@pytest.mark.parametrize("which", ["sealed", "plain"])
async def test_a_part_holds_its_seconds_and_no_others(
    which: str, tmp_path: Path, sealed: Recordings, plain: Recordings
) -> None:
    recordings = {"sealed": sealed, "plain": plain}[which]
    await recordings.process("01CALL", talk(tmp_path / which), "call")
    name = await recordings.cut("01CALL", 12.0, 17.0)
    samples, _ = soundfile.read(io.BytesIO(await whole(recordings, name)))
    assert len(samples) / RATE == pytest.approx(5.0, abs=0.02)
    assert loudest(samples[:, 0]) == pytest.approx(400, abs=2)
    assert loudest(samples[:, 1]) == pytest.approx(2000, abs=2)
    assert await recordings.cut("01CALL", 12.0, 17.0) == name
    await recordings.delete([("01CALL", f"raw/{DAY}/01CALL")])
    assert recordings.path_of(name) is None
    assert recordings.path_of("01CALL") is None
    assert not [path for path in (tmp_path / which).rglob("*") if path.is_file()]
    assert (await recordings.delete([("01CALL", f"raw/{DAY}/01CALL")])).recordings == ()


async def test_damage_is_found(sealed: Recordings, tmp_path: Path) -> None:
    done = await sealed.process("01CALL", talk(tmp_path / "sealed"), "call")
    data = bytearray(done.path.read_bytes())
    data[-40] ^= 1
    done.path.write_bytes(data)
    with pytest.raises(CorruptRecording):
        await sealed.checksum("01CALL")
