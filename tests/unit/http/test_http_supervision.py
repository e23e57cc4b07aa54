"""Supervising by API: within one's unit only, what the company allows, everything in the audit log."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import select, update
from test_http_live import AT, Watcher, ended, figures, live_call, state
from web_kit import Browser, FakeCore, envelope, log_in

from crm.audit.models import AuditEntry
from crm.base import utcnow
from crm.calls.models import Call, CallSegment
from crm.organisation.models import Unit
from crm.users.models import User
from server.http.context import Web
from telephony import domain_events as news
from telephony.supervision.news import SupervisionJoined, SupervisionSession

SESSION = {
    "session": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "call": "call-1",
    "agent": None,
    "mode": "listen",
    "state": "ringing",
    "device": "8001",
    "follow": False,
    "since": AT,
    "reason": "",
}


@pytest.fixture
async def units(parts: Web) -> None:
    """Two units: boss and wang are north, li is south."""
    async with parts.db.write() as session:
        for name in ("north", "south"):
            session.add(Unit(id=name, parent_id="root", path=f"/root/{name}/", name_zh=name, name_en=name))
        await session.flush()
        for username, unit in (("boss", "north"), ("wang", "north"), ("li", "south")):
            await session.execute(update(User).where(User.username == username).values(unit_id=unit))
    await parts.configuration.load_names()  # type: ignore[attr-defined]


async def calls(parts: Web, wang: Browser, li: Browser) -> None:
    """One call of each agent, one waiting in each queue, one in a menu."""
    for call, agent, queue, stage in (
        ("north-1", wang.user["id"], "shop", "talking"),
        ("south-1", li.user["id"], "heating", "talking"),
        ("north-2", None, "shop", "queue"),
        ("south-2", None, "heating", "queue"),
        ("menu", None, None, "ivr"),
    ):
        parts.hub.publish(waiting(call, agent, queue, stage))


def waiting(call: str, agent: str | None, queue: str | None, stage: str = "queue") -> Any:
    item = news.CallLive(call, stage, AT, AT, "inbound", "+8613800138000", "1000", None, "", queue, agent, None)
    return envelope(AT, item)


async def audit(parts: Web, action: str) -> list[AuditEntry]:
    async with parts.db.read() as session:
        return list(await session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


async def test_a_supervisor_comes_into_a_call_steps_and_leaves(
    boss: Browser, wang: Browser, parts: Web, core: FakeCore
) -> None:
    me, agent = boss.user["id"], wang.user["id"]
    parts.hub.publish(live_call("call-1", agent))
    shown = SESSION | {"supervisor": me, "agent": agent}
    core.answers["supervise.start"] = core.answers["supervise.mode"] = shown
    core.answers["supervise.sessions"] = {"sessions": [shown]}
    given = {"mode": "whisper", "extension": "8001", "follow": True}
    answer = await boss.send("POST", "/live/calls/call-1/supervise", given)
    assert (answer["state"], answer["agent"]) == ("ringing", agent)
    wish = {"supervisor": me, "mode": "whisper", "device": "8001", "follow": True}
    assert core.asked("supervise.start") == [wish | {"call": "call-1"}]
    await boss.send("POST", f"/live/agents/{agent}/supervise", {"mode": "listen", "follow": True})
    assert core.asked("supervise.start")[1]["agent"] == agent
    assert (await boss.get("/live/supervision"))["session"] == SESSION["session"]
    await boss.send("PATCH", "/live/supervision", {"mode": "barge"})
    assert core.asked("supervise.mode") == [{"supervisor": me, "mode": "barge"}]
    await boss.send("DELETE", "/live/supervision", status=204)
    assert core.asked("supervise.stop") == [{"supervisor": me}]
    started = await audit(parts, "live.supervise")
    assert [(row.user_id, row.kind, row.details["mode"]) for row in started] == [
        (me, "call", "whisper"),
        (me, "user", "listen"),
    ]
    (stepped,) = await audit(parts, "live.supervise_mode")
    assert (stepped.subject, stepped.details["mode"], stepped.details["agent"]) == ("call-1", "barge", agent)
    assert len(await audit(parts, "live.supervise_end")) == 1


async def test_nobody_steps_without_a_session(boss: Browser, core: FakeCore) -> None:
    core.answers["supervise.sessions"] = {"sessions": [SESSION | {"supervisor": "somebody-else"}]}
    assert await boss.get("/live/supervision") is None
    answer = await boss.send("PATCH", "/live/supervision", {"mode": "barge"}, status=409)
    assert answer["error"]["message_zh"] == "您当前没有监控任何通话"


@pytest.mark.usefixtures("units")
async def test_a_supervisor_cannot_touch_another_unit(
    client: TestClient[Any, Any], wang: Browser, li: Browser, parts: Web, core: FakeCore
) -> None:
    boss = await log_in(client, "boss")
    await calls(parts, wang, li)
    core.answers["supervise.start"] = SESSION | {"supervisor": boss.user["id"]}
    forbidden = (
        ("POST", "/live/calls/{call}/supervise", {"mode": "listen"}),
        ("POST", "/live/calls/{call}/move", {"kind": "queue", "target": "shop"}),
        ("POST", "/live/calls/{call}/hangup", None),
        ("GET", "/live/calls/{call}/explain", None),
        ("POST", "/live/agents/{agent}/supervise", {"mode": "listen"}),
        ("POST", "/live/agents/{agent}/state", {"state": "busy"}),
        ("GET", "/live/agents/{agent}/explain", None),
    )
    for method, path, body in forbidden:
        for call in ("south-1", "south-2", "menu"):
            address = path.format(call=call, agent=li.user["id"])
            answer = await boss.send(method, address, body, status=403)
            assert answer["error"]["code"] == "forbidden", address
            assert "不在您的管理范围内" in answer["error"]["message_zh"]
    for body in ({"agents": [li.user["id"]], "text": "x"}, {"queues": ["heating"], "text": "x"}):
        await boss.send("POST", "/live/messages", body, status=403)
    asked = {method for method, _ in core.requests}
    assert not asked & {"supervise.start", "call.move", "call.end", "agent.state", "agent.logout", "explain.call"}
    await boss.send("POST", "/live/calls/north-1/supervise", {"mode": "listen"})
    await boss.send("POST", "/live/calls/north-2/move", {"kind": "queue", "target": "service"}, status=204)
    await boss.send("POST", "/live/calls/nothing/hangup", status=404)


@pytest.mark.usefixtures("units")
async def test_a_supervisor_sees_his_unit_live_and_no_other(
    client: TestClient[Any, Any], wang: Browser, li: Browser, admin: Browser, parts: Web
) -> None:
    boss = await log_in(client, "boss")
    await calls(parts, wang, li)
    async with Watcher(client, boss.token) as watcher:
        data = (await watcher.next())["data"]
        assert {agent["name"] for agent in data["agents"]} == {"Boss", "Wang"}
        assert {queue["queue"] for queue in data["queues"]} == {"service", "shop"}
        assert {call["call"] for call in data["calls"]} == {"north-1", "north-2"}
        south = li.user["id"]
        for item in (
            state(south, "available"),
            figures("heating", 2),
            live_call("south-1", south, "hold"),
            ended("south-1", south),
            waiting("menu", None, None, "ivr"),
            envelope(AT, SupervisionJoined("south-2", "s", "somebody", south, "listen"), 3),
            envelope(AT, news.DeviceStateChanged(None, "8002", "idle")),
        ):
            parts.hub.publish(item)
        for item in (
            state(wang.user["id"], "available"),
            figures("shop", 2),
            waiting("north-3", None, "shop"),
            live_call("north-3", south),
            live_call("north-3", wang.user["id"]),
            ended("north-1", wang.user["id"]),
        ):
            parts.hub.publish(item)
        frames = [await watcher.next() for _ in range(6)]
    assert [frame["type"] for frame in frames] == [
        "agent.state",
        "queue.figures",
        "call.live",
        "call.hidden",
        "call.live",
        "call.ended",
    ]
    assert frames[3]["data"] == {"call": "north-3"}
    async with Watcher(client, admin.token) as watcher:
        data = (await watcher.next())["data"]
        assert {call["call"] for call in data["calls"]} >= {"south-2", "menu", "north-2"}


async def test_what_the_company_does_not_allow(admin: Browser, boss: Browser, wang: Browser, parts: Web) -> None:
    parts.hub.publish(live_call("call-1", wang.user["id"]))
    rules = await admin.get("/live/settings")
    assert rules["supervision"]["tell_agents"] is False
    rules["supervision"]["functions"] = ["listen", "state"]
    await boss.send("PUT", "/live/settings", rules, status=403)
    await admin.send("PUT", "/live/settings", rules)
    answer = await boss.send("POST", "/live/calls/call-1/supervise", {"mode": "barge"}, status=403)
    assert answer["error"]["message_zh"] == "公司未向班长开放此监控功能"
    for path, body in (
        ("/live/calls/call-1/move", {"kind": "queue", "target": "shop"}),
        ("/live/calls/call-1/hangup", None),
        ("/live/messages", {"agents": [wang.user["id"]], "text": "x"}),
    ):
        await boss.send("POST", path, body, status=403)
    await boss.send("POST", f"/live/agents/{wang.user['id']}/state", {"state": "busy"}, status=204)
    await admin.send("POST", "/live/calls/call-1/hangup", status=204)
    wrong = rules | {"alarms": {"disk_low_percent": 120}}
    assert (await admin.send("PUT", "/live/settings", wrong, status=422))["error"]["field"] == "alarms.disk_low_percent"


async def test_agents_are_told_only_where_the_company_wants_it(
    client: TestClient[Any, Any], admin: Browser, boss: Browser, wang: Browser, parts: Web
) -> None:
    me, agent = boss.user["id"], wang.user["id"]
    joined = envelope(AT, SupervisionJoined("call-1", "s", me, agent, "listen"), 5)
    own = envelope(AT, SupervisionSession("call-1", "s", me, "on", "listen", agent, "8001", False, AT))
    async with Watcher(client, wang.token) as watcher:
        await watcher.next()
        parts.hub.publish(own)
        parts.hub.publish(joined)
        parts.hub.publish(live_call("call-1", agent))
        assert (await watcher.next())["type"] == "call.live"
        rules = await admin.get("/live/settings")
        rules["supervision"]["tell_agents"] = True
        await admin.send("PUT", "/live/settings", rules)
        parts.hub.publish(own)
        parts.hub.publish(joined)
        frame = await watcher.next()
        assert (frame["type"], frame["data"]["mode"]) == ("supervision.joined", "listen")


async def test_a_snapshot_says_who_is_in_the_call_to_those_who_are_told(
    client: TestClient[Any, Any], admin: Browser, boss: Browser, wang: Browser, li: Browser, parts: Web
) -> None:
    me, agent = boss.user["id"], wang.user["id"]

    def own(state: str, mode: str = "whisper") -> Any:
        return envelope(AT, SupervisionSession("call-1", "s", me, state, mode, agent, "8001", False, AT))

    async def told(browser: Browser) -> list[dict[str, Any]]:
        async with Watcher(client, browser.token) as watcher:
            watchers: list[dict[str, Any]] = (await watcher.next())["data"]["watchers"]
            return watchers

    parts.hub.publish(live_call("call-1", agent))
    parts.hub.publish(own("ringing"))
    assert await told(boss) == []
    parts.hub.publish(own("on"))
    there = [{"call": "call-1", "supervisor": me, "agent": agent, "mode": "whisper"}]
    assert (await told(boss), await told(wang)) == (there, [])
    rules = await admin.get("/live/settings")
    rules["supervision"]["tell_agents"] = True
    await admin.send("PUT", "/live/settings", rules)
    assert (await told(wang), await told(li)) == (there, [])
    parts.hub.publish(own("over"))
    assert await told(wang) == []


async def test_the_timeline_hides_supervision_from_agents(
    admin: Browser, boss: Browser, wang: Browser, parts: Web
) -> None:
    timeline = [
        {"at": AT, "type": kind, "data": {}} for kind in ("call.started", "supervision.joined", "supervision.left")
    ]
    async with parts.db.write() as session:
        session.add(
            Call(
                id="call-7",
                unit_id="root",
                direction="inbound",
                from_number="1",
                from_name="",
                to_number="2",
                entry="",
                language="zh",
                started_at=utcnow(),
                ended_at=utcnow(),
                agent_id=wang.user["id"],
                outcome="answered",
                timeline=timeline,
            )
        )
        await session.flush()
        session.add(CallSegment(call_id="call-7", segment=1, agent_id=wang.user["id"], started_at=utcnow()))
    assert len((await boss.get("/calls/call-7"))["timeline"]) == 3
    assert [item["type"] for item in (await wang.get("/calls/call-7"))["timeline"]] == ["call.started"]
    rules = await admin.get("/live/settings")
    rules["supervision"]["tell_agents"] = True
    await admin.send("PUT", "/live/settings", rules)
    assert len((await wang.get("/calls/call-7"))["timeline"]) == 3


async def test_states_are_forced_and_the_agent_is_told(
    client: TestClient[Any, Any], boss: Browser, wang: Browser, parts: Web, core: FakeCore
) -> None:
    agent = wang.user["id"]
    await wang.send("POST", "/agent/session", {"extension": "8001"})
    async with Watcher(client, wang.token) as watcher:
        await watcher.next()
        await boss.send("POST", f"/live/agents/{agent}/state", {"state": "busy"}, status=204)
        frame = await watcher.next()
        assert frame["type"] == "agent.forced"
        assert (frame["data"]["state"], frame["data"]["by"]["name"]) == ("busy", "Boss")
        await boss.send("POST", f"/live/agents/{agent}/state", {"state": "offline"}, status=204)
        assert (await watcher.next())["type"] == "agent.session_ended"
    assert core.asked("agent.state") == [{"agent": agent, "state": "busy", "reason": "forced"}]
    assert core.asked("agent.logout") == [{"agent": agent}]
    assert (await wang.get("/agent/me"))["logged_in"] is False
    assert [row.details["state"] for row in await audit(parts, "live.agent_state")] == ["busy", "offline"]


async def test_messages_arrive_live_and_are_kept(
    client: TestClient[Any, Any], boss: Browser, wang: Browser, li: Browser, parts: Web
) -> None:
    agents = [wang.user["id"]]
    async with Watcher(client, wang.token) as watcher:
        await watcher.next()
        sent = await boss.send("POST", "/live/messages", {"agents": agents, "text": " 请加快 "}, status=201)
        frame = await watcher.next()
    assert (frame["type"], frame["data"]["text"], frame["data"]["from"]["name"]) == ("message", "请加快", "Boss")
    assert (sent["recipients"], sent["delivered"]) == (1, 1)
    await boss.send("POST", "/live/messages", {"queues": ["heating", "shop"], "text": "开会"}, status=201)
    mine = await wang.get("/live/messages", unread="true")
    assert [row["text"] for row in mine["items"]] == ["开会", "请加快"]
    assert [row["text"] for row in (await li.get("/live/messages"))["items"]] == ["开会"]
    await wang.send("POST", f"/live/messages/{sent['id']}/read", status=204)
    await li.send("POST", f"/live/messages/{sent['id']}/read", status=404)
    assert (await wang.get("/live/messages", unread="true"))["total"] == 1
    own = (await boss.get("/live/messages", sent="true"))["items"]
    assert [(row["text"], row["recipients"], row["read"]) for row in own] == [("开会", 2, 0), ("请加快", 1, 1)]
    assert own[0]["queues"] == ["heating", "shop"]
    assert [row.details["text"] for row in await audit(parts, "live.message")] == ["•••", "•••"]
    for wrong in ({"text": "x"}, {"agents": ["nobody"], "text": "x"}, {"agents": agents, "text": " "}):
        await boss.send("POST", "/live/messages", wrong, status=422)
    await wang.send("POST", "/live/messages", {"agents": agents, "text": "x"}, status=403)
