"""Where a piece of work on a document begins and ends: found and locked, then everything that follows from it, then
written in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, select
from sqlalchemy.orm.exc import StaleDataError

from crm.access import Principal, visible
from crm.attachments.service import adopt
from crm.audit.service import note
from crm.base import new_id
from crm.counters import next_number
from crm.customers.repository import CustomerRepository
from crm.documents.context import Work, subject_kind
from crm.documents.course import Course
from crm.documents.deadlines import demand_ahead
from crm.documents.effects import Effects
from crm.documents.engine.model import DocumentType, Numbering, Trigger
from crm.documents.engine.states import CLOSED, Status
from crm.documents.engine.triggers import Moment
from crm.documents.models import Document, DocumentChange, DocumentLink, DocumentReader, DocumentStep
from crm.documents.schemas import ChangeView, NewDocument
from crm.documents.scope import MANAGE, seen, to_do
from crm.documents.telling import tell_course
from crm.documents.types import type_for_new, type_of
from crm.errors import Conflict, Invalid, NotFound
from crm.fields.clean import clean
from crm.fields.index import reindex
from crm.fields.references import check_references, with_dictionaries
from crm.organisation.repository import unit
from crm.phones import normalise
from crm.users.models import User
from telephony.errors import NotPossible

BY_HAND = ("hand", "pop")
"""Sources of documents that somebody enters on a page: he can be asked again."""
OWNER = "document"
"""The owner kind of documents' field values."""


