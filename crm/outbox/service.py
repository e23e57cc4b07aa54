"""The outbox: whoever has something to say puts it in with his own work's transaction; a gateway takes it out."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, system, visible
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.counters import upsert
from crm.errors import Conflict, Invalid, NotFound
from crm.masking import answers, tells_digits, veiled
from crm.outbox.models import OutboxMessage
from crm.outbox.schemas import OutboxQuery, OutboxRow
from crm.outbox.templates import fill, template
from crm.paging import fetch_page, matching, pieces, within
from crm.phones import normalise
from crm.routing.settings import facts
from crm.text import contains

Kind = Literal["email", "sms"]
_ADDRESS = re.compile(r"[^\s@,;<>\"]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,128}[A-Za-z0-9])")
_PHONE = re.compile(r"\+?\d{3,20}")
MASK = "•••"


async def send(
    session: AsyncSession,
    template_code: str,
    language: str,
    *,
    to: str,
    values: Mapping[str, Any],
    once: str,
    who: Principal | None = None,
    unit: str | None = None,
    customer_id: str | None = None,
    subject_kind: str = "",
    subject_id: str = "",
    hidden: Iterable[str] = (),
) -> str | None:
    """Put a message in by its template: an e-mail when `to` is an address, else an SMS. `once` (at most 120 characters)
    makes it unique; None when the same one is or was there, else its id. `language` without a text falls back to the
    other one. `hidden`: texts in it that nobody may read in the outbox. Without `who` the system sends it.

    Raises NotFound for a template that is unknown or has no text for the channel, Invalid for a bad recipient or value.
    """
    kind, recipient = recipient_of(to, area_code=(await facts(session)).area_code)
    made = fill(await template(session, template_code), kind, language, values)
    who = who or system(unit or "root")
    return await _insert(
        session,
        {
            "kind": kind,
            "recipient": recipient,
            "subject": made.subject,
            "body": made.body,
            "once": once[:120],
            "template": template_code,
            "language": made.language,
            "unit_id": unit or who.unit,
            "customer_id": customer_id,
            "subject_kind": subject_kind,
            "subject_id": subject_id,
            "options": {"values": {name: str(value) for name, value in values.items()}, "hidden": list(hidden)},
            "created_by": who.user,
        },
    )


async def put(session: AsyncSession, kind: Kind, recipient: str, body: str, *, once: str, subject: str = "") -> None:
    """Put a message in as it is, unless one with the same `once` (at most 120 characters) is or was there."""
    await _insert(
        session,
        {"kind": kind, "recipient": recipient[:200], "subject": subject[:200], "body": body, "once": once}
        | {"template": "", "language": "", "unit_id": "root", "customer_id": None, "subject_kind": ""}
        | {"subject_id": "", "options": {}, "created_by": None},
    )


def recipient_of(to: str, *, area_code: str) -> tuple[Kind, str]:
    """The channel and the recipient's one spelling. Raises Invalid."""
    to = to.strip()
    if "@" in to:
        if len(to) > 200 or _ADDRESS.fullmatch(to) is None:
            raise Invalid(f"{to} is no e-mail address", field="to", message_zh=f"“{to}”不是有效的邮箱地址")
        return "email", to
    number = normalise(to, area_code=area_code)
    if _PHONE.fullmatch(number) is None:
        raise Invalid(f"{to} is no phone number", field="to", message_zh=f"“{to}”不是有效的电话号码")
    return "sms", number


