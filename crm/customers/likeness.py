"""How likely two records are one customer: pure, with the reasons said in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

SIMILAR = 0.8
"""Addresses that are alike to this degree count as similar."""
_SIGNS = re.compile(r"[\s,，.。;；、\-—()（）·#号]+")
WEIGHTS: Mapping[str, tuple[float, str, str]] = {
    "mobile": (0.7, "手机号码相同", "same mobile"),
    "phone": (0.5, "电话号码相同", "same phone"),
    "name": (0.4, "姓名相同", "same name"),
    "sound": (0.2, "姓名同音", "names sound the same"),
    "household": (0.5, "户号相同", "same household number"),
    "address": (0.4, "地址相同", "same address"),
    "near": (0.2, "地址相近", "similar address"),
    "other_name": (-0.25, "姓名不同", "different names"),
}
"""Reason → how much it says, and how it is called. What speaks against is negative."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What two records are compared by. `phones` normalised; `address` in one line."""

    name: str = ""
    phones: frozenset[str] = frozenset()
    address: str = ""
    households: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` from 0 to 1; `reasons` are keys of WEIGHTS."""

    score: float
    reasons: tuple[str, ...]


def compare(one: Traits, other: Traits) -> Likeness:
    """Symmetric. Independent reasons add up as 1 - Π(1 - weight); different names take away, since families and
    companies share phones and addresses."""
    reasons: list[str] = []
    shared = one.phones & other.phones
    if any(is_mobile(number) for number in shared):
        reasons.append("mobile")
    elif shared:
        reasons.append("phone")
    if one.households & other.households:
        reasons.append("household")
    reasons += _addresses(plain(one.address), plain(other.address))
    reasons += _names(plain(one.name), plain(other.name), alone=not reasons)
    rest, against = 1.0, 0.0
    for reason in reasons:
        weight = WEIGHTS[reason][0]
        if weight > 0:
            rest *= 1 - weight
        else:
            against -= weight
    return Likeness(round(max(0.0, 1 - rest - against), 2), tuple(reasons))


def is_mobile(number: str) -> bool:
    return re.fullmatch(r"\+861[3-9]\d{9}", number) is not None


def plain(text: str) -> str:
    """Without signs and case, so that spellings do not matter."""
    return _SIGNS.sub("", text).casefold()


@lru_cache(maxsize=4096)
def sound(name: str) -> str:
    """Its pinyin without tones; "" when it holds no Chinese character."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its tables take a moment to load

    if not re.search(r"[\u4e00-\u9fff]", name):
        return ""
    return " ".join(lazy_pinyin(name))


def _names(one: str, other: str, *, alone: bool) -> list[str]:
    if not one or not other:
        return []
    if one == other:
        return ["name"]
    if sound(one) and sound(one) == sound(other):
        return ["sound"]
    return [] if alone else ["other_name"]


def _addresses(one: str, other: str) -> list[str]:
    if min(len(one), len(other)) < 4:
        return []
    if one == other:
        return ["address"]
    first, second = sorted((one, other))
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    alike = matcher.quick_ratio() >= SIMILAR and matcher.ratio() >= SIMILAR
    return ["near"] if alike and _digits(one) == _digits(other) else []


def _digits(text: str) -> list[str]:
    """House and room numbers: neighbours differ by them alone."""
    return re.findall(r"\d+", text)
