"""Tables for spreadsheets, piece by piece: CSV as bytes, Excel into a file. No cell becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from crm.histories.export import BOM, plain

Value = str | int | float | datetime | None
MOST_ROWS = 1_048_575
"""Of a sheet, below its heading; longer tables go on in another sheet."""
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class CsvTable:
    """`take` gives the bytes since it was last called; the first ones say that it is UTF-8."""

    def __init__(self, headings: Sequence[str]) -> None:
        self._buffer = io.StringIO()
        self._buffer.write(BOM)
        self._writer = csv.writer(self._buffer)
        self._writer.writerow([_text(name) for name in headings])

    def add(self, rows: Iterable[Sequence[Value]]) -> None:
        for row in rows:
            self._writer.writerow([_text(value) for value in row])

    def take(self) -> bytes:
        text = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return text.encode()


class ExcelTable:
    """Rows go to the disk as they come, so memory stays the same however many there are. Close it, also when
    they break off: its pieces lie beside `path` until then."""

    def __init__(self, path: Path, headings: Sequence[str]) -> None:
        self._headings = headings
        self._book: Any = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": str(path.parent),
                "strings_to_formulas": False,
                "strings_to_urls": False,
            },
        )
        self._bold = self._book.add_format({"bold": True})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._begin()

    def _begin(self) -> None:
        self._sheet: Any = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        for place, name in enumerate(self._headings):
            self._sheet.write_string(0, place, name, self._bold)
        self._row = 0

    def add(self, rows: Iterable[Sequence[Value]]) -> None:
        for row in rows:
            if self._row == MOST_ROWS:
                self._begin()
            self._row += 1
            for place, value in enumerate(row):
                self._cell(place, value)

    def _cell(self, place: int, value: Value) -> None:
        match value:
            case None | "":
                return
            case bool():
                self._sheet.write_boolean(self._row, place, value)
            case int() | float():
                self._sheet.write_number(self._row, place, value)
            case datetime():
                self._sheet.write_datetime(self._row, place, value.replace(tzinfo=None), self._moment)
            case _:
                self._sheet.write_string(self._row, place, str(value)[:32_767])

    def close(self) -> None:
        self._book.close()


def _text(value: Value) -> str | int | float:
    match value:
        case None:
            return ""
        case bool():
            return int(value)
        case int() | float():
            return value
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S")
        case _:
            return plain(value)
