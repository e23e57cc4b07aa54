"""Which column of a file is which of ours: guessed from its name in either language, saved, and given by the user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm.search.tokens import code as squeezed


@dataclass(frozen=True, slots=True)
class Column:
    """A column that can be filled. `also`: other names that files give it. `many`: several columns of a file may fill
    it (phones). `code_like`: its digits are no quantity, so Excel may have spoilt them."""

    code: str
    zh: str
    en: str
    also: tuple[str, ...] = ()
    required: bool = False
    many: bool = False
    code_like: bool = False


def guess(names: Sequence[str], columns: Sequence[Column], saved: Mapping[str, str] | None = None) -> list[str]:
    """For each name of the file the code of our column, "" for none. No column twice that takes one only. `saved`:
    names of files → codes that are known already."""
    own = {column.code: column for column in columns}
    known = {_key(name): own[code] for name, code in (saved or {}).items() if code in own}
    for names_of in (lambda each: (each.code, each.zh, each.en), lambda each: each.also):
        for each in columns:
            for name in names_of(each):
                known.setdefault(_key(name), each)
    taken: set[str] = set()
    found: list[str] = []
    for name in names:
        column = known.get(_key(name)) or known.get(_key(name).rstrip("0123456789"))
        if column is None or (column.code in taken and not column.many):
            found.append("")
            continue
        taken.add(column.code)
        found.append(column.code)
    return found


def _key(name: str) -> str:
    """Without spaces, signs, and what is put in brackets after the name: 电话（必填）, Phone *."""
    for sign in "（(【[":
        name = name.partition(sign)[0] or name
    return squeezed(name)


def check_mapping(mapping: Sequence[str], columns: Sequence[Column]) -> Mapping[str, list[int]]:
    """Our column → places in the file's lines. Raises ValueError with the code that is wrong."""
    known = {column.code: column for column in columns}
    places: dict[str, list[int]] = {}
    for place, code in enumerate(mapping):
        if not code:
            continue
        if code not in known:
            raise ValueError(code)
        if code in places and not known[code].many:
            raise ValueError(code)
        places.setdefault(code, []).append(place)
    return places
