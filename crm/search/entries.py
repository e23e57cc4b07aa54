"""What of a record can be found, and which pieces the index holds of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crm.search.tokens import code, of_code, of_name, of_run, of_scope, runs

LETTERS: Mapping[str, str] = {"customer": "c", "document": "d", "ticket": "t", "article": "k"}
"""Each kind's own letter, before each of its pieces: kinds share an index and never meet in it."""
_NAME, _TEXT, _CODE = "\x01", "\x02", "\x03"


@dataclass(frozen=True, slots=True)
class Entry:
    """One record. `names`: found by pinyin too. `texts`: found by what they contain. `codes` (numbers of all sorts):
    found by any three characters that stand together in them. `people`: whose own record it is (user ids)."""

    kind: str
    subject: str
    unit: str
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    def content(self) -> str:
        """The text as the index keeps it: one value to a line, marked with its sort, empty ones left out."""
        lines = [
            *(_NAME + " ".join(runs(name)) for name in self.names),
            *(_TEXT + " ".join(runs(text)) for text in self.texts),
            *(_CODE + code(each) for each in self.codes),
        ]
        return "\n".join(dict.fromkeys(line for line in lines if len(line) > 1))


def pieces(kind: str, content: str, unit: str, people: str) -> list[str]:
    """All that the index holds of an entry, each once; the same for the same row, by which SQLite forgets it."""
    letter = LETTERS[kind]
    found = dict.fromkeys(letter + piece for line in content.split("\n") if line for piece in _of_line(line))
    found.update(dict.fromkeys(letter + piece for piece in of_scope([unit, *people.split()])))
    return list(found)


def _of_line(line: str) -> Iterator[str]:
    sort, value = line[0], line[1:]
    if sort == _CODE:
        yield from of_code(value)
        return
    for run in value.split():
        yield from of_run(run)
        if sort == _NAME:
            yield from of_name(run)
