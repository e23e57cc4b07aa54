"""A file that holds the state of a part of core: written soon after that has changed, read when core starts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import orjson
import structlog

from telephony.files import write_atomically

log = structlog.get_logger(__name__)

STATE_EVERY = 0.25
"""Seconds within which a change is on disk."""


class KeptFile:
    """`export()` gives the state as JSON data; `spawn` runs the writing in the background; `written(state)` is called
    when that state is on disk."""

    def __init__(
        self,
        path: Path,
        export: Callable[[], Any],
        spawn: Callable[[Coroutine[Any, Any, None]], None],
        written: Callable[[Any], None] | None = None,
    ) -> None:
        self._path = path
        self._export = export
        self._spawn = spawn
        self._written = written
        self._timer: asyncio.TimerHandle | None = None

    def read(self, remedy: str) -> Any:
        """What was last written; None when there is nothing, or nothing readable (`remedy` tells what then happens)."""
        if not self._path.is_file():
            return None
        try:
            return orjson.loads(self._path.read_bytes())
        except orjson.JSONDecodeError as error:
            log.warning("core.state_unreadable", file=self._path.name, error=str(error), remedy=remedy)
            return None

    def changed(self) -> None:
        """The state is another one now; changes that come together are written together."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(STATE_EVERY, self._keep)

    def _keep(self) -> None:
        self._timer = None
        state = self._export()
        self._spawn(self._write(state, orjson.dumps(state)))

    async def _write(self, state: Any, content: bytes) -> None:
        await asyncio.to_thread(write_atomically, self._path, content, 0o600)
        if self._written is not None:
            self._written(state)
