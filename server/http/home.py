"""The home page in one call: what is there to do, to read and to know."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from crm.callbacks.service import CallbackQuery, CallbackRow, CallbackService
from crm.documents.context import Work
from crm.documents.schemas import DocumentQuery, DocumentRow
from crm.documents.service import DocumentService
from crm.knowledge.schemas import ArticleQuery, ArticleRow
from crm.knowledge.service import KnowledgeService
from crm.messages.box import MessageBox, Unread
from crm.notices.schemas import NoticeQuery, NoticeRow
from crm.notices.service import NoticeService
from crm.personal.schemas import HomeLayout
from crm.personal.service import personal_settings
from crm.voicemails.service import VoicemailQuery, VoicemailRow, VoicemailService
from server.http.context import Request
from server.http.route import Routes

routes = Routes("home")

LATEST = 5
TASKS = 10


class TaskBlock(BaseModel):
    """Documents (tickets among them) with a step that is the asker's to do: the newest, and how many there are."""

    items: list[DocumentRow]
    total: int


class CallbackBlock(BaseModel):
    items: list[CallbackRow]
    total: int


class VoicemailBlock(BaseModel):
    """Those that nobody has heard yet."""

    items: list[VoicemailRow]
    total: int


class Home(BaseModel):
    """A block is null where the asker has no right to it. `figures`: his own live figures, as `figures.agent`, null
    while there are none. `layout`: how he wants the blocks."""

    tasks: TaskBlock | None
    notices: list[NoticeRow]
    papers: list[NoticeRow]
    articles: list[ArticleRow] | None
    figures: dict[str, Any] | None
    unread: Unread
    callbacks: CallbackBlock | None
    voicemails: VoicemailBlock | None
    layout: HomeLayout


@routes("GET", "/home")
async def get_home(request: Request) -> Home:
    """Everything that the home page shows."""
    who, hub = request.who, request.web.hub
    async with request.web.db.read() as session:
        notices = NoticeService(session, who)
        latest = NoticeQuery.model_validate({"page_size": LATEST, "kind": "notice"})
        papers = NoticeQuery.model_validate({"page_size": LATEST, "kind": "paper"})
        return Home(
            tasks=await _tasks(request, session) if who.may("documents.read") else None,
            notices=(await notices.find(latest)).items,
            papers=(await notices.find(papers)).items,
            articles=await _articles(request, session) if who.may("knowledge.read") else None,
            figures=hub.figures.agent(who.user or "") if hub.figures is not None and who.may("kpis.read") else None,
            unread=await MessageBox(session, who).unread(),
            callbacks=await _callbacks(request, session) if who.may("callbacks.read") else None,
            voicemails=await _voicemails(request, session) if who.may("voicemails.read") else None,
            layout=(await personal_settings(session, who)).home,
        )


async def _tasks(request: Request, session: AsyncSession) -> TaskBlock:
    company = request.web.company
    work = Work(session, request.who, company.zone, company.area_code)
    page = await DocumentService(work).find(DocumentQuery.model_validate({"page_size": TASKS, "list": "todo"}))
    return TaskBlock(items=page.items, total=page.total)


async def _articles(request: Request, session: AsyncSession) -> list[ArticleRow]:
    asked = ArticleQuery.model_validate({"page_size": LATEST})
    return (await KnowledgeService(session, request.who).find(asked)).items


async def _callbacks(request: Request, session: AsyncSession) -> CallbackBlock:
    page = await CallbackService(session, request.who).find(
        CallbackQuery.model_validate({"page_size": LATEST, "open": True})
    )
    return CallbackBlock(items=page.items, total=page.total)


async def _voicemails(request: Request, session: AsyncSession) -> VoicemailBlock:
    page = await VoicemailService(session, request.who).find(
        VoicemailQuery.model_validate({"page_size": LATEST, "heard": False})
    )
    return VoicemailBlock(items=page.items, total=page.total)
