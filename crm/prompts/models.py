"""The company's library of prompts, and every version of their recordings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class Prompt(Base):
    """`number` is what its recorder keys in at a telephone. `texts`: language → what is spoken without a recording.
    `current`: language → the version in force; a language without one has no recording."""

    __tablename__ = "prompts"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[str | None] = mapped_column(String(8), unique=True)
    name: Mapped[dict[str, str]]
    texts: Mapped[dict[str, str]]
    current: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]


class PromptVersion(Base):
    """Versions are never changed. `file` lies below HOTLINE_HOME/sounds/library, without extension. `source`: upload,
    browser or phone. `level`: of the speech as it is played, dBFS RMS."""

    __tablename__ = "prompt_versions"

    prompt_id: Mapped[str] = mapped_column(ForeignKey("prompts.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    file: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(String(12))
    seconds: Mapped[float]
    level: Mapped[float]
    comment: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime]
    created_by: Mapped[str | None] = mapped_column(ID)
