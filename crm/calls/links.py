"""What was done in a call: every record that was entered or changed while its agent was in it, and what was linked by
hand.

Whatever writes to the audit log in an agent's call (or in his wrap-up of it) is a link, for the kinds of records that
have said how they are shown (`describes`): a noun of its own needs one function, where its repository is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.calls.models import Call, CallLink
from crm.errors import Duplicate, Invalid, NotFound

MOST = 200
"""Records of a call that are shown."""


@dataclass(frozen=True, slots=True)
class Described:
    """A record as lists of business show it. `kind`: as what it is linked where it has two (a ticket is a document)."""

    number: str
    title: str
    type: str = ""
    status: str = ""
    kind: str = ""


Describe = Callable[[AsyncSession, Principal, Sequence[str]], Awaitable[dict[str, Described]]]
"""Id → what is shown, of those records that the asker may see."""

DESCRIBERS: dict[str, Describe] = {}


def describes(kind: str) -> Callable[[Describe], Describe]:
    """Register how records of a kind are shown; `kind` as in the audit log."""

    def register(describe: Describe) -> Describe:
        DESCRIBERS[kind] = describe
        return describe

    return register


@dataclass(frozen=True, slots=True)
class Linked:
    """`relation`: created, changed or linked (by hand); the first that holds."""

    kind: str
    id: str
    relation: str
    shown: Described


async def links_of(session: AsyncSession, who: Principal, call_id: str) -> list[Linked]:
    """What a call led to, in the order in which it was first touched, as far as the asker may see it."""
    rows = await session.execute(
        select(CallLink.kind, CallLink.subject_id, func.min(CallLink.rank).label("rank"), func.min(CallLink.id))
        .where(CallLink.call_id == call_id, CallLink.kind.in_(DESCRIBERS))
        .group_by(CallLink.kind, CallLink.subject_id)
        .order_by(func.min(CallLink.id))
        .limit(MOST)
    )
    found = [(row.kind, row.subject_id, int(row.rank)) for row in rows]
    shown: dict[tuple[str, str], Described] = {}
    for kind in {kind for kind, _, _ in found}:
        described = await DESCRIBERS[kind](session, who, [subject for each, subject, _ in found if each == kind])
        shown |= {(kind, subject): text for subject, text in described.items()}
    return [
        Linked(kind, subject, RELATIONS[rank], shown[kind, subject])
        for kind, subject, rank in found
        if (kind, subject) in shown
    ]


RELATIONS = ("created", "changed", "linked")


async def link(session: AsyncSession, who: Principal, call: Call, kind: str, subject: str) -> None:
    """Say by hand that the call was about it. Raises Invalid for what the asker does not see, Duplicate."""
    describe = DESCRIBERS.get(kind)
    if describe is None:
        raise Invalid(f"calls are linked to {', '.join(sorted(DESCRIBERS))}, not to {kind}", field="kind")
    found = (await describe(session, who, [subject])).get(subject)
    if found is None:
        raise Invalid(f"there is no {kind} {subject}", field="id", message_zh="没有这条记录，或您无权查看")
    kind = found.kind or kind
    there = select(CallLink.id).where(_of(call.id, kind, subject)).limit(1)
    if await session.scalar(there) is not None:
        raise Duplicate("the call is linked to it already", field="id", message_zh="该通话已关联此记录")
    session.add(
        CallLink(
            id=new_id(),
            call_id=call.id,
            kind=kind,
            subject_id=subject,
            rank=RELATIONS.index("linked"),
            user_id=who.user,
            at=utcnow(),
        )
    )
    note(session, who, "calls.link", "call", call.id, {"kind": kind, "id": subject})
    await session.flush()


async def unlink(session: AsyncSession, who: Principal, call: Call, kind: str, subject: str) -> None:
    """It was not about that; also takes away what was noted by itself."""
    gone = await session.scalars(delete(CallLink).where(_of(call.id, kind, subject)).returning(CallLink.id))
    if not gone.all():
        raise NotFound("the call is not linked to it")
    note(session, who, "calls.unlink", "call", call.id, {"kind": kind, "id": subject})
    await session.flush()


def _of(call: str, kind: str, subject: str) -> ColumnElement[bool]:
    return (CallLink.call_id == call) & (CallLink.kind == kind) & (CallLink.subject_id == subject)
