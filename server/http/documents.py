"""Documents (单据): entered, worked on, sent their way. The verbs are those of the field."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from crm.documents.board import board_of
from crm.documents.board_schemas import Board, BoardQuery
from crm.documents.bulk import BulkService
from crm.documents.context import Work
from crm.documents.retype import retype
from crm.documents.schemas import (
    Act,
    Bulk,
    DocumentDetail,
    DocumentPatch,
    DocumentQuery,
    DocumentRow,
    Extend,
    Merge,
    NewDocument,
    NewDocumentRemark,
    NewLink,
    Reasoned,
    Reassign,
    Remarked,
    Reschedule,
    Retype,
    StepVerb,
)
from crm.documents.service import DocumentService
from crm.documents.survey_schemas import SurveyResult
from crm.documents.surveys import ask
from crm.documents.verbs import Verbs
from crm.many import BulkResults
from crm.paging import Page
from server.http.context import Request
from server.http.errors import in_chinese
from server.http.once import KEY, once
from server.http.route import Routes

routes = Routes("documents")

B = TypeVar("B", bound=BaseModel)


@routes("GET", "/documents")
async def list_documents(request: Request, query: DocumentQuery) -> Page[DocumentRow]:
    """业务列表 (`list=entered`), 工单处理 (`list=todo`), 工单查询 (`list=all`): as far as the asker may see."""
    async with request.web.db.read() as session:
        return await DocumentService(_work(request, session)).find(query)


@routes("POST", "/documents", status=201)
async def create_document(request: Request, body: NewDocument) -> DocumentDetail:
    """Enter a document. Sent twice with the same header `Idempotency-Key`, it is entered once."""
    async with request.web.db.write() as session:
        service = DocumentService(_work(request, session))
        return await once(request, session, lambda: service.create(body), service.get, "create", body)


@routes("POST", "/documents/bulk")
async def bulk_documents(request: Request, body: Bulk) -> BulkResults:
    """One verb for many documents, each on its own: what cannot be done keeps the others from nothing. Sent twice with
    the same header `Idempotency-Key`, it is done once with each; what could not be done is tried again."""
    async with request.web.db.write() as session:
        return in_chinese(await BulkService(_work(request, session)).run(body, key=request.http.headers.get(KEY)))


@routes("GET", "/documents/board")
async def show_board(request: Request, query: BoardQuery) -> Board:
    """The documents of a list in columns, each with its count and its first cards: by the steps of the process of
    `type`, of several types by status."""
    async with request.web.db.read() as session:
        return await board_of(_work(request, session), query)


@routes("GET", "/documents/{id}")
async def get_document(request: Request) -> DocumentDetail:
    """One document: form, steps, what may be done now, remarks, history, links."""
    async with request.web.db.read() as session:
        return await DocumentService(_work(request, session)).get(request.path["id"])


@routes("PATCH", "/documents/{id}")
async def change_document(request: Request, body: DocumentPatch) -> DocumentDetail:
    """Change fields. 409 with the others' `changes` when somebody changed it since `version`."""
    async with request.web.db.write() as session:
        return await DocumentService(_work(request, session)).change(request.path["id"], body)


@routes("POST", "/documents/{id}/act")
async def act_on_document(request: Request, body: Act) -> DocumentDetail:
    """Finish a step with an outcome. 409 when somebody else did; `Idempotency-Key` against double clicks, as with
    everything that is done with a document."""

    async def act(work: Work, ident: str) -> None:
        await DocumentService(work).act(ident, body)

    return await _once(request, act, "act", body)


@routes("POST", "/documents/{id}/claim")
async def claim_document(request: Request, body: StepVerb) -> DocumentDetail:
    """Take a step out of its pool; of two who claim it one gets it."""
    return await _verb(request, Verbs.claim, body)


@routes("POST", "/documents/{id}/release")
async def release_document(request: Request, body: StepVerb) -> DocumentDetail:
    """Put a claimed step back into its pool."""
    return await _verb(request, Verbs.release, body)


@routes("POST", "/documents/{id}/urge")
async def urge_document(request: Request, body: Remarked) -> DocumentDetail:
    """催办: who handles it is told to hurry."""
    return await _verb(request, Verbs.urge, body)


@routes("POST", "/documents/{id}/supervise")
async def supervise_document(request: Request, body: Remarked) -> DocumentDetail:
    """督办: keep an eye on it, and be told of everything."""
    return await _verb(request, Verbs.supervise, body)


@routes("POST", "/documents/{id}/reassign")
async def reassign_document(request: Request, body: Reassign) -> DocumentDetail:
    """改派: give a step to another user, or to the pool of a unit."""
    return await _verb(request, Verbs.reassign, body)


@routes("POST", "/documents/{id}/return")
async def return_document(request: Request, body: Reasoned) -> DocumentDetail:
    """退单: send a step back to the one before, with the reason."""
    return await _verb(request, Verbs.send_back, body)


