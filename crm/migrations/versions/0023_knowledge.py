"""The knowledge base: categories, articles with versions, and what readers did with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "knowledge_categories",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("parent_id", sa.String(length=26), nullable=True),
        sa.Column("path", sa.String(length=512), nullable=False),
        sa.Column("name_zh", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["knowledge_categories.id"], name="fk_knowledge_categories_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_knowledge_categories"),
        sa.UniqueConstraint("path", name="uq_knowledge_categories_path"),
    )
    op.create_index("ix_knowledge_categories_parent_id", "knowledge_categories", ["parent_id"])
    op.create_table(
        "articles",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("unit_id", sa.String(length=26), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("published", sa.Integer(), nullable=True),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.String(length=26), nullable=True),
        sa.Column("product", sa.String(length=100), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("title_zh", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("helpful", sa.Integer(), nullable=False),
        sa.Column("unhelpful", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["knowledge_categories.id"], name="fk_articles_category_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_articles_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("number", name="uq_articles_number"),
        sa.UniqueConstraint("code", name="uq_articles_code"),
    )
    op.create_index("ix_articles_category_id", "articles", ["category_id"])
    op.create_index("ix_articles_created_by", "articles", ["created_by"])
    op.create_index("ix_articles_product", "articles", ["product"])
    op.create_index("ix_articles_state_published_at", "articles", ["state", "published_at"])
    op.create_index("ix_articles_unit_id", "articles", ["unit_id"])
    op.create_index("ix_articles_valid_until", "articles", ["valid_until"])
    op.create_table(
        "article_versions",
        sa.Column("article_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("content", _JSON, nullable=False),
        sa.Column("author_id", sa.String(length=26), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=26), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("comment", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_article_versions_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "number", name="pk_article_versions"),
    )
    op.create_index("ix_article_versions_state_submitted_at", "article_versions", ["state", "submitted_at"])
    op.create_table(
        "article_terms",
        sa.Column("term", sa.String(length=32), nullable=False),
        sa.Column("article_id", sa.String(length=26), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_article_terms_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("term", "article_id", name="pk_article_terms"),
    )
    op.create_index("ix_article_terms_article_id", "article_terms", ["article_id"])
    op.create_table(
        "article_uses",
        sa.Column("article_id", sa.String(length=26), nullable=False),
        sa.Column("subject_kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_article_uses_article_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", "subject_kind", "subject_id", name="pk_article_uses"),
    )
    op.create_index("ix_article_uses_subject_id", "article_uses", ["subject_id"])
    op.create_table(
        "article_votes",
        sa.Column("article_id", sa.String(length=26), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.String(length=1000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_article_votes_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "user_id", name="pk_article_votes"),
    )


def downgrade() -> None:
    op.drop_table("article_votes")
    op.drop_table("article_uses")
    op.drop_table("article_terms")
    op.drop_table("article_versions")
    op.drop_table("articles")
    op.drop_table("knowledge_categories")
