"""Mailboxes: whose they are, what callers hear, how long they may speak, and who is told."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.audit.service import note
from crm.dictionaries.service import check
from crm.documents.types import TICKET_TYPES as TYPES
from crm.errors import Duplicate, InUse, Invalid, NotFound
from crm.organisation.repository import unit
from crm.prompts.models import Prompt
from crm.routing.flow_known import needs_of, published
from crm.routing.models import Queue, QueueMember
from crm.routing.queue_options import leads
from crm.text import BothLanguages
from crm.users.models import User
from crm.voicemails.models import Mailbox, MailboxUser, Voicemail
from telephony import config_model as core

BoxId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Email = Annotated[str, StringConstraints(pattern=r"^[^\s@,;<>]{1,64}@[A-Za-z0-9.-]{1,130}$")]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{3,20}$")]


class MailboxOptions(BaseModel):
    """Durations in seconds. `greeting`: what is said in each language; `prompt`: a prompt of the library instead.
    `operator`: the queue that key 0 leads to during the greeting. `review`: the caller may keep (1), re-record (2) or
    hear (3) his message. `ticket_type`: each message becomes a ticket of this type. `retention_days`: null as the
    company's, 0 for ever. `watchers`: users who are told and may hear besides those whose box it is; `emails` and `sms`
    get a notice through the outbox."""

    model_config = ConfigDict(strict=True, extra="forbid")

    greeting: dict[Annotated[str, Field(pattern=r"^(zh|en)$")], Annotated[str, Field(max_length=1000)]] = Field(
        default_factory=dict
    )
    prompt: str = Field("", max_length=40)
    max_seconds: int = Field(120, ge=5, le=600)
    min_seconds: float = Field(1.0, ge=0.5, le=30)
    silence_seconds: int = Field(5, ge=2, le=30)
    operator: str = Field("", max_length=40)
    review: bool = False
    ticket_type: str = Field("", max_length=32)
    retention_days: int | None = Field(None, ge=0, le=36_500)
    watchers: list[str] = Field(default_factory=list, max_length=100)
    emails: list[Email] = Field(default_factory=list, max_length=20)
    sms: list[Phone] = Field(default_factory=list, max_length=20)


class NewMailbox(BaseModel):
    """A queue's mailbox has the queue's id. With neither `queue_id` nor `user_id` it is a free one, which flows name.
    `unit_id` absent: the queue's, the user's, or that of who makes it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    id: BoxId
    name: BothLanguages
    queue_id: str | None = Field(None, max_length=40)
    user_id: str | None = Field(None, max_length=26)
    unit_id: str | None = Field(None, max_length=26)
    options: MailboxOptions = Field(default_factory=lambda: MailboxOptions.model_validate({}))


class MailboxChange(BaseModel):
    """What is absent stays; `options` are replaced as a whole."""

    model_config = ConfigDict(strict=True, extra="forbid")

    name: BothLanguages | None = None
    options: MailboxOptions | None = None


class MailboxRow(BaseModel):
    id: str
    unit_id: str
    name: BothLanguages
    queue_id: str | None
    user_id: str | None
    options: MailboxOptions


def own_boxes(user: str | None) -> ColumnElement[bool]:
    """SQL condition on Voicemail: it was left in a box of the user, of a queue that he serves, or of which he is told,
    or it is assigned to him."""
    queues = select(QueueMember.queue_id).where(QueueMember.user_id == user)
    boxes = select(Mailbox.id).where(or_(Mailbox.user_id == user, Mailbox.queue_id.in_(queues)))
    told = select(MailboxUser.mailbox_id).where(MailboxUser.user_id == user)
    return or_(
        Voicemail.box.in_(queues), Voicemail.box.in_(boxes), Voicemail.box.in_(told), Voicemail.assigned_to == user
    )


async def mailboxes(session: AsyncSession) -> tuple[core.Mailbox, ...]:
    """The part of the core's snapshot."""
    found = []
    for row in await session.scalars(select(Mailbox).order_by(Mailbox.id)):
        options = MailboxOptions.model_validate(row.options)
        found.append(
            core.Mailbox(
                id=row.id,
                name=row.name,
                queue=row.queue_id or "",
                agent=row.user_id or "",
                greeting={lang: text for lang, text in options.greeting.items() if text.strip()},
                prompt=options.prompt,
                max_seconds=options.max_seconds,
                min_seconds=options.min_seconds,
                silence_seconds=options.silence_seconds,
                operator=options.operator,
                review=options.review,
                watchers=tuple(options.watchers),
            )
        )
    return tuple(found)