@routes("POST", "/documents/{id}/extend")
async def extend_document(request: Request, body: Extend) -> DocumentDetail:
    """延期: another deadline for a step."""
    return await _verb(request, Verbs.extend, body)


@routes("POST", "/documents/{id}/reschedule")
async def reschedule_document(request: Request, body: Reschedule) -> DocumentDetail:
    """改约: another appointment with the customer."""
    return await _verb(request, Verbs.reschedule, body)


@routes("POST", "/documents/{id}/suspend")
async def suspend_document(request: Request, body: Reasoned) -> DocumentDetail:
    """挂起: its deadlines stand still."""
    return await _verb(request, Verbs.suspend, body)


@routes("POST", "/documents/{id}/resume")
async def resume_document(request: Request, body: Remarked) -> DocumentDetail:
    """恢复: what was left of its deadlines runs again."""
    return await _verb(request, Verbs.resume, body)


@routes("POST", "/documents/{id}/cancel")
async def cancel_document(request: Request, body: Reasoned) -> DocumentDetail:
    """撤销, with the reason."""
    return await _verb(request, Verbs.cancel, body)


@routes("POST", "/documents/{id}/archive")
async def archive_document(request: Request, body: Remarked) -> DocumentDetail:
    """归档: put away what is done."""
    return await _verb(request, Verbs.archive, body)


@routes("POST", "/documents/{id}/reopen")
async def reopen_document(request: Request, body: Reasoned) -> DocumentDetail:
    """Take a closed document up again, at the step that its type names."""
    return await _verb(request, Verbs.reopen, body)


@routes("POST", "/documents/{id}/merge")
async def merge_documents(request: Request, body: Merge) -> DocumentDetail:
    """重复单合并: the duplicates end and lead to this one."""
    return await _verb(request, Verbs.merge, body)


@routes("POST", "/documents/{id}/retype")
async def retype_document(request: Request, body: Retype) -> DocumentDetail:
    """改分类: it begins anew on the process of another type of its family."""

    async def begin_anew(work: Work, ident: str) -> None:
        await retype(work, ident, body.type, body.remark)

    return await _once(request, begin_anew, "retype", body)


@routes("POST", "/documents/{id}/surveys")
async def ask_survey(request: Request, body: SurveyResult) -> DocumentDetail:
    """What the customer said to a questionnaire of the document or of one of its steps."""
    async with request.web.db.write() as session:
        work = _work(request, session)
        await ask(work, request.path["id"], body)
        return await DocumentService(work).done(request.path["id"])


@routes("POST", "/documents/{id}/remarks", status=201)
async def remark_on_document(request: Request, body: NewDocumentRemark) -> DocumentDetail:
    """Add a remark; whom it mentions is told."""

    async def remark(work: Work, ident: str) -> None:
        await DocumentService(work).remark(ident, body)

    return await _once(request, remark, "remark", body)


@routes("PUT", "/documents/{id}/watch")
async def watch_document(request: Request) -> DocumentDetail:
    """Be told of everything that happens to it."""
    async with request.web.db.write() as session:
        return await DocumentService(_work(request, session)).watch(request.path["id"], on=True)


@routes("DELETE", "/documents/{id}/watch")
async def unwatch_document(request: Request) -> None:
    """Be told no more."""
    async with request.web.db.write() as session:
        await DocumentService(_work(request, session)).watch(request.path["id"], on=False)


@routes("POST", "/documents/{id}/links", status=201)
async def link_document(request: Request, body: NewLink) -> DocumentDetail:
    """Link it with another document, a call or a customer."""

    async def link(work: Work, ident: str) -> None:
        await DocumentService(work).link(ident, body)

    return await _once(request, link, "link", body)


@routes("DELETE", "/documents/{id}/links/{kind}/{other}")
async def unlink_document(request: Request) -> None:
    """Take away a link that somebody made by hand."""
    async with request.web.db.write() as session:
        service = DocumentService(_work(request, session))
        await service.unlink(request.path["id"], request.path["kind"], request.path["other"])


async def _once(
    request: Request, do: Callable[[Work, str], Awaitable[None]], what: str, body: BaseModel
) -> DocumentDetail:
    """Carry out what is asked of one document, once for each `Idempotency-Key`."""
    ident = request.path["id"]
    async with request.web.db.write() as session:
        work = _work(request, session)
        service = DocumentService(work)

        async def carry_out() -> DocumentDetail:
            await do(work, ident)
            return await service.done(ident)

        return await once(request, session, carry_out, service.get, f"{what} {ident}", body)


async def _verb(request: Request, verb: Callable[[Verbs, str, B], Awaitable[None]], body: B) -> DocumentDetail:
    async def carry_out(work: Work, ident: str) -> None:
        await verb(Verbs(work), ident, body)

    return await _once(request, carry_out, verb.__name__, body)


def _work(request: Request, session: AsyncSession) -> Work:
    company = request.web.company
    return Work(session, request.who, company.zone, company.area_code)
