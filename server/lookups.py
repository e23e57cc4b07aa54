"""What the core asks while a call is on its way: who is calling, and what flows want to know. Answers are fast."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import fields
from typing import Any

from crm.access import system
from crm.base import utcnow
from crm.directory import customer_card, ticket_status
from crm.documents.by_phone import entered_by_caller
from crm.knowledge.public import spoken_article
from crm.orders.enquiry import order_status
from crm.routing.flow_known import HTTP_HOSTS
from crm.routing.settings import CompanyFacts, value
from crm.security import brake
from crm.security.brake import Keys, by_phone
from crm.security.settings import security_settings
from crm.verification import customer, phone_password
from server.auth import Argon2Passwords
from server.database import Database
from server.metrics import Metrics
from server.outgoing import request
from server.prompts.library import PhoneRecordings
from telephony.errors import Unknown
from telephony.ports import CustomerCard

Answer = Mapping[str, Any]
Params = Mapping[str, Any]
_CARD = tuple(field.name for field in fields(CustomerCard))
"""Its parts are JSON as they are: `asdict` would copy every one of them."""
PHONE = "phone"
"""Where log-ins by 工号 and phone password come from, as far as guessing them is braked."""


class Lookups:
    """The handlers of `directory.customer` and `directory.query`."""

    def __init__(
        self,
        db: Database,
        metrics: Metrics,
        company: Callable[[], CompanyFacts],
        passwords: Argon2Passwords,
        recordings: PhoneRecordings,
        messages: Mapping[str, Callable[[Params], Awaitable[Answer]]] | None = None,
    ) -> None:
        """`messages`: the queries of who hears voicemail by telephone (PhoneMessages.queries)."""
        self._db = db
        self._metrics = metrics
        self._company = company
        self._passwords = passwords
        self._recordings = recordings
        self._queries: Mapping[str, Callable[[Params], Awaitable[Answer]]] = {
            "ticket_status": self._ticket_status,
            "order_status": self._order_status,
            "customer": self._known_customer,
            "staff": self._staff,
            "article": self._article,
            "http.request": self._http,
            "prompt.publish": recordings.publish,
            "document.create": self._document,
            **(messages or {}),
        }

    async def customer(self, params: Params) -> Answer:
        """`{number, dialled}` → ports.CustomerCard as JSON."""
        with self._metrics.lookups.labels("customer").time():
            number, area_code = str(params["number"]), self._company().area_code
            card = await self._db.look(lambda connection: customer_card(connection, number, area_code=area_code))
        return {name: getattr(card, name) for name in _CARD}

    async def query(self, params: Params) -> Answer:
        """`{name, params}` → the answer of a registered query; Unknown for any other name."""
        name = str(params["name"])
        query = self._queries.get(name)
        if query is None:
            raise Unknown(f"there is no query {name!r}; known: {', '.join(sorted(self._queries))}")
        with self._metrics.lookups.labels(name).time():
            return await query(params.get("params") or {})

    async def _ticket_status(self, params: Params) -> Answer:
        async with self._db.read() as session:
            return await ticket_status(session, system(), params, area_code=self._company().area_code)

    async def _order_status(self, params: Params) -> Answer:
        company = self._company()
        async with self._db.read() as session:
            return await order_status(session, system(), params, area_code=company.area_code, zone=company.zone)

    async def _known_customer(self, params: Params) -> Answer:
        async with self._db.read() as session:
            return await customer(session, params, area_code=self._company().area_code)

    async def _staff(self, params: Params) -> Answer:
        """`{number, password}` (工号 and phone password) → `{found, number, name}`. After some failures a number is not
        found for a while, whatever its password."""
        number = str(params.get("number") or "")
        try:
            async with self._db.write() as session:
                rules = (await security_settings(session)).locks
                counted = await brake.count(session, Keys.of(by_phone(number), PHONE), rules, utcnow())
                user = await phone_password(session, number)
        except brake.Throttled:
            return {"found": False}
        given = str(params.get("password") or "")
        right = await self._passwords.verify(user.phone_password_hash if user is not None else None, given)
        if user is None or not right:
            return {"found": False}
        async with self._db.write() as session:
            await brake.give_back(session, counted)
        return {"found": True, "number": user.number, "name": user.name}

    async def _article(self, params: Params) -> Answer:
        async with self._db.read() as session:
            return await spoken_article(session, params)

    async def _document(self, params: Params) -> Answer:
        async with self._db.write() as session:
            return await entered_by_caller(session, params, self._company())

    async def _http(self, params: Params) -> Answer:
        async with self._db.read() as session:
            hosts = (await value(session, HTTP_HOSTS)).get("hosts", [])
        return await request(params, hosts)
