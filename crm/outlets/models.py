"""Service outlets (服务网点): who repairs and installs where."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.base import ID, Base


class Outlet(Base):
    """`id` is the outlet's number (网点编号). `unit_id`: the unit whose people work there; the unit above it is its
    centre. `state` of its account: active, paused (gets no new work) or closed. `staff`: crm.outlets.schemas.Staff."""

    __tablename__ = "outlets"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    name: Mapped[dict[str, str]]
    state: Mapped[str] = mapped_column(String(8), default="active")
    phone: Mapped[str] = mapped_column(String(64), default="")
    region: Mapped[str] = mapped_column(String(6), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    staff: Mapped[list[Any]]
    notes: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    created_by: Mapped[str | None] = mapped_column(ID)
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    serves: Mapped[list[OutletRegion]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="OutletRegion.region"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative attribute


class OutletRegion(Base):
    """A region (GB/T 2260) that an outlet serves, with everything in it."""

    __tablename__ = "outlet_regions"

    outlet_id: Mapped[str] = mapped_column(ForeignKey("outlets.id", ondelete="CASCADE"), primary_key=True)
    region: Mapped[str] = mapped_column(String(6), primary_key=True, index=True)
