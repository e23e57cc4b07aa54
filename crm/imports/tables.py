"""Files that hold tables: Excel (xlsx, xls, and what else calamine reads), CSV and text in the encodings of China.

Nothing here knows what the columns mean. Lines are counted from 1, as spreadsheets show them.
"""

from __future__ import annotations

import codecs
import csv
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from crm.errors import Invalid
from crm.imports.cells import Cell, is_empty, text_of

ENCODINGS = ("utf-8", "gb18030", "utf-16", "big5", "latin-1")
DELIMITERS = (",", "\t", ";", "|", " ")
UNPACKED = 600 * 1024 * 1024
"""Bytes that a packed spreadsheet may come to."""
CELLS = 30_000_000
"""Of a sheet, empty ones too: about a gigabyte of memory."""
_CELL = re.compile(rb'r="([A-Z]{1,3})([0-9]{1,7})"')
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
MOST_COLUMNS = 16_384
"""Of a sheet, as Excel has it."""
_BLOCK = 1 << 20
_SAMPLE = 50
_FIELD = 100_000
"""Characters of one cell of a text file."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is to be read. `kind`: sheet (a spreadsheet) or text. `heading`: the line of the column names, 0 for
    none; data begin after it."""

    kind: str
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ","
    heading: int = 1


def recognise(path: Path, *, sheet: str = "", encoding: str = "", delimiter: str = "") -> Layout:
    """By content, never by name; what is given wins. Raises Invalid naming the option (or `file`) that does not fit."""
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith((_ZIP, _OLE)):
        return _spreadsheet(path, sheet, packed=start.startswith(_ZIP))
    found = _encoding(path, encoding)
    layout = Layout("text", encoding=found, delimiter=delimiter or _delimiter(path, found))
    return _with_heading(path, layout)


def rows(path: Path, layout: Layout) -> Iterator[tuple[int, list[Cell]]]:
    """Every line that is not empty: its number and its cells. Raises Invalid for a file that breaks off."""
    lines = _sheet_rows(path, layout.sheet) if layout.kind == "sheet" else _text_rows(path, layout)
    for line, row in lines:
        if not is_empty(row):
            yield line, row


def data(path: Path, layout: Layout) -> Iterator[tuple[int, list[Cell]]]:
    """The lines below the heading."""
    return ((line, row) for line, row in rows(path, layout) if line > layout.heading)


def heading(path: Path, layout: Layout) -> list[str]:
    """The names of the columns; A, B, C … where there is no heading."""
    for line, row in rows(path, layout):
        if line >= layout.heading:
            names = [text_of(cell) for cell in row] if layout.heading else [""] * len(row)
            return [name or letters(place) for place, name in enumerate(names)]
    return []


