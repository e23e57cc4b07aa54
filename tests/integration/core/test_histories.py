"""Real calls become the four histories, and live figures, what is rebuilt and what is reported say the same of them."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crm.access import system
from crm.calls.store import NewsStore
from crm.histories.schemas import AgentCallsQuery, AgentStatesQuery, IvrVisitsQuery, QueueVisitsQuery
from crm.histories.service import HistoryService
from crm.kpis.live import LiveFigures
from crm.kpis.measures import Policy
from crm.kpis.periods import day_of, day_starts
from crm.kpis.rebuild import rebuilt
from crm.kpis.report import Asked, Report
from crm.organisation.models import Unit
from server.database import Database
from tests.integration.core.test_calls import AGENT, CUSTOMER, customer, desk
from tests.support.company import snapshot
from tests.support.stack import Stack, Web, running

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
async def db(home: Path, schema: None) -> AsyncIterator[Database]:
    made = Database(f"sqlite+aiosqlite:///{home / 'hotline.db'}")
    async with made.write() as session:
        session.add(Unit(id="root", parent_id=None, path="/root/", name_zh="总部", name_en="Head office"))
    yield made
    await made.close()


@pytest.fixture
async def stack(home: Path) -> AsyncIterator[tuple[Stack, Web]]:
    async with running(home, snapshot(agents=2)) as (made, web):
        yield made, web


async def test_calls_of_real_phones_are_in_the_four_histories(stack: tuple[Stack, Web], db: Database) -> None:
    switch, web = stack
    busy = await desk(switch, web, "a1", "8001")
    first = await customer(switch, "1000")
    await first.wait_audio(0.02, 10)
    await first.send_digits("1")
    (await busy.rings()).reject(486)
    await web.heard("call.offer_ended", agent="a1", result="busy")
    desk_2 = await desk(switch, web, "a2", "8002")
    leg = await desk_2.answers()
    await leg.wait_tone(CUSTOMER, 20)
    await first.wait_tone(AGENT, 20)
    await web.request("call.hold", agent="a2", held=True)
    await web.request("agent.state", agent="a1", state="break", reason="meal")
    await web.heard("agent.state", agent="a1", state="break")
    second = await customer(switch, number="13911112222")
    await web.heard("call.queued", count=2)
    await second.hangup()
    await web.cdrs(1)
    await web.request("call.hold", agent="a2", held=False)
    await leg.hangup()
    await web.cdrs(2)
    await web.heard("agent.state", agent="a2", state="available", count=2)

    news = [item for item in web.news if item.n]
    for piece in (news[: len(news) // 2], news[len(news) // 3 :], news):
        await db.store(lambda connection, piece=piece: NewsStore(connection, epoch="core").store(piece))
    async with db.read() as session:
        histories = HistoryService(session, system())
        parts = await histories.agent_calls(AgentCallsQuery())
        states = await histories.agent_states(AgentStatesQuery(agent="a2"))
        visits = await histories.queue_visits(QueueVisitsQuery())
        steps = await histories.ivr_visits(IvrVisitsQuery(flow="menu"))
    answered, rung = parts.items
    assert (rung.agent_id, rung.result, rung.talk_seconds) == ("a1", "busy", 0.0)
    assert (answered.agent_id, answered.result, answered.ended_by) == ("a2", "answered", "agent")
    assert answered.talk_seconds > answered.hold_seconds > 0
    assert answered.wrap_up_seconds == pytest.approx(1.0, abs=0.5)
    gone, served = sorted(visits.items, key=lambda row: row.result)
    assert (gone.result, gone.number[-11:], gone.agent_id) == ("abandoned", "13911112222", None)
    assert (served.result, served.agent_id, served.offers) == ("answered", "a2", 2)
    assert visits.summary.results == {"abandoned": 1, "answered": 1}
    assert [(row.node, row.result, row.exit) for row in steps.items] == [
        ("top", "1", ""),
        ("agent", "service", "queue"),
    ]
    assert steps.items[0].seconds > 0
    told = [row.state for row in reversed(states.items)]
    assert told[told.index("available") :] == [  # his phone may be heard of only after he has signed in
        "available",
        "reserved",
        "ringing",
        "talking",
        "wrap_up",
        "available",
    ]
    await figures_agree(db, news)


async def figures_agree(db: Database, news: list[Any]) -> None:
    """Live, rebuilt from the stored events, and reported from the histories: the same measures of queue and agents."""
    now, policy = time.time(), Policy(service_levels={"service": 0.001})
    live = LiveFigures(ZONE, policy)
    for item in news:
        live.take(item.at, item.type, item.call, item.data)
    again, *_ = await db.look(lambda connection: rebuilt(connection, ZONE, policy, now))
    start = day_starts(day_of(now, ZONE), ZONE)
    for group, key in (("queue", "service"), ("agent", "a1"), ("agent", "a2")):

        def report(connection: Any, group: Any = group) -> Report:
            made = Report(connection, system(), policy, ZONE, Asked(group, "none", start, now + 1), now)
            made.run()
            return made

        day, window = live.measures((group, key), now)  # type: ignore[arg-type]
        assert again.measures((group, key), now) == (day, window)  # type: ignore[arg-type]
        reported = (await db.look(report)).rows[key, 0]
        mine = {name: value for name, value in reported.items() if name in day}
        presence = {"logged_in_ms", "working_ms", "on_duty_ms"}  # clocks of two kinds end a state: a millisecond apart
        assert {name: value for name, value in mine.items() if name not in presence} == {
            name: value for name, value in day.items() if name not in presence
        }
        for name in presence & day.keys():
            assert mine[name] == pytest.approx(day[name], abs=5)
    shown = live.queue("service", now)["day"]
    assert (shown["queued"], shown["answered"], shown["service_level"]) == (2, 1, 0.0)
