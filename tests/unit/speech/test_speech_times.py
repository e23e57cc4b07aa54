"""Dates, times, lengths of time, shares, positions and phone numbers."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spoken_readers import read_chinese, read_chinese_digits, read_english_digits

from telephony.ivr.speech import spoken
from telephony.ivr.speech.language import LANGUAGES, SpeechError, language


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_chinese_dates_read_back(value: date) -> None:
    year, rest = spoken.date(value, "zh").split("年")
    month, day = rest.removesuffix("日").split("月")
    assert date(int(read_chinese_digits(year)), read_chinese(month), read_chinese(day)) == value
    assert "幺" not in year
    assert "两" not in rest


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 11, 21), "November twenty-first, twenty twenty-six"),
        (date(2005, 1, 2), "January second, two thousand five"),
        (date(2000, 3, 3), "March third, two thousand"),
        (date(1905, 5, 12), "May twelfth, nineteen oh five"),
        (date(1900, 12, 31), "December thirty-first, nineteen hundred"),
    ],
)
def test_english_dates(value: date, words: str) -> None:
    assert spoken.date(value, "en") == words


def test_chinese_date_and_day() -> None:
    assert spoken.date(date(2026, 11, 21), "zh") == "二零二六年十一月二十一日"
    assert spoken.day(date(2026, 2, 2), "zh") == "二月二日"


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (time(0, 0), "凌晨零点", "midnight"),
        (time(0, 30), "凌晨零点三十分", "twelve thirty a.m."),
        (time(2, 0), "凌晨两点", "two a.m."),
        (time(9, 30), "上午九点三十分", "nine thirty a.m."),
        (time(12, 0), "中午十二点", "noon"),
        (time(12, 15), "中午十二点十五分", "twelve fifteen p.m."),
        (time(14, 5), "下午两点零五分", "two oh five p.m."),
        (time(18, 0), "下午六点", "six p.m."),
        (time(20, 10), "晚上八点十分", "eight ten p.m."),
    ],
)
def test_time_of_day(value: time, zh: str, en: str) -> None:
    assert spoken.time_of_day(value, "zh") == zh
    assert spoken.time_of_day(value, "en") == en


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "零秒", "zero seconds"),
        (2, "两秒", "two seconds"),
        (59.6, "一分钟", "one minute"),
        (65, "一分零五秒", "one minute five seconds"),
        (120, "两分钟", "two minutes"),
        (150, "两分三十秒", "two minutes thirty seconds"),
        (3600, "一小时", "one hour"),
        (3605, "一小时零五秒", "one hour five seconds"),
        (3900, "一小时零五分钟", "one hour five minutes"),
        (5400, "一小时三十分钟", "one hour thirty minutes"),
        (93600, "一天两小时", "one day two hours"),
    ],
)
def test_duration(seconds: float, zh: str, en: str) -> None:
    assert spoken.duration(seconds, "zh") == zh
    assert spoken.duration(seconds, "en") == en


@given(st.integers(0, 10**7))
def test_chinese_durations_read_back(seconds: int) -> None:
    rest = spoken.duration(seconds, "zh").replace("分钟", "分")
    total = 0
    for unit, size in (("天", 86400), ("小时", 3600), ("分", 60), ("秒", 1)):
        if unit in rest:
            amount, rest = rest.split(unit, 1)
            total += read_chinese(amount) * size
    assert total == seconds
    assert not rest


def test_percent() -> None:
    assert spoken.percent(20, "zh") == "百分之二十"
    assert spoken.percent(Decimal("12.5"), "zh") == "百分之十二点五"
    assert spoken.percent(-5, "zh") == "负百分之五"
    assert spoken.percent(Decimal("12.5"), "en") == "twelve point five percent"


def test_position() -> None:
    assert [spoken.position(n, "zh") for n in (0, 1, 2, 12)] == [
        "下一位就是您",
        "您前面还有一位",
        "您前面还有两位",
        "您前面还有十二位",
    ]
    assert [spoken.position(n, "en") for n in (0, 1, 2)] == [
        "you are next",
        "there is one caller ahead of you",
        "there are two callers ahead of you",
    ]
    with pytest.raises(SpeechError, match="0 or more"):
        spoken.position(-1, "zh")


@pytest.mark.parametrize(
    ("number", "zh"),
    [
        ("13800138000", "幺三八，零零幺三，八零零零"),
        ("+8613800138000", "幺三八，零零幺三，八零零零"),
        ("138 0013 8000", "幺三八，零零幺三，八零零零"),
        ("010-12345678", "零幺零，幺二三四，五六七八"),
        ("+861012345678", "零幺零，幺二三四，五六七八"),
        ("0571-88886666转802", "零五七幺，八八八八，六六六六转八零二"),
        ("0571-88886666-802", "零五七幺，八八八八，六六六六转八零二"),
        ("07918888666", "零七九幺，八八八，八六六六"),
        ("400-123-4567", "四零零，幺二三，四五六七"),
        ("95588", "九五五八八"),
        ("12345", "幺二三四五"),
        ("88886666", "八八八八，六六六六"),
        ("+12125550123", "加幺，二幺二，五五五，零幺二三"),
    ],
)
def test_phones(number: str, zh: str) -> None:
    assert spoken.phone(number, "zh") == zh


def test_english_phone() -> None:
    assert spoken.phone("13800138000", "en") == "one three eight, zero zero one three, eight zero zero zero"
    assert spoken.phone("0571-88886666 ext 802", "en").endswith("six six six six, extension eight zero two")


@given(st.from_regex(r"\+?\d{3,15}", fullmatch=True))
def test_a_phone_loses_no_digit(number: str) -> None:
    if not number.isascii():
        return
    said = read_chinese_digits(spoken.phone(number, "zh")).replace("，", "").removeprefix("加")
    assert said.lstrip("0").endswith(number.removeprefix("+").removeprefix("86").lstrip("0"))
    assert read_english_digits(spoken.phone(number, "en")).removeprefix("plus") == said


def test_not_a_phone() -> None:
    for bad in ("", "call me", "12a34", "转802"):
        with pytest.raises(SpeechError, match="no phone number"):
            spoken.phone(bad, "zh")


def test_languages() -> None:
    assert [language(tag) for tag in ("zh", "zh-CN", "en_US", "EN")] == ["zh", "zh", "en", "en"]
    assert LANGUAGES == ("zh", "en")
    with pytest.raises(SpeechError, match="use one of zh, en"):
        language("fr")
