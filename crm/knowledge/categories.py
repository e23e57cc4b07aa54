"""The tree of categories."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.errors import InUse, Invalid, NotFound
from crm.knowledge.models import OPEN, Article, ArticleVersion, KnowledgeCategory
from crm.knowledge.repository import ArticleRepository
from crm.knowledge.schemas import CategoryChange, CategoryRow, NewCategory

DEEPEST = 8


class Categories:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def find(self) -> list[CategoryRow]:
        """Parents before children, siblings by position; with the number of current articles."""
        readable = ArticleRepository(self._session, self._who).readable(utcnow())
        counts = {
            row.category_id: int(row.articles)
            for row in await self._session.execute(
                select(Article.category_id, func.count().label("articles"))
                .where(readable)
                .group_by(Article.category_id)
            )
        }
        rows = list(await self._session.scalars(select(KnowledgeCategory)))
        place = {row.id: (row.position, row.name_zh, row.id) for row in rows}
        rows.sort(key=lambda row: [place[part] for part in row.path.split("/") if part])
        shown = [CategoryRow.model_validate(row) for row in rows]
        for row in shown:
            row.articles = counts.get(row.id, 0)
        return shown

    async def create(self, new: NewCategory) -> CategoryRow:
        parent = await self._session.get(KnowledgeCategory, new.parent_id) if new.parent_id is not None else None
        if new.parent_id is not None and parent is None:
            raise Invalid(f"there is no category {new.parent_id}", field="parent_id")
        above = parent.path if parent is not None else "/"
        if above.count("/") > DEEPEST:
            raise Invalid(f"categories go {DEEPEST} levels deep at most", field="parent_id")
        row = KnowledgeCategory(id=new_id(), **new.model_dump())
        row.path = f"{above}{row.id}/"
        self._session.add(row)
        note(self._session, self._who, "knowledge.category", "category", row.id, new.model_dump())
        await self._session.flush()
        return CategoryRow.model_validate(row)

    async def update(self, category_id: str, change: CategoryChange) -> CategoryRow:
        row = await self._get(category_id)
        given = change.model_dump(exclude_unset=True, exclude_none=True)
        for name, value in given.items():
            setattr(row, name, value)
        note(self._session, self._who, "knowledge.category", "category", row.id, given)
        await self._session.flush()
        return CategoryRow.model_validate(row)

    async def delete(self, category_id: str) -> None:
        """InUse while there is anything in it."""
        row = await self._get(category_id)
        below = select(KnowledgeCategory.id).where(KnowledgeCategory.parent_id == row.id).limit(1)
        inside = select(Article.id).where(Article.category_id == row.id).limit(1)
        named = ArticleVersion.content["category_id"].as_string() == row.id  # by a draft of what stands elsewhere now
        drafted = select(ArticleVersion.article_id).where(ArticleVersion.state.in_(OPEN), named).limit(1)
        found = [await self._session.scalar(query) for query in (below, inside, drafted)]
        if any(found):
            raise InUse("there are categories or articles in it", message_zh="该分类下还有子分类或文章，不能删除")
        await self._session.delete(row)
        note(self._session, self._who, "knowledge.category_delete", "category", row.id, {"name": row.name_zh})
        await self._session.flush()

    async def _get(self, category_id: str) -> KnowledgeCategory:
        row = await self._session.get(KnowledgeCategory, category_id)
        if row is None:
            raise NotFound(f"there is no category {category_id}")
        return row


async def check_category(session: AsyncSession, category_id: str | None) -> None:
    """Invalid for one that does not exist."""
    if category_id is not None and await session.get(KnowledgeCategory, category_id) is None:
        raise Invalid(f"there is no category {category_id}", field="content.category_id", message_zh="没有这个知识分类")
