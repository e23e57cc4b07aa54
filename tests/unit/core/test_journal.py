"""The journal keeps every number, survives torn lines and kills, and gives segments back only when told."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from telephony import journal as journal_module
from telephony.domain_events import Envelope
from telephony.journal import Journal, JournalBroken

WRITER = """
import asyncio, sys
from pathlib import Path
from telephony.domain_events import Envelope
from telephony.journal import Journal

async def main() -> None:
    journal = Journal(Path(sys.argv[1]))
    while True:
        n = journal.next_number()
        journal.append(Envelope(n, 1.0, "call.started", f"c{n}", {"n": n}))
        if n % 50 == 0:
            await journal.flushed()
            print(n, flush=True)

asyncio.run(main())
"""


def entry(n: int, call: str = "c") -> Envelope:
    return Envelope(n, float(n), "call.language", call, {"language": "zh", "text": "热线" * (n % 7)})


async def fill(journal: Journal, count: int) -> None:
    for _ in range(count):
        journal.append(entry(journal.next_number()))
    await journal.flushed()


async def test_what_was_flushed_is_read_back_in_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    await fill(journal, 25)
    assert [item.n for item in journal.read()] == list(range(1, 26))
    assert [item.n for item in journal.read(since=20)] == [21, 22, 23, 24, 25]
    journal.close()
    again = Journal(tmp_path)
    assert again.epoch == journal.epoch
    assert again.last > 25, "numbers that were sent but perhaps not kept are never given again"
    again.close()


@pytest.mark.parametrize("torn", [b"{", b'{"n":26,"at":1.0,"type":"call.ende', b'{"n":26}'])
async def test_a_torn_last_line_is_cut_off(tmp_path: Path, torn: bytes) -> None:
    journal = Journal(tmp_path)
    await fill(journal, 25)
    journal.close()
    path = next(iter(tmp_path.glob("journal-*.jsonl")))
    with path.open("ab") as file:
        file.write(torn)
    again = Journal(tmp_path)
    assert [item.n for item in again.read()] == list(range(1, 26))
    await fill(again, 1)
    assert [item.n for item in again.read(since=24)] == [25, again.last]
    again.close()


async def test_segments_rotate_and_are_trimmed_only_below_the_limit(tmp_path: Path) -> None:
    journal = Journal(tmp_path, segment_bytes=500)
    for _ in range(20):
        await fill(journal, 5)
    firsts = sorted(int(path.stem.removeprefix("journal-")) for path in tmp_path.glob("journal-*.jsonl"))
    assert len(firsts) > 3
    keep_from = firsts[2] + 1
    assert journal.trim(keep_from) == 2
    assert [item.n for item in journal.read()] == list(range(firsts[2], 101))
    journal.close()
    again = Journal(tmp_path, segment_bytes=500)
    assert again.last > 100
    again.close()


async def test_a_disk_that_refuses_is_reported_to_those_who_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path)
    await fill(journal, 1)

    def refuse(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdatasync", refuse)
    journal.append(entry(journal.next_number()))
    with pytest.raises(JournalBroken, match="No space left"):
        await journal.flushed()
    assert journal.error is not None
    monkeypatch.undo()
    journal.append(entry(journal.next_number()))
    await journal.flushed()
    assert journal.error is None
    journal.close()


async def test_kill_9_loses_nothing_that_was_flushed(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITER, str(tmp_path), stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]
    )
    assert process.stdout is not None
    promised = 0
    for _ in range(20):
        promised = int(await process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    await process.wait()
    journal = Journal(tmp_path)
    numbers = [item.n for item in journal.read()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= promised
    journal.close()


async def test_a_busy_journal_is_synced_now_and_then_and_at_once_for_who_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    journal = Journal(tmp_path)
    monkeypatch.setattr("telephony.journal.SYNC_EVERY", 3600.0)
    monkeypatch.setattr(os, "fdatasync", synced.append)
    await fill(journal, 1)
    waited_for = len(synced)
    assert waited_for == 1
    journal.append(entry(journal.next_number()))
    async with asyncio.timeout(5):
        while len(list(journal.read())) < 2:
            await asyncio.sleep(0.005)
    assert len(synced) == waited_for, "written, and so safe from a kill, but nobody asked for a sync"
    monkeypatch.setattr("telephony.journal.SYNC_EVERY", 0.0)
    journal.append(entry(journal.next_number()))
    journal.close()
    assert len(synced) > waited_for


async def test_a_full_disk_leaves_no_torn_line_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk takes a part of a batch, then nothing more; when there is room again everything is written."""
    monkeypatch.setattr(journal_module, "AGAIN_EVERY", 0.02)
    journal = Journal(tmp_path)
    journal.append(entry(journal.next_number()))
    await journal.flushed()
    (path,) = tmp_path.glob("journal-*.jsonl")
    whole, room = path.read_bytes(), 700
    real = journal_module._write_some

    def little(file: IO[bytes], data: memoryview) -> int:
        nonlocal room
        if room == 0:
            raise OSError(28, "No space left on device")
        taken = min(room, len(data))
        room -= taken
        return real(file, data[:taken])

    monkeypatch.setattr(journal_module, "_write_some", little)
    for _ in range(50):
        journal.append(entry(journal.next_number()))
    with pytest.raises(JournalBroken, match="No space left"):
        await journal.flushed()
    assert path.read_bytes().endswith(b"\n")
    assert path.read_bytes().startswith(whole)
    assert [item.n for item in journal.read()] == list(range(1, 1 + len(path.read_bytes().splitlines())))
    monkeypatch.setattr(journal_module, "_write_some", real)
    await journal.flushed()
    journal.close()
    again = Journal(tmp_path)
    assert [item.n for item in again.read()] == list(range(1, 52))
    again.close()


async def test_a_line_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for _ in range(3):
        journal.append(entry(journal.next_number()))
    await journal.flushed()
    journal.close()
    (path,) = tmp_path.glob("journal-*.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1][:20] + b"\n" + lines[2] + b'{"n": 4, "at"\n')
    again = Journal(tmp_path)
    assert [item.n for item in again.read()] == [1, 3]
    assert again.last > 3
    again.close()


@pytest.mark.parametrize("left", [b"\x82\xff\x00", b"", b"\0" * 13, b"not-an-epoch\n"])
async def test_an_epoch_that_cannot_be_read_is_replaced_and_nothing_is_lost(tmp_path: Path, left: bytes) -> None:
    """A power cut may leave anything in a file."""
    journal = Journal(tmp_path)
    await fill(journal, 3)
    first = journal.epoch
    journal.close()
    (tmp_path / "epoch").write_bytes((tmp_path / "epoch").read_bytes() + b"\0" * 100)
    again = Journal(tmp_path)
    assert again.epoch == first
    again.close()
    (tmp_path / "epoch").write_bytes(left)
    again = Journal(tmp_path)
    assert again.epoch != first
    assert [item.n for item in again.read()] == [1, 2, 3]
    again.close()
    last = Journal(tmp_path)
    assert last.epoch == again.epoch
    last.close()