class MailboxService:
    """Who changes something pushes a new snapshot afterwards."""

    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def find(self) -> list[MailboxRow]:
        seen = visible(self._who, "mailboxes.read", unit=Mailbox.unit_id, own=Mailbox.user_id == self._who.user)
        return [_row(row) for row in await self._session.scalars(select(Mailbox).where(seen).order_by(Mailbox.id))]

    async def create(self, new: NewMailbox) -> MailboxRow:
        """Raises Duplicate for a second box of a queue or an agent, Invalid for what does not exist."""
        if await self._session.get(Mailbox, new.id) is not None:
            raise Duplicate(f"there is already a mailbox {new.id}", field="id")
        unit_id = await self._owner(new)
        await self._check(new.options)
        row = Mailbox(
            id=new.id,
            unit_id=unit_id,
            name=new.name.model_dump(),
            queue_id=new.queue_id,
            user_id=new.user_id,
            options=new.options.model_dump(),
        )
        self._session.add(row)
        await self._session.flush()
        await self._watch(row.id, new.options)
        note(self._session, self._who, "mailboxes.create", "mailbox", row.id, new.model_dump())
        await self._session.flush()
        return _row(row)

    async def update(self, box: str, change: MailboxChange) -> MailboxRow:
        row = await self._get(box)
        if change.name is not None:
            row.name = change.name.model_dump()
        if change.options is not None:
            await self._check(change.options)
            row.options = change.options.model_dump()
            await self._watch(row.id, change.options)
        note(self._session, self._who, "mailboxes.update", "mailbox", box, change.model_dump(exclude_unset=True))
        await self._session.flush()
        return _row(row)

    async def delete(self, box: str) -> None:
        """Raises InUse while there are messages in it that nobody has deleted, and while callers are led to it: they
        would leave their messages to nobody. (A queue has its messages without a mailbox of its own, too.)"""
        row = await self._get(box)
        users = [] if row.queue_id is not None else await self._leading_to(box)
        if users:
            raise InUse(
                f"callers are led to {box} by {', '.join(users)}: take it out there first",
                message_zh=f"仍有来电转入该信箱：{'、'.join(users)}，请先在其中更换",
            )
        left = select(Voicemail.id).where(Voicemail.box == box, Voicemail.deleted_at.is_(None)).limit(1)
        if await self._session.scalar(left) is not None:
            raise InUse(f"there are messages in {box}: delete them first")
        await self._session.delete(row)
        note(self._session, self._who, "mailboxes.delete", "mailbox", box, {})
        await self._session.flush()

    async def _leading_to(self, box: str) -> list[str]:
        """The published flows and the queues that send callers to the box."""
        flows = [name for name, flow in (await published(self._session)).items() if box in needs_of(flow, "mailbox")]
        queues = await self._session.scalars(select(Queue))
        return sorted(flows) + sorted(queue.id for queue in queues if box in leads(queue, "voicemail"))

    async def _get(self, box: str) -> Mailbox:
        row = await self._session.get(Mailbox, box)
        if row is None:
            raise NotFound(f"there is no mailbox {box}")
        return row

    async def _owner(self, new: NewMailbox) -> str:
        """The unit that the box belongs to."""
        if new.queue_id is not None and new.user_id is not None:
            raise Invalid("a mailbox is a queue's, a user's or free", field="user_id")
        owner: Queue | User | None = None
        if new.queue_id is not None:
            owner = await self._session.get(Queue, new.queue_id)
            if owner is None:
                raise Invalid(f"there is no queue {new.queue_id}", field="queue_id")
            if new.id != new.queue_id:
                raise Invalid("a queue's mailbox has the queue's id", field="id")
        elif await self._session.get(Queue, new.id) is not None:
            raise Invalid(f"{new.id} is a queue: make its mailbox with queue_id", field="id")
        if new.user_id is not None:
            owner = await self._session.get(User, new.user_id)
            if owner is None:
                raise Invalid(f"there is no user {new.user_id}", field="user_id")
            if await self._session.scalar(select(Mailbox.id).where(Mailbox.user_id == new.user_id)) is not None:
                raise Duplicate("this user has a mailbox already", field="user_id")
        if new.unit_id is not None:
            await unit(self._session, new.unit_id)
        return new.unit_id or (owner.unit_id if owner is not None else self._who.unit)

    async def _check(self, options: MailboxOptions) -> None:
        if options.operator and await self._session.get(Queue, options.operator) is None:
            raise Invalid(f"there is no queue {options.operator}", field="options.operator")
        if options.prompt and await self._session.get(Prompt, options.prompt) is None:
            raise Invalid(f"there is no prompt {options.prompt}", field="options.prompt")
        if options.ticket_type:
            await check(self._session, TYPES, options.ticket_type, "options.ticket_type")
        if any("{" in text for text in options.greeting.values()):
            raise Invalid("a greeting has no places for values", field="options.greeting")
        known = set(await self._session.scalars(select(User.id).where(User.id.in_(options.watchers))))
        for user in options.watchers:
            if user not in known:
                raise Invalid(f"there is no user {user}", field="options.watchers")

    async def _watch(self, box: str, options: MailboxOptions) -> None:
        await self._session.execute(delete(MailboxUser).where(MailboxUser.mailbox_id == box))
        self._session.add_all(MailboxUser(mailbox_id=box, user_id=user) for user in dict.fromkeys(options.watchers))
        await self._session.flush()


def _row(row: Mailbox) -> MailboxRow:
    values: dict[str, Any] = {name: getattr(row, name) for name in MailboxRow.model_fields}
    return MailboxRow.model_validate(values)
