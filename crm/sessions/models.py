"""Logins. Only the hash of a token is kept: who reads the database cannot log in with it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class LoginSession(Base):
    """`id` is the SHA-256 of the token in hex. `expires_at` is the total limit; idleness is counted from `seen_at`."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ID, ForeignKey("users.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(64), default="")
    program: Mapped[str] = mapped_column(String(200), default="")
    must_enrol: Mapped[bool] = mapped_column(default=False)
    """Nothing but enrolling for one-time codes is open in it: the user's role wants them."""
