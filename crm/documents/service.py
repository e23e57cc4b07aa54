"""Documents: entered, found, read, changed, worked on, remarked on, linked, watched."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import selectinload

from crm.calls.models import Call
from crm.calls.scope import calls_seen
from crm.customers.repository import CustomerRepository
from crm.documents.context import Work, ordered_id
from crm.documents.deadlines import demand_ahead
from crm.documents.desk import Desk, Opened
from crm.documents.engine.graph import certifies
from crm.documents.engine.model import Outcome
from crm.documents.engine.run import NoSuchWay, offered
from crm.documents.lists import filtered
from crm.documents.masked import whole
from crm.documents.models import Document, DocumentLink, DocumentRemark, DocumentStep, DocumentWatcher
from crm.documents.rights import demand_editable, demand_filled, editable, may_edit_all
from crm.documents.schemas import (
    Act,
    DocumentDetail,
    DocumentPatch,
    DocumentQuery,
    DocumentRow,
    NewDocument,
    NewDocumentRemark,
    NewLink,
)
from crm.documents.scope import READ, seen, to_do
from crm.documents.view import detail_of, rows_of
from crm.errors import Invalid, NotFound
from crm.masking import unveiled
from crm.organisation.repository import unit
from crm.paging import Page, fetch_some
from crm.phones import normalise
from crm.users.models import User
from telephony.errors import NotPossible


class DocumentService:
    def __init__(self, work: Work) -> None:
        self._work = work
        self._session = work.session
        self._who = work.who
        self._desk = Desk(work)

    async def get(self, document_id: str) -> DocumentDetail:
        return await self._shown(select(Document).where(Document.id == document_id, seen(self._who)), document_id)

    async def done(self, document_id: str) -> DocumentDetail:
        """What the asker has just worked on, as it is now: also when he sees it no more, because it is somebody
        else's from now on."""
        return await self._shown(select(Document).where(Document.id == document_id), document_id)

    async def _shown(self, query: Select[Document], document_id: str) -> DocumentDetail:
        steps = selectinload(Document.steps).selectinload(DocumentStep.pool)
        found = await self._session.scalar(
            query.options(steps, selectinload(Document.remarks), selectinload(Document.history)).execution_options(
                populate_existing=True
            )
        )
        if found is None:
            raise NotFound(f"there is no document {document_id}")
        return await detail_of(self._work, found)

    async def find(self, asked: DocumentQuery) -> Page[DocumentRow]:
        query, more = await filtered(self._work, asked)
        documents, total, others = await fetch_some(self._session, query, asked)
        rows = await rows_of(self._work, documents)
        return Page(items=rows, total=total, page=asked.page, page_size=asked.page_size, more=more or others)

    async def create(self, new: NewDocument) -> DocumentDetail:
        return await self.get((await self._desk.make(await whole(self._session, self._who, new))).id)

    async def change(self, document_id: str, patch: DocumentPatch) -> DocumentDetail:
        """Raises Conflict with the others' changes, Forbidden for what is not his to change now."""
        opened = await self._desk.open(document_id, version=patch.version)
        given = patch.model_dump(exclude_unset=True, include={"title", "content", "customer_id", "phone", "unit_id"})
        changes = await self._edit(opened, given, patch.fields)
        if changed := [name.removeprefix("fields.") for name in changes if name.startswith("fields.")]:
            demand_ahead(self._work, opened.document, opened.kind, await opened.course.active(), changed)
        changes |= await self._desk.attach(opened, patch.attachments)
        if changes:
            opened.course.remember("update", changes)
            await self._desk.close(opened, "update", changes)
        return await self.done(document_id)

    async def act(self, document_id: str, act: Act) -> DocumentDetail:
        """Finish a step with an outcome. Raises Conflict when somebody else did it meanwhile."""
        opened = await self._desk.open(document_id, version=act.version)
        if opened.document.suspended_at is not None:
            raise NotPossible("it is suspended: resume it first", message_zh="单据已挂起，请先恢复")
        manages = await self._desk.manages(opened.document)
        step = await opened.step(act.step, None if manages else to_do(self._who))
        task = opened.course.task(step)
        changes = await self._edit(opened, {}, act.fields, step=step)
        way = next((one for one in offered(task, opened.document.fields) if one.code == act.outcome), None)
        if way is None:
            known = ", ".join(one.code for one in offered(task, opened.document.fields))
            raise Invalid(
                f"the step has no outcome {act.outcome} now; possible: {known}",
                field="outcome",
                message_zh="当前步骤没有这个处理结果",
            )
        self._demand(opened, way, act, task.required)
        assignee = await self._desk.user(act.assignee_id, "assignee_id")
        changes |= await self._desk.attach(opened, act.attachments)
        before = opened.document.status
        await self._session.refresh(opened.document, ["steps"])
        had = {one.id for one in opened.document.steps}
        allowed = editable(opened.kind, [step], everything=may_edit_all(self._work, opened.document, manages))
        try:
            await opened.course.take(step, way.code, act.remark, assignee.id if assignee else None)
        except NoSuchWay as error:
            raise Invalid(f"the step has no outcome {act.outcome}", field="outcome") from error
        entered = [one for one in await opened.course.active() if one.id not in had]
        demand_ahead(self._work, opened.document, opened.kind, entered, allowed)
        if task.certify:
            opened.document.certified = certifies(opened.kind.process, task, way)
        changes |= {"step": [task.code, way.code]}
        if before != opened.document.status:
            changes["status"] = [before, opened.document.status]
        opened.course.remember("act", changes, act.remark)
        await opened.course.notices.watchers(f"{task.name.zh}：{way.name.zh}", f"{task.name.en}: {way.name.en}")
        await self._desk.close(opened, "act", changes)
        return await self.done(document_id)

    async def remark(self, document_id: str, new: NewDocumentRemark) -> DocumentDetail:
        """Whoever it mentions is told, as far as he may see the document."""
        opened = await self._desk.open(document_id, closed=True)
        mentions = list(dict.fromkeys(new.mentions))
        found = set(await self._session.scalars(select(User.id).where(User.id.in_(mentions), User.disabled.is_(False))))
        if missing := [user for user in mentions if user not in found]:
            raise Invalid(f"there is no user {missing[0]}", field="mentions")
        self._session.add(
            DocumentRemark(
                id=ordered_id(),
                document_id=document_id,
                text=new.text,
                mentions=mentions,
                created_by=self._who.user,
                created_at=self._work.now,
            )
        )
        if files := await self._desk.attach(opened, new.attachments):
            opened.course.remember("files", files)
        await opened.course.notices.users(mentions, "mention", "有人提到您", "you were mentioned")
        await opened.course.notices.watchers("新备注", "new remark", kind="remark")
        await self._desk.close(opened, "remark")
        return await self.done(document_id)

    async def link(self, document_id: str, new: NewLink) -> DocumentDetail:
        """Both ends of a link between documents show it. Linking twice changes nothing."""
        opened = await self._desk.open(document_id, closed=True)
        ends = [(document_id, new.id)]
        match new.kind:
            case "document":
                found = select(Document.id).where(Document.id == new.id, seen(self._who))
                ends.append((new.id, document_id))
            case "customer":
                await CustomerRepository(self._session, self._who).get(new.id)
                found = select(Document.id).where(Document.id == document_id)
            case _:
                found = select(Call.id).where(Call.id == new.id, calls_seen(self._who, "calls.read"))
        if new.id == document_id or await self._session.scalar(found) is None:
            raise Invalid(f"there is no {new.kind} {new.id}", field="id")
        for mine, other in ends:
            if await self._session.get(DocumentLink, (mine, new.kind, other)) is None:
                link = DocumentLink(document_id=mine, kind=new.kind, other_id=other, relation="related")
                link.created_by, link.created_at = self._who.user, self._work.now
                self._session.add(link)
        opened.course.remember("link", {new.kind: [None, new.id]})
        await self._desk.close(opened, "link", {"kind": new.kind, "id": new.id})
        return await self.done(document_id)

    async def unlink(self, document_id: str, kind: str, other: str) -> DocumentDetail:
        """Of what is not linked (any more) nothing changes."""
        opened = await self._desk.open(document_id, closed=True)
        ends = [(document_id, other)] + ([(other, document_id)] if kind == "document" else [])
        gone: list[str] = []
        for mine, its in ends:
            link = delete(DocumentLink).where(
                DocumentLink.document_id == mine,
                DocumentLink.kind == kind,
                DocumentLink.other_id == its,
                DocumentLink.relation == "related",
            )
            gone += await self._session.scalars(link.returning(DocumentLink.document_id))
        if not gone:
            return await self.done(document_id)
        opened.course.remember("unlink", {kind: [other, None]})
        await self._desk.close(opened, "unlink", {"kind": kind, "id": other})
        return await self.done(document_id)

    async def watch(self, document_id: str, *, on: bool) -> DocumentDetail:
        """The asker is told of everything that happens to it."""
        await self._desk.open(document_id, closed=True, function=READ)
        key = (document_id, self._who.user or "")
        row = await self._session.get(DocumentWatcher, key)
        if on and row is None:
            self._session.add(DocumentWatcher(document_id=key[0], user_id=key[1]))
        elif not on and row is not None:
            await self._session.delete(row)
        await self._session.flush()
        return await self.done(document_id)

    async def _edit(
        self, opened: Opened, given: dict[str, Any], fields: dict[str, Any], *, step: DocumentStep | None = None
    ) -> dict[str, Any]:
        """Change columns and fields; → what has changed."""
        document, kind = opened.document, opened.kind
        if not given and not fields:
            return {}
        shown = [document.title, document.content, document.phone, document.fields]
        given = {name: unveiled(self._who, value, shown, name) for name, value in given.items()}
        fields = {code: unveiled(self._who, value, shown, f"fields.{code}") for code, value in fields.items()}
        manages = await self._desk.manages(document)
        ids = [step.id] if step is not None else await self._desk.mine(document)
        steps = list(await self._session.scalars(select(DocumentStep).where(DocumentStep.id.in_(ids))))
        await self._session.refresh(document, ["steps"])
        allowed = editable(kind, steps, everything=may_edit_all(self._work, document, manages))
        demand_editable(kind, [*given, *fields], allowed)
        changes: dict[str, Any] = {}
        for name, value in (await self._columns(given)).items():
            if getattr(document, name) != value:
                changes[name] = [getattr(document, name), value]
                setattr(document, name, value)
        if "unit_id" in changes:
            await opened.course.move(*changes["unit_id"])
        if fields:
            after = await self._desk.values(kind, fields, document.fields)
            for code in {*after, *document.fields}:
                if document.fields.get(code) != after.get(code):
                    changes[f"fields.{code}"] = [document.fields.get(code), after.get(code)]
            document.fields = after
        return changes

    async def _columns(self, given: dict[str, Any]) -> dict[str, Any]:
        for name in ("title", "content", "phone", "unit_id"):
            if name in given and given[name] is None:
                raise Invalid(f"{name} cannot be empty", field=name)
        if given.get("customer_id") is not None:
            await CustomerRepository(self._session, self._who).get(given["customer_id"])
        if given.get("unit_id") is not None:
            await unit(self._session, given["unit_id"])
        if given.get("phone"):
            given["phone"] = normalise(given["phone"], area_code=self._work.area_code)
        return given

    def _demand(self, opened: Opened, way: Outcome, act: Act, required: tuple[str, ...]) -> None:
        demand_filled(opened.kind, [*required, *way.required], opened.document.fields)
        if way.remark and not act.remark.strip():
            raise Invalid("a remark is required", field="remark", message_zh="请填写处理备注")
