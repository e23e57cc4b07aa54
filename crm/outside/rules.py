"""What may be dialled to the outside: one document, replaced as a whole, audited, with a version against lost edits."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.errors import Conflict, Invalid
from crm.routing.models import Hours, Setting, Trunk
from crm.routing.schemas import Slug, Strict
from crm.routing.settings import company as company_facts
from telephony.outside import settings as core
from telephony.outside.numbers import canonical

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


async def check_rules(session: AsyncSession, new: RulesBody, place: str = "") -> None:
    """Raises Invalid for what contradicts itself or names what is not there; `field` is its place in the document,
    with `place` before it."""
    company = await company_facts(session)
    spelled = partial(canonical, area_code=company.area_code, region=company.region)
    trunks = {row.id: row.options.get("numbers", []) for row in await session.scalars(select(Trunk))}
    ours = {spelled(number) for numbers in trunks.values() for number in numbers}
    hours = set(await session.scalars(select(Hours.id)))
    wrong = [*_twice(new), *_missing(new, set(trunks), hours)]
    wrong += [
        (
            f"caller_ids.{scope}",
            f"{number} is no number of a trunk of ours: enter it at the trunk first",
            f"{number}不是任何中继上的本公司号码，请先在中继中登记",
        )
        for scope, number in new.caller_ids.items()
        if spelled(number) not in ours
    ]
    for field, english, chinese in wrong:
        raise Invalid(english, message_zh=chinese, field=place + field)


Wrong = tuple[str, str, str]
"""Place, and what is wrong there in both languages."""


def _twice(new: RulesBody) -> Iterator[Wrong]:
    for name, rows in (("routes", new.routes), ("rates", new.rates)):
        prefixes = [each.prefix for each in rows]
        for at, prefix in enumerate(prefixes):
            if prefix in prefixes[:at]:
                yield f"{name}.{at}.prefix", f"prefix {prefix} is there twice", f"号段{prefix}重复"
    scopes = [each.scope for each in new.guards]
    for at, scope in enumerate(scopes):
        if scope in scopes[:at]:
            english = f"{scope} has two guards: put them together into one"
            yield f"guards.{at}.scope", english, f"{scope}有两条限制，请合并为一条"


def _missing(new: RulesBody, trunks: set[str], hours: set[str]) -> Iterator[Wrong]:
    for at, route in enumerate(new.routes):
        for trunk in route.trunks:
            if trunk not in trunks:
                yield f"routes.{at}.trunks", f"there is no trunk {trunk}", f"没有中继{trunk}"
    for at, guard in enumerate(new.guards):
        if guard.hours is not None and guard.hours not in hours:
            yield f"guards.{at}.hours", f"there are no working hours {guard.hours}", f"没有工作时间{guard.hours}"


async def put_rules(session: AsyncSession, who: Principal, new: RulesBody) -> RulesRow:
    """Replace the rules. Raises Conflict when they were changed since `new.version` was loaded, Invalid as
    `check_rules` does."""
    before = await rules(session)
    if new.version != before.version:
        raise Conflict
    await check_rules(session, new)
    stored = new.model_dump(mode="json") | {"version": new.version + 1}
    await session.merge(Setting(key=OUTBOUND, value=stored))
    changed = [name for name in RulesBody.model_fields if stored[name] != before.model_dump(mode="json")[name]]
    note(session, who, "outbound.update", "outbound", OUTBOUND, {name: stored[name] for name in changed})
    await session.flush()
    return RulesRow.model_validate(stored)
