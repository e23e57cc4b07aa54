"""What is written, as the short pieces that the index holds: what is contained is found.

A text falls into *runs* of letters and digits (NFKC, lower case). Of a run the index holds every single character,
every pair, every three of a–z and 0–9, and every four digits; of a *code* (phone number, serial, customer number)
only threes and fours; of a *name* also its pinyin (crm.search.pinyin). Pieces are plain words for both databases, so no
parser of theirs has a say.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2s

from crm.search.pinyin import spellings

PINYIN, SCOPE = "_", "@"
"""Marks before pieces that are no text: none of them can stand in a run."""
_ASCII = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


def plain(text: str) -> str:
    """The one spelling of a text: NFKC, lower case."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())


def runs(text: str) -> list[str]:
    """The letters and digits of a text that stand together, in order."""
    return "".join(c if _kept(c) else " " for c in plain(text)).split()


def code(text: str) -> str:
    """A number or serial without what is put between its parts."""
    return "".join(runs(text))


@lru_cache(maxsize=16384)
def _kept(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def is_ascii(text: str) -> bool:
    return _ASCII.issuperset(text)


def of_run(run: str) -> Iterator[str]:
    """Every piece of a run by which a part of it may be asked for."""
    yield from run
    for place in range(len(run) - 1):
        yield run[place : place + 2]
    yield from of_code(run)


def of_code(run: str) -> Iterator[str]:
    for place in range(len(run) - 2):
        if is_ascii(run[place : place + 3]):
            yield run[place : place + 3]
        if _four_digits(run, place):
            yield run[place : place + 4]


def _four_digits(run: str, place: int) -> bool:
    four = run[place : place + 4]
    return len(four) == 4 and four.isdigit() and four.isascii()


def of_name(run: str) -> Iterator[str]:
    for spelling in spellings(run):
        yield PINYIN + spelling


def asked(run: str) -> list[str]:
    """The pieces that all have to be there for `run` to be contained; each is one of those that `of_run` makes."""
    if len(run) <= 2:
        return [run]
    pieces: dict[str, None] = {}
    covered = 0
    """Pairs before this place are within a longer piece that is asked for."""
    for place in range(len(run) - 1):
        if _four_digits(run, place):
            pieces[run[place : place + 4]] = None
            covered = place + 3
        elif place + 1 >= covered and len(three := run[place : place + 3]) == 3 and is_ascii(three):
            pieces[three] = None
            covered = place + 2
        elif place >= covered:
            pieces[run[place : place + 2]] = None
    return list(pieces)


def of_scope(identifiers: Iterable[str]) -> Iterator[str]:
    """Units and people as pieces. Short, so two may share one: the rows' own condition decides."""
    for identifier in identifiers:
        yield SCOPE + blake2s(identifier.encode(), digest_size=4).hexdigest()
