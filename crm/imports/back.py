"""What targets have in common when lines are taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, update

from crm.imports.models import ImportRow

_rows: Any = ImportRow.__table__


def count_on(connection: Connection, row: ImportRow, rows: Sequence[ImportRow]) -> None:
    """A line is taken back, which counts as one change more: what the same import made of that record before it is as
    far behind the record's version as it was. `rows`: those that are being taken back."""
    earlier = (_rows.c.job_id == row.job_id, _rows.c.subject_id == row.subject_id, _rows.c.line < row.line)
    connection.execute(update(_rows).where(*earlier).values(version=_rows.c.version + 2))
    for other in rows:
        if other.subject_id == row.subject_id and other.line < row.line:
            other.version = int(other.version or 0) + 2
