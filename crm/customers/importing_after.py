"""What a line of a file makes of a customer: his record's columns that change, and the products that come or change.
Pure: takes the record as it is (None: there is none yet)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crm.customers.definitions import CustomerFieldRow, applicable
from crm.customers.importing import Known
from crm.customers.importing_parts import MOST_ADDRESSES, MOST_TAGS, TABLED
from crm.customers.parts import Address, region_names
from crm.customers.parts_spelled import plain_date
from crm.customers.tabled import written_field
from crm.errors import Invalid
from crm.fields.clean import clean
from crm.fields.spelled import read_text
from crm.imports.cells import text_of
from crm.imports.problems import Problem
from crm.regions.tree import china

APART = frozenset({"phones", "number", "tags", "place", "more_addresses", "products", "fields", "address", "region_zh"})
"""Values of a draft that are no plain columns."""
AROUND = ("kind", "category", "source", "level")
PRODUCT_TEXTS = ("serial", "barcode", "model", "name", "note")
PRODUCT_DAYS = ("bought_on", "warranty_until")


@dataclass(slots=True)
class After:
    """`values`: columns of the record that differ. `problems`: why the line cannot be taken."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def after(record: Any | None, given: Mapping[str, Any], known: Known) -> After:
    """What the line leaves empty stays; tags, addresses and products are added to those that there are."""
    found = After()
    for name, value in given.items():
        if name not in APART and (record is None or _said(getattr(record, name)) != value):
            found.values[name] = value
    _place(found, record, given)
    _tags(found, record, given.get("tags", ()))
    _fields(found, record, given, known)
    return found


def _place(found: After, record: Any | None, given: Mapping[str, Any]) -> None:
    old = [_plain(one) for one in (record.addresses or [])] if record is not None else []
    parts, more = dict(given.get("place", {})), list(given.get("more_addresses", ()))
    text, region = given.get("address"), given.get("region_zh")
    if record is not None:
        if region and not (old and old[0]["region"]) and region in {_said(record.region_zh), _said(record.region_en)}:
            region = None
        if text and text == _said(record.address):
            text = None
    code = china().named(region) if region else None
    if not (old or parts or more or code):
        found.values |= {"address": text} if text else {}
        found.values |= {"region_zh": region, "region_en": ""} if region else {}
        return
    if region and code is None:
        found.problems.append(Problem("unknown_region", "region_zh", region))
    words = text if old or record is None else text or _said(record.address)[:200]
    if words and len(words) > 200:
        found.problems.append(Problem("length", "address", words, "200"))
        return
    parts |= ({"text": words} if words else {}) | ({"region": code} if code else {})
    first = [_plain({**(old[0] if old else {}), **parts})] if old or parts else []
    new = [*first, *old[1:]]
    new += [one for each in more if (one := _plain(each)) not in new]
    for each in new:
        if Address.model_validate(each).empty and each not in old:
            found.problems.append(Problem("empty_address", "address_community"))
    if len(new) > MOST_ADDRESSES:
        found.problems.append(Problem("too_many", "more_addresses", detail=str(MOST_ADDRESSES)))
    if new != old:
        main = Address.model_validate(new[0])
        line = main.line(china().full_name(main.region, "zh"))
        changed = {"addresses": new, "address": line, "region_code": main.region, **region_names(main.region)}
        found.values |= {
            name: value for name, value in changed.items() if record is None or getattr(record, name) != value
        }


def _plain(address: Mapping[str, Any]) -> dict[str, str]:
    """As it is stored, nothing but words at the ends of its parts."""
    empty = {name: each.default for name, each in Address.model_fields.items()}
    return {name: str(address.get(name, default)).strip() for name, default in empty.items()}


def _tags(found: After, record: Any | None, tags: Sequence[str]) -> None:
    old = list(record.tags or []) if record is not None else []
    new = list(dict.fromkeys([*old, *tags]))
    if len(new) > MOST_TAGS:
        found.problems.append(Problem("too_many", "tags", detail=str(MOST_TAGS)))
    if new != old:
        found.values["tags"] = new


