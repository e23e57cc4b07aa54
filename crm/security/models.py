"""What guards the log-in: failures counted, short-lived challenges, second factors."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class LoginBrake(Base):
    """Failures of one key (crm.security.brake.Keys). `until`: tries before then are refused. `last_at`: of the latest
    try that was counted."""

    __tablename__ = "login_brakes"

    key: Mapped[str] = mapped_column(String(70), primary_key=True)
    failures: Mapped[int]
    until: Mapped[datetime | None] = mapped_column(index=True)
    last_at: Mapped[datetime] = mapped_column(index=True)


class LoginChallenge(Base):
    """Something that has been handed out once and is to come back once. `id` is the SHA-256 of what was handed out;
    `kind` says what `data` holds (crm.security.challenges)."""

    __tablename__ = "login_challenges"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    data: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SecondFactor(Base):
    """A user's secret for one-time codes, sealed (server.login_keys). Until `confirmed_at` it asks for nothing.
    `last_step`: the time step of the last code that was taken; no code of it or before is taken again."""

    __tablename__ = "second_factors"

    user_id: Mapped[str] = mapped_column(ID, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(Base):
    """A code on paper for whoever has lost his telephone; its SHA-256 with the user's id. Taken once."""

    __tablename__ = "recovery_codes"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ID, ForeignKey("users.id", ondelete="CASCADE"), index=True)
