"""Sends imports to their own process, one after the other, and tells browsers how far they are."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from crm.imports.models import ImportJob
from crm.imports.schemas import JobRow
from crm.imports.work import announce, claim
from server.database import Database
from server.settings import SOURCE, Settings

log = structlog.get_logger(__name__)

LOOK = 15.0
"""Seconds between two looks for work without being woken: also for imports whose worker has died with its web."""
TOLD_EVERY = 0.5
_END = 5.0

Tell = Callable[[str, str, dict[str, Any]], None]


class ImportWorker:
    """Call `wake` when an import was started, cancelled or is to be taken back. `tell(user, frame type, data)`."""

    def __init__(self, db: Database, settings: Settings, tell: Tell) -> None:
        self._db = db
        self._settings = settings
        self._tell = tell
        self._work = asyncio.Event()

    def wake(self) -> None:
        self._work.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self._work.clear()
            try:
                await self.work_off()
            except SQLAlchemyError as error:  # an import that was begun is taken up again by the next look
                log.warning("imports.database_away", error=str(error))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await self._work.wait()

    async def work_off(self) -> None:
        """Everything that waits, once."""
        while True:
            async with self._db.write() as session:
                job = await claim(session)
            if job is None:
                return
            await self._do(job.id)

    async def _do(self, job_id: str) -> None:
        await self._carry_out(job_id)
        self._publish(await announce(self._db, job_id))

    async def _carry_out(self, job_id: str) -> None:
        """In a process of its own, from here until it ends."""
        environment = {
            **os.environ,
            "HOTLINE_HOME": str(self._settings.root),
            "HOTLINE_DATABASE_URL": self._settings.database,
            "PYTHONPATH": os.pathsep.join(filter(None, (str(SOURCE), os.environ.get("PYTHONPATH")))),
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server.importing", job_id, cwd=SOURCE, env=environment,
            stdin=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        ended = asyncio.create_task(process.wait())
        try:
            while not ended.done():
                await asyncio.wait({ended}, timeout=TOLD_EVERY)
                if not ended.done():
                    await self._show(job_id)
        finally:
            if process.returncode is None:
                await _stop(process)
            ended.cancel()
        if process.returncode != 0:
            log.error("import.worker_died", job=job_id, status=process.returncode)

    async def _show(self, job_id: str) -> None:
        async with self._db.read() as session:
            job = await session.get(ImportJob, job_id)
        if job is not None:
            self._publish(job)

    def _publish(self, job: ImportJob) -> None:
        if job.created_by:
            row = JobRow.model_validate(job).model_dump(mode="json", exclude={"options"})
            self._tell(job.created_by, "import.progress", row)


async def _stop(process: asyncio.subprocess.Process) -> None:
    """Web stops: so does the import; it goes on where it was when web is there again."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(_END):
            await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
