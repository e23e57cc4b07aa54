"""What each kind of field takes, and the one form in which it is stored:

text, long_text, phone: text; number: a JSON number; money: text with two decimals ("12.50"); date: "2026-11-26";
datetime: UTC, "2026-11-26T06:30:00Z"; choice: a code; choices: a list of codes, each once; yes_no: true or false;
file: a list of attachments' ids; customer, user, unit, document, product_owned: an id.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from crm.fields.definitions import CHOOSING, MOST_ITEMS, FieldDefinition, Kind
from crm.fields.refusals import refuse
from crm.phones import normalise

FIRST_YEAR, LAST_YEAR = 1900, 9998
LARGEST = 10**15
_CENT = Decimal("0.01")
_ID = re.compile(r"[A-Za-z0-9_.\-]{1,40}")
_LINE = re.compile(r"[\x00-\x1f\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def clean_value(definition: FieldDefinition, value: Any, *, kept: Any = None, area_code: str = "010") -> Any:
    """A value that is not empty → its stored form, or Invalid. `kept` is what the record had: codes that are no longer
    offered may stay. `area_code` completes bare local phone numbers. Cleaning what is clean changes nothing."""
    if definition.kind == "phone":
        return _phone(definition, value, area_code)
    if definition.kind in CHOOSING:
        return (_choice if definition.kind == "choice" else _choices)(definition, value, kept)
    return _CLEAN[definition.kind](definition, value)


def amount(text: object) -> Decimal | None:
    """A finite number out of a JSON number or its text, or None."""
    if isinstance(text, bool) or not isinstance(text, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(text).strip()) if len(str(text)) <= 40 else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def iso_date(text: object) -> date | None:
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def iso_instant(text: object) -> datetime | None:
    """An aware instant in UTC; None for anything else, a time without a zone too."""
    if not isinstance(text, str) or len(text) > 40 or not re.match(r"\d{4}-\d{2}-\d{2}T", text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
            return None
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def written_instant(moment: datetime) -> str:
    """The stored form: seconds, UTC. Such texts sort as the instants do."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _text(definition: FieldDefinition, value: Any) -> str:
    if not isinstance(value, str):
        raise refuse(definition, "a text is needed", "须为文本")
    text = value.strip()
    unwanted = _LINE if definition.kind == "text" else _CONTROL
    if unwanted.search(text):
        raise refuse(definition, "control characters and line breaks are not allowed", "不能含换行或控制字符")
    if len(text) > definition.longest:
        raise refuse(
            definition,
            f"{len(text)} characters, {definition.longest} are allowed",
            f"有 {len(text)} 个字，最多 {definition.longest} 个字",
        )
    if definition.pattern and not re.fullmatch(definition.pattern, text):
        hint = definition.help
        raise refuse(
            definition,
            "is not written as it must be" + (f" ({hint.en})" if hint else ""),
            "格式不正确" + (f"（{hint.zh}）" if hint else ""),
        )
    return text


def _number(definition: FieldDefinition, value: Any) -> int | float:
    number = amount(value)
    if number is None or abs(number) > LARGEST:
        raise refuse(definition, "a number is needed", "须为数字")
    _bounds(definition, number)
    if number == number.to_integral_value():
        return int(number)
    plain = float(number)
    return 0 if plain == 0 or math.isinf(plain) else plain


def _money(definition: FieldDefinition, value: Any) -> str:
    number = amount(value)
    if number is None or abs(number) > LARGEST:
        raise refuse(definition, "an amount is needed", "须为金额")
    rounded = number.quantize(_CENT, rounding=ROUND_HALF_EVEN)
    if rounded != number:
        raise refuse(definition, "at most two decimals", "最多两位小数")
    _bounds(definition, rounded)
    return f"{rounded + 0:.2f}".replace("-0.00", "0.00")


def _bounds(definition: FieldDefinition, number: Decimal) -> None:
    low, high = amount(definition.min), amount(definition.max)
    if low is not None and number < low:
        raise refuse(definition, f"must not be below {definition.min}", f"不能小于 {definition.min}")
    if high is not None and number > high:
        raise refuse(definition, f"must not be above {definition.max}", f"不能大于 {definition.max}")


