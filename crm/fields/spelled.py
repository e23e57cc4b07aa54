"""Values as people write and read them: cells of a table, query strings, messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any, Literal

from crm.fields.definitions import FieldDefinition
from crm.fields.kinds import FIRST_YEAR, LAST_YEAR, iso_date, iso_instant, written_instant
from crm.fields.refusals import refuse

Language = Literal["zh", "en"]

YES = frozenset({"true", "yes", "y", "1", "是", "有", "对", "√"})
NO = frozenset({"false", "no", "n", "0", "否", "无", "不", "×"})
YES_NO: Mapping[Language, tuple[str, str]] = {"zh": ("否", "是"), "en": ("no", "yes")}
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_SEVERAL = re.compile(r"[,，;；、|\n]+")
_MONEY_SIGNS = re.compile(r"[,，￥¥$元\s]")


def read_text(definition: FieldDefinition, text: str, *, zone: tzinfo = UTC) -> Any:
    """What was written → what `clean` takes: 2026/1/5, 2026年1月5日 14:30 (in `zone`), 是 or yes, a choice's code or
    its name in either language, several of them with commas, ￥1,200.50. A whole day where an instant is meant stays
    a date. Raises Invalid as `clean` does; None for nothing."""
    text = text.strip()
    if not text:
        return None
    match definition.kind:
        case "number" | "money":
            return _MONEY_SIGNS.sub("", text)
        case "yes_no":
            word = text.lower()
            if word not in YES | NO:
                raise refuse(definition, "yes or no is needed", "须为“是”或“否”")
            return word in YES
        case "date" | "datetime":
            return _moment(definition, text, zone)
        case "choice":
            return _code(definition, text)
        case "choices":
            return [_code(definition, part.strip()) for part in _SEVERAL.split(text) if part.strip()]
        case "file":
            return [part.strip() for part in _SEVERAL.split(text) if part.strip()]
        case _:
            return text


def written(definition: FieldDefinition, value: Any, language: Language, *, zone: tzinfo = UTC) -> str:
    """A stored value for people; references stay ids."""
    if value is None:
        return ""
    match definition.kind:
        case "yes_no":
            return YES_NO[language][1 if value else 0]
        case "choice":
            return _name(definition, str(value), language)
        case "choices":
            return ("、" if language == "zh" else ", ").join(_name(definition, str(one), language) for one in value)
        case "datetime":
            moment = iso_instant(value)
            return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") if moment else str(value)
        case "file":
            return ", ".join(map(str, value))
        case _:
            return str(value)


def _name(definition: FieldDefinition, code: str, language: Language) -> str:
    option = definition.option(code)
    return code if option is None else option.zh if language == "zh" else option.en


def _code(definition: FieldDefinition, text: str) -> str:
    if definition.option(text) is not None:
        return text
    folded = text.casefold()
    for option in definition.options:
        if folded in {option.zh.casefold(), option.en.casefold(), option.code.casefold()}:
            return option.code
    return text


def _moment(definition: FieldDefinition, text: str, zone: tzinfo) -> str:
    if iso_date(text) is not None:
        return text
    if (moment := iso_instant(text)) is not None:
        return written_instant(moment) if definition.kind == "datetime" else text
    read = _day_and_time(text, zone)
    if read is None or (definition.kind == "date" and isinstance(read, datetime)):
        raise refuse(definition, f"{text!r} is not a date", f"中的“{text}”不是日期")
    return written_instant(read) if isinstance(read, datetime) else read.isoformat()


def _day_and_time(text: str, zone: tzinfo) -> date | datetime | None:
    found = _DATE.match(text)
    if found is None:
        return None
    rest = text[found.end() :].strip(" T")
    clock = _TIME.fullmatch(rest)
    if rest and clock is None:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
        if clock is None:
            return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
        at = time(int(clock[1]), int(clock[2]), int(clock[3] or 0))
    except ValueError:
        return None
    return datetime.combine(day, at, zone) if FIRST_YEAR <= day.year <= LAST_YEAR else None
