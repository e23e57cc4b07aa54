"""What is known about recordings; the audio itself is a file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base


class Recording(Base):
    """`kind`: call or voicemail. `peaks` is the waveform: per channel a list of 0…1 amplitudes. Left channel: customer,
    right channel: agent. `state`: expected (the call's record names it, the switch has not said that it is complete),
    raw (waits to be made playable), playable, failed, or deleted (too old to be kept)."""

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
