"""Collecting numbers: lengths, terminators, pauses, the star key, masked digits."""

from __future__ import annotations

import pytest
from ivr_callers import Caller, flow

from telephony.ivr.model import DeadlinePassed, HangUp, ToQueue


def collect(**fields: str) -> str:
    default = {"variable": "number", "next": "shop", "on_fail": "bye", "max_length": "4"}
    lines = "\n".join(f"  {name}: {value}" for name, value in (default | fields).items())
    return "start:\n  kind: collect\n  say: {zh: 请输入, en: Please enter}\n" + lines


@pytest.mark.parametrize("keys", ["1234", "12#"])
def test_complete_by_length_or_terminator(keys: str) -> None:
    caller = Caller(flow(collect()))
    assert caller.press(keys).outcome == ToQueue("shop")
    assert caller.step.variables == {"number": keys.rstrip("#")}
    assert caller.results[0] == ("start", "entered")


def test_complete_by_a_pause() -> None:
    caller = Caller(flow(collect(between="2", wait="7")))
    assert caller.hear().deadline == pytest.approx(caller.mono + 7)
    assert caller.press("12").deadline == pytest.approx(caller.mono + 2)
    assert caller.wait().outcome == ToQueue("shop")
    assert caller.step.variables == {"number": "12"}


def test_the_deadline_of_the_digit_before_does_not_count() -> None:
    caller = Caller(flow(collect(between="2")))
    caller.press("1")
    step = caller.press("2", after=1.5)
    caller.fact(DeadlinePassed(), after=0.5)  # the timer of the first digit, fired late
    assert caller.outcome is None
    assert caller.step.deadline == step.deadline


def test_too_short_is_asked_again_until_the_tries_are_used_up() -> None:
    caller = Caller(flow(collect(min_length="3", attempts="2")))
    caller.press("12#")
    assert caller.spoken == ["请输入", "请输入"]
    caller.press("12")
    assert caller.wait().outcome == HangUp()
    assert caller.results[0] == ("start", "invalid")
    assert caller.step.variables == {}


def test_silence_is_a_mistake() -> None:
    caller = Caller(flow(collect(attempts="1")))
    caller.hear()
    assert caller.wait().outcome == HangUp()
    assert caller.results[0] == ("start", "timeout")


def test_the_star_starts_the_number_afresh() -> None:
    caller = Caller(flow(collect()))
    caller.press("99*12#")
    assert caller.step.variables == {"number": "12"}


def test_the_star_leads_back() -> None:
    caller = Caller(flow(collect(back="service")))
    assert caller.press("99*").outcome == ToQueue("service")
    assert caller.results[0] == ("start", "back")


def test_the_star_stands_for_a_letter() -> None:
    caller = Caller(flow(collect(star_as="X", max_length="18", min_length="18")))
    caller.press("11010519491231002*")
    assert caller.step.variables == {"number": "11010519491231002X"}


def test_the_terminator_alone() -> None:
    caller = Caller(flow(collect(on_empty="service")))
    assert caller.press("#").outcome == ToQueue("service")
    assert caller.results[0] == ("start", "empty")


def test_without_a_terminator_the_hash_key_is_nothing() -> None:
    caller = Caller(flow(collect(terminator="''")))
    assert caller.press("12#34").outcome == ToQueue("shop")
    assert caller.step.variables == {"number": "1234"}


THEN_MENU = """
menu: {kind: menu, say: {zh: 菜单, en: Menu}, keys: {"1": shop, "#": service}, on_fail: bye}
"""


@pytest.mark.parametrize(("pause", "node"), [(0.3, "menu"), (5.0, "service")])
def test_a_terminator_out_of_habit_is_forgiven_for_a_moment(pause: float, node: str) -> None:
    caller = Caller(flow(collect(next="menu") + THEN_MENU))
    caller.press("1234")
    caller.press("#", after=pause)
    assert caller.node == node


def test_a_key_after_the_number_is_for_the_next_node() -> None:
    caller = Caller(flow(collect(next="menu") + THEN_MENU))
    assert caller.press("12341").outcome == ToQueue("shop")


def test_masked_digits_are_seen_by_lookups_only() -> None:
    caller = Caller(
        flow(
            collect(masked="true", max_length="6", next="verify")
            + """
verify:
  kind: lookup
  query: check_pin
  params: {pin: "{number}", caller: "{caller}"}
  found: again
  not_found: bye
  failed: service
again: {kind: branch, variable: number, cases: {"739165": shop}, otherwise: bye}
"""
        ),
        variables={"caller": "+8613800138000"},
    )
    caller.press("739165")
    assert caller.lookups[-1].params == {"pin": "739165", "caller": "+8613800138000"}
    assert caller.answer({"ok": "1"}).outcome == ToQueue("shop")
    assert ("again", "case") in caller.results
    shown = "".join(str(step) for step in caller.steps) + str(caller.visits) + repr(caller.interpreter)
    assert "739165" not in shown
    assert caller.step.variables == {"caller": "+8613800138000"}


def test_keys_too_many_after_a_masked_number_are_dropped() -> None:
    caller = Caller(
        flow(
            "first: {kind: play, say: {zh: 听, en: Hear}, next: start, barge_in: false}\n"
            + collect(masked="true", next="menu")
            + THEN_MENU,
            start="first",
        )
    )
    caller.press("12341")
    caller.hear()
    assert caller.node == "menu"
    assert caller.outcome is None


def test_type_ahead_is_bounded() -> None:
    caller = Caller(
        flow(
            "start: {kind: play, say: {zh: 听, en: Hear}, next: number, barge_in: false}\n"
            + collect(max_length="32", terminator="''").replace("start:", "number:")
        )
    )
    caller.press("7" * 40)
    caller.hear()
    assert caller.step.variables == {"number": "7" * 32}


def test_letters_of_the_keypad_are_no_keys() -> None:
    caller = Caller(flow(collect()))
    caller.press("1A2B#")
    assert caller.step.variables == {"number": "12"}
