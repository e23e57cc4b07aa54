"""Numbers in written prompt texts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.ivr.speech.language import Lang
from telephony.ivr.speech.normalise import normalise

ZH = {
    "人工服务请按0，返回请按*，以#号键结束": "人工服务请按零，返回请按星号键，以井号键结束",
    "请按1": "请按一",
    "请按 1": "请按一",
    "订购请按1，查询请按2键": "订购请按一，查询请按二键",
    "请按＃": "请按井号键",
    "请按数字2": "请按数字二",
    "共20元": "共二十元",
    "2元": "两元",
    "¥1,234.50": "一千二百三十四元五角",
    "50元/月": "五十元每月",
    "3.5万元": "三点五万元",
    "2亿": "两亿",
    "优惠20%": "优惠百分之二十",
    "1.5％": "百分之一点五",
    "2026年11月21日": "二零二六年十一月二十一日",
    "2026-11-21 14:05": "二零二六年十一月二十一日 下午两点零五分",
    "2026年2月": "二零二六年二月",
    "2011年": "二零一一年",
    "2年": "两年",
    "11月1日至3日": "十一月一日至三日",
    "2月2号": "二月二号",
    "2个月": "两个月",
    "营业时间9:00-18:00": "营业时间上午九点到下午六点",
    "周一至周五8:30～17:30": "周一至周五上午八点三十分到下午五点三十分",
    "下午2:05": "下午两点零五分",
    "早上8点半": "早上八点半",
    "等待2分钟": "等待两分钟",
    "3-5天": "三到五天",
    "2到3天": "两到三天",
    "2个工作日": "两个工作日",
    "12345": "幺二三四五",
    "1234": "一千二百三十四",
    "007": "零零七",
    "12,345": "一万两千三百四十五",
    "电话13800138000": "电话幺三八，零零幺三，八零零零",
    "0571-88886666转802": "零五七幺，八八八八，六六六六转八零二",
    "400-123-4567": "四零零，幺二三，四五六七",
    "工号1001为您服务": "工号幺零零幺为您服务",
    "订单20261121001": "订单二零二六幺幺二幺零零幺",
    "订单号A123": "订单号A幺二三",
    "第2步": "第二步",
    "约2.5公斤": "约二点五公斤",
    "7×24小时": "七乘二十四小时",
    "-5度": "负五度",
    "1/2": "二分之一",
    "版本1.2.3": "版本一点二点三",
    "第１位": "第一位",
    "您好": "您好",
}
EN = {
    "For orders press 1, for an operator press 0": "For orders press one, for an operator press zero",
    "Press * to go back, end with #": "Press star to go back, end with hash",
    "20 yuan": "twenty yuan",
    "¥12.50": "twelve yuan fifty",
    "RMB 1,200": "one thousand two hundred yuan",
    "20% off": "twenty percent off",
    "2026-11-21": "November twenty-first, twenty twenty-six",
    "on November 21, 2026": "on November twenty-first, twenty twenty-six",
    "21 Nov 2026": "November twenty-first, twenty twenty-six",
    "open 9:00-18:00": "open nine a.m. to six p.m.",
    "9am to 6 pm": "nine a.m. to six p.m.",
    "2:05 pm": "two oh five p.m.",
    "in 2026": "in twenty twenty-six",
    "3-5 days": "three to five days",
    "agent 1001": "agent one zero zero one",
    "call 400-123-4567": "call four zero zero, one two three, four five six seven",
    "A123 and 5G": "A one two three and five G",
    "1st, 2nd and 23rd": "first, second and twenty-third",
    "1,234,567": "one million two hundred thirty-four thousand five hundred sixty-seven",
    "3.14": "three point one four",
    "-5 degrees": "minus five degrees",
    "12345": "one two three four five",
    "within 2 minutes": "within two minutes",
    "24/7": "twenty-four seven",
}


@pytest.mark.parametrize(("written", "said"), ZH.items())
def test_chinese(written: str, said: str) -> None:
    assert normalise(written, "zh") == said


@pytest.mark.parametrize(("written", "said"), EN.items())
def test_english(written: str, said: str) -> None:
    assert normalise(written, "en") == said


NUMBERY = st.text("0123456789.,:-/%*#元年月日号点分到第按请工万亿 pressamyuan$¥转", max_size=40)


@given(st.one_of(NUMBERY, st.text(max_size=40)), st.sampled_from(["zh", "en"]))
def test_no_digit_remains(text: str, lang: Lang) -> None:
    assert not re.search("[0-9]", normalise(text, lang))


@given(st.text("请按键工号一二三点分元年月日到第个 pressthewith,.，。", max_size=40), st.sampled_from(["zh", "en"]))
def test_words_stay_as_they_are(text: str, lang: Lang) -> None:
    assert normalise(text, lang) == text


def test_pronunciation_dictionary_goes_first() -> None:
    own = {"12345": "一二三四五", "重庆": "虫庆", "重庆路": "重庆路"}
    assert normalise("拨打12345热线，重庆", "zh", own) == "拨打一二三四五热线，虫庆"
    assert normalise("重庆路", "zh", own) == "重庆路"
    assert normalise("112345号", "zh", own) == "幺幺二三四五号"
    assert normalise("call 12345", "en", own) == "call one two three four five"
    assert normalise("the Hotline", "en", {"Hotline": "hot line"}) == "the hot line"
