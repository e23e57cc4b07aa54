"""What may be dialled to the outside: one document, replaced as a whole, audited, with a version against lost edits."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.errors import Conflict
from crm.routing.models import Setting
from crm.routing.schemas import Slug, Strict
from telephony.outside import settings as core

OUTBOUND = "outbound"


def _money(value: str) -> str:
    try:
        amount = Decimal(value)
    except InvalidOperation as error:
        raise ValueError(f"{value} is no amount of money; write 0.15") from error
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"{value} is no amount of money; write 0.15")
    return value


Money = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}(\.[0-9]{1,6})?$"), AfterValidator(_money)]
Prefix = Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{1,16}$")]
Scope = Annotated[
    str, StringConstraints(pattern=r"^(company|(agent|campaign|queue|kind|role|unit|trunk):[\w.-]{1,64})$")
]
CallerScope = Annotated[str, StringConstraints(pattern=r"^(company|(agent|campaign|queue):[\w.-]{1,64})$")]
OwnNumber = Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{3,20}$")]


class RouteBody(Strict):
    prefix: Prefix
    trunks: list[Slug] = Field(min_length=1, max_length=50)


class RateBody(Strict):
    prefix: Prefix
    price: Money
    interval: int = Field(default=60, ge=1, le=3600)


class VelocityBody(Strict):
    count: int = Field(ge=1, le=1000)
    seconds: int = Field(ge=1, le=7 * 86400)
    per: str = Field(default="caller", pattern=r"^(caller|callee)$")


class GuardBody(Strict):
    """See telephony.outside.settings.Guard for how guards work together."""

    scope: Scope
    allow: list[Prefix] = Field(default_factory=list, max_length=2000)
    deny: list[Prefix] = Field(default_factory=list, max_length=2000)
    international: bool | None = None
    premium: bool | None = None
    hours: Slug | None = None
    cost_per_day: Money | None = None
    max_seconds: int | None = Field(None, ge=1, le=86400)
    velocity: list[VelocityBody] = Field(default_factory=list, max_length=10)


class RulesBody(Strict):
    """`version` is the one that was loaded: 409 when somebody else has changed the rules since."""

    version: int = Field(default=0, ge=0)
    routes: list[RouteBody] = Field(default_factory=list, max_length=2000)
    caller_ids: dict[CallerScope, OwnNumber] = Field(default_factory=dict, max_length=5000)
    guards: list[GuardBody] = Field(default_factory=list, max_length=1000)
    rates: list[RateBody] = Field(default_factory=list, max_length=5000)
    currency: str = Field(default="CNY", pattern=r"^[A-Z]{3}$")
    premium: list[Prefix] = Field(default_factory=lambda: list(core.PREMIUM), max_length=1000)
    emergency: list[Prefix] = Field(default_factory=lambda: list(core.EMERGENCY), max_length=50)
    emergency_always: bool = True

    def as_core(self) -> core.OutboundRules:
        return core.OutboundRules(
            routes=tuple(core.Route(each.prefix, tuple(each.trunks)) for each in self.routes),
            caller_ids=dict(self.caller_ids),
            guards=tuple(_guard(each) for each in self.guards),
            rates=tuple(core.Rate(each.prefix, each.price, each.interval) for each in self.rates),
            currency=self.currency,
            premium=tuple(self.premium),
            emergency=tuple(self.emergency),
            emergency_always=self.emergency_always,
        )


class RulesRow(RulesBody):
    model_config = ConfigDict(strict=False)


def _guard(body: GuardBody) -> core.Guard:
    limits = tuple(
        core.Velocity(each.count, each.seconds, "callee" if each.per == "callee" else "caller")
        for each in body.velocity
    )
    given = body.model_dump(exclude={"allow", "deny", "velocity"})
    return core.Guard(allow=tuple(body.allow), deny=tuple(body.deny), velocity=limits, **given)


async def rules(session: AsyncSession) -> RulesRow:
    row = await session.get(Setting, OUTBOUND)
    return RulesRow.model_validate(row.value) if row is not None else RulesRow()


async def put_rules(session: AsyncSession, who: Principal, new: RulesBody) -> RulesRow:
    """Replace the rules. Raises Conflict when they were changed since `new.version` was loaded."""
    before = await rules(session)
    if new.version != before.version:
        raise Conflict
    stored = new.model_dump(mode="json") | {"version": new.version + 1}
    await session.merge(Setting(key=OUTBOUND, value=stored))
    changed = [name for name in RulesBody.model_fields if stored[name] != before.model_dump(mode="json")[name]]
    note(session, who, "outbound.update", "outbound", OUTBOUND, {name: stored[name] for name in changed})
    await session.flush()
    return RulesRow.model_validate(stored)
