"""What is known about recordings; the audio itself is a file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class Recording(Base):
    """`kind`: call or voicemail. `peaks` is the waveform: per channel a list of 0…1 amplitudes. Left channel: customer,
    right channel: agent. `state`: expected (the call's record names it, the switch has not said that it is complete),
    raw (waits to be made playable), playable, failed, deleting (its tombstone stands, the file is about to go), or
    deleted. `sha256` and `size` are those of the Ogg file; `key_id` names the key that sealed it. `integrity`: "" not
    checked since it was made, ok, damaged, missing.

    The tombstone: `delete_rule` is retention or by_hand, `delete_reason` the days or a person's words."""

    __tablename__ = "recordings"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    call_id: Mapped[str | None] = mapped_column(String(40), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    raw_path: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(12), index=True)
    started_at: Mapped[datetime] = mapped_column(index=True)
    seconds: Mapped[float | None]
    channels: Mapped[int | None]
    peaks: Mapped[list[Any] | None]
    error: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="", server_default="")
    size: Mapped[int | None]
    key_id: Mapped[str] = mapped_column(String(40), default="", server_default="")
    checked_at: Mapped[datetime | None]
    integrity: Mapped[str] = mapped_column(String(12), default="", server_default="")
    deleted_at: Mapped[datetime | None]
    deleted_by: Mapped[str | None] = mapped_column(ID)
    delete_rule: Mapped[str] = mapped_column(String(12), default="", server_default="")
    delete_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")


class LegalHold(Base):
    """Keeps every recording of a call or of a customer, whatever its age, until it is cleared. `kind`: call,
    customer."""

    __tablename__ = "legal_holds"
    __table_args__ = (Index("ix_legal_holds_kind_subject", "kind", "subject"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    subject: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(300))
    set_at: Mapped[datetime]
    set_by: Mapped[str | None] = mapped_column(ID)
    cleared_at: Mapped[datetime | None]
    cleared_by: Mapped[str | None] = mapped_column(ID)
    clear_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")


class RecordingComment(Base):
    """What somebody noted at a moment of a recording (`at` seconds from its beginning)."""

    __tablename__ = "recording_comments"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    recording_id: Mapped[str] = mapped_column(String(64), ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    at: Mapped[float]
    text: Mapped[str] = mapped_column(String(1000))
    author_id: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime]
