"""Flows within flows: called, returned from, resumed, pinned; and what is wrong between them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest
from ivr_callers import UTC, Caller

from telephony.clock import Now
from telephony.config_model import LibraryPrompt
from telephony.ivr.flow import Flow
from telephony.ivr.graph import longest_way
from telephony.ivr.interpreter import Interpreter
from telephony.ivr.loader import load_text
from telephony.ivr.model import Digit, HangUp, Returned, SayFinished, ToQueue
from telephony.ivr.simulator import try_flow
from telephony.ivr.validate import Known, check

MAIN = """
start: {kind: subflow, flow: ask, results: {yes: shop, no: bye}, next: service}
bye: {kind: hangup}
shop: {kind: queue, queue: shop}
service: {kind: queue, queue: service}
"""
ASK = """
start: {kind: menu, say: {zh: 是请按1, en: Press 1 for yes}, keys: {"1": yes, "2": no, "3": other}, on_fail: other}
"yes": {kind: return, result: "yes"}
"no": {kind: return, result: "no"}
other: {kind: return}
"""


def made(flow_id: str, nodes: str, head: str = "", languages: str = "[zh, en]") -> Flow:
    text = f"flow: {flow_id}\nname: {{zh: 流程, en: Flow}}\nstart: start\nlanguages: {languages}\n{head}nodes:\n"
    return load_text(text + "\n".join(f"  {line}" for line in nodes.strip().splitlines()), f"{flow_id}.yaml")


def flows(**nodes: str) -> dict[str, Flow]:
    return {name: made(name, text) for name, text in nodes.items()}


class Called(Caller):
    """A caller in a flow that may call others."""

    def __init__(self, of: Flow, others: Mapping[str, Flow], **where: Any) -> None:
        self._others, self._where = others, where
        super().__init__(of)
        self.steps.clear()
        self.visits.clear()
        self.says.clear()
        self.spoken.clear()
        self.outcome = None
        self.interpreter = Interpreter(
            of,
            lang="zh",
            variables={},
            hours={},
            zone="Asia/Shanghai",
            flows=others,
            library=where.pop("library", None),
        )
        self.keep(self.interpreter.start(self.now, **where))


@pytest.mark.parametrize(("key", "outcome"), [("1", ToQueue("shop")), ("2", HangUp()), ("3", ToQueue("service"))])
def test_a_flow_returns_to_where_its_result_leads(key: str, outcome: object) -> None:
    there = flows(main=MAIN, ask=ASK)
    who = Called(there["main"], there)
    assert (who.step.flow, who.step.node, who.step.stack) == ("ask", "start", (("main", "start"),))
    assert who.press(key).outcome == outcome
    assert [(visit.flow, visit.kind) for visit in who.visits][:3] == [
        ("main", "subflow"),
        ("ask", "menu"),
        ("ask", "return"),
    ]


def test_a_caller_is_taken_back_into_the_sub_flow_and_returns_from_it() -> None:
    there = flows(main=MAIN, ask=ASK)
    who = Called(there["main"], there, at="start", flow="ask", stack=(("main", "start"),))
    assert who.spoken == ["是请按1"]
    assert who.press("1").outcome == ToQueue("shop")


def test_a_flow_that_nobody_called_returns_to_whoever_started_it() -> None:
    there = flows(ask=ASK)
    assert Called(there["ask"], there).press("1").outcome == Returned("yes")


def test_a_missing_flow_is_passed_over_and_circles_end() -> None:
    there = flows(main=MAIN)
    assert Called(there["main"], there).outcome == ToQueue("service")
    circle = flows(
        main="start: {kind: subflow, flow: main, next: bye}\nbye: {kind: hangup}",
    )
    assert Called(circle["main"], circle).outcome == HangUp()


def test_a_transfer_to_a_flow_never_comes_back() -> None:
    there = flows(
        main="start: {kind: transfer, to: flow, target: other, say: {zh: 转, en: On}}",
        other="start: {kind: menu, say: {zh: 选, en: Choose}, keys: {'1': back}, on_fail: back}\nback: {kind: return}",
    )
    who = Called(there["main"], there)
    who.hear()
    assert (who.step.flow, who.step.stack) == ("other", ())
    assert who.press("1").outcome == Returned("")
    assert next((visit.flow, visit.result) for visit in who.visits) == ("main", "other")


def codes(flow: Flow, there: Mapping[str, Flow]) -> list[str]:
    return [finding.code for finding in check(flow, Known(flows=there))]


def test_nothing_is_wrong_with_good_flows() -> None:
    there = flows(main=MAIN, ask=ASK)
    assert codes(there["main"], there) == []
    assert codes(there["ask"], there) == []


@pytest.mark.parametrize(
    ("nodes", "others", "code"),
    [
        ("start: {kind: subflow, flow: lost, next: bye}", {}, "unknown_flow"),
        ("start: {kind: transfer, to: flow, target: lost}", {}, "unknown_flow"),
        ("start: {kind: subflow, flow: main, next: bye}", {}, "flow_circle"),
        (
            "start: {kind: subflow, flow: two, next: bye}",
            {"two": "start: {kind: subflow, flow: main, next: back}\nback: {kind: return}"},
            "flow_circle",
        ),
        ("start: {kind: subflow, flow: ask, results: {maybe: bye}, next: bye}", {"ask": ASK}, "unknown_result"),
        ("start: {kind: subflow, flow: end, next: bye}", {"end": "start: {kind: hangup}"}, "never_returns"),
        (
            "start: {kind: transfer, to: flow, target: two}",
            {"two": "start: {kind: transfer, to: flow, target: main}"},
            "endless_flows",
        ),
    ],
)
def test_what_is_wrong_between_flows(nodes: str, others: dict[str, str], code: str) -> None:
    main = nodes + ("\nbye: {kind: hangup}" if "bye" in nodes else "")
    there = flows(main=main, **others)
    assert code in codes(there["main"], there)


def test_a_way_back_by_key_is_no_circle() -> None:
    there = flows(
        main="start: {kind: transfer, to: flow, target: two}",
        two="""
