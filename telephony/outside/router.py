"""Whether and how a number outside is called: a wish in, attempts in their order or a refusal out. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from telephony.clock import Now
from telephony.ivr.hours import is_open
from telephony.outside.counters import Counters
from telephony.outside.model import Attempt, Kind, Plan, Tariff, Wish
from telephony.outside.numbers import can_be_dialled, for_trunk, is_foreign
from telephony.outside.refusals import Refusal
from telephony.outside.tables import CompiledGuard, Tables

if TYPE_CHECKING:
    from telephony.config_model import Trunk

FAILURES = 3
"""Attempts that a trunk may fail in a row before it rests."""
REST_SECONDS = 30.0

_RETURNS = (Kind.CALLBACK, Kind.CAMPAIGN)
"""Calls that the do-not-call list holds back: those that the called one has not just asked for."""


@dataclass(slots=True)
class _Health:
    up: bool | None = None  # what the switch says; None: it does not know
    failures: int = 0
    rests_until: float = 0.0


class Router:
    """`counters` are told of every leg by whoever carries plans out."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.counters = Counters()
        self._health: dict[str, _Health] = {}

    def trial(self, tables: Tables) -> Router:
        """A router with other tables on the same trunks and figures, to be asked only."""
        other = Router(tables)
        other.counters, other._health = self.counters.copy(), self._health
        return other

    # facts

    def trunk_changed(self, trunk: str, up: bool | None) -> None:
        """The switch says that a trunk can (not) be reached or is (not) registered."""
        health = self._health.setdefault(trunk, _Health())
        health.up = up
        if up:
            health.failures, health.rests_until = 0, 0.0

    def attempt_failed(self, trunk: str, now: Now) -> None:
        """A trunk could not carry a call; after a few in a row it is asked last for a while."""
        health = self._health.setdefault(trunk, _Health())
        health.failures += 1
        if health.failures >= FAILURES:
            health.failures, health.rests_until = 0, now.mono + REST_SECONDS

    def attempt_carried(self, trunk: str) -> None:
        """A trunk rang, was answered, or said busy: it works."""
        health = self._health.setdefault(trunk, _Health())
        health.failures, health.rests_until = 0, 0.0

    # questions

    def may_call(self, number: str, now: Now) -> Refusal | None:
        """Whether somebody may be called who has not just asked for it: the do-not-call and the black list."""
        inside = self.tables.inside(number)
        if self.tables.lists.do_not_call(inside, now.utc):
            return Refusal("outbound.do_not_call", inside)
        if self._blacklisted(inside, now):
            return Refusal("outbound.blacklisted", inside)
        return None

    def plan(self, wish: Wish, now: Now) -> Plan | Refusal:
        """How to call, or why not."""
        tables = self.tables
        number = tables.inside(wish.number)
        if not can_be_dialled(number):
            return Refusal("outbound.bad_number", wish.number[:64])
        if not tables.trunks:
            return Refusal("outbound.no_trunk", number)
        tariff = tables.tariff(number)
        if number in tables.emergency and tables.rules.emergency_always:
            return self._emergency(wish, number, tariff, now)
        if wish.kind in _RETURNS and (held_back := self.may_call(number, now)) is not None:
            return held_back
        if self._blacklisted(number, now):
            return Refusal("outbound.blacklisted", number)
        guards = tables.guards_of(wish)
        if not tables.lists.white(number, "out", now.utc):
            refused = self._prefix_refusal(guards, number) or self._time_refusal(guards, wish, number, now)
            if refused is not None:
                return refused
        limits = [limit for guard in guards if (limit := self._limit(guard, wish, tariff, now)) is not None]
        if any(limit.seconds < 1 for limit in limits):
            scope = next(limit.scope for limit in limits if limit.seconds < 1)
            return Refusal("outbound.cost_cap", number, scope)
        return self._over_trunks(wish, number, tariff, limits, now)

    # rules

    def _blacklisted(self, number: str, now: Now) -> bool:
        lists = self.tables.lists
        return lists.black(number, "out", now.utc) is not None and not lists.white(number, "out", now.utc)

    def _prefix_refusal(self, guards: Iterable[CompiledGuard], number: str) -> Refusal | None:
        """Prefixes, then international and premium numbers: the most particular guard with an opinion decides."""
        international: bool | None = None
        premium: bool | None = None
        for guard in guards:
            found = guard.prefixes.get(number)
            if found is True:
                return None
            if found is False or guard.only_allowed:
                return Refusal("outbound.not_allowed", number, guard.scope)
            international = guard.guard.international if international is None else international
            premium = guard.guard.premium if premium is None else premium
        if is_foreign(number) and not international:
            return Refusal("outbound.international", number)
        if self.tables.premium.get(number) and not premium:
            return Refusal("outbound.premium", number)
        return None

    def _time_refusal(self, guards: Iterable[CompiledGuard], wish: Wish, number: str, now: Now) -> Refusal | None:
        for guard in guards:
            if guard.guard.hours is not None and not self._open(guard.guard.hours, now):
                return Refusal("outbound.hours", number, guard.guard.hours)
            for limit in guard.guard.velocity:
                key = caller_key(wish) if limit.per == "caller" else callee_key(number)
                if self.counters.recent(key, now, limit.seconds) >= limit.count:
                    return Refusal("outbound.velocity", number, f"{limit.count}/{limit.seconds} s")
        return None

    def _open(self, hours: str, now: Now) -> bool:
        return is_open(self.tables.hours[hours], now.utc, str(self.tables.zone)).open

    def _limit(self, guard: CompiledGuard, wish: Wish, tariff: Tariff, now: Now) -> _Limit | None:
        """How long this guard lets the call last: its own limit, and what its budget still buys."""
        seconds = guard.guard.max_seconds
        if guard.cost_per_day is not None and tariff.price > 0:
            day = self.tables.day(now.utc)
            left = guard.cost_per_day - self.counters.spent(_subject(guard, wish), now, day)
            affordable = max(0, int(max(left, Decimal(0)) // tariff.price)) * tariff.interval
            seconds = affordable if seconds is None else min(seconds, affordable)
        return None if seconds is None else _Limit(guard.scope, seconds)

    # trunks

    def _over_trunks(self, wish: Wish, number: str, tariff: Tariff, limits: list[_Limit], now: Now) -> Plan | Refusal:
        good: list[Trunk] = []
        resting: list[Trunk] = []
        left_out: dict[str, str] = {}
        for trunk in self._candidates(number):
            why, limit = self._trunk_refusal(trunk, wish, number, tariff, now)
            if why == "resting":
                resting.append(trunk)
            elif why:
                left_out[trunk.id] = why
                continue
            else:
                good.append(trunk)
            if limit is not None:
                limits.append(limit)
        if not good + resting:
            return _none_left(number, left_out)
        attempts = tuple(self._attempt(trunk, wish, number) for trunk in good + resting)
        longest = min((limit.seconds for limit in limits), default=None)
        return Plan(number, attempts, self.tables.subjects(wish), tariff, longest)

    def _candidates(self, number: str) -> list[Trunk]:
        tables = self.tables
        route = tables.routes.get(number)
        if route is None:
            return list(tables.by_preference)
        return [tables.trunks[trunk] for trunk in route if trunk in tables.trunks]

    def why_not(self, trunk: Trunk, now: Now) -> str:
        """Why a trunk takes no call now: down, full, rate (too many calls per second) or resting; "" when it does."""
        health = self._health.get(trunk.id) or _Health()
        if health.up is False:
            return "down"
        if trunk.channels and self.counters.in_use(trunk.id) >= trunk.channels:
            return "full"
        if trunk.calls_per_second and self.counters.started_within(trunk.id, now, 1.0) >= trunk.calls_per_second:
            return "rate"
        return "resting" if now.mono < health.rests_until else ""

    def _trunk_refusal(
        self, trunk: Trunk, wish: Wish, number: str, tariff: Tariff, now: Now
    ) -> tuple[str, _Limit | None]:
        why = self.why_not(trunk, now)
        guard = self.tables.guards.get(f"trunk:{trunk.id}")
        if guard is None or why not in {"", "resting"}:
            return why, None
        found = guard.prefixes.get(number)
        wall = guard.guard
        if found is False or (found is None and guard.only_allowed):
            return "not_allowed", None
        if found is None and is_foreign(number) and wall.international is False:
            return "not_allowed", None
        if wall.hours is not None and not self._open(wall.hours, now):
            return "hours", None
        limit = self._limit(guard, wish, tariff, now)
        return ("cost_cap", None) if limit is not None and limit.seconds < 1 else (why, limit)

    def _emergency(self, wish: Wish, number: str, tariff: Tariff, now: Now) -> Plan:
        """Every trunk, healthy ones first; no guard, limit or cap is asked."""
        order: dict[str, int] = {}
        for trunk in (*self._candidates(number), *self.tables.by_preference):
            order.setdefault(trunk.id, len(order))
        trunks = sorted(
            self.tables.trunks.values(), key=lambda trunk: (bool(self.why_not(trunk, now)), order[trunk.id])
        )
        attempts = tuple(self._attempt(trunk, wish, number) for trunk in trunks)
        return Plan(number, attempts, self.tables.subjects(wish), tariff, emergency=True)

    def _attempt(self, trunk: Trunk, wish: Wish, number: str) -> Attempt:
        own = self.tables.numbers[trunk.id]
        wanted = self.tables.caller_id(wish)
        caller = wanted if wanted in own else own[0] if own else ""
        return Attempt(
            trunk.id,
            for_trunk(number, trunk.format, trunk.area_code or self.tables.area_code),
            for_trunk(caller, trunk.caller_format, trunk.area_code or self.tables.area_code) if caller else "",
            trunk.setup_seconds,
        )


@dataclass(frozen=True, slots=True)
class _Limit:
    scope: str
    seconds: int


def caller_key(wish: Wish) -> str:
    """Who is counted as the caller in limits of velocity."""
    for name, value in (("agent", wish.agent), ("device", wish.device), ("campaign", wish.campaign)):
        if value:
            return f"{name}:{value}"
    return f"kind:{wish.kind}"


def callee_key(number: str) -> str:
    return f"to:{number}"


def _subject(guard: CompiledGuard, wish: Wish) -> str:
    """Whose budget a guard's `cost_per_day` is: with `role:` each user's own."""
    return caller_key(wish) if guard.scope.startswith("role:") else guard.scope


def _none_left(number: str, left_out: dict[str, str]) -> Refusal:
    """The reason that says most, when no trunk is left."""
    reasons = set(left_out.values())
    for why, code in (
        ("full", "outbound.trunks_busy"),
        ("rate", "outbound.trunks_busy"),
        ("down", "outbound.trunks_down"),
        ("cost_cap", "outbound.cost_cap"),
        ("hours", "outbound.hours"),
        ("not_allowed", "outbound.not_allowed"),
    ):
        if why in reasons:
            scopes = ", ".join(f"trunk:{trunk}" for trunk, reason in left_out.items() if reason == why)
            return Refusal(code, number, scopes, left_out)
    return Refusal("outbound.no_route", number)
