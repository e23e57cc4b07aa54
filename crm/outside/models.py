"""Lists of numbers and emergency messages. Rules of calls to the outside are the setting `outbound`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base, Document


class ListedNumber(Base):
    """`list`: black, white or dnc. `direction`: in, out or both. `number`: E.164 or a short code; a prefix with `*` at
    its end, or a pattern with `?`. `action` (black, inbound): reject, message or voicemail."""

    __tablename__ = "number_lists"
    __table_args__ = (UniqueConstraint("list", "direction", "number", name="uq_number_lists_list_direction_number"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    list: Mapped[str] = mapped_column(String(8))
    direction: Mapped[str] = mapped_column(String(4))
    number: Mapped[str] = mapped_column(String(40), index=True)
    action: Mapped[str] = mapped_column(String(12), default="reject")
    reason: Mapped[str] = mapped_column(String(200), default="")
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str | None] = mapped_column(ID)


class NumberListImport(Base):
    """A file that was taken into the lists. `list`: the one that was chosen for it, "" where the file says.
    `undone_at`: when it was taken back."""

    __tablename__ = "number_list_imports"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    list: Mapped[str] = mapped_column(String(8))
    replaced: Mapped[bool]
    added: Mapped[int]
    changed: Mapped[int]
    removed: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[str | None] = mapped_column(ID)
    username: Mapped[str] = mapped_column(String(64))
    undone_at: Mapped[datetime | None]


class NumberListChange(Base):
    """What an import did to one listed number: its row `before` and `after`, null where it was not listed."""

    __tablename__ = "number_list_changes"

    import_id: Mapped[str] = mapped_column(
        ID, ForeignKey("number_list_imports.id", ondelete="CASCADE"), primary_key=True
    )
    listed_id: Mapped[str] = mapped_column(ID, primary_key=True)
    before: Mapped[dict[str, Any] | None] = mapped_column(Document)
    after: Mapped[dict[str, Any] | None] = mapped_column(Document)


class Announcement(Base):
    """An emergency message as it was switched on. `off_at`: when it was switched off; a row is never deleted."""

    __tablename__ = "announcements"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    scope: Mapped[str] = mapped_column(String(80))
    text: Mapped[dict[str, str]]
    mode: Mapped[str] = mapped_column(String(8))
    until: Mapped[datetime | None]
    on_at: Mapped[datetime]
    on_by: Mapped[str | None] = mapped_column(ID)
    off_at: Mapped[datetime | None]
    off_by: Mapped[str | None] = mapped_column(ID)
