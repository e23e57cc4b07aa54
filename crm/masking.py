"""Phone numbers for those who may not see them whole: 138****8000.

Numbers are masked where answers leave (server.http.veil, server.live.hub, files that are streamed), by what looks like
a number: also in texts, timelines and news that nobody thought of. Searches answer to a whole number or to its last
four digits only, so that nobody finds out the rest by trying.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, false, or_

from crm.access import Principal
from crm.errors import Invalid
from crm.phones import local, normalise

SEE = "phones.see"
LAST, SHORTEST = 4, 7
"""Digits by which a masked number may be looked for; and of the shortest number that is masked."""
_EDGE = r"[0-9A-Za-z_*０-９]"
_SEP = r"[ \-－　]?"
_ONE, _THREE_UP, _NOUGHT = "[1１]", "[3-9３-９]", "[0０]"
_CHINA = rf"(?:(?:{_NOUGHT}{_NOUGHT})?[8８][6６]{_SEP})?"
_MOBILE = rf"{_CHINA}{_ONE}{_THREE_UP}\d{_SEP}\d{{4}}{_SEP}\d{{4}}"
_NUMBER = re.compile(
    # a word runs straight into it: tel138…; of ids, which have digits before their letters, nothing is taken
    rf"(?:(?<![0-9A-Za-z_*\-])(?P<word>[A-Za-z]{{2,12}})(?={_MOBILE}(?!{_EDGE}))|(?<!{_EDGE}))(?:"
    r"[+＋]\d[\d －-]{6,18}\d"
    rf"|{_MOBILE}"
    rf"|{_CHINA}{_NOUGHT}\d{{2,3}}{_SEP}\d{{7,8}}"
    rf"|[48４８]{_NOUGHT}{_NOUGHT}{_SEP}\d{{3}}{_SEP}\d{{4}}"
    rf")(?!{_EDGE})"
)
_LOCAL = re.compile(
    rf"(?<!{_EDGE})(?<![.,:/+-])(?!20\d\d[01]\d[0-3]\d(?!\d))"
    rf"[2-8２-８]\d{{2,3}}{_SEP}\d{{4}}(?!{_EDGE}|[.:/-]\d)"
)
"""A number without its area code. Ids, codes and amounts look the same: it counts in what people write only."""
_WRITTEN = re.compile(r"[^\x00-\x7f０-９]|[A-Za-z]\s|\s[A-Za-z]")
"""Chinese, or words with spaces between them."""
_MASKED = re.compile(r"(?<![0-9*])\+?\d{0,3}\*{4}\d{4}(?![0-9*])")
_DIALLED = re.compile(r"\+?[\d\s\-()]+")


def veiled(who: Principal) -> bool:
    """Whether numbers are masked for him."""
    return not who.may(SEE)


def masked(number: str) -> str:
    """One number: the first three and the last four digits of it as people write it. Short codes and what is no
    number stay."""
    shown = local(number)
    digits = re.sub(r"\D", "", shown)
    if len(digits) < SHORTEST or "*" in shown or not _DIALLED.fullmatch(shown):
        return number
    plus = "+" if shown.startswith("+") else ""
    return f"{plus}{digits[:3] if len(digits) > 8 else ''}****{digits[-LAST:]}"


def veil_text(text: str) -> str:
    """The text with every number in it masked."""
    shown = _NUMBER.sub(_shown, text)
    return _LOCAL.sub(_shown, shown) if _WRITTEN.search(shown) else shown


def _shown(found: re.Match[str]) -> str:
    word = found.groupdict().get("word") or ""
    return word + masked(normalise(_plain(found[0])[len(word) :], area_code=""))


def _plain(text: str) -> str:
    """Full-width digits and signs as ordinary ones."""
    return unicodedata.normalize("NFKC", text)


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


def unveiled(who: Principal, given: Any, stored: Any, field: str) -> Any:
    """What somebody saves who was shown `stored` with its numbers masked: each masked number in it is the one that it
    stands for. Whoever sees numbers means what he writes. Invalid for a masked number that stands for none of them, or
    for several."""
    if not veiled(who):
        return given
    return _unveiled(given, _behind(stored), field)


def _unveiled(given: Any, behind: Mapping[str, set[str]], field: str) -> Any:
    match given:
        case str():
            return _MASKED.sub(lambda found: _one_of(behind.get(found[0], set()), found, field), given)
        case dict():
            return {name: _unveiled(one, behind, field) for name, one in given.items()}
        case list() | tuple():
            return [_unveiled(one, behind, field) for one in given]
        case _:
            return given


def _one_of(numbers: set[str], found: re.Match[str], field: str) -> str:
    if len({normalise(_plain(number), area_code="") for number in numbers}) == 1:
        # alone as it is stored (+86…), within a text as people write it
        return min(numbers) if found[0] == found.string else max(numbers)
    raise Invalid(
        f"{found[0]} is masked: leave it as it is, or give the whole number",
        field=field,
        message_zh="号码已隐藏：请保持不变，或填写完整号码",
    )


def _behind(stored: Any) -> dict[str, set[str]]:
    """Each masked number → what it stands for, in all texts of what is stored."""
    found: dict[str, set[str]] = {}
    for text in _texts(stored):
        numbers = {one[0][len(one["word"] or "") :] for one in _NUMBER.finditer(text)}
        numbers |= {one[0] for one in _LOCAL.finditer(text)} if _WRITTEN.search(text) else {text}
        for number in numbers:
            found.setdefault(masked(normalise(_plain(number), area_code="")), set()).add(number)
    return found


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for one in value.values():
                yield from _texts(one)
        case list() | tuple() | set():
            for one in value:
                yield from _texts(one)


def answers(columns: Sequence[Any], given: str, *, area_code: str) -> ColumnElement[bool]:
    """SQL condition for whoever may not see numbers: one of `columns` is the whole number, or ends in the four digits
    that were given. Nothing for any other part."""
    digits = re.sub(r"\D", "", given)
    if len(digits) == LAST and _DIALLED.fullmatch(given.strip()):
        return or_(*(column.endswith(digits, autoescape=True) for column in columns))
    number = normalise(given, area_code=area_code)
    if len(digits) >= SHORTEST and _DIALLED.fullmatch(given.strip()):
        return or_(*(column == number for column in columns))
    return false()


def tells_digits(text: str) -> bool:
    """Whether a text that is searched for could try out parts of numbers: two digits anywhere, however they are
    written and whatever stands between them."""
    return sum(map(str.isdigit, unicodedata.normalize("NFKC", text))) > 1
