"""Numbers as a Mandarin speaker reads them.

Conventions: groups of four digits by 万 and 亿; one 零 for any run of zeros inside; 十 stands alone only at the very
start (十五, but 一百一十五). 2 is 两 before 千, before 万 and 亿 when it is the whole group, and alone before a measure
word; it is 二 elsewhere: 二十, 二百, 十二, 第二.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

from telephony.ivr.speech.language import SpeechError

LIMIT = 10**16
"""Whole numbers are read below this magnitude."""

_DIGITS = "零一二三四五六七八九"
_CODE_DIGITS = "零幺二三四五六七八九"
_NOT_COUNTED_WITH_LIANG = frozenset({"两", "号", "月", "日", "楼", "年级", "等奖", "期", "路", "线"})


def _group(n: int) -> str:
    """1 to 9999, with 一十 in full and without a leading 零."""
    out = ""
    gap = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // unit % 10
        if digit == 0:
            gap = bool(out)
            continue
        if gap:
            out += "零"
            gap = False
        out += ("两" if digit == 2 and unit == 1000 else _DIGITS[digit]) + name
    return out


def _scaled(n: int) -> str:
    """n ≥ 1 in groups, with a leading 一十 in full."""
    for scale, name in ((10**8, "亿"), (10**4, "万")):
        high, low = divmod(n, scale)
        if high:
            head = ("两" if high == 2 else _scaled(high)) + name
            if low == 0:
                return head
            return head + ("零" if low < scale // 10 else "") + _scaled(low)
    return _group(n)


def cardinal(n: int) -> str:
    """A whole number: 1005 → 一千零五, 10500 → 一万零五百, −3 → 负三. Raises SpeechError from 10^16 on."""
    if abs(n) >= LIMIT:
        raise SpeechError(f"{n} is too large to be read as a number: speak it as digits")
    if n < 0:
        return "负" + cardinal(-n)
    if n == 0:
        return "零"
    words = _scaled(n)
    return words[1:] if words.startswith("一十") else words


def number(value: Decimal) -> str:
    """A number that may have decimals: 3.5 → 三点五, −0.25 → 负零点二五. Trailing zeros are not read."""
    text = format(value.copy_abs().normalize(), "f")
    whole, _, decimals = text.partition(".")
    words = cardinal(int(whole))
    if decimals:
        words += "点" + plain_digits(decimals)
    return ("负" if value < 0 else "") + words


def quantity(value: Decimal, unit: str) -> str:
    """A counted quantity with its measure word: 2 件 → 两件, 12 件 → 十二件, 2.5 公斤 → 二点五公斤."""
    if value == 2 and unit not in _NOT_COUNTED_WITH_LIANG:
        return "两" + unit
    return number(value) + unit


def ordinal(n: int) -> str:
    """2 → 第二."""
    return "第" + cardinal(n)


def plain_digits(text: str) -> str:
    """Digit by digit with 一 for 1, as in years and decimals; anything else is kept."""
    return "".join(_DIGITS[int(c)] if c in "0123456789" else c for c in text)


def code_digits(text: str) -> str:
    """Digit by digit with 幺 for 1, as in phone and order numbers; anything else is kept."""
    return "".join(_CODE_DIGITS[int(c)] if c in "0123456789" else c for c in text)


def money(fen: int) -> str:
    """An amount in fen: 1250 → 十二元五角, 1205 → 十二元零五分, 50 → 五角, 0 → 零元, negative with 负."""
    if fen < 0:
        return "负" + money(-fen)
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    words = quantity(Decimal(yuan), "元") if yuan or not rest else ""
    if jiao:
        words += quantity(Decimal(jiao), "角")
    elif yuan and cents:
        words += "零"
    if cents:
        words += _DIGITS[cents] + "分" if jiao or yuan else quantity(Decimal(cents), "分")
    return words


def year(n: int) -> str:
    """2026 → 二零二六年."""
    return plain_digits(str(n)) + "年"


def day(value: date) -> str:
    """11-21 → 十一月二十一日."""
    return f"{cardinal(value.month)}月{cardinal(value.day)}日"


def calendar_date(value: date) -> str:
    """2026-11-21 → 二零二六年十一月二十一日."""
    return year(value.year) + day(value)


def day_part(hour: int) -> str:
    """凌晨 0–5, 上午 6–11, 中午 12, 下午 13–18, 晚上 19–23."""
    for end, name in ((6, "凌晨"), (12, "上午"), (13, "中午"), (19, "下午")):
        if hour < end:
            return name
    return "晚上"


def clock(hour: int, minute: int) -> str:
    """Hours and minutes as they are: 2, 5 → 两点零五分; 12, 0 → 十二点."""
    words = quantity(Decimal(hour), "点")
    if minute:
        words += ("零" if minute < 10 else "") + cardinal(minute) + "分"
    return words


def time_of_day(value: time) -> str:
    """14:05 → 下午两点零五分, 0:30 → 凌晨零点三十分."""
    hour = value.hour - 12 if value.hour > 12 else value.hour
    return day_part(value.hour) + clock(hour, value.minute)


def duration(seconds: int) -> str:
    """Two units or more with 零 before a small or distant one: 3600 → 一小时, 65 → 一分零五秒, 3605 → 一小时零五秒."""
    words = ""
    rest = seconds
    previous = 0
    for index, (size, name) in enumerate(((86400, "天"), (3600, "小时"), (60, "分"), (1, "秒"))):
        amount, rest = divmod(rest, size)
        if amount == 0:
            continue
        unit = "分钟" if name == "分" and rest == 0 else name
        if words and (index - previous > 1 or (name in "分秒" and amount < 10)):
            words += "零" + cardinal(amount) + unit
        else:
            words += quantity(Decimal(amount), unit)
        previous = index
    return words or "零秒"


def percent(value: Decimal) -> str:
    """20 → 百分之二十, −1.5 → 负百分之一点五."""
    return ("负" if value < 0 else "") + "百分之" + number(value.copy_abs())


def position(ahead: int) -> str:
    """The place in the queue: 0 ahead → 下一位就是您, 2 → 您前面还有两位."""
    return "下一位就是您" if ahead == 0 else "您前面还有" + quantity(Decimal(ahead), "位")


KEYS = {"*": "星号键", "#": "井号键"}
"""Keys that are not digits, as menus name them."""
