"""What tells who a customer is, found in any text: his numbers in every spelling, his names, where he lives. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from crm.phones import local

ERASED = "erased"
"""Stands where something personal was."""
SHORTEST_NAME, SHORTEST_WORDS, SHORTEST_NUMBER = 2, 4, 5
"""Shorter ones are no more than themselves: in longer texts they would be found everywhere."""
_BETWEEN = r"[\s\-().·－（）]{0,2}"
_CODE = re.compile(r"[A-Za-z_.\-]+")
"""One word of letters may be a code of the company's; it says nothing about anybody."""


class Personal:
    """`names` of people, `words` (addresses, serial numbers, what was typed into fields), `numbers` as they are
    stored."""

    def __init__(self, numbers: Iterable[str] = (), names: Iterable[str] = (), words: Iterable[str] = ()) -> None:
        self._whole = {one for one in numbers if one}
        numbered = [_number(one) for one in numbers if len(re.sub(r"\D", "", one)) >= SHORTEST_NUMBER]
        texts = {one.strip() for one in names if len(one.strip()) >= SHORTEST_NAME}
        texts |= {word for one in words if len(word := one.strip()) >= SHORTEST_WORDS and not _CODE.fullmatch(word)}
        self._numbers = _any(numbered)
        self._everything = _any([*numbered, *(_word(one) for one in texts - {ERASED})])

    def without(self, value: Any, *, numbers_only: bool = False) -> Any:
        """Text, or whatever JSON holds, with all of it replaced by ERASED."""
        match value:
            case str() if value in self._whole:
                return ERASED
            case str():
                pattern = self._numbers if numbers_only else self._everything
                return value if pattern is None else pattern.sub(ERASED, value)
            case dict():
                return {name: self.without(one, numbers_only=numbers_only) for name, one in value.items()}
            case list():
                return [self.without(one, numbers_only=numbers_only) for one in value]
            case _:
                return value


def _any(patterns: Iterable[str]) -> re.Pattern[str] | None:
    """The longest first: an address is gone before the name in it."""
    ordered = sorted(set(patterns), key=len, reverse=True)
    return re.compile("|".join(ordered)) if ordered else None


def _number(number: str) -> str:
    """+86 138-0013-8000, 13800138000, 010-62881234, 62881234: full-width digits too."""
    area, _, rest = local(number).rpartition("-")
    digits = _spelled(re.sub(r"\D", "", rest))
    if area:
        digits = rf"(?:(?:{_spelled(area)}|{_spelled(area.lstrip('0'))}){_BETWEEN})?{digits}"
    return rf"(?<!\d)(?:(?:[+＋]|{_spelled('00')})?{_spelled('86')}{_BETWEEN})?[+0]?{digits}(?!\d)"


def _spelled(digits: str) -> str:
    return _BETWEEN.join(f"[{digit}{chr(ord('０') + int(digit))}]" for digit in digits)


def _word(text: str) -> str:
    """Of letters a whole word: a Li is not taken out of a Lille."""
    before = r"(?<![A-Za-z0-9])" if re.match(r"[A-Za-z0-9]", text) else ""
    after = r"(?![A-Za-z0-9])" if re.search(r"[A-Za-z0-9]$", text) else ""
    return f"{before}{re.escape(text)}{after}"
