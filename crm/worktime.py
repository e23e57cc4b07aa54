"""Deadlines and durations in working time: from the company's calendars, with holidays, make-up days and pauses.

A calendar's hours are wall time; what counts is the time that really passes: an interval over a change of the clock is
longer or shorter on that day, and what was worked is never counted twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import Invalid
from crm.routing import models
from crm.routing.settings import facts
from crm.routing.snapshot import calendar as as_core
from telephony.config_model import Hours, HoursInterval
from telephony.ivr.hours import minutes as minutes_of

Span = tuple[datetime, datetime]
"""From (inclusive) to (exclusive), aware."""
Pause = tuple[datetime, datetime | None]
"""A time that does not count; without an end it goes on."""

HORIZON_DAYS = 1100
"""A deadline further ahead than this is none: the calendar has (almost) no hours."""
_DAY = timedelta(days=1)
FAR = 4_000 * _DAY
"""Whole weeks beyond this are not looked at one by one: a date of the year 9998 is asked for too."""


@dataclass(frozen=True)
class WorkCalendar:
    """When people work. `hours` None: round the clock."""

    hours: Hours | None
    zone: ZoneInfo

    @cached_property
    def _special(self) -> dict[str, tuple[HoursInterval, ...]]:
        return {day.date: day.intervals for day in self.hours.special} if self.hours else {}

    def spans(self, day: date) -> list[Span]:
        """The working time of a local day in UTC: in order, without overlaps."""
        assert self.hours is not None
        intervals = self._special.get(day.isoformat(), self.hours.week[day.weekday()])
        found = sorted((_instant(day, each.start, self.zone), _instant(day, each.end, self.zone)) for each in intervals)
        return _merged(found)

    @cached_property
    def week(self) -> timedelta:
        """Working time of a week without special days."""
        if self.hours is None:
            return 7 * _DAY
        monday = datetime(2024, 1, 1, tzinfo=UTC)
        plain = WorkCalendar(replace(self.hours, special=()), ZoneInfo("UTC"))
        return timedelta(minutes=elapsed(monday, monday + 7 * _DAY, plain))

    def working(self, start: datetime) -> Iterator[Span]:
        """Working time from `start` on, in order, until the horizon."""
        start = start.astimezone(UTC)
        if self.hours is None:
            yield start, start + HORIZON_DAYS * _DAY
            return
        # The day before as well: zones differ from UTC by less than a day.
        day, reached = start.astimezone(self.zone).date() - _DAY, start
        for _ in range(HORIZON_DAYS):
            for begin, end in self.spans(day):
                if end > reached:
                    yield max(begin, reached), end
                    reached = end
            day += _DAY


def due(start: datetime, minutes: float, calendar: WorkCalendar, pauses: Sequence[Pause] = ()) -> datetime:
    """The first instant (UTC) at which `minutes` of working time have passed since `start`; `start` itself for none.

    Raises Invalid when the calendar does not have so much time within three years, or a pause has no end.
    """
    left = timedelta(minutes=minutes)
    if left <= timedelta():
        return start.astimezone(UTC)
    if any(end is None for _, end in pauses):
        raise Invalid("there is no deadline while it is paused", field="pauses")
    stopped = _merged([(begin.astimezone(UTC), end.astimezone(UTC)) for begin, end in pauses if end is not None])
    for span in calendar.working(start):
        for begin, end in _without(span, stopped):
            if end - begin >= left:
                return begin + left
            left -= end - begin
    raise Invalid("the calendar has not so much working time", field="hours")


def ahead(end: datetime, minutes: float, calendar: WorkCalendar) -> datetime:
    """The last instant (UTC) from which `minutes` of working time are left until `end`. Raises Invalid when the
    calendar does not have so much time within three years."""
    end, left = end.astimezone(UTC), timedelta(minutes=minutes)
    if left <= timedelta() or calendar.hours is None:
        return end - max(left, timedelta())
    day, reached = end.astimezone(calendar.zone).date(), end
    for _ in range(HORIZON_DAYS):
        for begin, over in reversed(calendar.spans(day)):
            until = min(over, reached)
            if begin >= until:
                continue
            if until - begin >= left:
                return until - left
            left, reached = left - (until - begin), begin
        day -= _DAY
    raise Invalid("the calendar has not so much working time", field="hours")


def elapsed(start: datetime, end: datetime, calendar: WorkCalendar, pauses: Sequence[Pause] = ()) -> float:
    """Minutes of working time from `start` to `end`, pauses left out; 0 when `end` is not later. A pause without an end
    goes on until `end`."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    stopped = _merged([(begin.astimezone(UTC), (until or end).astimezone(UTC)) for begin, until in pauses])
    weeks = max(0, (end - start - FAR) // (7 * _DAY))
    end -= weeks * 7 * _DAY
    total = weeks * calendar.week if weeks else timedelta()
    for begin, until in _between(start, end, calendar):
        total += sum((b - a for a, b in _without((begin, min(until, end)), stopped)), timedelta())
    return total / timedelta(minutes=1)


async def calendar_of(session: AsyncSession, hours_id: str | None) -> WorkCalendar:
    """The company's calendar `hours_id` in its zone; round the clock without one. Raises Invalid for an unknown one."""
    zone = (await facts(session)).zone
    if not hours_id:
        return WorkCalendar(None, zone)
    row = await session.get(models.Hours, hours_id)
    if row is None:
        raise Invalid(f"there is no calendar {hours_id}", field="hours")
    return WorkCalendar(as_core(row), zone)


def _between(start: datetime, end: datetime, calendar: WorkCalendar) -> Iterator[Span]:
    """As `working`, without its horizon: a ticket may have been open for years."""
    while start < end:
        reached = start
        for begin, until in calendar.working(start):
            if begin >= end:
                return
            yield begin, until
            reached = until
        start = max(reached, start + (HORIZON_DAYS - 2) * _DAY)


def _without(span: Span, stopped: Sequence[Span]) -> Iterator[Span]:
    """What is left of `span`; `stopped` is in order and does not overlap."""
    begin, end = span
    for stop, again in stopped:
        if again <= begin or stop >= end:
            continue
        if stop > begin:
            yield begin, stop
        begin = again
        if begin >= end:
            return
    if begin < end:
        yield begin, end


def _merged(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for begin, end in sorted(spans):
        if begin >= end:
            continue
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((begin, end))
    return found


def _instant(day: date, clock: str, zone: ZoneInfo) -> datetime:
    days, minute = divmod(minutes_of(clock), 24 * 60)
    return datetime.combine(day + timedelta(days=days), time(minute // 60, minute % 60), zone).astimezone(UTC)
