"""Values of administrators' fields: one stored form per kind, what hides is dropped, what is required is demanded."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from fields_kit import EVERY_KIND, any_values, field, good_values
from hypothesis import given

from crm.errors import Invalid
from crm.fields.clean import clean
from crm.fields.definitions import dump_definitions, read_definitions
from crm.fields.spelled import read_text, written

SHANGHAI = ZoneInfo("Asia/Shanghai")


@given(good_values())
def test_what_is_valid_is_taken_and_cleaning_it_again_changes_nothing(values: dict[str, Any]) -> None:
    cleaned = clean(EVERY_KIND, values)
    assert clean(EVERY_KIND, cleaned, before=cleaned) == cleaned
    assert clean(EVERY_KIND, {}, before=cleaned, partial=True) == cleaned
    assert orjson.loads(orjson.dumps(cleaned)) == cleaned


@given(any_values())
def test_anything_is_either_taken_or_refused_with_the_field_named(values: dict[str, Any]) -> None:
    try:
        cleaned = clean(EVERY_KIND, values)
    except Invalid as error:
        refused = error
    else:
        assert clean(EVERY_KIND, cleaned, before=cleaned) == cleaned
        return
    assert str(refused.details["field"]).removeprefix("fields.") in values
    assert refused.details["message_zh"]


@given(good_values())
def test_what_people_read_can_be_written_again(values: dict[str, Any]) -> None:
    cleaned = clean(EVERY_KIND, values)
    for definition in EVERY_KIND:
        value = cleaned.get(definition.code)
        if definition.kind in {"long_text", "datetime"} or value is None:
            continue
        for language in ("zh", "en"):
            text = written(definition, value, language)  # type: ignore[arg-type]
            assert clean([definition], {definition.code: read_text(definition, text)}) == {definition.code: value}


@pytest.mark.parametrize(
    ("kind", "given_", "stored"),
    [
        ("text", "  暖气  ", "暖气"),
        ("number", "12.50", 12.5),
        ("number", 3.0, 3),
        ("number", -0.0, 0),
        ("money", 12.5, "12.50"),
        ("money", "-0.00", "0.00"),
        ("money", 10**15, "1000000000000000.00"),
        ("datetime", "2026-11-26T14:30:00+08:00", "2026-11-26T06:30:00Z"),
        ("choices", ["b", "a", "b"], ["b", "a"]),
        ("phone", "138 0013 8000", "+8613800138000"),
        ("yes_no", False, False),
    ],
)
def test_one_stored_form(kind: str, given_: Any, stored: Any) -> None:
    cleaned = clean([field("x", kind)], {"x": given_})["x"]
    assert (cleaned, type(cleaned)) == (stored, type(stored))


@pytest.mark.parametrize(
    ("kind", "more", "value", "said"),
    [
        ("text", {}, "a\nb", "line breaks"),
        ("text", {"max_length": 3}, "四个字了", "4 characters, 3 are allowed"),
        ("text", {"pattern": r"\d{6}"}, "12345", "not written as it must be"),
        ("text", {}, 5, "a text is needed"),
        ("number", {"min": 1}, 0, "below 1"),
        ("number", {}, True, "a number"),
        ("number", {}, float("nan"), "a number"),
        ("number", {}, 10**16, "a number"),
        ("money", {}, "1.005", "two decimals"),
        ("money", {"max": 100}, "100.01", "above 100"),
        ("date", {}, "2026-02-30", "a date"),
        ("date", {"min": "2026-01-01"}, "2025-12-31", "before 2026-01-01"),
        ("datetime", {}, "2026-11-26T14:30:00", "with its zone"),
        ("choice", {}, "z", "not among"),
        ("choices", {"max": 2}, ["a", "b", "c"], "at most 2"),
        ("choices", {}, "a", "a list"),
        ("yes_no", {}, "yes", "true or false"),
        ("phone", {}, "请致电前台", "not a phone number"),
        ("file", {}, ["../etc"], "an id"),
        ("customer", {}, "x" * 41, "an id"),
    ],
)
def test_what_is_wrong_is_said(kind: str, more: dict[str, Any], value: Any, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        clean([field("x", kind, **more)], {"x": value})
    assert refused.value.details["field"] == "fields.x"
    assert "字段x" in str(refused.value.details["message_zh"])


def test_a_field_that_nobody_defined_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        clean([field("x", "text")], {"y": 1})
    assert refused.value.details["field"] == "fields.y"


def test_defaults_are_for_new_records_only() -> None:
    fields = [field("x", "text", default="甲"), field("y", "yes_no", default=False)]
    assert clean(fields, {}) == {"x": "甲", "y": False}
    assert clean(fields, {"x": None}) == {"y": False}
    assert clean(fields, {}, before={}) == {}
    assert clean(fields, {"y": True}, before={}, partial=True) == {"y": True}


def test_a_withdrawn_choice_stays_where_it_is() -> None:
    options = [{"code": "old", "zh": "旧", "en": "Old", "active": False}, {"code": "new", "zh": "新", "en": "New"}]
    fields = [field("x", "choice", options=options), field("y", "choices", options=options)]
    had = {"x": "old", "y": ["old"]}
    assert clean(fields, {"x": "old", "y": ["old", "new"]}, before=had) == {"x": "old", "y": ["old", "new"]}
    for values in ({"x": "old"}, {"y": ["old"]}):
        with pytest.raises(Invalid, match="no longer"):
            clean(fields, values)


FIELDS = [
    field("fuel", "choice"),
    field("boiler", "text", visible_if={"field": "fuel", "is": "eq", "value": "a"}, required=True),
    field("serial", "text", visible_if={"field": "boiler", "is": "filled"}),
    field("why", "text", required_if={"field": "fuel", "is": "in", "value": ["b", "c"]}),
]


def test_what_is_hidden_is_dropped_and_hides_what_hangs_on_it() -> None:
    everything = {"fuel": "a", "boiler": "X1", "serial": "9", "why": "-"}
    assert clean(FIELDS, everything) == everything
    assert clean(FIELDS, everything | {"fuel": "b"}) == {"fuel": "b", "why": "-"}
    assert clean(FIELDS, {"fuel": "b", "why": "x"}, before=everything, partial=True) == {"fuel": "b", "why": "x"}


def test_required_where_visible_and_when_the_condition_says_so() -> None:
    assert clean(FIELDS, {}) == {}
    for values, code in (({"fuel": "a"}, "boiler"), ({"fuel": "c"}, "why")):
        with pytest.raises(Invalid, match="required") as refused:
            clean(FIELDS, values)
        assert refused.value.details["field"] == f"fields.{code}"


def test_what_was_missing_already_does_not_block_other_changes() -> None:
    had = {"fuel": "b"}
    assert clean([*FIELDS, field("x", "text")], {"x": "1"}, before=had, partial=True) == {"fuel": "b", "x": "1"}
    for given_ in ({"why": None}, {"fuel": "a"}):
        with pytest.raises(Invalid, match="required"):
            clean(FIELDS, given_, before=had, partial=True)


def test_conditions_look_at_the_record_around() -> None:
    fields = [field("tax", "text", visible_if={"field": "kind", "is": "eq", "value": "company"}, required=True)]
    assert clean(fields, {"tax": "1"}, around={"kind": "person"}) == {}
    with pytest.raises(Invalid, match="required"):
        clean(fields, {}, around={"kind": "company"})


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("date", "2026年1月5日", "2026-01-05"),
        ("date", "2026/1/5", "2026-01-05"),
        ("datetime", "2026/1/5 14:30", "2026-01-05T06:30:00Z"),
        ("money", "￥1,200.50元", "1200.50"),
        ("yes_no", "是", True),
        ("yes_no", "No", False),
        ("choice", "选项b", "b"),
        ("choices", "Choice a，选项c", ["a", "c"]),
    ],
)
def test_spellings_of_people_are_read(kind: str, text: str, value: Any) -> None:
    definition = field("x", kind)
    assert clean([definition], {"x": read_text(definition, text, zone=SHANGHAI)}) == {"x": value}


@pytest.mark.parametrize(("kind", "text"), [("date", "昨天"), ("date", "2026-1-5 14:30"), ("yes_no", "maybe")])
def test_spellings_that_mean_nothing_are_refused(kind: str, text: str) -> None:
    with pytest.raises(Invalid):
        read_text(field("x", kind), text)


def test_definitions_survive_storing() -> None:
    fields = (*FIELDS, field("n", "number", min=1, max=5, show=["list"], help={"zh": "帮助", "en": "Help"}))
    assert read_definitions(orjson.loads(orjson.dumps(dump_definitions(fields)))) == fields
