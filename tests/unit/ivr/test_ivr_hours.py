"""Calendars: week, lunch break, holidays, make-up days, daylight saving, and when they change."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.config_model import Hours, HoursInterval, SpecialDay
from telephony.ivr.hours import HoursState, is_open, minutes, next_change, problems

ZONE = "Asia/Shanghai"
DAY = (HoursInterval("09:00", "12:00"), HoursInterval("13:30", "18:00"))
NATIONAL = {"zh": "国庆节", "en": "National Day"}
MAKE_UP = {"zh": "国庆节调休", "en": "Make-up day"}
OFFICE = Hours(
    "office",
    {"zh": "办公时间", "en": "Office hours"},
    (DAY,) * 5 + ((), ()),
    (SpecialDay("2026-10-01", NATIONAL), SpecialDay("2026-10-02", NATIONAL), SpecialDay("2026-10-10", MAKE_UP, DAY)),
)
NIGHT = Hours("night", {}, ((HoursInterval("00:00", "06:00"), HoursInterval("22:00", "24:00")),) * 7)


def at(text: str, zone: str = ZONE) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


@pytest.mark.parametrize(
    ("when", "status", "name"),
    [
        ("2026-11-20 08:59:59", "closed", None),
        ("2026-11-20 09:00", "open", None),
        ("2026-11-20 12:00", "closed", None),  # lunch break (午休)
        ("2026-11-20 13:30", "open", None),
        ("2026-11-20 17:59:59.9", "open", None),
        ("2026-11-20 18:00", "closed", None),
        ("2026-11-21 10:00", "closed", None),  # Saturday
        ("2026-10-01 10:00", "holiday", NATIONAL),  # a Thursday
        ("2026-10-10 10:00", "open", MAKE_UP),  # a Saturday worked instead (调休)
        ("2026-10-10 12:30", "closed", MAKE_UP),
    ],
)
def test_states(when: str, status: str, name: dict[str, str] | None) -> None:
    state = is_open(OFFICE, at(when), ZONE)
    assert state == HoursState(status, name)  # type: ignore[arg-type]
    assert (state.open, state.closed, state.holiday) == (status == "open", status != "open", status == "holiday")


@pytest.mark.parametrize(
    ("hours", "when", "change"),
    [
        (OFFICE, "2026-11-20 08:00", "2026-11-20 09:00"),
        (OFFICE, "2026-11-20 09:00", "2026-11-20 12:00"),
        (OFFICE, "2026-11-20 18:00", "2026-11-23 09:00"),
        (OFFICE, "2026-09-30 18:00", "2026-10-05 09:00"),
        (OFFICE, "2026-10-09 18:00", "2026-10-10 09:00"),
        (NIGHT, "2026-11-20 23:00", "2026-11-21 06:00"),  # midnight is no change
        (NIGHT, "2026-11-20 12:00", "2026-11-20 22:00"),
    ],
)
def test_next_change(hours: Hours, when: str, change: str) -> None:
    assert next_change(hours, at(when), ZONE) == at(change)


def test_a_calendar_that_never_changes() -> None:
    assert next_change(Hours("never", {}, ((),) * 7), at("2026-11-20 08:00"), ZONE) is None
    always = Hours("always", {}, ((HoursInterval("00:00", "24:00"),),) * 7)
    assert next_change(always, at("2026-11-20 08:00"), ZONE) is None


def test_daylight_saving() -> None:
    zone = "Europe/Berlin"
    night = Hours("night", {}, ((HoursInterval("02:30", "04:00"),),) * 7)
    assert next_change(night, at("2026-03-28 00:00", zone), zone) == at("2026-03-28 02:30", zone)
    assert next_change(night, at("2026-03-29 00:00", zone), zone) == at("2026-03-29 03:00", zone)  # 02:00 becomes 03:00
    assert next_change(night, at("2026-03-29 03:45", zone), zone) == at("2026-03-29 04:00", zone)
    late = Hours("late", {}, ((HoursInterval("02:15", "02:45"),),) * 7)
    first = at("2026-10-25 02:15", zone)  # 03:00 becomes 02:00: the half hour comes twice
    changes, now = [], at("2026-10-25 00:00", zone)
    for _ in range(4):
        change = next_change(late, now, zone)
        assert change is not None
        now = change
        changes.append(change - first)
    assert changes == [0, 1800, 3600, 5400]


@st.composite
def calendars(draw: st.DrawFn) -> Hours:
    times = st.integers(0, 24 * 4).map(lambda quarter: f"{quarter // 4:02d}:{quarter % 4 * 15:02d}")

    def intervals() -> tuple[HoursInterval, ...]:
        marks = sorted(set(draw(st.lists(times, max_size=6))))
        return tuple(HoursInterval(a, b) for a, b in zip(marks[::2], marks[1::2], strict=False))

    special = {f"2026-03-{draw(st.integers(20, 31)):02d}" for _ in range(draw(st.integers(0, 4)))}
    return Hours(
        "drawn",
        {},
        tuple(intervals() for _ in range(7)),
        tuple(SpecialDay(day, NATIONAL, intervals()) for day in sorted(special)),
    )


@settings(max_examples=150, deadline=None)
@given(
    calendars(),
    st.integers(int(at("2026-03-15 00:00")), int(at("2026-04-05 00:00"))),
    st.sampled_from([ZONE, "Europe/Berlin", "America/New_York", "UTC"]),
)
def test_until_the_next_change_nothing_changes(hours: Hours, utc: int, zone: str) -> None:
    assert problems(hours, zone) == []
    before = is_open(hours, utc, zone).open
    change = next_change(hours, utc, zone)
    end = utc + 3 * 86400 if change is None else min(change, utc + 8 * 86400)
    step = max(60, (end - utc) / 200)
    instant = float(utc)
    while instant < end:
        assert is_open(hours, instant, zone).open == before
        instant += step
    if change is not None:
        assert change > utc
        assert is_open(hours, change, zone).open != before


@pytest.mark.parametrize("clock", ["9:00", "24:01", "12:60", "noon", "", "-1:00", "１２:００", "12:00:00"])
def test_no_time_of_day(clock: str) -> None:
    with pytest.raises(ValueError, match="write HH:MM"):
        minutes(clock)


def test_problems_name_place_and_remedy() -> None:
    bad = Hours(
        "office",
        {},
        ((HoursInterval("9", "12:00"),), (HoursInterval("18:00", "09:00"),)),
        (SpecialDay("1 Oct", {}), SpecialDay("2026-10-02", {}, (HoursInterval("10:00", "10:00"),))),
    )
    backwards = "ends before it starts — split hours over midnight into two days"
    assert problems(bad, "Mars/Olympus") == [
        "time zone 'Mars/Olympus' is unknown — use an IANA name such as Asia/Shanghai",
        "hours 'office': week has 2 days — give seven, Monday first",
        "hours 'office': special day '1 Oct' is no date — write YYYY-MM-DD",
        "hours 'office', day 1 of the week: '9' is no time of day — write HH:MM from 00:00 to 24:00",
        f"hours 'office', day 2 of the week: 18:00–09:00 {backwards}",
        f"hours 'office', special day 2026-10-02: 10:00–10:00 {backwards}",
    ]
    for zone in ("Mars/Olympus", "", "../etc/passwd"):
        with pytest.raises(ValueError, match="time zone"):
            is_open(OFFICE, 0, zone)
    with pytest.raises(ValueError, match="seven"):
        is_open(Hours("x", {}, ()), 0, ZONE)
