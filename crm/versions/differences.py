"""What two versions of a setting differ in, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

_KEYS = ("id", "code", "key", "scope", "date")
"""Names by which things in a list are told apart, wherever all have one and no two the same."""


class Difference(BaseModel):
    """`path`: names and ids from the thing inwards. Null is "not there"."""

    path: list[str]
    before: Any = None
    after: Any = None


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[Difference]:
    """In the order in which `after`, then `before`, has its names. The order of a list counts where its things have no
    ids, and where they have and nothing else differs."""
    return list(_between([], dict(before or {}), dict(after or {})))


def _between(path: list[str], before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in (*after, *(name for name in before if name not in after)):
            yield from _between([*path, str(name)], before.get(name), after.get(name))
        return
    old, new = _by_key(before), _by_key(after)
    if old is not None and new is not None:
        found = list(_between(path, old, new))
        yield from found or [Difference(path=path, before=[*old], after=[*new])]
        return
    yield Difference(path=path, before=before, after=after)


def _by_key(value: Any) -> dict[str, Any] | None:
    """A list of things that have ids, by these."""
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        return None
    for key in _KEYS:
        found = {str(each[key]): each for each in value if each.get(key) not in (None, "")}
        if len(found) == len(value):
            return found
    return None
