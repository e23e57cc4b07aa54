"""What the core asks while a call is on its way: who is calling, and what flows want to know. Answers are fast."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from crm.access import system
from crm.directory import customer_card, ticket_status
from crm.routing.settings import CompanyFacts
from server.database import Database
from server.metrics import Metrics
from telephony.errors import Unknown

Answer = Mapping[str, Any]


class Lookups:
    """The handlers of `directory.customer` and `directory.query`."""

    def __init__(self, db: Database, metrics: Metrics, company: Callable[[], CompanyFacts]) -> None:
        self._db = db
        self._metrics = metrics
        self._company = company

    async def customer(self, params: Mapping[str, Any]) -> Answer:
        """`{number, dialled}` → ports.CustomerCard as JSON."""
        with self._metrics.lookups.labels("customer").time():
            number, area_code = str(params["number"]), self._company().area_code
            card = await self._db.look(lambda connection: customer_card(connection, number, area_code=area_code))
        return asdict(card)

    async def query(self, params: Mapping[str, Any]) -> Answer:
        """`{name, params}` → the answer of a registered query; Unknown for any other name."""
        name = str(params["name"])
        if name != "ticket_status":
            raise Unknown(f"there is no query {name!r}; known: ticket_status")
        with self._metrics.lookups.labels(name).time():
            async with self._db.read() as session:
                return await ticket_status(
                    session, system(), params.get("params") or {}, area_code=self._company().area_code
                )
