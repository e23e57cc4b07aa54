"""The library of prompts as the API shows and takes it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from crm.routing.schemas import Strict
from crm.text import BothLanguages

PromptId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
PromptLanguage = Literal["zh", "en"]
Words = Annotated[str, Field(max_length=1000)]
Number = Annotated[str, Field(pattern=r"^[0-9]{1,8}$")]


class PromptFields(Strict):
    """`number`: what its recorder keys in at a telephone. `texts`: language → words that are spoken where nothing is
    recorded; without places for variables."""

    name: BothLanguages
    number: Number | None = None
    texts: dict[PromptLanguage, Words] = Field(default_factory=dict)


class NewPrompt(PromptFields):
    id: PromptId


class PromptChange(Strict):
    """What is absent stays; `number` null takes it away."""

    name: BothLanguages | None = None
    number: Number | None = None
    texts: dict[PromptLanguage, Words] | None = None


class PromptVersionRow(BaseModel):
    """`source`: upload, browser or phone. `level`: of its speech as it is played, dBFS RMS."""

    model_config = ConfigDict(from_attributes=True)

    language: str
    version: int
    current: bool = False
    source: str
    seconds: float
    level: float
    comment: str
    created_at: datetime
    created_by: str | None


class PromptRow(BaseModel):
    """`recorded`: language → the version in force. `used_by`: flows that play it; `music_of`: queues whose callers wait
    to it."""

    id: str
    number: str | None
    name: BothLanguages
    texts: dict[str, str]
    recorded: dict[str, int]
    used_by: list[str]
    music_of: list[str]
    updated_at: datetime


class PromptDetail(PromptRow):
    versions: list[PromptVersionRow]


class MusicRow(BaseModel):
    """What callers can hear while they wait. `kind`: `own` plays in every installation; a `prompt` of the library that
    is recorded; a `folder` of files below HOTLINE_HOME/sounds/music."""

    id: str
    name: BothLanguages
    kind: Literal["own", "prompt", "folder"]


class UploadQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    language: PromptLanguage
    source: Literal["upload", "browser"] = "upload"
    comment: str = Field("", max_length=300)


class AudioQuery(BaseModel):
    """The version in force when none is named."""

    model_config = ConfigDict(extra="forbid")

    language: PromptLanguage
    version: int | None = Field(None, ge=1, le=1_000_000)


class LanguageQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    language: PromptLanguage


class RestoreBody(Strict):
    language: PromptLanguage
    version: int = Field(ge=1)


class SpeakBody(Strict):
    """A text to hear before it is saved; without places for variables."""

    language: PromptLanguage
    text: str = Field(min_length=1, max_length=1000)
