"""Working hours: whether a calendar is open at an instant, and when that changes. All rules are in local wall time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from telephony.config_model import Hours, HoursInterval, SpecialDay, Text

HORIZON_DAYS = 100
"""How far ahead `next_change` looks."""

Status = Literal["open", "closed", "holiday"]


@dataclass(frozen=True, slots=True)
class HoursState:
    """`holiday`: closed for a special day without any interval. `name` is the special day's name, if today is one."""

    status: Status
    name: Text | None = None

    @property
    def open(self) -> bool:
        return self.status == "open"

    @property
    def closed(self) -> bool:
        """Nobody works now, for whatever reason."""
        return self.status != "open"

    @property
    def holiday(self) -> bool:
        return self.status == "holiday"


def is_open(hours: Hours, utc: float, zone: str) -> HoursState:
    """The state at `utc` (Unix seconds) in `zone` (IANA name). A special day wins over the week.

    Raises ValueError when the calendar or the zone is malformed (`problems` names what is)."""
    local = datetime.fromtimestamp(utc, _zone(zone))
    intervals, special = _rules(hours, local.date())
    minute = local.hour * 60 + local.minute
    for interval in intervals:
        if minutes(interval.start) <= minute < minutes(interval.end):
            return HoursState("open", special.name if special else None)
    if special is not None and not special.intervals:
        return HoursState("holiday", special.name)
    return HoursState("closed", special.name if special else None)


@dataclass(frozen=True, slots=True)
class HoursReason:
    """Why a calendar is open or closed: the day's rule and its intervals, the one that holds now, and when that
    changes (Unix seconds; None: not within the horizon). `local`: wall time."""

    state: HoursState
    local: datetime
    special: SpecialDay | None
    intervals: tuple[HoursInterval, ...]
    interval: HoursInterval | None
    next_change: float | None


def explain(hours: Hours, utc: float, zone: str) -> HoursReason:
    """The state at `utc`, and why. Raises ValueError as `is_open`."""
    local = datetime.fromtimestamp(utc, _zone(zone))
    intervals, special = _rules(hours, local.date())
    minute = local.hour * 60 + local.minute
    now = next((each for each in intervals if minutes(each.start) <= minute < minutes(each.end)), None)
    return HoursReason(is_open(hours, utc, zone), local, special, intervals, now, next_change(hours, utc, zone))


def next_change(hours: Hours, utc: float, zone: str) -> float | None:
    """The next instant (Unix seconds) after `utc` at which the calendar opens or closes; None when it does neither
    within `HORIZON_DAYS`. Closed and holiday are the same here. Raises ValueError as `is_open`."""
    now_open = is_open(hours, utc, zone).open
    for instant in _edges(hours, utc, _zone(zone)):
        if instant > utc and is_open(hours, instant, zone).open != now_open:
            return instant
    return None


def problems(hours: Hours, zone: str) -> list[str]:
    """What is malformed in a calendar, in words: place and remedy. Empty when it can be used."""
    found: list[str] = []
    try:
        _zone(zone)
    except ValueError as error:
        found.append(str(error))
    if len(hours.week) != 7:
        found.append(f"hours '{hours.id}': week has {len(hours.week)} days — give seven, Monday first")
    days = [(f"day {number} of the week", day) for number, day in enumerate(hours.week, 1)]
    days += [(f"special day {special.date}", special.intervals) for special in hours.special]
    for special in hours.special:
        try:
            date.fromisoformat(special.date)
        except ValueError:
            found.append(f"hours '{hours.id}': special day '{special.date}' is no date — write YYYY-MM-DD")
    for where, intervals in days:
        for interval in intervals:
            try:
                backwards = minutes(interval.start) >= minutes(interval.end)
            except ValueError as error:
                found.append(f"hours '{hours.id}', {where}: {error}")
            else:
                if backwards:
                    found.append(
                        f"hours '{hours.id}', {where}: {interval.start}–{interval.end} ends before it starts"
                        " — split hours over midnight into two days"
                    )
    return found


def minutes(clock: str) -> int:
    """Minutes since midnight of `HH:MM`, up to 24:00. Raises ValueError."""
    hour, colon, minute = clock.partition(":")
    if colon and len(hour) == len(minute) == 2 and (hour + minute).isascii() and (hour + minute).isdigit():
        value = int(hour) * 60 + int(minute)
        if int(minute) < 60 and value <= 24 * 60:
            return value
    raise ValueError(f"'{clock}' is no time of day — write HH:MM from 00:00 to 24:00")


def _zone(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"time zone '{zone}' is unknown — use an IANA name such as Asia/Shanghai") from error


def _rules(hours: Hours, day: date) -> tuple[tuple[HoursInterval, ...], SpecialDay | None]:
    iso = day.isoformat()
    for special in hours.special:
        if special.date == iso:
            return special.intervals, special
    if len(hours.week) != 7:
        raise ValueError(f"hours '{hours.id}': week has {len(hours.week)} days — give seven, Monday first")
    return hours.week[day.weekday()], None


def _edges(hours: Hours, utc: float, zone: ZoneInfo) -> Iterator[float]:
    """Every instant from today on at which the calendar may change, in order: starts and ends of intervals; on a day
    whose clock is put forward or back, every quarter of an hour."""
    today = datetime.fromtimestamp(utc, zone).date()
    for offset in range(HORIZON_DAYS + 1):
        day = today + timedelta(days=offset)
        intervals, _ = _rules(hours, day)
        instants = {_instant(day, clock, zone) for interval in intervals for clock in (interval.start, interval.end)}
        midnight, next_midnight = _instant(day, "00:00", zone), _instant(day, "24:00", zone)
        if next_midnight - midnight != 24 * 3600:
            instants.update(midnight + quarter * 900 for quarter in range(int(next_midnight - midnight) // 900))
        yield from sorted(instants)


def _instant(day: date, clock: str, zone: ZoneInfo) -> float:
    days, minute = divmod(minutes(clock), 24 * 60)
    local = datetime.combine(day + timedelta(days=days), time(minute // 60, minute % 60), zone)
    return local.astimezone(UTC).timestamp()
