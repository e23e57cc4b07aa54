"""Mass text messages on their way into the outbox, a piece at a time, also after a restart."""

from __future__ import annotations

import asyncio
import contextlib

import structlog
from sqlalchemy.exc import SQLAlchemyError

from crm.customers.mailing import advance
from server.database import Database

log = structlog.get_logger(__name__)

LOOK = 60.0
"""Seconds between two looks without being woken."""


class MailingWorker:
    """Call `wake` when a mailing has been started."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._work = asyncio.Event()

    def wake(self) -> None:
        self._work.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                more = True
                while more:
                    more = await self.step()
            except (SQLAlchemyError, OSError) as error:
                log.warning("mailings.later", reason=str(error))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await self._work.wait()
            self._work.clear()

    async def step(self) -> bool:
        """One piece; False when nothing is left to do."""
        async with self._db.write() as session:
            return await advance(session)
