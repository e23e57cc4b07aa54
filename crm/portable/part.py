"""What each part of the document can do, and how errors within it get their place."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

import orjson
from pydantic import BaseModel, ValidationError
from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.errors import Invalid
from telephony.errors import HotlineError

Body = TypeVar("Body", bound=BaseModel)
Raw = Mapping[str, Any]
"""A thing's settings as the document has them."""
Things = Mapping[str, Raw]
"""Id → settings."""
_IDENT = re.compile(r"[A-Za-z0-9_-]{1,26}")


@dataclass(frozen=True, slots=True)
class Here:
    """What the installation itself says of things. `private_webhooks`: they may go to private addresses; `secrets`:
    kinds of messages (sms, email) whose gateway has a secret."""

    private_webhooks: bool = False
    secrets: frozenset[str] = frozenset()


@dataclass
class Work:
    """Who does it, in whose transaction, and what has to be done by hand afterwards. `only`: ids that are asked for; a
    part that has very many reads no others then. `needs_secret` and `needs_audio` name things as `part/id`."""

    session: AsyncSession
    who: Principal
    here: Here = field(default_factory=Here)
    only: Collection[str] | None = None
    needs_secret: list[str] = field(default_factory=list)
    needs_audio: list[str] = field(default_factory=list)


class Part(ABC):
    """A part of the document: id → settings. `function`: what its page takes; whoever lacks it changes nothing of it
    here either."""

    name: ClassVar[str]
    function: ClassVar[str]

    def __init__(self, work: Work) -> None:
        self._work = work
        self._session = work.session
        self._who = work.who

    @abstractmethod
    async def shown(self) -> dict[str, dict[str, Any]]:
        """What is there, in the order in which it can be taken in."""

    @classmethod
    def needed(cls, ident: str) -> str:
        """The function that a change of this thing takes."""
        del ident
        return cls.function

    @classmethod
    def whose(cls, who: Principal) -> Select[str] | None:
        """Ids of the things that whoever has the function may see; None: all of them."""
        del who
        return None

    def named(self, ident: str, raw: Raw) -> tuple[str, str]:
        """What a thing that `shown` has told of is called in Chinese and in English; "" where it has no name of its
        own."""
        del ident
        name = raw.get("name")
        if isinstance(name, Mapping):
            return str(name.get("zh") or ""), str(name.get("en") or "")
        if isinstance(name, str):
            return name, name
        return str(raw.get("name_zh") or ""), str(raw.get("name_en") or "")

    def differs(self, ident: str, raw: Raw, before: Raw) -> bool:
        """Whether the document has something else than what is here. What it leaves out stays."""
        del ident
        return {**before, **raw} != before

    def wanting(self, things: Things, before: Things) -> None:
        """Say in the work what the document's things lack, also those that do not change."""
        del things, before

    async def prepare(self, news: Things, before: Things) -> None:
        """Make what other parts refer to; it comes before any part is taken in."""
        del news, before

    @abstractmethod
    async def take(self, news: Things, before: Things) -> None:
        """Make or change the things that are not as they are here."""


class OneByOne(Part):
    """A part whose things are taken in each by itself."""

    async def take(self, news: Things, before: Things) -> None:
        for ident, raw in news.items():
            with at(f"{self.name}/{ident}"):
                await self.put(f"{self.name}/{ident}", ident, raw, before.get(ident))

    @abstractmethod
    async def put(self, place: str, ident: str, raw: Raw, before: Raw | None) -> None:
        """Make it (`before` None) or change it."""


@contextmanager
def at(place: str) -> Iterator[None]:
    """Errors within are about this place of the document."""
    try:
        yield
    except HotlineError as error:
        within = str(error.details.get("field", ""))
        if not within.startswith(place):
            error.details["field"] = f"{place}.{within}" if within else place
        raise


def body(model: type[Body], place: str, raw: Raw) -> Body:
    try:
        return model.model_validate_json(orjson.dumps(raw))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join((place, *map(str, first["loc"])))
        raise Invalid(f"{where}: {first['msg']}", field=where) from error
    except TypeError as error:
        raise Invalid(f"{place}: {error}", field=place) from error


def portable(rows: Iterable[BaseModel], model: type[BaseModel], key: str = "id") -> dict[str, dict[str, Any]]:
    """Rows as they can be taken in again, by id; without secrets."""
    names = {field.alias or name for name, field in model.model_fields.items()} - {key, "secret"}
    raws = [row.model_dump(mode="json", by_alias=True) for row in rows]
    return {raw[key]: {name: value for name, value in raw.items() if name in names} for raw in raws}


def own_id(ident: str) -> str:
    """An id that this installation would have made itself, had the thing been made here."""
    if _IDENT.fullmatch(ident) is None:
        raise Invalid(
            f"{ident} is no id: up to 26 letters, digits, _ and -", field="", message_zh=f"“{ident}”不是有效的标识"
        )
    return ident


def fixed(raw: Raw, before: Raw, *names: str) -> dict[str, Any]:
    """The settings without those that stay as they were made. Raises Invalid for another value."""
    for name in names:
        if name in raw and raw[name] != before.get(name):
            raise Invalid(
                f"{name} stays as it was made: give what is new an id of its own",
                field=name,
                message_zh=f"{name} 创建后不能修改，请使用新的标识",
            )
    return {name: value for name, value in raw.items() if name not in names}
