"""Live figures are what a plain recomputation from all events says: at any moment, over midnight, in any zone, and
after a restart in the middle."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kpi_news import AGENTS, QUEUES, Day

from crm.kpis.facts import AgentCall, Fact, QueueVisit, StateSpan
from crm.kpis.fold import CallFold
from crm.kpis.live import WINDOW, LiveFigures
from crm.kpis.measures import Policy, of_agent_call, of_ended_state, of_presence, of_visit, total_of
from crm.kpis.rebuild import LOOKBACK, begins, last_states
from telephony.domain_events import Envelope

POLICY = Policy(service_level=20.0, service_levels={"shop": 7.5}, short_abandon=4.0)
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "UTC")


def recomputed(
    events: Sequence[Envelope], group: str, key: str, start: float, end: float, now: float
) -> dict[str, int]:
    """Measures of facts that ended in start ≤ instant < end, from all events: nothing is kept, nothing is taken off."""
    folds: dict[str, CallFold] = {}
    facts: list[Fact] = []
    for event in events:
        if event.call is not None:
            facts += folds.setdefault(event.call, CallFold(event.call)).take(event.at, event.type, event.data)
    found = []
    for fact in facts:
        match fact:
            case QueueVisit() if group == "queue" and fact.queue == key and start <= fact.left < end:
                found.append(of_visit(fact, POLICY))
            case AgentCall() if start <= fact.ended < end:
                if key == (fact.agent if group == "agent" else fact.queue):
                    found.append(of_agent_call(fact))
    found += [
        of_ended_state(span)
        for span in spans(events)
        if start <= span.end < end and key == (span.agent if group == "agent" else span.queue)
    ]
    if group == "agent":
        found += [
            of_presence(span.state, max(start, span.start), min(end, span.end))
            for span in [*spans(events), *still(events, now)]
            if span.agent == key
        ]
    return total_of(found)


def spans(events: Sequence[Envelope]) -> list[StateSpan]:
    found = []
    last: dict[str, Envelope] = {}
    for event in events:
        if event.type == "agent.state":
            agent = event.data["agent"]
            if agent in last:
                data = last[agent].data
                found.append(
                    StateSpan(agent, data["state"], "", data["queue"], None, data["since"], event.data["since"])
                )
            last[agent] = event
    return found


def still(events: Sequence[Envelope], now: float) -> list[StateSpan]:
    last = {event.data["agent"]: event.data for event in events if event.type == "agent.state"}
    return [StateSpan(a, d["state"], "", d["queue"], None, d["since"], now) for a, d in last.items()]


def nonzero(measures: dict[str, int]) -> dict[str, int]:
    return {name: value for name, value in measures.items() if value}


def check(live: LiveFigures, events: Sequence[Envelope], now: float, zone: ZoneInfo) -> None:
    midnight = datetime.fromtimestamp(now, zone).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    for group, keys in (("queue", QUEUES), ("agent", AGENTS)):
        for key in keys:
            day, window = live.measures((group, key), now)  # type: ignore[arg-type]
            assert nonzero(day) == nonzero(recomputed(events, group, key, midnight, now + 1, now)), (group, key)
            began = now - WINDOW + 0.0005  # the window is open at its beginning
            wanted = recomputed(events, group, key, began, now + 1, now)
            for measures in (window, wanted):  # at its edge half a millisecond of presence may be either side
                for name in ("logged_in_ms", "working_ms", "on_duty_ms"):
                    measures.pop(name, None)
            assert nonzero(window) == nonzero(wanted), (group, key)


def play(live: LiveFigures, events: Sequence[Envelope]) -> None:
    for event in events:
        live.take(event.at, event.type, event.call, event.data)


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    zone=st.sampled_from(ZONES),
    start=st.sampled_from([1_774_738_800.0, 1_792_800_000.0, 1_793_509_200.0, 1_795_000_000.0]),
    hours=st.floats(0.3, 30),
)
def test_live_equals_recomputed_at_every_moment(seed: int, zone: str, start: float, hours: float) -> None:
    """The starts are evenings before clocks change in spring and autumn, and two ordinary days."""
    dice = random.Random(seed)
    events = Day(dice, start, hours * 3600, calls=dice.randint(0, 25)).envelopes()
    live = LiveFigures(ZoneInfo(zone), POLICY)
    told, now = 0, start
    for _ in range(3):
        upto = dice.randint(told, len(events))
        play(live, events[told:upto])
        told = upto
        now = max(now, (events[told - 1].at if told else start) + dice.choice([0.0, round(dice.uniform(0, 4000), 3)]))
        if told < len(events):
            now = min(now, events[told].at)
        live.prune(now)
        check(live, events[:told], now, ZoneInfo(zone))


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32), zone=st.sampled_from(ZONES), hours=st.floats(0.3, 60))
def test_a_restart_in_the_middle_changes_nothing(seed: int, zone: str, hours: float) -> None:
    """Rebuilt from the events that a restart reads, figures go on as if nothing had been."""
    dice = random.Random(seed)
    zone_info = ZoneInfo(zone)
    start = 1_795_000_000.0
    events = Day(dice, start, hours * 3600, calls=dice.randint(0, 25), open_calls=0).envelopes()
    cut = dice.randint(0, len(events))
    before = events[:cut]
    now = before[-1].at if before else start
    first = begins(now, zone_info)
    assert first <= now - LOOKBACK
    kept = [event for event in before if event.at >= first]
    rebuilt = LiveFigures(zone_info, POLICY, last_states(before[: len(before) - len(kept)]))
    play(rebuilt, kept)
    through = LiveFigures(zone_info, POLICY)
    play(through, events)
    play(rebuilt, events[cut:])
    end = events[-1].at if events else start
    for group, keys in (("queue", QUEUES), ("agent", AGENTS)):
        for key in keys:
            ours = rebuilt.measures((group, key), end)  # type: ignore[arg-type]
            theirs = through.measures((group, key), end)  # type: ignore[arg-type]
            assert [nonzero(m) for m in ours] == [nonzero(m) for m in theirs]
    assert all(rebuilt.queue(queue, end)["waiting"] == through.queue(queue, end)["waiting"] for queue in QUEUES)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Asia/Shanghai", "2026-03-29", 24),
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("America/New_York", "2026-03-08", 23),
    ],
)
def test_a_whole_day_logged_in_has_as_many_hours_as_the_day(zone: str, day: str, hours: int) -> None:
    where = ZoneInfo(zone)
    midnight = datetime.fromisoformat(day).replace(tzinfo=where).timestamp()
    live = LiveFigures(where, POLICY)
    data = {"agent": "a1", "state": "available", "previous": "offline", "queue": None, "previous_seconds": 0.0}
    live.take(midnight - 3600, "agent.state", None, data | {"since": midnight - 3600})
    last = midnight + hours * 3600 - 1
    assert live.agent("a1", last)["day"]["logged_in_time"] == hours * 3600 - 1
    assert live.agent("a1", last + 2)["day"]["logged_in_time"] == 1


def test_what_happened_half_an_hour_ago_leaves_the_window_and_stays_in_the_day() -> None:
    live = LiveFigures(ZoneInfo("Asia/Shanghai"), POLICY)
    at = 1_795_000_000.0
    live.take(at, "call.queued", "c1", {"queue": "shop", "priority": 0, "entered": at, "preferred": None})
    assert (live.queue("shop", at)["waiting"], live.queue("shop", at)["oldest"]) == (1, at)
    live.take(at + 10, "call.left_queue", "c1", {"queue": "shop", "result": "answered", "waited": 10.0})
    now = at + 10 + WINDOW
    assert live.queue("shop", now - 1)["window"]["queued"] == 1
    live.changed.clear()
    assert live.queue("shop", now)["window"] | {"service_level": None} == live.queue("none", now)["window"]
    assert ("queue", "shop") in live.changed
    day = live.queue("shop", now)["day"]
    assert (day["queued"], day["answer_rate"], day["service_level"], day["asa"]) == (1, 1.0, 0.0, 10.0)


def test_news_that_cannot_be_understood_stop_no_figures() -> None:
    live = LiveFigures(ZoneInfo("UTC"), Policy())
    live.take(100.0, "call.queued", "broken", {"queue": "service", "entered": 100.0, "priority": 0, "preferred": None})
    assert live.queue("service", 101.0)["waiting"] == 1
    live.take(102.0, "call.ended", "broken", {"cdr": {"call": "broken"}})
    live.take(103.0, "agent.state", None, {"agent": "a1"})
    assert live.queue("service", 104.0)["waiting"] == 0
