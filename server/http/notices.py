"""Notices (公告) and official papers (公文)."""

from __future__ import annotations

from crm.notices.schemas import NewNotice, NoticeChange, NoticeDetail, NoticeQuery, NoticeRow, Receipt, ReceiptQuery
from crm.notices.service import NoticeService
from crm.paging import Page
from server.http.context import Request
from server.http.once import once
from server.http.route import Routes

routes = Routes("notices")


@routes("GET", "/notices")
async def list_notices(request: Request, query: NoticeQuery) -> Page[NoticeRow]:
    """What is for the asker now, pinned ones first; with `current=false` also what he may change."""
    async with request.web.db.read() as session:
        return await NoticeService(session, request.who).find(query)


@routes("POST", "/notices", status=201)
async def create_notice(request: Request, body: NewNotice) -> NoticeDetail:
    """Publish a notice or paper for units and a period; its readers are told. With a header
    `Idempotency-Key` it is published once, however often it is sent."""
    async with request.web.db.write() as session:
        service = NoticeService(session, request.who)
        return await once(request, session, lambda: service.create(body), service.get, "notice", body)


@routes("GET", "/notices/{id}")
async def get_notice(request: Request) -> NoticeDetail:
    """One notice; opening it does not count as reading it."""
    async with request.web.db.read() as session:
        return await NoticeService(session, request.who).get(request.path["id"])


@routes("PATCH", "/notices/{id}")
async def change_notice(request: Request, body: NoticeChange) -> NoticeDetail:
    """Change it; with `again` everybody has to read it once more."""
    async with request.web.db.write() as session:
        return await NoticeService(session, request.who).update(request.path["id"], body)


@routes("POST", "/notices/{id}/withdraw")
async def withdraw_notice(request: Request) -> None:
    """Nobody is shown it any more."""
    async with request.web.db.write() as session:
        await NoticeService(session, request.who).withdraw(request.path["id"])


@routes("POST", "/notices/{id}/read")
async def read_notice(request: Request) -> None:
    """The asker has read it."""
    async with request.web.db.write() as session:
        await NoticeService(session, request.who).read(request.path["id"])


@routes("GET", "/notices/{id}/receipts")
async def list_receipts(request: Request, query: ReceiptQuery) -> Page[Receipt]:
    """Who has read it, and who has not."""
    async with request.web.db.read() as session:
        return await NoticeService(session, request.who).receipts(request.path["id"], query)
