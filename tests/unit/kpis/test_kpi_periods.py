"""Days and hours of the company's zone, also where clocks change."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.kpis.periods import INTERVALS, Interval, day_bounds, day_of, split

SHANGHAI, BERLIN, HOWE = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe")


def at(text: str, zone: ZoneInfo = SHANGHAI) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


def cuts(start: str, end: str, interval: Interval, zone: ZoneInfo = SHANGHAI) -> list[str]:
    return [
        datetime.fromtimestamp(begins, zone).strftime("%m-%d %H:%M")
        for begins, _ in split(at(start, zone), at(end, zone), interval, zone)
    ]


def test_intervals_begin_where_the_calendar_does() -> None:
    assert cuts("2026-11-25T09:20", "2026-11-25T12:00", "hour") == ["11-25 09:20", "11-25 10:00", "11-25 11:00"]
    assert cuts("2026-11-25", "2026-11-28", "day") == ["11-25 00:00", "11-26 00:00", "11-27 00:00"]
    assert cuts("2026-11-25", "2026-12-09", "week") == ["11-25 00:00", "11-30 00:00", "12-07 00:00"]
    assert cuts("2026-11-15", "2027-02-01", "month") == ["11-15 00:00", "12-01 00:00", "01-01 00:00"]
    assert cuts("2026-11-15", "2027-05-01", "quarter") == ["11-15 00:00", "01-01 00:00", "04-01 00:00"]
    assert cuts("2026-11-15", "2027-05-01", "year") == ["11-15 00:00", "01-01 00:00"]
    assert cuts("2026-11-15", "2027-05-01", "none") == ["11-15 00:00"]


def test_days_when_clocks_change() -> None:
    spring, autumn = at("2026-03-29T12:00", BERLIN), at("2026-10-25T12:00", BERLIN)
    for noon, hours in ((spring, 23), (autumn, 25)):
        start, end = day_bounds(day_of(noon, BERLIN), BERLIN)
        assert end - start == hours * 3600
        assert len(split(start, end, "hour", BERLIN)) == hours


@given(
    start=st.floats(1.6e9, 1.9e9).map(lambda value: round(value, 3)),
    hours=st.floats(0.1, 24 * 60),
    interval=st.sampled_from(INTERVALS),
    zone=st.sampled_from([SHANGHAI, BERLIN, HOWE]),
)
def test_intervals_cover_the_period_without_gap_or_overlap(
    start: float, hours: float, interval: Interval, zone: ZoneInfo
) -> None:
    end = round(start + hours * 3600, 3)
    made = split(start, end, interval, zone)
    assert made[0][0] == start
    assert made[-1][1] == end
    assert all(before[1] == after[0] for before, after in pairwise(made))
    assert all(begins < ends for begins, ends in made)


@pytest.mark.parametrize("zone", [SHANGHAI, BERLIN])
def test_every_instant_is_in_its_day(zone: ZoneInfo) -> None:
    for hour in range(0, 24 * 400, 7):
        instant = 1.79e9 + hour * 3600
        start, end = day_bounds(day_of(instant, zone), zone)
        assert start <= instant < end
