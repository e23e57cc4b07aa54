"""What each user has chosen for himself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class UserSettings(Base):
    """One document per user, see crm/personal/schemas.py; no row: everything as it comes."""

    __tablename__ = "user_settings"

    user_id: Mapped[str] = mapped_column(ID, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    options: Mapped[dict[str, Any]]
