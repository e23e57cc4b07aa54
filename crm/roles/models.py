"""Roles, and who has which."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class RoleRecord(Base):
    """`base` (crm.roles.grants.Role): what its users are to the telephone engine. `grants`: function →
    `{"scope", "units"?}`; of a built-in role only what differs from what it is shipped with."""

    __tablename__ = "roles"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(64))
    name_en: Mapped[str] = mapped_column(String(64))
    base: Mapped[str] = mapped_column(String(20))
    built_in: Mapped[bool] = mapped_column(default=False)
    grants: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative attribute


class UserRole(Base):
    __tablename__ = "user_roles"

    user_id: Mapped[str] = mapped_column(ID, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    role_id: Mapped[str] = mapped_column(ID, ForeignKey("roles.id"), primary_key=True, index=True)
