"""What anybody may read without a log-in, and what flows say on the phone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.base import utcnow
from crm.errors import NotFound
from crm.knowledge.models import Article, ArticleVersion, KnowledgeCategory
from crm.knowledge.repository import current, matching
from crm.knowledge.schemas import Content
from crm.paging import Page, PageQuery, fetch_page
from crm.users.schemas import Language


class PublicQuery(PageQuery):
    """`language`: articles that are there in it."""

    page_size: int = Field(20, ge=1, le=50)
    q: str | None = Field(None, max_length=100)
    category: str | None = Field(None, max_length=26)
    product: str | None = Field(None, max_length=100)
    language: Language | None = None


class PublicRow(BaseModel):
    number: str
    title_zh: str
    title_en: str
    category_id: str | None
    product: str
    published_at: datetime | None


class PublicWords(BaseModel):
    """`body` is Markdown."""

    title: str
    body: str


class PublicArticle(PublicRow):
    texts: dict[Language, PublicWords]
    keywords: list[str]


class PublicCategory(BaseModel):
    id: str
    parent_id: str | None
    name_zh: str
    name_en: str
    articles: int


def _public(now: datetime) -> ColumnElement[bool]:
    return current(now) & Article.public.is_(True)


async def public_articles(session: AsyncSession, asked: PublicQuery) -> Page[PublicRow]:
    """Published articles that are marked public, newest first."""
    query = select(Article).where(_public(utcnow()))
    if asked.q:
        query = query.where(*matching(asked.q))
    if asked.category is not None:
        query = query.where(Article.category_id == asked.category)
    if asked.product is not None:
        query = query.where(Article.product == asked.product)
    if asked.language is not None:
        query = query.where((Article.title_zh if asked.language == "zh" else Article.title_en) != "")
    rows, total = await fetch_page(session, query.order_by(Article.published_at.desc(), Article.id.desc()), asked)
    items = [PublicRow.model_validate(row, from_attributes=True) for row in rows]
    return Page(items=items, total=total, page=asked.page, page_size=asked.page_size)


async def public_article(session: AsyncSession, number: str) -> PublicArticle:
    """NotFound for one that is not public (any more)."""
    article = await session.scalar(select(Article).where(Article.number == number, _public(utcnow())))
    if article is None:
        raise NotFound(f"there is no article {number}")
    row = await session.get_one(ArticleVersion, (article.id, article.published))
    content = Content.model_validate(row.content, strict=False)
    shown = PublicRow.model_validate(article, from_attributes=True).model_dump()
    texts = {language: PublicWords(title=words.title, body=words.body) for language, words in content.texts.items()}
    return PublicArticle(**shown, texts=texts, keywords=content.keywords)


async def public_categories(session: AsyncSession) -> list[PublicCategory]:
    """Categories with public articles in them or below."""
    counts = {
        row.category_id: int(row.articles)
        for row in await session.execute(
            select(Article.category_id, func.count().label("articles"))
            .where(_public(utcnow()), Article.category_id.is_not(None))
            .group_by(Article.category_id)
        )
    }
    rows = list(await session.scalars(select(KnowledgeCategory)))
    wanted = {part for row in rows if row.id in counts for part in row.path.split("/") if part}
    rows.sort(key=lambda row: (row.path.count("/"), row.position, row.name_zh))
    return [
        PublicCategory(
            id=row.id, parent_id=row.parent_id, name_zh=row.name_zh, name_en=row.name_en, articles=counts.get(row.id, 0)
        )
        for row in rows
        if row.id in wanted
    ]


async def spoken_article(session: AsyncSession, params: Mapping[str, Any]) -> dict[str, Any]:
    """What a flow asks: `{code?}` or `{number?}` → `{found, number, code, title_zh, title_en, spoken_zh, spoken_en}`; a
    language that it lacks is empty."""
    code, number = str(params.get("code") or ""), str(params.get("number") or "")
    if not code and not number:
        return {"found": False}
    query = _spoken_now(utcnow()).where(Article.code == code if code else Article.number == number)
    row = (await session.execute(query)).first()
    texts = row.content["texts"] if row is not None else {}
    if row is None or not any(words.get("spoken") for words in texts.values()):
        return {"found": False}
    answer: dict[str, Any] = {"found": True, "number": row.number, "code": row.code or ""}
    for language in ("zh", "en"):
        words = texts.get(language) or {}
        answer |= {f"title_{language}": words.get("title", ""), f"spoken_{language}": words.get("spoken", "")}
    return answer


async def spoken_texts(session: AsyncSession) -> tuple[dict[str, str], ...]:
    """All that flows may say of articles, for the core to make ready: those of a later period, too."""
    rows = await session.execute(_versions().where(Article.state == "published"))
    found: list[dict[str, str]] = []
    for row in rows:
        texts = row.content["texts"]
        for part in ("title", "spoken"):
            said = {
                lang: words[part].replace("{", "{{").replace("}", "}}")
                for lang, words in texts.items()
                if words.get("spoken") and words.get(part)
            }
            if said:
                found.append(said)
    return tuple(found)


def _spoken_now(now: datetime) -> Select[Any]:
    return _versions().where(current(now))


def _versions() -> Select[Any]:
    return (
        select(Article.number, Article.code, ArticleVersion.content)
        .join(ArticleVersion, (ArticleVersion.article_id == Article.id) & (ArticleVersion.number == Article.published))
        .order_by(Article.number)
    )
