"""Dictionaries as the API shows and takes them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from crm.text import BothLanguages

DictionaryId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
EntryCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.\-]{1,32}$")]


class DictionaryRow(BaseModel):
    """One entry, as lists to choose from want it."""

    model_config = ConfigDict(from_attributes=True)

    dictionary: str
    code: str
    name_zh: str
    name_en: str
    position: int
    active: bool


class DictionaryInfo(BaseModel):
    """A dictionary and how many entries it has (`active`: that may be chosen)."""

    id: str
    name: BothLanguages
    built_in: bool
    entries: int
    active: int


class DictionaryDetail(DictionaryInfo):
    rows: list[DictionaryRow]


class NewDictionary(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    id: DictionaryId
    name: BothLanguages


class DictionaryChange(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    name: BothLanguages


class NewDictionaryEntry(BaseModel):
    """`name` of at most 100 characters. It comes last."""

    model_config = ConfigDict(strict=True, extra="forbid")

    code: EntryCode
    name: BothLanguages
    active: bool = True


class DictionaryEntryChange(BaseModel):
    """What is absent stays. Not `active`: offered no more."""

    model_config = ConfigDict(strict=True, extra="forbid")

    name: BothLanguages | None = None
    active: bool | None = None


class EntryOrder(BaseModel):
    """Every code of the dictionary, once."""

    model_config = ConfigDict(strict=True, extra="forbid")

    codes: list[EntryCode] = Field(max_length=1000)


class PortableDictionary(BaseModel):
    """As configuration files have it: entries in their order. Taking one in adds and changes entries, and orders those
    that it names first."""

    model_config = ConfigDict(strict=True, extra="forbid")

    name: BothLanguages
    entries: list[NewDictionaryEntry] = Field(default_factory=list, max_length=1000)
