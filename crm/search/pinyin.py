"""Chinese names as people type them: wangxiaoming, xiaoming, wangx, wxm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

LONGEST = 16
"""Letters of a spelling that are told apart."""
_STARTS = 8
"""Characters of a run from which a spelling may begin."""
_READINGS = 3
_VARIANTS = 8


def spellings(run: str) -> set[str]:
    """Every beginning of the full pinyin and of the initials, from each character on, with every usual reading."""
    found: set[str] = set()
    for part in _chinese(run):
        for start in range(min(len(part), _STARTS)):
            for whole in (*_joined(part[start:], lambda reading: reading), *_joined(part[start:], lambda r: r[0])):
                found.update(whole[:length] for length in range(1, len(whole) + 1))
    return found


def _chinese(run: str) -> Iterator[list[tuple[str, ...]]]:
    """The readings of the characters that stand together."""
    part: list[tuple[str, ...]] = []
    for character in run:
        readings = _readings(character)
        if readings:
            part.append(readings)
        elif part:
            yield part
            part = []
    if part:
        yield part


def _joined(part: list[tuple[str, ...]], short: Callable[[str], str]) -> list[str]:
    """The characters' readings one after the other, the usual ones first."""
    found = [""]
    for readings in part:
        if all(len(each) >= LONGEST for each in found):
            break
        longer = dict.fromkeys(each + short(reading) for each in found for reading in readings)
        found = [each[:LONGEST] for each in list(longer)[:_VARIANTS]]
    return found


@lru_cache(maxsize=16384)
def _readings(character: str) -> tuple[str, ...]:
    """Without tones, the usual one first; none for what is no Chinese character."""
    if character < "⺀":
        return ()
    from pypinyin import Style, pinyin  # noqa: PLC0415 - its tables take a moment to load

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(found[0]))[:_READINGS] if found else ()
