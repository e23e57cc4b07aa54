"""The finite set of fragments from which every number, date, amount and code is spliced.

All fragments are rendered in advance, so a value that is known only in the call is played as a row of files. The words
of a value are cut into as few fragments as possible: fewer joins sound better.
"""

from __future__ import annotations

import string
from decimal import Decimal
from functools import cache

from telephony.ivr.speech import chinese, english
from telephony.ivr.speech.kinds import Kind, say
from telephony.ivr.speech.language import Lang, SpeechError

PAUSE: dict[Lang, str] = {"zh": "，", "en": ","}
"""The fragment that is a short silence between groups."""

_LETTERS = string.ascii_uppercase
_ZH_CHARACTERS = "零幺一二两三四五六七八九十百千万亿点负第元角分秒年月日天加转杠位"
_ZH_WORDS = (
    "小时 分钟 凌晨 上午 中午 下午 晚上 "
    "百分之 负百分之 星号键 井号键 星号 井号 下划线 斜杠 艾特 下一位就是您 您前面还有"
)
_EN_WORDS = (
    "hundred thousand million billion trillion minus point and yuan fen percent oh a.m. p.m. noon midnight "
    "plus extension dash underscore dot slash at star hash day days hour hours minute minutes second seconds "
    "there is are caller callers ahead of you hundredth thousandth millionth billionth trillionth"
)
_EN_PHRASES = (
    "you are next",
    "there is one caller ahead of you",
    "there are",
    "callers ahead of you",
)


def _chinese_vocabulary() -> frozenset[str]:
    below_hundred = [chinese.cardinal(n) for n in range(100)]
    teens_in_full = ["一" + chinese.cardinal(n) for n in range(10, 20)]
    hundreds = [chinese.cardinal(n * 100) for n in range(1, 10)]
    thousands = [chinese.cardinal(n * 1000) for n in range(1, 10)]
    large = [chinese.cardinal(n * scale) for n in range(1, 10) for scale in (10**4, 10**8)]
    months = [chinese.cardinal(n) + "月" for n in range(1, 13)]
    days = [chinese.cardinal(n) + "日" for n in range(1, 32)]
    hours = [chinese.clock(n, 0) for n in range(13)]
    minutes = [chinese.cardinal(n) + "分" for n in range(1, 60)]
    low_minutes = [f"零{chinese.cardinal(n)}分" for n in range(1, 10)]
    coins = [chinese.money(n * 10) for n in range(1, 10)] + [chinese.money(n) for n in range(1, 10)]
    counted = [chinese.quantity(Decimal(2), unit) for unit in ("位", "元", "分钟", "小时", "天")]
    return frozenset(
        [
            *_ZH_CHARACTERS,
            *_LETTERS,
            *_ZH_WORDS.split(),
            *below_hundred,
            *teens_in_full,
            *hundreds,
            *thousands,
            *large,
            *months,
            *days,
            *hours,
            *minutes,
            *low_minutes,
            *coins,
            *counted,
            PAUSE["zh"],
        ]
    )


def _english_vocabulary() -> frozenset[str]:
    below_hundred = [english.cardinal(n) for n in range(100)]
    hundreds = [english.cardinal(n * 100) for n in range(1, 10)]
    ordinals = [english.ordinal(n) for n in range(100)]
    return frozenset(
        [
            *_EN_WORDS.split(),
            *_EN_PHRASES,
            *_LETTERS,
            *english.MONTHS,
            *below_hundred,
            *hundreds,
            *ordinals,
            PAUSE["en"],
        ]
    )


@cache
def vocabulary(lang: Lang) -> frozenset[str]:
    """Every fragment that `fragments` can name in this language, the pause included."""
    return _chinese_vocabulary() if lang == "zh" else _english_vocabulary()


@cache
def _longest(lang: Lang) -> int:
    """In characters (Chinese) or words (English)."""
    return max(len(_tokens(fragment, lang)) for fragment in vocabulary(lang))


def _tokens(words: str, lang: Lang) -> list[str]:
    return list(words) if lang == "zh" else words.replace(",", " ,").split()


def splice(words: str, lang: Lang) -> list[str]:
    """Cut the words of a value into fragments of the vocabulary. Raises SpeechError for a word that is not in it."""
    known, longest = vocabulary(lang), _longest(lang)
    tokens = _tokens(words, lang)
    joint = "" if lang == "zh" else " "
    rows: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(tokens) + 1):
        best: tuple[str, ...] | None = None
        for start in range(max(0, end - longest), end):
            head = rows[start]
            if head is None or (best is not None and len(head) + 1 >= len(best)):
                continue
            fragment = joint.join(tokens[start:end])
            if fragment in known:
                best = (*head, fragment)
        rows.append(best)
    row = rows[-1]
    if row is None:
        reached = max(index for index, head in enumerate(rows) if head is not None)
        raise SpeechError(f'"{tokens[reached]}" in "{words}" is not in the {lang} vocabulary of fragments')
    return list(row)


def fragments(kind: Kind, value: object, lang: Lang, argument: str = "") -> list[str]:
    """The fragments of a value of this kind, in the order in which they are played.

    A quantity's unit and a text are phrases of their own, not part of the vocabulary: they are rendered with the
    prompts that name them. Raises SpeechError when the value does not fit the kind.
    """
    words = say(kind, value, lang, argument)
    if kind == "text":
        return [words]
    if kind == "quantity":
        return _quantity(words, lang, argument)
    return splice(words, lang)


def _quantity(words: str, lang: Lang, unit: str) -> list[str]:
    for name in unit_phrases(lang, unit):
        count = words.removesuffix(name).rstrip()
        if count != words.rstrip():
            return [*splice(count, lang), name]
    return splice(words, lang)


def unit_phrases(lang: Lang, unit: str) -> tuple[str, ...]:
    """The phrases that a quantity of this unit ends with: 位 → (位,), item → (items, item)."""
    if lang == "zh":
        return (unit or "件",)
    singular, bar, plural = unit.partition("|")
    return () if not singular else (plural if bar else f"{singular}s", singular)
