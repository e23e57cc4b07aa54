"""Notices (公告) and official papers (公文), for whom they are, and who has read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class Notice(Base):
    """`kind`: notice or paper; a paper has a `reference` (文号). It is shown from `starts_at` until `ends_at`.
    `unit_id` is the unit of who wrote it; for whom it is: NoticeUnit. `told_at`: its readers have been told.
    `attachments`: ids of files. `version` counts changes (optimistic lock)."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_kind_starts_at", "kind", "starts_at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    reference: Mapped[str] = mapped_column(String(64), default="")
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text, default="")
    pinned: Mapped[bool] = mapped_column(default=False)
    attachments: Mapped[list[Any]] = mapped_column(default=list)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None] = mapped_column(index=True)
    created_by: Mapped[str | None] = mapped_column(ID, index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative attribute


class NoticeUnit(Base):
    """It is for this unit and those below."""

    __tablename__ = "notice_units"

    notice_id: Mapped[str] = mapped_column(ID, ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True, index=True)


class NoticeRead(Base):
    __tablename__ = "notice_reads"

    notice_id: Mapped[str] = mapped_column(ID, ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ID, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    at: Mapped[datetime]
