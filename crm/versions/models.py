"""Versions of what administrators shape."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base, Document


class SettingVersion(Base):
    """One thing of a part of the configuration (`queues`, `service`) as it was from `at` on. `data` is null where it
    was deleted, `fields` names what changed at its top. Its last version is `latest`."""

    __tablename__ = "setting_versions"
    __table_args__ = (
        UniqueConstraint("part", "ident", "number"),
        Index("ix_setting_versions_part_latest", "part", "latest"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    part: Mapped[str] = mapped_column(String(32))
    ident: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    latest: Mapped[bool]
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[str | None] = mapped_column(ID, index=True)
    username: Mapped[str] = mapped_column(String(64))
    change: Mapped[str] = mapped_column(String(16))
    name_zh: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    fields: Mapped[list[Any]]
    data: Mapped[dict[str, Any] | None] = mapped_column(Document)
