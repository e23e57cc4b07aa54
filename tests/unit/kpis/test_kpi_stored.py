"""What the tables say is what was said live: figures rebuilt from stored events, and reports from stored histories."""

from __future__ import annotations

import random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from kpi_news import AGENTS, QUEUES, Day
from sqlalchemy import Connection, select

from crm.access import Principal, Role, system
from crm.calls.models import AgentState
from crm.calls.store import NewsStore
from crm.kpis.catalogue import values
from crm.kpis.live import LiveFigures
from crm.kpis.measures import Policy
from crm.kpis.periods import day_of, day_starts
from crm.kpis.rebuild import rebuilt
from crm.kpis.report import Asked, Report
from server.database import Database
from telephony.domain_events import Envelope

POLICY = Policy(service_level=20.0, service_levels={"shop": 7.5}, short_abandon=4.0)
KEYS = [("queue", queue) for queue in QUEUES] + [("agent", agent) for agent in AGENTS]
OF_CALLS = {"callers", "repeated", "judged", "resolved"}


async def store(db: Database, events: list[Envelope], dice: random.Random) -> None:
    """In pieces, some of them sent again."""
    at = 0
    while at < len(events):
        size = dice.randint(1, 40)
        piece = events[at : at + size]
        await db.store(lambda connection, piece=piece: NewsStore(connection, epoch="e1").store(piece))
        at = max(at + size - dice.randint(0, 20), at + 1)


def shown(measures: dict[str, int]) -> dict[str, int]:
    return {name: value for name, value in measures.items() if value and name not in OF_CALLS}


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin"])
@pytest.mark.parametrize("seed", range(4))
async def test_live_rebuilt_and_reported_are_the_same(db: Database, seed: int, zone: str) -> None:
    dice, where = random.Random(seed), ZoneInfo(zone)
    events = Day(dice, 1_793_480_000.0, 30 * 3600, calls=40, open_calls=0).envelopes()
    await store(db, events, dice)
    live = LiveFigures(where, POLICY)
    for event in events:
        live.take(event.at, event.type, event.call, event.data)
    now = events[-1].at
    again, *_ = await db.look(lambda connection: rebuilt(connection, where, POLICY, now))
    start = day_starts(day_of(now, where), where)

    def report(connection: Connection) -> dict[Any, dict[str, int]]:
        found = {}
        for group in ("queue", "agent"):
            asked = Asked(group, "none", start, now + 0.001, None, None)
            made = Report(connection, system(), POLICY, where, asked, now)
            made.run()
            found |= {(group, key): measures for (key, _), measures in made.rows.items()}
        return found

    reported = await db.look(report)
    for key in KEYS:
        day, window = live.measures(key, now)  # type: ignore[arg-type]
        assert [shown(m) for m in again.measures(key, now)] == [shown(day), shown(window)]  # type: ignore[arg-type]
        assert shown(reported.get(key, {})) == shown(day), key


async def test_open_calls_wait_again_after_a_restart(db: Database) -> None:
    dice, where = random.Random(7), ZoneInfo("Asia/Shanghai")
    events = Day(dice, 1_795_000_000.0, 2 * 3600, calls=40).envelopes()
    cut = next(place for place, event in enumerate(events) if event.type == "call.queued" and place > 200) + 1
    await store(db, events[:cut], dice)
    now = events[cut - 1].at
    again, *_ = await db.look(lambda connection: rebuilt(connection, where, POLICY, now))
    live = LiveFigures(where, POLICY)
    for event in events[:cut]:
        live.take(event.at, event.type, event.call, event.data)
    assert any(live.queue(queue, now)["waiting"] for queue in QUEUES)
    for queue in QUEUES:
        assert again.queue(queue, now) == live.queue(queue, now)
    for agent in AGENTS:
        assert again.agent(agent, now) == live.agent(agent, now)


