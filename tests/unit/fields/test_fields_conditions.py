"""Conditions: what they mean, and which are refused when somebody saves them."""

from __future__ import annotations

from typing import Any

import pytest
from fields_kit import EVERY_KIND, any_values, field, junk
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Invalid
from crm.fields.conditions import check, fields_of, holds
from crm.fields.kinds import clean_value


def one(code: str, operator: str, value: Any = None) -> dict[str, Any]:
    return {"field": code, "is": operator} | ({} if value is None else {"value": value})


@pytest.mark.parametrize(
    ("operator", "value", "yes", "no"),
    [
        ("eq", 12.5, [12.5, "12.50"], [12, None, "x", True]),
        ("eq", "a", ["a", ["a"]], ["A", ["a", "b"], None, []]),
        ("eq", True, [True], [False, 1, None]),
        ("ne", "a", ["b", None, []], ["a"]),
        ("lt", 10, [9, "9.99"], [10, None, "x"]),
        ("ge", "2026-01-01", ["2026-01-01", "2027-05-05"], ["2025-12-31", None]),
        ("in", ["a", "b"], ["a", ["c", "b"]], ["c", [], None]),
        ("contains", "暖", ["采暖费"], ["水费", "", None]),
        ("contains", "A", ["xay"], ["xby"]),
        ("contains", "a", [["b", "a"]], [["b"]]),
        ("empty", None, [None, "", []], [False, 0, "x"]),
        ("filled", None, [False, 0, "x"], [None, "", []]),
    ],
)
def test_what_operators_mean(operator: str, value: Any, yes: list[Any], no: list[Any]) -> None:
    for have in yes:
        assert holds(one("x", operator, value), {"x": have}), have
    for have in no:
        assert not holds(one("x", operator, value), {"x": have}), have


def test_texts_that_look_like_numbers_stay_texts() -> None:
    assert not holds(one("x", "eq", "12"), {"x": "012"})


def test_all_any_not_and_nothing() -> None:
    yes, no = one("x", "eq", 1), one("x", "eq", 2)
    values = {"x": 1}
    assert holds(None, values)
    assert holds({"all": [yes, {"not": no}]}, values)
    assert holds({"any": [no, yes]}, values)
    assert not holds({"all": [yes, no]}, values)
    assert fields_of({"all": [yes, {"not": one("y", "filled")}]}) == {"x", "y"}


conditions = st.recursive(
    st.builds(
        one,
        st.sampled_from([definition.code for definition in EVERY_KIND]),
        st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge", "in", "contains", "empty", "filled"]),
        junk | st.sampled_from(["a", ["a", "b"], "2026-01-01", "X"]),
    ),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda parts: {"all": parts})
        | st.lists(inner, max_size=3).map(lambda parts: {"any": parts})
        | inner.map(lambda part: {"not": part})
    ),
    max_leaves=6,
)


@given(conditions, any_values())
def test_what_is_let_through_never_fails_on_any_values(condition: dict[str, Any], values: dict[str, Any]) -> None:
    try:
        check(condition, EVERY_KIND)
    except Invalid as error:
        refused = error
    else:
        assert holds(condition, values) is not holds({"not": condition}, values)
        return
    assert str(refused.details["field"]).startswith("condition")


@given(st.data())
def test_order_is_one_order(data: st.DataObject) -> None:
    definition = field("x", data.draw(st.sampled_from(["number", "money"])))
    have, wanted = data.draw(st.integers(-500, 500)), data.draw(st.integers(-500, 500))
    stored = clean_value(definition, have)
    held = [operator for operator in ("lt", "eq", "gt") if holds(one("x", operator, wanted), {"x": stored})]
    assert held == ["lt" if have < wanted else "eq" if have == wanted else "gt"]


@pytest.mark.parametrize(
    ("condition", "place", "said"),
    [
        ([], "if", "an object"),
        ({"all": []}, "if", "a list of conditions"),
        ({"any": [one("number", "eq", 1)], "field": "x"}, "if", "a list of conditions"),
        ({"all": [one("number", "eq", 1), {"not": one("gone", "filled")}]}, "if.all.1.not.field", "no field 'gone'"),
        (one("number", "is", 1), "if.is", "use one of"),
        (one("choice", "lt", "a"), "if.is", "no order"),
        (one("date", "contains", "2026"), "if.is", "contains nothing"),
        (one("date", "gt", "1.1.2026"), "if.value", "a date as"),
        (one("datetime", "gt", "2026-11-26T14:30:00+08:00"), "if.value", "write it as '2026-11-26T06:30:00Z'"),
        (one("money", "gt", "12"), "if.value", "a number"),
        (one("choice", "eq", "z"), "if.value", "not among the choices"),
        (one("choice", "in", "a"), "if.value", "a list of values"),
        (one("choice", "eq", ["a"]), "if.value", "a single value"),
        (one("text", "eq"), "if.value", "a value is needed"),
        (one("text", "empty", "x"), "if.value", "takes no value"),
        ({**one("text", "filled"), "then": 1}, "if", "'then' is not known"),
    ],
)
def test_what_cannot_work_is_refused_with_its_place(condition: Any, place: str, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        check(condition, EVERY_KIND, place="if")
    assert refused.value.details["field"] == place
    assert refused.value.details["message_zh"]


def test_depth_and_size_are_limited() -> None:
    deep: dict[str, Any] = one("number", "eq", 1)
    for _ in range(10):
        deep = {"not": deep}
    with pytest.raises(Invalid, match="deeper"):
        check(deep, EVERY_KIND)
    with pytest.raises(Invalid, match="parts"):
        check({"any": [one("number", "eq", 1)] * 200}, EVERY_KIND)
