"""How numbers in written English are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

from telephony.ivr.speech import english, spoken
from telephony.ivr.speech.language import SpeechError

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MONTHS = "|".join(f"{name}|{name[:3]}\\.?" for name in english.MONTHS)
_NAMED_NUMBERS = (
    r"(?:agent|order|ticket|account|tracking|reference|member|extension|code|phone|hotline|mobile|number|no\.?)"
    r"(?:\s+(?:number|code|id|no\.?))?(?:\s+is)?:?\s+"
)


def _plain(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def integer(text: str) -> str:
    """A run of digits of which nothing is known: five or more, or a leading zero, are a code; the others a number."""
    if len(text) >= 5 or (len(text) > 1 and text[0] == "0"):
        return english.digits(text)
    return english.cardinal(int(text))


def _any_number(text: str) -> str:
    whole = text.replace(",", "")
    if "." in whole:
        head, _, tail = whole.partition(".")
        return integer(head) + " point " + english.digits(tail)
    return english.cardinal(int(whole)) if "," in text and len(whole) <= 15 else integer(whole)


def _iso_date(match: re.Match[str]) -> str:
    try:
        value = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return match[0]
    return spoken.date(value, "en")


def _month_name(text: str) -> str:
    return next(name for name in english.MONTHS if name.startswith(text[:3].title()))


def _named_date(match: re.Match[str]) -> str:
    day = int(match["day"])
    if not 1 <= day <= 31:
        return match[0]
    words = f"{_month_name(match['month'])} {english.ordinal(day)}"
    return f"{words}, {english.year(int(match['year']))}" if match["year"] else words


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "").lower().replace(".", "")
    if minute > 59 or hour > (12 if half else 24) or (hour == 24 and minute):
        return match[0]
    if half:
        return f"{english.clock(hour, minute)} {'a.m.' if half == 'am' else 'p.m.'}"
    return spoken.time_of_day(time(hour % 24, minute), "en")


def _money(match: re.Match[str]) -> str:
    amount = _plain(match["amount"])
    exponent = amount.as_tuple().exponent
    if amount >= english.LIMIT or (isinstance(exponent, int) and exponent < -2):
        return f"{_any_number(match['amount'])} yuan"
    return spoken.money(amount, "en")


def _phone(match: re.Match[str]) -> str:
    try:
        return spoken.phone(match[0], "en")
    except SpeechError:
        return english.digits(match[0])


RULES: tuple[Rule, ...] = (
    # Keys of the telephone.
    (
        re.compile(r"(?i)\b(press|dial|enter|with|pressing)(\s+(?:the\s+)?(?:key\s+)?)(\d|[*#])(?![\d.,:%]*\d|%|\w)"),
        lambda m: f"{m[1]}{m[2]}{spoken.menu_key(m[3], 'en')}",
    ),
    (re.compile(r"(?<!\w)[*#](?!\w)"), lambda m: spoken.menu_key(m[0], "en")),
    (re.compile(r"#(?=\d)"), lambda _m: "number "),
    # Phone numbers.
    (
        re.compile(
            r"(?<![\w.])(?:\+?86[- ]?)?(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}-\d{7,8}|[48]00-?\d{3}-?\d{4})"
            r"(?:-\d{1,6}|\s*(?:ext\.?|extension|x)\s*\d{1,6})?(?![\w-])"
        ),
        _phone,
    ),
    # Dates.
    (re.compile(r"(?<!\d)(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})(?!\d)"), _iso_date),
    (
        re.compile(rf"\b(?P<month>{_MONTHS})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?(?!\d)"),
        _named_date,
    ),
    (
        re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTHS})\b(?:,?\s+(?P<year>\d{{4}}))?(?!\d)"),
        _named_date,
    ),
    (
        re.compile(rf"\b((?:in|since|by|year|until|{_MONTHS})\s+)((?:19|20)\d{{2}})\b(?![,.]\d)"),
        lambda m: m[1] + english.year(int(m[2])),
    ),
    # Times of day.
    (
        re.compile(r"(?i)(?<=\d)(\s*[ap]\.?m\.?)?\s*[-–—~]\s*(?=\d{1,2}(?::\d{2}|\s*[ap]\.?m))"),
        lambda m: f"{m[1] or ''} to ",
    ),
    (
        re.compile(
            r"(?i)(?<![\d.])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2})?(?![\d:])(?:\s*(?P<half>[ap]\.?m\b\.?))?"
        ),
        _clock,
    ),
    (re.compile(r"(?i)(?<![\d.])(?P<hour>\d{1,2})(?P<minute>)\s*(?P<half>[ap]\.?m\b\.?)"), _clock),
    (re.compile(r"\b24/7\b"), lambda _m: "twenty-four seven"),
    # Amounts.
    (re.compile(rf"(?:[¥￥]|RMB|CNY)\s*(?P<amount>{_NUMBER})(?:\s*(?:yuan|RMB|CNY))?"), _money),
    (re.compile(rf"(?P<amount>{_NUMBER})\s*(?:yuan|RMB|CNY)\b"), _money),
    (re.compile(rf"({_NUMBER})\s*(?:%|percent\b)"), lambda m: f"{_any_number(m[1])} percent"),
    (re.compile(r"(?<!\d)(\d{1,14})(?:st|nd|rd|th)\b"), lambda m: english.ordinal(int(m[1]))),
    (
        re.compile(rf"(?i)\b({_NAMED_NUMBERS})(\d{{2,}})(?![\d.,]*\d)"),
        lambda m: m[1] + english.digits(m[2]),
    ),
    (re.compile(r"(?<=\d)\s*[-–—~]\s*(?=\d{1,4}(?!\d)\s*[a-z])"), lambda _m: " to "),
    (re.compile(r"(?<![\w.])\d+(?:\.\d+){2,}(?![\w.]*\d)"), lambda m: " point ".join(map(integer, m[0].split(".")))),
    # Codes of letters and digits, signs, and the rest.
    (
        re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z]+\d|\d+[A-Za-z])[A-Za-z0-9]+", re.ASCII),
        lambda m: english.digits(m[0].upper()),
    ),
    (re.compile(r"(?<=\d)\s*[×*]\s*(?=\d)"), lambda _m: " times "),
    (re.compile(r"(?<![\w\-.)])[-−](?=\d)"), lambda _m: "minus "),
    (re.compile(rf"(?<=[A-Za-z])({_NUMBER})"), lambda m: " " + _any_number(m[1])),
    (re.compile(_NUMBER), lambda m: _any_number(m[0])),
)
