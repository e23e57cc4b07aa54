"""How a value of a field is refused: in both languages, with the field's name as its users know it."""

from __future__ import annotations

from crm.errors import Invalid
from crm.fields.definitions import FieldDefinition


def refuse(definition: FieldDefinition, en: str, zh: str) -> Invalid:
    """To be raised. `field` is `fields.CODE`, as in the body that carried the value."""
    return Invalid(
        f"{definition.label.en}: {en}",
        field=f"fields.{definition.code}",
        message_zh=f"“{definition.label.zh}”{zh}",
    )


def wrong(place: str, en: str, zh: str) -> Invalid:
    """A definition or condition that cannot be saved. `place` leads to it: `fields.2.pattern`."""
    return Invalid(f"{place}: {en}", field=place, message_zh=f"{place}：{zh}")
