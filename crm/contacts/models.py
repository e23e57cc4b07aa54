"""Contacts (通讯录): shared by the company, or one's own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class Contact(Base):
    """`owner_id` NULL: shared. `numbers`: `[{"kind","number"}]` as crm.contacts.schemas.Number. `search`: what
    searching looks at, in lower case, with pinyin."""

    __tablename__ = "contacts"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    owner_id: Mapped[str | None] = mapped_column(ID, ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    company: Mapped[str] = mapped_column(String(100), default="")
    title: Mapped[str] = mapped_column(String(64), default="")
    group: Mapped[str] = mapped_column("contact_group", String(64), default="", index=True)
    numbers: Mapped[list[Any]] = mapped_column(default=list)
    email: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    search: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
