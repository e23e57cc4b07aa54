"""Definitions that could never work are refused when they are saved, with place and reason; slow patterns too."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from fields_kit import EVERY_KIND, field
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Invalid
from crm.fields.check import check_definitions
from crm.fields.patterns import PatternRefused, check_pattern


def test_every_kind_is_accepted() -> None:
    check_definitions(EVERY_KIND)


@pytest.mark.parametrize(
    ("fields", "place", "said"),
    [
        ([field("x", "text"), field("x", "date")], "fields.1.code", "is there already"),
        ([field("x", "text", min=1)], "fields.0.min", "no bound of a text"),
        ([field("x", "number", min="1")], "fields.0.min", "no bound"),
        ([field("x", "number", min=2, max=1)], "fields.0.max", "below min"),
        ([field("x", "date", max="morgen")], "fields.0.max", "no bound"),
        ([field("x", "date", min="2026-02-01", max="2026-01-01")], "fields.0.max", "below min"),
        ([field("x", "number", max_length=3)], "fields.0.max_length", "no length"),
        ([field("x", "text", max_length=5000)], "fields.0.max_length", "1 to 1000"),
        ([field("x", "text", pattern="(")], "fields.0.pattern", "no regular expression"),
        ([field("x", "text", pattern="(a+)+")], "fields.0.pattern", "too long"),
        ([field("x", "text", pattern="a", max_length=500)], "fields.0.pattern", "at most 200"),
        ([field("x", "date", pattern="a")], "fields.0.pattern", "only a text"),
        ([field("x", "choice", options=[])], "fields.0.options", "options or a dictionary"),
        ([field("x", "text", options=[{"code": "a", "zh": "a", "en": "a"}])], "fields.0.options", "no choices"),
        ([field("x", "choice", options=[{"code": "a", "zh": "a", "en": "a"}] * 2)], "fields.0.options.1.code", "there"),
        ([field("x", "choice", dictionary="none")], "fields.0.dictionary", "no dictionary none"),
        ([field("x", "number", default="viel")], "fields.0.default", "a number"),
        ([field("x", "choice", default="z")], "fields.0.default", "not among"),
        ([field("x", "text", visible_if={})], "fields.0.visible_if", "says something"),
        ([field("x", "text", visible_if={"field": "y", "is": "filled"})], "fields.0.visible_if.field", "no field 'y'"),
        ([field("x", "text", required_if={"field": "x", "is": "filled"})], "fields.0.required_if", "field itself"),
    ],
)
def test_what_cannot_work_is_refused_with_its_place(fields: list[Any], place: str, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        check_definitions(fields, dictionaries={"customer_source"})
    assert refused.value.details["field"] == place
    assert refused.value.details["message_zh"]


def test_circles_of_visibility_are_refused() -> None:
    def hangs(code: str, on: str) -> Any:
        return field(code, "text", visible_if={"field": on, "is": "filled"})

    check_definitions([field("a", "text"), hangs("b", "a"), hangs("c", "b"), hangs("d", "b")])
    with pytest.raises(Invalid, match="a → b → c → a"):
        check_definitions([hangs("a", "b"), hangs("b", "c"), hangs("c", "a")])


def test_conditions_may_look_around() -> None:
    around = [field("kind", "choice")]
    fields = [field("x", "text", visible_if={"field": "kind", "is": "eq", "value": "a"})]
    check_definitions(fields, around=around)
    with pytest.raises(Invalid, match="is there already"):
        check_definitions([field("kind", "text")], around=around)


@pytest.mark.parametrize(
    "pattern",
    [
        r"\d{18}",
        r"[0-9A-Z]{15}|[0-9A-Z]{18}|[0-9A-Z]{20}",
        r"(\d{4}-){3}\d{4}",
        r"\d+-\d+-\d+",
        r"[京津冀][A-Z]-?[A-Z0-9]{5,6}",
        r".*@.*",
        r"[\]\\(]+",
        r"(?:ab|cd){2}",
        r"(abc)+",
    ],
)
def test_ordinary_patterns_are_accepted(pattern: str) -> None:
    check_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+", "(a|a)*", "(a?){30}", "(.*)*", r"(\d+,?)+", "a?" * 30, ".*.*.*.*.*", "((a+)b)*", r"(a)\1", "(?=a)a", "("],
)
def test_slow_or_strange_patterns_are_refused(pattern: str) -> None:
    with pytest.raises(PatternRefused) as refused:
        check_pattern(pattern)
    assert refused.value.zh


parts = st.recursive(
    st.sampled_from(["a", "b", ".", "[ab]", r"\d", r"\w"]),
    lambda inner: st.tuples(
        st.lists(inner, min_size=1, max_size=3), st.sampled_from(["", "*", "+", "?", "{2}", "{1,3}", "{20}"])
    ).map(lambda made: f"({'|'.join(made[0])}){made[1]}" if len(made[0]) > 1 else f"{made[0][0]}{made[1]}"),
    max_leaves=8,
)


@given(st.lists(parts, min_size=1, max_size=4).map("".join))
def test_what_is_accepted_is_quick(pattern: str) -> None:
    try:
        check_pattern(pattern)
    except PatternRefused:
        return
    before = time.thread_time()
    for text in ("a" * 200, "a" * 199 + "!", "ab" * 100 + "!"):
        re.fullmatch(pattern, text)
    assert time.thread_time() - before < 5
