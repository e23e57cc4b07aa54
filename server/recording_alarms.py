"""Alarms that web raises itself; those of the core come as news. Both look the same to browsers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm.events.store import last_alarms
from server.alarms import AlarmBoard
from server.live.hub import alarm_view
from telephony.domain_events import Alarm, Envelope


class Alarms:
    """Each (kind, subject) is told of once until it is over. `publish` is the live hub's; `board` keeps what is on;
    `told` keeps what was."""

    def __init__(
        self,
        publish: Callable[[Envelope], None],
        board: AlarmBoard | None = None,
        told: Callable[[Mapping[str, Any], float], None] = lambda _view, _at: None,
    ) -> None:
        self._publish = publish
        self._told = told
        self.board = board if board is not None else AlarmBoard()
        self._raised: set[tuple[str, str]] = set()

    def raise_(self, alarm: str, subject: str, message: str, message_zh: str, *, call: str | None = None) -> None:
        if (alarm, subject) not in self._raised:
            self._raised.add((alarm, subject))
            self._tell(Alarm(call, alarm, subject, True, message, message_zh))

    def over(self, alarm: str, subject: str, message: str, message_zh: str) -> None:
        if (alarm, subject) in self._raised:
            self._raised.discard((alarm, subject))
            self._tell(Alarm(None, alarm, subject, False, message, message_zh))

    async def recall(self, session: AsyncSession) -> None:
        """Put on the board what the core told of before this process began."""
        for envelope in await last_alarms(session):
            self.board.take(alarm_view(envelope))

    def heard(self, envelope: Envelope) -> None:
        """Any news; alarms of the core go on the board."""
        if envelope.type == Alarm.type:
            view = alarm_view(envelope)
            self.board.take(view)
            self._told(view, envelope.at)

    def _tell(self, item: Alarm) -> None:
        envelope = Envelope(0, time.time(), item.type, item.call, item.data())
        self.heard(envelope)
        self._publish(envelope)
