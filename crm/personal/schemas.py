"""Personal settings (个人设置): what there is to choose, and its limits."""

from __future__ import annotations

from typing import Annotated, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, field_validator, model_validator

from crm.messages.kinds import KINDS
from crm.users.schemas import Language

MAX_PAGES = 32 * 1024
"""Bytes of what pages remember."""
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]
_KEY = r"([A-Z0-9]|F([1-9]|1[0-2])|[A-Z][a-z]{2,11})"
Keys = Annotated[str, StringConstraints(pattern=rf"^((Ctrl|Alt|Shift|Meta)\+){{0,4}}{_KEY}$")]
"""A combination of keys as browsers name them: `F2`, `Ctrl+Shift+H`, `Alt+Enter`."""


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Sounds(_Part):
    """`ring`: the browser rings for calls; `messages`: for messages of the box. `volume` in percent."""

    ring: bool = True
    messages: bool = True
    volume: int = Field(80, ge=0, le=100)


class MessageSettings(_Part):
    """Kinds of messages that are kept but not shown nor counted (`muted`); that make a sound though they come without
    (`loud`), or none though they come with one (`silent`)."""

    muted: list[str] = Field(default_factory=list, max_length=64)
    loud: list[str] = Field(default_factory=list, max_length=64)
    silent: list[str] = Field(default_factory=list, max_length=64)

    @field_validator("muted", "loud", "silent")
    @classmethod
    def _known(cls, kinds: list[str]) -> list[str]:
        for kind in kinds:
            if kind not in KINDS:
                raise ValueError(f"there is no kind of message {kind!r}")
        return list(dict.fromkeys(kinds))

    @model_validator(mode="after")
    def _either(self) -> MessageSettings:
        both = set(self.loud) & set(self.silent)
        if both:
            raise ValueError(f"{min(both)} cannot be loud and silent")
        return self

    def sounds(self, kind: str) -> bool:
        return kind not in self.silent and (kind in self.loud or KINDS[kind].sound)


class HomeLayout(_Part):
    """Blocks of the home page in their order; those in `hidden` are not shown."""

    order: list[Name] = Field(default_factory=list, max_length=40)
    hidden: list[Name] = Field(default_factory=list, max_length=40)


class PersonalSettings(_Part):
    """`hot_keys`: action → keys, no keys twice. `pages`: whatever a page of the front end remembers for the user
    (columns, filters), by the page's name; 32 KiB in all."""

    language: Language = "zh"
    theme: Literal["system", "light", "dark"] = "system"
    sounds: Sounds = Sounds(volume=80)
    hot_keys: dict[Name, Keys] = Field(default_factory=dict, max_length=60)
    home: HomeLayout = Field(default_factory=HomeLayout)
    messages: MessageSettings = Field(default_factory=MessageSettings)
    pages: dict[Name, JsonValue] = Field(default_factory=dict, max_length=200)

    @field_validator("hot_keys")
    @classmethod
    def _once(cls, keys: dict[str, str]) -> dict[str, str]:
        taken: dict[str, str] = {}
        for action, combination in keys.items():
            other = taken.setdefault(combination, action)
            if other != action:
                raise ValueError(f"{combination} is both {other} and {action}")
        return keys

    @field_validator("pages")
    @classmethod
    def _small(cls, pages: dict[str, JsonValue]) -> dict[str, JsonValue]:
        if len(orjson.dumps(pages)) > MAX_PAGES:
            raise ValueError(f"more than {MAX_PAGES} bytes")
        return pages


class SettingsChange(_Part):
    """What is absent stays. `sounds`, `home` and `messages` are replaced whole; `hot_keys` and `pages` name by name,
    and null takes a name away."""

    language: Language | None = None
    theme: Literal["system", "light", "dark"] | None = None
    sounds: Sounds | None = None
    hot_keys: dict[Name, Keys | None] | None = Field(None, max_length=60)
    home: HomeLayout | None = None
    messages: MessageSettings | None = None
    pages: dict[Name, JsonValue] | None = Field(None, max_length=200)
