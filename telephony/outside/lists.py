"""Black, white and do-not-call lists: one look per prefix length, whatever their size. Pure.

In the snapshot an entry is one text, `list,direction,action,expires,number`, because 100,000 of them must travel and
load quickly: list b(lack), w(hite) or d(o not call); direction i(n), o(ut) or * (both); action r(eject), m(essage) or
v(oicemail); expires in UTC Unix seconds, 0 for never; a number inside, a prefix with `*` at its end (`0108888*`), or a
pattern with `?` for single digits (`+861380013????`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from telephony.errors import ConfigError
from telephony.outside.numbers import spellings
from telephony.outside.prefixes import PrefixMap

_ENTRY = re.compile(r"([bwd]),([io*]),([rmv]),(\d+),(\+?[0-9?]{1,32}\*?)")


@dataclass(frozen=True, slots=True)
class Listed:
    """What is known of a number. `action`: reject, message or voicemail."""

    action: str
    expires: float


_ACTIONS = {"r": "reject", "m": "message", "v": "voicemail"}


def entry(kind: str, direction: str, action: str, expires: float, number: str) -> str:
    """The text of one entry. Words as the API has them (black, white, dnc; in, out, both; reject, message,
    voicemail)."""
    return f"{kind[0]},{'*' if direction == 'both' else direction[0]},{action[0]},{int(expires)},{number}"


class _List:
    """One list in one direction."""

    def __init__(self) -> None:
        self.exact: dict[str, Listed] = {}
        self._raw: list[tuple[str, Listed]] = []
        self._patterns: list[tuple[re.Pattern[str], Listed]] = []
        self._prefixes: PrefixMap[Listed] = PrefixMap()

    def add(self, number: str, listed: Listed) -> None:
        if "?" in number:
            body = re.escape(number).replace(r"\?", r"\d").replace(r"\*", r"\d*")
            self._patterns.append((re.compile(body), listed))
        elif number.endswith("*"):
            self._raw.append((number[:-1], listed))
        else:
            self.exact[number] = listed

    def close(self) -> None:
        self._prefixes = PrefixMap(self._raw)

    def find(self, number: str, utc: float) -> Listed | None:
        known = self.exact.get(number)
        if _holds(known, utc):
            return known
        known = self._prefixes.get(number)
        if _holds(known, utc):
            return known
        for pattern, listed in self._patterns:
            if _holds(listed, utc) and any(pattern.fullmatch(spelling) for spelling in spellings(number)):
                return listed
        return None


def _holds(listed: Listed | None, utc: float) -> bool:
    return listed is not None and (not listed.expires or utc < listed.expires)


class NumberLists:
    """All lists, compiled once per configuration."""

    def __init__(self, entries: Iterable[str] = ()) -> None:
        """Raises ConfigError for a malformed entry."""
        self._lists: dict[tuple[str, str], _List] = {(kind, way): _List() for kind in "bwd" for way in "io"}
        for text in entries:
            match = _ENTRY.fullmatch(text)
            if match is None:
                raise ConfigError(f"number list: {text!r} is no entry")
            kind, way, action, expires, number = match.groups()
            listed = Listed(_ACTIONS[action], float(expires))
            for direction in "io" if way == "*" else way:
                self._lists[kind, direction].add(number, listed)
        for each in self._lists.values():
            each.close()

    def black(self, number: str, direction: str, utc: float) -> Listed | None:
        """`number` is a number inside, `direction` in or out."""
        return self._lists["b", direction[0]].find(number, utc)

    def white(self, number: str, direction: str, utc: float) -> bool:
        return self._lists["w", direction[0]].find(number, utc) is not None

    def do_not_call(self, number: str, utc: float) -> bool:
        return self._lists["d", "o"].find(number, utc) is not None
