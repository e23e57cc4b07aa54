"""Random flows and random facts: nothing raises, nobody hangs, no secret is shown, same facts, same steps."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ivr_callers import UTC

from telephony.clock import Now
from telephony.config_model import Hours, HoursInterval
from telephony.ivr.flow import Flow
from telephony.ivr.interpreter import Interpreter
from telephony.ivr.loader import Known, check, document, parse_document
from telephony.ivr.model import (
    DeadlinePassed,
    Digit,
    Fact,
    Lookup,
    LookupDone,
    Record,
    Recorded,
    Say,
    SayFinished,
    Step,
    StopSaying,
)
from telephony.ivr.schema import KINDS

NODES = [f"n{number}" for number in range(8)]
TEXTS = [{"zh": "您好{v0:digits}", "en": "Hello {v0:digits}"}, {"zh": "请", "en": "Please"}, {"zh": "只有中文"}]
HOURS = {
    "office": Hours("office", {}, ((HoursInterval("09:00", "12:00"),),) * 7),
    "broken": Hours("broken", {}, ()),
}


@st.composite
def nodes(draw: st.DrawFn, kind: str, names: list[str]) -> dict[str, Any]:
    """A node that fits the schema; what it leads to, sets or says may be nonsense."""
    target = st.sampled_from(names)
    prompt = st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3)
    variable = st.sampled_from(["v0", "v1", "pin"])
    keys = st.sampled_from(list("0123456789*#"))
    value = st.sampled_from(["", "1", "x", "{v0}", "{pin}", "{caller}", "{lost}", "{"])
    asking = {
        "say": prompt,
        "on_fail": target,
        "wait": st.floats(0.5, 10),
        "attempts": st.integers(1, 3),
        "barge_in": st.booleans(),
    }
    entering = asking | {
        "min_length": st.integers(1, 6),
        "max_length": st.integers(1, 6),
        "terminator": st.sampled_from(["#", "*", ""]),
        "between": st.floats(0.5, 5),
        "star_as": st.none() | st.just("X"),
        "back": st.none() | target,
    }
    fields: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "menu": asking | {"keys": st.dictionaries(keys, target, min_size=1, max_size=4), "repeat": st.none() | keys},
        "collect": entering | {"variable": variable, "next": target, "on_empty": st.none() | target},
        "verify": {name: item for name, item in entering.items() if name != "on_fail"}
        | {
            "query": st.sampled_from(["staff", "q"]),
            "params": st.dictionaries(st.just("who"), value, max_size=1),
            "results": st.lists(variable, max_size=1),
            "success": target,
            "fail": target,
            "exhausted": target,
        },
        "say": {
            "variable": variable,
            "type": st.sampled_from(["number", "quantity", "digits", "money", "date", "time"]),
            "unit": st.just({}) | st.just({"zh": "件", "en": "item"}),
            "before": prompt | st.just([]),
            "next": target,
            "on_bad": st.none() | target,
            "barge_in": st.booleans(),
        },
        "http": {
            "url": st.sampled_from(["https://a.example/x?y={v0}", "https://a.example/", "ftp://a"]),
            "method": st.sampled_from(["GET", "POST"]),
            "body": st.dictionaries(st.just("a"), value, max_size=1),
            "results": st.dictionaries(variable, st.sampled_from(["a", "a.0.b"]), max_size=1),
            "status": st.none() | variable,
            "success": target,
            "not_found": st.none() | target,
            "failed": target,
        },
        "subflow": {
            "flow": st.sampled_from(["sub", "deep", "drawn", "lost"]),
            "next": target,
            "results": st.dictionaries(st.sampled_from(["done", "other"]), target, max_size=1),
        },
        "return": {"result": st.sampled_from(["", "done"])},
        "survey": {
            "survey": st.just("s"),
            "questions": st.lists(
                st.fixed_dictionaries(
                    {
                        "name": st.sampled_from(["one", "two"]),
                        "say": prompt,
                        "scores": st.dictionaries(keys, st.integers(0, 5), min_size=1, max_size=3),
                    }
                ),
                min_size=1,
                max_size=2,
            ),
            "next": target,
            "attempts": st.integers(1, 2),
            "barge_in": st.booleans(),
        },
        "record": {
            "prompt": st.sampled_from(["welcome", "{v0}"]),
            "say": prompt,
            "review": prompt,
            "saved": target,
            "failed": target,
            "denied": target,
        },
        "callback": {
            "queue": st.just("shop"),
            "number": st.sampled_from(["{caller}", "{v0}"]),
            "no_number": target,
        },
        "language": {
            "say": prompt | st.just([]),
            "keys": st.dictionaries(keys, st.sampled_from(["zh", "en", "fr"]), max_size=3),
            "to": st.none() | st.sampled_from(["zh", "en"]),
            "next": target,
        },
        "play": {"say": prompt, "next": target, "barge_in": st.booleans()},
        "hours": {
            "calendar": st.sampled_from(["office", "broken", "missing"]),
            "open": target,
            "closed": target,
            "holiday": st.none() | target,
        },
        "set": {"values": st.dictionaries(variable, value, min_size=1, max_size=2), "next": target},
        "branch": {
            "variable": variable,
            "cases": st.dictionaries(st.sampled_from(["", "1", "12"]), target, min_size=1),
            "otherwise": target,
        },
        "lookup": {
            "query": st.just("q"),
            "params": st.dictionaries(st.sampled_from(["a", "b"]), value, max_size=2),
            "results": st.lists(variable, max_size=2),
            "phrases": st.just({}) | st.just({"v0": [{"zh": "1", "en": "1"}]}),
            "say": prompt | st.just([]),
            "found": target,
            "not_found": target,
            "failed": target,
        },
        "document": {
            "document_type": st.just("meter"),
            "title": value.filter(bool),
            "fields": st.dictionaries(st.just("a"), value, max_size=1),
            "variable": variable,
            "say": prompt | st.just([]),
            "created": target,
            "refused": st.none() | target,
            "failed": target,
        },
        "queue": {"queue": st.just("shop"), "say": prompt | st.just([])},
        "voicemail": {"box": st.just("box"), "say": prompt},
        "transfer": {
            "to": st.sampled_from(["number", "flow"]),
            "target": st.sampled_from(["1", "sub", "drawn", "{v0}", "{pin}"]),
        },
        "hangup": {"say": prompt | st.just([])},
    }
    drawn = {name: draw(strategy) for name, strategy in fields[kind].items()}
    if kind == "collect":
        drawn["masked"] = drawn["variable"] == "pin"
    return {"kind": kind} | {name: item for name, item in drawn.items() if item is not None}


@st.composite
def flows(draw: st.DrawFn, *, dangling: bool = True) -> Flow:
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=len(NODES)))
    names = NODES[: len(kinds)]
    plain = {
        "flow": "drawn",
        "name": {"zh": "随机", "en": "Drawn"},
        "start": "n0",
        "languages": ["zh", "en"],
        "nodes": {
            name: draw(nodes(kind, [*NODES, "nowhere"] if dangling else names))
            for name, kind in zip(names, kinds, strict=True)
        },
    }
    flow = parse_document(plain, "drawn")
    assert parse_document(document(flow), "again") == flow
    for finding in check(flow, Known(flows=called(flow), hosts=frozenset({"a.example"}), prompts={})):
        assert finding.text("zh")
        assert "\n" not in str(finding)
    return flow


CIRCLES = {"dangling", "endless", "dead_end", "flow_circle", "endless_flows"}


def called(flow: Flow) -> dict[str, Flow]:
    """Flows that it may call: a short one, one that calls it, and itself."""
    ask = {"kind": "menu", "say": TEXTS[1], "keys": {"1": "back"}, "on_fail": "back"}
    made = {
        "sub": {"back": {"kind": "return", "result": "done"}, "ask": ask},
        "deep": {"back": {"kind": "return"}, "ask": {"kind": "subflow", "flow": "sub", "next": "back"}},
    }
    flows = {
        name: parse_document(
            {
                "flow": name,
                "name": {"zh": "子", "en": "Sub"},
                "start": "ask",
                "languages": ["zh", "en"],
                "nodes": nodes,
            },
            name,
        )
        for name, nodes in made.items()
    }
    return {**flows, "drawn": flow}


def plain_ways(flow: Flow) -> bool:
    return not CIRCLES & {finding.code for finding in check(flow, Known(flows=called(flow)))}


ANSWERS = st.sampled_from(
    [
        None,
        {},
        {"found": False},
        {"v0": "1", "v1": 2, "pin": None},
        {"found": True, "number": "1001"},
        {"status": 200, "json": {"a": [{"b": 7}]}},
        {"status": 404},
        {"published": True},
    ]
)
MOVES = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "digit",
                "digit",
                "digit",
                "said",
                "said",
                "late_say",
                "answer",
                "late_answer",
                "recorded",
                "deadline",
                "early",
            ]
        ),
        st.sampled_from("0123456789*#"),
        ANSWERS,
        st.floats(0, 12),
    ),
    max_size=40,
)


class _Line:
    """The caller's line: plays, and asks for lookups."""

    def __init__(self) -> None:
        self.say = "say0"
        self.lookup = "lookup0"
        self.record = "record0"

    def take(self, step: Step) -> None:
        for action in step.actions:
            if isinstance(action, Say):
                self.say = action.say
            elif isinstance(action, Lookup):
                self.lookup = action.lookup
            elif isinstance(action, Record):
                self.record = action.record

    def fact(self, what: str, key: str, answer: Any) -> Fact:
        facts: dict[str, Fact] = {
            "digit": Digit(key),
            "said": SayFinished(self.say),
            "late_say": SayFinished("say1"),
            "answer": LookupDone(self.lookup, answer),
            "late_answer": LookupDone("lookup1", answer),
            "recorded": Recorded(self.record, "path" if answer else ""),
        }
        return facts.get(what, DeadlinePassed())


