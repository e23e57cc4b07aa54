"""A call belongs to the unit of its queue or its agent, and its supervisors find it there, whole."""

from __future__ import annotations

from typing import Any

import pytest
from alembic import command
from crm_news import START, Journal
from sqlalchemy import select, update

from crm.access import Principal, Role, system
from crm.base import utcnow
from crm.calls.models import Call
from crm.calls.schemas import CallQuery
from crm.calls.service import CallService
from crm.calls.store import NewsStore
from crm.histories.schemas import AgentCallsQuery, IvrVisitsQuery, QueueVisitsQuery
from crm.histories.service import HistoryService
from crm.recordings.access import RecordingService
from crm.recordings.schemas import RecordingQuery
from crm.routing.models import Queue, QueueMember
from crm.users.models import User
from crm.voicemails.service import VoicemailQuery, VoicemailService
from server.database import Database, alembic_config
from telephony import domain_events as news
from telephony.cdr import fold
from telephony.domain_events import Envelope, News

OWN = {"north": "n1", "south": "s1"}
"""Each unit's agent; `common` is the root's queue, which n1 serves."""


@pytest.fixture
async def company(db: Database) -> Database:
    async with db.write() as session:
        for unit, agent in OWN.items():
            session.add(
                User(
                    id=agent,
                    number=f"10{len(unit)}{agent[0]}",
                    username=agent,
                    name=agent,
                    password_hash="",
                    role="agent",
                    unit_id=unit,
                    created_at=utcnow(),
                )
            )
            session.add(_queue(f"q_{unit}", unit))
        session.add(_queue("common", "root"))
        await session.flush()
        session.add(QueueMember(queue_id="common", user_id="n1"))
    return db


def _queue(ident: str, unit: str) -> Queue:
    return Queue(id=ident, unit_id=unit, name={"zh": ident, "en": ident})


def call(journal: Journal, ident: str, queue: str | None, agent: str | None, *, dialler: str | None = None) -> None:
    """Menu → queue → agent, recorded, as far as they are given; or dialled in vain."""
    direction = "outbound" if dialler else "inbound"
    said: list[tuple[float, News]] = [
        (0, news.CallStarted(ident, direction, "+8613800138000", "", "1000", "1000", "leg", agent=dialler)),
        (4, news.CallNode(ident, "main", 1, "menu", "menu", START, 4.0, "1")),
    ]
    if queue:
        said.append((4, news.CallQueued(ident, queue, 0, START + 4, None)))
        if agent:
            said.append((6, news.CallOffered(ident, queue, agent, "8001", 1, False, True, {})))
            said.append((9, news.CallOfferEnded(ident, queue, agent, "answered", 3.0)))
        said.append((9, news.CallLeftQueue(ident, queue, "answered" if agent else "abandoned", 5.0)))
    if agent:
        said.append((9, news.CallConnected(ident, 1, agent, "8001", None, queue)))
        said.append((9, news.RecordingStarted(ident, f"rec-{ident}", f"raw/{ident}")))
        said.append((30, news.CallSegmentEnded(ident, 1, agent, queue, 21.0, "caller")))
    sent = [journal.add(START + at, item) for at, item in said]
    cdr = fold(sent, ended=START + 30, ended_by="caller", cause="normal")
    journal.add(START + 30, news.CallEnded(ident, cdr))


async def day(db: Database) -> None:
    journal = Journal()
    call(journal, "north", "q_north", "n1")
    call(journal, "south", "q_south", "s1")
    call(journal, "lost-south", "q_south", None)
    call(journal, "common-n", "common", "n1")
    call(journal, "common-s", "common", "s1")
    call(journal, "lost-common", "common", None)
    call(journal, "direct-n", None, "n1")
    call(journal, "dialled-s", None, None, dialler="s1")
    call(journal, "menu", None, None)
    for box in ("q_north", "q_south"):
        journal.add(START, news.VoicemailLeft(None, box, f"vm-{box}", "+8613800138000", None, 9.0, "zh"))
    await store(db, journal.all)


