"""A migrated SQLite database for each test that stores what it made up."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.support.crm_company import db, nobody, prepared

sys.path.append(str(Path(__file__).parents[1] / "crm"))

__all__ = ["db", "nobody", "prepared"]
