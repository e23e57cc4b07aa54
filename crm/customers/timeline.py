"""Everything that happened with a customer, newest first, each kind as far as the asker may see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Select, String, literal, select, union_all
from sqlalchemy import func as sql
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.callbacks.models import Callback
from crm.calls.dispositions import dispositions
from crm.calls.models import Call
from crm.calls.schemas import CallRow
from crm.calls.scope import calls_seen
from crm.customers.repository import CustomerRepository
from crm.customers.schemas import TimelineItem, TimelineKind, TimelineQuery
from crm.documents.scope import seen
from crm.errors import Invalid
from crm.orders.steps import FAMILY as ORDER
from crm.outbox.models import OutboxMessage
from crm.paging import Page, within
from crm.recordings.models import Recording
from crm.routing.models import QueueMember
from crm.surveys.models import Rating, SurveyOffer
from crm.tickets.models import FAMILY, Ticket
from crm.tickets.schemas import TicketRow
from crm.visits.models import Visit
from crm.voicemails.boxes import own_boxes
from crm.voicemails.models import Voicemail
from crm.voicemails.service import VoicemailRow

KINDS: tuple[TimelineKind, ...] = get_args(TimelineKind)


class _Row(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class RecordingItem(_Row):
    call_id: str | None
    seconds: float | None
    state: str


class CallbackItem(_Row):
    queue: str
    number: str
    state: str
    result: str
    call_id: str | None


class MessageItem(_Row):
    """As in the outbox, without its text."""

    kind: str
    recipient: str
    template: str
    state: str


class VisitItem(_Row):
    batch_id: str
    state: str
    attempts: int
    score: float | None
    most: float | None
    satisfied: bool | None
    note: str
    ticket_id: str | None
    call_id: str | None
    assignee_id: str | None


class DocumentItem(_Row):
    number: str
    type: str
    status: str
    title: str
    assignee_id: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """Where items of one kind are, when they were, which of them the asker sees, and what is shown of them."""

    model: Any
    key: Any
    at: Any
    mine: Callable[[Principal, str], Sequence[Any]]
    shown: type[BaseModel] | None


def _of_calls(function: str, *more: Any) -> Callable[[Principal, str], Sequence[Any]]:
    return lambda who, customer: (Call.customer_id == customer, calls_seen(who, function), *more)


def _mails(who: Principal, customer: str) -> Sequence[Any]:
    seen_ = visible(who, "voicemails.read", unit=Voicemail.unit_id, own=own_boxes(who.user))
    return Voicemail.customer_id == customer, Voicemail.deleted_at.is_(None), seen_


def _callbacks(who: Principal, customer: str) -> Sequence[Any]:
    served = select(QueueMember.queue_id).where(QueueMember.user_id == who.user)
    own = Callback.queue.in_(served) | (Callback.requested_by == who.user)
    return Callback.customer_id == customer, visible(who, "callbacks.read", unit=Callback.unit_id, own=own)


def _messages(who: Principal, customer: str) -> Sequence[Any]:
    own = OutboxMessage.created_by == who.user
    return OutboxMessage.customer_id == customer, visible(who, "outbox.read", unit=OutboxMessage.unit_id, own=own)


def _visits(who: Principal, customer: str) -> Sequence[Any]:
    seen_ = visible(who, "visits.read", unit=Visit.unit_id, own=Visit.assignee_id == who.user)
    return Visit.customer_id == customer, Visit.batch_id.is_not(None), seen_


PARTS: Mapping[TimelineKind, Part] = {
    "call": Part(Call, Call.id, Call.started_at, _of_calls("calls.read"), CallRow),
    "recording": Part(
        Recording,
        Recording.id,
        Recording.started_at,
        _of_calls("recordings.read", Recording.kind == "call", Recording.state.in_(["raw", "playable"])),
        RecordingItem,
    ),
    "voicemail": Part(Voicemail, Voicemail.id, Voicemail.left_at, _mails, VoicemailRow),
    "callback": Part(Callback, Callback.id, Callback.requested_at, _callbacks, CallbackItem),
    "ticket": Part(
        Ticket,
        Ticket.id,
        Ticket.created_at,
        lambda who, customer: (Ticket.customer_id == customer, Ticket.family == FAMILY, seen(who, "tickets.read")),
        TicketRow,
    ),
    "document": Part(
        Ticket,
        Ticket.id,
        Ticket.created_at,
        lambda who, customer: (Ticket.customer_id == customer, Ticket.family.not_in((FAMILY, ORDER)), seen(who)),
        DocumentItem,
    ),
    "order": Part(
        Ticket,
        Ticket.id,
        Ticket.created_at,
        lambda who, customer: (Ticket.customer_id == customer, Ticket.family == ORDER, seen(who)),
        DocumentItem,
    ),
    "message": Part(OutboxMessage, OutboxMessage.id, OutboxMessage.created_at, _messages, MessageItem),
    "survey": Part(
        SurveyOffer,
        SurveyOffer.call_id,
        SurveyOffer.answered_at,
        _of_calls("surveys.read", SurveyOffer.answered_at.is_not(None)),
        None,
    ),
    "visit": Part(Visit, Visit.id, sql.coalesce(Visit.done_at, Visit.created_at), _visits, VisitItem),
}


async def timeline(session: AsyncSession, who: Principal, customer_id: str, asked: TimelineQuery) -> Page[TimelineItem]:
    """Only what the asker may see of each kind. NotFound when the customer is not his to see."""
    await CustomerRepository(session, who).get(customer_id)
    everything = union_all(*(_select(kind, who, customer_id) for kind in _kinds(asked))).subquery()
    query = select(everything)
    query = within(query, everything.c.at, asked)
    total = await session.scalar(select(sql.count()).select_from(query.subquery()))
    page = query.order_by(everything.c.at.desc(), everything.c.id.desc()).limit(asked.page_size)
    rows = (await session.execute(page.offset((asked.page - 1) * asked.page_size))).all()
    data = await _data(session, {kind: [row.id for row in rows if row.kind == kind] for kind in KINDS})
    items = [TimelineItem(kind=row.kind, at=row.at, id=row.id, data=data[row.kind, row.id]) for row in rows]
    return Page(items=items, total=int(total or 0), page=asked.page, page_size=asked.page_size)


def _kinds(asked: TimelineQuery) -> Sequence[TimelineKind]:
    if asked.kinds is None:
        return KINDS
    wanted = [name.strip() for name in asked.kinds.split(",")]
    unknown = [name for name in wanted if name not in KINDS]
    if unknown:
        raise Invalid(
            f"there is no kind {unknown[0]!r}: use {', '.join(KINDS)}",
            field="kinds",
            message_zh=f"没有“{unknown[0]}”这种记录",
        )
    return [kind for kind in KINDS if kind in wanted]


def _select(kind: TimelineKind, who: Principal, customer_id: str) -> Select[Any]:
    part = PARTS[kind]
    columns = literal(kind, String).label("kind"), part.key.label("id"), part.at.label("at")
    query = select(*columns).select_from(part.model)
    if part.model in {Recording, SurveyOffer}:
        query = query.join(Call, Call.id == part.model.call_id)
    return query.where(*part.mine(who, customer_id))


async def _data(session: AsyncSession, ids: dict[TimelineKind, list[str]]) -> dict[tuple[str, str], dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for kind, part in PARTS.items():
        if not ids[kind]:
            continue
        if part.shown is None:
            found |= await _surveys(session, ids[kind])
            continue
        for row in await session.scalars(select(part.model).where(part.key.in_(ids[kind]))):
            found[kind, row.id] = part.shown.model_validate(row).model_dump(mode="json")
    if calls := [data for (kind, _), data in found.items() if kind == "call"]:
        known = await dispositions(session)
        for data in calls:
            data["disposition_name"] = dict(known.words(data["queue"], data["disposition"]))
    return found


async def _surveys(session: AsyncSession, calls: list[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """Of each call the questions that were answered, in order."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for offer in await session.scalars(select(SurveyOffer).where(SurveyOffer.call_id.in_(calls))):
        data: dict[str, Any] = {"survey": offer.survey, "via": offer.via, "agent_id": offer.agent_id, "answers": []}
        found["survey", offer.call_id] = data
    query = select(Rating).where(Rating.call_id.in_(calls)).order_by(Rating.position)
    for rating in await session.scalars(query):
        found["survey", rating.call_id]["answers"].append({"question": rating.question, "score": rating.score})
    return found
