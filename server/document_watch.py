"""The tick that does what is due on documents: warnings, deadlines, timers, callbacks that triggers asked for."""

from __future__ import annotations

import structlog

from crm.base import utcnow
from crm.documents.jobs import Jobs, due_jobs, give_up
from crm.idempotency import forget_old
from server.http.context import Web
from telephony.errors import CoreUnavailable, HotlineError

log = structlog.get_logger(__name__)

EVERY = 5.0
"""Seconds between looks."""


class DocumentWatch:
    def __init__(self, parts: Web) -> None:
        self._parts = parts

    async def tick(self) -> int:
        """Everything due now, each in its own transaction; → how many jobs were done. What fails because the core or
        the database is away comes again; what can never be done is given up and logged."""
        async with self._parts.db.read() as session:
            due = await due_jobs(session, utcnow())
        done = 0
        for job in due:
            try:
                if job.kind == "call_back":
                    await self._call_back(job.what["queue"], job.what["number"])
                async with self._parts.db.write() as session:
                    done += await Jobs(session, self._parts.company.zone).run(job.id)
            except CoreUnavailable:
                continue
            except HotlineError as error:
                log.warning("documents.job_failed", job=job.id, error=str(error))
                async with self._parts.db.write() as session:
                    await give_up(session, job.id, str(error))
        return done

    async def forget(self) -> None:
        async with self._parts.db.write() as session:
            await forget_old(session)

    async def _call_back(self, queue: str, number: str) -> None:
        wish = {"queue": queue, "number": number, "language": None, "by": None, "not_before": None}
        await self._parts.core.request("callback.add", wish)
