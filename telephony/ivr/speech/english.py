"""Numbers as an English speaker reads them (American usage: no "and" inside a number)."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

from telephony.ivr.speech.language import SpeechError

LIMIT = 10**15
"""Whole numbers are read below this magnitude."""

_SMALL_NAMES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_MONTH_NAMES = "January February March April May June July August September October November December"
SMALL = tuple(_SMALL_NAMES.split())
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"))
MONTHS = tuple(_MONTH_NAMES.split())
_IRREGULAR_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
KEYS = {"*": "star", "#": "hash"}
"""Keys that are not digits, as menus name them."""


def _below_hundred(n: int) -> str:
    if n < 20:
        return SMALL[n]
    tens, ones = divmod(n, 10)
    return TENS[tens] + (f"-{SMALL[ones]}" if ones else "")


def _below_thousand(n: int) -> str:
    hundreds, rest = divmod(n, 100)
    words = [f"{SMALL[hundreds]} hundred"] if hundreds else []
    if rest or not hundreds:
        words.append(_below_hundred(rest))
    return " ".join(words)


def cardinal(n: int) -> str:
    """A whole number: 1005 → "one thousand five". Raises SpeechError from 10^15 on."""
    if abs(n) >= LIMIT:
        raise SpeechError(f"{n} is too large to be read as a number: speak it as digits")
    if n < 0:
        return "minus " + cardinal(-n)
    words = []
    rest = n
    for scale, name in SCALES:
        count, rest = divmod(rest, scale)
        if count:
            words.append(f"{_below_thousand(count)} {name}")
    if rest or not words:
        words.append(_below_thousand(rest))
    return " ".join(words)


def number(value: Decimal) -> str:
    """A number that may have decimals: 3.5 → "three point five". Trailing zeros are not read."""
    whole, _, decimals = format(value.copy_abs().normalize(), "f").partition(".")
    words = cardinal(int(whole))
    if decimals:
        words += " point " + digits(decimals)
    return ("minus " if value < 0 else "") + words


def quantity(value: Decimal, unit: str) -> str:
    """A counted quantity. `unit` is the singular (an s is added for the plural) or "singular|plural"."""
    singular, bar, plural = unit.partition("|")
    many = plural if bar or not singular else f"{singular}s"
    return f"{number(value)} {singular if value in (1, -1) else many}".strip()


def ordinal(n: int) -> str:
    """21 → "twenty-first"."""
    words = cardinal(n)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    head, last = words[:cut], words[cut:]
    if last in _IRREGULAR_ORDINALS:
        last = _IRREGULAR_ORDINALS[last]
    elif last.endswith("y"):
        last = last[:-1] + "ieth"
    else:
        last += "th"
    return head + last


def digits(text: str) -> str:
    """Digit by digit: "10" → "one zero"; other characters are kept as words of their own."""
    return " ".join(SMALL[int(c)] if c in "0123456789" else c for c in text if not c.isspace())


def money(fen: int) -> str:
    """An amount in fen: 1250 → "twelve yuan fifty", 1205 → "twelve yuan and five fen", 50 → "fifty fen"."""
    if fen < 0:
        return "minus " + money(-fen)
    yuan, rest = divmod(fen, 100)
    if not rest:
        return f"{cardinal(yuan)} yuan"
    if not yuan:
        return f"{cardinal(rest)} fen"
    if rest < 10:
        return f"{cardinal(yuan)} yuan and {cardinal(rest)} fen"
    return f"{cardinal(yuan)} yuan {cardinal(rest)}"


def year(n: int) -> str:
    """1905 → "nineteen oh five", 2005 → "two thousand five", 2026 → "twenty twenty-six"."""
    century, rest = divmod(n, 100)
    if not 10 <= century <= 99 or n % 1000 < 10:
        return cardinal(n)
    if rest == 0:
        return f"{_below_hundred(century)} hundred"
    return f"{_below_hundred(century)} {'oh ' if rest < 10 else ''}{_below_hundred(rest)}"


def day(value: date) -> str:
    """11-21 → "November twenty-first"."""
    return f"{MONTHS[value.month - 1]} {ordinal(value.day)}"


def calendar_date(value: date) -> str:
    """2026-11-21 → "November twenty-first, twenty twenty-six"."""
    return f"{day(value)}, {year(value.year)}"


def clock(hour: int, minute: int) -> str:
    """2, 5 → "two oh five"; 2, 0 → "two"."""
    words = cardinal(hour)
    if minute:
        words += f" {'oh ' if minute < 10 else ''}{cardinal(minute)}"
    return words


def time_of_day(value: time) -> str:
    """14:05 → "two oh five p.m.", 0:00 → "midnight", 12:00 → "noon"."""
    if value.minute == 0 and value.hour % 12 == 0:
        return "noon" if value.hour else "midnight"
    return f"{clock(value.hour % 12 or 12, value.minute)} {'a.m.' if value.hour < 12 else 'p.m.'}"


def duration(seconds: int) -> str:
    """65 → "one minute five seconds"."""
    words = []
    rest = seconds
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        amount, rest = divmod(rest, size)
        if amount:
            words.append(quantity(Decimal(amount), name))
    return " ".join(words) or "zero seconds"


def percent(value: Decimal) -> str:
    """12.5 → "twelve point five percent"."""
    return f"{number(value)} percent"


def position(ahead: int) -> str:
    """The place in the queue: 0 ahead → "you are next", 2 → "there are two callers ahead of you"."""
    if ahead == 0:
        return "you are next"
    return "there is one caller ahead of you" if ahead == 1 else f"there are {cardinal(ahead)} callers ahead of you"
