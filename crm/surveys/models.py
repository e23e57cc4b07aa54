"""Who was asked to rate, and what he answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class SurveyOffer(Base):
    """A customer was asked once in a call: `via` keypad or sms. `agent_id`, `queue`, `segment`: his last talk.
    `token_hash` is the SHA-256 of the link's token; it may be used once, until `expires_at`."""

    __tablename__ = "survey_offers"
    __table_args__ = (Index("ix_survey_offers_offered_at_queue", "offered_at", "queue"),)

    call_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    survey: Mapped[str] = mapped_column(String(64))
    via: Mapped[str] = mapped_column(String(8))
    agent_id: Mapped[str | None] = mapped_column(ID)
    queue: Mapped[str | None] = mapped_column(String(64))
    segment: Mapped[int] = mapped_column(default=0)
    number: Mapped[str] = mapped_column(String(64), default="")
    language: Mapped[str] = mapped_column(String(8), default="zh")
    offered_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime | None]


class Rating(Base):
    """One question answered. `score` is what the survey counts the answer as."""

    __tablename__ = "survey_ratings"

    call_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    survey: Mapped[str] = mapped_column(String(64), primary_key=True)
    question: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    score: Mapped[int]
    via: Mapped[str] = mapped_column(String(8))
    agent_id: Mapped[str | None] = mapped_column(ID, index=True)
    queue: Mapped[str | None] = mapped_column(String(64))
    segment: Mapped[int] = mapped_column(default=0)
    rated_at: Mapped[datetime] = mapped_column(index=True)
