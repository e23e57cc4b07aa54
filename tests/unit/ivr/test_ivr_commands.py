"""Flows on the terminal: check and try."""

from __future__ import annotations

from pathlib import Path

import pytest
from ivr_callers import UTC, flow

from telephony.clock import Now
from telephony.ivr.commands import check_files, try_file
from telephony.ivr.simulator import parse_keys, try_flow
from telephony.ivr.validate import Known

GOOD = """\
flow: good
name: {zh: 好, en: Good}
start: ask
languages: [zh, en]
nodes:
  ask:
    kind: collect
    say: {zh: 请输入密码, en: Enter your PIN}
    variable: pin
    masked: true
    max_length: 4
    next: hours
    on_fail: end
  hours: {kind: hours, calendar: office, open: found, closed: end}
  found:
    kind: lookup
    query: pin
    params: {pin: "{pin}"}
    results: [amount]
    found: say
    not_found: end
    failed: end
  say: {kind: play, say: {zh: "余额{amount:money}", en: "You have {amount:money}"}, next: end}
  end: {kind: queue, queue: shop, priority: -3}
"""


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_check_a_good_file_and_a_folder(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_files([good]) == 0
    assert capsys.readouterr().out == f"{good}: valid, 5 nodes, zh en\n"
    (good.parent / "notes.txt").write_text("no flow")
    assert check_files([good.parent], lang="zh") == 0
    assert capsys.readouterr().out == f"{good}: 有效，5个节点，zh en\n"


def test_check_names_what_is_wrong_on_one_line_each(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = good.parent / "bad.yaml"
    bad.write_text(GOOD.replace("next: hours", "next: houres"), encoding="utf-8")
    assert check_files([good, bad]) == 1
    out, err = capsys.readouterr()
    assert out == f"{good}: valid, 5 nodes, zh en\n"
    assert err == f"{bad}:12: node 'ask': 'next' leads to 'houres', which does not exist — did you mean 'hours'?\n"
    bad.write_text("flow: [", encoding="utf-8")
    assert check_files([bad]) == 1
    assert capsys.readouterr().err.startswith(f"{bad}:1: is no valid YAML: ")
    assert check_files([good], known=Known(queues=frozenset())) == 1
    assert "unknown queue 'shop'" in capsys.readouterr().err


def test_check_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_files([tmp_path]) == 1
    assert "no flow found" in capsys.readouterr().err
    assert check_files([tmp_path / "missing.yaml"]) == 1
    assert "cannot be read: No such file" in capsys.readouterr().err


def test_try_prints_the_call_without_masked_digits(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert try_file(good, "7391", "en", answers=['pin={"amount": "12.50"}']) == 0
    out = capsys.readouterr().out.splitlines()
    assert [line[9:] for line in out] == [
        "ask                       hears (0.9 s): Enter your PIN",
        *["ask                       presses (0.5 s): •"] * 4,
        "ask                       leaves (2.9 s): entered",
        "hours                     leaves: open",
        "found                     looks up: pin",
        "found                     leaves (0.2 s): found",
        "say                       hears (1.7 s): You have twelve yuan fifty",
        "say                       leaves (1.7 s): played",
        "end                       leaves: shop",
        "end                       ends: queue shop, priority -3",
    ]
    assert [float(line[:7]) for line in out] == sorted(float(line[:7]) for line in out)


def test_try_refuses_bad_keys_and_bad_flows(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert try_file(good, "1,go", "zh") == 1
    assert capsys.readouterr().err == f"{good}: 'go' is no key — use 0-9 * #, wait and hangup, separated by commas\n"
    assert try_file(good, "1", "zh", closed=["offise"]) == 1
    assert capsys.readouterr().err == f"{good}: the flow asks no calendar 'offise' — it asks office\n"
    assert try_file(good, "1", "zh", answers=["pin=12"]) == 1
    assert "'pin=12' is no answer — write query=" in capsys.readouterr().err
    good.write_text(GOOD.replace("next: hours", "next: houres"), encoding="utf-8")
    assert try_file(good, "1", "en") == 1
    assert "not tried, because it has errors" in capsys.readouterr().err


def test_try_outside_hours(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert try_file(good, "7391", "zh", closed=["office"]) == 0
    assert "hours                     离开: closed" in capsys.readouterr().out


def test_keys() -> None:
    assert parse_keys(" 1, 23#,wait,*,hangup,") == ["1", "2", "3", "#", "wait", "*", "hangup"]
    with pytest.raises(ValueError, match="too many"):
        parse_keys("1" * 501)


def test_a_value_that_cannot_be_said_is_shown() -> None:
    nodes = 'start: {kind: play, say: {zh: "{caller:money}", en: "{caller:money}"}, next: bye}'
    (line,) = [line for line in try_flow(flow(nodes), "", "zh", Now(0, UTC), {}) if line.what == "hears"]
    assert line.text.startswith("[")
    assert "number" in line.text
