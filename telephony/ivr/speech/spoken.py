"""Values as words in either language: the one place where a kind of value meets a language.

Every function is pure and takes `lang` "zh" or "en". A comma in the result is a short pause.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

from telephony.ivr.speech import chinese, english
from telephony.ivr.speech.language import Lang, SpeechError
from telephony.ivr.speech.phones import split_phone

_SEPARATORS = re.compile(r"[\s\-_.,，、]+")
_SIGNS: dict[str, tuple[str, str]] = {
    "-": ("杠", "dash"),
    "_": ("下划线", "underscore"),
    ".": ("点", "dot"),
    "/": ("斜杠", "slash"),
    "+": ("加", "plus"),
    "@": ("艾特", "at"),
}
_PAUSE = {"zh": "，", "en": ", "}


def cardinal(n: int, lang: Lang) -> str:
    """A whole number: 10500 → 一万零五百, "ten thousand five hundred"."""
    return chinese.cardinal(n) if lang == "zh" else english.cardinal(n)


def number(value: Decimal, lang: Lang) -> str:
    """A number that may have decimals: 3.5 → 三点五, "three point five"."""
    return chinese.number(value) if lang == "zh" else english.number(value)


def quantity(n: int | Decimal, lang: Lang, unit: str = "") -> str:
    """A count with its measure word: 2 → 两件. Without `unit`: 件 in Chinese, the bare number in English, where `unit`
    is the singular or "singular|plural"."""
    value = Decimal(n)
    return chinese.quantity(value, unit or "件") if lang == "zh" else english.quantity(value, unit)


def ordinal(n: int, lang: Lang) -> str:
    """2 → 第二, "second". Raises SpeechError below 0."""
    if n < 0:
        raise SpeechError(f"{n} is no place in an order: use 0 or more")
    return chinese.ordinal(n) if lang == "zh" else english.ordinal(n)


def digits(text: str, lang: Lang) -> str:
    """Digit by digit, letters by name, separators as pauses: "A10-2" → A幺零，二.

    Raises SpeechError for other signs."""
    groups = [group for group in _SEPARATORS.split(text.strip().upper()) if group]
    if not groups:
        raise SpeechError("there is no digit to speak: the text is empty")
    for group in groups:
        if not (group.isascii() and group.isalnum()):
            raise SpeechError(f'"{text}" has signs other than digits and letters: speak it as a code')
    if lang == "zh":
        return _PAUSE["zh"].join(chinese.code_digits(group) for group in groups)
    return _PAUSE["en"].join(english.digits(group) for group in groups)


def code(text: str, lang: Lang) -> str:
    """Every character by name, signs included: "A-1" → A杠幺, "A dash one".

    Raises SpeechError for a sign without a name."""
    words = []
    for char in text.strip().upper():
        if char in _SIGNS:
            words.append(_SIGNS[char][0 if lang == "zh" else 1])
        elif char in "*#":
            words.append(menu_key(char, lang).removesuffix("键"))
        elif char.isascii() and char.isalnum():
            words.append(chinese.code_digits(char) if lang == "zh" else english.digits(char))
        elif not char.isspace():
            raise SpeechError(f'"{char}" in "{text}" has no spoken name: use letters, digits and - _ . / + @ * #')
    if not words:
        raise SpeechError("there is nothing to speak: the code is empty")
    return ("" if lang == "zh" else " ").join(words)


def phone(text: str, lang: Lang) -> str:
    """A phone number in groups, with its extension: 13800138000 → 幺三八，零零幺三，八零零零."""
    spoken = split_phone(text)
    if lang == "zh":
        words = ("加" if spoken.international else "") + "，".join(map(chinese.code_digits, spoken.groups))
        return words + (f"转{chinese.code_digits(spoken.extension)}" if spoken.extension else "")
    words = ("plus " if spoken.international else "") + ", ".join(map(english.digits, spoken.groups))
    return words + (f", extension {english.digits(spoken.extension)}" if spoken.extension else "")


def money(amount: Decimal, lang: Lang) -> str:
    """An amount in yuan, rounded half up to fen: 12.5 → 十二元五角, "twelve yuan fifty"."""
    fen = int((amount * 100).to_integral_value(ROUND_HALF_UP))
    return chinese.money(fen) if lang == "zh" else english.money(fen)


def date(value: dt.date, lang: Lang) -> str:
    """2026-11-21 → 二零二六年十一月二十一日."""
    return chinese.calendar_date(value) if lang == "zh" else english.calendar_date(value)


def day(value: dt.date, lang: Lang) -> str:
    """A date without its year: 十一月二十一日."""
    return chinese.day(value) if lang == "zh" else english.day(value)


def time_of_day(value: dt.time, lang: Lang) -> str:
    """14:05 → 下午两点零五分, "two oh five p.m."."""
    return chinese.time_of_day(value) if lang == "zh" else english.time_of_day(value)


def duration(seconds: float, lang: Lang) -> str:
    """A length of time, rounded to seconds: 150 → 两分三十秒. Raises SpeechError when negative."""
    whole = int(Decimal(str(seconds)).to_integral_value(ROUND_HALF_UP))
    if whole < 0:
        raise SpeechError(f"{seconds} is no length of time: use 0 or more seconds")
    return chinese.duration(whole) if lang == "zh" else english.duration(whole)


def percent(value: int | Decimal, lang: Lang) -> str:
    """`value` in hundredths: 20 → 百分之二十, "twenty percent"."""
    return chinese.percent(Decimal(value)) if lang == "zh" else english.percent(Decimal(value))


def position(ahead: int, lang: Lang) -> str:
    """`ahead` callers wait before this one: 0 → 下一位就是您. Raises SpeechError when negative."""
    if ahead < 0:
        raise SpeechError(f"{ahead} is no queue position: use the number of callers ahead, 0 or more")
    return chinese.position(ahead) if lang == "zh" else english.position(ahead)


def menu_key(key: str, lang: Lang) -> str:
    """A key of the telephone: 1 → 一, * → 星号键, # → 井号键. Raises SpeechError when there is no such key."""
    if key in chinese.KEYS:
        return chinese.KEYS[key] if lang == "zh" else english.KEYS[key]
    if len(key) != 1 or key not in "0123456789":
        raise SpeechError(f'"{key}" is no key of a telephone: use one of 0-9 * #')
    return chinese.plain_digits(key) if lang == "zh" else english.digits(key)
