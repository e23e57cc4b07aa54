"""A document as somebody sees it: what it says, where it stands, what he may do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from sqlalchemy import select

from crm.customers.repository import CustomerRepository
from crm.documents.context import Work
from crm.documents.course import step_before
from crm.documents.desk import Desk
from crm.documents.engine.check import read
from crm.documents.engine.model import DocumentType, Handler, Task
from crm.documents.engine.run import offered
from crm.documents.engine.states import CLOSED, OPEN, Status
from crm.documents.models import (
    Document,
    DocumentLink,
    DocumentStep,
    DocumentTypeRow,
    DocumentTypeVersion,
    DocumentWatcher,
)
from crm.documents.naming import names_of
from crm.documents.rights import editable, may_edit_all
from crm.documents.schemas import (
    ChangeView,
    DocumentDetail,
    DocumentRow,
    LinkView,
    OutcomeView,
    RemarkView,
    StepView,
)
from crm.documents.scope import seen, to_do
from crm.documents.surveys import surveys_of
from crm.documents.types import type_of
from crm.text import BothLanguages


async def rows_of(work: Work, documents: Sequence[Document]) -> list[DocumentRow]:
    """Rows of a list, with the names of types and customers."""
    names = {row.code: {"zh": row.name_zh, "en": row.name_en} for row in await _types(work)} if documents else {}
    ids = {document.customer_id for document in documents if document.customer_id}
    customers = await CustomerRepository(work.session, work.who).names(ids)
    return [_row(work, document, names, customers) for document in documents]


async def detail_of(work: Work, document: Document) -> DocumentDetail:
    """With steps (and their pools), remarks and history loaded."""
    kind = await type_of(work.session, document.type, document.type_version)
    (row,) = await rows_of(work, [document])
    desk = Desk(work)
    writes = await work.session.scalar(
        select(Document.id).where(Document.id == document.id, seen(work.who, work.writes))
    )
    manages = writes is not None and await desk.manages(document)
    query = select(DocumentStep.id).where(DocumentStep.document_id == document.id, to_do(work.who))
    mine = set(await work.session.scalars(query)) if writes is not None else set()
    active = [step for step in document.steps if step.state == "active"]
    acts = {step.id for step in active if manages or step.id in mine}
    edit = editable(
        kind,
        [step for step in active if step.id in acts],
        everything=writes is not None and may_edit_all(work, document, manages),
    )
    watchers = select(DocumentWatcher.user_id).where(DocumentWatcher.document_id == document.id)
    made = list(
        await work.session.scalars(
            select(DocumentLink).where(DocumentLink.document_id == document.id).order_by(DocumentLink.created_at)
        )
    )
    names = await names_of(work, document, kind, made)
    return DocumentDetail(
        **row.model_dump(),
        content=document.content,
        certified=document.certified,
        merged_into=document.merged_into,
        suspended_at=document.suspended_at,
        form=kind.form.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        steps=await _steps(work, kind, document, acts, mine),
        remarks=[RemarkView.model_validate(remark) for remark in document.remarks],
        history=[ChangeView.model_validate(change) for change in document.history],
        links=await _links(work, made, names),
        watchers=sorted(await work.session.scalars(watchers)),
        edit=edit if Status(document.status) in OPEN else [],
        verbs=verbs_of(document, kind, manages=manages, acts=bool(acts), mine=document.created_by == work.who.user)
        if writes is not None
        else [],
        may_write=writes is not None,
        surveys=await surveys_of(work, kind, document, acts=acts, writes=writes is not None),
        names=names,
    )


def verbs_of(document: Document, kind: DocumentType, *, manages: bool, acts: bool, mine: bool) -> list[str]:
    """What may be done besides the steps' outcomes."""
    state = Status(document.status)
    if state is Status.DONE:
        return ["archive"] * manages + ["reopen"] * (manages and kind.reopen is not None)
    if state in CLOSED:
        return ["reopen"] * (manages and kind.reopen is not None and document.merged_into is None)
    found = ["urge"]
    if manages:
        found += ["supervise", "extend", "merge", "retype"]
    if manages or acts:
        found += ["reassign", "reschedule", "resume" if document.suspended_at else "suspend"]
    if manages or mine:
        found.append("cancel")
    return found


