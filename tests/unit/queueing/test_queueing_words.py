"""Which agent is preferred, how a wait is rounded, and how a caller is asked for a number. All pure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.acd.model import Announce
from telephony.callbacks.dialog import TRIES, Ask, Chosen, Declined, NumberDialog, usable
from telephony.config_model import Announcements, Queue, StickyPolicy, WaitingKey
from telephony.ports import CustomerCard
from telephony.queueing.sticky import preferred_agent
from telephony.queueing.wording import announcement, rounded_minutes, whisper

QUEUE = Queue("service", {"zh": "客服", "en": "Service"})
CARD = CustomerCard(
    True, "+8613800138000", last_agent="last", last_served=1000.0, owner_agent="owner", ticket_agent="ticket"
)


@pytest.mark.parametrize(("source", "agent"), [("last_agent", "last"), ("owner", "owner"), ("ticket", "ticket")])
def test_the_policy_says_who_is_preferred(source: str, agent: str) -> None:
    policy = StickyPolicy(source=source)  # type: ignore[arg-type]
    assert preferred_agent(policy, CARD, 2000.0) == agent
    assert preferred_agent(policy, None, 2000.0) is None
    assert preferred_agent(StickyPolicy(enabled=False), CARD, 2000.0) is None


def test_the_last_agent_counts_for_some_days_only() -> None:
    policy = StickyPolicy(lookback_days=1)
    assert preferred_agent(policy, CARD, 1000.0 + 86_400) == "last"
    assert preferred_agent(policy, CARD, 1001.0 + 86_400) is None


@pytest.mark.parametrize(
    ("seconds", "minutes"),
    [(0, 0), (59.9, 0), (60, 1), (61, 2), (170, 3), (600, 10), (601, 15), (1500, 25), (3600, 60), (3601, 75)],
)
def test_a_wait_is_rounded_as_people_expect(seconds: float, minutes: int) -> None:
    assert rounded_minutes(seconds) == minutes


@given(st.floats(0, 100_000), st.floats(0, 100_000))
def test_a_longer_wait_is_never_told_as_a_shorter_one_and_none_is_too_short(a: float, b: float) -> None:
    assert rounded_minutes(min(a, b)) <= rounded_minutes(max(a, b))
    assert rounded_minutes(a) * 60 >= a or a < 60


def test_an_estimate_that_has_grown_is_left_out() -> None:
    words, told = announcement(QUEUE, Announce("c", "service", 3, 170.0), first=True, told=None)
    assert (words.prompts, words.values["minutes"], told) == (("all_busy", "position", "wait_minutes"), 3, 3)
    words, told = announcement(QUEUE, Announce("c", "service", 3, 300.0), first=False, told=3)
    assert (words.prompts, told) == (("position",), None)
    words, told = announcement(QUEUE, Announce("c", "service", 0, 20.0), first=False, told=3)
    assert (words.prompts, told) == (("position", "wait_under_minute"), 0)


def test_what_is_switched_off_is_not_said() -> None:
    quiet = Queue(
        "service",
        {},
        announcements=Announcements(position=False, estimate=False, keys=False),
        keys={"1": WaitingKey("callback")},
    )
    assert announcement(quiet, Announce("c", "service", 3, 60.0), first=False, told=None)[0].prompts == ()


@pytest.mark.parametrize(("waited", "told"), [(3.4, 3), (10.2, 10), (42.0, 40), (43.0, 45)])
def test_the_agent_hears_a_round_wait(waited: float, told: int) -> None:
    assert whisper(QUEUE, "zh", waited) == (("客服",), {"waited": told})


def press(dialog: NumberDialog, keys: str):  # type: ignore[no-untyped-def]
    answer = None
    for key in keys:
        answer = dialog.press(key)
    return answer


def test_ones_own_number_is_confirmed_and_another_is_typed_and_confirmed() -> None:
    dialog = NumberDialog("+8613800138000")
    assert dialog.begin() == Ask(("callback_offer",), {"number": "+8613800138000"})
    assert dialog.press("1") == Chosen("+8613800138000")
    dialog = NumberDialog("+8613800138000")
    dialog.begin()
    assert dialog.press("2") == Ask(("callback_enter",))
    assert press(dialog, "01088886666#") == Ask(("callback_offer",), {"number": "01088886666"})
    assert dialog.press("1") == Chosen("01088886666")


def test_a_number_may_end_with_silence_and_a_refused_one_is_asked_again() -> None:
    dialog = NumberDialog("")
    assert dialog.begin() == Ask(("callback_enter",))
    press(dialog, "13800138000")
    assert dialog.silent() == Ask(("callback_offer",), {"number": "13800138000"})
    assert dialog.refused() == Ask(("callback_refused", "callback_enter"))


@given(st.text("0123456789*#", max_size=60))
def test_the_dialog_always_ends_and_chooses_usable_numbers_only(keys: str) -> None:
    dialog = NumberDialog("10086")
    dialog.begin()
    for key in keys:
        answer = dialog.press(key)
        if isinstance(answer, Chosen):
            assert usable(answer.number)
        if isinstance(answer, Chosen | Declined):
            return
    for _ in range(TRIES + 1):
        if isinstance(dialog.silent(), Declined):
            return
    raise AssertionError("it asks for ever")
