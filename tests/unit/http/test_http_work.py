"""The room that agents have for chats and e-mails, and what they do with those that they are offered."""

from __future__ import annotations

from web_kit import Browser, FakeCore


async def test_the_room_for_chats_goes_to_the_core_and_into_the_audit(admin: Browser, core: FakeCore) -> None:
    usual = await admin.get("/media-policy")
    assert usual == {
        "capacity": {"chat": 3, "email": 5}, "beside_calls": [], "interrupted": ["email"], "agents": {},
    }  # fmt: skip
    agent = (await admin.get("/agent-skills"))[0]["agent"]
    wish = {"capacity": {"chat": 4}, "beside_calls": ["email"], "agents": {agent: {"chat": 1}}}
    stored = await admin.send("PUT", "/media-policy", wish)
    assert stored["capacity"] == {"chat": 4, "email": 5}
    sent = core.asked("config.put")[-1]["snapshot"]
    assert (sent["media"]["capacity"]["chat"], list(sent["media"]["beside_calls"])) == (4, ["email"])
    assert next(each for each in sent["agents"] if each["id"] == agent)["capacity"] == {"chat": 1}
    assert "media.update" in [entry["action"] for entry in (await admin.get("/audit", kind="setting"))["items"]]
    for wrong in ({"capacity": {"chat": -1}}, {"capacity": {"fax": 1}}, {"agents": {"nobody": {"chat": 1}}}):
        assert (await admin.ask("PUT", "/media-policy", wrong)).status == 422


async def test_an_agent_acts_on_his_own_items(wang: Browser, core: FakeCore) -> None:
    me = (await wang.get("/auth/me"))["user"]["id"]
    row = {
        "media": "chat", "queue": "service", "entered": 1.0, "priority": 0, "customer": None, "facts": {},
        "accepted": None, "offered_to": None, "ahead": None, "estimate": None,
    }  # fmt: skip
    core.answers["item.list"] = {
        "items": [{**row, "item": "c1", "agent": me}, {**row, "item": "c2", "agent": "another"}]
    }
    assert [item["item"] for item in await wang.get("/agent/items")] == ["c1"]
    for action in ("accept", "reject", "close"):
        assert (await wang.ask("POST", f"/agent/items/c1/{action}")).status == 204
        assert core.asked(f"item.{action}") == [{"item": "c1", "agent": me}]
    assert (await wang.ask("POST", "/agent/items/c1/hand-over", {"queue": "second"})).status == 204
    assert core.asked("item.hand_over") == [{"item": "c1", "agent": me, "queue": "second"}]
