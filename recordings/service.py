"""The recordings of an installation: raw files become playable in the background, once, and are found again."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal, TypeVar

import orjson
from ulid import ULID

from recordings.audio import SEALED, as_wav, checksum, cut, read_part, size_of
from recordings.errors import CorruptRecording, MissingRecording, NoRoom
from recordings.process import Encoded, ProcessedRecording, encode
from recordings.retention import Deleted
from recordings.sealing import Keys, seal
from recordings.store import AUDIO, WAVEFORM, LocalStore, Store, check_name, day_of, key_of, move_durably, wipe

logger = logging.getLogger(__name__)

Kind = Literal["call", "voicemail"]
T = TypeVar("T")

_CHANNELS: dict[Kind, int] = {"call": 2, "voicemail": 1}
_SUFFIXES = (".raw", ".wav")
_NICENESS = 15
READERS = 2
CUTS = "cuts"
"""The folder of parts of recordings that somebody may hear, who may not hear the whole."""
PHONE = "phone"
"""The folder of messages that are heard by telephone now: open, one file for each time it is played."""
COPY_SECONDS = 3600.0
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

    def __init__(
        self, root: Path, workers: int = 1, store: Store | None = None, keys: Callable[[], Keys] = Keys
    ) -> None:
        """`keys()` are asked for each time: a key that is added while the process runs is used from then on."""
        self._root = root
        self._keys = keys
        self._store = store if store is not None else LocalStore(root)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="recordings", initializer=_low_priority)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="listening")
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
        """The stored file, sealed or not, None until there is one. Raises RecordingError for a bad id."""
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

    async def size(self, recording: str) -> int | None:
        """Bytes of the Ogg file, None when there is none. Raises RecordingError for a sealed one that cannot be
        opened."""
        path = await self._on_reader(lambda: self.path_of(recording))
        return None if path is None else await self._on_reader(lambda: size_of(path, self._keys()))

    async def read(self, recording: str, start: int, length: int) -> bytes:
        """A part of the Ogg file; fewer bytes at its end. Raises RecordingError, OSError."""
        path = await self._on_reader(lambda: self.path_of(recording))
        if path is None:
            raise MissingRecording(f"{recording}: there is no such file")
        return await self._on_reader(lambda: read_part(path, self._keys(), start, length))

    async def cut(self, recording: str, start: float, end: float) -> str:
        """The part between two moments (seconds) as a recording of its own, made when it is first asked for; its id.
        It is removed with the day's other cuts (`remove_cuts`). Raises MissingRecording, CorruptRecording."""
        name = f"{check_name(recording)}.{round(start * 1000)}-{round(end * 1000)}"
        if self.path_of(name) is None:
            await self._on_thread(lambda: self._cut(recording, name, start, end))
        return name

    async def for_phone(self, recording: str) -> str:
        """A copy that the switch can play: its path below the root, without its extension; `phone_over` removes it.
        Raises MissingRecording, CorruptRecording, NoRoom."""
        return await self._on_reader(lambda: self._for_phone(recording))

    async def phone_over(self, path: str) -> None:
        """Nobody plays this copy any more. What is no such copy is left alone."""
        copy = self._root / f"{path}.wav"
        if copy.parent == self._root / PHONE:
            await self._on_reader(lambda: _wipe_all([copy]))

    async def remove_phone_copies(self, older_than: float = COPY_SECONDS) -> None:
        """Copies that were never given back (seconds)."""
        before = time.time() - older_than
        await self._on_reader(
            lambda: _wipe_all(f for f in (self._root / PHONE).glob("*.wav") if f.stat().st_mtime < before)
        )

    async def checksum(self, recording: str) -> str | None:
        """SHA-256 of the Ogg file as it is now, None when there is none. Raises CorruptRecording, MissingKey."""
        path = self.path_of(recording)
        return None if path is None else await self._on_thread(lambda: checksum(path, self._keys()))

    async def delete(self, recordings: Iterable[tuple[str, str]]) -> Deleted:
        """Delete recordings, given as (id, path of the raw file), with everything that was made of them. What is gone
        already is no error. Raises OSError when the storage refuses."""
        wanted = list(recordings)
        return await self._on_thread(lambda: self._delete(wanted))

    async def remove_cuts(self, older_than: float = 24 * 3600) -> None:
        """Forget cuts that nobody has asked for lately (seconds)."""
        await self._on_thread(lambda: self._remove_cuts("*", time.time() - older_than))

    async def close(self) -> None:
        """Finish the file being worked on; what is waiting stays raw and is found by `recover`."""
        running = list(self._running.values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._readers.shutdown(wait=False, cancel_futures=True)
        await asyncio.gather(*running, return_exceptions=True)

    async def _on_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    async def _on_reader(self, work: Callable[[], T]) -> T:
        """For listeners: they wait neither for the encoder nor at its low priority."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    def _key(self, recording: str) -> str | None:
        check_name(recording)
        if "." in recording:
            return next((key for key in self._cut_keys(recording) if self._store.local(key) is not None), None)
        return self._store.find(recording + AUDIO) or self._store.find(recording + SEALED)

    @staticmethod
    def _cut_keys(name: str) -> tuple[str, str]:
        return f"{CUTS}/{name}{AUDIO}", f"{CUTS}/{name}{SEALED}"

    # On a worker's thread

    def _process(self, recording: str, raw: str, kind: Kind) -> ProcessedRecording:
        self._keys()  # none is written unsealed because the keys are gone
        source = self._raw_file(raw)
        day = day_of(raw) or _day_of_file(source)
        key = key_of(recording, day)
        if not source.is_file():
            key = self._key(recording) or key
        elif self._store.local(sealed := key.removesuffix(AUDIO) + SEALED) is not None:
            key = sealed
        done = self._described(key)
        if done is None:
            done = self._encode(recording, source, key, kind)
        if source.is_file():
            wipe(source)
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
        key = self._finish(part, key, encoded)
        described = self._described(key)
        if described is None:
            raise CorruptRecording(f"{recording}: the playable file vanished while it was written")
        return described

    def _finish(self, part: Path, key: str, encoded: Encoded) -> str:
        """Seal the finished Ogg file when there is a key, and put it and its description to their places; its key."""
        try:
            described = replace(encoded, sha256=checksum(part, Keys()), size=part.stat().st_size)
            if self._keys().current:
                described, key = replace(described, key_id=self._keys().current), key.removesuffix(AUDIO) + SEALED
                part = self._seal(part, key)
            self._put_waveform(key, described)
            self._store.put(part, key)
        except OSError as error:
            wipe(part)
            raise NoRoom(f"{key}: cannot be written, is the disk full? ({error})") from error
        return key

    def _seal(self, part: Path, key: str) -> Path:
        sealed = self._store.scratch(key)
        try:
            seal(part, sealed, self._keys())
        except BaseException:
            sealed.unlink(missing_ok=True)
            raise
        wipe(part)
        return sealed

    def _cut(self, recording: str, name: str, start: float, end: float) -> None:
        path = self.path_of(recording)
        if path is None:
            raise MissingRecording(f"{recording}: there is no such file")
        plain, sealed = self._cut_keys(name)
        part = self._store.scratch(plain)
        try:
            cut(path, self._keys(), part, start=start, end=end)
            if path.suffix == SEALED:
                part, plain = self._seal(part, sealed), sealed
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        self._store.put(part, plain)

    def _for_phone(self, recording: str) -> str:
        path = self.path_of(recording)
        if path is None:
            raise MissingRecording(f"{recording}: there is no such file")
        name = f"{PHONE}/{ULID()}"
        target = self._root / f"{name}.wav"
        try:
            target.parent.mkdir(exist_ok=True)
            as_wav(path, self._keys(), target)
        except OSError as error:
            _wipe_all([target])
            raise NoRoom(f"{name}: cannot be written, is the disk full? ({error})") from error
        except BaseException:
            _wipe_all([target])
            raise
        return name

    def _delete(self, wanted: list[tuple[str, str]]) -> Deleted:
        gone: list[str] = []
        size = 0
        for recording, raw in wanted:
            day = day_of(raw)
            keys = [key_of(recording, day, suffix) for suffix in (AUDIO, SEALED)] if day is not None else []
            found = [key for key in keys if self._store.local(key) is not None] or [self._key(recording) or ""]
            for key in filter(None, found):
                size += path.stat().st_size if (path := self._store.local(key)) is not None else 0
                self._store.delete(key)
                self._store.delete(_waveform_key(key))
                gone.append(recording)
            leftover = self._raw_file(raw)
            if leftover.is_file() and self._root in leftover.resolve().parents:
                wipe(leftover)
            self._remove_cuts(f"{recording}.*", time.time() + 1)
        return Deleted(tuple(gone), size)

    def _remove_cuts(self, pattern: str, before: float) -> None:
        for path in (self._root / CUTS).glob(pattern):
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)

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
        extra = {name: known[name] for name in ("sha256", "size", "key_id") if name in known}
        return ProcessedRecording(audio, known["seconds"], known["channels"], peaks, **extra)

    def _keep_failed(self, source: Path) -> None:
        folder = self._root / "failed"
        folder.mkdir(exist_ok=True)
        move_durably(source, folder / source.name)
        logger.error("%s holds no usable audio: kept in %s", source.name, folder)


def _low_priority() -> None:
    """Calls come first: on Linux each thread has its own priority."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


def _wipe_all(files: Iterable[Path]) -> None:
    for file in files:
        if file.is_file():
            wipe(file)


def _waveform_key(key: str) -> str:
    return key.removesuffix(AUDIO).removesuffix(SEALED) + WAVEFORM


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
