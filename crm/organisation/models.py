"""Units of the company: a tree. A new installation has the root alone."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base

ROOT = "root"


class Unit(Base):
    """`path` holds the ids from the root down (`/root/north/`), so that "and below" is a prefix."""

    __tablename__ = "units"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    path: Mapped[str] = mapped_column(String(512), unique=True)
    name_zh: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
