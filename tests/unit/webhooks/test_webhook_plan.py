"""When webhooks are sent, in simulated time: in order, with longer and longer pauses, given up in the end."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.webhooks.plan import (
    ATTEMPTS,
    DEAD_IN_ROW,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    Deliver,
    Outcome,
    Pending,
    Wait,
    decide,
    judge,
    pause,
)

OK, ERROR = Outcome(200), Outcome(500, "the receiver answered 500")


@dataclass
class Line:
    """A subscription in memory: what crm.webhooks.store keeps in tables."""

    events: list[int]
    dice: random.Random
    now: float = 0.0
    position: int = 0
    dead_in_row: int = 0
    suspended: str = ""
    pending: dict[int, Pending] = field(default_factory=dict)
    state: dict[int, str] = field(default_factory=dict)
    tried: list[tuple[float, int]] = field(default_factory=list)

    def step(self, outcome: Outcome) -> bool:
        """Do what is due; False when everything is done."""
        following = next((event for event in self.events if event > self.position), None)
        what = decide(list(self.pending.values()), following, self.now)
        if isinstance(what, Wait):
            if what.until is None:
                return False
            self.now = what.until
            return True
        self.tried.append((self.now, what.event))
        verdict = judge(what.attempts + 1, outcome, self.dead_in_row, self.now, self.dice.random())
        self.position, self.dead_in_row = max(self.position, what.event), verdict.dead_in_row
        self.state[what.event] = verdict.state
        self.pending.pop(what.event, None)
        if verdict.next_at is not None:
            self.pending[what.event] = Pending(what.event, what.attempts + 1, verdict.next_at, what.redelivery)
        self.suspended = verdict.suspend
        return not verdict.suspend


@given(seed=st.integers(0, 2**32), count=st.integers(0, 12), failing=st.floats(0, 1))
def test_events_arrive_in_order_whatever_fails(seed: int, count: int, failing: float) -> None:
    dice = random.Random(seed)
    line = Line([3 * n for n in range(1, count + 1)], dice)
    while line.step(ERROR if dice.random() < failing else OK):
        pass
    first = list(dict.fromkeys(event for _, event in line.tried))
    assert first == sorted(first)
    for before, after in zip(line.tried, line.tried[1:], strict=False):
        assert before[1] <= after[1]  # an event is never tried again once a later one was
        assert before[0] <= after[0]
    settled = [state for state in line.state.values() if state != "pending"]
    assert len(settled) == count or line.suspended


def test_a_dead_receiver_is_tried_for_hours_and_then_left_alone() -> None:
    line = Line([1, 2, 3, 4, 5], random.Random(1))
    while line.step(ERROR):
        pass
    assert list(line.state.values()) == ["dead"] * DEAD_IN_ROW
    assert len(line.tried) == DEAD_IN_ROW * ATTEMPTS
    hours = [at for at, event in line.tried if event == 1][-1] / 3600
    assert 1 < hours < 3
    assert line.suspended == "3 events in a row could not be delivered: the receiver answered 500"


def test_one_that_arrives_forgives_those_before() -> None:
    assert judge(ATTEMPTS, ERROR, DEAD_IN_ROW - 2, 0.0, 0.5).suspend == ""
    assert judge(1, OK, DEAD_IN_ROW - 1, 0.0, 0.5).dead_in_row == 0


def test_gone_is_taken_at_its_word() -> None:
    verdict = judge(1, Outcome(410), 0, 0.0, 0.5)
    assert (verdict.state, verdict.suspend != "") == ("dead", True)


@given(attempts=st.integers(1, 100), chance=st.floats(0, 1), asked=st.none() | st.floats(0, 1e6))
def test_pauses_double_are_spread_and_bounded(attempts: int, chance: float, asked: float | None) -> None:
    lasts = pause(attempts, asked, chance)
    full = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempts - 1))
    assert full / 2 <= lasts <= LONGEST_PAUSE
    assert lasts <= full or asked is not None
    if asked is not None:
        assert lasts >= min(asked, LONGEST_PAUSE)


@pytest.mark.parametrize(
    ("pending", "following", "expected"),
    [
        ([], None, Wait(None)),
        ([], 7, Deliver(7, 0, redelivery=False)),
        ([Pending(5, 2, 90.0)], 7, Deliver(5, 2, redelivery=False)),
        ([Pending(5, 2, 200.0)], 7, Wait(200.0)),
        ([Pending(5, 2, 200.0), Pending(1, 0, 90.0, redelivery=True)], 7, Deliver(1, 0, redelivery=True)),
        ([Pending(1, 1, 300.0, redelivery=True)], 7, Deliver(7, 0, redelivery=False)),
        ([Pending(1, 1, 300.0, redelivery=True)], None, Wait(300.0)),
    ],
)
def test_what_is_due(pending: list[Pending], following: int | None, expected: Deliver | Wait) -> None:
    assert decide(pending, following, 100.0) == expected
