"""Frames for browsers that go out when, and only when, the transaction that they tell of is committed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm.staged import Staged


@dataclass(frozen=True, slots=True)
class Frame:
    """A live frame (`kind` is its type) for one user alone."""

    user: str
    kind: str
    data: Mapping[str, Any]


_FRAMES: Staged[Frame] = Staged("hotline_frames")


def after_commit(session: AsyncSession, frame: Frame) -> None:
    """Send `frame` once the transaction is committed. It goes down with the savepoint that it was made in."""
    _FRAMES.add(session.sync_session, frame)


def take_frames(session: AsyncSession) -> list[Frame]:
    """What is to be sent, once. Whoever has committed calls it (server.database)."""
    return _FRAMES.take(session.sync_session)
