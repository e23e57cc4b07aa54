"""Thresholds of queues: what is wrong, when it begins and ends, who is told, who may set them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from test_http_live import Watcher
from test_http_portable import exported
from test_http_supervision import units
from web_kit import Browser, envelope, log_in

from crm.routing.queue_options import QueueAlarmsBody
from server import platform
from server.http.context import Web
from server.queue_alarms import CALM, SIGNING_IN, QueueFacts, QueueWatch, readings
from telephony import domain_events as news

__all__ = ["units"]

CALM_QUEUE = QueueFacts("shop", {"zh": "网购客服", "en": "Shop"}, waiting=0, longest=0.0, logged_in=2, queued=50)
LIMITS = QueueAlarmsBody(waiting=3, longest_wait=60, service_level=80, abandon_rate=10)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"waiting": 2, "longest": 59.0}, []),
        ({"waiting": 3, "longest": 60.0}, ["waiting", "longest_wait"]),
        ({"waiting": 1, "logged_in": 0}, ["no_agents"]),
        ({"logged_in": 0}, []),
        ({"service_level": 79.9, "abandon_rate": 10.1}, ["service_level", "abandon_rate"]),
        ({"service_level": 80.0, "abandon_rate": 10.0}, []),
        ({"service_level": 0.0, "abandon_rate": 100.0, "queued": 9}, []),
    ],
)
def test_what_is_over_its_limit(change: dict[str, Any], expected: list[str]) -> None:
    found = readings(replace(CALM_QUEUE, **change), LIMITS)
    assert [reading.measure for reading in found if reading.over] == expected


def test_without_a_limit_nothing_is_over_but_that_nobody_is_there() -> None:
    worst = QueueFacts("shop", {}, 99, 9000.0, 0, 99, 0.0, 100.0)
    assert [one.measure for one in readings(worst, QueueAlarmsBody()) if one.over] == ["no_agents"]
    assert list(readings(worst, QueueAlarmsBody(no_agents=False))) == []


class Looks:
    """One queue, looked at every second."""

    def __init__(self, limits: QueueAlarmsBody = LIMITS) -> None:
        self.watch, self.limits, self.now = QueueWatch(), {"shop": limits}, 0.0

    def on(self, seconds: float = 1.0, **change: Any) -> list[str]:
        """What is on after so many seconds in which the queue was like this."""
        ends = self.now + seconds
        found = []
        while self.now < ends:
            self.now += 1.0
            found = self.watch.look([replace(CALM_QUEUE, **change)], self.limits, self.now)
        return [alarm.id for alarm in found]


def test_an_alarm_begins_at_once_and_ends_when_it_has_been_well_for_a_while() -> None:
    looks = Looks()
    assert looks.on(waiting=3) == ["queue.waiting:shop"]
    for _ in range(5):  # it swings around its limit: one alarm, not five
        assert looks.on(CALM - 1, waiting=2) == ["queue.waiting:shop"]
        assert looks.on(waiting=4) == ["queue.waiting:shop"]
    assert looks.on(CALM, waiting=2) == ["queue.waiting:shop"]
    assert looks.on(waiting=2) == []
    assert looks.on(waiting=3) == ["queue.waiting:shop"], "and it may come again"


def test_a_share_of_the_day_has_to_get_better_by_a_margin() -> None:
    looks = Looks()
    assert looks.on(service_level=79.0) == ["queue.service_level:shop"]
    assert looks.on(10 * CALM, service_level=81.0) == ["queue.service_level:shop"]
    assert looks.on(CALM + 1, service_level=82.0) == []
    assert looks.on(service_level=81.0) == [], "between limit and margin nothing begins"
    looks.limits["shop"] = QueueAlarmsBody(service_level=100)
    looks.on(service_level=99.0)
    assert looks.on(CALM + 1, service_level=100.0) == [], "what can be reached is enough"


def test_nobody_signed_in_counts_when_it_lasts() -> None:
    looks = Looks()
    assert looks.on(SIGNING_IN, waiting=1, logged_in=0) == []
    assert looks.on(waiting=1, logged_in=1) == []
    assert looks.on(SIGNING_IN, waiting=1, logged_in=0) == [], "it begins to count anew"
    assert looks.on(waiting=1, logged_in=0) == ["queue.no_agents:shop"]


def test_an_alarm_is_over_with_its_limit() -> None:
    looks = Looks()
    assert looks.on(waiting=9) == ["queue.waiting:shop"]
    looks.limits = {"shop": QueueAlarmsBody()}
    assert looks.on(waiting=9) == []


def figures(queue: str, waiting: int, agents: int = 1) -> Any:
    return envelope(1.0, news.QueueFigures(None, queue, waiting, None, agents, 0, 0, agents))


@pytest.mark.usefixtures("units")
async def test_who_watches_the_queue_is_told_and_nobody_else(
    client: TestClient[Any, Any], admin: Browser, wang: Browser, parts: Web
) -> None:
    boss = await log_in(client, "boss")
    limits = await boss.send("PUT", "/live/queues/shop/alarms", {"waiting": 2})
    assert (limits["waiting"], limits["no_agents"]) == (2, True)
    await admin.send("PUT", "/live/queues/heating/alarms", {"waiting": 2})
    watch = QueueWatch()
    async with (
        Watcher(client, boss.token) as north,
        Watcher(client, wang.token) as agent,
        Watcher(client, admin.token) as all_,
    ):
        queues = {view["queue"]: view for view in (await north.next())["data"]["queues"]}
        assert queues["shop"]["limits"] == limits
        await agent.next()
        await all_.next()
        for queue in ("shop", "heating"):
            parts.hub.publish(figures(queue, 2))
        await platform.watch_queues(parts, watch)
        seen = [await north.next() for _ in range(2)]
        assert [(f["type"], f["data"]["queue"]) for f in seen] == [("queue.figures", "shop"), ("alarm", "shop")]
        assert (seen[1]["data"]["state"], seen[1]["data"]["measure"], seen[1]["data"]["value"]) == (
            "raised",
            "waiting",
            2.0,
        )
        assert {(await all_.next())["data"]["queue"] for _ in range(4)} == {"shop", "heating"}
        await platform.watch_queues(parts, watch)
        parts.hub.publish(figures("shop", 5))
        assert (await agent.next())["type"] == "queue.figures", "an agent sees his queue, not its alarm"
        assert (await agent.next())["type"] == "queue.figures"

    assert [alarm["id"] for alarm in (await boss.get("/live/health"))["alarms"]] == ["queue.waiting:shop"]
    assert [alarm["queue"] for alarm in (await boss.get("/live/snapshot"))["alarms"]] == ["shop"]
    everything = (await admin.get("/live/health"))["alarms"]
    assert {alarm["id"] for alarm in everything} == {"queue.waiting:shop", "queue.waiting:heating"}
    await boss.send("PUT", "/live/queues/shop/alarms", {"waiting": None})
    await platform.watch_queues(parts, watch)
    assert (await boss.get("/live/health"))["alarms"] == []


@pytest.mark.usefixtures("units")
async def test_a_supervisor_sets_the_thresholds_of_his_queues_alone(
    client: TestClient[Any, Any], wang: Browser
) -> None:
    boss = await log_in(client, "boss")
    await boss.send("PUT", "/live/queues/heating/alarms", {"waiting": 1}, status=403)
    await wang.send("PUT", "/live/queues/shop/alarms", {"waiting": 1}, status=403)
    await boss.send("PUT", "/live/queues/shop/alarms", {"waiting": 0}, status=422)


async def test_nothing_begins_or_ends_while_the_core_is_away(admin: Browser, parts: Web, core: Any) -> None:
    await admin.send("PUT", "/live/queues/shop/alarms", {"waiting": 1})
    watch = QueueWatch()
    parts.hub.publish(figures("shop", 1))
    await platform.watch_queues(parts, watch)
    core.connected = False
    parts.hub.publish(figures("shop", 0))
    await platform.watch_queues(parts, watch)
    assert [view["id"] for view in parts.hub.queue_alarms.shown()] == ["queue.waiting:shop"]


async def test_thresholds_are_in_the_configuration_file(admin: Browser) -> None:
    await admin.send("PUT", "/live/queues/shop/alarms", {"waiting": 4, "service_level": 85.5})
    assert (await exported(admin))["queues"]["shop"]["alarms"]["service_level"] == 85.5
