"""Queries about articles: who may read, edit and decide."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.attachments.owners import keeps, shows
from crm.base import utcnow
from crm.errors import Forbidden, NotFound
from crm.knowledge.models import Article, ArticleVersion, KnowledgeCategory
from crm.knowledge.schemas import ArticleQuery, Content
from crm.messages.subjects import sees
from crm.text import contains


def current(now: datetime) -> ColumnElement[bool]:
    """Published, and within its period."""
    return and_(
        Article.state == "published",
        or_(Article.valid_from.is_(None), Article.valid_from <= now),
        or_(Article.valid_until.is_(None), Article.valid_until > now),
    )


def is_current(article: Article, now: datetime) -> bool:
    return (
        article.state == "published"
        and (article.valid_from is None or article.valid_from <= now)
        and (article.valid_until is None or article.valid_until > now)
    )


def matching(q: str) -> list[ColumnElement[bool]]:
    """Conditions: every word of `q` is in it."""
    return [Article.search.like(contains(word), escape="\\") for word in q.lower().split()]


class ArticleRepository:
    """Readers see what is current and meant for them; editors and approvers also what is drafted, withdrawn or over,
    in their scope."""

    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        mine = Article.created_by == who.user
        self._editable = visible(who, "knowledge.write", unit=Article.unit_id, own=mine)
        self._approvable = visible(who, "knowledge.approve", unit=Article.unit_id, own=false())
        above = [part for part in who.unit_path.split("/") if part]
        self._meant = Article.unit_id.in_(above)
        self._mine = mine

    def readable(self, now: datetime) -> ColumnElement[bool]:
        """What the asker reads, as a condition."""
        return current(now) & or_(self._meant, self._editable, self._approvable)

    def _within(self, now: datetime) -> ColumnElement[bool]:
        return or_(self.readable(now), self._editable, self._approvable)

    async def get(self, article_id: str, *, lock: bool = False) -> Article:
        """NotFound for one that the asker may neither read nor edit."""
        query = select(Article).where(Article.id == article_id, self._within(utcnow()))
        found = await self._session.scalar(query.with_for_update() if lock else query)
        if found is None:
            raise NotFound(f"there is no article {article_id}")
        return found

    async def get_to_edit(self, article_id: str) -> Article:
        """NotFound for what he cannot see, Forbidden for what he only reads."""
        article = await self.get(article_id, lock=True)
        if not await self.may_edit(article_id):
            raise Forbidden("this article is not yours to change")
        return article

    async def may_edit(self, article_id: str) -> bool:
        query = select(Article.id).where(Article.id == article_id, self._editable)
        return await self._session.scalar(query) is not None

    async def may_approve(self, article_id: str) -> bool:
        query = select(Article.id).where(Article.id == article_id, self._approvable)
        return await self._session.scalar(query) is not None

    async def editable_among(self, ids: list[str]) -> set[str]:
        query = select(Article.id).where(Article.id.in_(ids), self._editable | self._approvable)
        rows = await self._session.scalars(query)
        return set(rows)

    async def may_read(self, article_id: str) -> bool:
        query = select(Article.id).where(Article.id == article_id, self._within(utcnow()))
        return await self._session.scalar(query) is not None

    async def find(self, asked: ArticleQuery) -> Select[Article]:
        now = utcnow()
        query = select(Article).where(self.readable(now))
        if asked.review:
            waiting = select(ArticleVersion.article_id).where(ArticleVersion.state == "review")
            query = select(Article).where(self._editable | self._approvable, Article.id.in_(waiting))
        elif not asked.current or asked.state or asked.mine:
            query = select(Article).where(self._within(now))
        if asked.q:
            query = query.where(*matching(asked.q))
        if asked.category is not None:
            category = await self._session.get(KnowledgeCategory, asked.category)
            path = category.path if category is not None else "?"
            below = select(KnowledgeCategory.id).where(KnowledgeCategory.path.startswith(path, autoescape=True))
            query = query.where(Article.category_id.in_(below))
        if asked.product is not None:
            query = query.where(Article.product == asked.product)
        if asked.state is not None:
            query = query.where(Article.state == asked.state)
        if asked.mine:
            query = query.where(self._mine)
        order = {
            "newest": func.coalesce(Article.published_at, Article.updated_at),
            "used": Article.used,
            "helpful": Article.helpful - Article.unhelpful,
        }[asked.sort]
        return query.order_by(order.desc(), Article.id.desc())

    async def version(self, article_id: str, number: int) -> ArticleVersion:
        row = await self._session.get(ArticleVersion, (article_id, number))
        if row is None:
            raise NotFound(f"there is no version {number} of this article")
        return row

    async def versions(self, article_id: str) -> list[ArticleVersion]:
        query = select(ArticleVersion).where(ArticleVersion.article_id == article_id)
        return list(await self._session.scalars(query.order_by(ArticleVersion.number.desc())))


@keeps("article")
async def _keeps(session: AsyncSession, who: Principal, article_id: str) -> None:
    if not await ArticleRepository(session, who).may_edit(article_id):
        raise Forbidden("this article is not yours to change")


@shows("article")
async def _shown(session: AsyncSession, who: Principal, article_id: str) -> Collection[str] | None:
    """Readers see the files of what they read, not those of drafts and of older versions."""
    articles = ArticleRepository(session, who)
    if await articles.editable_among([article_id]):
        return None
    article = await articles.get(article_id)
    version = await articles.version(article_id, article.published or article.latest)
    return Content.model_validate(version.content, strict=False).attachments


@sees("article")
async def _seen(session: AsyncSession, who: Principal, article_id: str) -> bool:
    return await ArticleRepository(session, who).may_read(article_id)
