"""How long recordings are kept, what holds them beyond that, and the tombstones of those that are gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from crm.access import Principal
from crm.audit.service import note
from crm.base import utcnow
from crm.calls.models import Call, CallSegment
from crm.errors import Invalid
from crm.recordings.models import LegalHold, Recording
from crm.routing.models import Queue
from crm.routing.settings import put, value
from crm.voicemails.models import Mailbox, Voicemail

SETTING = "recording_retention"
FOREVER = 0
DONE = ("playable", "failed")
Days = Annotated[int, Field(ge=0, le=36_500)]


class RetentionBody(BaseModel):
    """Days that recordings are kept; 0 is for ever. `days` null: the installation's setting. `queues`: those of calls
    that had to do with a queue, the longest of them counts. `voicemail_days` null: as long as calls. A mailbox may have
    its own."""

    model_config = ConfigDict(strict=True, extra="forbid")

    days: Days | None = None
    voicemail_days: Days | None = None
    queues: dict[str, Days] = Field(default_factory=dict, max_length=1000)


class RetentionEffect(BaseModel):
    """What the next run deletes by some rules: recordings of calls, voicemails, and from when the oldest of them is.
    `default_days`: the installation's setting, for rules without `days`."""

    recordings: int
    voicemails: int
    oldest: datetime | None
    default_days: int


async def retention(session: AsyncSession) -> RetentionBody:
    return RetentionBody.model_validate(await value(session, SETTING))


async def set_retention(session: AsyncSession, who: Principal, new: RetentionBody) -> RetentionBody:
    """Raises Invalid for a queue that does not exist."""
    await _check(session, new)
    await put(session, SETTING, new.model_dump())
    note(session, who, "recordings.retention", "company", SETTING, new.model_dump())
    await session.flush()
    return new


async def _check(session: AsyncSession, rules: RetentionBody) -> None:
    known = set(await session.scalars(select(Queue.id)))
    for queue in rules.queues:
        if queue not in known:
            raise Invalid(f"there is no queue {queue}", field=f"queues.{queue}", message_zh=f"没有队列 {queue}")


def held() -> ColumnElement[bool]:
    """SQL condition on Recording: something keeps it, whatever its age."""
    call, mail = aliased(Call), aliased(Voicemail)
    customers = (
        # of this recording: by itself it would be of any, as the question stands two levels below
        select(call.customer_id).where(call.id == Recording.call_id).correlate(Recording).scalar_subquery(),
        select(mail.customer_id).where(mail.id == Recording.id).correlate(Recording).scalar_subquery(),
    )
    by_call = and_(LegalHold.kind == "call", LegalHold.subject == Recording.call_id)
    by_customer = and_(LegalHold.kind == "customer", or_(*(LegalHold.subject == each for each in customers)))
    return select(LegalHold.id).where(LegalHold.cleared_at.is_(None), or_(by_call, by_customer)).exists()


async def overdue(session: AsyncSession, *, default_days: int, now: datetime, limit: int) -> list[Recording]:
    """Recordings that have been kept long enough and that nothing holds, oldest first, at most `limit`."""
    query = select(Recording).where(await _over(session, await retention(session), default_days, now))
    return list(await session.scalars(query.order_by(Recording.started_at, Recording.id).limit(limit)))


async def retention_effect(
    session: AsyncSession, rules: RetentionBody, *, default_days: int, now: datetime
) -> RetentionEffect:
    """What would be deleted by these rules. Raises Invalid for a queue that does not exist."""
    await _check(session, rules)
    over = await _over(session, rules, default_days, now)
    query = select(Recording.kind, func.count(), func.min(Recording.started_at)).where(over).group_by(Recording.kind)
    found = {kind: (count, first) for kind, count, first in await session.execute(query)}
    calls, mails = (found.get(kind, (0, None)) for kind in ("call", "voicemail"))
    oldest = min((first for _, first in (calls, mails) if first is not None), default=None)
    return RetentionEffect(recordings=calls[0], voicemails=mails[0], oldest=oldest, default_days=default_days)


async def _over(session: AsyncSession, rules: RetentionBody, default_days: int, now: datetime) -> ColumnElement[bool]:
    """SQL condition on Recording: kept long enough, and nothing holds it."""
    days = default_days if rules.days is None else rules.days
    mail_days = days if rules.voicemail_days is None else rules.voicemail_days
    conditions = [_calls_rule(rules.queues, days, now), await _mails_rule(session, mail_days, now)]
    return and_(Recording.state.in_(DONE), or_(*conditions), ~held())


