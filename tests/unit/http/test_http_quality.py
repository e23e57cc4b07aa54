"""Quality by API: a scorecard, a conversation scored, published, appealed and decided; calibration; comments."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from web_kit import Browser

from crm.base import utcnow
from crm.calls.models import Call, CallSegment
from crm.recordings.models import Recording
from server.http.context import Web

NAME = {"zh": "服务质检表", "en": "Service scorecard"}
OPTIONS = [{"code": code, "zh": code, "en": code} for code in ("good", "bad")]


def criterion(code: str, kind: str, **more: Any) -> dict[str, Any]:
    own = {name: more.pop(name) for name in ("scores", "fatal") if name in more}
    return {"field": {"code": code, "kind": kind, "label": {"zh": code, "en": code}, **more}, **own}


CRITERIA = [
    criterion("greeting", "choice", options=OPTIONS, scores={"good": 10, "bad": 0}, required=True),
    criterion("rude", "yes_no", fatal=["yes"]),
    criterion("solved", "yes_no", scores={"yes": 30}),
]


async def talked(parts: Web, browser: Browser, name: str, *, unit: str = "root") -> str:
    """A recorded conversation of a minute with this agent."""
    agent, start = browser.user["id"], utcnow() - timedelta(minutes=10)
    async with parts.db.write() as session:
        session.add(
            Call(
                id=f"call-{name}", unit_id=unit, direction="inbound", from_number="+8613800138000", to_number="1000",
                started_at=start, answered_at=start, ended_at=start + timedelta(minutes=1), outcome="answered",
                queue="service", agent_id=agent, talk_seconds=60.0, timeline=[],
            )
        )  # fmt: skip
        await session.flush()
        session.add(
            CallSegment(
                call_id=f"call-{name}", segment=1, agent_id=agent, queue="service", started_at=start,
                ended_at=start + timedelta(minutes=1), seconds=60.0,
            )
        )  # fmt: skip
        session.add(
            Recording(
                id=f"rec-{name}", call_id=f"call-{name}", kind="call", raw_path="x", state="playable",
                started_at=start, seconds=60.0, channels=2,
            )
        )  # fmt: skip
    return f"rec-{name}"


@pytest.fixture
async def scorecard(boss: Browser) -> str:
    made = await boss.send("POST", "/scorecards", {"name": NAME, "criteria": CRITERIA}, 201)
    assert made["state"] == "draft"
    await boss.send("PATCH", f"/scorecards/{made['id']}", {"version": made["version"], "state": "active"})
    return str(made["id"])


async def test_an_assessment_from_the_draft_to_the_decided_appeal(
    parts: Web, wang: Browser, li: Browser, boss: Browser, scorecard: str
) -> None:
    recording = await talked(parts, wang, "one")
    new = {"scorecard": scorecard, "recording": recording, "agent": wang.user["id"]}
    await wang.send("POST", "/assessments", new, status=403)
    made = await boss.send("POST", "/assessments", new, 201)
    assert (made["state"], made["queue"], made["may"]) == ("draft", "service", ["edit"])
    await boss.send("POST", "/assessments", new, 409)
    path = f"/assessments/{made['id']}"
    assert (await wang.ask("GET", path)).status == 404
    refused = await boss.send("PATCH", path, {"version": 1, "answers": {"solved": True}, "publish": True}, 422)
    assert refused["error"]["field"] == "answers.greeting"
    kept = await boss.send("PATCH", path, {"version": 1, "answers": {"solved": True}})
    assert (kept["state"], kept["percent"]) == ("draft", 100.0)
    answers = {"greeting": "good", "solved": False}
    done = await boss.send("PATCH", path, {"version": kept["version"], "answers": answers, "publish": True})
    assert (done["points"], done["most"], done["percent"], done["passed"]) == (10, 40, 25.0, False)
    await boss.send("PATCH", path, {"version": done["version"], "answers": answers}, 409)
    # the agent is told, sees it, and appeals
    (told,) = (await wang.get("/messages", kind="quality"))["items"]
    assert told["subject"] == {"kind": "assessment", "id": made["id"]}
    assert (await li.get("/assessments"))["items"] == []
    (mine,) = (await wang.get("/assessments", mine="true"))["items"]
    assert mine["scorecard"] == NAME
    shown = await wang.get(path)
    assert shown["may"] == ["confirm", "appeal"]
    await li.send("POST", f"{path}/appeal", {"version": shown["version"], "reason": "x"}, 404)
    appealed = await wang.send("POST", f"{path}/appeal", {"version": shown["version"], "reason": "已解决"})
    assert appealed["state"] == "appealed"
    await wang.send("POST", f"{path}/confirm", {"version": appealed["version"]}, 409)
    assert (await boss.get("/messages", kind="quality"))["items"][0]["title"]["zh"] == "质检结果有申诉"
    await wang.send("POST", f"{path}/decision", {"version": appealed["version"], "reply": "x"}, 403)
    decision = {"version": appealed["version"], "reply": "同意", "answers": {"greeting": "good", "solved": True}}
    decided = await boss.send("POST", f"{path}/decision", decision)
    assert (decided["state"], decided["percent"], decided["passed"]) == ("decided", 100.0, True)
    (row,) = await boss.get("/assessments/figures", by="agent")
    assert row == {
        "key": wang.user["id"], "assessed": 1, "scored": 1, "mean": 100.0, "passed": 1, "pass_rate": 100.0,
        "fatal": 0, "appealed": 1,
    }  # fmt: skip
    assert await li.get("/assessments/figures") == []
    lost = {one["code"]: one["lost"] for one in await boss.get(f"/scorecards/{scorecard}/criteria")}
    assert lost == {"greeting": 0.0, "rude": None, "solved": 0.0}


async def test_a_fatal_answer_makes_it_nothing(parts: Web, wang: Browser, boss: Browser, scorecard: str) -> None:
    new = {"scorecard": scorecard, "recording": await talked(parts, wang, "two"), "agent": wang.user["id"]}
    made = await boss.send("POST", "/assessments", new, 201)
    answers = {"greeting": "good", "rude": True, "solved": True}
    done = await boss.send("PATCH", f"/assessments/{made['id']}", {"version": 1, "answers": answers, "publish": True})
    assert (done["percent"], done["fatal"], done["passed"]) == (0.0, ["rude"], False)


async def test_a_sample_leaves_out_what_was_scored(
    parts: Web, wang: Browser, li: Browser, boss: Browser, scorecard: str
) -> None:
    for place in range(3):
        await talked(parts, wang, f"w{place}")
    await talked(parts, li, "li")
    drawn = await boss.get("/assessments/sample", scorecard=scorecard, per_agent="2", seed="s")
    assert (drawn["candidates"], drawn["agents"], drawn["cut"]) == (4, 2, False)
    agents = [one["agent_id"] for one in drawn["items"]]
    assert (agents.count(wang.user["id"]), agents.count(li.user["id"])) == (2, 1)
    assert drawn == await boss.get("/assessments/sample", scorecard=scorecard, per_agent="2", seed="s")
    first = drawn["items"][0]
    new = {"scorecard": scorecard, "recording": first["recording_id"], "agent": first["agent_id"]}
    await boss.send("POST", "/assessments", new, 201)
    assert (await boss.get("/assessments/sample", scorecard=scorecard))["candidates"] == 3
    assert (await boss.get("/assessments/sample", scorecard=scorecard, min_seconds="61"))["candidates"] == 0


async def test_a_calibration_is_blind_until_it_is_closed(
    parts: Web, wang: Browser, boss: Browser, admin: Browser, scorecard: str
) -> None:
    recording = await talked(parts, wang, "cal")
    people = [boss.user["id"], admin.user["id"]]
    new = {
        "name": "十一月校准", "scorecard": scorecard, "recording": recording, "agent": wang.user["id"],
        "participants": people, "reference": admin.user["id"],
    }  # fmt: skip
    refused = await boss.send("POST", "/calibrations", new | {"participants": [*people, wang.user["id"]]}, 422)
    assert refused["error"]["field"] == "participants.2"
    refused = await boss.send("POST", "/calibrations", new | {"reference": wang.user["id"]}, 422)
    assert refused["error"]["field"] == "reference"
    refused = await boss.send("POST", "/calibrations", new | {"due_at": "0001-01-01T00:00:00Z"}, 422)
    assert refused["error"]["field"] == "due_at"
    made = await boss.send("POST", "/calibrations", new | {"due_at": "2026-12-01T10:00:00"}, 201)
    assert made["due_at"] == "2026-12-01T10:00:00Z"
    path = f"/calibrations/{made['id']}"
    for browser, greeting in ((boss, "bad"), (admin, "good")):
        own = await browser.send("POST", f"{path}/assessment")
        assert own["calibration_id"] == made["id"]
        body = {"version": own["version"], "answers": {"greeting": greeting, "solved": True}, "publish": True}
        await browser.send("PATCH", f"/assessments/{own['id']}", body)
        if browser is boss:
            await boss.send("POST", f"{path}/close", status=409)
            blind = await admin.get(path)
            assert (blind["results"], blind["done"]) == ([], [boss.user["id"]])
            assert (await admin.ask("GET", f"/assessments/{own['id']}")).status == 404
    # neither the agent nor the figures hear of it
    assert (await wang.get("/assessments"))["items"] == []
    assert (await wang.get("/messages", kind="quality"))["items"] == []
    assert await boss.get("/assessments/figures") == []
    closed = await boss.send("POST", f"{path}/close")
    away = {one["assessor_id"]: one["away"] for one in closed["results"]}
    assert (closed["reference"], away) == (100.0, {boss.user["id"]: -25.0, admin.user["id"]: 0.0})
    assert closed["within"] == 50.0
    assert {one["code"]: one["agree"] for one in closed["agreement"]} == {"greeting": 50, "rude": 100, "solved": 100}
    await boss.send("POST", f"{path}/close", status=409)


async def test_what_is_noted_at_a_moment_is_read_by_whoever_hears_it(
    parts: Web, wang: Browser, li: Browser, boss: Browser
) -> None:
    recording = await talked(parts, wang, "noted")
    path = f"/recordings/{recording}/comments"
    refused = await boss.send("POST", path, {"at": 99, "text": "x"}, 422)
    assert refused["error"]["field"] == "at"
    made = await boss.send("POST", path, {"at": 12.5, "text": "语气很好"}, 201)
    assert (made["at"], made["own"]) == (12.5, True)
    (read,) = await wang.get(path)
    assert (read["text"], read["own"]) == ("语气很好", False)
    assert (await li.ask("GET", path)).status == 404
    await wang.send("POST", path, {"at": 1, "text": "x"}, 403)
    await boss.send("DELETE", f"{path}/{made['id']}", status=204)
    assert await boss.get(path) == []


async def test_a_scorecard_keeps_its_versions(parts: Web, wang: Browser, boss: Browser, scorecard: str) -> None:
    new = {"scorecard": scorecard, "recording": await talked(parts, wang, "old"), "agent": wang.user["id"]}
    made = await boss.send("POST", "/assessments", new, 201)
    shown = await boss.get(f"/scorecards/{scorecard}")
    change = {"version": shown["version"], "criteria": CRITERIA[:1]}
    changed = await boss.send("PATCH", f"/scorecards/{scorecard}", change)
    assert (changed["criteria_version"], len(changed["criteria"])) == (2, 1)
    assert len((await boss.get(f"/assessments/{made['id']}"))["criteria"]) == 3
    await boss.send("PATCH", f"/scorecards/{scorecard}", change, 409)
    await boss.send("PATCH", f"/scorecards/{scorecard}", {"version": changed["version"], "state": "draft"}, 422)
    await boss.send("PATCH", f"/scorecards/{scorecard}", {"version": changed["version"], "state": "closed"})
    refused = await boss.send("POST", "/assessments", new | {"recording": await talked(parts, wang, "new")}, 422)
    assert refused["error"]["field"] == "scorecard"
    await boss.send("DELETE", f"/assessments/{made['id']}", status=204)
