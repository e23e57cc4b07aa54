"""Recordings on a real file system: made playable once, found after a crash, deleted in time."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from recordings import CorruptRecording, RecordingError, Recordings
from recordings import service as service_module
from recordings.errors import MissingRecording, NoKeys, NoRoom
from recordings.sealing import KeyFile, add_key
from recordings.store import LocalStore

DAY = "2026/11/20"


@pytest.fixture
async def recordings(tmp_path: Path) -> AsyncIterator[Recordings]:
    service = Recordings(tmp_path)
    yield service
    await service.close()


def raw_file(root: Path, name: str = "01CALL", seconds: float = 1.0, *, age: float = 0.0) -> Path:
    path = root / "raw" / DAY / f"{name}.raw"
    path.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(1)
    rng.integers(-9000, 9000, int(seconds * 8000) * 2, dtype=np.int16).tofile(path)
    if age:
        os.utime(path, (time.time() - age, time.time() - age))
    return path


@pytest.mark.parametrize("form", ["relative", "no extension", "absolute"])
async def test_a_call_becomes_playable_and_the_raw_file_goes(recordings: Recordings, tmp_path: Path, form: str) -> None:
    raw = raw_file(tmp_path)
    given = {"relative": f"raw/{DAY}/01CALL.raw", "no extension": f"raw/{DAY}/01CALL", "absolute": str(raw)}[form]
    assert recordings.path_of("01CALL") is None
    done = await recordings.process("01CALL", given, "call")
    assert done.path == tmp_path / DAY / "01CALL.ogg" == recordings.path_of("01CALL")
    assert (done.seconds, done.channels) == (1.0, 2)
    assert soundfile.info(done.path).channels == 2
    assert not raw.exists()
    assert recordings.waveform_of("01CALL") == done
    assert not list(tmp_path.rglob("*.part"))


async def test_twice_is_once(recordings: Recordings, tmp_path: Path) -> None:
    raw_file(tmp_path)
    both = await asyncio.gather(*(recordings.process("01CALL", f"raw/{DAY}/01CALL", "call") for _ in range(2)))
    again = await recordings.process("01CALL", f"raw/{DAY}/01CALL", "call")
    elsewhere = await recordings.process("01CALL", "/gone/01CALL.raw", "call")
    assert both == [again, again]
    assert elsewhere == again


async def test_a_crash_before_the_raw_file_was_removed_changes_nothing(recordings: Recordings, tmp_path: Path) -> None:
    raw = raw_file(tmp_path)
    kept = raw.read_bytes()
    first = await recordings.process("01CALL", str(raw), "call")
    raw.parent.mkdir(parents=True, exist_ok=True)  # the folder of a day long past went with its last file
    raw.write_bytes(kept)
    assert await recordings.process("01CALL", str(raw), "call") == first
    assert not raw.exists()


async def test_a_crash_while_encoding_leaves_the_raw_file(
    recordings: Recordings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = raw_file(tmp_path)

    def broken(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(LocalStore, "put", broken)
        with pytest.raises(NoRoom, match="No space left"):
            await recordings.process("01CALL", str(raw), "call")
    assert raw.exists()
    assert recordings.path_of("01CALL") is None
    assert (await recordings.process("01CALL", str(raw), "call")).seconds == 1.0


async def test_nothing_is_written_unsealed_while_the_keys_are_gone(tmp_path: Path) -> None:
    raw, keys = raw_file(tmp_path), tmp_path / "keys.json"
    service = Recordings(tmp_path, keys=KeyFile(keys, needed=True))
    with pytest.raises(NoKeys):
        await service.process("01CALL", str(raw), "call")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [raw]
    add_key(keys, "2026-11")
    assert (await service.process("01CALL", str(raw), "call")).path.name == "01CALL.sealed"
    await service.close()


async def test_corrupt_input_is_kept_apart_with_a_clear_error(
    recordings: Recordings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    raw = raw_file(tmp_path)
    raw.write_bytes(b"")
    with pytest.raises(CorruptRecording, match=r"01CALL\.raw: the file has no audio"):
        await recordings.process("01CALL", str(raw), "call")
    assert (tmp_path / "failed" / "01CALL.raw").exists()
    assert not raw.exists()
    assert "kept in" in caplog.text
    assert not list(tmp_path.rglob("*.part"))


async def test_a_missing_file_and_a_bad_id_are_refused(recordings: Recordings) -> None:
    with pytest.raises(MissingRecording):
        await recordings.process("01CALL", "raw/none.raw", "call")
    for bad in ("../etc/passwd", "a/b", "", ".hidden", "x" * 100):
        with pytest.raises(RecordingError, match="no id"):
            await recordings.process(bad, "raw/none.raw", "call")
        with pytest.raises(RecordingError, match="no id"):
            recordings.path_of(bad)


async def test_a_message_becomes_playable(recordings: Recordings, tmp_path: Path) -> None:
    path = tmp_path / "raw" / DAY / "01VM.wav"
    path.parent.mkdir(parents=True)
    soundfile.write(path, np.full(16000, 500, dtype=np.int16), 8000)
    done = await recordings.process("01VM", f"raw/{DAY}/01VM", "voicemail")
    assert (done.channels, done.seconds) == (1, 2.0)


async def test_what_a_crash_left_behind_is_found_oldest_first(recordings: Recordings, tmp_path: Path) -> None:
    raw_file(tmp_path, "young")
    raw_file(tmp_path, "older", age=100)
    raw_file(tmp_path, "oldest", age=200).rename(tmp_path / "raw" / DAY / "oldest.wav")
    (tmp_path / "raw" / DAY / "note.txt").write_text("no audio")
    left = recordings.recover()
    assert [(item.recording, item.kind) for item in left] == [("oldest", "voicemail"), ("older", "call")]
    assert (await recordings.process(left[1].recording, left[1].raw, left[1].kind)).seconds == 1.0


async def test_the_event_loop_stays_free_and_the_work_is_of_low_priority(
    recordings: Recordings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    original = service_module.encode

    def watched(*args: object, **kwargs: object) -> object:
        seen.append(os.getpriority(os.PRIO_PROCESS, 0))
        return original(*args, **kwargs)

    monkeypatch.setattr(service_module, "encode", watched)
    raw_file(tmp_path, seconds=60)
    turns = 0
    work = asyncio.create_task(recordings.process("01CALL", f"raw/{DAY}/01CALL", "call"))
    while not work.done():
        await asyncio.sleep(0.002)
        turns += 1
    assert (await work).seconds == 60.0
    assert turns > 20, "the loop went round while the encoder worked"
    assert seen == [15]
    assert os.getpriority(os.PRIO_PROCESS, 0) < 15


async def test_closing_finishes_the_file_in_work(tmp_path: Path) -> None:
    service = Recordings(tmp_path)
    for number in range(4):
        raw_file(tmp_path, f"0{number}", seconds=5)
    work = [asyncio.create_task(service.process(f"0{n}", f"raw/{DAY}/0{n}", "call")) for n in range(4)]
    await asyncio.sleep(0)
    await service.close()
    results = await asyncio.gather(*work, return_exceptions=True)
    finished = [result for result in results if not isinstance(result, BaseException)]
    for done in finished:
        assert soundfile.info(done.path).frames == 40000
    left = list((tmp_path / "raw").rglob("*.raw"))
    assert len(finished) + len(left) == 4
    assert not list(tmp_path.rglob("*.part"))
