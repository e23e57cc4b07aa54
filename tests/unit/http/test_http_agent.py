"""An agent logs in at a device, is told apart from himself elsewhere, and works his phone."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import delete
from web_kit import Browser, FakeCore, log_in

from crm.sessions.models import LoginSession
from server import devices
from server.http.context import Web
from telephony.errors import NotPossible


async def test_a_browser_becomes_the_agents_phone(wang: Browser, core: FakeCore) -> None:
    body = await wang.send("POST", "/agent/session", {"browser": True})
    sip = body["sip"]
    assert (body["device"], sip["uri"], sip["ws"]) == ("web-1001", "sip:web-1001@127.0.0.1", "/ws")
    (put,) = core.asked("device.put")
    assert (put["id"], put["kind"], put["secret"]) == ("web-1001", "browser", sip["password"])
    assert len(sip["password"]) >= 20
    assert core.asked("agent.login") == [{"agent": wang.user["id"], "device": "web-1001"}]
    me = await wang.get("/agent/me")
    assert (me["logged_in"], me["device"], me["session"]) == (True, "web-1001", body["session"])
    assert [queue["queue"] for queue in me["state"]["queues"]] == ["service", "shop"]


async def test_the_secret_is_new_each_time(wang: Browser) -> None:
    first = await wang.send("POST", "/agent/session", {"browser": True})
    second = await wang.send("POST", "/agent/session", {"browser": True})
    assert first["sip"]["password"] != second["sip"]["password"]


async def test_elsewhere_needs_takeover(
    client: TestClient[Any, Any], wang: Browser, core: FakeCore, parts: Web
) -> None:
    first = await wang.send("POST", "/agent/session", {"browser": True})
    other = await log_in(client, "wang")
    refused = await other.ask("POST", "/agent/session", {"browser": True})
    assert (refused.status, (await refused.json())["error"]["code"]) == (409, "agent.session_elsewhere")
    async with client.ws_connect(f"/api/v1/live?token={wang.token}") as socket:
        assert (await socket.receive_json())["type"] == "snapshot"
        taken = await other.send("POST", "/agent/session", {"browser": True, "takeover": True})
        told = await socket.receive_json()
    assert told["type"] == "agent.session_ended"
    assert told["data"]["session"] == first["session"] != taken["session"]
    assert core.asked("device.drop") == [{"id": "web-1001"}]


async def test_a_registered_browser_in_another_tab_needs_takeover(wang: Browser, parts: Web) -> None:
    await wang.send("POST", "/agent/session", {"browser": True})
    parts.hub.state.devices["web-1001"] = "online"
    refused = await wang.ask("POST", "/agent/session", {"browser": True})
    assert refused.status == 409


async def test_a_desk_phone(wang: Browser, li: Browser, core: FakeCore) -> None:
    body = await wang.send("POST", "/agent/session", {"extension": "8001"})
    assert (body["device"], body["sip"]) == ("8001", None)
    refused = await li.ask("POST", "/agent/session", {"extension": "8001"})
    assert (refused.status, (await refused.json())["error"]["code"]) == (409, "agent.device_taken")
    refused = await li.ask("POST", "/agent/session", {"extension": "9999"})
    assert refused.status == 404
    await wang.send("DELETE", "/agent/session", status=204)
    await li.send("POST", "/agent/session", {"extension": "8001"})
    assert core.asked("agent.logout") == [{"agent": wang.user["id"]}]
    assert core.asked("device.drop") == []


@pytest.mark.parametrize("body", [{}, {"browser": True, "extension": "8001"}, {"browser": "yes"}, {"extension": ""}])
async def test_either_browser_or_extension(wang: Browser, body: dict[str, Any]) -> None:
    assert (await wang.ask("POST", "/agent/session", body)).status == 422


async def test_users_without_a_number_are_no_agents(admin: Browser) -> None:
    refused = await admin.ask("POST", "/agent/session", {"browser": True})
    assert refused.status == 409
    assert "工号" in (await refused.json())["error"]["message_zh"]


async def test_the_core_refuses_and_the_endpoint_is_taken_back(wang: Browser, core: FakeCore) -> None:
    core.failures["agent.login"] = NotPossible("in a call")
    refused = await wang.ask("POST", "/agent/session", {"browser": True})
    assert refused.status == 409
    assert core.asked("device.drop") == [{"id": "web-1001"}]
    assert not (await wang.get("/agent/me"))["logged_in"]


async def test_without_a_core_it_says_so(wang: Browser, core: FakeCore) -> None:
    core.connected = False
    refused = await wang.ask("POST", "/agent/session", {"browser": True})
    assert (refused.status, (await refused.json())["error"]["code"]) == (503, "core.unavailable")


async def test_the_phone_bar(wang: Browser, core: FakeCore) -> None:
    await wang.send("POST", "/agent/session", {"extension": "8001"})
    core.requests.clear()
    me = wang.user["id"]
    await wang.send("PUT", "/agent/state", {"state": "break", "reason": "meal"})
    await wang.send("POST", "/agent/wrap-up", {"action": "extend", "seconds": 30})
    assert await wang.send("POST", "/agent/dial", {"number": "013800138000"}) == {"call": "call-9"}
    await wang.send("POST", "/agent/hold", {"held": True}, status=204)
    await wang.send("POST", "/agent/transfer", {"kind": "queue", "target": "shop"}, status=204)
    await wang.send("POST", "/agent/transfer", {"kind": "number", "target": "62881234"}, status=204)
    await wang.send("POST", "/agent/hangup", status=204)
    assert core.requests == [
        ("agent.state", {"agent": me, "state": "break", "reason": "meal"}),
        ("agent.wrap_up", {"agent": me, "action": "extend", "seconds": 30.0}),
        ("call.dial", {"agent": me, "number": "+8613800138000"}),
        ("call.hold", {"agent": me, "held": True}),
        ("call.transfer", {"agent": me, "kind": "queue", "target": "shop"}),
        ("call.transfer", {"agent": me, "kind": "number", "target": "+861062881234"}),
        ("call.hangup", {"agent": me}),
    ]


async def test_who_is_not_logged_in_has_no_phone(wang: Browser) -> None:
    for method, path, body in (
        ("POST", "/agent/dial", {"number": "13800138000"}),
        ("POST", "/agent/hangup", None),
        ("PUT", "/agent/state", {"state": "available"}),
        ("DELETE", "/agent/session", None),
    ):
        refused = await wang.ask(method, path, body)
        assert (refused.status, (await refused.json())["error"]["code"]) == (409, "agent.not_logged_in")


async def test_test_phone_may_only_call_in_and_ends_with_the_login(admin: Browser, core: FakeCore, parts: Web) -> None:
    body = await admin.send("POST", "/test-phone")
    assert body["device"].startswith("guest-")
    assert {"number": "1000", "name_zh": "总机", "name_en": "Main number"} in body["numbers"]
    assert core.asked("device.put")[0]["kind"] == "guest"
    async with parts.db.write() as session:
        await session.execute(delete(LoginSession))
    assert await devices.remove_orphans(parts) == 1
    assert core.asked("device.drop") == [{"id": body["device"]}]


async def test_a_test_phone_is_given_back_by_its_user_only(admin: Browser, wang: Browser, core: FakeCore) -> None:
    body = await admin.send("POST", "/test-phone")
    assert (await wang.ask("DELETE", f"/test-phone/{body['device']}")).status == 404
    await admin.send("DELETE", f"/test-phone/{body['device']}", status=204)
    assert core.asked("device.drop") == [{"id": body["device"]}]


async def test_log_out_ends_the_agents_session(wang: Browser, core: FakeCore) -> None:
    await wang.send("POST", "/agent/session", {"browser": True})
    await wang.send("POST", "/auth/logout", status=204)
    assert core.asked("agent.logout") == [{"agent": wang.user["id"]}]
    assert core.asked("device.drop") == [{"id": "web-1001"}]


async def test_endpoints_are_offered_again_to_a_new_core(wang: Browser, core: FakeCore, parts: Web) -> None:
    body = await wang.send("POST", "/agent/session", {"browser": True})
    core.requests.clear()
    await devices.restore(parts)
    assert [put["secret"] for put in core.asked("device.put")] == [body["sip"]["password"]]


async def test_supervisors_set_agents_states_and_end_calls(boss: Browser, wang: Browser, core: FakeCore) -> None:
    agent = wang.user["id"]
    await boss.send("POST", f"/live/agents/{agent}/state", {"state": "busy", "reason": "training"}, status=204)
    await boss.send("POST", f"/live/agents/{agent}/state", {"state": "offline"}, status=204)
    await boss.send("POST", "/live/calls/call-1/hangup", status=204)
    assert core.requests == [
        ("agent.state", {"agent": agent, "state": "busy", "reason": "training"}),
        ("agent.logout", {"agent": agent}),
        ("call.end", {"call": "call-1", "supervisor": boss.user["id"]}),
    ]


async def test_whom_one_may_hand_a_caller_to(wang: Browser, parts: Web) -> None:
    """Every agent sees whether his colleagues are free, but not why they are not, nor with whom they talk."""
    found = {row["number"]: row for row in await wang.get("/agent/colleagues")}
    assert "1001" not in found
    assert set(found["1002"]) == {"agent", "number", "name", "state", "queues"}
    assert (found["1002"]["state"], found["1002"]["queues"]) == ("offline", ["heating"])
    flows = {row["id"]: row["name"] for row in (await wang.get("/directory"))["flows"]}
    assert all(flows["main"].values())


async def test_which_queue_one_may_ask(wang: Browser, parts: Web) -> None:
    """Every queue with how many wait and are free, also those that he does not serve."""
    assert await wang.get("/agent/queues") == []  # nothing is known while there is no core
    shop = {"queue": "shop", "name": {}, "waiting": 2, "oldest": 1.0, "available": 3, "talking": 1, "wrap_up": 0}
    parts.hub.state.queues["shop"] = {**shop, "logged_in": 4}
    assert await wang.get("/agent/queues") == [{"queue": "shop", "waiting": 2, "free": 3, "logged_in": 4}]