def _older(days: int, now: datetime) -> ColumnElement[bool] | None:
    return None if days == FOREVER else Recording.started_at < now - timedelta(days=days)


def _calls_rule(queues: Mapping[str, int], days: int, now: datetime) -> ColumnElement[bool]:
    """A call's recording goes when every queue that it had to do with lets it go."""
    parts: list[ColumnElement[bool]] = [Recording.kind == "call"]
    special = list(queues)
    plain = ~_touches(special) if special else None
    general = _older(days, now)
    if plain is None:
        return and_(*parts, general if general is not None else _never())
    if general is None:
        general = _never()
    lets_go = []
    for queue, own in queues.items():
        older = _older(own, now)
        lets_go.append(or_(~_touches([queue]), older) if older is not None else ~_touches([queue]))
    return and_(*parts, or_(and_(plain, general), and_(_touches(special), *lets_go)))


def _never() -> ColumnElement[bool]:
    return Recording.id.is_(None)


def _touches(queues: list[str]) -> ColumnElement[bool]:
    segments = select(CallSegment.call_id).where(
        CallSegment.queue.in_(queues), CallSegment.call_id == Recording.call_id
    )
    calls = select(Call.id).where(Call.queue.in_(queues), Call.id == Recording.call_id)
    return or_(segments.exists(), calls.exists())


async def _mails_rule(session: AsyncSession, days: int, now: datetime) -> ColumnElement[bool]:
    own = {
        row.id: int(row.options["retention_days"])
        for row in await session.scalars(select(Mailbox))
        if row.options.get("retention_days") is not None
    }
    box = select(Voicemail.box).where(Voicemail.id == Recording.id).scalar_subquery()
    general = _older(days, now)
    rules = []
    if general is not None:
        rules.append(and_(or_(box.is_(None), box.not_in(list(own))), general) if own else general)
    for name, kept in own.items():
        older = _older(kept, now)
        if older is not None:
            rules.append(and_(box == name, older))
    return and_(Recording.kind == "voicemail", or_(*rules) if rules else _never())


async def bury(
    session: AsyncSession, rows: Iterable[Recording], *, rule: str, reason: str, who: Principal | None = None
) -> None:
    """Set the tombstones; the files go next (state deleting), see `gone`."""
    for row in rows:
        row.state, row.peaks = "deleting", None
        row.deleted_at, row.deleted_by = utcnow(), who.user if who is not None else None
        row.delete_rule, row.delete_reason = rule, reason[:300]
        mail = await session.get(Voicemail, row.id) if row.kind == "voicemail" else None
        if mail is not None and mail.deleted_at is None:
            mail.deleted_at, mail.deleted_by, mail.delete_reason = row.deleted_at, row.deleted_by, row.delete_reason
    await session.flush()


async def dying(session: AsyncSession, limit: int) -> list[tuple[str, str]]:
    """(id, raw path) of recordings whose tombstone stands and whose file may still be there."""
    rows = await session.execute(
        select(Recording.id, Recording.raw_path).where(Recording.state == "deleting").limit(limit)
    )
    return [(row.id, row.raw_path) for row in rows]


async def gone(session: AsyncSession, recordings: Iterable[str]) -> None:
    await session.execute(
        update(Recording)
        .where(Recording.id.in_(list(recordings)), Recording.state == "deleting")
        .values(state="deleted")
    )


async def unchecked(session: AsyncSession, before: datetime, limit: int) -> list[Recording]:
    """Playable recordings with a checksum that has not been compared since `before`, the longest ago first."""
    query = (
        select(Recording)
        .where(
            Recording.state == "playable",
            Recording.sha256 != "",
            or_(Recording.checked_at.is_(None), Recording.checked_at < before),
        )
        .order_by(Recording.checked_at.is_not(None), Recording.checked_at, Recording.started_at)
        .limit(limit)
    )
    return list(await session.scalars(query))


async def checked(session: AsyncSession, recording: str, integrity: str) -> None:
    values: dict[str, Any] = {"checked_at": utcnow(), "integrity": integrity}
    await session.execute(update(Recording).where(Recording.id == recording).values(**values))