class OutboxService:
    """The outbox as people see it."""

    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def find(self, asked: OutboxQuery) -> tuple[list[OutboxRow], int]:
        """Newest first."""
        rows, total = await fetch_page(self._session, self._filtered(asked), asked)
        return [shown(row) for row in rows], total

    async def pieces(self, asked: OutboxQuery, size: int, function: str) -> AsyncIterator[list[OutboxRow]]:
        """All that the filters find of those on which he has `function`, `size` at a time."""
        async for rows in pieces(self._session, self._filtered(asked, function), size):
            yield [shown(row) for row in rows]

    async def get(self, message_id: str) -> OutboxRow:
        return shown(await self._row(message_id))

    async def resend(self, message_id: str) -> OutboxRow:
        """Try a failed or cancelled message again from the beginning. Raises Conflict for one that waits or was
        sent: a message that has left is not sent twice."""
        row = await self._row(message_id, "outbox.resend")
        if row.state not in {"failed", "cancelled"}:
            raise Conflict(
                f"the message is {row.state}: only failed ones are sent again",
                message_zh="只有发送失败或已取消的消息可以重发",
            )
        row.state, row.attempts, row.error, row.next_at, row.created_at = "waiting", 0, "", None, utcnow()
        note(self._session, self._who, "outbox.resend", "outbox", row.id, {"recipient": row.recipient})
        await self._session.flush()
        return shown(row)

    async def cancel(self, message_id: str) -> OutboxRow:
        """Take back what waits. Raises Conflict for one that is being sent or has left."""
        row = await self._row(message_id, "outbox.resend")
        if row.state != "waiting":
            raise Conflict(f"the message is {row.state}", message_zh="只有等待发送的消息可以取消")
        row.state, row.next_at = "cancelled", None
        note(self._session, self._who, "outbox.cancel", "outbox", row.id, {"recipient": row.recipient})
        await self._session.flush()
        return shown(row)

    def _may(self, function: str) -> ColumnElement[bool]:
        own = OutboxMessage.created_by == self._who.user
        return visible(self._who, function, unit=OutboxMessage.unit_id, own=own)

    async def _row(self, message_id: str, function: str = "outbox.read") -> OutboxMessage:
        query = select(OutboxMessage).where(OutboxMessage.id == message_id, self._may(function))
        row = await self._session.scalar(query.with_for_update())
        if row is None:
            raise NotFound(f"there is no message {message_id}")
        return row

    def _filtered(self, asked: OutboxQuery, function: str = "outbox.read") -> Select[OutboxMessage]:
        query = (
            select(OutboxMessage).where(self._may(function)).order_by(OutboxMessage.created_at.desc(), OutboxMessage.id)
        )
        query = matching(
            query,
            (OutboxMessage.kind, asked.kind),
            (OutboxMessage.state, asked.state),
            (OutboxMessage.template, asked.template),
            (OutboxMessage.customer_id, asked.customer),
            (OutboxMessage.subject_kind, asked.subject_kind),
            (OutboxMessage.subject_id, asked.subject_id),
        )
        if asked.q:
            query = query.where(_holding(asked.q, parts=not (veiled(self._who) and tells_digits(asked.q))))
        return within(query, OutboxMessage.created_at, asked)


def _holding(q: str, *, parts: bool) -> ColumnElement[bool]:
    """Without `parts` a number is found by all of it or by its last four digits alone. What holds something hidden is
    not found by its text: nobody finds out a link that works without a log-in by trying."""
    if not parts:
        return answers([OutboxMessage.recipient], q, area_code="")
    pattern = contains(q)
    hidden = OutboxMessage.options["hidden"].as_string()
    said = (column.ilike(pattern, escape="\\") for column in (OutboxMessage.subject, OutboxMessage.body))
    plain = and_(func.coalesce(hidden, "[]") == "[]", or_(*said))
    return or_(OutboxMessage.recipient.ilike(pattern, escape="\\"), plain)


def shown(row: OutboxMessage) -> OutboxRow:
    found = OutboxRow.model_validate(row)
    for text in (row.options or {}).get("hidden", ()):
        if text:
            found.body, found.subject = found.body.replace(text, MASK), found.subject.replace(text, MASK)
    return found


async def _insert(session: AsyncSession, given: dict[str, Any]) -> str | None:
    table: Any = OutboxMessage.__table__
    statement = upsert(await session.connection(), table).values(
        **given,
        id=new_id(),
        state="waiting",
        attempts=0,
        error="",
        reference="",
        created_at=utcnow(),
    )
    made = await session.scalar(statement.on_conflict_do_nothing(index_elements=[table.c.once]).returning(table.c.id))
    return None if made is None else str(made)
