"""Readers of spoken numbers, written without the product's code: the inverse that its speech is checked against."""

from __future__ import annotations

from decimal import Decimal

_ZH = {"零": 0, "幺": 1, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_ZH_UNITS = {"十": 10, "百": 100, "千": 1000}
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_EN_SMALL = {word: n for n, word in enumerate(_SMALL.split())}
_EN_TENS = {word: 10 * n for n, word in enumerate(_TENS.split(), start=2)}
_EN_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}


def read_chinese(words: str) -> int:
    """一万零五百 → 10500."""
    if words.startswith("负"):
        return -read_chinese(words[1:])
    if "亿" in words:
        head, tail = words.rsplit("亿", 1)
        return read_chinese(head) * 10**8 + (read_chinese(tail) if tail else 0)
    if "万" in words:
        head, tail = words.split("万")
        return read_chinese(head) * 10**4 + (read_chinese(tail) if tail else 0)
    total, digit = 0, None
    for char in words:
        if char in _ZH_UNITS:
            total += (1 if digit is None or digit == 0 else digit) * _ZH_UNITS[char]
            digit = None
        else:
            digit = _ZH[char]
    return total + (digit or 0)


def read_chinese_digits(words: str) -> str:
    return "".join(str(_ZH[char]) if char in _ZH else char for char in words)


def read_chinese_money(words: str) -> Decimal:
    """十二元零五分 → 12.05."""
    if words.startswith("负"):
        return -read_chinese_money(words[1:])
    total = Decimal(0)
    rest = words
    for sign, worth in (("元", Decimal(1)), ("角", Decimal("0.1")), ("分", Decimal("0.01"))):
        if sign in rest:
            amount, rest = rest.split(sign)
            total += read_chinese(amount) * worth
    assert not rest, words
    return total


def read_english(words: str) -> int:
    """ "ten thousand five hundred" → 10500."""
    if words.startswith("minus "):
        return -read_english(words.removeprefix("minus "))
    total = group = 0
    for word in words.replace("-", " ").split():
        if word in _EN_SMALL:
            group += _EN_SMALL[word]
        elif word in _EN_TENS:
            group += _EN_TENS[word]
        elif word == "hundred":
            group *= 100
        else:
            total += group * _EN_SCALES[word]
            group = 0
    return total + group


def read_english_digits(words: str) -> str:
    return "".join(str(_EN_SMALL.get(word, word)) for word in words.replace(",", "").split())


def read_english_money(words: str) -> Decimal:
    """ "twelve yuan fifty" → 12.50."""
    if words.startswith("minus "):
        return -read_english_money(words.removeprefix("minus "))
    yuan, sign, rest = words.partition(" yuan")
    if not sign:
        yuan, rest = "zero", words
    fen = rest.removesuffix(" fen").removeprefix(" and ").strip()
    return Decimal(read_english(yuan)) + Decimal(read_english(fen) if fen else 0) / 100
