"""Live figures on the websocket: pushed when they change, to those who may see them, the same after a restart."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from test_http_histories import START, Said
from test_http_live import Watcher
from web_kit import Browser

from crm.calls.store import NewsStore
from server.figures import LOOK_EVERY, Figures
from server.http.context import Web
from telephony.domain_events import Envelope


class Clock:
    """Time that stands until it is moved."""

    def __init__(self) -> None:
        self.now = START + 300

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def figures(parts: Web, clock: Clock) -> Figures:
    return Figures(parts.db, parts.hub, lambda: parts.company.zone, clock=clock, mono=clock)


def morning(wang: Browser, li: Browser) -> list[Envelope]:
    me, other = wang.user["id"], li.user["id"]
    said = Said()
    said.state(0, me, "available", "offline", 0.0)
    said.call("call-1", 0, me, number="+8613800138000", missed=other)
    said.gone("call-2", 100, 30.0, "+861062881234")
    return said.all


async def store(parts: Web, figures: Figures, said: list[Envelope]) -> None:
    await parts.db.store(lambda connection: NewsStore(connection, epoch="e1").store(said))
    figures.stored("e1", said[-1].n)


async def test_deltas_come_at_most_once_a_tick_and_to_those_who_may_see_them(
    client: TestClient[Any, Any], boss: Browser, wang: Browser, li: Browser, parts: Web, figures: Figures
) -> None:
    me = wang.user["id"]
    await figures.start()
    async with Watcher(client, boss.token) as all_of_it, Watcher(client, wang.token) as mine:
        snapshot = (await all_of_it.next())["data"]["figures"]
        assert {view["queue"] for view in snapshot["queues"]} == {"service", "shop", "heating"}
        assert {view["agent"] for view in snapshot["agents"]} == {wang.user["id"], li.user["id"], boss.user["id"]}
        own = (await mine.next())["data"]["figures"]
        assert [view["agent"] for view in own["agents"]] == [me]
        assert own["agents"][0]["day"]["handled"] == 0
        for envelope in morning(wang, li):
            figures.heard("e1", envelope)
        figures.push()
        figures.push()
        parts.hub.tell(me, "end", {})
        parts.hub.tell(boss.user["id"], "end", {})
        deltas = {(f["type"], f["data"].get("agent") or f["data"]["queue"]): f["data"] for f in await rest(all_of_it)}
        assert set(deltas) == {
            ("figures.queue", "service"),
            ("figures.agent", me),
            ("figures.agent", li.user["id"]),
        }
        ours = {(f["type"], f["data"].get("agent") or f["data"]["queue"]) for f in await rest(mine)}
        assert ours == {("figures.queue", "service"), ("figures.agent", me)}
    queue = deltas["figures.queue", "service"]
    assert (queue["waiting"], queue["day"]["queued"], queue["window"]["queued"]) == (0, 2, 2)
    assert (queue["day"]["abandon_rate"], queue["day"]["asa"], queue["day"]["aht"]) == (0.5, 4.0, 70.0)
    agent = deltas["figures.agent", me]["day"]
    assert (agent["handled"], agent["talk_time"], agent["occupancy"]) == (1, 60.0, 0.2333)


async def rest(watcher: Watcher) -> list[dict[str, Any]]:
    """Frames up to the one that ends them."""
    frames = []
    while (frame := await watcher.next())["type"] != "end":
        frames.append(frame)
    return frames


async def test_news_that_come_twice_count_once(wang: Browser, li: Browser, figures: Figures) -> None:
    said = morning(wang, li)
    for envelope in [*said[:10], *said[5:]]:
        figures.heard("e1", envelope)
    assert figures.queue("service")["day"]["queued"] == 2


async def test_a_restart_reads_the_day_from_the_database(
    wang: Browser, li: Browser, parts: Web, figures: Figures, clock: Clock
) -> None:
    said = morning(wang, li)
    for envelope in said:
        figures.heard("e1", envelope)
    before = figures.queue("service"), figures.agent(wang.user["id"])
    cut = len(said) // 2
    await store(parts, figures, said[:cut])
    again = Figures(parts.db, parts.hub, lambda: parts.company.zone, clock=clock, mono=clock)
    await again.start()
    for envelope in said[cut - 3 :]:  # the journal is read from where the database ends, or from before
        again.heard("e1", envelope)
    assert (again.queue("service"), again.agent(wang.user["id"])) == before


async def test_new_thresholds_count_for_the_whole_day_and_lose_nothing_that_is_not_stored_yet(
    admin: Browser, wang: Browser, li: Browser, parts: Web, figures: Figures, clock: Clock
) -> None:
    said = morning(wang, li)
    await figures.start()
    pieces = list(pairwise([0, 5, 12, len(said)]))
    for start, end in pieces:
        for envelope in said[start:end]:
            figures.heard("e1", envelope)
        if end < len(said):
            await store(parts, figures, said[start:end])
    before = figures.queue("service")["day"]
    await admin.send("PATCH", "/queues/service", {"service_level_seconds": 3.0})
    await admin.send("PUT", "/kpis/settings", {"short_abandon_seconds": 40.0})
    figures.push()
    assert figures.queue("service")["day"] == before
    clock.now += LOOK_EVERY
    await figures.look()
    after = figures.queue("service")
    assert (before["abandoned"], after["day"]["abandoned"]) == (1, 0)
    assert (before["service_level"], after["day"]["service_level"]) == (0.5, 0.0)
    assert (after["service_level_seconds"], after["day"]["queued"]) == (3.0, 2)


async def test_midnight_begins_a_new_day(wang: Browser, li: Browser, figures: Figures, clock: Clock) -> None:
    await figures.start()
    for envelope in morning(wang, li):
        figures.heard("e1", envelope)
    clock.now = START + 5 * 3600  # 00:06:40
    figures.push()
    assert figures.queue("service")["day"]["queued"] == 0
    assert figures.agent(wang.user["id"])["day"]["logged_in_time"] == 400.0
