"""Taking values in: each cleaned, what is not visible dropped, what is required demanded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crm.errors import Invalid
from crm.fields.conditions import holds, is_empty
from crm.fields.definitions import FieldDefinition
from crm.fields.kinds import clean_value
from crm.fields.refusals import refuse

Values = dict[str, Any]


def clean(
    definitions: Sequence[FieldDefinition],
    given: Mapping[str, Any],
    *,
    before: Mapping[str, Any] | None = None,
    partial: bool = False,
    around: Mapping[str, Any] | None = None,
    area_code: str = "010",
) -> Values:
    """The values to store: only what is not empty, by code. Raises Invalid with field="fields.CODE".

    `before` is what the record has; without it the record is new and defaults apply. `partial`: what `given` does not
    name stays as it was (null empties a field), and a value that was missing already is not demanded. Otherwise
    `given` is everything. `around` are values that conditions may look at besides (the record's own columns)."""
    known = {definition.code: definition for definition in definitions}
    for code in given:
        if code not in known:
            raise Invalid(f"there is no field {code}", field=f"fields.{code}", message_zh=f"没有字段“{code}”")
    had = before or {}
    values: Values = {}
    for definition in definitions:
        code = definition.code
        if code in given:
            value = given[code]
            value = value.strip() if isinstance(value, str) else value
        elif partial:
            value = had.get(code)
            if not is_empty(value):
                values[code] = value
            continue
        else:
            value = definition.default if before is None else None
        if is_empty(value):
            continue
        cleaned = clean_value(definition, value, kept=had.get(code), area_code=area_code)
        if not is_empty(cleaned):
            values[code] = cleaned
    values = visible_only(definitions, values, around)
    _demand(definitions, values, given, had if partial else None, around or {})
    return values


def visible_only(
    definitions: Sequence[FieldDefinition], values: Mapping[str, Any], around: Mapping[str, Any] | None = None
) -> Values:
    """Values of the fields that are visible. A field that hides is empty for the others, which may hide them too."""
    shown = dict(values)
    for _ in definitions:
        kept = {
            definition.code: shown[definition.code]
            for definition in definitions
            if definition.code in shown and holds(definition.visible_if, {**(around or {}), **shown})
        }
        if len(kept) == len(shown):
            break
        shown = kept
    return shown


def missing(
    definitions: Iterable[FieldDefinition], values: Mapping[str, Any], around: Mapping[str, Any]
) -> frozenset[str]:
    """Codes of fields that are visible, required, and empty."""
    seen = {**around, **values}
    return frozenset(
        definition.code
        for definition in definitions
        if is_empty(values.get(definition.code))
        and holds(definition.visible_if, seen)
        and (definition.required or (definition.required_if is not None and holds(definition.required_if, seen)))
    )


def _demand(
    definitions: Sequence[FieldDefinition],
    values: Mapping[str, Any],
    given: Mapping[str, Any],
    had: Mapping[str, Any] | None,
    around: Mapping[str, Any],
) -> None:
    absent = missing(definitions, values, around)
    if had is not None:
        absent -= missing(definitions, had, around) - set(given)
    for definition in definitions:
        if definition.code in absent:
            raise refuse(definition, "is required", "为必填项")
