"""The histories' statements, on every database: each filter, each summary line, each scope."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from kpi_news import AGENTS, Day
from test_kpi_stored import store

from crm.access import Principal, Role, system
from crm.base import instant
from crm.histories import queries
from crm.histories.schemas import AgentCallsQuery, AgentStatesQuery, IvrVisitsQuery, QueueVisitsQuery
from crm.histories.service import HistoryService
from crm.kpis.facts import AgentCall, IvrVisit, QueueVisit
from crm.kpis.fold import facts_of
from crm.kpis.measures import HELPING, TURNS
from crm.users.models import User
from server.database import Database

START = 1_795_000_000.0


async def people(db: Database) -> None:
    """a1 and a2 in the north, a3 in the south."""
    async with db.write() as session:
        for place, agent in enumerate(AGENTS):
            session.add(
                User(
                    id=agent,
                    number=f"100{place + 1}",
                    username=agent,
                    name=agent.title(),
                    password_hash="",
                    role="agent",
                    unit_id="south" if agent == "a3" else "north",
                    created_at=datetime.now(UTC),
                )
            )


async def test_what_is_found_is_what_happened(db: Database) -> None:
    dice = random.Random(5)
    events = Day(dice, START, 4 * 3600, calls=60, open_calls=0).envelopes()
    await people(db)
    await store(db, events, dice)
    facts = [fact for event in events if event.type == "call.ended" for fact in facts_of(event.data["cdr"])]
    parts = [fact for fact in facts if isinstance(fact, AgentCall)]
    visits = [fact for fact in facts if isinstance(fact, QueueVisit)]
    steps = [fact for fact in facts if isinstance(fact, IvrVisit)]
    async with db.read() as session:
        service = HistoryService(session, system())

        async def count(method: str, query: type, **asked: Any) -> int:
            return (await getattr(service, method)(query(**asked))).total

        assert await count("agent_calls", AgentCallsQuery) == len(parts)
        assert await count("queue_visits", QueueVisitsQuery) == len(visits)
        assert await count("ivr_visits", IvrVisitsQuery) == len(steps)
        assert await count("agent_states", AgentStatesQuery) > 0
        middle = START + 7200
        assert await count("agent_calls", AgentCallsQuery, **{"from": instant(middle)}) == sum(
            part.ended >= middle for part in parts
        )
        assert await count("agent_calls", AgentCallsQuery, agent_number="1002", result="answered") == sum(
            part.agent == "a2" and part.result == "answered" for part in parts
        )
        assert await count("queue_visits", QueueVisitsQuery, queue="shop", to=instant(middle)) == sum(
            visit.queue == "shop" and visit.left < middle for visit in visits
        )
        assert await count("ivr_visits", IvrVisitsQuery, node="n0", exit="queue") == sum(
            step.node == "n0" and step.exit == "queue" for step in steps
        )
        found = await service.agent_calls(AgentCallsQuery())
        talked = [part for part in parts if part.answered is not None and part.kind not in HELPING]
        assert found.summary.handled == len(talked)
        assert found.summary.mean_talk == pytest.approx(sum(p.talk for p in talked) / len(talked), abs=0.001)
        waits = await service.queue_visits(QueueVisitsQuery())
        waited = [visit.wait for visit in visits if visit.result not in TURNS]
        assert waits.summary.mean_wait == pytest.approx(sum(waited) / len(waited), abs=0.001)
        assert sum(waits.summary.results.values()) == len(visits)


async def test_each_sees_the_rows_of_his_scope(db: Database) -> None:
    dice = random.Random(6)
    events = Day(dice, START, 4 * 3600, calls=60, open_calls=0).envelopes()
    await people(db)
    await store(db, events, dice)
    north = Principal("boss", Role.SUPERVISOR, "north", "/root/north/")
    all_of_it = Principal("chief", Role.SUPERVISOR, "root", "/root/")
    mine = Principal("a3", Role.AGENT, "south", "/root/south/")

    async def agents(who: Principal, method: str, query: Any) -> set[str | None]:
        async with db.read() as session:
            page = await getattr(HistoryService(session, who), method)(query(page_size=200))
        return {row.agent_id for row in page.items}

    for method, query in (("agent_calls", AgentCallsQuery), ("agent_states", AgentStatesQuery)):
        assert await agents(north, method, query) == {"a1", "a2"}
        assert await agents(all_of_it, method, query) == set(AGENTS)
        assert await agents(mine, method, query) == {"a3"}
    assert await agents(mine, "queue_visits", QueueVisitsQuery) == {"a3"}
    assert await agents(north, "queue_visits", QueueVisitsQuery) == set()  # the queues are gone: the root's alone
    assert await agents(all_of_it, "queue_visits", QueueVisitsQuery) == {None, *AGENTS}
    async with db.read() as session:
        ways = await HistoryService(session, mine).ivr_visits(IvrVisitsQuery())
        every = await HistoryService(session, all_of_it).ivr_visits(IvrVisitsQuery())
    assert ways.total == 0 < every.total


async def test_all_of_it_can_be_streamed(db: Database) -> None:
    dice = random.Random(8)
    await store(db, Day(dice, START, 3600, calls=30, open_calls=0).envelopes(), dice)
    async with db.read() as session:
        found = queries.queue_visits(system(), QueueVisitsQuery(), "010").execution_options(yield_per=5)
        pieces = [len(piece) async for piece in (await session.stream(found)).mappings().partitions(5)]
        total = (await HistoryService(session, system()).queue_visits(QueueVisitsQuery())).total
    assert sum(pieces) == total
    assert max(pieces) == 5
