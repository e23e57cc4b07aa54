"""Message-waiting indication: the phone at which an agent is logged in shows the messages in his own boxes.

Web counts them (`mailbox.counts`); core knows who sits at which phone. Numbers are not kept over a restart: web says
them again when it connects.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from telephony.acd.engine import Acd
from telephony.commands import MessageWaiting
from telephony.engine import Engine
from telephony.errors import HotlineError

log = structlog.get_logger(__name__)

Counts = tuple[int, int]
"""Messages not heard yet, and heard ones."""


class MessageLamps:
    """`register` offers `mailbox.counts` on the bus; the other methods are told what has changed."""

    def __init__(self, engine: Engine, acd: Acd) -> None:
        self._engine = engine
        self._acd = acd
        self._agents: dict[str, Counts] = {}
        self._shown: dict[str, Counts] = {}

    def register(self) -> None:
        self._engine.bus.requests["mailbox.counts"] = self.counts

    async def counts(self, params: Mapping[str, Any]) -> Mapping[str, Any]:
        """`agents`: user id → [new, heard], of everybody who has a box; who is not named has no messages."""
        self._agents = {agent: (int(both[0]), int(both[1])) for agent, both in params["agents"].items()}
        self.refresh()
        return {}

    def device(self, device: str, online: bool) -> None:
        """A phone came or went: one that comes has forgotten what it showed."""
        self._shown.pop(device, None)
        if online:
            self.refresh()

    def again(self) -> None:
        """The switch was away: nobody knows what its phones show."""
        self._shown.clear()
        self.refresh()

    def refresh(self) -> None:
        """Bring every phone's lamp to what it should show."""
        known = self._engine.config.agents
        found = {agent: self._acd.device_of(agent) for agent in self._agents if agent in known}
        wanted = {device: self._agents[agent] for agent, device in found.items() if device is not None}
        for device in set(self._shown) - set(wanted):
            self._show(device, (0, 0))
            del self._shown[device]
        for device, counts in wanted.items():
            online = self._engine.device_states.get(device, "offline") != "offline"
            if online and counts != self._shown.get(device, (0, 0)):
                self._shown[device] = counts
                self._show(device, counts)

    def _show(self, device: str, counts: Counts) -> None:
        self._engine.spawn(self._tell(device, counts))

    async def _tell(self, device: str, counts: Counts) -> None:
        try:
            await self._engine.switch.execute(MessageWaiting(device, *counts))
        except HotlineError as error:
            self._shown.pop(device, None)
            log.info("message_lamp.not_told", device=device, reason=str(error))
