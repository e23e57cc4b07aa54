"""Files that belong to customers, documents and whatever else registers as an owner."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class Attachment(Base):
    """`owner_kind` and `owner_id` are empty until a record adopts the file. `file` is the generated name on disk,
    `name` what the person called it, with the ending of its true kind. `scanned`: a virus scanner found nothing."""

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_owner_kind_owner_id", "owner_kind", "owner_id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(32), default="")
    owner_id: Mapped[str] = mapped_column(String(64), default="")
    file: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    family: Mapped[str] = mapped_column(String(16))
    media: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    scanned: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[str | None] = mapped_column(ID, index=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
