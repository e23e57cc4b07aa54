"""What triggers do. Everything happens in the transaction of what set them off; what must leave the house (a callback)
waits as a job and is carried out afterwards."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from sqlalchemy import select

from crm.base import new_id
from crm.customers.models import CustomerPhone
from crm.documents import people
from crm.documents.certifying import certify
from crm.documents.context import Work, subject_kind
from crm.documents.course import Course
from crm.documents.engine.model import (
    CallBack,
    Certify,
    CreateDocument,
    Effect,
    Notify,
    SendMessage,
    SetField,
    Trigger,
    Value,
)
from crm.documents.engine.triggers import at_change, at_moments, chosen
from crm.documents.messages import message_values, words_of
from crm.documents.models import Document, DocumentJob, DocumentLink, DocumentTypeRow, DocumentWatcher
from crm.documents.schemas import NewDocument
from crm.documents.superiors import head
from crm.errors import Invalid
from crm.fields.clean import clean
from crm.outbox.service import send
from crm.routing.settings import company
from crm.visits.models import Visit
from telephony.errors import HotlineError

log = structlog.get_logger(__name__)

Make = Callable[[NewDocument, Document], Awaitable[Document]]
"""Makes a document out of another one."""
ROUNDS = 8
"""How often triggers may set off triggers before they are stopped."""
DEPTH = 5
"""How many documents in a row may make one another."""


class Effects:
    """Triggers of one document. `before` are the values that its fields had when the work on it began."""

    def __init__(self, course: Course, make: Make, before: Mapping[str, Any]) -> None:
        self._course = course
        self._work: Work = course.work
        self._document = course.document
        self._make = make
        self._before = dict(before)

    async def settle(self) -> None:
        """Fire everything that what happened sets off, and what that sets off in turn."""
        for _ in range(ROUNDS):
            moments, self._course.moments = self._course.moments, []
            values = dict(self._document.fields)
            fired = at_moments(self._course.kind, moments, values)
            fired += at_change(self._course.kind, self._before, values)
            self._before = values
            if not fired:
                return
            for trigger in fired:
                if chosen(trigger, self._document.id):
                    await self.fire(trigger)
        log.warning("documents.triggers_stopped", document=self._document.id, type=self._document.type)
        self._course.remember("triggers_stopped", {})

    async def fire(self, trigger: Trigger) -> None:
        """An effect that cannot be carried out leaves nothing behind but a line in the history, and keeps nothing from
        going on."""
        for effect in trigger.do:
            try:
                async with self._work.session.begin_nested():
                    await self._carry_out(effect)
            except HotlineError as error:
                await self._work.session.refresh(self._document)
                log.warning("documents.effect_failed", document=self._document.id, trigger=trigger.code, why=str(error))
                words = {"trigger": [None, trigger.code], "why": [None, str(error)]}
                if chinese := error.details.get("message_zh"):
                    words["why_zh"] = [None, str(chinese)]
                self._course.remember("trigger_failed", words)

    async def _carry_out(self, effect: Effect) -> None:
        match effect:
            case SetField():
                self._set(effect)
            case CreateDocument():
                await self._create(effect)
            case Notify():
                users = [user for to in effect.to for user in await self._recipients(to)]
                if not users and any(to != "watchers" for to in effect.to):
                    whom = ", ".join(effect.to)
                    raise Invalid(
                        f"there is nobody to tell ({whom})", field="to", message_zh=f"没有可通知的人（{whom}）"
                    )
                await self._course.notices.users(dict.fromkeys(users), "watched", effect.text.zh, effect.text.en)
            case CallBack():
                await self._call_back(effect)
            case SendMessage():
                await self._send(effect)
            case Certify():
                await self._certify()

    def _set(self, effect: SetField) -> None:
        document, definitions = self._document, self._course.kind.form.fields
        before = document.fields.get(effect.field)
        given = {effect.field: self._value(effect.to)}
        document.fields = clean(definitions, given, before=document.fields, partial=True)
        after = document.fields.get(effect.field)
        if before != after:
            self._course.remember("trigger", {f"fields.{effect.field}": [before, after]})

    async def _create(self, effect: CreateDocument) -> None:
        document = self._document
        if document.depth >= DEPTH:
            raise Invalid("documents make one another in a circle", field="depth")
        if await self._visited_by_list(effect):
            self._course.remember("visited_already", {"type": [None, effect.type]})
            return
        fields = {code: self._value(value) for code, value in effect.fields.items()}
        new = NewDocument.model_validate(
            {
                "type": effect.type,
                "title": await self._filled(effect.title),
                "fields": {code: value for code, value in fields.items() if value is not None},
                "customer_id": document.customer_id,
                "phone": document.phone,
                "unit_id": document.unit_id,
                "from_id": document.id,
            }
        )
        made = await self._make(new, document)
        self._course.remember("created", {made.type: [None, made.number]})

    async def _visited_by_list(self, effect: CreateDocument) -> bool:
        """A visit is not made where an agent has one to make already (crm.visits): nobody is called twice."""
        session = self._work.session
        row = await session.get(DocumentTypeRow, effect.type)
        if row is None or row.family != "visit":
            return False
        listed = (
            select(Visit.id)
            .where(
                Visit.ticket_id == self._document.id,
                Visit.batch_id.is_not(None),
                Visit.state.in_(("open", "done")),
            )
            .limit(1)
        )
        return await session.scalar(listed) is not None

    async def _call_back(self, effect: CallBack) -> None:
        number = await self.phone(effect.number)
        if not number:
            raise Invalid("there is no number to call back", field="number")
        job = DocumentJob(id=new_id(), document_id=self._document.id, kind="call_back", at=self._work.now)
        job.what = {"queue": effect.queue, "number": number}
        self._work.session.add(job)
        self._course.remember("call_back", {"number": [None, number]})

    async def _send(self, effect: SendMessage) -> None:
        document = self._document
        to = await self.phone(effect.to)
        if not to:
            raise Invalid("there is no number or address to send to", field="to")
        sent = await send(
            self._work.session,
            effect.template,
            effect.language,
            to=to,
            values=await message_values(self._work, document, self._course.kind, effect.language),
            once=f"document:{document.id}:{document.version}:{effect.template}:{to}",
            who=self._work.who if self._work.who.user else None,
            unit=document.unit_id,
            customer_id=document.customer_id,
            subject_kind=subject_kind(document.family),
            subject_id=document.id,
        )
        self._course.remember("sent", {"message": [None, sent]})

    async def _certify(self) -> None:
        """Raises Invalid for a document that was made out of none."""
        session = self._work.session
        origin = await session.scalar(
            select(Document)
            .join(DocumentLink, (DocumentLink.other_id == Document.id) & (DocumentLink.kind == "document"))
            .where(DocumentLink.document_id == self._document.id, DocumentLink.relation == "from")
        )
        if origin is None:
            raise Invalid("it was made out of no document that could be certified", field="certify")
        await certify(self._work, origin, self._document.number)

    async def phone(self, source: str) -> str:
        """The number in a field, or the customer's: the one that the document was made from, else his first."""
        document = self._document
        if source != "customer":
            return str(document.fields.get(source) or "")
        if document.phone or document.customer_id is None:
            return document.phone
        query = select(CustomerPhone.number).where(CustomerPhone.customer_id == document.customer_id)
        return await self._work.session.scalar(query.order_by(CustomerPhone.position).limit(1)) or ""

    async def _recipients(self, to: str) -> list[str]:
        document, session = self._document, self._work.session
        kind, _, name = to.partition(":")
        steps = await self._course.active()
        match kind:
            case "handler":
                return [user for step in steps for user in await self._course.notices.handlers(step)]
            case "superior":
                return [user for step in steps for user in await self._course.notices.superiors(step)]
            case "head":
                return _some([await head(session, document.unit_id)])
            case "creator":
                return _some([document.created_by])
            case "watchers":
                query = select(DocumentWatcher.user_id).where(DocumentWatcher.document_id == document.id)
                return list(await session.scalars(query))
            case "field":
                value = document.fields.get(name)
                refs = [("user", value), ("unit", value)] if isinstance(value, str) else []
                return [user.id for user in await people.members(session, refs)]
        return [user.id for user in await people.members(session, [(kind, name)])]

    async def _filled(self, text: str) -> str:
        """`{number}`, `{title}` and `{FIELD}`s of the document in a text, as they are read in the company's language; a
        name that is not there is left out."""
        document = self._document
        language = (await company(self._work.session)).language
        words = await words_of(self._work, document, self._course.kind, language)
        words |= {"number": document.number, "title": document.title}
        return re.sub(r"\{([a-z][a-z0-9_]*)\}", lambda found: words.get(found[1], ""), text)[:200] or document.title

    def _value(self, value: Value) -> Any:
        return self._document.fields.get(value.field) if value.field is not None else value.value


def _some(users: list[str | None]) -> list[str]:
    return [user for user in users if user]
