"""What keeps log-ins in order while the web process runs: the rules read again, what is over forgotten."""

from __future__ import annotations

from crm.base import utcnow
from crm.security import brake, challenges
from crm.security.settings import security_settings
from crm.sessions.service import remove_expired
from server.http.context import Web
from server.schedule import Schedule

RULES_EVERY = 10
"""Seconds after which a change by another web process counts here, too."""


class LoginWatch:
    def __init__(self, parts: Web) -> None:
        self._parts = parts

    def on(self, schedule: Schedule) -> None:
        schedule.every(RULES_EVERY, "login-rules", self.reload)
        schedule.every(60, "sessions", self.tidy)

    async def begin(self) -> None:
        """Before anybody can log in."""
        self._parts.login_keys.prepare()
        await self.reload()

    async def reload(self) -> None:
        async with self._parts.db.read() as session:
            self._parts.security = await security_settings(session)

    async def tidy(self) -> None:
        async with self._parts.db.write() as session:
            await remove_expired(session, self._parts.limits)
            await brake.tidy(session, utcnow())
            await challenges.tidy(session, utcnow())
