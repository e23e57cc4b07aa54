"""Units of the company: a tree. A new installation has the root alone. Positions, which people hold in any unit."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base

ROOT = "root"


class Unit(Base):
    """`path` holds the ids from the root down (`/root/north/`), so that "and below" is a prefix. `kind`: see
    crm.organisation.schemas. `head_id`: the user who leads it. `region`: a code of GB/T 2260, or "". A `closed` unit
    keeps what belongs to it, and gets nobody new. `place` orders the units below one parent."""

    __tablename__ = "units"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    path: Mapped[str] = mapped_column(String(512), unique=True)
    name_zh: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20), default="department")
    head_id: Mapped[str | None] = mapped_column(ID)
    region: Mapped[str] = mapped_column(String(12), default="")
    phone: Mapped[str] = mapped_column(String(32), default="")
    place: Mapped[int] = mapped_column(default=0)
    closed: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class Position(Base):
    """职位: what somebody is called in his unit. `rank`: the lowest is the highest."""

    __tablename__ = "positions"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(64))
    name_en: Mapped[str] = mapped_column(String(64))
    rank: Mapped[int] = mapped_column(default=0)
