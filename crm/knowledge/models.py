"""The knowledge base (知识库): categories, articles with their versions, and what readers did with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base

OPEN = ("draft", "review", "rejected")
"""States of a version that is newer than the published one."""


class KnowledgeCategory(Base):
    """A tree: `path` holds the ids from the top down (`/a/b/`), so that "and below" is a prefix."""

    __tablename__ = "knowledge_categories"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("knowledge_categories.id"), index=True)
    path: Mapped[str] = mapped_column(String(512), unique=True)
    name_zh: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    position: Mapped[int] = mapped_column(default=0)


class Article(Base):
    """An article, as readers see it: the columns are those of its published version, or, as long as none is published,
    of its first draft. `state`: draft (never published), published, withdrawn. `published` is the number of the version
    that is published, `latest` that of the newest one.

    `number` is digits, so that a caller can key it in; `code` a name for flows. It is for `unit_id` and the units
    below. `search` holds what searching looks at, in lower case. `version` counts changes (optimistic lock)."""

    __tablename__ = "articles"
    __table_args__ = (Index("ix_articles_state_published_at", "state", "published_at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    published: Mapped[int | None]
    latest: Mapped[int] = mapped_column(default=1)
    category_id: Mapped[str | None] = mapped_column(ForeignKey("knowledge_categories.id"), index=True)
    product: Mapped[str] = mapped_column(String(100), default="", index=True)
    public: Mapped[bool] = mapped_column(default=False)
    title_zh: Mapped[str] = mapped_column(String(200), default="")
    title_en: Mapped[str] = mapped_column(String(200), default="")
    search: Mapped[str] = mapped_column(Text, default="")
    valid_from: Mapped[datetime | None]
    valid_until: Mapped[datetime | None] = mapped_column(index=True)
    published_at: Mapped[datetime | None]
    used: Mapped[int] = mapped_column(default=0)
    helpful: Mapped[int] = mapped_column(default=0)
    unhelpful: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[str | None] = mapped_column(ID, index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative attribute


class ArticleVersion(Base):
    """One version. `state`: draft, review (in review), published, superseded, withdrawn, rejected. `content` as
    crm.knowledge.schemas.Content. `author_id` wrote it last, `decided_by` approved or rejected it."""

    __tablename__ = "article_versions"
    __table_args__ = (Index("ix_article_versions_state_submitted_at", "state", "submitted_at"),)

    article_id: Mapped[str] = mapped_column(ID, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    content: Mapped[dict[str, Any]]
    author_id: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(ID)
    decided_at: Mapped[datetime | None]
    comment: Mapped[str] = mapped_column(String(1000), default="")


class ArticleTerm(Base):
    """A term of a published article and what it weighs there (crm/knowledge/terms.py): suggestions are found by it."""

    __tablename__ = "article_terms"

    term: Mapped[str] = mapped_column(String(32), primary_key=True)
    article_id: Mapped[str] = mapped_column(
        ID, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    weight: Mapped[float]


class ArticleUse(Base):
    """An article helped with a ticket or a call; counted once for each."""

    __tablename__ = "article_uses"

    article_id: Mapped[str] = mapped_column(ID, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject_id: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    user_id: Mapped[str | None] = mapped_column(ID)
    at: Mapped[datetime]


class ArticleVote(Base):
    """Whether a reader found it helpful; he may change his mind."""

    __tablename__ = "article_votes"

    article_id: Mapped[str] = mapped_column(ID, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ID, primary_key=True)
    helpful: Mapped[bool]
    comment: Mapped[str] = mapped_column(String(1000), default="")
    at: Mapped[datetime]
