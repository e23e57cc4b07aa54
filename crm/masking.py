"""Phone numbers for those who may not see them whole: 138****8000.

Numbers are masked where answers leave (server.http.veil, server.live.hub, files that are streamed), by what looks like
a number: also in texts, timelines and news that nobody thought of. Searches answer to a whole number or to its last
four digits only, so that nobody finds out the rest by trying.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, false, or_

from crm.access import Principal
from crm.errors import Invalid
from crm.phones import local, normalise

SEE = "phones.see"
LAST = 4
_EDGE = r"[0-9A-Za-z_*]"
_NUMBER = re.compile(
    rf"(?<!{_EDGE})(?:"
    r"\+\d[\d -]{6,18}\d"
    r"|(?:(?:0086|86)[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}"
    r"|(?:(?:0086|86)[ -]?)?0\d{2,3}[ -]?\d{7,8}"
    r"|[48]00[ -]?\d{3}[ -]?\d{4}"
    rf")(?!{_EDGE})"
)
_DIALLED = re.compile(r"\+?[\d\s\-()]+")


def veiled(who: Principal) -> bool:
    """Whether numbers are masked for him."""
    return not who.may(SEE)


def masked(number: str) -> str:
    """One number: the first three and the last four digits of it as people write it. Short codes and what is no
    number stay."""
    shown = local(number)
    digits = re.sub(r"\D", "", shown)
    if len(digits) < 7 or "*" in shown or not _DIALLED.fullmatch(shown):
        return number
    plus = "+" if shown.startswith("+") else ""
    return f"{plus}{digits[:3] if len(digits) > 8 else ''}****{digits[-LAST:]}"


def veil_text(text: str) -> str:
    """The text with every number in it masked."""
    return _NUMBER.sub(lambda found: masked(normalise(found[0], area_code="")), text)


def veil(value: Any) -> Any:
    """The same for whatever JSON holds."""
    match value:
        case str():
            return veil_text(value)
        case dict():
            return {veil_text(name): veil(item) for name, item in value.items()}
        case list():
            return [veil(item) for item in value]
        case _:
            return value


def restored(given: str, known: Iterable[str]) -> str:
    """The number of `known` behind a masked one that comes back unchanged. Invalid when none is, or several are."""
    if "*" not in given:
        return given
    behind = [number for number in known if masked(number) == given]
    if len(behind) != 1:
        raise Invalid(
            f"{given} is masked: leave it as it is, or give the whole number",
            field="phones",
            message_zh="号码已隐藏：请保持不变，或填写完整号码",
        )
    return behind[0]


def answers(columns: Sequence[Any], given: str, *, area_code: str) -> ColumnElement[bool]:
    """SQL condition for whoever may not see numbers: one of `columns` is the whole number, or ends in the four digits
    that were given. Nothing for any other part."""
    digits = re.sub(r"\D", "", given)
    if len(digits) == LAST and _DIALLED.fullmatch(given.strip()):
        return or_(*(column.endswith(digits, autoescape=True) for column in columns))
    number = normalise(given, area_code=area_code)
    if len(digits) >= 7 and _DIALLED.fullmatch(given.strip()):
        return or_(*(column == number for column in columns))
    return false()


def tells_digits(text: str) -> bool:
    """Whether a text that is searched for could try out parts of numbers: two digits anywhere, however they are
    written and whatever stands between them."""
    return sum(map(str.isdigit, unicodedata.normalize("NFKC", text))) > 1
