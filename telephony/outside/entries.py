"""From a dialled number to its entry: exact, then the longest prefix, then `*`; on the call's own trunk first. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from telephony.outside.numbers import canonical, national

if TYPE_CHECKING:
    from telephony.config_model import Entry


class EntryTable:
    """`find` looks at a few dictionaries, whatever the number of entries."""

    def __init__(self, entries: Iterable[Entry], *, area_code: str, region: str) -> None:
        self.all: dict[str, Entry] = {}
        self._area_code, self._region = area_code, region
        self._exact: dict[tuple[str, str], Entry] = {}
        self._prefixes: dict[tuple[str, str], Entry] = {}
        self._lengths: dict[str, set[int]] = {}
        for entry in entries:
            self.all[entry.number] = entry
            number, _, trunk = entry.number.partition("@")
            if number.endswith("*"):
                self._prefixes[trunk, number[:-1]] = entry
                self._lengths.setdefault(trunk, set()).add(len(number) - 1)
            else:
                self._exact[trunk, number] = entry
                self._exact.setdefault((trunk, self._inside(number)), entry)

    def _inside(self, number: str, area_code: str = "") -> str:
        return canonical(number, area_code=area_code or self._area_code, region=self._region)

    def find(self, dialled: str, trunk: str = "", area_code: str = "") -> Entry | None:
        """The entry that answers `dialled` when it arrives on `trunk` (whose `area_code` completes it)."""
        inside = self._inside(dialled, area_code)
        spellings = tuple(dict.fromkeys((dialled, inside, national(inside))))
        for where in dict.fromkeys((trunk, "")):
            for spelling in spellings:
                if (entry := self._exact.get((where, spelling))) is not None:
                    return entry
            for length in sorted(self._lengths.get(where, ()), reverse=True):
                for spelling in spellings:
                    if len(spelling) >= length and (entry := self._prefixes.get((where, spelling[:length]))):
                        return entry
        return None
