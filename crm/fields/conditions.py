"""Conditions over values: what makes a field visible or required, a trigger fire, a questionnaire branch.

    {"field": "x", "is": "eq", "value": 3}      eq ne lt le gt ge in contains empty filled
    {"all": [condition, …]}   {"any": [condition, …]}   {"not": condition}

A value that is not there is empty: it equals nothing, is below and above nothing. Numbers and amounts are compared as
numbers (12.5 equals "12.50"), dates and instants in their ISO form. Of several codes, `eq` means exactly these,
`in` at least one of them, `contains` this one among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from crm.errors import Invalid
from crm.fields.definitions import LISTS, NUMBERS, ORDERED, TEXTS, Condition, FieldDefinition
from crm.fields.kinds import clean_value
from crm.fields.refusals import wrong

OPERATORS = frozenset({"eq", "ne", "lt", "le", "gt", "ge", "in", "contains", "empty", "filled"})
COMPARING = frozenset({"lt", "le", "gt", "ge"})
ALONE = frozenset({"empty", "filled"})
DEEPEST, MOST = 8, 100
"""How far conditions nest, and how many parts one may have."""


def is_empty(value: object) -> bool:
    return value is None or value in ("", [], ())


def holds(condition: Condition | None, values: Mapping[str, Any]) -> bool:
    """Whether the condition is met; no condition always is. Never raises for one that `check` lets through."""
    if not condition:
        return True
    if "all" in condition:
        return all(holds(part, values) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, values) for part in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], values)
    return _compare(values.get(condition["field"]), condition["is"], condition.get("value"))


def fields_of(condition: Condition | None) -> frozenset[str]:
    """The fields that it looks at."""
    if not condition:
        return frozenset()
    return frozenset(part["field"] for part in _parts(condition) if "field" in part)


def check(condition: object, definitions: Sequence[FieldDefinition], *, place: str = "condition") -> None:
    """Raise Invalid, with the way to it in `field`, unless `condition` is one that these fields can answer."""
    known = {definition.code: definition for definition in definitions}
    count = _check(condition, known, place, 1)
    if count > MOST:
        raise wrong(place, f"has {count} parts, {MOST} are allowed", f"共有 {count} 个条件，最多 {MOST} 个")


def _parts(condition: Condition) -> Iterator[Condition]:
    yield condition
    for name in ("all", "any"):
        for part in condition.get(name, ()):
            yield from _parts(part)
    if "not" in condition:
        yield from _parts(condition["not"])


def _compare(have: Any, operator: str, wanted: Any) -> bool:
    match operator:
        case "empty":
            return is_empty(have)
        case "filled":
            return not is_empty(have)
        case "ne":
            return not _equal(have, wanted)
        case "eq":
            return _equal(have, wanted)
        case "in":
            choices = wanted if isinstance(wanted, list) else [wanted]
            return any(
                _equal(one, choice) for one in (have if isinstance(have, list) else [have]) for choice in choices
            )
        case "contains":
            if isinstance(have, list):
                return any(_equal(one, wanted) for one in have)
            return isinstance(have, str) and have != "" and str(wanted).casefold() in have.casefold()
        case _:
            return _ordered(have, operator, wanted)


def _equal(have: Any, wanted: Any) -> bool:
    if is_empty(have):
        return False
    if isinstance(have, list) or isinstance(wanted, list):
        return sorted(map(str, _list(have))) == sorted(map(str, _list(wanted)))
    if isinstance(have, bool) or isinstance(wanted, bool):
        return have is wanted
    if isinstance(have, str) and isinstance(wanted, str):
        return have == wanted
    left_number, right_number = _number(have), _number(wanted)
    return left_number is not None and left_number == right_number


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _ordered(have: Any, operator: str, wanted: Any) -> bool:
    left: Any = _number(have)
    right: Any = _number(wanted)
    if left is None or right is None:
        left, right = have, wanted
        if not (isinstance(left, str) and isinstance(right, str) and left and right):
            return False
    match operator:
        case "lt":
            return bool(left < right)
        case "le":
            return bool(left <= right)
        case "gt":
            return bool(left > right)
        case _:
            return bool(left >= right)


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _check(condition: object, known: Mapping[str, FieldDefinition], place: str, depth: int) -> int:
    """How many parts it has."""
    if depth > DEEPEST:
        raise wrong(place, f"conditions nest deeper than {DEEPEST}", f"条件嵌套超过 {DEEPEST} 层")
    if not isinstance(condition, Mapping):
        raise wrong(place, "a condition is an object", "条件必须是一个对象")
    for name in ("all", "any"):
        if name in condition:
            parts = condition[name]
            if len(condition) > 1 or not isinstance(parts, list) or not parts:
                raise wrong(place, f'"{name}" alone with a list of conditions', f"“{name}”须单独使用，并给出条件列表")
            return 1 + sum(
                _check(part, known, f"{place}.{name}.{number}", depth + 1) for number, part in enumerate(parts)
            )
    if "not" in condition:
        if len(condition) > 1:
            raise wrong(place, '"not" stands alone', "“not”须单独使用")
        return 1 + _check(condition["not"], known, f"{place}.not", depth + 1)
    _check_comparison(condition, known, place)
    return 1


def _check_comparison(condition: Condition, known: Mapping[str, FieldDefinition], place: str) -> None:
    operator, code = condition.get("is"), condition.get("field")
    if not isinstance(operator, str) or operator not in OPERATORS:
        raise wrong(f"{place}.is", f"use one of {', '.join(sorted(OPERATORS))}", "没有这种比较方式")
    if not isinstance(code, str) or code not in known:
        raise wrong(f"{place}.field", f"there is no field {code!r}", f"没有字段“{code}”")
    if extra := set(condition) - {"field", "is", "value"}:
        raise wrong(place, f"{min(extra)!r} is not known here", f"不支持“{min(extra)}”")
    definition = known[code]
    if operator in ALONE:
        if condition.get("value") is not None:
            raise wrong(f"{place}.value", f"{operator} takes no value", f"“{operator}”不需要取值")
        return
    if operator in COMPARING and definition.kind not in ORDERED:
        raise wrong(f"{place}.is", f"a {definition.kind} has no order", f"“{definition.label.zh}”不能比较大小")
    if operator == "contains" and definition.kind not in TEXTS | LISTS | {"phone"}:
        raise wrong(f"{place}.is", f"a {definition.kind} contains nothing", f"“{definition.label.zh}”不能用“包含”")
    _check_value(definition, operator, condition.get("value"), f"{place}.value")


def _check_value(definition: FieldDefinition, operator: str, value: object, place: str) -> None:
    if is_empty(value):
        raise wrong(place, "a value is needed", "缺少取值")
    if operator == "in" and not isinstance(value, list):
        raise wrong(place, "a list of values is needed", "须给出取值列表")
    if operator != "in" and isinstance(value, list) and (definition.kind not in LISTS or operator == "contains"):
        raise wrong(place, "a single value is needed", "须给出单个取值")
    if operator == "contains" and definition.kind in TEXTS | {"phone"}:
        if not isinstance(value, str):
            raise wrong(place, "a text is needed", "须为文本")
        return
    for one in _list(value):
        if definition.kind in NUMBERS:
            if isinstance(one, bool) or not isinstance(one, int | float):
                raise wrong(place, "a number is needed", "须为数字")
            continue
        given: Any = [one] if definition.kind in LISTS else one
        try:
            cleaned = clean_value(definition.model_copy(update={"min": None, "max": None, "pattern": None}), given)
        except Invalid as error:
            raise wrong(place, str(error), str(error.details.get("message_zh", ""))) from error
        if cleaned != given:
            canonical = cleaned[0] if definition.kind in LISTS else cleaned
            raise wrong(place, f"write it as {canonical!r}", f"请写成“{canonical}”")
