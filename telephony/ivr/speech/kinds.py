"""The kinds of values that a prompt's placeholder may have, and what each accepts.

Values come from flows and lookups as text or numbers; each kind converts what it is given and says what it wants when
it cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal, get_args

from telephony.ivr.speech import spoken
from telephony.ivr.speech.language import Lang, SpeechError

Kind = Literal[
    "number",
    "quantity",
    "ordinal",
    "digits",
    "code",
    "phone",
    "money",
    "date",
    "day",
    "time",
    "datetime",
    "duration",
    "percent",
    "position",
    "key",
    "text",
]
KINDS: tuple[Kind, ...] = get_args(Kind)


FINEST = Decimal("1e-10")
"""More decimals are not read: machines write 0.1 + 0.2 as 0.30000000000000004, and a tiny number would never end."""


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise SpeechError(f"{value!r} is no number")
    try:
        number = Decimal(str(value).strip().replace(",", ""))
    except InvalidOperation:
        raise SpeechError(f'"{value}" is no number') from None
    if not number.is_finite() or abs(number) >= 10**18:
        raise SpeechError(f"{value} cannot be read as a number")
    exponent = number.as_tuple().exponent
    return number.quantize(FINEST) if isinstance(exponent, int) and exponent < -10 else number


def _whole(value: object) -> int:
    number = _decimal(value)
    if number != number.to_integral_value():
        raise SpeechError(f"{value} is no whole number")
    return int(number)


def _string(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise SpeechError(f"{value!r} is no text")
    return str(value)


def _date(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return datetime.fromisoformat(_string(value)).date()
    except ValueError:
        raise SpeechError(f'"{value}" is no date: write YYYY-MM-DD') from None


def _time(value: object) -> time:
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    text = _string(value)
    try:
        return time.fromisoformat(text) if "-" not in text[1:] else datetime.fromisoformat(text).time()
    except ValueError:
        raise SpeechError(f'"{value}" is no time of day: write HH:MM') from None


def _seconds(value: object) -> float:
    return value.total_seconds() if isinstance(value, timedelta) else float(_decimal(value))


def _datetime(value: object, lang: Lang) -> str:
    joint = "，" if lang == "zh" else ", "
    return spoken.date(_date(value), lang) + joint + spoken.time_of_day(_time(value), lang)


_SAY: dict[Kind, Callable[[object, Lang, str], str]] = {
    "number": lambda value, lang, _: spoken.number(_decimal(value), lang),
    "quantity": lambda value, lang, unit: spoken.quantity(_decimal(value), lang, unit),
    "ordinal": lambda value, lang, _: spoken.ordinal(_whole(value), lang),
    "digits": lambda value, lang, _: spoken.digits(_string(value), lang),
    "code": lambda value, lang, _: spoken.code(_string(value), lang),
    "phone": lambda value, lang, _: spoken.phone(_string(value), lang),
    "money": lambda value, lang, _: spoken.money(_decimal(value), lang),
    "date": lambda value, lang, _: spoken.date(_date(value), lang),
    "day": lambda value, lang, _: spoken.day(_date(value), lang),
    "time": lambda value, lang, _: spoken.time_of_day(_time(value), lang),
    "datetime": lambda value, lang, _: _datetime(value, lang),
    "duration": lambda value, lang, _: spoken.duration(_seconds(value), lang),
    "percent": lambda value, lang, _: spoken.percent(_decimal(value), lang),
    "position": lambda value, lang, _: spoken.position(_whole(value), lang),
    "key": lambda value, lang, _: spoken.menu_key(_string(value), lang),
    "text": lambda value, _lang, _: _string(value),
}


EXPECTS: Mapping[Kind, str] = {
    "number": "a number",
    "quantity": "a number",
    "ordinal": "a whole number, 0 or more",
    "digits": "digits and letters",
    "code": "letters, digits and - _ . / + @ * #",
    "phone": "a phone number",
    "money": "a number of yuan",
    "date": "a date YYYY-MM-DD",
    "day": "a date YYYY-MM-DD",
    "time": "a time HH:MM",
    "datetime": "a time YYYY-MM-DDTHH:MM",
    "duration": "a number of seconds, 0 or more",
    "percent": "a number",
    "position": "the number of callers ahead, 0 or more",
    "key": "one of 0-9 * #",
    "text": "a text",
}
"""What a value of each kind must be, in words for people."""


def say(kind: Kind, value: object, lang: Lang, argument: str = "") -> str:
    """The words of a value. Accepts what its kind needs: numbers as int, Decimal or text; dates and times as objects or
    ISO 8601 text; durations in seconds; positions as the number of callers ahead. Raises SpeechError otherwise."""
    return _SAY[kind](value, lang, argument)
