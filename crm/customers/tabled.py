"""A customer as a line of a table that the import takes again, in either language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from typing import Any, Literal

from crm.customers.definitions import CustomerFieldRow
from crm.customers.importing import CHOICES, COLUMNS, DICTIONARIES
from crm.customers.importing_parts import COLUMNS as PARTS
from crm.customers.importing_parts import field_columns, tabled
from crm.customers.parts_spelled import (
    ADDRESS,
    KINDS,
    PRODUCT,
    plain_date,
    written_lines,
    written_region,
    written_tags,
)
from crm.errors import Invalid
from crm.fields.definitions import FieldDefinition
from crm.fields.kinds import clean_value
from crm.fields.spelled import read_text, written
from crm.imports.columns import Column
from crm.phones import local

Language = Literal["zh", "en"]


def customer_columns(fields: Sequence[CustomerFieldRow]) -> tuple[Column, ...]:
    """All that an import can fill and an export shows. `fields`: administrators', with their options."""
    return (*COLUMNS, *PARTS, *field_columns(fields, COLUMNS))


def written_field(field: FieldDefinition, value: Any, language: Language, zone: tzinfo) -> str:
    """For people, as long as it is read back as the same value; else as it is stored."""
    if value is None:
        return ""
    said = written(field, value, language, zone=zone)
    try:
        if clean_value(field, read_text(field, said, zone=zone), kept=value) == value:
            return said
    except Invalid:
        pass
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


@dataclass(frozen=True)
class Tabled:
    """`words`: dictionary and code → name; `users`: id → 工号 or user name."""

    fields: Sequence[CustomerFieldRow]
    words: Mapping[tuple[str, str], str]
    users: Mapping[str, str]
    language: Language
    zone: tzinfo

    def cells(self, row: Any, products: Sequence[Any]) -> dict[str, str]:
        """By the codes of `customer_columns`; what is not said is empty. `products` in the order of their ids."""
        english = self.language == "en"
        shown: dict[str, str] = {column.code: getattr(row, column.code, "") or "" for column in COLUMNS}
        shown["phones"] = "、".join(local(phone.number) for phone in row.phones)
        shown["owner_id"] = self.users.get(row.owner_id or "", row.owner_id or "")
        for column, dictionary in DICTIONARIES.items():
            code = getattr(row, column)
            shown[column] = self.words.get((dictionary, code), code)
        for column, options in CHOICES.items():
            names = options.get(shown[column])
            if names and not english:
                shown[column] = names[0]
        shown["region_zh"] = row.region_en if english and row.region_en else row.region_zh
        shown["tags"] = written_tags(row.tags or [], english)
        self._addresses(shown, row.addresses or [], english)
        first = _product(products[0]) if products else {}
        shown |= {f"product_{part}": first.get(part, "") for part in PRODUCT}
        shown["more_products"] = written_lines(map(_product, products[1:]), PRODUCT, english)
        for field in self.fields:
            if tabled(field):
                value = (row.fields or {}).get(field.code)
                shown[f"fields.{field.code}"] = written_field(field, value, self.language, self.zone)
        return {code: shown[code] for code in self._codes}

    @cached_property
    def _codes(self) -> tuple[str, ...]:
        return tuple(column.code for column in customer_columns(self.fields))

    def _addresses(self, shown: dict[str, str], addresses: Sequence[Mapping[str, Any]], english: bool) -> None:
        first = addresses[0] if addresses else {}
        if addresses:
            shown["address"] = first.get("text", "")
            if first.get("region"):
                shown["region_zh"] = written_region(first["region"], english)
        for part in ADDRESS.keys() - {"region", "text"}:
            value = first.get(part, "")
            if part == "kind":
                value = "" if value in {"", "home"} else KINDS[value][1 if english else 0]
            shown[f"address_{part}"] = value
        shown["more_addresses"] = written_lines(addresses[1:], ADDRESS, english)


def _product(row: Any) -> dict[str, str]:
    return {part: plain_date(getattr(row, part)) for part in PRODUCT}
