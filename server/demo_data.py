"""The sample company's people, customers and history: made from config/demo, the same on every machine."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, Role, system
from crm.base import new_id, utcnow
from crm.calls.models import Call, CallSegment
from crm.counters import Counter
from crm.customers.models import Customer, CustomerPhone
from crm.customers.numbers import FIRST_NUMBER
from crm.customers.searching import SOURCE as SEARCHED
from crm.documents.adopt import adopt_rows
from crm.phones import region_of
from crm.routing.schemas import NewDevice
from crm.routing.service import RoutingService
from crm.search.sources import refresh
from crm.tickets.models import Ticket, TicketRemark
from crm.tickets.process import CLOSED, Status
from crm.users.schemas import NewUser, UserQueue
from crm.users.service import Passwords, UserService
from server.demo_orders import Orders

SEED = 20261121
HISTORY_DAYS = 45
LANDLINE_REGION = "10"
ENGLISH_SHARE = 0.06
HOUSEHOLD_SHARE = 0.05
"""Customers who share the number of the one before them: several households behind one phone."""


@dataclass(frozen=True, slots=True)
class Staff:
    id: str
    number: str
    name: str
    queues: tuple[str, ...]


async def seed_demo(
    session: AsyncSession, who: Principal, config: dict[str, Any], words: dict[str, Any], passwords: Passwords
) -> None:
    """Everything of the sample company that is not configuration."""
    staff = await _people(session, who, config, passwords)
    await _extensions(session, who, config["extensions"])
    generator = _Generator(random.Random(SEED), words, staff, who.unit, utcnow())  # noqa: S311 - a sample, no secret
    await generator.write(session, int(config["customers"]))
    await generator.orders(ZoneInfo(config["company"]["zone"])).write(session, who.unit)


async def _people(session: AsyncSession, who: Principal, config: dict[str, Any], passwords: Passwords) -> list[Staff]:
    service, password = UserService(session, who), config["password"]
    staff: list[Staff] = []
    for role, people in ((Role.SUPERVISOR, config["supervisors"]), (Role.AGENT, config["agents"])):
        for raw in people:
            queues = tuple(raw.get("queues", ()))
            new = NewUser(
                username=raw.get("username", raw["number"]),
                name=raw["name"],
                number=raw["number"],
                password=password,
                role=role,
                must_change_password=False,
                queues=[UserQueue(queue=queue, preference=place) for place, queue in enumerate(queues)],
            )
            row = await service.create(new, await passwords.hash(password))
            if queues:
                staff.append(Staff(row.id, raw["number"], raw["name"], queues))
    return staff


async def _extensions(session: AsyncSession, who: Principal, raw: dict[str, Any]) -> None:
    routing = RoutingService(session, who)
    for extension in range(raw["first"], raw["first"] + raw["count"]):
        secret = raw["secret"].format(extension=extension)
        await routing.create_device(NewDevice(id=str(extension), name=f"座席 {extension}", secret=secret))


class _Generator:
    """Rows of customers with their calls and tickets."""

    def __init__(
        self, dice: random.Random, words: dict[str, Any], staff: Sequence[Staff], unit: str, now: datetime
    ) -> None:
        self._dice = dice
        self._words = words
        self._staff = staff
        self._unit = unit
        self._now = now
        self._customers: list[dict[str, Any]] = []
        self._phones: list[dict[str, Any]] = []
        self._calls: list[dict[str, Any]] = []
        self._segments: list[dict[str, Any]] = []
        self._tickets: list[dict[str, Any]] = []
        self._remarks: list[dict[str, Any]] = []
        self._days: dict[str, int] = {}

    async def write(self, session: AsyncSession, customers: int) -> None:
        for place in range(customers):
            self._customer(place)
        for model, rows in (
            (Customer, self._customers),
            (CustomerPhone, self._phones),
            (Call, self._calls),
            (CallSegment, self._segments),
            (Ticket, self._tickets),
            (TicketRemark, self._remarks),
        ):
            await session.execute(insert(model), rows)
        connection = await session.connection()
        await connection.run_sync(refresh, SEARCHED, [row["id"] for row in self._customers])
        await adopt_rows(session, system(self._unit))
        counters = {"customers": FIRST_NUMBER + customers - 1}
        counters |= {f"tickets:{day}": used for day, used in self._days.items()}
        await session.execute(insert(Counter), [{"name": name, "value": value} for name, value in counters.items()])

    def orders(self, zone: ZoneInfo) -> Orders:
        """What the customers have ordered. By a dice of its own, so that the rest of the sample stays as it is."""
        shop = [one.id for one in self._staff if "shop" in one.queues]
        dice = random.Random(SEED + 1)  # noqa: S311 - a sample, no secret
        orders = Orders(dice, self._words["orders"], shop, zone, self._now)
        phones = {row["customer_id"]: str(row["number"]) for row in self._phones if row["position"] == 0}
        for customer in self._customers:
            orders.of(customer, phones[customer["id"]])
        return orders

    def _customer(self, place: int) -> None:
        dice = self._dice
        english = dice.random() < ENGLISH_SHARE
        female = dice.random() < 0.5
        category = dice.choices(["regular", "member", "heating", "company"], [40, 25, 30, 5])[0]
        number = self._number(place)
        region = region_of(number)
        customer: dict[str, Any] = {
            "id": new_id(),
            "number": str(FIRST_NUMBER + place),
            "unit_id": self._unit,
            "kind": "company" if category == "company" else "person",
            "name": self._name(female=female, english=english),
            "sex": "female" if female else "male",
            "source": dice.choice(["call", "website", "shop", "referral"]),
            "category": category,
            "level": dice.choices(["standard", "silver", "gold"], [70, 22, 8])[0],
            "language": "en" if english else "zh",
            "region_zh": region.get("zh", ""),
            "region_en": region.get("en", ""),
            "address": self._address(),
            "created_at": self._now - timedelta(days=dice.randint(HISTORY_DAYS, 900)),
            "updated_at": self._now,
            "version": 1,
            "last_contact_at": None,
            "last_served_at": None,
            "last_agent_id": None,
        }
        self._customers.append(customer)
        self._add_phone(customer, number, 0, "手机" if number.startswith("+861") and len(number) == 14 else "固话")
        if dice.random() < 0.25:
            self._add_phone(customer, f"+86{LANDLINE_REGION}6{dice.randint(1000000, 9999999)}", 1, "固话")
        favourite = dice.choice(self._staff)
        for _ in range(dice.choices([0, 1, 2, 4, 7], [25, 35, 22, 13, 5])[0]):
            self._call(customer, number, favourite)

    def _number(self, place: int) -> str:
        if place and self._dice.random() < HOUSEHOLD_SHARE:
            return str(self._phones[-1]["number"])
        prefix = self._dice.choice(self._words["mobile_prefixes"].split())
        return f"+86{prefix}{place:03d}{self._dice.randint(10, 99)}"

    def _name(self, *, female: bool, english: bool) -> str:
        dice, words = self._dice, self._words
        given = "female" if female else "male"
        if english:
            names = words["english"]
            return f"{dice.choice(names[given].split())} {dice.choice(names['surnames'].split())}"
        return str(dice.choice(words["surnames"].split()) + dice.choice(words[given].split()))

    def _address(self) -> str:
        dice = self._dice
        estate = dice.choice(self._words["estates"].split())
        return f"{estate}{dice.randint(1, 28)}号楼{dice.randint(1, 5)}单元{dice.randint(1, 24)}0{dice.randint(1, 4)}室"

    def _add_phone(self, customer: dict[str, Any], number: str, position: int, label: str) -> None:
        self._phones.append(
            {
                "id": new_id(),
                "customer_id": customer["id"],
                "number": number,
                "label": label,
                "position": position,
            }
        )

    def _call(self, customer: dict[str, Any], number: str, favourite: Staff) -> None:
        dice = self._dice
        start = self._now - timedelta(
            days=dice.uniform(1, HISTORY_DAYS), seconds=dice.randint(0, 3600), microseconds=dice.randint(0, 999_999)
        )
        outcome = dice.choices(["answered", "abandoned", "ivr_only", "voicemail"], [78, 10, 9, 3])[0]
        agent = favourite if dice.random() < 0.6 else dice.choice(self._staff)
        ivr, wait = dice.uniform(6, 40), 0.0 if outcome == "ivr_only" else dice.expovariate(1 / 18)
        ring = dice.uniform(2, 9) if outcome == "answered" else 0.0
        talk = dice.lognormvariate(4.7, 0.6) if outcome == "answered" else 0.0
        answered = start + timedelta(seconds=ivr + wait + ring)
        end = answered + timedelta(seconds=talk)
        call_id = new_id()
        self._calls.append(
            {
                "id": call_id,
                "unit_id": self._unit,
                "direction": "inbound",
                "from_number": number,
                "to_number": "1000",
                "entry": "1000",
                "language": customer["language"],
                "customer_id": customer["id"],
                "started_at": start,
                "answered_at": answered if outcome == "answered" else None,
                "ended_at": end,
                "ended_by": "caller" if outcome != "answered" or dice.random() < 0.7 else "agent",
                "cause": "normal",
                "outcome": outcome,
                "queue": None if outcome == "ivr_only" else agent.queues[0],
                "agent_id": agent.id if outcome == "answered" else None,
                "ivr_seconds": round(ivr, 3),
                "wait_seconds": round(wait, 3),
                "ring_seconds": round(ring, 3),
                "talk_seconds": round(talk, 3),
                "hold_seconds": 0.0,
                "disposition": dice.choice(["solved", "solved", "follow_up"]) if outcome == "answered" else "",
                "timeline": [],
            }
        )
        if customer["last_contact_at"] is None or start > customer["last_contact_at"]:
            customer["last_contact_at"] = start
        if outcome != "answered":
            return
        if customer["last_served_at"] is None or start > customer["last_served_at"]:
            customer["last_served_at"], customer["last_agent_id"] = start, agent.id
        self._segments.append(
            {
                "call_id": call_id,
                "segment": 1,
                "agent_id": agent.id,
                "device": f"8{agent.number[1:]}",
                "number": None,
                "queue": agent.queues[0],
                "started_at": answered,
                "ended_at": end,
                "seconds": round(talk, 3),
                "ended_by": "caller",
            }
        )
        if dice.random() < 0.3:
            self._ticket(customer, number, call_id, agent, answered)

    def _ticket(self, customer: dict[str, Any], number: str, call_id: str, agent: Staff, at: datetime) -> None:
        dice = self._dice
        kinds = self._words["tickets"]
        kind = dice.choices(list(kinds), [30, 15, 20, 20, 10, 5])[0]
        recent = (self._now - at).days < 4
        status = dice.choice([Status.PENDING, Status.TO_DISPATCH, Status.HANDLING]) if recent else _late_status(dice)
        language = customer["language"]
        day = at.strftime("%Y%m%d")
        self._days[day] = self._days.get(day, 0) + 1
        closed = at + timedelta(hours=dice.uniform(2, 60)) if status in CLOSED else None
        ticket_id = new_id()
        self._tickets.append(
            {
                "id": ticket_id,
                "number": f"{day}{self._days[day]:04d}",
                "unit_id": kinds[kind]["unit"],
                "type": kind,
                "status": status.value,
                "title": dice.choice(kinds[kind]["titles"])[language],
                "customer_id": customer["id"],
                "phone": number,
                "call_id": call_id,
                "assignee_id": agent.id,
                "created_by": agent.id,
                "created_at": at,
                "updated_at": closed or at,
                "closed_at": closed,
                "version": 1,
            }
        )
        if closed is not None:
            self._remarks.append(
                {
                    "id": new_id(),
                    "document_id": ticket_id,
                    "text": "已电话回访，客户满意。" if language == "zh" else "Called back; the customer is satisfied.",
                    "created_by": agent.id,
                    "created_at": closed,
                }
            )


def _late_status(dice: random.Random) -> Status:
    return dice.choices([Status.ARCHIVED, Status.DONE, Status.HANDLING, Status.TO_VISIT], [50, 25, 15, 10])[0]