start: {kind: menu, say: {zh: 选, en: Choose}, keys: {"1": back}, on_fail: bye}
back: {kind: transfer, to: flow, target: main}
bye: {kind: hangup}""",
    )
    assert codes(there["main"], there) == []


def test_nine_flows_deep_are_too_deep() -> None:
    names = [f"f{number}" for number in range(10)]
    there = flows(
        **{
            name: f"start: {{kind: subflow, flow: {below}, next: back}}\nback: {{kind: return}}"
            for name, below in pairwise(names)
        },
        f9="start: {kind: return}",
    )
    assert "too_deep" in codes(there["f0"], there)
    assert codes(there["f1"], there) == []


def test_inputs_and_languages_are_checked() -> None:
    main = made("main", "start: {kind: subflow, flow: sub, next: bye}\nbye: {kind: hangup}")
    sub = made("sub", "start: {kind: return}", head="inputs: [order]\n", languages="[zh]")
    assert sorted(codes(main, {"sub": sub, "main": main})) == ["flow_language", "missing_input"]
    given = 'start: {kind: set, values: {order: "1"}, next: call}\ncall: {kind: subflow, flow: sub, next: bye}\n'
    good = made("main", given + "bye: {kind: hangup}", languages="[zh]")
    assert codes(good, {"sub": sub}) == []


def test_variables_that_a_sub_flow_sets_may_be_used() -> None:
    there = flows(
        main="""
start: {kind: subflow, flow: sub, next: say}
say: {kind: say, variable: amount, type: money, next: bye}
bye: {kind: hangup}""",
        sub='start: {kind: set, values: {amount: "7"}, next: back}\nback: {kind: return}',
    )
    assert codes(there["main"], there) == []


def test_the_longest_way_counts_every_call() -> None:
    there = flows(
        main="""
start: {kind: subflow, flow: sub, next: two}
two: {kind: subflow, flow: sub, next: bye}
bye: {kind: hangup}""",
        sub="start: {kind: set, values: {a: '1'}, next: back}\nback: {kind: return}",
    )
    assert Called(there["main"], there).outcome == HangUp()
    assert longest_way(there["main"], there) >= 7


def test_the_simulator_walks_through_sub_flows() -> None:
    there = flows(main=MAIN, ask=ASK)
    lines = try_flow(there["main"], "1", "zh", Now(0, UTC), {}, flows=there)
    assert lines[-1].text == "queue shop"
    assert {line.flow for line in lines} == {"main", "ask"}


LIBRARY = {"hello": LibraryPrompt("hello", {"zh": "库里的话", "en": "Library words"}, {"zh": "hello-zh-1"})}
HELLO = """
start: {kind: play, say: [{prompt: hello, zh: 自己的话, en: Own words}, {prompt: hello}], next: bye}
bye: {kind: hangup}
"""


def test_recordings_win_over_words_and_own_words_over_the_librarys() -> None:
    flow = made("main", HELLO)
    assert Called(flow, {}, library=LIBRARY).spoken == ["{@hello}", "{@hello}"]
    english = Interpreter(flow, lang="en", variables={}, hours={}, zone="UTC", library=LIBRARY)
    assert english.start(Now(0, UTC)).actions[0].texts == ("Own words", "Library words")  # type: ignore[union-attr]
    without = Interpreter(flow, lang="zh", variables={}, hours={}, zone="UTC")
    assert without.start(Now(0, UTC)).actions[0].texts == ("自己的话",)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("prompts", "found"),
    [
        ({"hello": frozenset({"zh", "en"})}, []),
        ({"hello": frozenset({"zh"})}, ["no_text"]),
        ({}, ["no_text", "no_text", "unknown_prompt", "unknown_prompt"]),
    ],
)
def test_prompts_of_the_library_are_checked(prompts: dict[str, frozenset[str]], found: list[str]) -> None:
    assert sorted(item.code for item in check(made("main", HELLO), Known(prompts=prompts))) == found


def test_digits_after_the_end_change_nothing() -> None:
    there = flows(main=MAIN, ask=ASK)
    who = Called(there["main"], there)
    who.press("1")
    assert who.fact(Digit("1")).outcome is None
    assert who.fact(SayFinished("say1")).actions == ()
