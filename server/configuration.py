"""The core's configuration, made from the database: sent on connect and on each change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.organisation.models import Unit
from crm.routing.models import Queue
from crm.routing.queue_options import QueueAlarmsBody
from crm.routing.settings import next_version
from crm.routing.snapshot import build
from crm.users.models import User
from server.database import Database
from server.http.context import Core
from server.live.hub import Hub
from server.live.state import Names
from telephony.config_model import Snapshot
from telephony.configuration import load_snapshot
from telephony.errors import CoreUnavailable, HotlineError

log = structlog.get_logger(__name__)

TIMEOUT = 10.0
"""Seconds that the core may take to put a configuration in force (it renders new prompts first)."""


class ConfigurationPublisher:
    """Keeps core and live views on the database's configuration."""

    def __init__(self, db: Database, core: Core, hub: Hub) -> None:
        self._db = db
        self._core = core
        self._hub = hub
        self.refused = ""
        """Why the core refused the configuration that it was last offered; "" when it did not."""

    @property
    def in_force(self) -> bool:
        """False when the core refused the stored configuration and runs on an older one."""
        return not self.refused

    async def publish(self, session: AsyncSession) -> None:
        """Make a new version of what `session` has changed and put it in force; the caller commits afterwards.

        Raises the core's ConfigError: the change is then rolled back and the last good configuration stays. Without a
        core the change is kept, and sent when the core comes back."""
        await session.flush()
        await next_version(session)
        snapshot = await build(session)
        raw = asdict(snapshot)
        load_snapshot(raw)
        try:
            await self._core.request("config.put", {"snapshot": raw}, TIMEOUT)
        except CoreUnavailable:
            log.warning("config.not_sent", version=snapshot.version)
        self.refused = ""
        self._hub.set_names(await _complete(session, names(snapshot)))

    async def load_names(self) -> None:
        async with self._db.read() as session:
            self._hub.set_names(await _complete(session, names(await build(session))))

    async def send(self) -> None:
        """Offer the core the configuration as it is stored (after it connected)."""
        async with self._db.read() as session:
            snapshot = await build(session)
        try:
            await self._core.request("config.put", {"snapshot": asdict(snapshot)}, TIMEOUT)
        except CoreUnavailable as error:
            log.warning("config.not_sent", version=snapshot.version, error=str(error))
        except HotlineError as error:
            self.refused = str(error)
            log.error("config.refused", version=snapshot.version, error=str(error))  # noqa: TRY400 - one clear line
        else:
            self.refused = ""
            log.info("config.sent", version=snapshot.version)


async def _complete(session: AsyncSession, known: Names) -> Names:
    """Add where agents and queues belong, and the limits of queues' alarms: the core has no use for them."""
    users = await session.execute(select(User.id, Unit.path).join(Unit, Unit.id == User.unit_id))
    queues = await session.execute(select(Queue.id, Unit.path).join(Unit, Unit.id == Queue.unit_id))
    options = await session.execute(select(Queue.id, Queue.options))
    limits = {queue: QueueAlarmsBody.model_validate(given.get("alarms", {})) for queue, given in options}
    return replace(
        known,
        limits={queue: limit for queue, limit in limits.items() if queue in known.queues},
        units={user: path for user, path in users if user in known.agents},
        queue_units={queue: path for queue, path in queues if queue in known.queues},
    )


def names(snapshot: Snapshot) -> Names:
    return Names(
        agents={
            agent.id: {
                "number": agent.number,
                "name": agent.name,
                "queues": [{"queue": member.queue, "preference": member.preference} for member in agent.queues],
            }
            for agent in snapshot.agents
        },
        queues={queue.id: _text(queue.name) for queue in snapshot.queues},
        boxes={box.id: (box.queue, frozenset(filter(None, (box.agent, *box.watchers)))) for box in snapshot.mailboxes},
        trunks={trunk.id: trunk.name for trunk in snapshot.trunks},
        announcements=tuple(asdict(item) for item in snapshot.announcements),
    )


def _text(text: Mapping[str, Any]) -> dict[str, str]:
    return {"zh": str(text["zh"]), "en": str(text["en"])}