class Opened:
    """A document under work: its course, and what its fields were."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.document = course.document
        self.kind = course.kind
        self.before = dict(course.document.fields)
        self.closed = course.document.closed_at is not None

    async def step(self, step_id: str | None, among: ColumnElement[bool] | None = None) -> DocumentStep:
        """The active step of that id, or the only one there is (of those `among`). Raises Conflict when it is done,
        Invalid when there are several, NotPossible when there is none."""
        session = self.course.work.session
        query = select(DocumentStep).where(DocumentStep.document_id == self.document.id, DocumentStep.state == "active")
        if among is not None:
            query = query.where(among)
        if step_id is not None:
            found = await session.scalar(query.where(DocumentStep.id == step_id))
            if found is None:
                await self._why_not(step_id)
            assert found is not None
            return found
        steps = list(await session.scalars(query.order_by(DocumentStep.id)))
        if len(steps) > 1:
            raise Invalid("there are several steps: say which one", field="step", message_zh="有多个待办步骤，请指定")
        if not steps:
            raise NotPossible("there is no step of yours to do", message_zh="没有可由您处理的步骤")
        return steps[0]

    async def _why_not(self, step_id: str) -> None:
        gone = await self.course.work.session.get(DocumentStep, step_id)
        if gone is None or gone.document_id != self.document.id:
            raise NotFound(f"there is no step {step_id}")
        if gone.state != "active":
            raise Conflict(
                "the step was done by somebody else meanwhile",
                message_zh="该步骤已由他人处理，请刷新",
                changes=[],
            )
        raise NotPossible("the step is not yours to do", message_zh="该步骤不由您处理")


class Desk:
    def __init__(self, work: Work) -> None:
        self.work = work
        self.session = work.session
        self.who = work.who

    async def open(
        self, document_id: str, *, version: int | None = None, closed: bool = False, function: str | None = None
    ) -> Opened:
        """Lock a document on which the asker has `function` (None: that of the work). Raises NotFound, Conflict (with
        the others' `changes`) when it was changed since `version`, NotPossible when it is closed (unless `closed`)."""
        document = await self.session.scalar(
            select(Document)
            .where(Document.id == document_id, seen(self.who, function or self.work.writes))
            .with_for_update(of=Document)
            .execution_options(populate_existing=True)
        )
        if document is None:
            raise NotFound(f"there is no document {document_id}")
        if version is not None and document.version != version:
            raise await self.conflict(document, version)
        if not closed and Status(document.status) in CLOSED:
            raise NotPossible(f"{document.number} is closed", message_zh=f"单据 {document.number} 已结束")
        kind = await type_of(self.session, document.type, document.type_version)
        return Opened(Course(self.work, document, kind))

    async def fire(self, opened: Opened, trigger: Trigger) -> None:
        """A timer has run out: carry out what its trigger says."""
        await Effects(opened.course, self._make_from, opened.before).fire(trigger)
        opened.course.remember("timer", {"trigger": [None, trigger.code]})
        await self.close(opened, "timer", {"trigger": trigger.code})

    async def close(self, opened: Opened, action: str, changes: dict[str, Any] | None = None) -> None:
        """Fire triggers, write everything, note it. Raises Conflict when somebody was faster."""
        document = opened.document
        await Effects(opened.course, self._make_from, opened.before).settle()
        await opened.course.follow(opened.before)
        try:
            await self.session.flush()
        except StaleDataError as error:
            raise Conflict from error
        if document.fields != opened.before:
            await reindex(self.session, OWNER, {document.id: document.fields}, opened.kind.form.fields)
        kind = subject_kind(document.family)
        note(self.session, self.who, f"documents.{action}", kind, document.id, changes or {})
        await self.session.flush()
        await tell_course(opened.course, made=action == "create", closed=opened.closed)

    async def conflict(self, document: Document, version: int) -> Conflict:
        """What others have changed since `version`."""
        since = min(max(version, 0), document.version)  # whatever number it is, the database can compare it
        rows = await self.session.scalars(
            select(DocumentChange)
            .where(DocumentChange.document_id == document.id, DocumentChange.after > since)
            .order_by(DocumentChange.id)
        )
        changes = [ChangeView.model_validate(row).model_dump(mode="json") for row in rows]
        return Conflict(version=document.version, changes=changes)

    async def make(self, new: NewDocument, *, out_of: Document | None = None) -> Document:
        """A new document, at its first step. Raises Invalid."""
        kind, version = await type_for_new(self.session, self.who, new.type)
        unit_id = new.unit_id or self.who.unit
        await unit(self.session, unit_id)
        if new.customer_id is not None and out_of is None:
            await CustomerRepository(self.session, self.who).get(new.customer_id)
        assignee = await self.user(new.assignee_id, "assignee_id")
        document = Document(
            id=new_id(),
            number=await self._number(kind.numbering),
            family=kind.family,
            type=kind.code,
            type_version=version,
            unit_id=unit_id,
            status=Status.PENDING.value,
            title=new.title,
            content=new.content,
            fields=await self.values(kind, new.fields),
            customer_id=new.customer_id,
            phone=normalise(new.phone, area_code=self.work.area_code) if new.phone else "",
            appointment_at=new.appointment_at,
            call_id=new.call_id,
            source=new.source if out_of is None else "trigger",
            confidential=kind.confidential is not None,
            depth=out_of.depth + 1 if out_of is not None else 0,
            created_by=self.who.user,
            created_at=self.work.now,
            updated_at=self.work.now,
        )
        self.session.add(document)
        await self.session.flush()
        for role in kind.confidential.roles if kind.confidential else ():
            self.session.add(DocumentReader(document_id=document.id, role=role))
        opened = Opened(Course(self.work, document, kind))
        opened.before = {}
        opened.course.remember("create", await self.attach(opened, new.attachments))
        await self._link_new(document, new, out_of)
        await opened.course.begin(assignee.id if assignee else None)
        first = await opened.course.active()
        if new.source in BY_HAND and out_of is None:
            demand_ahead(self.work, document, kind, first, new.fields)
        if new.appointment_at is not None and first:
            opened.course.moments.append(Moment("appointment", first[0].node))
        await reindex(self.session, OWNER, {document.id: document.fields}, kind.form.fields)
        await self.close(opened, "create", {"number": document.number})
        return document

    async def values(
        self, kind: DocumentType, given: Mapping[str, Any], before: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Fields of the form, cleaned: all of a new document, or changes to `before`. Raises Invalid."""
        definitions = await with_dictionaries(self.session, kind.form.fields)
        partial = before is not None
        values = clean(definitions, given, before=before, partial=partial, area_code=self.work.area_code)
        await check_references(self.session, self.who, definitions, values, before=before)
        return values

    async def attach(self, opened: Opened, ids: Sequence[str]) -> dict[str, Any]:
        """Files become the document's: those sent along, and those that fields newly name; → the change, for the
        history."""
        fields = [one.code for one in opened.kind.form.fields if one.kind == "file"]
        named = {file for code in fields for file in opened.document.fields.get(code, ())}
        named -= {file for code in fields for file in opened.before.get(code, ())}
        owner = (subject_kind(opened.document.family), opened.document.id)
        await adopt(self.session, self.who, sorted(named), *owner)
        added = await adopt(self.session, self.who, ids, *owner)
        return files_changed(added) if added else {}

    async def user(self, user_id: str | None, field: str) -> User | None:
        """Raises Invalid for one who cannot log in."""
        if user_id is None:
            return None
        user = await self.session.get(User, user_id)
        if user is None or user.disabled:
            raise Invalid(f"there is no user {user_id}", field=field)
        return user

    async def manages(self, document: Document) -> bool:
        """Whether the asker may do what its handlers cannot: change its deadline, act for them, call it off."""
        if self.who.trusted:
            return True
        condition = and_(Document.id == document.id, manageable(self.who))
        return await self.session.scalar(select(Document.id).where(condition)) is not None

    async def mine(self, document: Document) -> Sequence[str]:
        """Ids of the active steps that the asker may finish."""
        query = select(DocumentStep.id).where(DocumentStep.document_id == document.id, DocumentStep.state == "active")
        if not await self.manages(document):
            query = query.where(to_do(self.who))
        return list(await self.session.scalars(query))

    async def _make_from(self, new: NewDocument, out_of: Document) -> Document:
        return await self.make(new, out_of=out_of)

    async def _link_new(self, document: Document, new: NewDocument, out_of: Document | None) -> None:
        origin = new.from_id
        if origin is None:
            return
        if out_of is None:
            query = select(Document.id).where(Document.id == origin, seen(self.who))
            if await self.session.scalar(query) is None:
                raise Invalid(f"there is no document {origin}", field="from_id")
        for mine, other, relation in ((document.id, origin, "from"), (origin, document.id, "made")):
            self.session.add(
                DocumentLink(
                    document_id=mine,
                    kind="document",
                    other_id=other,
                    relation=relation,
                    created_by=self.who.user,
                    created_at=self.work.now,
                )
            )

    async def _number(self, rule: Numbering) -> str:
        """The next free number by the rule. Those with neither prefix nor other period count together, as tickets did
        before there were types."""
        day = self.work.now.astimezone(self.work.zone)
        period = {"day": f"{day:%Y%m%d}", "month": f"{day:%Y%m}", "year": f"{day:%Y}", "never": ""}[rule.period]
        series = f"documents:{rule.prefix}:{period}" if rule.prefix or rule.period != "day" else f"tickets:{period}"
        while True:
            number = f"{rule.prefix}{period}{await next_number(self.session, series):0{rule.digits}d}"
            if await self.session.scalar(select(Document.id).where(Document.number == number)) is None:
                return number


def files_changed(added: Sequence[str], removed: Sequence[str] = ()) -> dict[str, Any]:
    """The line of a document's history: the names of its files."""
    return {"files": [list(removed) or None, list(added) or None]}


def manageable(who: Principal) -> ColumnElement[bool]:
    """Documents that he manages (see Desk.manages), in SQL."""
    return visible(who, MANAGE, unit=Document.unit_id, own=false())
