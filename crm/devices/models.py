"""Which SIP endpoint a logged-in user holds: a browser's, a desk phone's, or a guest test phone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class DeviceBinding(Base):
    """`kind`: browser, phone or guest. `secret` is the short-lived SIP password of a browser or guest (needed to offer
    the endpoint to the switch again after the core was restarted); a desk phone's is in the device's own row."""

    __tablename__ = "device_bindings"

    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(ID, unique=True)
    user_id: Mapped[str] = mapped_column(ID, ForeignKey("users.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[str | None] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    secret: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[datetime]
