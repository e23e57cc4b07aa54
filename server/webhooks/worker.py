"""Delivers events to subscriptions: a task for each, one event after the other. What is due stands in the tables, so a
restart goes on where it was; a slow or dead receiver holds up its own subscription and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Callable
from functools import partial

import structlog
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from crm.webhooks import store
from crm.webhooks.plan import ATTEMPTS, Outcome, Wait, judge
from crm.webhooks.store import Job
from server.database import Database
from server.events import Feed
from server.webhooks.message import message
from server.webhooks.sender import Sender

log = structlog.get_logger(__name__)

LOOK_AGAIN = 60.0
"""Seconds after which a waiting subscription looks at the tables in any case."""
AWAY = 2.0
FORGOTTEN = Outcome(None, "the event is older than events are kept")


class Webhooks:
    """`run` for ever; `changed` when subscriptions or deliveries were changed by somebody."""

    def __init__(
        self,
        db: Database,
        feed: Feed,
        sender: Sender,
        *,
        clock: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._db = db
        self._feed = feed
        self._sender = sender
        self._clock = clock
        self._chance = chance
        self._lines: dict[str, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()

    def changed(self) -> None:
        """Look at the tables now."""
        self._changed.set()
        self._feed.stored()

    async def run(self) -> None:
        """Keep a task for each active subscription until cancelled."""
        try:
            while True:
                self._changed.clear()
                self._lines = {webhook: task for webhook, task in self._lines.items() if not task.done()}
                with contextlib.suppress(OperationalError, InterfaceError):
                    wanted = await self._db.look(store.active)
                    for webhook in wanted - self._lines.keys():
                        self._lines[webhook] = asyncio.create_task(self._line(webhook), name=f"webhook-{webhook}")
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_AGAIN):
                        await self._changed.wait()
        finally:
            tasks = tuple(self._lines.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _line(self, webhook: str) -> None:
        """One subscription, until it is not active any more."""
        passed = self._clock()
        while True:
            mark, now = self._feed.mark, self._clock()
            try:
                what = await self._db.look(partial(store.due, webhook=webhook, now=now))
                if what is None:
                    return
                if isinstance(what, Wait):
                    if now - passed > LOOK_AGAIN:
                        passed = now
                        await self._db.store(lambda connection: store.pass_over(connection, webhook))
                    pause = LOOK_AGAIN if what.until is None else min(LOOK_AGAIN, max(0.0, what.until - now))
                    await self._feed.after(mark, pause)
                else:
                    await self._deliver(what)
            except (OperationalError, InterfaceError) as error:
                log.warning("webhooks.database_away", error=str(error.orig))
                await asyncio.sleep(AWAY)
            except DBAPIError:
                log.exception("webhooks.failed", webhook=webhook)
                await asyncio.sleep(LOOK_AGAIN)

    async def _deliver(self, job: Job) -> None:
        attempt, outcome = job.due.attempts + 1, FORGOTTEN
        if job.event is not None:
            subscription = job.subscription
            body, headers = message(subscription.secret, job.event, subscription.id, attempt, self._clock())
            outcome = await self._sender.send(subscription.url, body, headers)
        now = self._clock()
        verdict = judge(attempt, outcome, job.subscription.dead_in_row, now, self._chance())
        if job.event is None:
            verdict = judge(ATTEMPTS, outcome, 0, now, 0.0)
        if not outcome.ok:
            log.info(
                "webhooks.not_delivered",
                webhook=job.subscription.id,
                n=job.due.event,
                attempt=attempt,
                error=outcome.error,
                state=verdict.state,
                suspended=verdict.suspend,
            )
        await self._db.store(lambda connection: store.settle(connection, job, outcome, verdict, now))
