"""Customers and their phones."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.base import ID, Base


class Customer(Base):
    """`provisional`: made from an unknown caller, nobody has filled it in yet. `last_agent_id` is the user who last
    talked to him, at `last_served_at`; `last_contact_at` is his last call of any kind."""

    __tablename__ = "customers"
    __table_args__ = (Index("ix_customers_unit_id_last_contact_at", "unit_id", "last_contact_at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    owner_id: Mapped[str | None] = mapped_column(ID, index=True)
    kind: Mapped[str] = mapped_column(String(12), default="person")
    name: Mapped[str] = mapped_column(String(100), default="", index=True)
    contact: Mapped[str] = mapped_column(String(100), default="")
    sex: Mapped[str] = mapped_column(String(8), default="")
    source: Mapped[str] = mapped_column(String(32), default="")
    category: Mapped[str] = mapped_column(String(32), default="")
    level: Mapped[str] = mapped_column(String(32), default="")
    language: Mapped[str | None] = mapped_column(String(8))
    region_zh: Mapped[str] = mapped_column(String(64), default="")
    region_en: Mapped[str] = mapped_column(String(64), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    provisional: Mapped[bool] = mapped_column(default=False)
    last_contact_at: Mapped[datetime | None]
    last_served_at: Mapped[datetime | None]
    last_agent_id: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime]
    created_by: Mapped[str | None] = mapped_column(ID)
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    phones: Mapped[list[CustomerPhone]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="CustomerPhone.position"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative attribute


class CustomerPhone(Base):
    """`number` is normalised (crm.phones); several customers may share one number."""

    __tablename__ = "customer_phones"
    __table_args__ = (UniqueConstraint("customer_id", "number"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    customer_id: Mapped[str] = mapped_column(ID, ForeignKey("customers.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(String(64), index=True)
    label: Mapped[str] = mapped_column(String(32), default="")
    position: Mapped[int] = mapped_column(default=0)