def letters(place: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def _spreadsheet(path: Path, sheet: str, *, packed: bool) -> Layout:
    if packed:
        _not_too_large(path)
    try:
        names = tuple(CalamineWorkbook.from_path(str(path)).sheet_names)
    except (CalamineError, OSError, ValueError) as error:
        raise _bad("file", f"this is no spreadsheet that can be read: {error}", "无法读取该表格文件") from error
    if not names:
        raise _bad("file", "the workbook has no sheet", "工作簿里没有工作表")
    if sheet and sheet not in names:
        raise _bad("sheet", f"there is no sheet {sheet!r}", f"没有名为“{sheet}”的工作表")
    return _with_heading(path, Layout("sheet", sheets=names, sheet=sheet or names[0]))


def _not_too_large(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > UNPACKED:
                raise _bad(
                    "file", "the workbook is too large when unpacked: split it", "工作簿展开后过大，请拆分后导入"
                )
            if any(part.filename == "xl/workbook.bin" for part in parts):
                raise _bad("file", "binary workbooks cannot be read: save it as .xlsx", "请将文件另存为 .xlsx 格式")
            for part in parts:
                if part.filename.endswith(".xml"):
                    _not_too_wide(packed, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _bad("file", "the file is damaged", "文件已损坏") from error


def _not_too_wide(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """What reads a sheet makes room for every cell up to the last one: one that stands alone in the last corner would
    take all the memory there is."""
    columns = lines = 0
    rest = b""
    with packed.open(part) as xml:
        while block := xml.read(_BLOCK):
            if xml.tell() <= _BLOCK and b"worksheet" not in block:
                return
            *rows, rest = (rest + block).split(b"row>")
            for row in (*rows, rest):
                if found := _CELL.match(row, row.rfind(b' r="') + 1):
                    columns, lines = max(columns, _number(found[1])), max(lines, int(found[2]))
            if columns * lines > CELLS or len(rest) > 32 * _BLOCK:
                last = f"{letters(max(columns, 1) - 1)}{lines}"
                raise _bad(
                    "file",
                    f"a sheet goes as far as {last}: delete its empty rows and columns, and save it again",
                    f"工作表的范围到了 {last}：请删除多余的空行和空列，重新保存后再导入",
                )


def _number(name: bytes) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for sign in name:
        number = number * 26 + sign - 64
    return number


def _sheet_rows(path: Path, sheet: str) -> Iterator[tuple[int, list[Cell]]]:
    try:
        yield from enumerate(CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).iter_rows(), 1)
    except (CalamineError, OSError, ValueError) as error:
        raise _bad("file", f"the sheet cannot be read: {error}", "无法读取该工作表") from error


def _text_rows(path: Path, layout: Layout) -> Iterator[tuple[int, list[Cell]]]:
    csv.field_size_limit(_FIELD)
    with path.open(encoding=layout.encoding, newline="") as file:
        taken: list[str] = []
        """Lines of the row that is being read."""
        reader = csv.reader(_noted(_without_nul(file), taken), delimiter=layout.delimiter, skipinitialspace=True)
        last, row_lines = 0, [""]
        try:
            for row in reader:
                yield last + 1, list(row)
                last, row_lines = reader.line_num, list(taken)
                taken.clear()
        except csv.Error as error:
            raise _bad(
                "file",
                f"line {last + 1}: {error}",
                f"第{last + 1}行无法读取：有单元格超过{_FIELD}个字符，可能缺少引号",
            ) from error
    if len(row_lines) > 1 and _open_quote(row_lines, layout.delimiter):
        first = last - len(row_lines) + 1
        raise _bad(
            "file",
            f"line {first}: a quote is opened and never closed, so all lines after it would be one cell",
            f"第{first}行的引号没有闭合，其后各行会被当作同一单元格：请补上引号后重新上传",
        )


def _noted(lines: Iterator[str], taken: list[str]) -> Iterator[str]:
    for line in lines:
        taken.append(line)
        yield line


def _open_quote(lines: list[str], delimiter: str) -> bool:
    """Whether what follows these lines of a row would still belong to it."""
    longer = [*lines[:-1], lines[-1].rstrip("\r\n") + "\n", "x"]
    return len(list(csv.reader(longer, delimiter=delimiter, skipinitialspace=True))) == 1


def _without_nul(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line.replace("\0", "")


def _encoding(path: Path, wanted: str) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    mark = next((name for bom, name in _BOMS if start.startswith(bom)), "")
    for name in (wanted,) if wanted else (mark,) if mark else ("utf-8", "gb18030"):
        if _decodes(path, name):
            return "utf-8-sig" if name == "utf-8" else name
    raise _bad(
        "encoding",
        f"the text is not in {wanted or 'UTF-8 or GB18030'}: choose its encoding",
        "无法识别文本编码，请指定编码后重试",
    )


def _decodes(path: Path, name: str) -> bool:
    """The whole of it, strictly."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(path: Path, encoding: str) -> str:
    """The sign that cuts most of the first lines into the same number of parts, more than one; else a comma."""
    with path.open(encoding=encoding, newline="") as file:
        lines = [line for line in islice(file, _SAMPLE) if line.strip() and len(line) <= _FIELD]
    best, most = ",", 0
    for sign in DELIMITERS[:4]:
        try:
            widths = [len(row) for row in csv.reader(_without_nul(iter(lines)), delimiter=sign) if row]
        except csv.Error:  # a quote that nobody has closed
            continue
        if widths and widths[0] > 1:
            alike = sum(width == widths[0] for width in widths) * widths[0]
            if alike > most:
                best, most = sign, alike
    return best


def _with_heading(path: Path, layout: Layout) -> Layout:
    """The first line that is not empty names the columns, unless a number stands in it."""
    for line, row in rows(path, layout):
        if len(row) > MOST_COLUMNS:
            raise _bad("file", f"more than {MOST_COLUMNS} columns", f"列数超过{MOST_COLUMNS}，请检查分隔符")
        named = not any(_is_number(text_of(cell)) for cell in row)
        return Layout(layout.kind, layout.sheets, layout.sheet, layout.encoding, layout.delimiter, line if named else 0)
    raise _bad("file", "there is nothing in the file", "文件是空的")


def _is_number(text: str) -> bool:
    return sum(sign.isdigit() for sign in text) >= 5


def _bad(field: str, english: str, chinese: str) -> Invalid:
    return Invalid(english, field=field, message_zh=chinese)
