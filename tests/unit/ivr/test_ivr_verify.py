"""Verification by keypad: limited attempts in the whole call, and nothing of the number anywhere."""

from __future__ import annotations

from ivr_callers import Caller, flow

from telephony.ivr.model import HangUp, ToQueue

VERIFY = """
start:
  kind: verify
  query: customer
  params: {phone: "{caller}"}
  results: [name]
  say: {zh: 请输入客户编号, en: Please enter your customer number}
  invalid: {zh: 不正确, en: Wrong}
  min_length: 4
  max_length: 8
  attempts: 2
  success: shop
  fail: service
  exhausted: again
again: {kind: menu, say: {zh: 再试请按1, en: Press 1 to try again}, keys: {"1": start}, on_fail: bye}
"""
CALLER = {"caller": "+8613800138000"}


def caller() -> Caller:
    made = Caller(flow(VERIFY), variables=CALLER)
    made.hear()
    return made


def test_the_right_number_succeeds_and_is_nowhere_to_be_seen() -> None:
    who = caller()
    who.press("202611#")
    wish = who.lookups[0]
    assert (wish.query, wish.params) == ("customer", {"phone": "+8613800138000", "number": "202611"})
    assert who.answer({"found": True, "number": "17", "name": "王小明"}).outcome == ToQueue("shop")
    assert who.results[0] == ("start", "success")
    assert who.step.variables["name"] == "王小明"
    assert "202611" not in "".join(map(repr, who.steps))


def test_wrong_numbers_are_counted_in_the_whole_call() -> None:
    who = caller()
    who.press("1111#")
    who.answer({"found": False})
    assert who.spoken[-2:] == ["不正确", "请输入客户编号"]
    who.press("22#")  # too short: a mistake without asking anybody
    assert len(who.lookups) == 1
    assert who.node == "again"
    assert who.results == [("start", "invalid")]
    who.press("1")
    assert who.node == "again"  # exhausted at once, whatever is typed
    assert who.results[-1] == ("start", "exhausted")
    assert len(who.lookups) == 1


def test_one_attempt_is_left_after_a_way_round() -> None:
    who = caller()
    who.press("1111#")
    who.answer({"found": False})
    for _ in range(2):
        who.hear()
        who.wait()
        if who.node == "again":
            break
    assert who.node == "again"
    who.press("1")
    who.press("3333#")
    who.answer({"found": False})
    assert who.node == "again"
    assert len(who.lookups) == 2


def test_no_answer_is_no_mistake() -> None:
    who = caller()
    who.press("1111#")
    assert who.answer(None).outcome == ToQueue("service")
    assert who.results == [("start", "failed"), ("service", "service")]


def test_keys_while_it_is_looked_up_belong_to_the_secret() -> None:
    who = caller()
    who.press("20261121")
    who.press("99#")
    assert who.answer({"found": False}).outcome is None
    assert who.says[-1].texts == ("不正确", "请输入客户编号")


def test_an_identity_number_ends_in_x() -> None:
    nodes = VERIFY.replace("max_length: 8", "max_length: 18\n  star_as: X")
    who = Caller(flow(nodes), variables=CALLER)
    who.press("11010519491231002*")
    assert who.lookups[0].params["number"] == "11010519491231002X"


MANY = """
start: {kind: menu, say: {zh: 选, en: Choose}, keys: {"1": two}, attempts: 9, on_fail: bye}
two: {kind: menu, say: {zh: 再选, en: Again}, keys: {"2": start}, attempts: 9, on_fail: bye}
"""


def test_mistakes_of_all_nodes_together_have_an_exit() -> None:
    who = Caller(flow(MANY, head="defaults: {max_errors: 3, on_errors: service}\n"))
    who.press("7")
    who.press("1")
    who.press("7")
    assert who.node == "two"
    assert who.press("7").outcome == ToQueue("service")
    assert who.results[-2] == ("two", "errors")
    assert Caller(flow(MANY)).press("77777777").outcome is None
    assert Caller(flow(MANY)).press("777777777").outcome == HangUp()
