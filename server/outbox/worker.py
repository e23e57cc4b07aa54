"""Empties the outbox: claims a message, sends it once, notes down what became of it. Each gateway has its own line."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from crm.base import utcnow
from crm.outbox import store
from crm.outbox.gateways import Gateways, gateways
from crm.outbox.plan import Outcome, after, pause
from crm.outbox.store import Outgoing
from crm.outbox.templates import Kind
from server.database import Database
from server.outbox.mail import send_mail
from server.outbox.sms import send_sms
from server.secret_store import secret

log = structlog.get_logger(__name__)

LOOK = 3.0
"""Seconds between two looks without being woken."""
KINDS: tuple[Kind, ...] = ("sms", "email")


def secret_name(kind: Kind) -> str:
    return f"outbox_{kind}"


@dataclass(slots=True)
class Line:
    """How a gateway does: failures in a row, and until when it is left alone."""

    failures: int = 0
    error: str = ""
    next_at: datetime | None = None


class OutboxWorker:
    """`root`: the home, for its secrets."""

    def __init__(self, db: Database, root: Path) -> None:
        self._db = db
        self._root = root
        self._work: dict[Kind, asyncio.Event] = {kind: asyncio.Event() for kind in KINDS}
        self.lines: dict[Kind, Line] = {kind: Line() for kind in KINDS}

    def wake(self) -> None:
        """Something was put in, or the gateways have changed: look at once, also at one that was left alone."""
        for kind in KINDS:
            self.lines[kind].next_at = None
            self._work[kind].set()

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            for kind in KINDS:
                group.create_task(self._run(kind), name=f"outbox-{kind}")

    async def _run(self, kind: Kind) -> None:
        work = self._work[kind]
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await work.wait()
            work.clear()
            try:
                await self.empty(kind)
            except (SQLAlchemyError, OSError) as error:
                log.warning("outbox.later", kind=kind, reason=str(error))

    async def empty(self, kind: Kind) -> int:
        """Send what is due; how many messages left. Nothing happens without a gateway, or while it is left alone."""
        line, left, tidied = self.lines[kind], 0, False
        while line.next_at is None or line.next_at <= utcnow():
            async with self._db.read() as session:
                configured = await gateways(session)
                due = await store.due(session, kind)
            gateway = configured.sms if kind == "sms" else configured.email
            if gateway is None or not gateway.enabled or not due:
                break
            started = time.monotonic()
            async with self._db.write() as session:
                if not tidied:
                    await store.tidy(session, kind, utcnow(), timedelta(hours=configured.keep_hours))
                    tidied = True
                message = await store.claim(session, kind, utcnow())
            if message is None:
                break
            left += await self._send(message, configured)
            await asyncio.sleep(max(0.0, 1 / gateway.per_second - (time.monotonic() - started)))
        return left

    async def attempt(self, message: Outgoing, configured: Gateways) -> Outcome:
        """Send once, whatever the table says."""
        key = secret(self._root, secret_name(message.kind))
        if message.kind == "sms":
            assert configured.sms is not None
            return await send_sms(configured.sms, message, key, time.time())
        assert configured.email is not None
        return await send_mail(configured.email, message, key)

    async def _send(self, message: Outgoing, configured: Gateways) -> bool:
        outcome = await self.attempt(message, configured)
        now = utcnow()
        async with self._db.write() as session:
            await store.settle(session, message.id, outcome, after(outcome, message.attempts, now), now)
        line = self.lines[message.kind]
        if outcome.down:
            line.failures += 1
            line.error, line.next_at = outcome.error, now + timedelta(seconds=pause(line.failures))
            log.warning("outbox.gateway_down", kind=message.kind, error=outcome.error, until=str(line.next_at))
        else:
            line.failures, line.error, line.next_at = 0, "", None
            log.info("outbox.attempt", kind=message.kind, message=message.id, sent=outcome.sent, error=outcome.error)
        return outcome.sent
