"""Longest-prefix lookups over both spellings of a number: one dictionary look per length that occurs. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from telephony.outside.numbers import spellings

Value = TypeVar("Value")


class PrefixMap(Generic[Value]):
    """Prefixes as in telephony/outside/settings.py → values; of the same prefix the first value counts."""

    def __init__(self, items: Iterable[tuple[str, Value]] = ()) -> None:
        self._values: dict[str, Value] = {}
        for prefix, value in items:
            self._values.setdefault(prefix, value)
        self._lengths = sorted({len(prefix) for prefix in self._values}, reverse=True)

    def __len__(self) -> int:
        return len(self._values)

    def find(self, number: str) -> tuple[int, Value] | None:
        """The value of the longest prefix of `number` (a number inside), with how many digits it leaves open; None
        without one."""
        best: tuple[int, Value] | None = None
        for spelling in dict.fromkeys(spellings(number)):
            for length in self._lengths:
                if length > len(spelling):
                    continue
                value = self._values.get(spelling[:length])
                if value is not None:
                    if best is None or len(spelling) - length < best[0]:
                        best = (len(spelling) - length, value)
                    break
        return best

    def get(self, number: str) -> Value | None:
        found = self.find(number)
        return found[1] if found is not None else None
