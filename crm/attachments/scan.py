"""The hook for a virus scanner: a command of the operator's, started without a shell, the file's path as last word.

Exit status 0: clean; 1: infected (as clamscan, clamdscan and most others have it); anything else, or no end in time:
the scanner is broken, and no file is taken.
"""

from __future__ import annotations

import asyncio
import contextlib
import shlex
from pathlib import Path

import structlog

from crm.attachments.errors import Infected, ScanFailed

log = structlog.get_logger(__name__)

CLEAN, INFECTED = 0, 1
SAID = 2000
"""Bytes of the scanner's words that are kept for the log."""


class Scanner:
    """`command` is split as a shell would, but nothing is expanded. `timeout` in seconds."""

    def __init__(self, command: str, timeout: float) -> None:
        self._words = shlex.split(command)
        self._timeout = timeout

    async def scan(self, path: Path) -> None:
        """Raises Infected or ScanFailed."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._words,
                str(path),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
        except OSError as error:
            log.error("attachments.scanner", error=str(error))  # noqa: TRY400 - the path says it
            raise ScanFailed from error
        try:
            async with asyncio.timeout(self._timeout):
                said, _ = await process.communicate()
        except TimeoutError as error:
            log.error("attachments.scanner", error=f"no end within {self._timeout:g} s")  # noqa: TRY400
            raise ScanFailed from error
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        words = said[:SAID].decode(errors="replace").strip()
        if process.returncode == INFECTED:
            log.warning("attachments.infected", said=words)
            raise Infected
        if process.returncode != CLEAN:
            log.error("attachments.scanner", status=process.returncode, said=words)
            raise ScanFailed
