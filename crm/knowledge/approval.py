"""From draft to reader: submitted, approved by somebody else, published, withdrawn; and what runs out."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import utcnow
from crm.errors import Forbidden, Invalid
from crm.knowledge.approvers import approvers
from crm.knowledge.models import Article, ArticleTerm, ArticleVersion
from crm.knowledge.repository import ArticleRepository
from crm.knowledge.schemas import Content
from crm.knowledge.service import mirror
from crm.knowledge.terms import TERM_LENGTH, weights
from crm.messages.service import tell
from telephony.errors import NotPossible

WARN_BEFORE = timedelta(days=7)
"""So long before its period is over, the author of an article is told."""


class Approval:
    """Each step returns whether what is said on the phone may have changed: the core's configuration must follow."""

    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who
        self._articles = ArticleRepository(session, who)

    async def submit(self, article_id: str) -> None:
        """Hand the draft in. Those who may approve it are told."""
        article, version = await self._newest(article_id)
        if version.state != "draft":
            raise NotPossible("there is no draft to hand in", message_zh="没有可提交的草稿")
        version.state, version.submitted_at, version.comment = "review", utcnow(), ""
        version.decided_by = version.decided_at = None
        note(self._session, self._who, "knowledge.submit", "article", article.id, {"version": version.number})
        await self._session.flush()
        title = _title(version)
        others = [user for user in await approvers(self._session, article.unit_id) if user != version.author_id]
        await tell(
            self._session,
            others,
            "to_approve",
            title_zh=f"知识待审批：{title}",
            title_en=f"Article to approve: {title}",
            subject_kind="article",
            subject_id=article.id,
        )

    async def take_back(self, article_id: str) -> None:
        """Out of review again, to be changed."""
        article, version = await self._newest(article_id)
        if version.state != "review":
            raise NotPossible("it is not in review", message_zh="该文章不在审批中")
        version.state = "draft"
        note(self._session, self._who, "knowledge.take_back", "article", article.id, {"version": version.number})
        await self._session.flush()

    async def decide(self, article_id: str, *, approve: bool, comment: str) -> bool:
        """Publish what is in review, or reject it. Forbidden for its author and for who has no right to."""
        article = await self._articles.get(article_id, lock=True)
        version = await self._articles.version(article.id, article.latest)
        if version.state != "review":
            raise NotPossible("it is not in review", message_zh="该文章不在审批中")
        if version.author_id == self._who.user:
            raise Forbidden("somebody else than the author approves", message_zh="不能审批自己撰写的文章")
        if not await self._articles.may_approve(article.id):
            raise Forbidden
        if not approve and not comment.strip():
            raise Invalid("say why it is rejected", field="comment", message_zh="退回时请填写原因")
        version.decided_by, version.decided_at, version.comment = self._who.user, utcnow(), comment
        spoke = await self._publish(article, version) if approve else False
        if not approve:
            version.state = "rejected"
        action = "knowledge.publish" if approve else "knowledge.reject"
        note(self._session, self._who, action, "article", article.id, {"version": version.number, "comment": comment})
        await self._session.flush()
        await self._tell_author(article, version, approve=approve)
        return spoke

    async def withdraw(self, article_id: str, reason: str) -> bool:
        """Nobody reads it any more; a newer version may be published."""
        article = await self._articles.get(article_id, lock=True)
        if not await self._articles.may_approve(article.id):
            raise Forbidden
        if article.state != "published" or article.published is None:
            raise NotPossible("it is not published", message_zh="该文章未发布")
        version = await self._articles.version(article.id, article.published)
        version.state = article.state = "withdrawn"
        article.updated_at = utcnow()
        await self._session.execute(delete(ArticleTerm).where(ArticleTerm.article_id == article.id))
        note(self._session, self._who, "knowledge.withdraw", "article", article.id, {"reason": reason})
        await self._session.flush()
        return _spoken(version)

    async def _newest(self, article_id: str) -> tuple[Article, ArticleVersion]:
        article = await self._articles.get_to_edit(article_id)
        return article, await self._articles.version(article.id, article.latest)

    async def _publish(self, article: Article, version: ArticleVersion) -> bool:
        spoke = _spoken(version)
        if article.published is not None:
            before = await self._articles.version(article.id, article.published)
            spoke = spoke or _spoken(before)
            if before.state == "published":
                before.state = "superseded"
        content = Content.model_validate(version.content, strict=False)
        mirror(article, content)
        now = utcnow()
        version.state = article.state = "published"
        article.published, article.published_at, article.updated_at = version.number, now, now
        await index(self._session, article.id, content)
        return spoke

    async def _tell_author(self, article: Article, version: ArticleVersion, *, approve: bool) -> None:
        title = _title(version)
        await tell(
            self._session,
            [version.author_id] if version.author_id else [],
            "decided",
            title_zh=f"知识{'已发布' if approve else '被退回'}：{title}",
            title_en=f"Article {'published' if approve else 'rejected'}: {title}",
            subject_kind="article",
            subject_id=article.id,
        )


async def index(session: AsyncSession, article_id: str, content: Content) -> None:
    """Keep the terms that suggestions find it by."""
    words = content.texts.values()
    found = weights(
        [text.title for text in words],
        [*content.keywords, content.product],
        [text.body for text in words],
    )
    await session.execute(delete(ArticleTerm).where(ArticleTerm.article_id == article_id))
    session.add_all(
        ArticleTerm(term=term, article_id=article_id, weight=weight)
        for term, weight in found.items()
        if len(term) <= TERM_LENGTH
    )
    await session.flush()


async def warn_of_ends(session: AsyncSession, now: datetime) -> None:
    """Tell authors of what will soon not be read any more; once for each version."""
    soon = select(Article).where(
        Article.state == "published", Article.valid_until > now, Article.valid_until <= now + WARN_BEFORE
    )
    for article in await session.scalars(soon):
        title = article.title_zh or article.title_en
        await tell(
            session,
            [article.created_by] if article.created_by else [],
            "article",
            title_zh=f"知识即将到期：{title}",
            title_en=f"Article about to expire: {title}",
            subject_kind="article",
            subject_id=article.id,
            once=f"article-ends:{article.id}:{article.published}",
        )


def _spoken(version: ArticleVersion) -> bool:
    return any(words.get("spoken") for words in version.content["texts"].values())


def _title(version: ArticleVersion) -> str:
    texts = version.content["texts"]
    return str((texts.get("zh") or texts["en"])["title"])[:150]
