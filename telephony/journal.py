"""The append-only record of durable news, on disk before anything can be lost, without ever making routing wait.

Files `journal-<first number>.jsonl` in the core's folder, one JSON object a line. A thread of its own writes and syncs
batches (group commit); a line torn by a power cut or kill is cut off at the next start. What is written survives the
death of the process at once, and that of the machine when it is synced: within SYNC_EVERY, or before `flushed` returns.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import queue
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from uuid import uuid4

import orjson
import structlog

from telephony.domain_events import Envelope
from telephony.errors import HotlineError
from telephony.files import write_atomically

log = structlog.get_logger(__name__)

_Order = tuple[Envelope | None, tuple[asyncio.AbstractEventLoop, "asyncio.Future[None]"] | None]
"""News to be written, or somebody who waits until what was ordered before is on the disk; neither: stop."""

SEGMENT_BYTES = 8 * 1024 * 1024

SYNC_EVERY = 0.05
"""Seconds between two syncs while nobody waits for one: a busy core writes many batches in a second."""

AGAIN_EVERY = 1.0
"""Seconds between two attempts to write while the disk refuses."""

KEPT_LINES = 200_000
"""News that are kept in memory while the disk refuses; beyond it the oldest are lost."""

RESTART_GAP = 10_000
"""Numbers left out at every start: what was sent in the last moments before a kill may never have reached the disk, and
its numbers must not be given to other news."""


class JournalBroken(HotlineError):
    """The journal cannot be written; new calls are not lost, but their records may be."""

    code = "core.journal"


class Journal:
    """Numbers and keeps news. `append` never blocks; `flushed` waits until everything appended so far is on disk."""

    def __init__(self, folder: Path, segment_bytes: int = SEGMENT_BYTES) -> None:
        self._folder = folder
        self._segment_bytes = segment_bytes
        folder.mkdir(parents=True, exist_ok=True)
        self.epoch = self._load_epoch()
        kept = self._repair()
        self.last = kept + RESTART_GAP if kept else 0
        self._queue: queue.SimpleQueue[_Order] = queue.SimpleQueue()
        self.error: str | None = None
        self._thread = threading.Thread(target=self._write_loop, name="journal", daemon=True)
        self._thread.start()

    def next_number(self) -> int:
        self.last += 1
        return self.last

    def append(self, envelope: Envelope) -> None:
        """Queue a numbered envelope for writing. Numbers must come from `next_number`, in order."""
        self._queue.put((envelope, None))

    async def flushed(self) -> None:
        """Return when everything appended before is durable; raises JournalBroken when the disk refuses."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        self._queue.put((None, (loop, future)))
        await future

    def read(self, since: int = 0) -> Iterator[Envelope]:
        """All kept envelopes with a number above `since`, in order. Call `flushed` first for the newest ones."""
        segments = self._segments()
        for index, path in enumerate(segments):
            if index + 1 < len(segments) and _first_number(segments[index + 1]) <= since + 1:
                continue
            with path.open("rb") as file:
                for line in file:
                    if not line.endswith(b"\n"):
                        break
                    envelope = _envelope(line, path.name)
                    if envelope is not None and envelope.n > since:
                        yield envelope

    def trim(self, keep_from: int) -> int:
        """Delete segments whose every number is below `keep_from`; returns how many."""
        segments = self._segments()
        removed = 0
        for path, following in itertools.pairwise(segments):
            if _first_number(following) <= keep_from:
                path.unlink()
                removed += 1
        return removed

    def close(self) -> None:
        """Write everything that is queued, then stop the thread."""
        self._queue.put((None, None))
        self._thread.join(timeout=10)

    def _load_epoch(self) -> str:
        path = self._folder / "epoch"
        if path.is_file() and self._segments():
            kept = path.read_bytes().strip(b"\0\n ")  # a power cut may leave a file whose end was never written
            if re.fullmatch(rb"[0-9a-f]{12}", kept):
                return kept.decode()
            log.error("journal.epoch_unreadable", file=str(path))
        epoch = uuid4().hex[:12]
        write_atomically(path, f"{epoch}\n".encode(), mode=0o600)
        return epoch

    def _segments(self) -> list[Path]:
        return sorted(self._folder.glob("journal-*.jsonl"))

    def _repair(self) -> int:
        """Cut a torn last line; returns the last number kept (or, of an empty last segment, the one
        before its first)."""
        segments = self._segments()
        if not segments:
            return 0
        path = segments[-1]
        raw = path.read_bytes()
        end = raw.rfind(b"\n") + 1
        if end != len(raw):
            log.warning("journal.torn_line", file=path.name, bytes=len(raw) - end)
            os.truncate(path, end)
        for line in reversed(raw[:end].splitlines()):
            last = _envelope(line, path.name)
            if last is not None:
                return last.n
        return _first_number(path) - 1

    def _write_loop(self) -> None:
        file: IO[bytes] | None = None
        sync_at: float | None = None
        stopping = False
        lines: list[Envelope] = []  # what is still to be written
        while not stopping:
            patience = None if sync_at is None else sync_at - time.monotonic()
            batch = self._take(AGAIN_EVERY if lines else patience)
            lines += [item for item, _ in batch if item is not None]
            waiters = [waiter for _, waiter in batch if waiter is not None]
            stopping = any(item is None and waiter is None for item, waiter in batch)
            error: Exception | None = None
            try:
                if lines:
                    file = self._segment_for(file, lines[0].n)
                    _write_whole(file, b"".join(orjson.dumps(item.to_json()) + b"\n" for item in lines))
                    lines = []
                    sync_at = sync_at or time.monotonic() + SYNC_EVERY
                if file is not None and sync_at is not None and (waiters or stopping or time.monotonic() >= sync_at):
                    sync_at = None
                    os.fdatasync(file.fileno())
                    self.error = None
            except OSError as problem:
                error = problem
                lost = max(0, len(lines) - KEPT_LINES)
                if self.error != str(problem) or lost or stopping:
                    log.error("journal.write_failed", error=str(problem), waiting=len(lines), lost=lost)  # noqa: TRY400
                del lines[:lost]
                self.error = str(problem)
            except TypeError as problem:  # something that is no JSON: a defect
                error = problem
                self.error = str(problem)
                log.error("journal.write_failed", error=str(problem), lost=len(lines))  # noqa: TRY400
                lines = []
            for waiter in waiters:
                _resolve(*waiter, error)
        if file is not None:
            file.close()

    def _take(self, patience: float | None) -> list[_Order]:
        """What is queued, at least one order; nothing when none came within `patience` seconds (None: any time)."""
        batch: list[_Order] = []
        try:
            batch.append(self._queue.get(timeout=None if patience is None else max(0.0, patience)))
            while True:
                batch.append(self._queue.get_nowait())
        except queue.Empty:
            return batch

    def _segment_for(self, file: IO[bytes] | None, number: int) -> IO[bytes]:
        if file is not None and file.tell() < self._segment_bytes:
            return file
        if file is not None:
            os.fdatasync(file.fileno())
            file.close()
            return (self._folder / f"journal-{number:012d}.jsonl").open("ab", buffering=0)
        segments = self._segments()
        path = segments[-1] if segments else self._folder / f"journal-{number:012d}.jsonl"
        if path.exists() and path.stat().st_size >= self._segment_bytes:
            path = self._folder / f"journal-{number:012d}.jsonl"
        opened = path.open("ab", buffering=0)
        opened.seek(0, os.SEEK_END)
        return opened


def _write_whole(file: IO[bytes], data: bytes) -> None:
    """All of `data`, or nothing: a disk that becomes full in the middle leaves no torn line behind."""
    begin = file.tell()
    try:
        left = memoryview(data)
        while left:
            left = left[_write_some(file, left) :]
    except OSError:
        with contextlib.suppress(OSError):  # the reader passes over what is left of it
            os.ftruncate(file.fileno(), begin)
            file.seek(begin)
        raise


def _write_some(file: IO[bytes], data: memoryview) -> int:
    return file.write(data)


def _envelope(line: bytes, name: str) -> Envelope | None:
    """A line's envelope; None, and a warning, when it cannot be read: what follows it is not given up for it."""
    try:
        return Envelope.from_json(orjson.loads(line))
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        log.error("journal.unreadable_line", file=name, bytes=len(line), error=str(error))  # noqa: TRY400 - one line
        return None


def _first_number(path: Path) -> int:
    return int(path.stem.removeprefix("journal-"))


def _resolve(loop: asyncio.AbstractEventLoop, future: asyncio.Future[None], error: Exception | None) -> None:
    def done() -> None:
        if future.done():
            return
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(JournalBroken(f"The journal cannot be written: {error}"))

    loop.call_soon_threadsafe(done)
