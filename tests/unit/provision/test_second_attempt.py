"""A test of real calls that fails is run once more, and the summary says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from server import testing

STEADY = "def test_good():\n    pass\n"
SECOND = """
from pathlib import Path

def test_second():
    seen = Path(__file__).with_name("seen")
    was_there = seen.exists()
    seen.touch()
    assert was_there
"""
NEVER = "def test_never():\n    assert False\n"


def _run(
    monkeypatch: pytest.MonkeyPatch, folder: Path, tests: dict[str, str], *, once_more: bool = True, extra: str = ""
) -> testing.Result:
    for name, text in tests.items():
        (folder / f"test_{name}.py").write_text(text, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    monkeypatch.setattr(testing, "SOURCE", folder)
    monkeypatch.setattr(testing, "PARTS", {"e2e": (testing.Part((".",), once_more=once_more),)})
    return testing._run_pytest("e2e", [extra] if extra else [], named=True)


def test_what_passes_the_second_time_counts_and_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    result = _run(monkeypatch, tmp_path, {"good": STEADY, "second": SECOND})
    assert (result.passed, result.failed, result.unsteady) == (2, 0, 1)
    assert "passed only when run again: test_second" in result.line()


def test_what_fails_twice_has_failed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    result = _run(monkeypatch, tmp_path, {"good": STEADY, "second": SECOND, "never": NEVER})
    assert (result.passed, result.failed, result.unsteady) == (2, 1, 1)


def test_many_failures_are_no_accident(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wrong = {f"never_{number}": NEVER for number in range(testing.AT_MOST_ONCE_MORE)}
    result = _run(monkeypatch, tmp_path, {"second": SECOND, **wrong})
    assert (result.passed, result.failed, result.unsteady) == (0, testing.AT_MOST_ONCE_MORE + 1, 0)


@pytest.mark.parametrize(("once_more", "extra"), [(False, ""), (True, "-v")])
def test_other_parts_and_runs_with_options_fail_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, once_more: bool, extra: str
) -> None:
    result = _run(monkeypatch, tmp_path, {"second": SECOND}, once_more=once_more, extra=extra)
    assert (result.passed, result.failed, result.unsteady) == (0, 1, 0)


def test_what_breaks_when_it_is_taken_down_is_not_run_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The last test bears the blame of a whole run that does not end cleanly."""
    fixture = """
import pytest

@pytest.fixture(scope="session", autouse=True)
def system():
    yield
    assert False

def test_innocent():
    pass
"""
    result = _run(monkeypatch, tmp_path, {"innocent": fixture})
    assert (result.failed, result.unsteady) == (1, 0)


def test_what_one_test_takes_down_badly_is_run_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing but that test depended on it: the run went on."""
    fixture = """
from pathlib import Path

import pytest

@pytest.fixture
def page():
    yield
    seen = Path(__file__).with_name("seen")
    was_there = seen.exists()
    seen.touch()
    assert was_there

def test_page(page):
    pass
"""
    result = _run(monkeypatch, tmp_path, {"a_page": fixture, "good": STEADY})
    assert (result.passed, result.failed, result.unsteady) == (2, 0, 1)
