"""The tick that does what is due on documents: warnings, deadlines, timers, callbacks that triggers asked for."""

from __future__ import annotations

import structlog

from crm.base import utcnow
from crm.documents.jobs import Jobs, due_jobs, give_up, put_off
from crm.errors import Conflict
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
        the database is away comes again; what can never be done is given up and logged. A job that fails in any other
        way is tried again some times and then set aside; the others do not wait for it."""
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
            except Conflict as error:
                await self._put_off(job.id, error)
            except HotlineError as error:
                log.warning("documents.job_failed", job=job.id, error=str(error))
                async with self._parts.db.write() as session:
                    await give_up(session, job.id, str(error))
            except Exception as error:
                if not await self._parts.db.ping():
                    raise
                await self._put_off(job.id, error)
        return done

    async def _put_off(self, job: str, error: Exception) -> None:
        why = f"{type(error).__name__}: {error}"
        async with self._parts.db.write() as session:
            again = await put_off(session, job, why, utcnow())
        log.error("documents.job_failed" if again else "documents.job_set_aside", job=job, error=why, exc_info=error)

    async def forget(self) -> None:
        async with self._parts.db.write() as session:
            await forget_old(session)

    async def _call_back(self, queue: str, number: str) -> None:
        wish = {"queue": queue, "number": number, "language": None, "by": None, "not_before": None}
        await self._parts.core.request("callback.add", wish)
