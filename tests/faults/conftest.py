"""Fault tests share one set of rendered prompts. They run in a short form; HOTLINE_FAULTS=full makes them long."""

from __future__ import annotations

import os
from dataclasses import dataclass

import pytest

from tests.integration.core.conftest import home, sounds
from tests.support.figures import FIGURES, keep

__all__ = ["home", "sounds"]

FULL = os.environ.get("HOTLINE_FAULTS") == "full"


@dataclass(frozen=True)
class Size:
    """How much of a fault: `of(full, short)` chooses."""

    full: bool

    def of(self, full: int, short: int) -> int:
        return full if self.full else short


@pytest.fixture
def size() -> Size:
    return Size(FULL)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In full, a fault may take its time; every loop in these tests is bounded."""
    if FULL:
        for item in items:
            item.add_marker(pytest.mark.timeout(900))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was measured."""
    if FIGURES:
        terminalreporter.section("figures" if FULL else "figures of the short form")
        for each in FIGURES:
            terminalreporter.write_line(each.line())
        keep(FIGURES)
