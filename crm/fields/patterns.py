"""How long a pattern may take: administrators write regular expressions, and a bad one would hold up everybody.

The cost is the number of ways in which a pattern can divide a text of 200 characters: each repetition without a fixed
count multiplies it, and such a repetition within another repetition makes it endless. Look-arounds and references
back are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_WAYS = 20_000_000
TEXT = 200
_ENDLESS = 30
_QUANTIFIER = re.compile(r"\{(\d*)(?:(,)(\d*))?\}")


class PatternRefused(ValueError):
    """`str` says why in English, `zh` in Chinese."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.zh = zh


@dataclass(slots=True)
class _Group:
    ways: int = 1
    branches: int = 1
    last: int = 1
    """Ways of the part that a quantifier would repeat."""


def check_pattern(pattern: str) -> None:
    """Raise PatternRefused for one that is no regular expression or could take long."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternRefused(f"is no regular expression: {error}", f"不是有效的正则表达式：{error}") from error
    if _ways(pattern) > MOST_WAYS:
        raise PatternRefused(
            "repeats what repeats already, or has too many repetitions: it could take too long",
            "重复嵌套或重复过多，匹配可能耗时过长",
        )


def _ways(pattern: str) -> int:
    stack = [_Group()]
    place = 0
    while place < len(pattern):
        place = _step(pattern, place, stack)
        if stack[-1].ways > MOST_WAYS:
            return stack[-1].ways
    return stack[0].ways * stack[0].branches


def _step(pattern: str, place: int, stack: list[_Group]) -> int:
    """Read one element; the place after it."""
    group, sign = stack[-1], pattern[place]
    match sign:
        case "\\":
            if pattern[place + 1].isdigit():
                raise PatternRefused("references back are not allowed", "不支持反向引用")
            group.last, place = 1, place + 2
        case "[":
            group.last, place = 1, _end_of_class(pattern, place)
        case "(":
            if pattern.startswith("(?", place) and not pattern.startswith("(?:", place):
                raise PatternRefused("only ( ) and (?: ) groups are allowed", "只支持 ( ) 与 (?: ) 分组")
            stack.append(_Group())
            place += 3 if pattern.startswith("(?:", place) else 1
        case ")":
            done = stack.pop()
            stack[-1].last = done.ways * done.branches
            stack[-1].ways *= stack[-1].last
            place += 1
        case "|":
            group.branches, group.last, place = group.branches + 1, 1, place + 1
        case "*" | "+" | "?" | "{":
            place = _quantifier(pattern, place, group)
        case _:
            group.last, place = 1, place + 1
    return place


def _quantifier(pattern: str, place: int, group: _Group) -> int:
    sign = pattern[place]
    low, high, end = 0, TEXT, place + 1
    if sign == "?":
        high = 1
    elif sign == "{":
        found = _QUANTIFIER.match(pattern, place)
        if found is None or found[0] in {"{}", "{,}"}:
            group.last = 1
            return end
        low = int(found[1] or 0)
        high = low if found[2] is None else int(found[3] or TEXT)
        end = found.end()
    inner = group.last
    if inner > 1 and low < high and high > 1:
        group.ways = MOST_WAYS + 1
    elif inner > 1:
        group.ways *= inner ** min(max(high - 1, 0), _ENDLESS)
    group.ways *= max(1, high - low + 1)
    group.last = 1
    return end + (pattern[end : end + 1] in {"?", "+"})


def _end_of_class(pattern: str, place: int) -> int:
    place += 2 if pattern.startswith("[^", place) else 1
    if pattern[place] == "]":
        place += 1
    while pattern[place] != "]":
        place += 2 if pattern[place] == "\\" else 1
    return place + 1
