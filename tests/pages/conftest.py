"""Pages on which nobody calls: each worker has an installation of its own, started as in tests/e2e."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import admin, browsers, company, have_time, hotline, prepared, provider, sounds

__all__ = ["admin", "browsers", "company", "hotline", "prepared", "provider", "sounds"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    have_time(items, Path(__file__).parent)