def interpreter(flow: Flow) -> Interpreter:
    return Interpreter(
        flow, lang="zh", variables={"caller": "+861"}, hours=HOURS, zone="Asia/Shanghai", flows=called(flow)
    )


def run(flow: Flow, moves: list[tuple[str, str, Any, float]]) -> list[Step]:
    """All steps of a call that does `moves` and is silent afterwards."""
    line, runner, mono = _Line(), interpreter(flow), 50.0
    steps = [runner.start(Now(mono, UTC))]
    for what, key, answer, pause in moves:
        if runner.finished:
            break
        line.take(steps[-1])
        mono = max(mono, steps[-1].deadline or 0.0) if what == "deadline" else mono + pause
        steps.append(runner.handle(line.fact(what, key, answer), Now(mono, UTC + mono)))
    for _ in range(1000):
        if runner.finished:
            break
        deadline = steps[-1].deadline
        assert deadline is not None
        mono = max(mono, deadline)
        steps.append(runner.handle(DeadlinePassed(), Now(mono, UTC + mono)))
    assert runner.finished, "a silent caller comes to an end"
    return steps


@settings(max_examples=400, deadline=None)
@given(flows(), MOVES)
def test_nobody_hangs_and_everything_ends(flow: Flow, moves: list[tuple[str, str, Any, float]]) -> None:
    steps = run(flow, moves)
    for step in steps[:-1]:
        assert step.outcome is None
        assert step.deadline is not None
    last = steps[-1]
    assert last.outcome is not None
    assert last.deadline is None
    assert all(visit.seconds >= 0 for step in steps for visit in step.visits)
    assert sum(step.outcome is not None for step in steps) == 1


