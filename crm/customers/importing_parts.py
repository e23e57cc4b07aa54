"""Tags, addresses, products and administrators' fields out of a line of a file: their columns, and what a line says of
them. No database: see importing_rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crm.customers.definitions import CustomerFieldRow
from crm.customers.parts import Address, ProductBody
from crm.customers.parts_spelled import (
    ADDRESS,
    PRODUCT,
    SEVERAL,
    plain_date,
    read_kind,
    read_line,
    split,
    unescaped,
)
from crm.errors import Invalid
from crm.fields.definitions import FieldDefinition
from crm.fields.spelled import read_text
from crm.imports.cells import Cell, spoilt, text_of
from crm.imports.columns import Column
from crm.imports.problems import Problem
from crm.imports.target import Draft
from crm.regions.tree import china

MOST_TAGS, MOST_ADDRESSES = 20, 20
LONGEST: Mapping[str, int] = {
    part: longest
    for model in (Address, ProductBody)
    for part, each in model.model_fields.items()
    for limit in each.metadata
    if (longest := getattr(limit, "max_length", None)) is not None
}
"""Part of an address or a product → characters, as the API takes it."""
TABLED = frozenset({"text", "long_text", "number", "money", "date", "datetime", "choice", "choices", "yes_no", "phone"})
"""Kinds of administrators' fields that a table can hold: files and references to other records stay where they are."""
_DAY = FieldDefinition.model_validate({"code": "day", "kind": "date", "label": {"zh": "日期", "en": "date"}})

COLUMNS: tuple[Column, ...] = (
    Column("tags", "标签", "Tags", ("客户标签", "标记", "tag", "labels")),
    Column("address_household", "户号", "Household", ("用户户号", "供热户号", "household number"), code_like=True),
    Column("address_community", "小区", "Community", ("小区名称", "社区", "estate")),
    Column("address_building", "楼", "Building", ("楼号", "栋", "楼栋", "幢")),
    Column("address_unit", "单元", "Entrance", ("单元号",)),
    Column("address_room", "室", "Room", ("房号", "门牌", "门牌号", "室号", "flat")),
    Column("address_kind", "地址类型", "Kind of address"),
    Column("address_contact", "地址联系人", "Contact at the address", ("收货人", "收件人")),
    Column("address_phone", "地址电话", "Phone at the address", ("收货电话", "收件电话"), code_like=True),
    Column("address_postcode", "邮编", "Postcode", ("邮政编码", "zip", "zip code"), code_like=True),
    Column("more_addresses", "其他地址", "More addresses"),
    Column(
        "product_serial", "产品序列号", "Serial number", ("序列号", "机号", "机身号", "sn", "serial"), code_like=True
    ),
    Column("product_barcode", "产品条码", "Bar code", ("条码", "条形码", "barcode"), code_like=True),
    Column("product_model", "产品型号", "Model", ("型号", "机型", "product model")),
    Column("product_name", "产品名称", "Product", ("产品", "商品", "商品名称", "product name")),
    Column("product_bought_on", "购买日期", "Bought on", ("购机日期", "购买时间", "purchase date")),
    Column("product_warranty_until", "保修截止日期", "Warranty until", ("保修期至", "质保到期", "warranty")),
    Column("product_note", "产品备注", "Note on the product"),
    Column("more_products", "其他产品", "More products"),
)


def tabled(field: CustomerFieldRow) -> bool:
    return field.active and field.kind in TABLED


def field_columns(fields: Sequence[CustomerFieldRow], taken: Sequence[Column]) -> tuple[Column, ...]:
    """One for each field that a table can hold. One that is called as another column has its code after its name."""
    used = {name for column in (*taken, *COLUMNS) for name in (column.zh, column.en)}
    found = []
    for field in fields:
        if not tabled(field):
            continue
        names = (field.label.zh, field.label.en)
        zh, en = (f"{name} {field.code}" if name in used else name for name in names)
        used |= {zh, en}
        found.append(Column(f"fields.{field.code}", zh, en, code_like=field.kind == "phone"))
    return tuple(found)


def read_parts(
    draft: Draft, cells: Mapping[str, Sequence[Cell]], columns: Sequence[Column], defaults: Mapping[str, str]
) -> None:
    """Into `draft.values`: `tags` (list), `place` (parts of the first address), `more_addresses`, `products` (lists of
    parts), `fields` (code → text)."""
    texts: dict[str, str] = {}
    for column in columns:
        given = cells.get(column.code, ())
        if given and column.code_like and (problem := spoilt(given[0], column.code)) is not None:
            draft.problems.append(problem)
        elif text := (text_of(given[0]) if given else "") or defaults.get(column.code, ""):
            texts[column.code] = text
    place = {code.removeprefix("address_"): text for code, text in texts.items() if code.startswith("address_")}
    product = {code.removeprefix("product_"): text for code, text in texts.items() if code.startswith("product_")}
    fields = {code.removeprefix("fields."): text for code, text in texts.items() if code.startswith("fields.")}
    found: dict[str, Any] = {
        "tags": _tags(draft, texts.get("tags", "")),
        "place": _parts(draft, "address_", place),
        "more_addresses": _several(draft, "more_addresses", texts.get("more_addresses", ""), ADDRESS),
        "products": [
            *([_parts(draft, "product_", product)] if product else []),
            *_several(draft, "more_products", texts.get("more_products", ""), PRODUCT),
        ],
        "fields": fields,
    }
    draft.values |= {name: value for name, value in found.items() if value}


def _tags(draft: Draft, text: str) -> list[str]:
    tags = list(dict.fromkeys(unescaped(each) for each in split(text, SEVERAL)))
    if any(len(tag) > 32 for tag in tags):
        draft.problems.append(Problem("length", "tags", text, "32"))
    if len(tags) > MOST_TAGS:
        draft.problems.append(Problem("too_many", "tags", detail=str(MOST_TAGS)))
    return tags


def _several(draft: Draft, column: str, text: str, names: Mapping[str, tuple[str, str]]) -> list[dict[str, str]]:
    found = []
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        try:
            parts = read_line(line, names)
        except ValueError as error:
            draft.problems.append(Problem("bad_part", column, str(error), "、".join(zh for zh, _ in names.values())))
            continue
        found.append(_parts(draft, column, parts))
    return found


def _parts(draft: Draft, column: str, parts: Mapping[str, str]) -> dict[str, str]:
    """Checked and in their stored form. `column`: that of the whole cell, or what its columns' codes begin with."""
    found = {}
    for part, text in parts.items():
        where = column + part if column.endswith("_") else column
        value: str | None = text
        if part == "kind":
            value = read_kind(text)
        elif part == "region":
            value = china().named(text)
        elif part in {"bought_on", "warranty_until"}:
            value = _day(text)
        elif len(text) > LONGEST[part]:
            draft.problems.append(Problem("length", where, text, str(LONGEST[part])))
        if value is None:
            draft.problems.append(Problem(_WRONG.get(part, "bad_date"), where, text))
        else:
            found[part] = value
    if column in {"product_", "more_products"} and found:
        where = column if column == "more_products" else "product_serial"
        if not any(found.get(part) for part in ("serial", "barcode", "model", "name")):
            draft.problems.append(Problem("nameless", where))
        if found.get("warranty_until", "9999") < found.get("bought_on", ""):
            draft.problems.append(Problem("warranty", where, found["warranty_until"]))
    return found


_WRONG = {"kind": "bad_kind", "region": "unknown_region"}


def _day(text: str) -> str | None:
    try:
        return plain_date(read_text(_DAY, text))
    except Invalid:
        return None
