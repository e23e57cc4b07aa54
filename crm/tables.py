"""Every table, in one import: what Alembic compares and migrations create."""

from __future__ import annotations

from crm.base import Base

metadata = Base.metadata

__all__ = ["metadata"]
