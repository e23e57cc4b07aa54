"""What readers do with articles: votes, uses, and suggestions for what a customer says."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.base import utcnow
from crm.counters import upsert
from crm.errors import Invalid
from crm.knowledge.models import Article, ArticleTerm, ArticleUse, ArticleVote
from crm.knowledge.repository import ArticleRepository
from crm.knowledge.schemas import Suggestion, SuggestQuery, Use, Vote
from crm.knowledge.terms import question, rank
from crm.messages.subjects import CHECKS


class Reading:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who
        self._articles = ArticleRepository(session, who)

    async def suggest(self, asked: SuggestQuery) -> list[Suggestion]:
        """The articles that fit best, of those that the asker reads; none when nothing fits."""
        readable = self._articles.readable(utcnow())
        if asked.product is not None:
            readable &= Article.product.in_(["", asked.product])
        total = await self._session.scalar(select(func.count()).select_from(Article).where(readable))
        wanted = question(asked.text)
        rows = await self._session.execute(
            select(ArticleTerm.article_id, ArticleTerm.term, ArticleTerm.weight, Article.used)
            .join(Article, Article.id == ArticleTerm.article_id)
            .where(ArticleTerm.term.in_(wanted), readable)
        )
        shared: dict[str, dict[str, float]] = {}
        used: dict[str, int] = {}
        for row in rows:
            shared.setdefault(row.article_id, {})[row.term] = row.weight
            used[row.article_id] = row.used
        ranked = rank(wanted, shared, int(total or 0), used)[: asked.limit]
        found = await self._session.scalars(select(Article).where(Article.id.in_([each.article for each in ranked])))
        articles = {article.id: article for article in found}
        return [
            Suggestion(
                id=each.article,
                number=articles[each.article].number,
                title_zh=articles[each.article].title_zh,
                title_en=articles[each.article].title_en,
                score=each.score,
                matched=list(each.matched),
                used=used[each.article],
            )
            for each in ranked
        ]

    async def vote(self, article_id: str, given: Vote) -> None:
        """One vote of each reader, which he may change."""
        article = await self._articles.get(article_id, lock=True)
        values = {"helpful": given.helpful, "comment": given.comment, "at": utcnow()}
        row = {"article_id": article.id, "user_id": self._who.user or "", **values}
        statement = upsert(await self._session.connection(), ArticleVote.__table__).values(**row)
        await self._session.execute(
            statement.on_conflict_do_update(index_elements=["article_id", "user_id"], set_=values)
        )
        counts = select(ArticleVote.helpful, func.count()).where(ArticleVote.article_id == article.id)
        found = await self._session.execute(counts.group_by(ArticleVote.helpful))
        votes = {helpful: int(count) for helpful, count in found}
        await self._count(article.id, helpful=votes.get(True, 0), unhelpful=votes.get(False, 0))

    async def use(self, article_id: str, given: Use) -> bool:
        """Note that it helped with a ticket or a call which the asker sees; False when that was noted before."""
        article = await self._articles.get(article_id, lock=True)
        check = CHECKS[given.kind]
        if not await check(self._session, self._who, given.id):
            raise Invalid(f"there is no {given.kind} {given.id}", field="id")
        row = {"article_id": article.id, "subject_kind": given.kind, "subject_id": given.id}
        statement = upsert(await self._session.connection(), ArticleUse.__table__).values(
            **row, user_id=self._who.user, at=utcnow()
        )
        added = await self._session.execute(statement.on_conflict_do_nothing().returning(ArticleUse.article_id))
        if added.first() is None:
            return False
        await self._count(article.id, used=Article.used + 1)
        return True

    async def of_subject(self, kind: str, subject: str) -> list[Article]:
        """The articles that helped with it, as far as the asker reads them."""
        helped = select(ArticleUse.article_id).where(ArticleUse.subject_kind == kind, ArticleUse.subject_id == subject)
        query = select(Article).where(Article.id.in_(helped), self._articles.readable(utcnow()))
        return list(await self._session.scalars(query.order_by(Article.number)))

    async def _count(self, article_id: str, **values: object) -> None:
        """Counters are no change of the article: its version stays."""
        await self._session.execute(
            update(Article)
            .where(Article.id == article_id)
            .values(**values)
            .execution_options(synchronize_session=False)
        )
        await self._session.get_one(Article, article_id, populate_existing=True)
