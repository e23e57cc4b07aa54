"""Customers, their phones, the products they own, how they are related, and what became of their records."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.base import ID, Base


class Customer(Base):
    """`provisional`: made from an unknown caller, nobody has filled it in yet. `last_agent_id` is the user who last
    talked to him, at `last_served_at`; `last_contact_at` is his last call of any kind. `owner_id` looks after him.

    `addresses` as in parts.Address; `address` is the first of them in one line, `region_code` its region's. `fields`
    are the values of administrators' fields. `no_sms`: no text messages but those about his own business.
    `erased_at`: his personal data were removed on request; the row stays for the statistics."""

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
    region_code: Mapped[str] = mapped_column(String(12), default="", server_default="", index=True)
    addresses: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    tags: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    no_sms: Mapped[bool] = mapped_column(default=False, server_default=false())
    erased_at: Mapped[datetime | None]
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


class CustomerProduct(Base):
    """A thing that the customer owns. `serial` (or bar code) finds him; two may carry the same one."""

    __tablename__ = "customer_products"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    customer_id: Mapped[str] = mapped_column(ID, ForeignKey("customers.id", ondelete="CASCADE"), index=True)
    serial: Mapped[str] = mapped_column(String(64), default="", index=True)
    barcode: Mapped[str] = mapped_column(String(64), default="", index=True)
    model: Mapped[str] = mapped_column(String(100), default="")
    name: Mapped[str] = mapped_column(String(100), default="")
    bought_on: Mapped[date | None] = mapped_column(Date)
    warranty_until: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime]


class CustomerRelation(Base):
    """Two customers who have to do with each other; `relation` is from the dictionary customer_relation."""

    __tablename__ = "customer_relations"
    __table_args__ = (UniqueConstraint("customer_id", "other_id", "relation"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    customer_id: Mapped[str] = mapped_column(ID, ForeignKey("customers.id", ondelete="CASCADE"))
    other_id: Mapped[str] = mapped_column(ID, ForeignKey("customers.id", ondelete="CASCADE"), index=True)
    relation: Mapped[str] = mapped_column(String(32))
    note: Mapped[str] = mapped_column(String(200), default="")


class CustomerChange(Base):
    """History: `changes` is name → [before, after]. An erasure empties it for all that came before."""

    __tablename__ = "customer_changes"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    customer_id: Mapped[str] = mapped_column(ID, ForeignKey("customers.id", ondelete="CASCADE"), index=True)
    action: Mapped[str] = mapped_column(String(20))
    changes: Mapped[dict[str, Any]]
    created_by: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime]


class CustomerMerge(Base):
    """`kept` took over `gone`, whose row no longer exists. `before` is what is needed to undo it (see merging.py)."""

    __tablename__ = "customer_merges"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kept_id: Mapped[str] = mapped_column(ID, index=True)
    gone_id: Mapped[str] = mapped_column(ID, index=True)
    gone_number: Mapped[str] = mapped_column(String(20))
    gone_unit_id: Mapped[str] = mapped_column(String(26))
    before: Mapped[dict[str, Any]]
    merged_at: Mapped[datetime]
    merged_by: Mapped[str | None] = mapped_column(ID)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(ID)


class CustomerField(Base):
    """A field that administrators have defined for customers. `categories` and `kinds`: for these only (empty: for
    all). What is not `active` keeps its values and is shown no more."""

    __tablename__ = "customer_fields"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    categories: Mapped[list[Any]] = mapped_column(default=list)
    kinds: Mapped[list[Any]] = mapped_column(default=list)
    definition: Mapped[dict[str, Any]]


class CustomerMailing(Base):
    """A text message to many customers (短信群发). `customers`: their ids, in the order in which they are written to;
    the first `done` of them are behind it, of whom `sent` got one. `state`: running, done, cancelled, failed."""

    __tablename__ = "customer_mailings"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(26))
    template: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    values: Mapped[dict[str, Any]]
    customers: Mapped[list[Any]] = mapped_column(deferred=True)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    sent: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(12), index=True)
    error: Mapped[str] = mapped_column(String(300), default="")
    created_by: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
