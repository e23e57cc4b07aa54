"""The folder of fetched programs, shared by every checkout of a user, and its locks."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from server.provision.model import FetchFailed

SOURCE = Path(__file__).resolve().parents[2]
"""The checkout."""


def cache_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """HOTLINE_CACHE, or the user's cache folder, or HOTLINE_HOME/cache where that cannot be written."""
    if chosen := environ.get("HOTLINE_CACHE"):
        return Path(chosen).expanduser().absolute()
    base = environ.get("XDG_CACHE_HOME") or os.path.join(environ.get("HOME") or "/nonexistent", ".cache")  # noqa: PTH118
    usual = Path(base) / "hotline"
    if usual.is_absolute() and _writable(usual):
        return usual
    return Path(environ.get("HOTLINE_HOME") or SOURCE / "var").expanduser().absolute() / "cache"


def _writable(folder: Path) -> bool:
    try:
        existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    except PermissionError:  # somebody else's home: `sudo -u` may leave HOME as it was
        return False
    return existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)


def make(folder: Path) -> Path:
    """The folder, made when it is not there. Raises FetchFailed when that is not allowed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FetchFailed(
            f"{folder} cannot be made ({error.strerror}): set HOTLINE_CACHE to a folder that you may write"
        ) from error
    return folder


@contextmanager
def locked(cache: Path, name: str, progress: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock `name` of a cache; says so when somebody else has it and waits."""
    path = make(cache / "locks") / f"{name}.lock"
    try:
        handle = path.open("a")
    except OSError as error:
        raise FetchFailed(
            f"{path} cannot be written ({error.strerror}): set HOTLINE_CACHE to your own folder"
        ) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress(f"{name}: another Hotline is fetching it; waiting for that")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
