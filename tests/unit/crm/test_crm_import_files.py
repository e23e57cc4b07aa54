"""Files as they come: Excel, CSV, text in the encodings of China; columns known by their names; what Excel spoilt."""

from __future__ import annotations

import codecs
import csv
import zipfile
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from imports_kit import excel

from crm.customers.importing import COLUMNS
from crm.errors import Invalid
from crm.imports import tables
from crm.imports.cells import spoilt, text_of
from crm.imports.columns import check_mapping, guess
from crm.imports.phones import numbers
from crm.imports.problems import REASONS, Problem
from crm.imports.tables import data, heading, recognise

TABLE = '姓名,电话,备注\n王芳,13800138000,"第一行\n第二行"\n\n李雷,010-62881234,\n'


@pytest.mark.parametrize(
    ("encoding", "mark", "found"),
    [
        ("utf-8", b"", "utf-8-sig"),
        ("utf-8", codecs.BOM_UTF8, "utf-8-sig"),
        ("gb18030", b"", "gb18030"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16"),
    ],
)
def test_the_encodings_of_china(tmp_path: Path, encoding: str, mark: bytes, found: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(mark + TABLE.encode(encoding))
    layout = recognise(path)
    assert (layout.kind, layout.encoding, layout.delimiter, layout.heading) == ("text", found, ",", 1)
    assert heading(path, layout) == ["姓名", "电话", "备注"]
    assert list(data(path, layout)) == [
        (2, ["王芳", "13800138000", "第一行\n第二行"]),
        (5, ["李雷", "010-62881234", ""]),
    ]


def test_an_encoding_is_never_guessed_wrong_in_silence(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes("姓名\n".encode("gb18030") + b"\xff\xff\n")
    with pytest.raises(Invalid) as refused:
        recognise(path)
    assert refused.value.details["field"] == "encoding"
    path.write_bytes("姓名,電話\n王芳,13800138000\n".encode("big5"))
    assert heading(path, recognise(path, encoding="big5")) == ["姓名", "電話"]
    with pytest.raises(Invalid):
        recognise(path, encoding="utf-8")


@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
def test_delimiters(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "a"
    path.write_text(f"姓名{sign}电话\n王{sign}13800138000\n李,四{sign}13911112222\n" if sign != "," else TABLE)
    assert recognise(path).delimiter == sign
    assert heading(path, recognise(path))[:2] == ["姓名", "电话"]


def test_a_list_of_numbers_needs_no_heading(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("13800138000\n13911112222\n")
    layout = recognise(path)
    assert layout.heading == 0
    assert heading(path, layout) == ["A"]
    assert [line for line, _ in data(path, layout)] == [1, 2]


def test_a_workbook_with_empty_lines_sheets_dates_and_numbers(tmp_path: Path) -> None:
    path = excel(tmp_path / "a.xlsx", [[], ["姓名", "电话", "生日"], [], ["王", 13800138000, "x"], ["李", 1.5, True]])
    layout = recognise(path)
    assert (layout.kind, layout.sheets, layout.heading) == ("sheet", ("客户",), 2)
    assert [(line, [text_of(cell) for cell in row]) for line, row in data(path, layout)] == [
        (4, ["王", "13800138000", "x"]),
        (5, ["李", "1.5", "true"]),
    ]
    with pytest.raises(Invalid) as refused:
        recognise(path, sheet="没有")
    assert refused.value.details["field"] == "sheet"


def test_files_that_are_no_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    for content in (b"", b"\n\n", b"PK\x03\x04nonsense", b"\xd0\xcf\x11\xe0nonsense"):
        path.write_bytes(content)
        with pytest.raises(Invalid):
            recognise(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", "0" * 5000)
    monkeypatch.setattr(tables, "UNPACKED", 4000)
    with pytest.raises(Invalid, match="too large"):
        recognise(path)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.lists(st.text(st.sampled_from('王a1 ,;"\n\t=-'), max_size=6), min_size=2, max_size=2), min_size=1, max_size=6
    )
)
def test_every_cell_and_its_line_come_out_as_they_were_written(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "a"
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(["姓名", "备注"])
        writer.writerows(rows)
    layout = tables.Layout("text", encoding="gb18030")
    lines = path.read_bytes().decode("gb18030")
    wanted, at = [], 2
    for row in rows:
        if any(cell.strip().removeprefix("'").strip() for cell in row):
            wanted.append((at, row))
        text = StringIO()
        csv.writer(text, quoting=csv.QUOTE_ALL).writerow(row)
        at += text.getvalue().count("\n")
    assert at == lines.count("\n") + 1
    assert list(data(path, layout)) == wanted


def test_columns_are_known_by_their_names_in_both_languages() -> None:
    names = [
        "客户名称",
        "手机（必填）",
        "电话2",
        "Address",
        "备 注",
        "谁知道",
        "固话",
        "姓名",
        "会员等级*",
        "Customer No.",
    ]
    codes = ["name", "phones", "phones", "address", "note", "", "phones", "", "level", "number"]
    assert guess(names, COLUMNS) == codes
    assert guess(["谁知道", "客户名称"], COLUMNS, {"谁知道": "note", "客户名称": "contact"}) == ["note", "contact"]
    assert check_mapping(["name", "phones", "", "phones"], COLUMNS) == {"name": [0], "phones": [1, 3]}
    for wrong in (["name", "name"], ["nothing"]):
        with pytest.raises(ValueError, match=wrong[-1]):
            check_mapping(wrong, COLUMNS)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (13800138000.0, "13800138000"),
        (1.5, "1.5"),
        (None, ""),
        (True, "true"),
        (date(2026, 1, 5), "2026-01-05"),
        (datetime.fromisoformat("2026-01-05"), "2026-01-05"),
        (datetime.fromisoformat("2026-01-05 14:30"), "2026-01-05 14:30:00"),
        ("'0531-88881234", "0531-88881234"),
        ("  王 ", "王"),
    ],
)
def test_cells_as_people_write_them(cell: object, text: str) -> None:
    assert text_of(cell) == text  # type: ignore[arg-type]


def test_what_excel_has_done_to_numbers() -> None:
    assert spoilt("1.38E+10", "phones") == Problem("scientific", "phones", "1.38E+10")
    assert spoilt(6222020200001234567.0, "number") == Problem("too_long", "number", "6222020200001234944")
    assert spoilt(13800138000.0, "phones") is None
    found, problems = numbers([1062881234.0, "53188881234", "13800138000、138 0013 8001"], "phones", "010")
    assert found == ["+861062881234", "+8653188881234", "+8613800138000", "+8613800138001"]
    assert [(p.code, p.value, p.detail) for p in problems] == [
        ("lost_zero", "1062881234", "010-62881234"),
        ("lost_zero", "53188881234", "0531-88881234"),
    ]
    assert numbers(["1380013800", "找不到"], "phones", "010")[0] == []
    assert numbers(["62881234", "95588"], "phones", "010") == (["+861062881234", "95588"], [])
    assert numbers(["13800138000.0", "95588.00"], "phones", "010") == (["+8613800138000", "95588"], [])


def test_every_reason_is_said_in_both_languages() -> None:
    for code in REASONS:
        problem = Problem(code, "x", "值", "细节")
        assert problem.text("zh") != problem.text("en")
        assert "{" not in problem.text("zh") + problem.text("en")


@pytest.mark.parametrize("length", [120_000, 150_000])
def test_a_cell_of_any_length_is_refused_by_its_line(tmp_path: Path, length: int) -> None:
    path = tmp_path / "a"
    path.write_text("姓名;电话;备注\n王芳;13800138000;好\n李雷;13900000000;" + "x" * length + "\n")
    layout = recognise(path)
    assert (layout.delimiter, heading(path, layout)) == (";", ["姓名", "电话", "备注"])
    with pytest.raises(Invalid, match="line 3") as refused:
        list(data(path, layout))
    assert "第3行" in str(refused.value.details["message_zh"])


def test_a_quote_that_is_never_closed_swallows_no_lines(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text('姓名,电话,备注\n王芳,13800138000,"好\n李雷,13900000000,\n韩,13700000000,\n')
    with pytest.raises(Invalid, match="line 2"):
        list(data(path, recognise(path)))
    path.write_text('姓名,电话,备注\n王芳,13800138000,"第一行\n第二行"\n李雷,13900000000,"好')
    assert [line for line, _ in data(path, recognise(path))] == [2, 4], "nothing is lost in the last line"


@pytest.mark.parametrize("lines", [1_048_576, 2_000])
def test_a_cell_in_the_last_corner_takes_no_memory(tmp_path: Path, lines: int) -> None:
    path = tmp_path / "a"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    page.write_row(0, 0, ["姓名", "电话"])
    page.write_row(1, 0, ["王芳", "13800138000"])
    page.write(lines - 1, 16_383, "x")
    book.close()
    with pytest.raises(Invalid, match=f"XFD{lines}"):
        recognise(path)


def test_binary_workbooks_and_too_many_columns_say_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/workbook.bin", b"x")
    with pytest.raises(Invalid, match="xlsx"):
        recognise(path)
    path.write_text("姓名" + "," * 20_000 + "\n")
    with pytest.raises(Invalid, match="columns"):
        recognise(path)
