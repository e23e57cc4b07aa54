"""A disk that becomes full while a recording is made playable: whatever is left of it, no audio is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from recordings import Recordings
from recordings.errors import NoRoom
from recordings.sealing import KeyFile, add_key
from tests.support.small_disk import small_disk

RATE = 8000
SECONDS = 5
PAGE = 4096


def spoken() -> bytes:
    """Noise, which Opus cannot make small."""
    chance = np.random.default_rng(1)
    return chance.integers(-9000, 9000, size=(SECONDS * RATE, 2), dtype="<i2").tobytes()


@pytest.mark.parametrize("sealed", [False, True])
async def test_with_any_room_that_is_left_a_recording_is_whole_or_still_raw(tmp_path: Path, sealed: bool) -> None:
    raw, keys = spoken(), tmp_path / "keys.json"
    if sealed:
        add_key(keys, "k1")
    outcomes = set()
    with small_disk(tmp_path / "disk", 2) as disk:
        recordings = Recordings(disk.folder, keys=KeyFile(keys))
        for pages in (*range(14), 20, 40, 120):
            recording = f"r{pages}"
            source = disk.folder / "raw" / "2026" / "11" / "20" / f"{recording}.raw"
            source.parent.mkdir(parents=True, exist_ok=True)
            source.write_bytes(raw)
            disk.fill(but=pages * PAGE)
            try:
                done = await recordings.process(recording, f"raw/2026/11/20/{recording}", "call")
            except NoRoom:
                assert source.read_bytes() == raw
                assert recordings.path_of(recording) is None
                disk.clear()
                done = await recordings.process(recording, f"raw/2026/11/20/{recording}", "call")
                outcomes.add("no room")
            else:
                disk.clear()
                outcomes.add("room")
            assert not source.exists()
            copy = tmp_path / "heard.ogg"
            copy.write_bytes(await recordings.read(recording, 0, done.size))
            assert soundfile.info(copy).frames == SECONDS * RATE, f"{pages} pages"
            await recordings.delete([(recording, f"raw/2026/11/20/{recording}")])
        await recordings.close()
    assert outcomes == {"room", "no room"}