async def test_a_report_by_hours_adds_up_to_the_whole(db: Database) -> None:
    dice, where = random.Random(3), ZoneInfo("America/New_York")
    events = Day(dice, 1_793_480_000.0, 40 * 3600, calls=60, open_calls=0).envelopes()
    await store(db, events, dice)
    start, end = events[0].at, events[-1].at + 1

    def report(connection: Connection) -> dict[str, Report]:
        made = {}
        for interval in ("none", "hour", "day"):
            asked = Asked("company", interval, start, end)  # type: ignore[arg-type]
            made[interval] = Report(connection, system(), POLICY, where, asked, end)
            made[interval].run()
        return made

    made = await db.look(report)
    for interval in ("hour", "day"):
        total: dict[str, int] = {}
        for measures in made[interval].rows.values():
            for name, value in measures.items():
                total[name] = total.get(name, 0) + value
        assert total == made["none"].total == made[interval].total
    figures = values(made["none"].total, "company")
    assert figures["repeat_rate"] is not None
    assert figures["first_call_resolution"] is None  # nobody's 72 hours are over


async def test_repeat_calls_and_resolution_are_judged_by_number_and_window(db: Database) -> None:
    from crm_news import AGENT, Journal, abandoned_call, answered_call

    journal, start = Journal(), 1_795_000_000.0
    hour = 3600.0
    for place, (number, at, answered) in enumerate(
        [
            ("+8613800000001", 0, True),  # calls again within a day: not resolved
            ("+8613800000001", 5 * hour, True),  # a repeat; not again: resolved
            ("+8613800000002", 1 * hour, True),  # resolved
            ("+8613800000003", 2 * hour, False),  # never answered: judged by nobody
            ("anonymous", 3 * hour, True),
            ("+8613800000002", 60 * hour, True),  # later than a day after: no repeat; its own window is open
        ]
    ):
        made = answered_call if answered else abandoned_call
        made(journal, f"c{place}", number, at=start + at)
    await store(db, journal.all, random.Random(1))
    policy = Policy(repeat_hours=24, resolution_hours=24)

    def report(connection: Connection, who: Principal, group: str, now: float) -> Report:
        asked = Asked(group, "none", start - 1, start + 100 * hour)  # type: ignore[arg-type]
        made = Report(connection, who, policy, ZoneInfo("Asia/Shanghai"), asked, now)
        made.run()
        return made

    made = await db.look(lambda c: report(c, system(), "agent", start + 70 * hour))
    measures = made.rows[AGENT, 0]
    assert {name: measures.get(name, 0) for name in OF_CALLS} == {
        "callers": 4,
        "repeated": 1,
        "judged": 3,
        "resolved": 2,
    }
    agent = Principal(AGENT, Role.AGENT, "north", "/root/north/")
    mine = await db.look(lambda c: report(c, agent, "agent", start + 70 * hour))
    assert (mine.rows[AGENT, 0]["handled"], mine.total["handled"]) == (5, 5)
    stranger = Principal("01ARZ3NDEKTSV4RRFFQ69G5FAW", Role.AGENT, "north", "/root/north/")
    assert (await db.look(lambda c: report(c, stranger, "agent", start + 70 * hour))).total == {}


async def test_states_end_when_the_next_begins_however_news_are_cut(db: Database) -> None:
    dice = random.Random(11)
    events = Day(dice, 1_795_000_000.0, 6 * 3600, calls=0).envelopes()
    await store(db, events, dice)
    async with db.read() as session:
        rows = list(await session.scalars(select(AgentState).order_by(AgentState.agent_id, AgentState.since)))
    for agent in AGENTS:
        mine = [row for row in rows if row.agent_id == agent]
        assert [row.since for row in mine if row.ended_at is None] == [mine[-1].since]
        told = [event.data for event in events if event.data["agent"] == agent]
        assert sum(row.seconds or 0 for row in mine) == pytest.approx(told[-1]["since"] - told[0]["since"], abs=0.01)
