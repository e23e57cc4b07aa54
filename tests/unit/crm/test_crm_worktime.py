"""Working time: deadlines and durations agree, whatever the calendar, the zone and the pauses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.errors import Invalid
from crm.worktime import WorkCalendar, ahead, due, elapsed
from telephony.config_model import Hours, HoursInterval, SpecialDay

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "UTC")
OFFICE = (HoursInterval("08:30", "12:00"), HoursInterval("13:00", "18:00"))


def calendar(*special: SpecialDay, zone: ZoneInfo = SHANGHAI) -> WorkCalendar:
    """Monday to Friday in the office."""
    return WorkCalendar(Hours("office", {}, (OFFICE,) * 5 + ((), ()), special), zone)


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-23T09:00", 60, "2026-11-23T10:00"),
        ("2026-11-23T11:30", 60, "2026-11-23T13:30"),  # over lunch
        ("2026-11-23T11:00", 60, "2026-11-23T12:00"),  # to its beginning, not to its end
        ("2026-11-27T17:30", 60, "2026-11-30T09:00"),  # over the weekend
        ("2026-11-28T10:00", 1, "2026-11-30T08:31"),  # entered on a Saturday
        ("2026-11-23T07:00", 510, "2026-11-23T18:00"),  # a whole day
        ("2026-11-23T19:00", 0, "2026-11-23T19:00"),
    ],
)
def test_deadlines(start: str, minutes: int, end: str) -> None:
    assert due(at(start), minutes, calendar()) == at(end)


@pytest.mark.parametrize(
    ("end", "minutes", "start"),
    [
        ("2026-11-30T10:00", 480, "2026-11-27T10:30"),  # Monday's deadline is warned of on Friday
        ("2026-11-23T13:30", 60, "2026-11-23T11:30"),  # over lunch
        ("2026-11-23T09:30", 60, "2026-11-23T08:30"),  # to the beginning of the day, not to the end of the one before
        ("2026-11-29T10:00", 60, "2026-11-27T17:00"),  # due on a Sunday
        ("2026-11-23T19:00", 0, "2026-11-23T19:00"),
    ],
)
def test_so_much_before(end: str, minutes: int, start: str) -> None:
    assert ahead(at(end), minutes, calendar()) == at(start)
    assert ahead(at(end), minutes, WorkCalendar(None, SHANGHAI)) == at(end) - timedelta(minutes=minutes)


def test_holidays_and_make_up_days() -> None:
    """国庆: the first of October is off, the Saturday after is worked."""
    days = calendar(
        SpecialDay("2026-10-01", {"zh": "国庆节"}),
        SpecialDay("2026-10-02", {"zh": "国庆节"}),
        SpecialDay("2026-10-10", {"zh": "调休上班"}, OFFICE),
    )
    assert due(at("2026-09-30T17:00"), 120, days) == at("2026-10-05T09:30")
    assert due(at("2026-10-09T17:00"), 120, days) == at("2026-10-10T09:30")
    assert elapsed(at("2026-09-30T17:00"), at("2026-10-05T09:30"), days) == 120


def test_pauses_do_not_count() -> None:
    pauses = [(at("2026-11-23T10:00"), at("2026-11-23T14:00")), (at("2026-11-23T13:30"), at("2026-11-23T15:00"))]
    assert elapsed(at("2026-11-23T09:00"), at("2026-11-23T16:00"), calendar(), pauses) == 120
    assert due(at("2026-11-23T09:00"), 120, calendar(), pauses) == at("2026-11-23T16:00")
    goes_on = [(at("2026-11-23T10:00"), None)]
    assert elapsed(at("2026-11-23T09:00"), at("2026-11-24T16:00"), calendar(), goes_on) == 60
    with pytest.raises(Invalid):
        due(at("2026-11-23T09:00"), 120, calendar(), goes_on)


def test_the_clock_is_put_forward_and_back() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = WorkCalendar(Hours("night", {}, ((HoursInterval("00:00", "06:00"),),) * 7), berlin)
    for day, hours in (("2026-03-29", 5), ("2026-10-25", 7), ("2026-07-01", 6)):
        assert elapsed(at(f"{day}T00:00", berlin), at(f"{day}T12:00", berlin), night) == hours * 60
    gap = WorkCalendar(
        Hours("gap", {}, ((HoursInterval("01:00", "02:45"), HoursInterval("03:00", "04:00")),) * 7), berlin
    )
    assert elapsed(at("2026-03-29T00:00", berlin), at("2026-03-29T12:00", berlin), gap) == 120


def test_a_calendar_without_hours_has_no_deadline_and_nothing_passes() -> None:
    empty = WorkCalendar(Hours("none", {}, ((),) * 7), SHANGHAI)
    with pytest.raises(Invalid):
        due(at("2026-11-23T09:00"), 1, empty)
    with pytest.raises(Invalid):
        ahead(at("2026-11-23T09:00"), 1, empty)
    assert elapsed(at("2016-11-23T09:00"), at("2026-11-23T16:00"), empty) == 0


def test_years_are_counted_whole() -> None:
    always = WorkCalendar(None, SHANGHAI)
    whole = WorkCalendar(Hours("whole", {}, ((HoursInterval("00:00", "24:00"),),) * 7), SHANGHAI)
    start, end = at("2010-01-01T00:00"), at("2026-01-01T00:00")
    assert elapsed(start, end, always) == elapsed(start, end, whole) == (end - start) / timedelta(minutes=1)
    assert due(start, 90, always) == start + timedelta(minutes=90)


INTERVALS = st.lists(
    st.lists(st.integers(0, 96), min_size=2, max_size=2, unique=True).map(
        lambda quarters: HoursInterval(*(f"{each // 4:02d}:{each % 4 * 15:02d}" for each in sorted(quarters)))
    ),
    max_size=3,
).map(tuple)
SPECIAL = st.lists(
    st.tuples(st.dates(date(2026, 1, 1), date(2026, 12, 31)), INTERVALS), max_size=20, unique_by=lambda day: day[0]
).map(lambda days: tuple(SpecialDay(day.isoformat(), {}, intervals) for day, intervals in days))
CALENDARS = st.builds(
    lambda week, monday, special, zone: WorkCalendar(
        Hours("h", {}, ((*monday, HoursInterval("09:00", "10:00")), *week), special), ZoneInfo(zone)
    ),
    st.tuples(*[INTERVALS] * 6),
    INTERVALS,
    SPECIAL,
    st.sampled_from(ZONES),
)
MOMENTS = st.integers(0, 365 * 86400).map(lambda second: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second))
PAUSES = st.lists(
    st.tuples(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=9))).map(lambda p: (p[0], p[0] + p[1])), max_size=4
)


@settings(max_examples=200, deadline=None)
@given(CALENDARS, MOMENTS, st.integers(1, 6000), PAUSES)
def test_when_it_is_due_its_time_has_passed(
    days: WorkCalendar, start: datetime, minutes: int, pauses: list[tuple[datetime, datetime]]
) -> None:
    end = due(start, minutes, days, pauses)
    assert end > start
    assert elapsed(start, end, days, pauses) == minutes
    assert elapsed(start, end - timedelta(seconds=1), days, pauses) < minutes


@settings(max_examples=200, deadline=None)
@given(CALENDARS, MOMENTS, st.integers(1, 6000))
def test_before_it_is_due_so_much_is_left(days: WorkCalendar, end: datetime, minutes: int) -> None:
    start = ahead(end, minutes, days)
    assert start < end
    assert elapsed(start, end, days) == pytest.approx(minutes)
    assert elapsed(start + timedelta(seconds=1), end, days) < minutes


@settings(max_examples=200, deadline=None)
@given(CALENDARS, st.lists(MOMENTS, min_size=3, max_size=3).map(sorted), PAUSES)
def test_time_adds_up_and_is_never_more_than_passes(
    days: WorkCalendar, moments: list[datetime], pauses: list[tuple[datetime, datetime]]
) -> None:
    start, middle, end = moments
    whole = elapsed(start, end, days, pauses)
    parts = elapsed(start, middle, days, pauses) + elapsed(middle, end, days, pauses)
    assert whole == pytest.approx(parts, abs=1e-6)
    assert 0 <= whole <= (end - start) / timedelta(minutes=1)
    assert whole <= elapsed(start, end, days)


def test_a_date_of_the_far_future_is_counted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at, spans = [], WorkCalendar.spans
    monkeypatch.setattr(WorkCalendar, "spans", lambda days, day: looked_at.append(day) or spans(days, day))
    start, end = at("2026-11-23T08:30"), at("9998-11-23T08:30")
    assert elapsed(start, end, calendar()) == pytest.approx((end - start).days / 7 * 5 * 510, rel=1e-5)
    assert len(looked_at) < 5_000
    whole = at("2046-11-26T08:30") - start
    assert elapsed(start, start + whole, calendar()) == sum(
        510 for day in range(whole.days) if (start + timedelta(days=day)).weekday() < 5
    )
