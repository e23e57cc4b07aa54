"""Voicemails: agents see those of their own boxes, of the queues they serve, and what is assigned to them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import datetime, tzinfo

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.audit.service import note
from crm.base import utcnow
from crm.customers.repository import CustomerRepository
from crm.errors import Conflict, Invalid, NotFound
from crm.many import BulkResults, Idents, each
from crm.masking import answers, veiled
from crm.messages.service import tell
from crm.messages.subjects import sees
from crm.paging import Page, PeriodQuery, fetch_page, matching, pieces, within
from crm.recordings.keeping import bury, held
from crm.recordings.models import Recording
from crm.tickets.schemas import NewTicket, TicketDetail
from crm.tickets.service import TicketService
from crm.users.models import User
from crm.voicemails.boxes import own_boxes
from crm.voicemails.models import Voicemail


class VoicemailRow(BaseModel):
    """With `deleted_at` only the tombstone is left. `heard_by` heard (or marked) it first."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    call_id: str | None
    box: str
    from_number: str
    customer_id: str | None
    customer_name: str = ""
    seconds: float
    language: str
    left_at: datetime
    heard_at: datetime | None
    heard_by: str | None
    assigned_to: str | None
    ticket_id: str | None
    deleted_at: datetime | None
    deleted_by: str | None
    delete_reason: str
    playable: bool = False


class VoicemailQuery(PeriodQuery):
    """`deleted` true: only the tombstones; absent: only what is still there."""

    box: str | None = Field(None, max_length=64)
    heard: bool | None = None
    customer: str | None = Field(None, max_length=26)
    assigned: str | None = Field(None, max_length=26)
    number: str | None = Field(None, max_length=32)
    deleted: bool = False


class VoicemailChange(BaseModel):
    """What is absent stays; `assigned_to` null: to nobody."""

    model_config = ConfigDict(strict=True, extra="forbid")

    heard: bool | None = None
    assigned_to: str | None = Field(None, max_length=26)


class VoicemailsChange(VoicemailChange):
    """The same change of many."""

    ids: Idents


class VoicemailTicket(BaseModel):
    """`type`: one of the dictionary of ticket types."""

    model_config = ConfigDict(strict=True, extra="forbid")

    type: str = Field(min_length=1, max_length=32)
    assignee_id: str | None = Field(None, max_length=26)


