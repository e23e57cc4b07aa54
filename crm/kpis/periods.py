"""Days, hours, weeks … of the company's zone as instants. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

Interval = Literal["none", "hour", "day", "week", "month", "quarter", "year"]
INTERVALS: tuple[str, ...] = get_args(Interval)


def day_of(at: float, zone: ZoneInfo) -> date:
    """The company's day that the instant (Unix seconds) belongs to."""
    return datetime.fromtimestamp(at, zone).date()


def day_starts(day: date, zone: ZoneInfo) -> float:
    """Unix seconds of the first instant of a day. Where clocks are put forward at midnight, that is the first instant
    after the gap."""
    midnight = datetime.combine(day, time(), zone)
    return midnight.timestamp()


def day_bounds(day: date, zone: ZoneInfo) -> tuple[float, float]:
    """First instant of the day and of the next: 23, 24 or 25 hours apart."""
    return day_starts(day, zone), day_starts(day + timedelta(days=1), zone)


def split(start: float, end: float, interval: Interval, zone: ZoneInfo) -> list[tuple[float, float]]:
    """Cut a period into intervals of the company's calendar; the first and the last may be parts of one.

    Weeks begin on Monday. Hours are hours of the clock on the wall, also where it is put forward or back."""
    if interval == "none" or end <= start:
        return [(start, end)]
    cuts = [start]
    at = start
    while (at := _next(at, interval, zone)) < end:
        cuts.append(at)
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _next(at: float, interval: Interval, zone: ZoneInfo) -> float:
    """The first border after `at`."""
    local = datetime.fromtimestamp(at, zone)
    if interval == "hour":
        into = local.minute * 60 + local.second + local.microsecond / 1e6
        return round(at - into, 6) + 3600
    day = local.date()
    match interval:
        case "day":
            following = day + timedelta(days=1)
        case "week":
            following = day + timedelta(days=7 - day.weekday())
        case "month":
            following = _month(day, 1)
        case "quarter":
            following = _month(day, 3 - (day.month - 1) % 3)
        case _:
            following = date(day.year + 1, 1, 1)
    return day_starts(following, zone)


def _month(day: date, months: int) -> date:
    """The first day of the month so many months after `day`'s."""
    whole = day.year * 12 + day.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)
