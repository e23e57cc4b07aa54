"""How numbers in written Chinese are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time
from decimal import Decimal

from telephony.ivr.speech import chinese, spoken
from telephony.ivr.speech.language import SpeechError

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_DAY_PARTS = "凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|夜间|半夜|午夜|早|晚"
_UNITS = (
    "小时|分钟|秒钟|公里|公斤|千克|千米|平方米|平米|立方米|厘米|毫米|星期|个月|工作日|自然日|"
    "个|位|件|次|天|周|秒|台|张|条|份|块|米|克|斤|吨|升|人|名|项|笔|单|户|箱|包|只|双|把|家|步|遍|种|套|瓶|盒|辆|部|"
    "本|岁|倍|年|分|角|度|层|通|句|片|根|颗|袋|罐|桶|排|组|批|栋|间|封|页|枚|支|门|盘|首|场|道|粒|节|段"
)
_NAMED_NUMBERS = (
    "工号|订单号|订单|单号|工单号|运单号|编号|号码|验证码|密码|电话|热线|手机|分机|尾号|"
    "房号|户号|账号|帐号|卡号|邮编|代码"
)


def _plain(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def integer(text: str) -> str:
    """A run of digits of which nothing is known: five or more, or a leading zero, are a code; the others a number."""
    if len(text) >= 5 or (len(text) > 1 and text[0] == "0"):
        return chinese.code_digits(text)
    return chinese.cardinal(int(text))


def _any_number(text: str) -> str:
    whole = text.replace(",", "")
    if "." in whole:
        head, _, tail = whole.partition(".")
        return integer(head) + "点" + chinese.plain_digits(tail)
    return chinese.cardinal(int(whole)) if "," in text and len(whole) <= 16 else integer(whole)


def _counted(text: str, unit: str) -> str:
    value = _plain(text)
    return chinese.quantity(value, unit) if abs(value) < chinese.LIMIT else chinese.code_digits(text) + unit


def _date(match: re.Match[str]) -> str:
    month, day = int(match["month"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match[0]
    year = match["year"]
    ending = match.groupdict().get("ending") or "日"
    return (f"{chinese.plain_digits(year)}年" if year else "") + (
        f"{chinese.cardinal(month)}月{chinese.cardinal(day)}{ending}"
    )


def _year_month(match: re.Match[str]) -> str:
    month = int(match["month"])
    return f"{chinese.plain_digits(match['year'])}年{chinese.cardinal(month)}月" if 1 <= month <= 12 else match[0]


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return match[0]
    if match["part"] or hour == 24:
        return (match["part"] or "") + chinese.clock(hour, minute)
    return chinese.time_of_day(time(hour, minute))


def _money(match: re.Match[str]) -> str:
    amount = _plain(match["amount"])
    if amount >= chinese.LIMIT:
        return chinese.code_digits(match["amount"]) + "元"
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:
        return chinese.number(amount) + "元"
    return spoken.money(amount, "zh")


def _phone(match: re.Match[str]) -> str:
    try:
        return spoken.phone(match[0], "zh")
    except SpeechError:
        return chinese.code_digits(match[0])


def _range(match: re.Match[str]) -> str:
    ordinal_or_share = match["unit"].strip() in {"号", "月", "日", "%"}
    low = "两" if match["low"] == "2" and not ordinal_or_share else _any_number(match["low"])
    return f"{low}到{match['high']}{match['unit']}"


def _fraction(match: re.Match[str]) -> str:
    part, whole = int(match[1]), int(match[2])
    return f"{chinese.cardinal(whole)}分之{chinese.cardinal(part)}" if 0 < part < whole else match[0]


def _percent(match: re.Match[str]) -> str:
    value = _plain(match[1])
    return spoken.percent(value, "zh") if abs(value) < chinese.LIMIT else chinese.code_digits(match[1]) + "百分号"


RULES: tuple[Rule, ...] = (
    # Keys of the telephone.
    (
        re.compile(r"(?P<verb>按下?|输入|拨)(?P<gap>\s*(?:数字|键)?\s*)(?P<key>\d)(?![\d.,:%年月日点元])"),
        lambda m: m["verb"] + m["gap"].strip() + spoken.menu_key(m["key"], "zh"),
    ),
    (re.compile(r"(?<![A-Za-z0-9])\s*([*#])\s*(?:号键|号|键)?(?![A-Za-z0-9])"), lambda m: spoken.menu_key(m[1], "zh")),
    # Phone numbers.
    (
        re.compile(
            r"(?<![\w.])(?:\+?86[- ]?)?(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}-\d{7,8}|[48]00-?\d{3}-?\d{4})"
            r"(?:转\d{1,6}|-\d{1,6})?(?![\w.-])",
            re.ASCII,
        ),
        _phone,
    ),
    # Dates.
    (
        re.compile(r"(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*(?P<ending>[日号])"),
        _date,
    ),
    (re.compile(r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"), _date),
    (re.compile(r"(?P<year>(?<!\d)\d{4})\s*年\s*(?P<month>\d{1,2})\s*月"), _year_month),
    (re.compile(r"(?P<year>)(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})(?P<ending>[日号])"), _date),
    (re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年)"), lambda m: chinese.plain_digits(m[1])),
    # Times of day.
    (
        re.compile(r"(?<=\d)\s*[-~～—]+\s*(?=(?:" + _DAY_PARTS + r")?\d{1,2}:\d{2})"),
        lambda _m: "到",
    ),
    (
        re.compile(rf"(?P<part>{_DAY_PARTS})?(?<!\d)(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::\d{{2}})?(?![\d:])"),
        _clock,
    ),
    (
        re.compile(rf"(?P<part>{_DAY_PARTS})?(?<![\d.])(?P<hour>\d{{1,2}})点(?P<minute>\d{{1,2}})分(?!钟)"),
        lambda m: (m["part"] or "") + chinese.clock(int(m["hour"]), int(m["minute"])),
    ),
    (re.compile(r"(?<![\d.])(\d{1,2})点(?!\d)"), lambda m: chinese.quantity(Decimal(m[1]), "点")),
    # Ranges: only the joint and the first number; the second one meets its unit below.
    (
        re.compile(
            rf"(?<![\d.-])(?P<low>\d{{1,4}}(?:\.\d+)?)\s*(?:-|~|～|—|－|至|到)+\s*(?P<high>\d{{1,4}}(?:\.\d+)?)"
            rf"(?P<unit>\s*(?:{_UNITS}|元|号|月|日|%))"
        ),
        _range,
    ),
    # Signs between and before numbers.
    (re.compile(r"(?<=\d)\s*[×xX*]\s*(?=\d)"), lambda _m: "乘"),
    (re.compile(r"(?:(?<=^)|(?<=[\s(（，,。:：为是约至到于]))[-−](?=\d)"), lambda _m: "负"),
    (re.compile(r"(?<=元)\s*/\s*(?=[\u4e00-\u9fff])"), lambda _m: "每"),
    (re.compile(r"(?<![\d/])(\d{1,3})/(\d{1,3})(?![\d/])"), _fraction),
    # Amounts.
    (re.compile(rf"[¥￥]\s*(?P<amount>{_NUMBER})(?:\s*元)?(?![万亿\d])"), _money),
    (re.compile(rf"(?P<amount>{_NUMBER})\s*元"), _money),
    (re.compile(rf"({_NUMBER})\s*%"), _percent),
    (re.compile(rf"({_NUMBER})\s*(?=[万亿])"), lambda m: _counted(m[1], "")),
    (re.compile(r"第\s*(\d{1,15})"), lambda m: chinese.ordinal(int(m[1]))),
    (
        re.compile(rf"((?:{_NAMED_NUMBERS})(?:是|为|：|:)?\s*)(\d{{2,}})(?![\d.,]|\s*(?:{_UNITS}|元))"),
        lambda m: m[1].strip() + chinese.code_digits(m[2]),
    ),
    (re.compile(rf"(?<![\dA-Za-z])({_NUMBER})\s*({_UNITS})"), lambda m: _counted(m[1], m[2])),
    # Versions, codes of letters and digits, and the rest.
    (re.compile(r"(?<![\d.])\d+(?:\.\d+){2,}"), lambda m: "点".join(map(integer, m[0].split(".")))),
    (
        re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z]+\d|\d+[A-Za-z])[A-Za-z0-9]+", re.ASCII),
        lambda m: chinese.code_digits(m[0]),
    ),
    (re.compile(_NUMBER), lambda m: _any_number(m[0])),
)
