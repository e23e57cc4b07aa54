"""What became of the lines of an import, as a table: those that need a look, with their own cells beside the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from crm.exports.tables import CsvTable, ExcelTable, Value
from crm.imports.cells import text_of
from crm.imports.columns import Column
from crm.imports.schemas import LineRow
from crm.imports.tables import Layout, data, heading

RESULTS: Mapping[str, tuple[str, str]] = {
    "created": ("已导入", "imported"),
    "updated": ("已更新", "updated"),
    "skipped": ("已跳过", "skipped"),
    "bad": ("未导入", "not imported"),
}
HEADINGS = (("行号", "Line"), ("结果", "Result"), ("列", "Column"), ("原因", "Reason"))
AT_A_TIME = 500


def write_report(
    path: Path,
    layout: Layout,
    lines: Mapping[int, LineRow],
    columns: Sequence[Column],
    language: str,
    out: Path,
    hide: Callable[[str], str] | None = None,
) -> None:
    """To `out`, whose name ends in .xlsx or .csv. `hide` takes out of a text what its reader may not
    see. It reads the import's file: not on the event loop."""
    place = 1 if language == "en" else 0
    names = {column.code: (column.zh, column.en)[place] for column in columns}
    theirs = heading(path, layout)
    rows = _rows(path, layout, lines, names, place)
    if hide is not None:
        theirs = [hide(name) for name in theirs]
        rows = ([hide(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    headings = [each[place] for each in HEADINGS] + theirs
    if out.suffix == ".csv":
        table = CsvTable(headings)
        with out.open("wb") as file:
            while piece := [row for row, _ in zip(rows, range(AT_A_TIME), strict=False)]:
                table.add(piece)
                file.write(table.take())
            file.write(table.take())
        return
    book = ExcelTable(out, headings)
    book.add(rows)
    book.close()


def _rows(
    path: Path, layout: Layout, lines: Mapping[int, LineRow], names: Mapping[str, str], place: int
) -> Iterator[list[Value]]:
    for number, cells in data(path, layout):
        line = lines.get(number)
        if line is None:
            continue
        said = [*line.problems, *([line.kept] if line.kept else [])]
        reasons = "；" if place == 0 else "; "
        yield [
            number,
            RESULTS[line.result][place],
            ", ".join(dict.fromkeys(names.get(each.column, "") for each in said if each.column)),
            reasons.join(each.en if place else each.zh for each in said),
            *(text_of(cell) for cell in cells),
        ]
