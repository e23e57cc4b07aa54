"""Phone numbers in the groups in which people say them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from telephony.ivr.speech.language import SpeechError

_EXTENSION = re.compile(r"(?:转|轉|分机|,|;ext=|#|\bext\.?|\bextension|x)\s*[:：]?\s*(\d{1,8})\s*$", re.IGNORECASE)
_DASH_EXTENSION = re.compile(r"^(0\d{2,3}-?\d{7,8}|[48]00-?\d{3}-?\d{4})-(\d{1,6})$")
_PUNCTUATION = re.compile(r"[\s\-.()（）·—/]+")
_THREE_DIGIT_AREAS = ("010", "02")
_CHINA = "86"


@dataclass(frozen=True, slots=True)
class SpokenPhone:
    """`groups` are digit strings said without a pause inside; `international` numbers are introduced by "plus"."""

    groups: tuple[str, ...]
    extension: str = ""
    international: bool = False


def _chunks(digits: str) -> tuple[str, ...]:
    """A last group of four after groups of three; the first one takes what is left."""
    if len(digits) <= 4:
        return (digits,)
    head = len(digits) - 4
    cuts = [0, *range(head % 3 or 3, head, 3), head]
    return (*(digits[a:b] for a, b in pairwise(cuts)), digits[head:])


def _local(digits: str) -> tuple[str, ...]:
    return (digits[:-4], digits[-4:]) if len(digits) in (7, 8) else _chunks(digits)


def _national(digits: str) -> tuple[str, ...]:
    if len(digits) == 11 and digits[0] == "1":
        return digits[:3], digits[3:7], digits[7:]
    if len(digits) == 12 and digits.startswith("01") and digits[2] != "0":
        return digits[:4], digits[4:8], digits[8:]
    if len(digits) == 10 and digits[:3] in {"400", "800"}:
        return digits[:3], digits[3:6], digits[6:]
    if digits.startswith("0") and len(digits) >= 10:
        area = 3 if digits.startswith(_THREE_DIGIT_AREAS) else 4
        return digits[:area], *_local(digits[area:])
    if len(digits) in (7, 8):
        return _local(digits)
    return (digits,) if len(digits) <= 6 else _chunks(digits)


def split_phone(text: str) -> SpokenPhone:
    """Read a number as written or in E.164. Mobiles are grouped 3-4-4, landlines area code + 3/4-4, 400 numbers 3-3-4,
    short codes in one group; "转802", "ext 802" and "-802" are extensions. Raises SpeechError when it is no number."""
    rest = text.strip()
    extension = ""
    if match := _DASH_EXTENSION.match(rest):
        rest, extension = match.group(1), match.group(2)
    elif match := _EXTENSION.search(rest):
        rest, extension = rest[: match.start()], match.group(1)
    plain = _PUNCTUATION.sub("", rest)
    plus = plain.startswith("+")
    digits = plain.removeprefix("+")
    if not digits or not digits.isascii() or not digits.isdigit():
        raise SpeechError(f'"{text}" is no phone number: use digits, an optional + and an extension after 转')
    if plus and digits.startswith(_CHINA):
        national = digits[len(_CHINA) :]
        mobile_or_service = (len(national) == 11 and national[0] == "1") or national[:3] in {"400", "800"}
        area_code = len(national) in (9, 10, 11) and not mobile_or_service
        return SpokenPhone(_national("0" + national if area_code else national), extension)
    if plus:
        return SpokenPhone(_chunks(digits), extension, international=True)
    return SpokenPhone(_national(digits), extension)
