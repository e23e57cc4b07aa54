"""Phone numbers: one spelling inside (E.164, short codes and extensions as dialled), regions in both languages.

Chinese spellings that arrive from trunks, forms and files are understood: 0 before a mobile, a bare local number
(the area code is added), 86 / 0086 / +86 and the 17951 prefix. Short codes (95588, 12345, 10086, 110) and extensions
(1000, 8001) keep their national form; so does anything that is no number at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

import phonenumbers

_SEPARATORS = re.compile(r"[\s\-().·－（）\u2010-\u2015\u2212\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
"""What people put between digits, dashes of all kinds, and what cannot be seen: marks that come along when a number is
copied out of an address book or a chat."""
_WIDE = {ord(wide): plain for wide, plain in zip("０１２３４５６７８９＋", "0123456789+", strict=True)}
_MOBILE = re.compile(r"1[3-9]\d{9}")
_IP_PREFIX = re.compile(r"^(?:17951|12593|17911)(?=0?1[3-9]\d{9}$|0\d{9,11}$)")
_SHORT_CODE = re.compile(r"1\d{2,4}|9[56]\d{3,6}|100\d{2,3}|12\d{3}|116\d{3}")
_TOLL_FREE = re.compile(r"(?:400|800)\d{7}")
_MAX_EXTENSION = 6


def normalise(raw: str, *, area_code: str = "010", region: str = "CN") -> str:
    """One spelling per number: `+8613800138000`, `+861062881234`, `95588`, `8001`; else `raw` without separators.

    `area_code` (with its 0) completes bare local numbers of 7 or 8 digits. Never raises; idempotent.
    """
    text = _SEPARATORS.sub("", raw.translate(_WIDE))
    if text.lower().startswith("tel:"):
        text = text[4:]
    if not re.fullmatch(r"\+?\d+", text):
        return text[:64]
    if region != "CN":
        return _parsed(text, region) or text
    digits = _chinese_digits(text)
    if not digits or digits.startswith("+"):
        return _parsed(digits, "CN") or digits or text
    if is_short(digits):
        return digits
    if _MOBILE.fullmatch(digits) or _TOLL_FREE.fullmatch(digits):
        return "+86" + digits
    if 7 <= len(digits) <= 8 and digits[0] in "2345678" and area_code:
        digits = area_code + digits
    return _parsed(digits, "CN") or digits


def _chinese_digits(text: str) -> str:
    """National digits (0 before an area code kept), or `+…` for a number of another country."""
    if text.startswith("+86"):
        text = text[3:]
    elif text.startswith("0086"):
        text = text[4:]
    elif text.startswith("+"):
        return text
    elif text.startswith("00"):
        return "+" + text[2:]
    elif text.startswith("86") and _MOBILE.fullmatch(text[2:]):
        text = text[2:]
    elif text.startswith("86") and len(text) in {12, 13} and text[2] != "0":
        text = "0" + text[2:]
    else:
        text = _IP_PREFIX.sub("", text)
        return text[1:] if text.startswith("0") and _MOBILE.fullmatch(text[1:]) else text
    if _MOBILE.fullmatch(text) or _TOLL_FREE.fullmatch(text) or is_short(text) or text.startswith("0"):
        return text[1:] if text.startswith("0") and _MOBILE.fullmatch(text[1:]) else text
    return "0" + text


def is_short(number: str) -> bool:
    """Short codes (110, 10086, 12345, 95588) and extensions: kept in national form, never completed."""
    return number.isdigit() and (len(number) <= _MAX_EXTENSION or bool(_SHORT_CODE.fullmatch(number)))


@lru_cache(maxsize=4096)
def _parsed(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_person(number: str) -> bool:
    """A number behind which a customer can be: a valid E.164 number, not a short code, extension or toll-free one."""
    return (
        number.startswith("+")
        and not _TOLL_FREE.fullmatch(number.removeprefix("+86"))
        and _parsed(number, "CN") == number
    )


@lru_cache(maxsize=8192)
def region_of(number: str) -> Mapping[str, str]:
    """`{"zh": "北京市", "en": "Beijing"}`, or {} when the number says nothing about its region."""
    if not number.startswith("+"):
        return {}
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return {}
    from phonenumbers import geocoder  # noqa: PLC0415 - its tables take seconds to load: see warm_up

    chinese = geocoder.description_for_number(parsed, "zh")
    english = geocoder.description_for_number(parsed, "en")
    return {"zh": chinese, "en": english} if chinese and english else {}


def local(number: str) -> str:
    """As people write it: 13800138000, 010-62881234; foreign numbers internationally; the rest as it is."""
    if not number.startswith("+86"):
        return number
    national = number[3:]
    if _MOBILE.fullmatch(national) or _TOLL_FREE.fullmatch(national):
        return national
    width = 2 if national.startswith(("10", "2")) else 3
    return f"0{national[:width]}-{national[width:]}"


def warm_up() -> None:
    """Load the geographical tables (a second or two); run it in a thread when the web server is up already."""
    region_of("+8613800138000")
