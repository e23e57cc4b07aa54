"""What every piece of work on documents needs: the transaction, who works, the company's zone, the time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from sqlalchemy.ext.asyncio import AsyncSession
from ulid import ULID

from crm.access import Principal
from crm.base import utcnow


@dataclass(frozen=True, slots=True)
class Work:
    """One transaction's work. `zone` is the company's: numbers start anew on its days; `area_code` completes bare
    local phone numbers. `now` is the same instant for everything that is written in it."""

    session: AsyncSession
    who: Principal
    zone: tzinfo
    area_code: str = "010"
    now: datetime = field(default_factory=utcnow)
    writes: str = "documents.write"
    """The function by whose reach documents are worked on; `/tickets` has one of its own."""


def subject_kind(family: str) -> str:
    """What messages and the audit log call a document of this family."""
    return "ticket" if family == "ticket" else "document"


_last = 0


def ordered_id() -> str:
    """A fresh ULID greater than every one given out before in this process: what is written in one go keeps its order
    even within a millisecond."""
    global _last  # noqa: PLW0603 - the latest number is the whole state
    _last = max(int(ULID()), _last + 1)
    return str(ULID.from_int(_last))
