"""Where playable recordings live. Keys look like `2026/11/21/<recording>.ogg`; the folder's date is the recording's."""

from __future__ import annotations

import logging
import os
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Protocol

from recordings.errors import RecordingError

AUDIO = ".ogg"
WAVEFORM = ".json"
logger = logging.getLogger(__name__)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_DAY = re.compile(r"(\d{4})/(\d{2})/(\d{2})(?:/|$)")


def check_name(recording: str) -> str:
    """A recording's id as part of a file name; raises RecordingError for anything that could leave the folder."""
    if not _NAME.fullmatch(recording):
        raise RecordingError(f"{recording!r} is no id of a recording: letters, digits, dots and dashes only")
    return recording


def key_of(recording: str, day: date, suffix: str = AUDIO) -> str:
    return f"{day:%Y/%m/%d}/{check_name(recording)}{suffix}"


def day_of(path: str) -> date | None:
    """The date in `…YYYY/MM/DD/…`, None when there is none."""
    for match in _DAY.finditer(path):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
    return None


class Store(Protocol):
    """Files by key. What was put is durable, and appears whole or not at all."""

    def put(self, source: Path, key: str) -> None:
        """Take over a finished local file; it is gone afterwards."""

    def local(self, key: str) -> Path | None:
        """A local file with the content, None when there is no such key."""

    def find(self, name: str) -> str | None:
        """The key of that file name, whatever its date."""

    def delete(self, key: str) -> None:
        """It is no error when the key is gone."""

    def scratch(self, key: str) -> Path:
        """Where a file for `key` is best written before `put`."""


class LocalStore:
    """Files in a folder. A file is written beside its place, flushed to the disk, and renamed."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def scratch(self, key: str) -> Path:
        place = self._root / key
        place.parent.mkdir(parents=True, exist_ok=True)
        return place.with_name(f".{place.name}.part")

    def put(self, source: Path, key: str) -> None:
        place = self._root / key
        place.parent.mkdir(parents=True, exist_ok=True)
        move_durably(source, place)

    def local(self, key: str) -> Path | None:
        place = self._root / key
        return place if place.is_file() else None

    def find(self, name: str) -> str | None:
        found = next(iter(self._root.glob(f"[0-9][0-9][0-9][0-9]/[0-9][0-9]/[0-9][0-9]/{name}")), None)
        return found.relative_to(self._root).as_posix() if found is not None else None

    def delete(self, key: str) -> None:
        place = self._root / key
        place.unlink(missing_ok=True)
        for folder in list(place.parents)[:3]:
            try:
                folder.rmdir()
            except OSError:
                # Other recordings are in it.
                break


def move_durably(source: Path, target: Path) -> None:
    """Flush `source` to the disk and give it its name; across file systems it is copied first."""
    if source.stat().st_dev != target.parent.stat().st_dev:
        beside = target.with_name(f".{target.name}.part")
        shutil.copyfile(source, beside)
        source.unlink()
        source = beside
    _flush(source)
    source.replace(target)
    _flush(target.parent)


def wipe(path: Path) -> None:
    """Overwrite a file before it is removed: audio that was never sealed does not stay in free blocks where the file
    system writes in place. (Copy-on-write file systems and flash memory keep old blocks: encrypt the disk there.)"""
    try:
        with path.open("r+b") as file:
            left = path.stat().st_size
            while left > 0:
                left -= file.write(bytes(min(left, 1 << 20)))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        logger.info("%s could not be overwritten before its removal: %s", path, error)
    path.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