async def store(db: Database, said: list[Envelope]) -> None:
    await db.store(lambda connection: NewsStore(connection, epoch="e").store(said))


def supervisor(unit: str) -> Principal:
    return Principal("boss", Role.SUPERVISOR, unit, "/root/" if unit == "root" else f"/root/{unit}/")


async def found(db: Database, who: Principal) -> dict[str, set[str]]:
    """What he finds in each list, by the call's id."""
    async with db.read() as session:
        histories = HistoryService(session, who)
        pages: dict[str, Any] = {
            "calls": await CallService(session, who).find(CallQuery(page_size=100)),
            "recordings": await RecordingService(session, who).find(RecordingQuery(page_size=100)),
            "parts": await histories.agent_calls(AgentCallsQuery(page_size=100)),
            "visits": await histories.queue_visits(QueueVisitsQuery(page_size=100)),
            "steps": await histories.ivr_visits(IvrVisitsQuery(page_size=100)),
        }
        mails = await VoicemailService(session, who).find(VoicemailQuery())
    lists = {name: {getattr(row, "call_id", None) or row.id for row in page.items} for name, page in pages.items()}
    return lists | {"voicemails": {row.box for row in mails.items}}


async def test_supervisors_find_what_belongs_to_their_unit_and_nothing_else(company: Database) -> None:
    await day(company)
    talks, lost = {"north", "common-n", "direct-n"}, {"lost-common"}
    assert await found(company, supervisor("north")) == {
        "calls": talks | lost,
        "recordings": talks,
        "parts": talks,
        "visits": {"north", "common-n", "common-s", "lost-common"},
        "steps": talks,
        "voicemails": {"q_north"},
    }
    assert await found(company, supervisor("south")) == {
        "calls": {"south", "lost-south", "common-s", "dialled-s"},
        "recordings": {"south", "common-s"},
        "parts": {"south", "common-s", "dialled-s"},
        "visits": {"south", "lost-south"},
        "steps": {"south", "lost-south", "common-s", "dialled-s"},
        "voicemails": {"q_south"},
    }
    everything = await found(company, supervisor("root"))
    assert everything == await found(company, system())
    assert len(everything["calls"]) == len(everything["steps"]) == 9
    mine = await found(company, Principal("s1", Role.AGENT, "south", "/root/south/"))
    assert mine["calls"] == mine["recordings"] == mine["visits"] == {"south", "common-s"}
    assert mine["parts"] == {"south", "common-s", "dialled-s"}
    assert mine["steps"] == set()


async def units(db: Database) -> dict[str, str]:
    async with db.read() as session:
        return {row.id: row.unit_id for row in await session.execute(select(Call.id, Call.unit_id))}


BELONG = {
    "north": "north",
    "south": "south",
    "lost-south": "south",
    "common-n": "root",
    "common-s": "root",
    "lost-common": "root",
    "direct-n": "north",
    "dialled-s": "south",
    "menu": "root",
}


async def test_old_calls_are_given_their_unit_as_new_ones_are(company: Database) -> None:
    await day(company)
    assert await units(company) == BELONG
    async with company.engine.begin() as connection:
        await connection.run_sync(lambda c: command.downgrade(alembic_config(c), "0013"))
    assert set((await units(company)).values()) == {"root"}
    await company.migrate()
    assert await units(company) == BELONG


async def test_a_call_that_goes_on_belongs_to_who_has_it(company: Database) -> None:
    journal = Journal()
    call(journal, "north", "q_north", "n1")
    begun = journal.all[: next(n for n, e in enumerate(journal.all, 1) if e.type == "call.connected")]
    await store(company, begun[:1])
    assert (await units(company))["north"] == "root"
    await store(company, begun)
    assert (await units(company))["north"] == "north"
    async with company.read() as session:
        assert [row.id for row in (await CallService(session, supervisor("north")).find(CallQuery())).items] == [
            "north"
        ]
    await store(company, journal.all)
    async with company.write() as session:
        await session.execute(update(Call).values(unit_id="south"))
    await store(company, begun)  # sent once more: the record has been completed since
    assert (await units(company))["north"] == "south"
