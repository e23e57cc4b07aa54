"""Numbers as words, read back by an independent reader."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spoken_readers import (
    read_chinese,
    read_chinese_digits,
    read_chinese_money,
    read_english,
    read_english_digits,
    read_english_money,
)

from telephony.ivr.speech import spoken
from telephony.ivr.speech.kinds import say
from telephony.ivr.speech.language import SpeechError
from telephony.ivr.speech.media import media

WHOLE = st.one_of(
    st.integers(0, 10**12),
    st.integers(0, 20_000),
    st.builds(lambda digit, zeros: digit * 10**zeros, st.integers(1, 999), st.integers(0, 10)),
    st.builds(lambda a, b: a * 10**8 + b, st.integers(0, 10**4), st.integers(0, 10**4)),
)
AMOUNT = st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
BAD_CHINESE = re.compile("二千|^二[万亿]|零零|.零$|^一十|零[万亿十百千]|[十百千]{2}")


@settings(max_examples=1000)
@given(WHOLE)
@example(0)
@example(10)
@example(10**12)
@example(100_100_005)
@example(2_000_000_002)
def test_chinese_cardinal_reads_back(n: int) -> None:
    words = spoken.cardinal(n, "zh")
    assert read_chinese(words) == n
    assert not BAD_CHINESE.search(words), words
    assert spoken.cardinal(-n, "zh") == ("负" + words if n else words)


@settings(max_examples=1000)
@given(WHOLE)
@example(0)
@example(10**12)
def test_english_cardinal_reads_back(n: int) -> None:
    words = spoken.cardinal(n, "en")
    assert read_english(words) == n
    assert re.fullmatch(r"[a-z]+(?:[ -][a-z]+)*", words)
    assert n == 0 or "zero" not in words
    assert spoken.cardinal(-n, "en") == (f"minus {words}" if n else words)


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "零"),
        (2, "二"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (115, "一百一十五"),
        (200, "二百"),
        (222, "二百二十二"),
        (1005, "一千零五"),
        (1010, "一千零一十"),
        (2000, "两千"),
        (2002, "两千零二"),
        (10_500, "一万零五百"),
        (20_000, "两万"),
        (22_000, "两万两千"),
        (100_000, "十万"),
        (100_010, "十万零一十"),
        (105_000, "十万五千"),
        (120_000, "十二万"),
        (200_000, "二十万"),
        (2_000_000, "二百万"),
        (10**8, "一亿"),
        (2 * 10**8, "两亿"),
        (10**8 + 5, "一亿零五"),
        (10**9, "十亿"),
        (10**12, "一万亿"),
        (-1005, "负一千零五"),
    ],
)
def test_chinese_cardinals(n: int, words: str) -> None:
    assert spoken.cardinal(n, "zh") == words


@pytest.mark.parametrize(
    ("n", "unit", "words"),
    [
        (0, "位", "零位"),
        (2, "", "两件"),
        (2, "位", "两位"),
        (2, "两", "二两"),
        (2, "号", "二号"),
        (12, "件", "十二件"),
        (20, "件", "二十件"),
        (102, "件", "一百零二件"),
        (2000, "件", "两千件"),
        (Decimal("2.5"), "公斤", "二点五公斤"),
    ],
)
def test_chinese_quantities(n: int | Decimal, unit: str, words: str) -> None:
    assert spoken.quantity(n, "zh", unit) == words


@pytest.mark.parametrize(
    ("n", "unit", "words"),
    [
        (1, "item", "one item"),
        (2, "item", "two items"),
        (0, "item", "zero items"),
        (3, "box|boxes", "three boxes"),
        (1, "box|boxes", "one box"),
        (5, "", "five"),
    ],
)
def test_english_quantities(n: int, unit: str, words: str) -> None:
    assert spoken.quantity(n, "en", unit) == words


def test_ordinals() -> None:
    assert [spoken.ordinal(n, "zh") for n in (1, 2, 12, 20)] == ["第一", "第二", "第十二", "第二十"]
    assert [spoken.ordinal(n, "en") for n in (1, 2, 3, 12, 20, 21, 100, 1000)] == [
        "first",
        "second",
        "third",
        "twelfth",
        "twentieth",
        "twenty-first",
        "one hundredth",
        "one thousandth",
    ]


@given(AMOUNT)
@example(Decimal(0))
@example(Decimal("-0.02"))
def test_money_reads_back(amount: Decimal) -> None:
    chinese = spoken.money(amount, "zh")
    assert read_chinese_money(chinese) == amount
    assert read_english_money(spoken.money(amount, "en")) == amount
    assert "二元" not in chinese.removeprefix("负")[:2]
    assert not re.search("零零|零[元角]|元零.角", chinese.replace("零元", "") if amount == 0 else chinese)


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        ("12.50", "十二元五角", "twelve yuan fifty"),
        ("12.05", "十二元零五分", "twelve yuan and five fen"),
        ("0.5", "五角", "fifty fen"),
        ("0.02", "两分", "two fen"),
        ("2", "两元", "two yuan"),
        ("2.22", "两元两角二分", "two yuan twenty-two"),
        ("0", "零元", "zero yuan"),
        ("-3.10", "负三元一角", "minus three yuan ten"),
        ("10500", "一万零五百元", "ten thousand five hundred yuan"),
        ("1.005", "一元零一分", "one yuan and one fen"),
    ],
)
def test_money(amount: str, zh: str, en: str) -> None:
    assert spoken.money(Decimal(amount), "zh") == zh
    assert spoken.money(Decimal(amount), "en") == en


@given(st.text("0123456789", min_size=1, max_size=30))
def test_digits_read_back(text: str) -> None:
    assert read_chinese_digits(spoken.digits(text, "zh")) == text
    assert read_english_digits(spoken.digits(text, "en")) == text
    assert "一" not in spoken.digits(text, "zh")


def test_digits_with_letters_and_separators() -> None:
    assert spoken.digits("a10-x2", "zh") == "A幺零，X二"
    assert spoken.digits("a10-x2", "en") == "A one zero, X two"
    with pytest.raises(SpeechError, match="speak it as a code"):
        spoken.digits("a/b", "zh")
    with pytest.raises(SpeechError, match="empty"):
        spoken.digits(" ", "zh")


@given(st.text("ABCXYZ0123456789-_./+@*#", min_size=1, max_size=20))
def test_every_sign_of_a_code_has_a_name(text: str) -> None:
    assert not re.search(r"[\d\-_./+@*#]", spoken.code(text, "zh"))
    assert len(spoken.code(text, "en").split()) == len(text)


def test_codes() -> None:
    assert spoken.code("A-1.2", "zh") == "A杠幺点二"
    assert spoken.code("A-1.2", "en") == "A dash one dot two"
    with pytest.raises(SpeechError, match="no spoken name"):
        spoken.code("A!", "zh")


@given(st.decimals(min_value=-1000, max_value=1000, places=3, allow_nan=False, allow_infinity=False))
def test_decimals_read_back(value: Decimal) -> None:
    whole, _, decimals = spoken.number(value.copy_abs(), "zh").partition("点")
    digits = read_chinese_digits(decimals)
    assert Decimal(f"{read_chinese(whole)}.{digits or 0}") == abs(value)
    assert not digits.endswith("0")


def test_numbers_too_large_are_refused_with_a_remedy() -> None:
    for lang in ("zh", "en"):
        with pytest.raises(SpeechError, match="speak it as digits"):
            spoken.cardinal(10**16, lang)


def test_menu_keys() -> None:
    assert "".join(spoken.menu_key(key, "zh") for key in "0129*#") == "零一二九星号键井号键"
    assert [spoken.menu_key(key, "en") for key in "1*#"] == ["one", "star", "hash"]
    for bad in ("", "12", "A", "１"):
        with pytest.raises(SpeechError, match="no key"):
            spoken.menu_key(bad, "zh")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.1 + 0.2, "零点三"),
        ("1e-99999", "零"),
        ("-1e-300", "零"),
        ("3.14159265358979", "三点一四一五九二六五三六"),
        ("1234.99999999999", "一千二百三十五"),
    ],
)
def test_what_a_machine_answers_is_read_as_far_as_somebody_can_follow(value: object, words: str) -> None:
    assert say("number", value, "zh") == words
    assert len(media("{x:number}", {"x": value}, "en", "sounds")) < 30