def _row(
    work: Work, document: Document, names: Mapping[str, dict[str, str]], customers: Mapping[str, str]
) -> DocumentRow:
    row = DocumentRow.model_validate(document)
    row.type_name = names.get(document.type, {})
    row.customer_name = customers.get(document.customer_id or "", "")
    row.overdue = document.due_at is not None and document.due_at < work.now and document.suspended_at is None
    return row


async def _steps(work: Work, kind: DocumentType, document: Document, acts: Set[str], mine: Set[str]) -> list[StepView]:
    tasks: dict[str, Task] = {task.code: task for task in kind.process.tasks()}
    if any(step.node not in tasks for step in document.steps):
        tasks = await _former(work, document) | tasks
    return [
        _step(work, kind, document, step, tasks.get(step.node), step.id in acts, step.id in mine)
        for step in document.steps
    ]


async def _former(work: Work, document: Document) -> dict[str, Task]:
    """The steps of the types that it was of before, by code: what was done there has its name from them."""
    types = [change.changes["type"][0] for change in document.history if change.action == "retype"]
    rows = await work.session.scalars(
        select(DocumentTypeVersion).where(DocumentTypeVersion.code.in_(types)).order_by(DocumentTypeVersion.version)
    )
    return {task.code: task for row in rows for task in read(row.document).process.tasks()}


def _step(
    work: Work,
    kind: DocumentType,
    document: Document,
    step: DocumentStep,
    task: Task | None,
    acts: bool,
    mine: bool,
) -> StepView:
    if task is None:  # a type that is there no more
        name = BothLanguages(zh=step.node, en=step.node)
        task = Task(kind="task", code=step.node, name=name, handler=Handler.model_validate({"by": "same"}), outcomes=())
    view = StepView(
        id=step.id,
        node=step.node,
        name=task.name.model_dump(),
        kind=task.kind,
        state=step.state,
        handler_id=step.handler_id,
        unit_id=step.unit_id,
        outlet_id=step.outlet_id,
        pool=[{"kind": place.kind, "ref": place.ref} for place in step.pool],
        entered_at=step.entered_at,
        due_at=step.due_at,
        overdue=step.overdue,
        claimed_at=step.claimed_at,
        outcome=step.outcome,
        outcome_name=next((way.name.model_dump() for way in task.outcomes if way.code == step.outcome), {}),
        remark=step.remark,
        done_by=step.done_by,
        done_at=step.done_at,
    )
    if step.state == "active":
        view.may_act = acts and document.suspended_at is None
        view.may_claim = mine and step.handler_id is None
        view.may_release = step.handler_id is not None and step.handler_id == work.who.user and bool(step.pool)
        view.returnable = view.may_act and task.returnable and step_before(kind, document.steps, step) is not None
        view.outcomes = [
            OutcomeView(code=way.code, name=way.name.model_dump(), remark=way.remark, required=list(way.required))
            for way in offered(task, document.fields)
        ]
        view.edit, view.required, view.surveys = list(task.edit), list(task.required), list(task.surveys)
    return view


async def _types(work: Work) -> Sequence[DocumentTypeRow]:
    return list(await work.session.scalars(select(DocumentTypeRow)))


async def _links(work: Work, links: Sequence[DocumentLink], names: Mapping[str, dict[str, str]]) -> list[LinkView]:
    ids = [link.other_id for link in links if link.kind == "document"]
    found: dict[str, Any] = {}
    if ids:
        rows = await work.session.execute(
            select(Document.id, Document.number, Document.title).where(Document.id.in_(ids), seen(work.who))
        )
        found = {row.id: row for row in rows}
    return [
        LinkView(
            kind=link.kind,
            id=link.other_id,
            relation=link.relation,
            number=found[link.other_id].number if link.other_id in found else "",
            title=found[link.other_id].title
            if link.other_id in found
            else names.get(f"{link.kind}:{link.other_id}", {}).get("zh", ""),
            created_by=link.created_by,
            created_at=link.created_at,
        )
        for link in links
        if link.kind != "document" or link.other_id in found
    ]
