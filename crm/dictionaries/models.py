"""Lists of words that administrators edit: ticket types, customer sources and categories, dispositions…"""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base


class Dictionary(Base):
    """A list by name. `built_in`: the program itself looks into it, so it cannot be removed."""

    __tablename__ = "dictionaries"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    built_in: Mapped[bool] = mapped_column(default=False)


class DictionaryEntry(Base):
    """What is not `active` keeps its name where it was chosen, and is offered no more."""

    __tablename__ = "dictionary_entries"

    dictionary: Mapped[str] = mapped_column(String(32), primary_key=True)
    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
