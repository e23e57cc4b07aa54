"""What people see of the way out: the states of trunks, and what would become of a wish. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from telephony.clock import Now
from telephony.events import TrunkChanged
from telephony.outside.model import Wish
from telephony.outside.refusals import Refusal
from telephony.outside.router import Router


@dataclass(slots=True)
class TrunkState:
    """`since`: UTC of the last change; 0 before the switch has said anything."""

    registration: str = ""
    reachable: bool | None = None
    since: float = 0.0


class TrunkBoard:
    """The switch's words about trunks, and what they mean for the router."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._states: dict[str, TrunkState] = {}

    def tell_router(self) -> None:
        """The configuration has changed: what is up may have."""
        for trunk in self._states:
            self._router.trunk_changed(trunk, self.up(trunk))

    def changed(self, event: TrunkChanged, utc: float) -> bool:
        """Take in a trunk's state; False when it is no news."""
        state = self._states.setdefault(event.trunk, TrunkState())
        if state.since and (state.registration, state.reachable) == (event.registration, event.reachable):
            return False
        state.registration, state.reachable, state.since = event.registration, event.reachable, utc
        self._router.trunk_changed(event.trunk, self.up(event.trunk))
        return True

    def up(self, trunk: str) -> bool | None:
        """None: nobody can tell. A trunk that registers is down until it is registered."""
        state = self._states.get(trunk)
        config = self._router.tables.trunks.get(trunk)
        if state is None or not state.since:
            return None
        if config is not None and config.register and state.registration != "registered":
            return False
        if state.reachable is False:
            return False
        return True if state.reachable or state.registration == "registered" else None

    def view(self, now: Now) -> list[dict[str, Any]]:
        """Every trunk of the configuration as it is now. `why_not`: why it takes no call (see Router.why_not)."""
        found = []
        for trunk in self._router.tables.by_preference:
            state = self._states.get(trunk.id) or TrunkState()
            found.append(
                {
                    "trunk": trunk.id,
                    "up": self.up(trunk.id),
                    "registration": state.registration,
                    "reachable": state.reachable,
                    "since": state.since or None,
                    "in_use": self._router.counters.in_use(trunk.id),
                    "channels": trunk.channels,
                    "why_not": self._router.why_not(trunk, now),
                }
            )
        return found


def verdict(router: Router, wish: Wish, now: Now) -> dict[str, Any]:
    """What would become of a wish, as JSON."""
    plan = router.plan(wish, now)
    if isinstance(plan, Refusal):
        return {
            "allowed": False,
            "number": plan.number,
            "code": plan.code,
            "message": plan.message,
            "message_zh": plan.message_zh,
            "detail": plan.detail,
            "trunks": dict(plan.trunks),
            "attempts": [],
        }
    return {
        "allowed": True,
        "number": plan.number,
        "attempts": [
            {"trunk": each.trunk, "number": each.number, "caller_id": each.caller_id} for each in plan.attempts
        ],
        "emergency": plan.emergency,
        "max_seconds": plan.max_seconds,
        "price": str(plan.tariff.price),
        "interval": plan.tariff.interval,
        "currency": router.tables.rules.currency,
    }
