"""Scorecards (质检评分表) with the versions of their criteria, assessments (质检评分), calibrations (校准)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class Scorecard(Base):
    """`state`: draft, active or closed. `criteria` is the number of the newest version of its criteria. `options` as
    crm.quality.schemas.ScorecardOptions. `version` counts changes (optimistic lock)."""

    __tablename__ = "scorecards"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[dict[str, str]]
    state: Mapped[str] = mapped_column(String(12), default="draft")
    criteria: Mapped[int] = mapped_column(default=1)
    options: Mapped[dict[str, Any]]
    created_by: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative attribute


class ScorecardVersion(Base):
    """`criteria` as crm.quality.schemas.Criterion: an assessment keeps those that it was made with."""

    __tablename__ = "scorecard_versions"

    scorecard_id: Mapped[str] = mapped_column(ID, ForeignKey("scorecards.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    criteria: Mapped[list[Any]]
    created_at: Mapped[datetime]


class Assessment(Base):
    """One agent's part in one recording, scored by one assessor. `state`: draft, published (the agent sees it),
    confirmed (by the agent), appealed, decided. `percent` of what was possible, 0 when something fatal was found, None
    while nothing counts. `slot` keeps the same conversation from being scored twice by the same scorecard; in a
    calibration each participant has one. `unit_id` is the agent's when it was made."""

    __tablename__ = "assessments"
    __table_args__ = (
        Index("ix_assessments_agent_id_published_at", "agent_id", "published_at"),
        Index("ix_assessments_unit_id_published_at", "unit_id", "published_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    slot: Mapped[str] = mapped_column(String(200), unique=True)
    scorecard_id: Mapped[str] = mapped_column(ID, ForeignKey("scorecards.id"), index=True)
    criteria: Mapped[int]
    calibration_id: Mapped[str | None] = mapped_column(ID, ForeignKey("calibrations.id"), index=True)
    recording_id: Mapped[str] = mapped_column(String(64), index=True)
    call_id: Mapped[str] = mapped_column(String(40), index=True)
    talked_at: Mapped[datetime]
    queue: Mapped[str | None] = mapped_column(String(32))
    agent_id: Mapped[str] = mapped_column(ID)
    unit_id: Mapped[str] = mapped_column(ID)
    assessor_id: Mapped[str] = mapped_column(ID, index=True)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    answers: Mapped[dict[str, Any]]
    remark: Mapped[str] = mapped_column(Text, default="")
    points: Mapped[float] = mapped_column(default=0.0)
    most: Mapped[float] = mapped_column(default=0.0)
    percent: Mapped[float | None]
    fatal: Mapped[list[Any]]
    passed: Mapped[bool | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    appeal: Mapped[str] = mapped_column(String(1000), default="")
    appealed_at: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(String(1000), default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(ID)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative attribute


class Calibration(Base):
    """Several assessors score the same part of a conversation, each without seeing the others', until it is closed.
    `state`: open, closed, cancelled. `participants`: ids of users. `reference_id`: whose scores the others' are held
    against; without one the median of all."""

    __tablename__ = "calibrations"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    scorecard_id: Mapped[str] = mapped_column(ID, ForeignKey("scorecards.id"), index=True)
    criteria: Mapped[int]
    recording_id: Mapped[str] = mapped_column(String(64), index=True)
    call_id: Mapped[str] = mapped_column(String(40))
    talked_at: Mapped[datetime]
    queue: Mapped[str | None] = mapped_column(String(32))
    agent_id: Mapped[str] = mapped_column(ID)
    unit_id: Mapped[str] = mapped_column(ID, index=True)
    state: Mapped[str] = mapped_column(String(12), default="open")
    participants: Mapped[list[Any]]
    reference_id: Mapped[str | None] = mapped_column(ID)
    due_at: Mapped[datetime | None]
    created_by: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(ID)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative attribute
