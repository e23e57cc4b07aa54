"""The live websocket: a snapshot, then numbered deltas of what this user may see; resuming; slow readers."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import TestClient
from web_kit import PASSWORD, Browser, FakeCore, envelope, log_in

from server.http.context import Web
from server.live.stream import BACKLOG, CLOSE_LAGGING, KEPT, Client, Stream
from telephony import domain_events as news
from telephony.domain_events import Envelope

AT = 1_795_000_000.0


def state(agent: str, name: str, since: float = AT, device: str | None = None) -> Envelope:
    return envelope(AT, news.AgentStateChanged(None, agent, name, "offline", "", device, None, since, 0.0), 1)


def figures(queue: str, waiting: int) -> Envelope:
    return envelope(AT, news.QueueFigures(None, queue, waiting, None, 1, 0, 0, 1))


def live_call(call: str, agent: str | None, stage: str = "talking") -> Envelope:
    item = news.CallLive(call, stage, AT, AT, "inbound", "+8613800138000", "1000", None, "王芳", "service", agent, None)
    return envelope(AT, item)


def pop(agent: str, name: str = "pop-1") -> Envelope:
    item = news.ScreenPop(
        "call-1", name, agent, "service", "+8613800138000", "1000", "zh", 4.0, False, None, {"name": "王芳"}, {}, ()
    )
    return envelope(AT, item)


def ended(call: str, *agents: str) -> Envelope:
    cdr = {"call": call, "agents": list(agents), "outcome": "answered", "timeline": [{"at": AT}]}
    return envelope(AT, news.CallEnded(call, cdr), 2)


class Watcher:
    """An open live websocket that remembers its frames."""

    def __init__(self, client: TestClient[Any, Any], token: str, **resume: Any) -> None:
        query = "".join(f"&{name}={value}" for name, value in resume.items())
        self._open = client.ws_connect(f"/api/v1/live?token={token}{query}")

    async def __aenter__(self) -> Watcher:
        self.socket = await self._open
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()

    async def next(self) -> dict[str, Any]:
        return await self.socket.receive_json(timeout=5)

    async def types(self, count: int) -> list[str]:
        return [(await self.next())["type"] for _ in range(count)]


async def test_a_snapshot_then_numbered_deltas(client: TestClient[Any, Any], boss: Browser, parts: Web) -> None:
    async with Watcher(client, boss.token) as watcher:
        first = await watcher.next()
        assert (first["type"], first["seq"]) == ("snapshot", 0)
        assert {agent["name"] for agent in first["data"]["agents"]} == {"Boss", "Wang", "Li"}
        assert {queue["queue"] for queue in first["data"]["queues"]} == {"service", "shop", "heating"}
        assert first["data"]["me"]["number"] == "2000"
        for waiting in range(3):
            parts.hub.publish(figures("service", waiting))
        frames = [await watcher.next() for _ in range(3)]
    assert [frame["seq"] for frame in frames] == [1, 2, 3]
    assert [frame["data"]["waiting"] for frame in frames] == [0, 1, 2]
    assert {frame["epoch"] for frame in frames} == {first["epoch"]}


async def test_agents_see_their_own_affairs_only(
    client: TestClient[Any, Any], wang: Browser, li: Browser, parts: Web
) -> None:
    me, other = wang.user["id"], li.user["id"]
    parts.hub.publish(live_call("call-8", other))
    parts.hub.publish(live_call("call-9", me))
    async with Watcher(client, wang.token) as watcher:
        data = (await watcher.next())["data"]
        assert [agent["agent"] for agent in data["agents"]] == [me]
        assert {queue["queue"] for queue in data["queues"]} == {"service", "shop"}
        assert [call["call"] for call in data["calls"]] == ["call-9"]
        for item in (
            state(other, "available"),
            figures("heating", 1),
            live_call("call-8", other, "hold"),
            pop(other),
            ended("call-8", other),
            state(me, "available"),
            figures("shop", 2),
            live_call("call-9", me, "hold"),
            live_call("call-9", other),
            live_call("call-9", other, "hold"),
            pop(me),
            ended("call-9", me, other),
        ):
            parts.hub.publish(item)
        frames = [await watcher.next() for _ in range(6)]
    assert [frame["type"] for frame in frames] == [
        "agent.state",
        "queue.figures",
        "call.live",
        "call.live",
        "screen_pop",
        "call.ended",
    ]
    assert [frame["seq"] for frame in frames] == [1, 2, 3, 4, 5, 6]
    assert "timeline" not in frames[-1]["data"]["cdr"]


async def test_pops_are_for_their_agent_even_when_others_see_everything(
    client: TestClient[Any, Any], boss: Browser, wang: Browser, parts: Web
) -> None:
    async with Watcher(client, boss.token) as watcher:
        await watcher.next()
        parts.hub.publish(pop(wang.user["id"]))
        parts.hub.publish(pop(boss.user["id"], "pop-2"))
        frame = await watcher.next()
    assert (frame["type"], frame["data"]["pop"]) == ("screen_pop", "pop-2")


async def test_the_receipt_goes_to_the_core(client: TestClient[Any, Any], wang: Browser, core: FakeCore) -> None:
    async with Watcher(client, wang.token) as watcher:
        await watcher.next()
        await watcher.socket.send_json({"type": "ack_pop", "pop": "pop-1"})
        await asyncio.wait_for(core.receipt.wait(), 5)
        await watcher.socket.send_json({"type": "ping"})
        assert (await watcher.next()) == {"type": "pong"}
    assert core.receipts == ["pop-1"]


@pytest.mark.parametrize(
    "message", ["{", "[]", "5", '{"type": 1}', "{}", '{"type":"ack_pop"}', '{"type":"ack_pop","pop":{}}']
)
async def test_malformed_messages_are_answered_and_change_nothing(
    client: TestClient[Any, Any], wang: Browser, parts: Web, core: FakeCore, message: str
) -> None:
    async with Watcher(client, wang.token) as watcher:
        await watcher.next()
        await watcher.socket.send_str(message)
        assert await watcher.next() == {"type": "error", "code": "invalid"}
        parts.hub.publish(state(wang.user["id"], "busy"))
        assert (await watcher.next())["seq"] == 1
    assert core.receipts == []


async def test_resuming_gets_what_was_missed(client: TestClient[Any, Any], wang: Browser, parts: Web) -> None:
    async with Watcher(client, wang.token) as watcher:
        epoch = (await watcher.next())["epoch"]
        parts.hub.publish(figures("shop", 1))
        assert (await watcher.next())["seq"] == 1
    parts.hub.publish(figures("shop", 2))
    parts.hub.publish(figures("heating", 2))
    parts.hub.publish(figures("shop", 3))
    async with Watcher(client, wang.token, epoch=epoch, since=1) as watcher:
        frames = [await watcher.next() for _ in range(2)]
        assert [(frame["seq"], frame["data"]["waiting"]) for frame in frames] == [(2, 2), (3, 3)]
    for resume in ({"epoch": "other", "since": 1}, {"epoch": epoch, "since": 99}, {"epoch": epoch, "since": "x"}):
        async with Watcher(client, wang.token, **resume) as watcher:
            frame = await watcher.next()
            assert (frame["type"], frame["seq"]) == ("snapshot", 3)


async def test_who_comes_back_too_late_gets_a_snapshot(client: TestClient[Any, Any], wang: Browser, parts: Web) -> None:
    async with Watcher(client, wang.token) as watcher:
        epoch = (await watcher.next())["epoch"]
    for waiting in range(KEPT + 1):
        parts.hub.publish(figures("shop", waiting))
    async with Watcher(client, wang.token, epoch=epoch, since=0) as watcher:
        frame = await watcher.next()
    assert (frame["type"], frame["seq"]) == ("snapshot", KEPT + 1)


async def test_a_new_core_means_a_new_snapshot(client: TestClient[Any, Any], boss: Browser, parts: Web) -> None:
    agent = boss.user["id"]
    parts.hub.publish(live_call("old", None, "queue"))
    async with Watcher(client, boss.token) as watcher:
        await watcher.next()
        parts.hub.begin_rebuild()
        parts.hub.publish(state(agent, "busy", since=AT + 5))
        view = {
            "agent": agent,
            "state": "available",
            "reason": "",
            "since": AT,
            "until": None,
            "device": "8001",
            "queue": None,
            "call": None,
        }
        parts.hub.finish_rebuild(
            {
                "agents": [view],
                "queues": [],
                "calls": [],
                "devices": {"8001": "online"},
                "switch": {"node": "a1", "up": True},
            }
        )
        assert await watcher.types(2) == ["core.state", "agent.state"]
        frame = await watcher.next()
        assert (frame["type"], frame["seq"]) == ("snapshot", 3)
        assert frame["data"]["calls"] == []
        assert frame["data"]["me"]["state"] == "busy"
        assert frame["data"]["core"] == {"up": True}
        parts.hub.core_up(up=False)
        assert (await watcher.next())["data"]["up"] is False


async def test_the_login_decides(client: TestClient[Any, Any], wang: Browser) -> None:
    for query in ("", "?token=wrong"):
        with pytest.raises(WSServerHandshakeError) as refused:
            await client.ws_connect(f"/api/v1/live{query}")
        assert refused.value.status == 401


async def test_a_cookie_counts_only_from_our_own_pages(client: TestClient[Any, Any]) -> None:
    await client.post("/api/v1/auth/login", json={"username": "wang", "password": PASSWORD})
    async with client.ws_connect("/api/v1/live", origin=f"http://{client.host}:{client.port}") as socket:
        assert (await socket.receive_json())["type"] == "snapshot"
    with pytest.raises(WSServerHandshakeError):
        await client.ws_connect("/api/v1/live", origin="http://evil.example")


async def test_a_configuration_change_reaches_the_browsers(
    client: TestClient[Any, Any], boss: Browser, admin: Browser
) -> None:
    async with Watcher(client, boss.token) as watcher:
        await watcher.next()
        await admin.send("PATCH", "/queues/shop", {"name": {"zh": "商城", "en": "Mall"}})
        frame = await watcher.next()
    names = {queue["queue"]: queue["name"] for queue in frame["data"]["queues"]}
    assert names["shop"] == {"zh": "商城", "en": "Mall"}


def test_a_client_that_does_not_read_is_given_up_and_told() -> None:
    stream, slow, quick = Stream("e"), Client(), Client()
    stream.join(slow, b'"type":"snapshot","data":{}}', None)
    stream.join(quick, b'"type":"snapshot","data":{}}', None)
    quick.frames.get_nowait()
    lagging = 0
    for _ in range(BACKLOG + 10):
        lagging += stream.send(b'"type":"x","data":{}}')
        quick.frames.get_nowait()
    assert lagging == 1
    assert slow.lagging
    assert slow.frames.get_nowait() is None
    assert slow.frames.empty()
    assert not quick.lagging


async def test_a_slow_browser_is_told_and_closed(client: TestClient[Any, Any], boss: Browser, parts: Web) -> None:
    async with Watcher(client, boss.token) as watcher:
        await watcher.next()
        for waiting in range(BACKLOG + 1):
            parts.hub.publish(figures("shop", waiting))
        message = await watcher.socket.receive(timeout=5)
        while message.type is WSMsgType.TEXT and "lagging" not in message.data:
            message = await watcher.socket.receive(timeout=5)
        assert message.data == '{"type":"lagging"}'
        assert (await watcher.socket.receive(timeout=5)).type is WSMsgType.CLOSE
    assert watcher.socket.close_code == CLOSE_LAGGING


async def test_streams_of_people_who_are_gone_are_forgotten(
    client: TestClient[Any, Any], parts: Web, wang: Browser
) -> None:
    async with Watcher(client, wang.token) as watcher:
        await watcher.next()
        assert parts.hub.connected(wang.user["id"])
    li = await log_in(client, "li")
    parts.hub._clock = lambda: 1e12
    async with Watcher(client, li.token) as watcher:
        await watcher.next()
    assert not parts.hub.connected(wang.user["id"])
