"""Ratings by keys and by link, their report, workstations, feature codes, and what an agent asks in a talk."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from aiohttp.test_utils import TestClient
from sqlalchemy import Engine, event, insert, select, update
from web_kit import Browser, FakeCore

from crm.base import utcnow
from crm.calls.models import Call
from crm.calls.store import NewsStore
from crm.devices.models import DeviceBinding
from crm.outbox.models import OutboxMessage
from crm.surveys.models import Rating, SurveyOffer
from crm.surveys.service import issue_links
from server.http.context import Web
from telephony import domain_events as news
from telephony.domain_events import Envelope
from tests.support.flows import SURVEY

QUESTION = SURVEY["nodes"]["ask"]["questions"]


async def store(parts: Web, *items: news.News) -> None:
    envelopes = [
        Envelope(n + 1, time.time() - 100 + n, item.type, item.call, item.data()) for n, item in enumerate(items)
    ]
    await parts.db.store(lambda connection: NewsStore(connection, epoch="survey").store(envelopes))


def talk(call: str, agent: str, via: str) -> list[news.News]:
    return [
        news.CallStarted(call, "inbound", "+8613800138000", "", "1000", "1000", f"a:{call}"),
        news.CallConnected(call, 1, agent, "8001", None, "service"),
        news.SurveyOffered(call, "rate", via, agent, "service", 1, "+8613800138000", "zh"),
    ]


async def test_ratings_by_keys_and_by_link_count_in_the_report(
    admin: Browser, wang: Browser, li: Browser, parts: Web, client: TestClient[Any, Any]
) -> None:
    agent = wang.user["id"]
    assert (await admin.ask("POST", "/flows", {"document": SURVEY})).status == 201
    rated = news.CallRated("call-1", "service", "service", 3, agent, "service", 1)
    await store(parts, *talk("call-1", agent, "keypad"), rated, rated, *talk("call-2", agent, "sms"))
    await store(parts, *talk("call-3", agent, "keypad"))
    async with parts.db.write() as session:
        assert await issue_links(session, "http://x", {"zh": "热线", "en": "Hotline"}) == 1
        assert await issue_links(session, "http://x", {"zh": "热线", "en": "Hotline"}) == 0
    async with parts.db.read() as session:
        sent = await session.scalar(select(OutboxMessage))
    assert sent is not None
    assert (sent.kind, sent.recipient, sent.state) == ("sms", "+8613800138000", "waiting")
    token = sent.body.rpartition("/survey/")[2]
    page = await (await client.get(f"/api/v1/survey/{token}")).json()
    assert page["questions"][0]["text"] == "您满意吗？"
    assert page["questions"][0]["choices"] == [
        {"key": "1", "score": 3, "label": "满意"},
        {"key": "3", "score": 1, "label": "不满意"},
    ]
    wrong = await client.post(f"/api/v1/survey/{token}", json={"answers": {"service": "9"}})
    assert wrong.status == 422
    assert (await client.post(f"/api/v1/survey/{token}", json={"answers": {"service": "3"}})).status == 204
    again = await client.post(f"/api/v1/survey/{token}", json={"answers": {"service": "1"}})
    assert (again.status, (await again.json())["error"]["code"]) == (404, "survey.used")
    unknown = await client.get("/api/v1/survey/nobody")
    assert (unknown.status, (await unknown.json())["error"]["code"]) == (404, "not_found")
    listed = await wang.get("/surveys/ratings?agent=1001")
    assert sorted((row["call_id"], row["score"], row["via"]) for row in listed["items"]) == [
        ("call-1", 3, "keypad"),
        ("call-2", 1, "sms"),
    ]
    assert {(row["title"]["en"], row["score"], row["meaning"]["en"]) for row in listed["items"]} == {
        ("Are you satisfied?", 3, "Satisfied"),
        ("Are you satisfied?", 1, "Dissatisfied"),
    }
    (row,) = await admin.get("/surveys/report?by=queue")
    assert (row["key"], row["offered"], row["answered"], row["satisfied"]) == ("service", 3, 2, 1)
    assert (row["answer_rate"], row["score"], row["satisfied_rate"]) == (0.6667, 2.0, 0.5)
    (whole,) = await admin.get("/surveys/report?by=all&agent=1001&queue=service")
    assert whole == row | {"key": ""}
    assert await admin.get("/surveys/report?by=all&agent=1002") == []
    assert await admin.get("/surveys/report?by=agent&queue=shop") == []
    assert (await li.get("/surveys/ratings"))["total"] == 0  # not his calls


async def test_a_report_asks_in_no_more_words_for_many_offers(admin: Browser, wang: Browser, parts: Web) -> None:
    """PostgreSQL takes 65,535 values in a statement: a year's offers ended the report with an error."""
    agent, now = wang.user["id"], utcnow()
    call: dict[str, Any] = {"unit_id": "root", "direction": "inbound", "to_number": "1", "outcome": "answered"}
    calls = [call | {"id": f"c{n}", "started_at": now, "from_number": "1"} for n in range(400)]
    offer = {"survey": "s", "via": "keypad", "agent_id": agent, "offered_at": now}
    offers = [offer | {"call_id": f"c{n}"} for n in range(400)]
    rating = {"survey": "s", "question": "q", "score": 3, "via": "keypad", "agent_id": agent, "rated_at": now}
    async with parts.db.write() as session:
        await session.execute(insert(Call), calls)
        await session.execute(insert(SurveyOffer), offers)
        await session.execute(insert(Rating), [{"call_id": f"c{n}"} | rating for n in range(100)])
    most = 0

    def look(_conn: Any, _cursor: Any, _sql: str, values: Any, *_: Any) -> None:
        nonlocal most
        most = max(most, len(values or ()))

    event.listen(Engine, "before_cursor_execute", look)
    try:
        (row,) = await admin.get("/surveys/report?by=all")
    finally:
        event.remove(Engine, "before_cursor_execute", look)
    assert (row["offered"], row["answered"], row["answer_rate"], row["score"]) == (400, 100, 0.25, 3.0)
    assert most < 100


