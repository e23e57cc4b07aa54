"""What people intend and how they are, drawn from a seeded dice: no clock, no network."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from server.demo.people import Customer

Intent = Literal["repair", "shop", "service", "order", "ticket", "billing", "complaint", "wrong_number", "lost"]

_WEIGHTS: dict[Intent, float] = {
    "repair": 26, "shop": 22, "service": 20, "order": 8, "ticket": 8, "billing": 5, "complaint": 6,
    "wrong_number": 3, "lost": 2,
}  # fmt: skip

_KEYS: dict[Intent, dict[str, str]] = {
    "repair": {"menu": "3", "heating": "1", "after_hours": "1"},
    "shop": {"menu": "2", "after_hours": "3"},
    "service": {"menu": "0", "after_hours": "3"},
    "order": {"menu": "1", "enquiry": "2", "order": "#", "order_next_older": "1", "after_hours": "4"},
    "ticket": {"menu": "1", "enquiry": "1", "ticket": "#", "after_hours": "2"},
    "billing": {"menu": "3", "heating": "2", "after_hours": "1"},
    "complaint": {"menu": "3", "heating": "3", "after_hours": "3"},
    "wrong_number": {},
    "lost": {"menu": "8", "heating": "7", "after_hours": "8"},
}
"""Keys by the node of the sample company's main flow (ivr_flows/main.yaml)."""

_LEAVE: dict[Intent, frozenset[str]] = {
    "wrong_number": frozenset({"welcome", "menu", "after_hours"}),
    "ticket": frozenset({"ticket_next"}),
    "order": frozenset({"order_next"}),
    "billing": frozenset({"heating_again"}),
}

_MOBILE_PREFIXES = ("130", "133", "135", "138", "139", "150", "158", "159", "176", "180", "186", "188", "189", "199")


@dataclass(frozen=True, slots=True)
class CustomerPlan:
    """One call of a customer. `keys` by node; `blind` are the keys pressed when nobody tells where he is. Durations in
    seconds: `listening` before a key, `patience` in the queue, `talk` with the agent, `message` on the voicemail."""

    number: str
    name: str
    language: str
    intent: Intent
    keys: Mapping[str, str]
    leave_at: frozenset[str]
    blind: str
    listening: tuple[float, float]
    patience: float
    talk: float
    message: float
    hangs_up_first: bool
    voice: int


@dataclass(frozen=True, slots=True)
class Manner:
    """How an agent takes one call. Durations in seconds; `hold` 0 for none."""

    answers: Literal["answer", "ignore", "refuse"]
    after: float
    talk: float
    hold: float
    hold_by_phone: bool
    wrap_up: float
    break_after: float
    """0: no break after this call."""


@dataclass(slots=True)
class Dice:
    """All chance of the simulation."""

    seed: int
    random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311 - human moods, not secrets

    def fork(self) -> Dice:
        """An own dice for one person, so that what others do does not change what he does."""
        return Dice(self.random.getrandbits(32))

    def pause(self, rate: float) -> float:
        """Seconds until the next call at `rate` calls per minute (a Poisson process)."""
        return self.random.expovariate(rate / 60)

    def around(self, median: float, spread: float, low: float, high: float) -> float:
        """A duration as people's are: log-normal about its median, cut at both ends."""
        return min(high, max(low, self.random.lognormvariate(math.log(median), spread)))

    def between(self, low: float, high: float) -> float:
        return self.random.uniform(low, high)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def unknown_mobile(self) -> str:
        return f"+86{self.random.choice(_MOBILE_PREFIXES)}{self.random.randrange(10**8):08d}"


def plan_customer(dice: Dice, customers: Sequence[Customer], *, busy: frozenset[str]) -> CustomerPlan:
    """Who calls next and why: three in four are known customers. Numbers in `busy` are in a call already."""
    free = [customer for customer in customers if customer.number not in busy] if dice.chance(0.75) else []
    if free:
        caller = dice.random.choice(free)
    else:
        language: Literal["zh", "en"] = "en" if dice.chance(0.12) else "zh"
        caller = Customer(number=dice.unknown_mobile(), name="", language=language)
    intent = dice.random.choices(list(_WEIGHTS), weights=list(_WEIGHTS.values()))[0]
    keys = {"welcome": "1" if caller.language == "zh" else "2", **_KEYS[intent]}
    quick = dice.chance(0.5)
    return CustomerPlan(
        number=caller.number,
        name=caller.name,
        language=caller.language,
        intent=intent,
        keys=keys,
        leave_at=_LEAVE.get(intent, frozenset()),
        blind="".join(key for node, key in keys.items() if node != "after_hours"),
        listening=(0.6, 2.0) if quick else (2.0, 5.0),
        patience=dice.around(50, 0.6, 8, 240),
        talk=dice.around(18, 0.5, 6, 75),
        message=dice.between(5, 14),
        hangs_up_first=dice.chance(0.45),
        voice=dice.random.getrandbits(16),
    )


def plan_manner(dice: Dice) -> Manner:
    """How an agent takes his next call."""
    mood = dice.random.random()
    return Manner(
        answers="ignore" if mood < 0.03 else "refuse" if mood < 0.04 else "answer",
        after=dice.around(2.2, 0.4, 1, 6),
        talk=dice.around(18, 0.5, 6, 75),
        hold=dice.between(3, 8) if dice.chance(0.12) else 0.0,
        hold_by_phone=dice.chance(0.5),
        wrap_up=dice.between(2, 7),
        break_after=dice.between(15, 45) if dice.chance(0.04) else 0.0,
    )
