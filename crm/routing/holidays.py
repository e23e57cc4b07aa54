"""Statutory holidays and make-up working days (调休), as far as they are known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import holidays as public_holidays

WARN_DAYS = 45
"""So many days before a year begins its missing holidays are warned of."""
MAKE_UP = {"zh": "调休上班", "en": "Make-up working day"}


def countries() -> frozenset[str]:
    """ISO 3166 codes of the countries whose holidays are known."""
    return frozenset(code for code in public_holidays.list_supported_countries() if len(code) == 2)


def special_days(country: str, year: int, working: list[dict[str, str]]) -> list[dict[str, Any]]:
    """The holidays of a year, and the days off on which people work `working` hours to make up for them, as a
    calendar's `special` has them; in order. Empty when nothing is known of that country or year."""
    if country not in countries():
        return []
    chinese = public_holidays.country_holidays(country, years=year, language="zh_CN" if country == "CN" else None)
    english = public_holidays.country_holidays(country, years=year, language="en_US")
    days: list[dict[str, Any]] = [
        {"date": day.isoformat(), "name": {"zh": chinese[day], "en": english.get(day, chinese[day])}, "intervals": []}
        for day in chinese
    ]
    days += [{"date": day.isoformat(), "name": dict(MAKE_UP), "intervals": working} for day in _make_up(chinese, year)]
    return sorted(days, key=lambda day: str(day["date"]))


def make_up_known(country: str, year: int) -> bool:
    """Whether the days worked to make up for holidays of a year are known. Only some countries have such days; they are
    published late in the year before."""
    if country not in countries():
        return False
    known = public_holidays.country_holidays(country, years=year)
    return not hasattr(known, "weekend_workdays") or bool(_make_up(known, year))


def missing_years(country: str, dates: Iterable[str], today: date) -> list[int]:
    """The years, this one and one about to begin, of which a calendar has no special day at all; none without a
    country."""
    if not country:
        return []
    there = {day[:4] for day in dates}
    soon = date.fromordinal(today.toordinal() + WARN_DAYS).year
    return [year for year in sorted({today.year, soon}) if str(year) not in there]


def warnings(country: str, dates: Iterable[str], today: date) -> list[dict[str, str]]:
    """What is missing in a calendar, for people: `{code, year, message_en, message_zh}`."""
    dates = list(dates)
    missing = missing_years(country, dates, today)
    found = [_warning("holidays_missing", year) for year in missing]
    if country:
        there = sorted({int(day[:4]) for day in dates})
        found += [
            _warning("make_up_days_unknown", year)
            for year in there
            if year >= today.year and year not in missing and not make_up_known(country, year)
        ]
    return found


_WORDS = {
    "holidays_missing": (
        "there are no holidays for {year}: every day of it follows the week",
        "缺少{year}年的节假日：全年按每周时段执行",
    ),
    "make_up_days_unknown": (
        "the make-up working days of {year} were not known: check them when they are published",
        "{year}年的调休安排尚未公布：公布后请核对",
    ),
}


def _warning(code: str, year: int) -> dict[str, str]:
    en, zh = _WORDS[code]
    return {"code": code, "year": str(year), "message_en": en.format(year=year), "message_zh": zh.format(year=year)}


def _make_up(known: Any, year: int) -> list[date]:
    return sorted(day for day in getattr(known, "weekend_workdays", ()) if day.year == year)