def _fields(found: After, record: Any | None, given: Mapping[str, Any], known: Known) -> None:
    if not known.fields or (record is not None and not given.get("fields")):
        return
    before = dict(record.fields or {}) if record is not None else {}
    whom = {name: given.get(name) or _said(getattr(record, name, "")) for name in AROUND}
    whom["kind"] = whom["kind"] or "person"
    mine = tuple(
        each if each.kind in TABLED else each.model_copy(update={"required": False, "required_if": None})
        for each in applicable(known.fields, whom["kind"], whom["category"])
    )
    codes = {each.code for each in mine}
    values: dict[str, Any] = {}
    refused = len(found.problems)
    for code, text in given.get("fields", {}).items():
        each = next(one for one in known.fields if one.code == code)
        if record is not None and text in _written(each, before.get(code), known):
            continue
        if code not in codes:
            found.problems.append(Problem("bad_field", f"fields.{code}", text, _not_for(each)))
            continue
        try:
            values[code] = read_text(each, text, zone=known.zone)
        except Invalid as error:
            found.problems.append(_refused(error, code, text))
    if len(found.problems) > refused or (record is not None and not values):
        return
    had = {code: value for code, value in before.items() if code in codes}
    try:
        cleaned = clean(
            mine, values, before=None if record is None else had, partial=record is not None, around=whom,
            area_code=known.area_code,
        )  # fmt: skip
    except Invalid as error:
        code = str(error.details.get("field", "")).removeprefix("fields.")
        found.problems.append(_refused(error, code, given.get("fields", {}).get(code, "")))
        return
    new = {code: value for code, value in before.items() if code not in had} | cleaned
    if new != before:
        found.values["fields"] = new


def _written(field: CustomerFieldRow, value: Any, known: Known) -> set[str]:
    """What an export says of the value: such a cell leaves it as it is."""
    return {text_of(written_field(field, value, language, known.zone)) for language in ("zh", "en")}


def _refused(error: Invalid, code: str, text: str) -> Problem:
    return Problem(
        "bad_field", f"fields.{code}", text, f"{error.details.get('message_zh', error)!s:.180}\n{error!s:.180}"
    )


def _not_for(field: CustomerFieldRow) -> str:
    return f"该类客户没有字段“{field.label.zh}”\ncustomers of this kind and category have no {field.label.en}"


def _said(value: Any) -> str:
    return text_of(value) if isinstance(value, str) else "" if value is None else str(value)


@dataclass(slots=True)
class Products:
    """`added`: rows without id; `changed`: id → columns."""

    added: list[dict[str, Any]] = field(default_factory=list)
    changed: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed)


def products_after(there: Sequence[Any], given: Sequence[Mapping[str, str]]) -> Products:
    """A product is the one that has its serial number, else its bar code, else its model and name."""
    found, free = Products(), list(there)
    for each in given:
        same = next((row for row in free if _as_said(row) == dict(each)), None) or _same(free, each)
        if same is None:
            found.added.append(_row(each))
            continue
        free.remove(same)
        said = _as_said(same)
        differs = {part: value for part, value in each.items() if said.get(part, "") != value}
        if differs:
            found.changed[same.id] = {part: _typed(part, value) for part, value in differs.items()}
    return found


def _same(rows: Sequence[Any], each: Mapping[str, str]) -> Any | None:
    for part in ("serial", "barcode"):
        if each.get(part):
            return next((row for row in rows if getattr(row, part) == each[part]), None)
    key = (each.get("model", ""), each.get("name", ""))
    return next((row for row in rows if (row.model, row.name) == key and not (row.serial or row.barcode)), None)


def _as_said(row: Any) -> dict[str, str]:
    texts = {part: _said(getattr(row, part)) for part in PRODUCT_TEXTS}
    return {
        part: text
        for part, text in (texts | {day: plain_date(getattr(row, day)) for day in PRODUCT_DAYS}).items()
        if text
    }


def _row(each: Mapping[str, str]) -> dict[str, Any]:
    empty: dict[str, Any] = {**dict.fromkeys(PRODUCT_TEXTS, ""), **dict.fromkeys(PRODUCT_DAYS)}
    return empty | {part: _typed(part, value) for part, value in each.items()}


def _typed(part: str, value: str) -> Any:
    return date.fromisoformat(value) if part in PRODUCT_DAYS else value
