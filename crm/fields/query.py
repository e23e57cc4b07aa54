"""Filters on administrators' fields in a list's query string: `field.CODE=…`, `field.CODE.from=…`."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints, WithJsonSchema, model_validator

PREFIX = "field."
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}(\.(from|to|empty))?$")]
Text = Annotated[str, StringConstraints(max_length=200)]
_SCHEMA = {
    "type": "object",
    "patternProperties": {r"^field\.[a-z][a-z0-9_]{0,31}(\.(from|to|empty))?$": {"type": "string", "maxLength": 200}},
    "additionalProperties": False,
}
"""Properties of an object in the query string are parameters of their own (style form, explode)."""
Filters = Annotated[dict[Name, Text], Field(max_length=10), WithJsonSchema(_SCHEMA)]


class FieldFilters(BaseModel):
    """`field.CODE` asks for a value of an administrator's field (a text: any part of it), `field.CODE.from` and
    `field.CODE.to` for a range, `field.CODE.empty` (true or false) whether there is one."""

    field: Filters = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _collect(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        asked = {name: text for name, text in given.items() if name.startswith(PREFIX)}
        rest = {name: text for name, text in given.items() if name not in asked}
        if asked:
            rest["field"] = {name.removeprefix(PREFIX): text for name, text in asked.items()}
        return rest
