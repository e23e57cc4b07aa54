"""What a field is: JSON as administrators save it, read into frozen models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, TypeAdapter

from crm.text import BothLanguages

Kind = Literal[
    "text",
    "long_text",
    "number",
    "money",
    "date",
    "datetime",
    "choice",
    "choices",
    "yes_no",
    "phone",
    "file",
    "customer",
    "user",
    "unit",
    "document",
    "product_owned",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
TEXTS = frozenset({"text", "long_text"})
NUMBERS = frozenset({"number", "money"})
MOMENTS = frozenset({"date", "datetime"})
ORDERED = NUMBERS | MOMENTS
CHOOSING = frozenset({"choice", "choices"})
REFERENCES = frozenset({"customer", "user", "unit", "document", "product_owned"})
"""Values are the id of something else."""
LISTS = frozenset({"choices", "file"})
"""Values are lists of codes or ids."""

Place = Literal["list", "card", "pop"]
FieldCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
OptionCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.\-]{1,32}$")]
Condition = Mapping[str, Any]
"""See crm.fields.conditions."""

DEFAULT_LENGTH: Mapping[str, int] = {"text": 200, "long_text": 10_000}
MOST_LENGTH: Mapping[str, int] = {"text": 1_000, "long_text": 50_000}
MOST_ITEMS = 50
"""Codes or files in one value."""


class FieldOption(BaseModel):
    """One of the things to choose. What is no longer `active` stays where it was chosen and cannot be chosen anew."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: OptionCode
    zh: str = Field(min_length=1, max_length=100)
    en: str = Field(min_length=1, max_length=100)
    active: bool = True


class FieldDefinition(BaseModel):
    """One field. `min` and `max`: a number's or amount's bounds, a date's (ISO text), or how many may be chosen.
    `max_length` in characters (text: 200 when absent, long_text: 10,000). `pattern`: the whole text must match.
    A choice is made from `options` or from a data dictionary. `required_if` and `visible_if` are conditions over the
    other fields; a field that is not visible has no value. `show`: where it is seen besides its form."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: FieldCode
    kind: Kind
    label: BothLanguages
    required: bool = False
    required_if: dict[str, JsonValue] | None = None
    visible_if: dict[str, JsonValue] | None = None
    min: int | float | str | None = None
    max: int | float | str | None = None
    max_length: int | None = None
    pattern: str | None = Field(None, max_length=200)
    dictionary: str | None = Field(None, max_length=32)
    options: tuple[FieldOption, ...] = Field((), max_length=500)
    default: JsonValue = None
    show: tuple[Place, ...] = ("card",)
    help: BothLanguages | None = None

    @property
    def longest(self) -> int:
        return self.max_length or DEFAULT_LENGTH.get(self.kind, 200)

    def option(self, code: str) -> FieldOption | None:
        return next((option for option in self.options if option.code == code), None)


_LIST: TypeAdapter[tuple[FieldDefinition, ...]] = TypeAdapter(tuple[FieldDefinition, ...])


def read_definitions(raw: Iterable[Mapping[str, Any]]) -> tuple[FieldDefinition, ...]:
    """JSON → definitions. Raises pydantic.ValidationError, which names the place in the list, for what is none; whether
    they make sense together is `check_definitions`' affair."""
    return _LIST.validate_python(raw)


def dump_definitions(definitions: Iterable[FieldDefinition]) -> list[dict[str, Any]]:
    """Definitions → the JSON to store, without what is at its default."""
    return [
        one.model_dump(mode="json", exclude_defaults=True) | {"code": one.code, "kind": one.kind} for one in definitions
    ]
