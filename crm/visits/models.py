"""Return visits (回访) and survey calls: batches that were sampled and shared out, and each visit with its result."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class VisitBatch(Base):
    """`rule` as crm.visits.schemas.Rule, `explained` as crm.visits.schemas.Explained: how it came about. `state`: open
    or cancelled."""

    __tablename__ = "visit_batches"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    questionnaire_id: Mapped[str] = mapped_column(ForeignKey("questionnaires.id"), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12), default="open")
    rule: Mapped[dict[str, Any]]
    explained: Mapped[dict[str, Any]]
    due_at: Mapped[datetime | None]
    created_by: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime]


class Visit(Base):
    """`state`: open, done, unreachable, refused or cancelled. `questions`: the version of the questions that is asked.
    Without `batch_id` it was asked at the document `ticket_id`, at its step `step_id` or on the whole of it
    (crm.documents.surveys). `score` and `most` in points. `version` counts changes (optimistic lock)."""

    __tablename__ = "visits"
    __table_args__ = (
        Index("ix_visits_assignee_id_state", "assignee_id", "state"),
        Index("ix_visits_batch_id_state", "batch_id", "state"),
        Index("ix_visits_customer_id_done_at", "customer_id", "done_at"),
        Index("ix_visits_ticket_id", "ticket_id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    batch_id: Mapped[str | None] = mapped_column(ForeignKey("visit_batches.id", ondelete="CASCADE"))
    questionnaire_id: Mapped[str] = mapped_column(ForeignKey("questionnaires.id"), index=True)
    questions: Mapped[int]
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    customer_id: Mapped[str | None] = mapped_column(ID)
    ticket_id: Mapped[str | None] = mapped_column(ID)
    step_id: Mapped[str | None] = mapped_column(ID)
    name: Mapped[str] = mapped_column(String(100), default="")
    phone: Mapped[str] = mapped_column(String(64), default="")
    assignee_id: Mapped[str | None] = mapped_column(ID)
    state: Mapped[str] = mapped_column(String(12), default="open")
    attempts: Mapped[int] = mapped_column(default=0)
    answers: Mapped[dict[str, Any]]
    score: Mapped[float | None]
    most: Mapped[float | None]
    satisfied: Mapped[bool | None]
    note: Mapped[str] = mapped_column(Text, default="")
    call_id: Mapped[str | None] = mapped_column(String(40))
    due_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative attribute
