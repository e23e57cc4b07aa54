"""The search index's own rows. The pieces themselves are in `words` on PostgreSQL (tsvector, GIN) and in the FTS5 table
`search_words` on SQLite, whose rowid is `seq`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class SearchEntry(Base):
    """What can be found of one record. `seq` grows with every change: higher is newer. `people` are ids with spaces
    between them; `content` is the text in the index's spelling (crm.search.entries)."""

    __tablename__ = "search_entries"
    __table_args__ = (Index("ix_search_entries_kind_subject_id", "kind", "subject_id", unique=True),)

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[str] = mapped_column(ID)
    unit_id: Mapped[str] = mapped_column(String(26))
    people: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[str] = mapped_column(Text)
    words: Mapped[Any] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"), nullable=True)
