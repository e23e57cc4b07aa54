"""Digits and signs in a written prompt text become words, so that no voice has to guess how to read them.

The rules of each language are an ordered table: the first ones know the most (a date, an amount of money), the last
ones take what is left. After them no digit remains.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from telephony.ivr.speech import rules_en, rules_zh
from telephony.ivr.speech.language import Lang
from telephony.ivr.speech.pronunciation import Entries, divide, entries

_HALF_WIDTH = str.maketrans("０１２３４５６７８９％＃＊：．＋－￥", "0123456789%#*:.+-¥")


def normalise(text: str, lang: Lang, pronunciation: Mapping[str, str] | None = None) -> str:
    """The text with its numbers in words: 请按1，20元 → 请按一，二十元. The pronunciation dictionary goes first and its
    words are left alone."""
    return _normalise(text, lang, entries(pronunciation, lang))


@lru_cache(maxsize=4096)
def _normalise(text: str, lang: Lang, chosen: Entries) -> str:
    rules = rules_zh.RULES if lang == "zh" else rules_en.RULES
    out = []
    for stretch, said in divide(text, chosen):
        words = stretch
        if not said:
            words = words.translate(_HALF_WIDTH) if not words.isascii() else words
            for pattern, replace in rules:
                words = pattern.sub(replace, words)
        out.append(words)
    return "".join(out)
