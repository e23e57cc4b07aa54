"""Cells of spreadsheets and text files as text, and what Excel has done to them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from crm.imports.problems import Problem

Cell = str | float | int | bool | date | datetime | time | timedelta | None

_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+?\d{1,3}")
EXACT = 10**15
"""Excel keeps fifteen digits of a number."""


def text_of(cell: Cell) -> str:
    """As a person would have written it: 13800138000.0 → 13800138000, dates as 2026-01-05, nothing for nothing."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer() and abs(cell) < 10**21:
            return str(int(cell))
        case datetime():
            return cell.strftime("%Y-%m-%d %H:%M:%S" if cell.time() != time() else "%Y-%m-%d")
        case date() | time():
            return cell.isoformat()
        case str():
            return cell.strip().removeprefix("'").strip() if cell.lstrip().startswith("'") else cell.strip()
        case _:
            return str(cell)


def spoilt(cell: Cell, column: str) -> Problem | None:
    """Why the digits of this cell are not those that were meant, where a number that is no quantity is wanted."""
    if isinstance(cell, str) and _SCIENTIFIC.fullmatch(cell.strip()):
        return Problem("scientific", column, cell.strip())
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= EXACT:
        return Problem("too_long", column, text_of(cell))
    return None


def is_empty(row: list[Cell]) -> bool:
    return not any(text_of(cell) for cell in row)