async def test_a_link_whose_time_is_over_or_whose_survey_is_gone_says_so(
    admin: Browser, wang: Browser, parts: Web, client: TestClient[Any, Any]
) -> None:
    await store(parts, *talk("call-5", wang.user["id"], "sms"))
    async with parts.db.write() as session:
        await issue_links(session, "http://x", {"zh": "热线", "en": "Hotline"})
        sent = await session.scalar(select(OutboxMessage))
    assert sent is not None
    token = sent.body.rpartition("/survey/")[2]
    answer = await (await client.get(f"/api/v1/survey/{token}")).json()
    assert answer["error"]["code"] == "survey.over"  # no flow asks this
    # a question without words of its own is the one that the telephone asks
    bare = {key: value for key, value in QUESTION.items() if key not in {"title", "meanings"}}
    nodes = SURVEY["nodes"] | {"ask": SURVEY["nodes"]["ask"] | {"questions": bare}}
    assert (await admin.ask("POST", "/flows", {"document": SURVEY | {"nodes": nodes}})).status == 201
    (question,) = (await (await client.get(f"/api/v1/survey/{token}")).json())["questions"]
    assert question["text"] == "满意请按1，不满意请按3。"
    assert [choice["label"] for choice in question["choices"]] == ["", ""]
    async with parts.db.write() as session:
        await session.execute(update(SurveyOffer).values(expires_at=utcnow() - timedelta(minutes=1)))
    late = await client.post(f"/api/v1/survey/{token}", json={"answers": {"service": "1"}})
    assert (late.status, (await late.json())["error"]["code"]) == (404, "survey.over")


async def test_whoever_logs_in_at_a_workstation_uses_its_extension(
    admin: Browser, wang: Browser, core: FakeCore
) -> None:
    await admin.send("POST", "/devices", {"id": "8055", "name": "desk"}, 201)
    made = await admin.send("POST", "/workstations", {"name": "一号工位", "extension": "8055"}, 201)
    again = await admin.ask("POST", "/workstations", {"name": "二号工位", "extension": "8055"})
    assert again.status == 409
    body = await wang.send("POST", "/agent/session", {"workstation": made["token"]})
    assert body["device"] == "8055"
    assert core.asked("agent.login") == [{"agent": wang.user["id"], "device": "8055"}]
    renewed = await admin.send("POST", f"/workstations/{made['id']}/token", {})
    assert renewed["token"] != made["token"]
    assert (await wang.ask("POST", "/agent/session", {"workstation": made["token"]})).status == 422
    assert (await admin.get("/workstations")) == [{"id": made["id"], "name": "一号工位", "extension": "8055"}]
    assert (await wang.ask("GET", "/workstations")).status == 403


async def test_feature_codes_are_the_companys(admin: Browser, core: FakeCore) -> None:
    codes = await admin.get("/feature-codes")
    assert codes["login"] == "*50"
    await admin.send("PUT", "/feature-codes", codes | {"pickup": "*7", "logout": ""})
    assert (await admin.get("/feature-codes"))["pickup"] == "*7"
    assert core.asked("config.put")[-1]["snapshot"]["codes"]["pickup"] == "*7"
    assert (await admin.ask("PUT", "/feature-codes", codes | {"pickup": "10086"})).status == 422
    twice = await admin.send("PUT", "/feature-codes", codes | {"pickup": "*50"}, 422)
    assert twice["error"]["field"] == "pickup"
    assert (await admin.ask("PUT", "/feature-codes", codes | {"pickup": "", "messages": ""})).status == 200


