"""The recordings of an installation: raw files become playable in the background, once, and are found again."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal, TypeVar

import orjson

from recordings.errors import CorruptRecording
from recordings.process import Encoded, ProcessedRecording, encode
from recordings.retention import Deleted, delete, expired
from recordings.store import AUDIO, WAVEFORM, LocalStore, Store, check_name, day_of, key_of, move_durably

logger = logging.getLogger(__name__)

Kind = Literal["call", "voicemail"]
T = TypeVar("T")

_CHANNELS: dict[Kind, int] = {"call": 2, "voicemail": 1}
_SUFFIXES = (".raw", ".wav")
_NICENESS = 15
_YOUNG = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Leftover:
    """A raw file that was never made playable."""

    recording: str
    raw: str
    kind: Kind


class Recordings:
    """Everything under `root` (HOTLINE_HOME/recordings). Work on audio runs on `workers` threads of low priority.

    The audio library works outside Python's lock, so the event loop stays free.
    """

    def __init__(self, root: Path, workers: int = 1, store: Store | None = None) -> None:
        self._root = root
        self._store = store if store is not None else LocalStore(root)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="recordings", initializer=_low_priority)
        self._running: dict[str, asyncio.Task[ProcessedRecording]] = {}

    async def process(self, recording: str, raw: str, kind: Kind) -> ProcessedRecording:
        """Make a raw file playable; returns at once what is there already. `raw` is absolute or relative to the root,
        with or without its extension.

        The raw file is removed when the playable one is safely on the disk. Raises RecordingError for a bad id,
        MissingRecording when there is no raw file, CorruptRecording when it holds no audio (it is kept in failed/).
        """
        check_name(recording)
        task = self._running.get(recording)
        if task is None:
            task = asyncio.create_task(self._on_thread(lambda: self._process(recording, raw, kind)))
            self._running[recording] = task
            task.add_done_callback(lambda _: self._running.pop(recording, None))
        return await asyncio.shield(task)

    def path_of(self, recording: str) -> Path | None:
        """The playable file, None until there is one. Raises RecordingError for a bad id."""
        key = self._key(recording)
        return self._store.local(key) if key is not None else None

    def waveform_of(self, recording: str) -> ProcessedRecording | None:
        """Length, channels and peaks of a playable recording, None until it is playable."""
        key = self._key(recording)
        return self._described(key) if key is not None else None

    def recover(self, quiet_seconds: float = 60.0) -> list[Leftover]:
        """Raw files that nobody has written to for `quiet_seconds`, oldest first: what a crash left behind.

        Files of calls in progress are written to all the time and are not among them.
        """
        limit = time.time() - quiet_seconds
        found = [
            (path.stat().st_mtime, path)
            for path in (self._root / "raw").rglob("*")
            if path.suffix in _SUFFIXES and path.is_file()
        ]
        return [
            Leftover(path.stem, str(path), "voicemail" if path.suffix == ".wav" else "call")
            for changed, path in sorted(found)
            if changed <= limit
        ]

    async def delete_older_than(self, days: int, today: date, keep: frozenset[str] = frozenset()) -> Deleted:
        """Delete what was recorded more than `days` days before `today`, except what is in `keep`."""
        return await self._on_thread(
            lambda: delete(self._store, expired(self._store.all(), today=today, days=days, keep=keep))
        )

    async def close(self) -> None:
        """Finish the file being worked on; what is waiting stays raw and is found by `recover`."""
        running = list(self._running.values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        await asyncio.gather(*running, return_exceptions=True)

    async def _on_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def _key(self, recording: str) -> str | None:
        check_name(recording)
        return self._store.find(recording + AUDIO)

    # On a worker's thread

    def _process(self, recording: str, raw: str, kind: Kind) -> ProcessedRecording:
        source = self._raw_file(raw)
        day = day_of(raw) or _day_of_file(source)
        key = key_of(recording, day)
        if not source.is_file():
            key = self._key(recording) or key
        done = self._described(key)
        if done is None:
            done = self._encode(recording, source, key, kind)
        if source.is_file():
            source.unlink()
            _remove_empty(source.parent, self._root / "raw")
        return done

    def _encode(self, recording: str, source: Path, key: str, kind: Kind) -> ProcessedRecording:
        part = self._store.scratch(key)
        try:
            encoded = encode(source, part, channels=_CHANNELS[kind])
        except CorruptRecording:
            part.unlink(missing_ok=True)
            self._keep_failed(source)
            raise
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        self._put_waveform(key, encoded)
        self._store.put(part, key)
        described = self._described(key)
        if described is None:
            raise CorruptRecording(f"{recording}: the playable file vanished while it was written")
        return described

    def _raw_file(self, raw: str) -> Path:
        path = self._root / raw
        if path.is_file():
            return path
        named = (path.with_name(path.name + suffix) for suffix in _SUFFIXES)
        return next((candidate for candidate in named if candidate.is_file()), path)

    def _put_waveform(self, key: str, encoded: Encoded) -> None:
        """Stored before the audio: a playable file always has its waveform."""
        place = _waveform_key(key)
        part = self._store.scratch(place)
        part.write_bytes(orjson.dumps(encoded))
        self._store.put(part, place)

    def _described(self, key: str) -> ProcessedRecording | None:
        audio, waveform = self._store.local(key), self._store.local(_waveform_key(key))
        if audio is None or waveform is None:
            return None
        known = orjson.loads(waveform.read_bytes())
        peaks = tuple(tuple(channel) for channel in known["peaks"])
        return ProcessedRecording(audio, known["seconds"], known["channels"], peaks)

    def _keep_failed(self, source: Path) -> None:
        folder = self._root / "failed"
        folder.mkdir(exist_ok=True)
        move_durably(source, folder / source.name)
        logger.error("%s holds no usable audio: kept in %s", source.name, folder)


def _low_priority() -> None:
    """Calls come first: on Linux each thread has its own priority."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


def _waveform_key(key: str) -> str:
    return key.removesuffix(AUDIO) + WAVEFORM


def _day_of_file(source: Path) -> date:
    """For a raw file outside the dated folders: when it was last written."""
    changed = source.stat().st_mtime if source.is_file() else time.time()
    return datetime.fromtimestamp(changed, UTC).date()


def _remove_empty(folder: Path, top: Path) -> None:
    """Remove dated folders that have become empty, up to `top`; young ones stay, as the switch writes into them."""
    day = day_of(folder.as_posix())
    if day is None or day > datetime.now(UTC).date() - _YOUNG:
        return
    while folder != top and top in folder.parents:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
