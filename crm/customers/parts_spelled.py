"""A customer's addresses and products as people write them in one cell, and read back exactly.

One thing a line, its parts named in either language: `类型：收货；地区：浙江省杭州市西湖区；地址：文三路1号`.
A sign that would part or end them stands behind a backslash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from crm.regions.tree import china

SEVERAL = "，,；;、|\n"
"""Signs between tags in one cell."""
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)

KINDS: Mapping[str, tuple[str, str]] = {
    "home": ("家庭", "home"),
    "work": ("单位", "work"),
    "delivery": ("收货", "delivery"),
    "heating": ("供暖", "heating"),
    "other": ("其他", "other"),
}
ADDRESS: Mapping[str, tuple[str, str]] = {
    "kind": ("类型", "kind"),
    "region": ("地区", "region"),
    "text": ("地址", "address"),
    "community": ("小区", "community"),
    "building": ("楼", "building"),
    "unit": ("单元", "entrance"),
    "room": ("室", "room"),
    "household": ("户号", "household"),
    "contact": ("联系人", "contact"),
    "phone": ("电话", "phone"),
    "postcode": ("邮编", "postcode"),
}
PRODUCT: Mapping[str, tuple[str, str]] = {
    "serial": ("序列号", "serial"),
    "barcode": ("条码", "bar code"),
    "model": ("型号", "model"),
    "name": ("名称", "name"),
    "bought_on": ("购买日期", "bought on"),
    "warranty_until": ("保修至", "warranty until"),
    "note": ("备注", "note"),
}
"""Part → what it is called, Chinese and English."""


def written_region(code: str, english: bool) -> str:
    """Its whole name; the code where two are called the same."""
    name = china().full_name(code, "en" if english else "zh")
    return name if china().named(name) == code else code


def read_kind(text: str) -> str | None:
    """The kind of address that is meant, None for an unknown one."""
    word = text.strip().lower()
    return next((kind for kind, names in KINDS.items() if word in {kind, *names}), None)


def written_line(parts: Mapping[str, Any], names: Mapping[str, tuple[str, str]], english: bool) -> str:
    """What is not empty, in the order of `names`."""
    place = 1 if english else 0
    between, after = ("; ", ": ") if english else ("；", "：")
    found = []
    for part, called in names.items():
        value = parts.get(part)
        if value in (None, "") or (part == "kind" and value == "home"):
            continue
        if part == "kind":
            value = KINDS[value][place]
        elif part == "region":
            value = written_region(value, english)
        found.append(f"{called[place]}{after}{escaped(str(value), '；;')}")
    return between.join(found)


def read_line(line: str, names: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Part → text. ValueError with what is no part."""
    known = {word: part for part, called in names.items() for word in (part, *called)}
    found: dict[str, str] = {}
    for piece in split(line, "；;"):
        key, sign, value = piece.replace("：", ":", 1).partition(":")
        part = known.get(key.strip().lower())
        if not sign or part is None or part in found:
            raise ValueError(piece[:60])
        found[part] = unescaped(value.strip())
    return found


def written_lines(several: Iterable[Mapping[str, Any]], names: Mapping[str, tuple[str, str]], english: bool) -> str:
    return "\n".join(written_line(one, names, english) for one in several)


def written_tags(tags: Sequence[str], english: bool) -> str:
    return (", " if english else "、").join(escaped(tag, SEVERAL) for tag in tags)


def escaped(text: str, signs: str) -> str:
    for sign in ("\\", *signs):
        text = text.replace(sign, "\\n" if sign == "\n" else f"\\{sign}")
    return text if "\n" in signs else text.replace("\n", "\\n")


def unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] == "n" else found[1], text)


def split(text: str, signs: str) -> list[str]:
    """The pieces between unescaped signs, without empty ones; still escaped."""
    pieces, piece, skip = [], "", False
    for sign in text:
        if skip or sign not in signs:
            piece += sign
            skip = sign == "\\" and not skip
        else:
            pieces.append(piece)
            piece = ""
    return [each.strip() for each in (*pieces, piece) if each.strip()]


def plain_date(value: date | str | None) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""
