"""Lists of numbers to be called by agents (外呼任务), and what came of each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class CallList(Base):
    __tablename__ = "call_lists"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(100))
    note: Mapped[str] = mapped_column(String(500), default="")
    closed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    created_by: Mapped[str | None] = mapped_column(ID)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative attribute


class CallListItem(Base):
    """`number` is normalised (crm.phones), once in a list. `agent_id`: who is to call. `result` "" until he has."""

    __tablename__ = "call_list_items"
    __table_args__ = (
        UniqueConstraint("list_id", "number"),
        Index("ix_call_list_items_agent_id_result", "agent_id", "result"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    list_id: Mapped[str] = mapped_column(ID, ForeignKey("call_lists.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(100), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    customer_id: Mapped[str | None] = mapped_column(ID)
    agent_id: Mapped[str | None] = mapped_column(ID)
    result: Mapped[str] = mapped_column(String(16), default="")
    remark: Mapped[str] = mapped_column(String(500), default="")
    result_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative attribute
