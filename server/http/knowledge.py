"""The knowledge base (知识库), for the company's people and, without a log-in, for everybody."""

from __future__ import annotations

import math

from crm.errors import NotFound
from crm.knowledge.approval import Approval
from crm.knowledge.categories import Categories
from crm.knowledge.public import (
    PublicArticle,
    PublicCategory,
    PublicQuery,
    PublicRow,
    public_article,
    public_articles,
    public_categories,
)
from crm.knowledge.reading import Reading
from crm.knowledge.schemas import (
    ArticleChange,
    ArticleDetail,
    ArticleQuery,
    ArticleRow,
    CategoryChange,
    CategoryRow,
    Decision,
    NewArticle,
    NewCategory,
    Reason,
    Suggestion,
    SuggestQuery,
    Use,
    VersionDetail,
    Vote,
)
from crm.knowledge.service import KnowledgeService
from crm.paging import Page
from server.http.context import Request
from server.http.errors import TooManyRequests
from server.http.route import Routes

routes = Routes("knowledge")


@routes("GET", "/knowledge")
async def list_articles(request: Request, query: ArticleQuery) -> Page[ArticleRow]:
    """Articles that one reads, or may edit."""
    async with request.web.db.read() as session:
        return await KnowledgeService(session, request.who).find(query)


@routes("POST", "/knowledge", status=201)
async def create_article(request: Request, body: NewArticle) -> ArticleDetail:
    """Write an article: a draft, until somebody else approves it."""
    async with request.web.db.write() as session:
        return await KnowledgeService(session, request.who).create(body)


@routes("GET", "/knowledge/suggest")
async def suggest_articles(request: Request, query: SuggestQuery) -> list[Suggestion]:
    """Articles that fit what is being said or written, the best first."""
    async with request.web.db.read() as session:
        return await Reading(session, request.who).suggest(query)


@routes("GET", "/knowledge/categories")
async def list_categories(request: Request) -> list[CategoryRow]:
    """The tree of categories, parents first."""
    async with request.web.db.read() as session:
        return await Categories(session, request.who).find()


@routes("POST", "/knowledge/categories", status=201)
async def create_category(request: Request, body: NewCategory) -> CategoryRow:
    """Add a category."""
    async with request.web.db.write() as session:
        return await Categories(session, request.who).create(body)


@routes("PATCH", "/knowledge/categories/{id}")
async def change_category(request: Request, body: CategoryChange) -> CategoryRow:
    """Rename or move a category among its siblings."""
    async with request.web.db.write() as session:
        return await Categories(session, request.who).update(request.path["id"], body)


@routes("DELETE", "/knowledge/categories/{id}")
async def delete_category(request: Request) -> None:
    """Remove an empty category."""
    async with request.web.db.write() as session:
        await Categories(session, request.who).delete(request.path["id"])


@routes("GET", "/knowledge/{id}")
async def get_article(request: Request) -> ArticleDetail:
    """One article; for those who may edit it, with its draft and versions."""
    async with request.web.db.read() as session:
        return await KnowledgeService(session, request.who).get(request.path["id"])


@routes("PATCH", "/knowledge/{id}")
async def change_article(request: Request, body: ArticleChange) -> ArticleDetail:
    """Change the draft; of a published article, begin the next version."""
    async with request.web.db.write() as session:
        return await KnowledgeService(session, request.who).update(request.path["id"], body)


@routes("DELETE", "/knowledge/{id}")
async def delete_article(request: Request) -> None:
    """Remove an article that was never published."""
    async with request.web.db.write() as session:
        await KnowledgeService(session, request.who).delete(request.path["id"])


@routes("GET", "/knowledge/{id}/versions/{number}")
async def get_article_version(request: Request) -> VersionDetail:
    """One version with its content."""
    number = request.path["number"]
    if not number.isdecimal() or len(number) > 6:
        raise NotFound(f"there is no version {number} of this article")
    async with request.web.db.read() as session:
        return await KnowledgeService(session, request.who).version(request.path["id"], int(number))


@routes("POST", "/knowledge/{id}/submit")
async def submit_article(request: Request) -> ArticleDetail:
    """Hand the draft in for approval."""
    async with request.web.db.write() as session:
        await Approval(session, request.who).submit(request.path["id"])
        return await KnowledgeService(session, request.who).get(request.path["id"])


@routes("POST", "/knowledge/{id}/take-back")
async def take_article_back(request: Request) -> ArticleDetail:
    """Out of review again, to be changed."""
    async with request.web.db.write() as session:
        await Approval(session, request.who).take_back(request.path["id"])
        return await KnowledgeService(session, request.who).get(request.path["id"])


@routes("POST", "/knowledge/{id}/decide")
async def decide_on_article(request: Request, body: Decision) -> ArticleDetail:
    """Approve and publish what is in review, or reject it; never one's own. What it says on the phone is made ready."""
    async with request.web.db.write() as session:
        steps = Approval(session, request.who)
        if await steps.decide(request.path["id"], approve=body.approve, comment=body.comment):
            await request.web.configuration.publish(session)
        return await KnowledgeService(session, request.who).get(request.path["id"])


@routes("POST", "/knowledge/{id}/withdraw")
async def withdraw_article(request: Request, body: Reason) -> ArticleDetail:
    """Nobody reads it any more."""
    async with request.web.db.write() as session:
        if await Approval(session, request.who).withdraw(request.path["id"], body.reason):
            await request.web.configuration.publish(session)
        return await KnowledgeService(session, request.who).get(request.path["id"])


@routes("POST", "/knowledge/{id}/vote")
async def vote_on_article(request: Request, body: Vote) -> ArticleDetail:
    """Helpful or not; one may change one's mind."""
    async with request.web.db.write() as session:
        await Reading(session, request.who).vote(request.path["id"], body)
        return await KnowledgeService(session, request.who).get(request.path["id"])


@routes("POST", "/knowledge/{id}/use")
async def use_article(request: Request, body: Use) -> ArticleDetail:
    """It helped with this ticket or call; counted once for each."""
    async with request.web.db.write() as session:
        await Reading(session, request.who).use(request.path["id"], body)
        return await KnowledgeService(session, request.who).get(request.path["id"])


@routes("GET", "/public/knowledge")
async def list_public_articles(request: Request, query: PublicQuery) -> Page[PublicRow]:
    """Public articles, newest first; no log-in."""
    _brake(request)
    async with request.web.db.read() as session:
        return await public_articles(session, query)


@routes("GET", "/public/knowledge/categories")
async def list_public_categories(request: Request) -> list[PublicCategory]:
    """Categories that have public articles; no log-in."""
    _brake(request)
    async with request.web.db.read() as session:
        return await public_categories(session)


@routes("GET", "/public/knowledge/{number}")
async def get_public_article(request: Request) -> PublicArticle:
    """One public article by its number; no log-in."""
    _brake(request)
    async with request.web.db.read() as session:
        return await public_article(session, request.path["number"])


def _brake(request: Request) -> None:
    """TooManyRequests for an address that asks too often."""
    wait = request.web.public_rates.take(request.address)
    if wait > 0:
        seconds = math.ceil(wait)
        raise TooManyRequests(f"too many requests: try again in {seconds} s", retry_after=seconds)
