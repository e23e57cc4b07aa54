"""Which unit a call belongs to: its last queue's, else that of the agent who talked last (or dialled), else the
company's root."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from crm.calls.models import Call
from crm.routing.models import Queue
from crm.users.models import User
from telephony.domain_events import Envelope

_calls: Any = Call.__table__
_TAKEN = (
    update(_calls)
    .where(_calls.c.id == bindparam("of_call"), _calls.c.ended_at.is_(None))
    .values(unit_id=bindparam("to"))
)


_QUEUES = select(Queue.id, Queue.unit_id).where(Queue.id.in_(bindparam("ids", expanding=True)))
_AGENTS = select(User.id, User.unit_id).where(User.id.in_(bindparam("ids", expanding=True)))


class Units:
    """The units of the queues and agents that a batch of news names, read once. `company`: the unit of all else."""

    def __init__(self, connection: Connection, news: Iterable[Envelope], company: str) -> None:
        self._connection = connection
        self._company = company
        pairs = [pair for envelope in news if (pair := _named(envelope)) is not None]
        self._queues = self._read(_QUEUES, {queue for queue, _ in pairs if queue})
        self._agents = self._read(_AGENTS, {agent for _, agent in pairs if agent})

    def of(self, queue: str | None, agent: str | None) -> str:
        return self._queues.get(queue or "") or self._agents.get(agent or "") or self._company

    def started(self, data: Mapping[str, Any]) -> str:
        return self.of(None, data.get("agent"))

    def ended(self, cdr: Mapping[str, Any]) -> str:
        return self.of(*_of_record(cdr))

    def connected(self, news: Iterable[Envelope]) -> None:
        """Calls that go on belong to who has them now."""
        taken = [
            {"of_call": envelope.call, "to": unit}
            for envelope in news
            if (unit := self.of(envelope.data["queue"], envelope.data["agent"])) != self._company
        ]
        if taken:
            self._connection.execute(_TAKEN, taken)

    def _read(self, units: Any, ids: set[str]) -> dict[str, str]:
        return {row[0]: row[1] for row in self._connection.execute(units, {"ids": list(ids)})} if ids else {}


def _named(envelope: Envelope) -> tuple[str | None, str | None] | None:
    match envelope.type:
        case "call.started":
            return None, envelope.data.get("agent")
        case "call.connected":
            return envelope.data["queue"], envelope.data["agent"]
        case "call.ended":
            return _of_record(envelope.data["cdr"])
        case _:
            return None


def _of_record(cdr: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The last queue, and the last agent: who talked, else who dialled."""
    agent = cdr["agent"] or next((raw["agent"] for raw in reversed(cdr["segments"]) if raw["agent"]), None)
    if agent is None and cdr["timeline"]:
        agent = cdr["timeline"][0]["data"].get("agent")
    return cdr["queue"], agent
