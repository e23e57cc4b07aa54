"""Skills and pauses by API: what the core is sent, who may, what is audited."""

from __future__ import annotations

from web_kit import Browser, FakeCore

NAME = {"zh": "电视", "en": "TV"}


async def test_skills_go_to_the_core_and_into_the_audit(admin: Browser, core: FakeCore) -> None:
    made = await admin.send("POST", "/skills", {"id": "tv", "name": NAME}, status=201)
    assert made == {"id": "tv", "name": NAME}
    agent = (await admin.get("/agent-skills"))[0]["agent"]
    rows = await admin.send("PUT", "/agent-skills", {"agents": {agent: {"tv": 80}}})
    assert rows[0]["skills"] == {"tv": 80}
    sent = core.asked("config.put")[-1]["snapshot"]
    assert [skill["id"] for skill in sent["skills"]] == ["tv"]
    assert next(each for each in sent["agents"] if each["id"] == agent)["skills"] == {"tv": 80}
    actions = [entry["action"] for entry in (await admin.get("/audit", kind="user"))["items"]]
    assert "agents.skills" in actions
    assert (await admin.ask("PUT", "/agent-skills", {"agents": {agent: {"tv": 101}}})).status == 422
    stale = await admin.ask("PUT", "/agent-skills", {"agents": {agent: {}}, "was": {agent: {}}})
    assert stale.status == 409
    both = {"agents": {agent: {"tv": 5}, "nobody": {"tv": 5}}}
    assert (await admin.ask("PUT", "/agent-skills", both)).status == 422
    assert (await admin.get("/agent-skills"))[0]["skills"] == {"tv": 80}, "all or none"
    assert await admin.send("POST", "/agent-skills/effects", {"agents": {agent: {}}}) == {"queues": []}
    assert (await admin.ask("DELETE", "/skills/tv")).status == 204


async def test_reasons_for_pauses(admin: Browser, core: FakeCore) -> None:
    await admin.send("POST", "/pause-reasons", {"id": "smoke", "name": NAME, "limit": 300.0}, status=201)
    changed = await admin.send("PATCH", "/pause-reasons/smoke", {"limit": None, "paid": False})
    assert (changed["limit"], changed["paid"]) == (None, False)
    reasons = {each["id"]: each for each in core.asked("config.put")[-1]["snapshot"]["pause_reasons"]}
    assert reasons["smoke"]["paid"] is False
    assert (await admin.ask("DELETE", "/pause-reasons/smoke")).status == 204
