"""Articles: found, shown, written. What becomes of a draft is in crm.knowledge.approval."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.attachments.service import adopt
from crm.attachments.service import of as attachments_of
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.counters import next_number
from crm.errors import Conflict, Duplicate, Forbidden, InUse
from crm.knowledge.categories import check_category
from crm.knowledge.models import OPEN, Article, ArticleVersion, ArticleVote
from crm.knowledge.repository import ArticleRepository, is_current
from crm.knowledge.schemas import (
    ArticleChange,
    ArticleDetail,
    ArticleQuery,
    ArticleRow,
    Content,
    NewArticle,
    Opinion,
    VersionDetail,
    VersionRow,
)
from crm.organisation.repository import unit
from crm.paging import Page, fetch_page

FIRST_NUMBER = 1001


class KnowledgeService:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who
        self._articles = ArticleRepository(session, who)

    async def find(self, asked: ArticleQuery) -> Page[ArticleRow]:
        rows, total = await fetch_page(self._session, await self._articles.find(asked), asked)
        editable = await self._articles.editable_among([row.id for row in rows])
        pending = await self._pending([row for row in rows if row.id in editable])
        now = utcnow()
        items = []
        for row in rows:
            item = ArticleRow.model_validate(row)
            item.pending, item.current = pending.get(row.id), is_current(row, now)
            items.append(item)
        return Page(items=items, total=total, page=asked.page, page_size=asked.page_size)

    async def get(self, article_id: str) -> ArticleDetail:
        article = await self._articles.get(article_id)
        edits = await self._articles.may_edit(article.id)
        shown = await self._articles.version(article.id, article.published or article.latest)
        vote = await self._session.get(ArticleVote, (article.id, self._who.user or ""))
        detail = ArticleDetail(
            **ArticleRow.model_validate(article).model_dump(),
            content=Content.model_validate(shown.content, strict=False),
            shown=shown.number,
            my_vote=vote.helpful if vote is not None else None,
            may_edit=edits,
        )
        files = await attachments_of(self._session, "article", article.id)
        detail.attachments = [row for row in files if row.id in detail.content.attachments]
        detail.current = is_current(article, utcnow())
        decides = await self._articles.may_approve(article.id)
        if edits or decides:
            newest = await self._articles.version(article.id, article.latest)
            if newest.state in OPEN:
                detail.pending, detail.draft = newest.state, version_detail(newest)
            detail.may_decide = decides and newest.state == "review" and newest.author_id != self._who.user
            detail.versions = [VersionRow.model_validate(row) for row in await self._articles.versions(article.id)]
            votes = select(ArticleVote).where(ArticleVote.article_id == article.id, ArticleVote.comment != "")
            remarks = await self._session.scalars(votes.order_by(ArticleVote.at.desc()).limit(50))
            detail.opinions = [Opinion.model_validate(row) for row in remarks]
        return detail

    async def version(self, article_id: str, number: int) -> VersionDetail:
        """An older or newer version, for those who may edit or approve."""
        article = await self._articles.get(article_id)
        if not await self._articles.editable_among([article.id]):
            raise Forbidden
        return version_detail(await self._articles.version(article_id, number))

    async def create(self, new: NewArticle) -> ArticleDetail:
        """A draft of the asker's."""
        await unit(self._session, new.unit_id)
        await check_category(self._session, new.content.category_id)
        await self._free(new.code, None)
        now = utcnow()
        article = Article(
            id=new_id(),
            number=str(await next_number(self._session, "articles", FIRST_NUMBER)),
            code=new.code,
            unit_id=new.unit_id,
            created_by=self._who.user,
            created_at=now,
            updated_at=now,
        )
        mirror(article, new.content)
        self._session.add(article)
        await self._session.flush()
        self._session.add(self._draft(article, new.content))
        await adopt(self._session, self._who, new.content.attachments, "article", article.id)
        note(self._session, self._who, "knowledge.create", "article", article.id, {"number": article.number})
        await self._session.flush()
        return await self.get(article.id)

    async def update(self, article_id: str, change: ArticleChange) -> ArticleDetail:
        """Change the draft, or begin one. Conflict when somebody changed the article meanwhile; what is in review must
        be taken back first."""
        article = await self._articles.get_to_edit(article_id)
        if article.version != change.version:
            raise Conflict
        if change.content is not None:
            await self._write(article, change.content)
        if "code" in change.model_fields_set and change.code != article.code:
            await self._free(change.code, article.id)
            article.code = change.code
        article.updated_at = utcnow()
        note(self._session, self._who, "knowledge.update", "article", article.id, {"version": article.latest})
        await self._session.flush()
        return await self.get(article.id)

    async def delete(self, article_id: str) -> None:
        """Only what was never published; anything else is withdrawn."""
        article = await self._articles.get_to_edit(article_id)
        if article.state != "draft":
            raise InUse("a published article is withdrawn, not deleted", message_zh="已发布过的文章不能删除，只能下架")
        await self._session.delete(article)
        note(self._session, self._who, "knowledge.delete", "article", article.id, {"number": article.number})
        await self._session.flush()

    async def _write(self, article: Article, content: Content) -> None:
        await check_category(self._session, content.category_id)
        await adopt(self._session, self._who, content.attachments, "article", article.id)
        newest = await self._articles.version(article.id, article.latest)
        if newest.state == "review":
            raise Forbidden("it is in review: take it back first", message_zh="审批中的文章不能修改，请先撤回")
        if newest.state in {"draft", "rejected"}:
            newest.content, newest.author_id = content.model_dump(mode="json"), self._who.user
            newest.state, newest.changed_at = "draft", utcnow()
        else:
            article.latest += 1
            self._session.add(self._draft(article, content))
        if article.published is None:
            mirror(article, content)

    def _draft(self, article: Article, content: Content) -> ArticleVersion:
        now = utcnow()
        return ArticleVersion(
            article_id=article.id,
            number=article.latest,
            content=content.model_dump(mode="json"),
            author_id=self._who.user,
            created_at=now,
            changed_at=now,
        )

    async def _free(self, code: str | None, article_id: str | None) -> None:
        if code is None:
            return
        taken = await self._session.scalar(select(Article.id).where(Article.code == code))
        if taken not in {None, article_id}:
            raise Duplicate(f"there is already an article {code}", field="code")

    async def _pending(self, rows: list[Article]) -> dict[str, str]:
        newer = {row.id: row.latest for row in rows if row.latest != row.published}
        found = await self._session.execute(
            select(ArticleVersion.article_id, ArticleVersion.number, ArticleVersion.state).where(
                ArticleVersion.article_id.in_(newer), ArticleVersion.state.in_(OPEN)
            )
        )
        return {row.article_id: row.state for row in found if newer[row.article_id] == row.number}


def version_detail(row: ArticleVersion) -> VersionDetail:
    shown = VersionRow.model_validate(row).model_dump()
    return VersionDetail(**shown, content=Content.model_validate(row.content, strict=False))


def mirror(article: Article, content: Content) -> None:
    """Put what lists and searches look at into the article's own columns."""
    words = content.texts
    article.title_zh = words["zh"].title if "zh" in words else ""
    article.title_en = words["en"].title if "en" in words else ""
    article.category_id, article.product, article.public = content.category_id, content.product, content.public
    article.valid_from, article.valid_until = content.valid_from, content.valid_until
    parts = [part for text in words.values() for part in (text.title, text.body)]
    article.search = "\n".join([*content.keywords, content.product, *parts]).lower()
