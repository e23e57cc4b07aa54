"""Alarms that web raises itself; those of the core come as news. Both look the same to browsers."""

from __future__ import annotations

import time
from collections.abc import Callable

from telephony.domain_events import Alarm, Envelope


class Alarms:
    """Each (kind, subject) is told of once until it is over. `publish` is the live hub's."""

    def __init__(self, publish: Callable[[Envelope], None]) -> None:
        self._publish = publish
        self._raised: set[tuple[str, str]] = set()

    def raise_(self, alarm: str, subject: str, message: str, message_zh: str, *, call: str | None = None) -> None:
        if (alarm, subject) not in self._raised:
            self._raised.add((alarm, subject))
            self._tell(Alarm(call, alarm, subject, True, message, message_zh))

    def over(self, alarm: str, subject: str, message: str, message_zh: str) -> None:
        if (alarm, subject) in self._raised:
            self._raised.discard((alarm, subject))
            self._tell(Alarm(None, alarm, subject, False, message, message_zh))

    def _tell(self, item: Alarm) -> None:
        self._publish(Envelope(0, time.time(), item.type, item.call, item.data()))
