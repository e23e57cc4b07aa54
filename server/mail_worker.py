"""What follows when a message was left: a ticket, notices in the outbox, the lamps of phones. Once each."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Any, Protocol

import structlog
from sqlalchemy import case, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import system
from crm.base import utcnow
from crm.outbox.service import send
from crm.routing.settings import company
from crm.tickets.service import TicketService
from crm.voicemails.boxes import MailboxOptions
from crm.voicemails.models import Mailbox, Voicemail
from crm.voicemails.service import tell_of, ticket_of
from server.database import Database
from telephony.errors import HotlineError

log = structlog.get_logger(__name__)

BATCH = 50
LOOK = 60.0
"""Seconds between two looks without being woken."""


class Core(Protocol):
    async def request(self, method: str, params: Mapping[str, Any], timeout: float = 5.0) -> dict[str, Any]: ...


class MailWorker:
    """Call `wake` when messages or mailboxes have changed, or the core has come back."""

    def __init__(self, db: Database, core: Core, zone: Callable[[], tzinfo]) -> None:
        self._db = db
        self._core = core
        self._zone = zone
        self._work = asyncio.Event()

    def wake(self) -> None:
        self._work.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await self._work.wait()
            self._work.clear()
            try:
                await self.follow_up()
                await self.tell_counts()
            except (HotlineError, SQLAlchemyError) as error:  # also while the database is away: the next look does it
                log.info("voicemails.later", reason=str(error))

    async def follow_up(self) -> int:
        """Do what is to be done for new messages; how many there were."""
        done = 0
        while True:
            async with self._db.write() as session:
                query = select(Voicemail).where(Voicemail.processed_at.is_(None)).order_by(Voicemail.left_at)
                rows = list(await session.scalars(query.limit(BATCH)))
                for row in rows:
                    await self._follow(session, row)
            done += len(rows)
            if len(rows) < BATCH:
                return done

    async def _follow(self, session: AsyncSession, row: Voicemail) -> None:
        row.processed_at = utcnow()
        box = await session.get(Mailbox, row.box)
        if box is None or row.deleted_at is not None:
            return
        options = MailboxOptions.model_validate(box.options)
        if options.ticket_type and row.ticket_id is None:
            try:
                async with session.begin_nested():
                    service = TicketService(session, system(box.unit_id), zone=self._zone())
                    row.ticket_id = (await service.create(ticket_of(row, options.ticket_type), source="voicemail")).id
            except HotlineError as error:
                log.warning("voicemails.no_ticket", voicemail=row.id, box=box.id, reason=str(error))
        users = {*options.watchers, *([box.user_id] if box.user_id else ())}
        await tell_of(session, row, users, once=f"voicemail:{row.id}")
        await self._notify(session, row, box, (*options.emails, *options.sms))

    @staticmethod
    async def _notify(session: AsyncSession, row: Voicemail, box: Mailbox, recipients: tuple[str, ...]) -> None:
        language = (await company(session)).language
        values = {"number": row.from_number, "seconds": f"{row.seconds:.0f}"}
        values |= {"box_zh": box.name["zh"], "box_en": box.name["en"]}
        for to in recipients:
            try:
                await send(
                    session,
                    "voicemail_notice",
                    language,
                    to=to,
                    values=values,
                    once=f"vm:{row.id}:{to}",
                    unit=box.unit_id,
                    subject_kind="voicemail",
                    subject_id=row.id,
                )
            except HotlineError as error:
                log.warning("voicemails.no_notice", voicemail=row.id, to=to, reason=str(error))

    async def tell_counts(self) -> None:
        """Say the core what is in the agents' own boxes. Raises CoreUnavailable."""
        async with self._db.read() as session:
            unheard = func.sum(case((Voicemail.heard_at.is_(None), 1), else_=0))
            rows = await session.execute(
                select(Mailbox.user_id, unheard, func.count(Voicemail.id))
                .outerjoin(Voicemail, (Voicemail.box == Mailbox.id) & Voicemail.deleted_at.is_(None))
                .where(Mailbox.user_id.is_not(None))
                .group_by(Mailbox.user_id)
            )
            agents = {
                user: [int(fresh) if total else 0, int(total - (fresh if total else 0))] for user, fresh, total in rows
            }
        await self._core.request("mailbox.counts", {"agents": agents})