async def test_a_log_in_by_the_phones_keys_is_known_to_the_api(wang: Browser, parts: Web) -> None:
    agent = wang.user["id"]
    await store(parts, news.AgentDevice(None, agent, "8001", True))
    me = await wang.get("/agent/me")
    assert (me["logged_in"], me["device"]) == (True, "8001")
    await store(parts, news.AgentDevice(None, agent, "8001", False))
    async with parts.db.read() as session:
        assert await session.scalar(select(DeviceBinding.device).where(DeviceBinding.user_id == agent)) is None


async def test_what_an_agent_asks_in_a_talk(wang: Browser, core: FakeCore) -> None:
    await wang.send("POST", "/agent/session", {"browser": True})
    core.requests.clear()
    for path, body in (
        ("/agent/consult", {"kind": "agent", "target": "1002"}),
        ("/agent/consult", {"kind": "queue", "target": "heating"}),
        ("/agent/consult/toggle", {}),
        ("/agent/conference", {}),
        ("/agent/conference/drop", {}),
        ("/agent/mute", {"muted": True}),
        ("/agent/dtmf", {"digits": "12#"}),
        ("/agent/recording", {"action": "pause"}),
        ("/agent/rate", {}),
        ("/agent/transfer", {"kind": "flow", "target": "main:top", "back": True}),
    ):
        assert (await wang.ask("POST", path, body)).status == 204, path
    agent = wang.user["id"]
    assert core.requests == [
        ("call.consult", {"agent": agent, "kind": "agent", "target": "1002"}),
        ("call.consult", {"agent": agent, "kind": "queue", "target": "heating"}),
        ("call.consult_act", {"agent": agent, "action": "toggle"}),
        ("call.consult_act", {"agent": agent, "action": "merge"}),
        ("call.conference_drop", {"agent": agent}),
        ("call.mute", {"agent": agent, "muted": True}),
        ("call.digits", {"agent": agent, "digits": "12#"}),
        ("call.recording", {"agent": agent, "action": "pause"}),
        ("call.rate", {"agent": agent}),
        ("call.transfer", {"agent": agent, "kind": "flow", "target": "main:top", "back": True}),
    ]
    assert (await wang.ask("POST", "/agent/dtmf", {"digits": "12 3"})).status == 422
    assert (await wang.ask("POST", "/agent/note", {"text": "x"})).status == 409


async def test_a_queue_takes_its_own_dispositions_with_what_they_require(
    admin: Browser, wang: Browser, parts: Web
) -> None:
    reason = {"name": "reason", "label": {"zh": "原因", "en": "Reason"}, "required": True}
    listed = [
        {"code": "solved", "name": {"zh": "已解决", "en": "Solved"}, "fields": []},
        {"code": "refused", "name": {"zh": "拒绝", "en": "Refused"}, "fields": [reason]},
    ]
    await admin.send("PATCH", "/queues/service", {"dispositions": listed})
    assert await wang.get("/queues/service/dispositions") == listed
    await store(parts, *talk("call-9", wang.user["id"], "keypad"))
    async with parts.db.write() as session:
        await session.execute(update(Call).where(Call.id == "call-9").values(queue="service"))
    assert (await wang.ask("PATCH", "/calls/call-9", {"disposition": "other"})).status == 422
    assert (await wang.ask("PATCH", "/calls/call-9", {"disposition": "refused"})).status == 422
    done = await wang.send("PATCH", "/calls/call-9", {"disposition": "refused", "fields": {"reason": "价格"}})
    assert (done["disposition"], done["disposition_fields"]) == ("refused", {"reason": "价格"})
    missing = await wang.send("PATCH", "/calls/call-9", {"disposition": "refused", "fields": {}}, 422)
    assert missing["error"]["field"] == "fields.reason"
    assert missing["error"]["message_zh"] == "选择“拒绝”时，“原因”为必填项"
    for path, more in (("/wrap-ups.csv", {}), ("/exports/calls", {"format": "csv"})):
        table = await (await admin.ask("GET", path, params={"queue": "service", **more})).text()
        assert "拒绝" in table
        assert "refused" not in table
    # what is taken out of the list stays where it was chosen, and its call can still be written in
    await admin.send("PATCH", "/queues/service", {"dispositions": listed[:1]})
    kept = await wang.send("PATCH", "/calls/call-9", {"disposition": "refused", "note": "再联系"})
    assert (kept["disposition"], kept["note"]) == ("refused", "再联系")
    other = await wang.send("PATCH", "/calls/call-9", {"disposition": "other"}, 422)
    assert other["error"]["message_zh"] == "该队列的小结分类为：已解决"
    wrong = await admin.ask("PATCH", "/queues/service", {"survey": {"mode": "auto", "flow": "nowhere"}})
    assert wrong.status == 422