class VoicemailService:
    """`function`: what is to be done with the rows."""

    def __init__(self, session: AsyncSession, who: Principal, function: str = "voicemails.read") -> None:
        self._session = session
        self._who = who
        self._visible = visible(who, function, unit=Voicemail.unit_id, own=own_boxes(who.user))

    async def find(self, asked: VoicemailQuery) -> Page[VoicemailRow]:
        rows, total = await fetch_page(self._session, self._filtered(asked), asked)
        items = await self._shown(rows)
        return Page(items=items, total=total, page=asked.page, page_size=asked.page_size)

    async def pieces(self, asked: VoicemailQuery, size: int) -> AsyncIterator[list[VoicemailRow]]:
        """All that the filters find, `size` at a time."""
        async for rows in pieces(self._session, self._filtered(asked), size):
            yield await self._shown(rows)

    def _filtered(self, asked: VoicemailQuery) -> Select[Voicemail]:
        query = select(Voicemail).where(self._visible).order_by(Voicemail.left_at.desc())
        query = matching(
            query,
            (Voicemail.box, asked.box),
            (Voicemail.customer_id, asked.customer),
            (Voicemail.assigned_to, asked.assigned),
        )
        query = query.where(Voicemail.deleted_at.is_not(None) if asked.deleted else Voicemail.deleted_at.is_(None))
        if asked.number:
            part = Voicemail.from_number.contains(asked.number.lstrip("+0"), autoescape=True)
            whole = answers([Voicemail.from_number], asked.number, area_code="")
            query = query.where(whole if veiled(self._who) else part)
        if asked.heard is not None:
            query = query.where(Voicemail.heard_at.is_not(None) if asked.heard else Voicemail.heard_at.is_(None))
        return within(query, Voicemail.left_at, asked)

    async def change(self, voicemail_id: str, given: VoicemailChange) -> VoicemailRow:
        """Raises Invalid when there is nobody with that id to assign it to."""
        row = await self._get(voicemail_id)
        if given.heard is not None and given.heard != (row.heard_at is not None):
            row.heard_at, row.heard_by = (utcnow(), self._who.user) if given.heard else (None, None)
            note(self._session, self._who, "voicemails.mark", "voicemail", row.id, {"heard": given.heard})
        if "assigned_to" in given.model_fields_set and given.assigned_to != row.assigned_to:
            if given.assigned_to is not None:
                user = await self._session.get(User, given.assigned_to)
                if user is None or user.disabled:
                    raise Invalid(f"there is no user {given.assigned_to}", field="assigned_to")
            row.assigned_to = given.assigned_to
            note(self._session, self._who, "voicemails.assign", "voicemail", row.id, {"to": given.assigned_to})
            await self._session.flush()
            if given.assigned_to not in {None, self._who.user}:
                await tell_of(self._session, row, [str(given.assigned_to)])
        await self._session.flush()
        return (await self._shown([row]))[0]

    async def change_many(self, given: VoicemailsChange) -> BulkResults:
        """Every message's own result."""
        change = VoicemailChange.model_validate(given.model_dump(exclude_unset=True, exclude={"ids"}))
        return await each(self._session, given.ids, lambda voicemail: self.change(voicemail, change))

    async def ticket(self, voicemail_id: str, given: VoicemailTicket, *, zone: tzinfo) -> TicketDetail:
        """Its ticket: made once, afterwards the same one."""
        row = await self._get(voicemail_id, lock=True)
        tickets = TicketService(self._session, self._who, zone=zone)
        if row.ticket_id is not None:
            return await tickets.get(row.ticket_id)
        made = await tickets.create(ticket_of(row, given.type, given.assignee_id), source="voicemail")
        row.ticket_id = made.id
        note(self._session, self._who, "voicemails.ticket", "voicemail", row.id, {"ticket": made.id})
        await self._session.flush()
        return made

    async def delete(self, voicemail_id: str, reason: str) -> None:
        """Set the tombstone. Conflict under a legal hold, or while it is not finished."""
        row = await self._get(voicemail_id)
        recording = await self._session.get(Recording, row.id)
        if recording is not None:
            if recording.state not in {"playable", "failed"}:
                raise Conflict("this message is not finished yet, or gone already")
            if await self._session.scalar(select(Recording.id).where(Recording.id == row.id, held())) is not None:
                raise Conflict("this message is under legal hold")
            await bury(self._session, [recording], rule="by_hand", reason=reason, who=self._who)
        row.deleted_at, row.deleted_by, row.delete_reason = utcnow(), self._who.user, reason
        note(self._session, self._who, "voicemails.delete", "voicemail", row.id, {"box": row.box, "reason": reason})
        await self._session.flush()

    async def number(self, voicemail_id: str) -> str:
        """Who left it, to be called back."""
        row = await self._get(voicemail_id)
        note(self._session, self._who, "voicemails.call_back", "voicemail", row.id, {})
        return row.from_number

    async def recording(self, voicemail_id: str) -> Recording:
        """Its playable recording; NotFound until there is one."""
        await self._get(voicemail_id)
        row = await self._session.get(Recording, voicemail_id)
        if row is None or row.state != "playable":
            raise NotFound("this voicemail is not playable (yet)")
        return row

    async def _get(self, voicemail_id: str, *, lock: bool = False) -> Voicemail:
        query = select(Voicemail).where(Voicemail.id == voicemail_id, Voicemail.deleted_at.is_(None), self._visible)
        row = await self._session.scalar(query.with_for_update() if lock else query)
        if row is None:
            raise NotFound(f"there is no voicemail {voicemail_id}")
        return row

    async def exists(self, voicemail_id: str) -> bool:
        """Whether it is there, and his to hear."""
        query = select(Voicemail.id).where(Voicemail.id == voicemail_id, Voicemail.deleted_at.is_(None), self._visible)
        return await self._session.scalar(query) is not None

    async def may_hear(self, voicemail_id: str) -> bool:
        query = select(Voicemail.id).where(Voicemail.id == voicemail_id, self._visible)
        return await self._session.scalar(query) is not None

    async def _shown(self, rows: list[Voicemail]) -> list[VoicemailRow]:
        names = await CustomerRepository(self._session, self._who).names({r.customer_id for r in rows if r.customer_id})
        playable = set(
            await self._session.scalars(
                select(Recording.id).where(Recording.id.in_([row.id for row in rows]), Recording.state == "playable")
            )
        )
        shown = [VoicemailRow.model_validate(row) for row in rows]
        for item in shown:
            item.customer_name = names.get(item.customer_id or "", "")
            item.playable = item.id in playable
        return shown


@sees("voicemail")
async def _seen(session: AsyncSession, who: Principal, voicemail_id: str) -> bool:
    return await VoicemailService(session, who).may_hear(voicemail_id)


async def tell_of(session: AsyncSession, row: Voicemail, users: Iterable[str], *, once: str | None = None) -> None:
    """Put word of a message into the message boxes of these users."""
    minutes, seconds = divmod(round(row.seconds), 60)
    length = f"{minutes}:{seconds:02d}"
    await tell(
        session,
        users,
        "voicemail",
        title_zh=f"{row.from_number} 的语音留言（{length}）",
        title_en=f"Voicemail from {row.from_number} ({length})",
        subject_kind="voicemail",
        subject_id=row.id,
        once=once,
    )


def ticket_of(row: Voicemail, kind: str, assignee: str | None = None) -> NewTicket:
    """The ticket that a message becomes; its audio is the voicemail's, which the text names."""
    return NewTicket(
        type=kind,
        title=f"语音留言 Voicemail {row.from_number}"[:200],
        content=f"留言 voicemail: {row.id} ({row.seconds:.0f} s)\n/api/v1/voicemails/{row.id}/audio",
        customer_id=row.customer_id,
        phone=row.from_number[:64],
        call_id=row.call_id,
        unit_id=row.unit_id,
        assignee_id=assignee or row.assigned_to,
    )
