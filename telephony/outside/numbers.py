"""Spellings of phone numbers for the call path: one inside, the trunk's own outside. Pure, and without tables.

Inside a number is E.164 (`+8613800138000`); short codes and extensions stay as dialled. crm.phones knows regions and
checks numbers besides; on valid numbers both agree.
"""

from __future__ import annotations

import re

from telephony.outside.settings import NumberFormat

_SEPARATORS = re.compile(r"[\s\-().·－（）\u2010-\u2015\u2212\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_WIDE = {ord(wide): plain for wide, plain in zip("０１２３４５６７８９＋", "0123456789+", strict=True)}
_NUMBER = re.compile(r"\+?[0-9]+")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SERVICE = re.compile(r"(?:400|800)\d{7}")
_SHORT = re.compile(r"1\d{2,4}|9[56]\d{3,6}|100\d{2,3}|116\d{3}|16[08]\d{5}")
_IP_PREFIX = re.compile(r"^(?:17951|12593|17911)(?=0?1[3-9]\d{9}$|0\d{9,11}$)")
_HOME = "+86"
_LONGEST_EXTENSION = 6


def canonical(raw: str, *, area_code: str = "010", region: str = "CN") -> str:
    """The one spelling inside. Idempotent; what is no number comes back without its separators, at most 64
    characters."""
    text = _SEPARATORS.sub("", raw.translate(_WIDE))[:64]
    if text.lower().startswith("tel:"):
        text = text[4:]
    if not _NUMBER.fullmatch(text):
        return text
    if region != "CN":
        return "+" + text[2:] if text.startswith("00") and len(text) > 8 else text
    digits = _unprefixed(text)
    if digits.startswith("+"):
        return digits
    if digits.startswith("0") and _MOBILE.fullmatch(digits[1:]):
        digits = digits[1:]
    if _MOBILE.fullmatch(digits) or _SERVICE.fullmatch(digits):
        return _HOME + digits
    if is_short(digits):
        return digits
    if 7 <= len(digits) <= 8 and digits[0] in "2345678" and area_code:
        digits = area_code + digits
    return _HOME + digits[1:] if re.fullmatch(r"0[1-9]\d{8,10}", digits) else digits


def _unprefixed(text: str) -> str:
    """National digits with the 0 of their area code, `+…` for a number of another country, whatever stands before."""
    if text.startswith("00") and len(text) > 8:
        text = "+" + text[2:]
    if text.startswith("+") and not text.startswith(_HOME):
        return text
    digits = text.removeprefix(_HOME)
    if digits == text:  # as people here write it
        digits = _IP_PREFIX.sub("", digits)
        if digits.startswith("8600") and len(digits) > 10:
            digits = digits[2:]
        elif digits.startswith("86") and (_MOBILE.fullmatch(digits[2:]) or len(digits) in {12, 13}):
            digits = digits[2:] if digits[2:].startswith("0") else _with_zero(digits[2:])
    else:
        digits = _with_zero(digits)
    return _unprefixed(digits) if digits.startswith("00") and digits != text else digits


def _with_zero(digits: str) -> str:
    """National digits without their trunk 0, with it: area codes get it, mobiles, service numbers and short codes do
    not have one."""
    if digits.startswith("0") or _MOBILE.fullmatch(digits) or _SERVICE.fullmatch(digits) or is_short(digits):
        return digits
    return "0" + digits


def is_short(number: str) -> bool:
    """Short codes (110, 10086, 12345, 95588) and extensions: no area code, no country code."""
    if not (number.isascii() and number.isdigit()):
        return False
    return len(number) <= _LONGEST_EXTENSION or bool(_SHORT.fullmatch(number))


def national(number: str, international_prefix: str = "00") -> str:
    """As it is dialled here: 13800138000, 01062881234, 4008001234, 0085212345678; short codes as they are."""
    if not number.startswith("+"):
        return number
    if not number.startswith(_HOME):
        return international_prefix + number[1:]
    digits = number.removeprefix(_HOME)
    return digits if _MOBILE.fullmatch(digits) or _SERVICE.fullmatch(digits) else "0" + digits


def spellings(number: str) -> tuple[str, str]:
    """A number inside, in the two spellings that prefixes are written in."""
    return number, national(number)


def is_mobile(number: str) -> bool:
    return number.startswith(_HOME) and bool(_MOBILE.fullmatch(number.removeprefix(_HOME)))


def is_foreign(number: str) -> bool:
    """A number of another country, or one that begins as such numbers are dialled."""
    return number.startswith("00") or (number.startswith("+") and not number.startswith(_HOME))


def can_be_dialled(number: str) -> bool:
    """Whether the spelling inside is something that a trunk could be asked for."""
    return bool(re.fullmatch(r"\+[1-9][0-9]{5,16}|[0-9]{2,12}", number))


def for_trunk(number: str, form: NumberFormat, area_code: str = "") -> str:
    """The number as a trunk wants it."""
    if not number.startswith("+"):
        return form.prefix + number
    if form.shape in {"e164", "plus"}:
        digits = number[1:]
        return form.prefix + ("+" if form.shape == "plus" else "") + digits[form.strip :]
    digits = national(number, form.international_prefix)
    if is_mobile(number):
        here = digits.startswith(form.local_mobiles) if form.local_mobiles else False
        if form.mobile_zero == "always" or (form.mobile_zero == "elsewhere" and not here):
            digits = "0" + digits
    elif form.shape == "local" and area_code and digits.startswith(area_code):
        digits = digits.removeprefix(area_code)
    return form.prefix + digits[form.strip :]
