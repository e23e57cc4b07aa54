"""The configuration of calls to the outside, compiled for look-ups: made once per snapshot. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from telephony.errors import ConfigError
from telephony.outside.lists import NumberLists
from telephony.outside.model import FREE, Kind, Tariff, Wish
from telephony.outside.numbers import canonical
from telephony.outside.prefixes import PrefixMap
from telephony.outside.settings import Guard, Rate

if TYPE_CHECKING:
    from telephony.config_model import Agent, Hours, Snapshot, Trunk

_SCOPES = frozenset({"company", "agent", "campaign", "queue", "kind", "role", "unit", "trunk"})


@dataclass(frozen=True, slots=True)
class CompiledGuard:
    """`prefixes`: True allowed, False denied. `cost_per_day` in money."""

    scope: str
    prefixes: PrefixMap[bool]
    only_allowed: bool
    guard: Guard
    cost_per_day: Decimal | None


class Tables:
    """Everything that the router looks up."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Raises ConfigError for rules that contradict themselves or name what is not there."""
        rules = snapshot.outbound
        company = snapshot.company
        self.rules = rules
        self.area_code, self.region, self.zone = company.area_code, company.region, ZoneInfo(company.zone)
        self.trunks: Mapping[str, Trunk] = {trunk.id: trunk for trunk in snapshot.trunks if trunk.enabled}
        self.agents: Mapping[str, Agent] = {agent.id: agent for agent in snapshot.agents}
        self.hours: Mapping[str, Hours] = {hours.id: hours for hours in snapshot.hours}
        self.lists = _lists(snapshot.lists)
        self.by_preference = tuple(sorted(self.trunks.values(), key=lambda trunk: (trunk.preference, trunk.id)))
        self.routes = PrefixMap((route.prefix, route.trunks) for route in rules.routes)
        self.premium = PrefixMap((prefix, True) for prefix in rules.premium)
        self.emergency = frozenset(rules.emergency)
        self.rates = PrefixMap((rate.prefix, _tariff(rate)) for rate in rules.rates)
        self.guards: dict[str, CompiledGuard] = {}
        for guard in rules.guards:
            self.guards[guard.scope] = self._guard(guard)
        if len(self.guards) != len(rules.guards):
            raise ConfigError("outbound rules: a scope has two guards; put them together into one")
        known = {trunk.id for trunk in snapshot.trunks}
        for route in rules.routes:
            if not set(route.trunks) <= known:
                raise ConfigError(f"outbound rules: route {route.prefix} names a trunk that does not exist")
        self.numbers = {trunk.id: tuple(map(self.inside, trunk.numbers)) for trunk in snapshot.trunks}
        ours = {number for numbers in self.numbers.values() for number in numbers}
        self.caller_ids = {scope: self.inside(number) for scope, number in rules.caller_ids.items()}
        for scope, number in self.caller_ids.items():
            if number not in ours:
                raise ConfigError(
                    f"outbound rules: the caller id of {scope}, {number}, is no number of a trunk of ours"
                )

    def _guard(self, guard: Guard) -> CompiledGuard:
        name, _, ident = guard.scope.partition(":")
        if name not in _SCOPES or (name != "company") != bool(ident):
            raise ConfigError(f"outbound rules: {guard.scope!r} is no scope")
        if guard.hours is not None and guard.hours not in self.hours:
            raise ConfigError(f"outbound rules: {guard.scope} names the hours {guard.hours!r}, which do not exist")
        prefixes = [(prefix, False) for prefix in guard.deny] + [(prefix, True) for prefix in guard.allow]
        cap = _money(guard.cost_per_day, guard.scope) if guard.cost_per_day is not None else None
        return CompiledGuard(guard.scope, PrefixMap(prefixes), bool(guard.allow), guard, cap)

    def inside(self, number: str, trunk: str = "") -> str:
        """A number's spelling inside, as it is meant here or on a trunk."""
        found = self.trunks.get(trunk)
        area = (found.area_code if found is not None else "") or self.area_code
        return canonical(number, area_code=area, region=self.region)

    def guards_of(self, wish: Wish) -> list[CompiledGuard]:
        """The guards that watch this wish, the most particular first."""
        return [self.guards[scope] for scope in self.scopes(wish) if scope in self.guards]

    def scopes(self, wish: Wish) -> Iterator[str]:
        agent = self.agents.get(wish.agent or "")
        if wish.agent:
            yield f"agent:{wish.agent}"
        if wish.campaign:
            yield f"campaign:{wish.campaign}"
        if wish.queue:
            yield f"queue:{wish.queue}"
        yield f"kind:{wish.kind}"
        if agent is not None:
            yield f"role:{agent.role}"
            for unit in agent.units:
                yield f"unit:{unit}"
        yield "company"

    def subjects(self, wish: Wish) -> tuple[str, ...]:
        """Whose counters this wish is charged to."""
        agent = self.agents.get(wish.agent or "")
        found = ["company"]
        found += [f"{name}:{value}" for name, value in _named(wish)]
        found += [f"unit:{unit}" for unit in agent.units] if agent is not None else []
        return tuple(found)

    def caller_id(self, wish: Wish) -> str:
        """Our number that this wish should show: the campaign's, the agent's, the queue's or the company's; "" leaves
        it to the trunk."""
        for name, value in (("campaign", wish.campaign), ("agent", wish.agent), ("queue", wish.queue)):
            if value and (number := self.caller_ids.get(f"{name}:{value}")):
                return number
        return self.caller_ids.get("company", "")

    def tariff(self, number: str) -> Tariff:
        return self.rates.get(number) or FREE

    def day(self, utc: float) -> str:
        """The day of the company's zone, for counters: YYYY-MM-DD."""
        return datetime.fromtimestamp(utc, self.zone).strftime("%Y-%m-%d")


def _named(wish: Wish) -> Iterator[tuple[str, str]]:
    pairs = (("agent", wish.agent), ("queue", wish.queue), ("campaign", wish.campaign), ("device", wish.device))
    for name, value in pairs:
        if value and not (name == "device" and wish.agent):
            yield name, value
    yield "kind", str(Kind(wish.kind))


def _tariff(rate: Rate) -> Tariff:
    if rate.interval < 1:
        raise ConfigError(f"outbound rules: the rate of {rate.prefix} has an interval of less than a second")
    return Tariff(_money(rate.price, rate.prefix), rate.interval)


def _money(text: str, where: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ConfigError(f"outbound rules: {text!r} ({where}) is no amount of money") from error
    if not value.is_finite() or value < 0:
        raise ConfigError(f"outbound rules: {text!r} ({where}) is no amount of money")
    return value


@lru_cache(maxsize=2)
def _lists(entries: tuple[str, ...]) -> NumberLists:
    """Lists stay the same from one snapshot to the next as a rule, and compiling long ones takes a moment."""
    return NumberLists(entries)
