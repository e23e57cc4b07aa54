"""Fields and values for tests: every kind, and hypothesis strategies of what people might send."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from crm.fields.definitions import KINDS, FieldDefinition

OPTIONS = [{"code": code, "zh": f"选项{code}", "en": f"Choice {code}"} for code in ("a", "b", "c")]


def field(code: str, kind: str, **more: Any) -> FieldDefinition:
    raw = {"code": code, "kind": kind, "label": {"zh": f"字段{code}", "en": f"Field {code}"}}
    if kind in {"choice", "choices"} and "dictionary" not in more:
        raw["options"] = OPTIONS
    return FieldDefinition.model_validate(raw | more)


EVERY_KIND = tuple(field(kind, kind) for kind in KINDS)

ids = st.from_regex(r"[A-Z0-9]{1,26}", fullmatch=True)
line = st.text(st.characters(exclude_categories=["C"]), max_size=50)
GOOD: dict[str, st.SearchStrategy[Any]] = {
    "text": line,
    "long_text": line,
    "number": st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9),
    "money": st.decimals(-(10**9), 10**9, places=2).map(str) | st.integers(-(10**9), 10**9),
    "date": st.dates().filter(lambda day: 1900 <= day.year <= 9998).map(str),
    "datetime": st.datetimes(timezones=st.timezones())
    .filter(lambda moment: 1901 <= moment.year <= 9997)
    .map(lambda moment: moment.replace(microsecond=0).isoformat())
    .filter(lambda text: len(text) <= 25),
    "choice": st.sampled_from("abc"),
    "choices": st.lists(st.sampled_from("abc"), max_size=5),
    "yes_no": st.booleans(),
    "phone": st.sampled_from(["13800138000", "010-62881234", "62881234", "95588", "+1 650 253 0000"]),
    "file": st.lists(ids, max_size=3),
    "customer": ids,
    "user": ids,
    "unit": ids,
    "document": ids,
    "product_owned": ids,
}
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("2026-02-30"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)


def good_values() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={one.code: GOOD[one.kind] for one in EVERY_KIND})


def any_values() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={one.code: GOOD[one.kind] | junk for one in EVERY_KIND})
