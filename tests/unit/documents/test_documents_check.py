"""A type that cannot work is refused, each fault named with its place in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from documents_kit import branch, end, field, join, raw_type, split, task

from crm.documents.engine.check import Known, checked
from crm.documents.engine.findings import TypeInvalid

YES = {"field": "ok", "is": "eq", "value": True}
OK = field("ok", "yes_no")


def faults(raw: dict[str, Any], known: Known | None = None) -> set[tuple[str, str]]:
    with pytest.raises(TypeInvalid) as caught:
        checked(raw, known or Known())
    for finding in caught.value.findings:
        for lang in ("zh", "en"):
            assert finding.text(lang).startswith(finding.place)
            assert not re.search(r"\{[a-z_]+\}", finding.message(lang))
    return {(finding.code, finding.place) for finding in caught.value.findings}


def test_a_sound_type_passes() -> None:
    raw = raw_type(
        task("accept", "go>fork"),
        split("fork", "meet", "left", "right"),
        task("left", "ok>meet", "again>left"),
        task("right", "ok>meet"),
        join("meet", "decide"),
        branch("decide", "done", (YES, "accept")),
        end(),
        fields=[OK],
    )
    assert checked(raw, Known()).process.start == "accept"


@pytest.mark.parametrize(
    ("nodes", "code", "place"),
    [
        ([task("a", "x>nowhere"), end()], "dangling", "process.nodes.a.outcomes.x.to"),
        ([task("a", "x>done"), end(), task("island", "x>done")], "unreachable", "process.nodes.island"),
        ([task("a", "x>done", "y>b"), task("b", "x>b"), end()], "dead_end", "process.nodes.b"),
        ([task("a"), end()], "no_outcome", "process.nodes.a"),
        ([task("a", "x>m"), join("m", "done"), end()], "lone_join", "process.nodes.m"),
        ([task("a", "x>s"), split("s", "m", "b"), task("b", "x>m"), join("m", "done"), end()], "few_branches",
         "process.nodes.s.to"),
        ([task("a", "x>s"), split("s", "a", "b", "c"), task("b", "x>done"), task("c", "x>done"), end()], "not_a_join",
         "process.nodes.s.join"),
        ([task("a", "x>s"), split("s", "m", "b", "c"), task("b", "x>m", "y>done"), task("c", "x>m"), join("m", "done"),
          end()], "crossing", "process.nodes.done"),
        ([task("a", "x>s"), split("s", "m", "b", "c"), task("b", "x>m", "y>stop"), task("c", "x>m"), join("m", "done"),
          end(), end("stop")], "end_in_branch", "process.nodes.stop"),
        ([task("a", "x>s", "y>b"), split("s", "m", "b", "c"), task("b", "x>m"), task("c", "x>m"), join("m", "done"),
          end()], "crossing", "process.nodes.b"),
        ([task("a", "x>s"), split("s", "m", "t", "c"), split("t", "n", "b", "d"), task("b", "x>m"), task("d", "x>n"),
          task("c", "x>m"), join("n", "c"), join("m", "done"), end()], "other_join", "process.nodes.m"),
        ([task("a", "x>b"), branch("b", "c", (YES, "done")), branch("c", "b", (YES, "done")), end()], "endless",
         "process.nodes.b"),
        ([task("a", {"code": "x", "name": {"zh": "一", "en": "x"}, "to": "done", "if": YES}), end()], "all_conditional",
         "process.nodes.a.outcomes"),
        ([task("a", "x>done", edit=["colour"]), end()], "unknown_field", "process.nodes.a.edit"),
        ([task("a", "x>done", required=["colour"]), end()], "unknown_field", "process.nodes.a.required"),
        ([task("a", "x>done", handler={"by": "role"}), end()], "handler_needs", "process.nodes.a.handler.role"),
        ([task("a", "x>done", handler={"by": "field", "field": "ok"}), end()], "field_kind",
         "process.nodes.a.handler.field"),
        ([task("a", "x>done", deadline={"warn": 5}), end()], "no_deadline",
         "process.nodes.a.deadline"),
        ([task("a", "x>b"), branch("b", "done", ({"field": "colour", "is": "filled"}, "a")), end()], "bad_condition",
         "process.nodes.b.cases.0.if.field"),
        ([task("a", "x>done"), task("a", "x>done"), end()], "twice", "process.nodes"),
    ],
)  # fmt: skip
def test_each_fault_has_its_place(nodes: list[dict[str, Any]], code: str, place: str) -> None:
    assert (code, place) in faults(raw_type(*nodes, fields=[OK]))


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        ({"name": {"zh": "单"}}, "missing", "name.en"),
        ({"name": {"zh": "单", "en": ""}}, "bad_value", "name.en"),
        ({"colour": 1}, "unknown_key", "colour"),
        ({"code": "Not good"}, "bad_value", "code"),
        ({"process": {"start": "a", "nodes": [task("a", "x>done") | {"extra": 1}, end()]}}, "unknown_key",
         "process.nodes.a.extra"),
        ({"process": {"start": "z", "nodes": [task("a", "x>done"), end()]}}, "dangling", "process.start"),
        ({"triggers": [{"code": "t", "when": "field", "do": [{"do": "set", "field": "ok", "to": {"value": True}}]}]},
         "needs_if", "triggers.t"),
        ({"triggers": [{"code": "t", "when": "timer", "do": [{"do": "call_back", "queue": "none"}]}]}, "needs_after",
         "triggers.t"),
        ({"triggers": [{"code": "t", "when": "entry", "node": "zz", "do": [{"do": "call_back", "queue": "none"}]}]},
         "unknown_node", "triggers.t.node"),
        ({"triggers": [{"code": "t", "when": "entry", "do": [{"do": "call_back", "queue": "none"}]}]}, "unknown",
         "triggers.t.do.0.queue"),
        ({"triggers": [{"code": "t", "when": "entry", "do": [{"do": "create", "type": "sample", "title": "x"}]}]},
         "endless_trigger", "triggers.t.do.0"),
        ({"confidential": {"roles": ["spy"]}}, "unknown", "confidential.roles"),
    ],
)  # fmt: skip
def test_faults_outside_the_process(change: dict[str, Any], code: str, place: str) -> None:
    raw = raw_type(task("a", "x>done"), end(), fields=[OK]) | change
    assert (code, place) in faults(raw, Known({"queue": ["service"], "role": ["agent"], "document type": ["other"]}))


STEPS = (task("a", "x>b"), branch("b", "done", (YES, "a")), task("c", "y>done", deadline={"minutes": 5}), end())


@pytest.mark.parametrize(
    ("trigger", "code", "at"),
    [
        ({"when": "timer", "node": "b", "after": 5}, "not_waited_at", "node"),
        ({"when": "exit", "node": "b"}, "not_a_step", "node"),
        ({"when": "exit", "node": "done"}, "not_a_step", "node"),
        ({"when": "deadline", "node": "done"}, "not_a_step", "node"),
        ({"when": "appointment", "node": "b"}, "not_a_step", "node"),
        ({"when": "deadline", "node": "a"}, "without_deadline", "node"),
        ({"when": "exit", "outcome": "z"}, "unknown_outcome", "outcome"),
        ({"when": "exit", "node": "a", "outcome": "y"}, "unknown_outcome", "outcome"),
        ({"when": "entry", "node": "a", "outcome": "x"}, "outcome_of_exit", "outcome"),
    ],
)
def test_a_trigger_that_would_never_fire(trigger: dict[str, Any], code: str, at: str) -> None:
    raw = raw_type(task("s", "c>c", "a>a"), *STEPS, fields=[OK])
    raw["triggers"] = [{"code": "t", **trigger, "do": [{"do": "set", "field": "ok", "to": {"value": True}}]}]
    assert faults(raw) == {(code, f"triggers.t.{at}")}


@pytest.mark.parametrize(
    "trigger",
    [
        {"when": "timer", "node": "done", "after": 5},
        {"when": "timer", "node": "a", "after": 5},
        {"when": "timer", "after": 5},
        {"when": "exit", "outcome": "y"},
        {"when": "deadline"},
        {"when": "deadline", "node": "c"},
        {"when": "entry", "node": "b"},
    ],
)
def test_a_trigger_whose_moment_comes(trigger: dict[str, Any]) -> None:
    raw = raw_type(task("s", "c>c", "a>a"), *STEPS, fields=[OK])
    raw["triggers"] = [{"code": "t", **trigger, "do": [{"do": "set", "field": "ok", "to": {"value": True}}]}]
    assert checked(raw, Known()).triggers


def test_a_deadline_that_no_step_has_never_comes() -> None:
    raw = raw_type(task("a", "x>done"), end(), fields=[OK])
    raw["triggers"] = [{"code": "t", "when": "deadline", "do": [{"do": "set", "field": "ok", "to": {"value": True}}]}]
    assert faults(raw) == {("without_deadline", "triggers.t")}


def test_a_near_name_is_guessed() -> None:
    with pytest.raises(TypeInvalid) as caught:
        checked(raw_type(task("accept", "x>dome"), end()), Known())
    assert "did you mean 'done'?" in str(caught.value)
    assert "是否指“done”？" in str(caught.value.details["message_zh"])
