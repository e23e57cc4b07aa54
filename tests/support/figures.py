"""Figures that fault tests measure: printed after the tests, and in a file when HOTLINE_FIGURES names one."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """`aim` says in words what is wanted; `met` whether it was reached."""

    name: str
    value: str
    aim: str
    met: bool

    def line(self) -> str:
        return f"{'ok  ' if self.met else 'MISS'} {self.name}: {self.value} (aim {self.aim})"


FIGURES: list[Figure] = []


def figure(name: str, value: object, aim: str, *, met: bool) -> None:
    """Note a figure for the summary and hold the test to it."""
    FIGURES.append(Figure(name, str(value), aim, met))
    assert met, FIGURES[-1].line()


def keep(figures: Sequence[Figure]) -> None:
    """Write the figures where HOTLINE_FIGURES says."""
    if path := os.environ.get("HOTLINE_FIGURES"):
        Path(path).write_text(json.dumps([asdict(each) for each in figures], ensure_ascii=False, indent=1))
