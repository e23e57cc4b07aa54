"""Files on disk: below the home, outside every web root, under generated names that only the database knows."""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from crm.attachments.errors import KindRefused, TooLarge
from crm.attachments.kinds import Kind, kind_of
from crm.attachments.scan import Scanner

WAITING = "incoming"


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has been taken: `file` is its generated name."""

    file: str
    kind: Kind
    size: int
    sha256: str
    scanned: bool


class Files:
    """`limit` in bytes; `families` of kinds that are taken."""

    def __init__(self, folder: Path, *, limit: int, families: frozenset[str], scanner: Scanner | None = None) -> None:
        self._folder = folder
        self._limit = limit
        self._families = families
        self._scanner = scanner

    def path_of(self, file: str) -> Path:
        return self._folder / file[:2] / file

    async def receive(self, chunks: AsyncIterator[bytes]) -> Received:
        """Store what comes, at most `limit` bytes at a time of which few are in memory. Raises TooLarge, KindRefused,
        Infected or ScanFailed; then nothing is left of it."""
        file = secrets.token_hex(16)
        waiting = self._folder / WAITING / file
        waiting.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            size, digest = await self._write(waiting, chunks)
            kind = await asyncio.to_thread(kind_of, waiting, self._families)
            if self._scanner is not None:
                await self._scanner.scan(waiting)
            await asyncio.to_thread(self._keep, waiting, self.path_of(file))
        except BaseException:
            waiting.unlink(missing_ok=True)
            raise
        return Received(file, kind, size, digest, self._scanner is not None)

    def remove(self, file: str) -> None:
        """Remove one that was received a moment ago."""
        self.path_of(file).unlink(missing_ok=True)

    def older_than(self, seconds: float) -> list[str]:
        """Names of the files that were written longer ago, half-received ones too."""
        before = time.time() - seconds
        return [path.name for path in self._all() if path.stat().st_mtime < before]

    def remove_all(self, files: Iterable[str]) -> int:
        """Remove these, wherever they are; how many there were."""
        gone = set(files)
        found = [path for path in self._all() if path.name in gone]
        for path in found:
            path.unlink(missing_ok=True)
        return len(found)

    def _all(self) -> list[Path]:
        return [path for path in self._folder.glob("*/*") if path.is_file()]

    async def _write(self, path: Path, chunks: AsyncIterator[bytes]) -> tuple[int, str]:
        size, digest = 0, hashlib.sha256()
        with _private(path) as out:
            async for chunk in chunks:
                size += len(chunk)
                if size > self._limit:
                    mib = self._limit / 1024 / 1024
                    raise TooLarge(
                        f"the file is larger than {mib:g} MiB", field="body", message_zh=f"文件超过 {mib:g} MiB"
                    )
                digest.update(chunk)
                await asyncio.to_thread(out.write, chunk)
        if not size:
            raise KindRefused("the file is empty", field="body", message_zh="文件是空的")
        return size, digest.hexdigest()

    @staticmethod
    def _keep(waiting: Path, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with waiting.open("rb") as opened:
            os.fsync(opened.fileno())
        waiting.replace(path)


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
