"""Menus: keys, barge-in, repeating, wrong keys and silence, typing ahead."""

from __future__ import annotations

import pytest
from ivr_callers import Caller, flow

from telephony.ivr.model import HangUp, SayFinished, StopSaying, ToQueue

MENU = """
start:
  kind: menu
  say: {zh: 主菜单, en: Main menu}
  keys: {"1": sub, "0": service}
  repeat: "9"
  attempts: 3
  wait: 5
  on_fail: bye
sub:
  kind: menu
  say: {zh: 子菜单, en: Sub-menu}
  keys: {"2": shop, "*": start}
  on_fail: bye
"""
REMARKS = """
defaults:
  invalid: {zh: 按键有误, en: Wrong key}
  silence: {zh: 未按键, en: No key}
"""


def test_a_key_during_the_prompt_stops_it_and_leads_on() -> None:
    caller = Caller(flow(MENU))
    assert caller.spoken == ["主菜单"]
    step = caller.press("1")
    assert step.actions[0] == StopSaying(caller.says[0].say)
    assert caller.spoken == ["主菜单", "子菜单"]
    assert caller.results == [("start", "1")]
    assert step.node == "sub"
    assert caller.visits[0].seconds == pytest.approx(0.5)


def test_the_wait_begins_when_the_prompt_is_over() -> None:
    caller = Caller(flow(MENU))
    step = caller.hear()
    assert step.deadline == pytest.approx(caller.mono + 5)
    assert caller.press("0").outcome == ToQueue("service")
    assert caller.interpreter.finished


def test_without_barge_in_keys_count_after_the_prompt() -> None:
    menu = MENU.replace("wait: 5", "barge_in: false")
    caller = Caller(flow(menu))
    assert caller.press("0").outcome is None
    assert caller.stopped == []
    assert caller.hear().outcome == ToQueue("service")


def test_the_repeat_key_says_the_menu_again_and_is_no_mistake() -> None:
    caller = Caller(flow(MENU))
    for _ in range(5):
        caller.press("9")
    assert caller.spoken == ["主菜单"] * 6
    assert caller.node == "start"


def test_wrong_keys_and_silence_count_together() -> None:
    caller = Caller(flow(MENU, head=REMARKS))
    caller.press("5")
    assert caller.spoken == ["主菜单", "按键有误", "主菜单"]
    caller.hear()
    caller.wait()
    assert caller.spoken[3:] == ["未按键", "主菜单"]
    caller.hear()
    assert caller.wait().outcome == HangUp()
    assert caller.results == [("start", "timeout"), ("bye", "hangup")]


def test_a_node_has_its_own_remarks() -> None:
    own = MENU.replace("wait: 5", "invalid: {zh: 没有这个选项, en: No such choice}")
    caller = Caller(flow(own, head=REMARKS))
    caller.press("5")
    assert caller.spoken[1] == "没有这个选项"


def test_the_last_wrong_key_leaves_as_invalid() -> None:
    caller = Caller(flow(MENU))
    caller.press("555")
    assert caller.outcome == HangUp()
    assert caller.results[0] == ("start", "invalid")


def test_back_to_the_upper_menu() -> None:
    caller = Caller(flow(MENU))
    caller.press("1*")
    assert caller.node == "start"
    assert caller.results == [("start", "1"), ("sub", "*")]


def test_typing_ahead_skips_the_prompts_on_the_way() -> None:
    blocked = """
    start: {kind: play, say: {zh: 请听完, en: Please listen}, next: menu, barge_in: false}
    menu: {kind: menu, say: {zh: 菜单, en: Menu}, keys: {"1": sub}, on_fail: bye}
    sub: {kind: menu, say: {zh: 子菜单, en: Sub-menu}, keys: {"2": shop}, on_fail: bye}
    """
    caller = Caller(flow(blocked))
    caller.press("12")
    assert caller.stopped == []
    assert caller.hear().outcome == ToQueue("shop")
    assert caller.spoken == ["请听完"]


def test_what_was_typed_after_a_wrong_key_is_forgotten() -> None:
    blocked = """
    start: {kind: play, say: {zh: 请听完, en: Please listen}, next: menu, barge_in: false}
    menu: {kind: menu, say: {zh: 菜单, en: Menu}, keys: {"1": shop}, on_fail: bye}
    """
    caller = Caller(flow(blocked))
    caller.press("71")
    assert caller.hear().outcome is None
    assert caller.hear().outcome is None
    assert caller.node == "menu"


def test_the_end_of_a_prompt_that_was_stopped_is_not_the_end_of_the_next() -> None:
    caller = Caller(flow(MENU))
    step = caller.press("1")
    late = caller.fact(SayFinished(caller.says[0].say), after=0.1)
    assert late.deadline == step.deadline
    caller.press("*")
    assert caller.stopped == [say.say for say in caller.says[:2]]


def test_english_callers_hear_english() -> None:
    caller = Caller(flow(MENU), lang="en")
    assert caller.spoken == ["Main menu"]
    assert caller.step.lang == "en"


def test_a_language_that_the_flow_does_not_speak_becomes_its_first() -> None:
    assert Caller(flow(MENU), lang="fr").spoken == ["主菜单"]
