"""Phone numbers out of cells: several in one, in any spelling, and what Excel has made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crm.imports.cells import Cell, spoilt, text_of
from crm.imports.problems import Problem
from crm.phones import is_short, local, normalise

_BETWEEN = re.compile(r"[/,;，；、\n]+")
_FLOATED = re.compile(r"^(\d{5,15})\.0+$")
"""What programs make of a number that they took for a quantity."""
_BARE = re.compile(r"[2-9]\d{8,10}|1[0]\d{8}")
"""A landline with its area code, the 0 before it gone."""


def numbers(cells: Sequence[Cell], column: str, area_code: str) -> tuple[list[str], list[Problem]]:
    """Normalised numbers, each once, and what is to be said about them."""
    found: dict[str, None] = {}
    problems: list[Problem] = []
    for cell in cells:
        if problem := spoilt(cell, column):
            problems.append(problem)
            continue
        for part in _parts(text_of(cell)):
            text = _FLOATED.sub(r"\1", part)
            number = normalise(text, area_code=area_code)
            if not (number.startswith("+") and number[1:].isdigit()) and not (len(number) >= 3 and is_short(number)):
                problems.append(Problem("no_phone", column, text))
                continue
            if _BARE.fullmatch(text) and local(number).startswith("0"):
                problems.append(Problem("lost_zero", column, text, local(number)))
            found[number] = None
    return list(found), problems


def _parts(text: str) -> Iterator[str]:
    yield from (part for each in _BETWEEN.split(text) if (part := each.strip()))
