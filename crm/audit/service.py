"""Writing and reading the audit log."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, String, cast, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.models import AuditEntry
from crm.audit.rule import kept
from crm.base import new_id, utcnow
from crm.calls.models import CallLink
from crm.incall import CURRENT, LINKED
from crm.paging import Page, PeriodQuery, fetch_page, matching, page_of, within
from crm.text import contains
from crm.versions.touched import touch


class AuditQuery(PeriodQuery):
    """`q`: a part of the user name, the action, the record's id or anything in the details."""

    q: str | None = Field(None, max_length=100)
    user: str | None = None
    action: str | None = None
    kind: str | None = None
    subject: str | None = None


class AuditRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    at: datetime
    user_id: str | None
    username: str
    address: str
    action: str
    kind: str
    subject: str
    details: dict[str, Any]


def note(
    session: AsyncSession,
    who: Principal,
    action: str,
    kind: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry to the transaction that does the thing. Of `details` it keeps what may be kept (crm/audit/rule.py):
    no secrets, and nothing personal. What it changes of the settings gets a version (crm/versions).

    Who does it in a call has touched the record in that call (crm/calls/links.py)."""
    call = CURRENT.get()
    if call is not None and kind in LINKED:
        rank = 0 if action.endswith(".create") else 1
        session.add(
            CallLink(
                id=new_id(),
                call_id=call,
                kind=kind,
                subject_id=subject[:64],
                rank=rank,
                user_id=who.user,
                at=utcnow(),
            )
        )
    touch(session, who, action, kind, subject)
    session.add(
        AuditEntry(
            id=new_id(),
            at=utcnow(),
            user_id=who.user,
            username=who.username,
            address=who.address[:64],
            action=action,
            kind=kind,
            subject=subject[:64],
            details=kept(action, kind, details or {}),
        )
    )


def bulk(who: Principal, action: str, kind: str, what: Iterable[tuple[str, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Rows for one INSERT of many entries: of each its subject and details."""
    now = utcnow()
    return [
        {
            "id": new_id(),
            "at": now,
            "user_id": who.user,
            "username": who.username,
            "address": who.address[:64],
            "action": action,
            "kind": kind,
            "subject": subject[:64],
            "details": kept(action, kind, details),
        }
        for subject, details in what
    ]


async def entries(session: AsyncSession, who: Principal, asked: AuditQuery) -> Page[AuditRow]:
    """The log, newest first."""
    rows, total = await fetch_page(session, _found(who, asked), asked)
    return page_of(asked, rows, total, AuditRow.model_validate)


PIECE = 500
"""Rows of an export that are read together."""


async def every_entry(session: AsyncSession, who: Principal, asked: AuditQuery) -> AsyncIterator[list[AuditRow]]:
    """All of them, newest first, in pieces; entries made meanwhile are left out."""
    query, before = _found(who, asked), None
    while True:
        here = query if before is None else query.where(AuditEntry.id < before)
        rows = list(await session.scalars(here.limit(PIECE)))
        if not rows:
            return
        before = rows[-1].id
        yield [AuditRow.model_validate(row) for row in rows]


def _found(who: Principal, asked: AuditQuery) -> Select[AuditEntry]:
    query: Select[AuditEntry] = select(AuditEntry).order_by(AuditEntry.id.desc())
    if not who.may("audit.read"):
        query = query.where(false())
    query = matching(
        query,
        (AuditEntry.user_id, asked.user),
        (AuditEntry.action, asked.action),
        (AuditEntry.kind, asked.kind),
        (AuditEntry.subject, asked.subject),
    )
    query = within(query, AuditEntry.at, asked)
    if asked.q:
        pattern = contains(asked.q)
        texts = (AuditEntry.username, AuditEntry.action, AuditEntry.subject, cast(AuditEntry.details, String))
        query = query.where(or_(*(text.ilike(pattern, escape="\\") for text in texts)))
    return query
