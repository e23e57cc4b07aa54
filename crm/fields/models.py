"""Values of administrators' fields as filters find them; the truth is the JSON column `fields` of each owner."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base


class FieldValue(Base):
    """One value, or one of several (`position`). By kind it is in `text` (the first 200 characters; codes, ids, yes and
    no as "1" and "0"), `number`, or `moment` (a date: its midnight in UTC). Long texts are not here."""

    __tablename__ = "field_values"
    __table_args__ = (
        Index("ix_field_values_text", "owner_kind", "field", "text"),
        Index("ix_field_values_number", "owner_kind", "field", "number"),
        Index("ix_field_values_moment", "owner_kind", "field", "moment"),
    )

    owner_kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    owner_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    field: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str | None] = mapped_column(String(200))
    number: Mapped[float | None]
    moment: Mapped[datetime | None]
