"""Orders of the sample company's customers, at several steps of their process, made from config/demo/words.yaml."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import system
from crm.base import new_id
from crm.counters import Counter
from crm.documents.adopt import adopt_rows
from crm.documents.desk import OWNER
from crm.documents.models import Document
from crm.documents.types import type_for_new
from crm.fields.index import reindex
from crm.orders.steps import FAMILY

PREFIX = "8"
"""Of the numbers that the shipped type gives out (config/documents/order.yaml)."""
SHIPPED = frozenset({"collect", "receipt", "visit", "done", "returned"})
PAID = frozenset({"receipt", "visit", "done", "returned"})
CLOSED: Mapping[str, str] = {"done": "done", "returned": "done", "voided": "cancelled"}
LARGE = Decimal(5000)
SHARE = {"heating": 0.1}
"""Of customers who have ordered, by category; the others: half of them."""


@dataclass(slots=True)
class Orders:
    """Rows of orders, made customer by customer; `agents` enter them, `zone` is the company's."""

    dice: random.Random
    words: Mapping[str, Any]
    agents: Sequence[str]
    zone: ZoneInfo
    now: datetime
    rows: list[dict[str, Any]] = field(default_factory=list)
    _nodes: dict[str, str] = field(default_factory=dict)
    _days: dict[str, int] = field(default_factory=dict)

    def of(self, customer: Mapping[str, Any], phone: str) -> None:
        """Perhaps some orders of this customer (his row), entered from this phone."""
        if self.dice.random() > SHARE.get(str(customer["category"]), 0.5):
            return
        for _ in range(self.dice.choices([1, 2, 3], [55, 30, 15])[0]):
            self._order(customer, phone)

    async def write(self, session: AsyncSession, unit: str) -> None:
        """Store them, each at its step, with the counters of their numbers."""
        if not self.rows:
            return
        who = system(unit)
        await session.execute(insert(Document), self.rows)
        await adopt_rows(session, who, self._nodes)
        kind, _ = await type_for_new(session, who, FAMILY)
        await reindex(session, OWNER, {row["id"]: row["fields"] for row in self.rows}, kind.form.fields)
        counters = [{"name": f"documents:{PREFIX}:{day}", "value": used} for day, used in self._days.items()]
        await session.execute(insert(Counter), counters)

    def _order(self, customer: Mapping[str, Any], phone: str) -> None:
        dice, language = self.dice, str(customer["language"])
        days = dice.choice([dice.uniform(0, 3), dice.uniform(3, 10), dice.uniform(10, 60)])
        at = self._working_time(self.now - timedelta(days=days))
        goods = dice.choice(self.words["goods"])
        quantity = dice.choices([1, 2, 3], [70, 22, 8])[0]
        amount = Decimal(str(goods["price"])) * quantity
        node = self._node(days, amount)
        day = at.astimezone(self.zone).strftime("%Y%m%d")
        self._days[day] = self._days.get(day, 0) + 1
        closed = min(at + timedelta(days=dice.uniform(2, 6)), self.now) if node in CLOSED else None
        order, agent = new_id(), dice.choice(list(self.agents))
        self._nodes[order] = node
        self.rows.append(
            {
                "id": order,
                "number": f"{PREFIX}{day}{self._days[day]:04d}",
                "family": FAMILY,
                "type": FAMILY,
                "unit_id": self.words["unit"],
                "status": CLOSED.get(node, "handling"),
                "title": goods[language],
                "fields": self._fields(customer, phone, f"{goods[language]} × {quantity}", quantity, amount, node),
                "customer_id": customer["id"],
                "phone": phone,
                "assignee_id": agent if node in {"receipt", "visit"} else None,
                "created_by": agent,
                "created_at": at,
                "updated_at": closed or at,
                "closed_at": closed,
                "version": 1,
            }
        )

    def _fields(
        self, customer: Mapping[str, Any], phone: str, goods: str, quantity: int, amount: Decimal, node: str
    ) -> dict[str, Any]:
        dice = self.dice
        cod = dice.random() < 0.45
        found: dict[str, Any] = {
            "goods": goods,
            "quantity": quantity,
            "amount": f"{amount:.2f}",
            "payment": "cod" if cod else "online",
            "delivery": "express",
            "recipient": customer["name"],
            "recipient_phone": phone,
            "address": customer["address"],
        }
        if cod:
            found["to_collect"] = f"{amount:.2f}"
        if not cod and node != "collect":
            found["paid"] = True
        if node in SHIPPED:
            found["carrier"] = dice.choice(["sf", "jd", "zto", "yto"])
            found["tracking"] = f"{found['carrier'].upper()}{dice.randint(10**9, 10**10 - 1)}"
        if node in PAID:
            found |= {"paid": True, "received": f"{amount:.2f}"}
        return found

    def _node(self, days: float, amount: Decimal) -> str:
        """Where an order of that age stands."""
        if days < 3:
            checking = "manager" if amount >= LARGE else "check"
            return self.dice.choices([checking, "ship", "collect", "receipt"], [35, 35, 10, 20])[0]
        if days < 10:
            return self.dice.choices(
                ["ship", "collect", "receipt", "visit", "done", "abnormal"], [8, 12, 40, 10, 25, 5]
            )[0]
        return self.dice.choices(["done", "returned", "voided", "returning", "abnormal"], [82, 5, 8, 3, 2])[0]

    def _working_time(self, at: datetime) -> datetime:
        """The same day between 9 and 20 o'clock, never after now."""
        local = at.astimezone(self.zone)
        moved = local.replace(hour=9 + local.hour % 11) if not 9 <= local.hour < 20 else local
        return min(moved, self.now.astimezone(self.zone) - timedelta(minutes=5)).astimezone(UTC)
