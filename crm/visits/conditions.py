"""Conditions over texts (crm/fields/conditions.py) in SQL: the same answers, without reading every row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, true

from crm.fields.definitions import Condition
from crm.text import contains


def as_sql(condition: Condition | None, columns: Mapping[str, Any]) -> ColumnElement[bool]:
    """`columns`: field → its column of text. The condition is one that `check` lets through."""
    if not condition:
        return true()
    if "all" in condition:
        return and_(*(as_sql(part, columns) for part in condition["all"]))
    if "any" in condition:
        return or_(*(as_sql(part, columns) for part in condition["any"]))
    if "not" in condition:
        return not_(as_sql(condition["not"], columns))
    # a row that is not there has nothing in it, as an empty text has: so no comparison is ever unknown
    return _compared(func.coalesce(columns[condition["field"]], ""), condition["is"], condition.get("value"))


def _compared(column: Any, operator: str, value: Any) -> ColumnElement[bool]:
    choices = [str(one) for one in (value if isinstance(value, list) else [value]) if one not in (None, "")]
    found: ColumnElement[bool]
    match operator:
        case "empty":
            found = column == ""
        case "filled":
            found = column != ""
        case "ne":
            found = column.not_in(choices)
        case "contains":
            found = and_(column != "", column.ilike(contains(str(value)), escape="\\"))
        case _:
            found = column.in_(choices) if choices else false()
    return found
