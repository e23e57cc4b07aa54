"""Documents (单据): entered, worked on, sent their way. The verbs are those of the field."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from crm.documents.bulk import BulkService
from crm.documents.context import Work
from crm.documents.retype import retype
from crm.documents.schemas import (
    Act,
    Bulk,
    BulkResults,
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
from crm.documents.verbs import Verbs
from crm.paging import Page
from server.http.context import Request
from server.http.once import once
from server.http.route import Routes

routes = Routes("documents")


@routes("GET", "/documents")
async def list_documents(request: Request, query: DocumentQuery) -> Page[DocumentRow]:
    """业务列表 (`list=entered`), 工单处理 (`list=todo`), 工单查询 (`list=all`): as far as the asker may see."""
    async with request.web.db.read() as session:
        return await DocumentService(_work(request, session)).find(query)


@routes("POST", "/documents", status=201)
async def create_document(request: Request, body: NewDocument) -> DocumentDetail:
    """Enter a document. Sent twice with the same header `Idempotency-Key`, it is entered once."""

    async def create(service: DocumentService) -> str:
        return (await service.create(body)).id

    return await _once(request, create, "create", body)


@routes("POST", "/documents/bulk")
async def bulk_documents(request: Request, body: Bulk) -> BulkResults:
    """One verb for many documents, each on its own: what cannot be done keeps the others from nothing."""
    async with request.web.db.write() as session:
        return await BulkService(_work(request, session)).run(body)


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
    """Finish a step with an outcome. 409 when somebody else did; `Idempotency-Key` against double clicks."""
    ident = request.path["id"]

    async def act(service: DocumentService) -> str:
        return (await service.act(ident, body)).id

    return await _once(request, act, f"act {ident}", body)


@routes("POST", "/documents/{id}/claim")
async def claim_document(request: Request, body: StepVerb) -> DocumentDetail:
    """Take a step out of its pool; of two who claim it one gets it."""
    return await _verb(request, lambda verbs, ident: verbs.claim(ident, body))


@routes("POST", "/documents/{id}/release")
async def release_document(request: Request, body: StepVerb) -> DocumentDetail:
    """Put a claimed step back into its pool."""
    return await _verb(request, lambda verbs, ident: verbs.release(ident, body))


@routes("POST", "/documents/{id}/urge")
async def urge_document(request: Request, body: Remarked) -> DocumentDetail:
    """催办: who handles it is told to hurry."""
    return await _verb(request, lambda verbs, ident: verbs.urge(ident, body))


@routes("POST", "/documents/{id}/supervise")
async def supervise_document(request: Request, body: Remarked) -> DocumentDetail:
    """督办: keep an eye on it, and be told of everything."""
    return await _verb(request, lambda verbs, ident: verbs.supervise(ident, body))


@routes("POST", "/documents/{id}/reassign")
async def reassign_document(request: Request, body: Reassign) -> DocumentDetail:
    """改派: give a step to another user, or to the pool of a unit."""
    return await _verb(request, lambda verbs, ident: verbs.reassign(ident, body))


@routes("POST", "/documents/{id}/return")
async def return_document(request: Request, body: Reasoned) -> DocumentDetail:
    """退单: send a step back to the one before, with the reason."""
    return await _verb(request, lambda verbs, ident: verbs.send_back(ident, body))


@routes("POST", "/documents/{id}/extend")
async def extend_document(request: Request, body: Extend) -> DocumentDetail:
    """延期: another deadline for a step."""
    return await _verb(request, lambda verbs, ident: verbs.extend(ident, body))


@routes("POST", "/documents/{id}/reschedule")
async def reschedule_document(request: Request, body: Reschedule) -> DocumentDetail:
    """改约: another appointment with the customer."""
    return await _verb(request, lambda verbs, ident: verbs.reschedule(ident, body))


@routes("POST", "/documents/{id}/suspend")
async def suspend_document(request: Request, body: Reasoned) -> DocumentDetail:
    """挂起: its deadlines stand still."""
    return await _verb(request, lambda verbs, ident: verbs.suspend(ident, body))


@routes("POST", "/documents/{id}/resume")
async def resume_document(request: Request, body: Remarked) -> DocumentDetail:
    """恢复: what was left of its deadlines runs again."""
    return await _verb(request, lambda verbs, ident: verbs.resume(ident, body))


@routes("POST", "/documents/{id}/cancel")
async def cancel_document(request: Request, body: Reasoned) -> DocumentDetail:
    """撤销, with the reason."""
    return await _verb(request, lambda verbs, ident: verbs.cancel(ident, body))


@routes("POST", "/documents/{id}/archive")
async def archive_document(request: Request, body: Remarked) -> DocumentDetail:
    """归档: put away what is done."""
    return await _verb(request, lambda verbs, ident: verbs.archive(ident, body))


@routes("POST", "/documents/{id}/reopen")
async def reopen_document(request: Request, body: Reasoned) -> DocumentDetail:
    """Take a closed document up again, at the step that its type names."""
    return await _verb(request, lambda verbs, ident: verbs.reopen(ident, body))


@routes("POST", "/documents/{id}/merge")
async def merge_documents(request: Request, body: Merge) -> DocumentDetail:
    """重复单合并: the duplicates end and lead to this one."""
    return await _verb(request, lambda verbs, ident: verbs.merge(ident, body))


@routes("POST", "/documents/{id}/retype")
async def retype_document(request: Request, body: Retype) -> DocumentDetail:
    """改分类: it begins anew on the process of another type of its family."""
    async with request.web.db.write() as session:
        work = _work(request, session)
        await retype(work, request.path["id"], body.type, body.remark)
        return await DocumentService(work).get(request.path["id"])


@routes("POST", "/documents/{id}/remarks", status=201)
async def remark_on_document(request: Request, body: NewDocumentRemark) -> DocumentDetail:
    """Add a remark; whom it mentions is told."""
    async with request.web.db.write() as session:
        return await DocumentService(_work(request, session)).remark(request.path["id"], body)


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
    async with request.web.db.write() as session:
        return await DocumentService(_work(request, session)).link(request.path["id"], body)


@routes("DELETE", "/documents/{id}/links/{kind}/{other}")
async def unlink_document(request: Request) -> None:
    """Take away a link that somebody made by hand."""
    async with request.web.db.write() as session:
        service = DocumentService(_work(request, session))
        await service.unlink(request.path["id"], request.path["kind"], request.path["other"])


async def _once(
    request: Request, do: Callable[[DocumentService], Awaitable[str]], what: str, body: BaseModel
) -> DocumentDetail:
    async with request.web.db.write() as session:
        service = DocumentService(_work(request, session))

        async def carry_out() -> DocumentDetail:
            return await service.get(await do(service))

        return await once(request, session, carry_out, service.get, what, body)


async def _verb(request: Request, do: Callable[[Verbs, str], Awaitable[None]]) -> DocumentDetail:
    async with request.web.db.write() as session:
        work = _work(request, session)
        await do(Verbs(work), request.path["id"])
        return await DocumentService(work).get(request.path["id"])


def _work(request: Request, session: AsyncSession) -> Work:
    company = request.web.company
    return Work(session, request.who, company.zone, company.area_code)