def _date(definition: FieldDefinition, value: Any) -> str:
    day = iso_date(value)
    if day is None:
        raise refuse(definition, "a date as 2026-11-26 is needed", "须为日期，如 2026-11-26")
    low, high = iso_date(definition.min), iso_date(definition.max)
    if low is not None and day < low:
        raise refuse(definition, f"must not be before {low}", f"不能早于 {low}")
    if high is not None and day > high:
        raise refuse(definition, f"must not be after {high}", f"不能晚于 {high}")
    return day.isoformat()


def _datetime(definition: FieldDefinition, value: Any) -> str:
    moment = iso_instant(value)
    if moment is None:
        raise refuse(
            definition,
            "an instant with its zone, as 2026-11-26T14:30:00+08:00, is needed",
            "须为带时区的时间，如 2026-11-26T14:30:00+08:00",
        )
    low, high = iso_instant(definition.min), iso_instant(definition.max)
    if low is not None and moment < low:
        raise refuse(definition, f"must not be before {definition.min}", f"不能早于 {definition.min}")
    if high is not None and moment > high:
        raise refuse(definition, f"must not be after {definition.max}", f"不能晚于 {definition.max}")
    return written_instant(moment)


def _code(definition: FieldDefinition, value: Any, kept: frozenset[str]) -> str:
    if not isinstance(value, str):
        raise refuse(definition, "the code of a choice is needed", "须为选项代码")
    option = definition.option(value)
    if option is None and not (definition.dictionary and not definition.options and _ID.fullmatch(value)):
        raise refuse(definition, f"{value!r} is not among the choices", f"没有选项“{value}”")
    if option is not None and not option.active and value not in kept:
        raise refuse(definition, f"{option.en} can no longer be chosen", f"选项“{option.zh}”已停用")
    return value


def _choice(definition: FieldDefinition, value: Any, kept: Any) -> str:
    return _code(definition, value, frozenset({kept}) if isinstance(kept, str) else frozenset())


def _choices(definition: FieldDefinition, value: Any, kept: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise refuse(
            definition, f"a list of at most {MOST_ITEMS} codes is needed", f"须为最多 {MOST_ITEMS} 个选项的列表"
        )
    had = frozenset(one for one in kept if isinstance(one, str)) if isinstance(kept, list) else frozenset()
    codes = list(dict.fromkeys(_code(definition, one, had) for one in value))
    low, high = amount(definition.min), amount(definition.max)
    if low is not None and len(codes) < low:
        raise refuse(definition, f"choose at least {low}", f"至少选择 {low} 项")
    if high is not None and len(codes) > high:
        raise refuse(definition, f"choose at most {high}", f"最多选择 {high} 项")
    return codes


def _yes_no(definition: FieldDefinition, value: Any) -> bool:
    if not isinstance(value, bool):
        raise refuse(definition, "true or false is needed", "须为“是”或“否”")
    return value


def _phone(definition: FieldDefinition, value: Any, area_code: str) -> str:
    number = normalise(value, area_code=area_code) if isinstance(value, str) else ""
    if not number.lstrip("+").isdigit() or len(number) > 32:
        raise refuse(definition, f"{value!r} is not a phone number", f"中的“{value}”不是电话号码")
    return number


def _files(definition: FieldDefinition, value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise refuse(
            definition, f"a list of at most {MOST_ITEMS} files is needed", f"须为最多 {MOST_ITEMS} 个附件的列表"
        )
    return list(dict.fromkeys(_reference(definition, one) for one in value))


def _reference(definition: FieldDefinition, value: Any) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise refuse(definition, "an id is needed", "须为编号")
    return value


_CLEAN: Mapping[Kind, Callable[[FieldDefinition, Any], Any]] = {
    "text": _text,
    "long_text": _text,
    "number": _number,
    "money": _money,
    "date": _date,
    "datetime": _datetime,
    "yes_no": _yes_no,
    "file": _files,
    "customer": _reference,
    "user": _reference,
    "unit": _reference,
    "document": _reference,
    "product_owned": _reference,
}