@settings(max_examples=150, deadline=None)
@given(flows(), MOVES)
def test_the_same_facts_give_the_same_steps(flow: Flow, moves: list[tuple[str, str, Any, float]]) -> None:
    assert run(flow, moves) == run(flow, moves)


@settings(max_examples=300, deadline=None)
@given(flows(dangling=False), MOVES)
def test_a_checked_flow_never_runs_in_circles(flow: Flow, moves: list[tuple[str, str, Any, float]]) -> None:
    results = {visit.result for step in run(flow, moves) for visit in step.visits}
    assert "missing" not in results
    if plain_ways(flow):
        assert "loop" not in results


@settings(max_examples=150, deadline=None)
@given(flows(), MOVES)
def test_at_most_one_prompt_is_said_at_a_time(flow: Flow, moves: list[tuple[str, str, Any, float]]) -> None:
    open_say: str | None = None
    for step in run(flow, moves):
        for action in step.actions:
            if isinstance(action, Say):
                open_say = action.say
            elif isinstance(action, StopSaying):
                assert action.say == open_say
                open_say = None


@settings(max_examples=300, deadline=None)
@given(flows(), MOVES, st.permutations("123456789").map("".join))
def test_masked_digits_are_never_shown(flow: Flow, moves: list[tuple[str, str, Any, float]], pin: str) -> None:
    """A caller who keys a number into a masked collect, and then goes through any flow with it."""
    plain = document(flow)
    plain["nodes"]["ask"] = {
        "kind": "collect",
        "say": {"zh": "密码", "en": "PIN"},
        "variable": "pin",
        "masked": True,
        "max_length": 9,
        "next": "n0",
        "on_fail": "n0",
    }
    plain["start"] = "ask"
    for node in plain["nodes"].values():
        if node.get("variable") == "pin" and node["kind"] == "collect":
            node["masked"] = True
    masked = parse_document(plain, "masked")
    typed = [("digit", key, None, 0.3) for key in pin]
    steps = run(masked, typed + moves)
    shown = "\n".join(map(str, steps))
    assert pin not in shown
    assert all(pin not in visit.result for step in steps for visit in step.visits)
    assert all(pin not in value for step in steps for value in step.variables.values())


@settings(max_examples=20)
@given(st.data())
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_node_is_drawn(kind: str, data: st.DataObject) -> None:
    assert data.draw(nodes(kind, NODES))["kind"] == kind
