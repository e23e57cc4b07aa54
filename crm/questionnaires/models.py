"""Questionnaires (调查问卷), each with the versions of its questions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class Questionnaire(Base):
    """`state`: draft, active or closed. `questions` is the number of the newest version of its questions. `options` as
    crm.questionnaires.schemas.Options. `version` counts changes (optimistic lock)."""

    __tablename__ = "questionnaires"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[dict[str, str]]
    state: Mapped[str] = mapped_column(String(12), default="draft")
    questions: Mapped[int] = mapped_column(default=1)
    options: Mapped[dict[str, Any]]
    created_by: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative attribute


class QuestionnaireVersion(Base):
    """`questions` as crm.questionnaires.schemas.Question: visits finish on the version that they began with."""

    __tablename__ = "questionnaire_versions"

    questionnaire_id: Mapped[str] = mapped_column(
        ID, ForeignKey("questionnaires.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    questions: Mapped[list[Any]]
    created_at: Mapped[datetime]
