"""Texts in both languages as pydantic and rows carry them, and search patterns."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class BothLanguages(BaseModel):
    """A text for people in Chinese and English."""

    model_config = ConfigDict(strict=True, extra="forbid")

    zh: str = Field(min_length=1, max_length=200)
    en: str = Field(min_length=1, max_length=200)


def contains(text: str) -> str:
    """`text` as a LIKE pattern (escape character `\\`) that finds it anywhere, its own % and _ taken literally."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
