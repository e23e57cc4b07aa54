"""A migrated SQLite database of its own for each test."""

from __future__ import annotations

from tests.support.crm_company import db, nobody, prepared

__all__ = ["db", "nobody", "prepared"]
