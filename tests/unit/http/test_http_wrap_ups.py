"""Wrap-up forms (话后小结): demanded at the end of a wrap-up, marked when time is over; what a call led to."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from web_kit import Browser, FakeCore, envelope

from crm.base import instant
from crm.calls.forms import close_wrap_ups
from crm.calls.models import Call
from crm.calls.store import NewsStore
from server.http.context import Web
from telephony import domain_events as news
from telephony.cdr import fold

START = 1_795_000_000.0

FIELDS: list[dict[str, Any]] = [
    {"code": "fault", "kind": "choice", "label": {"zh": "故障", "en": "Fault"}, "required": True,
     "options": [{"code": "cold", "zh": "不热", "en": "cold"}, {"code": "leak", "zh": "漏水", "en": "leak"}]},
    {"code": "where", "kind": "text", "label": {"zh": "位置", "en": "Where"},
     "required_if": {"field": "fault", "is": "eq", "value": "leak"}},
    {"code": "callback", "kind": "date", "label": {"zh": "回访日期", "en": "Call back on"},
     "visible_if": {"field": "disposition", "is": "eq", "value": "follow_up"}},
]  # fmt: skip
FORM = {"fields": FIELDS, "disposition_required": True}


@pytest.fixture
async def form(admin: Browser) -> None:
    await admin.send("PATCH", "/queues/service", {"wrap_up_form": FORM})


async def in_wrap_up(parts: Web, who: Browser, call: str = "call-1", *, at: float = START, over: bool = False) -> None:
    """The call has ended, and the agent wraps it up; `over`: his time for it is over."""
    agent, ended = who.user["id"], at + 60
    items: list[tuple[float, news.News]] = [
        (at, news.CallStarted(call, "inbound", "+8613800138000", "", "1000", "1000", "a1:1")),
        (at, news.CallQueued(call, "service", 0, at, None)),
        (at, news.CallLeftQueue(call, "service", "answered", 4.0)),
        (at, news.CallConnected(call, 1, agent, "8001", None, "service")),
        (ended, news.CallSegmentEnded(call, 1, agent, "service", 60.0, "caller")),
    ]
    sent = [envelope(when, item, n) for n, (when, item) in enumerate(items, 1)]
    cdr = fold(sent, ended=ended, ended_by="caller", cause="normal")
    sent.append(envelope(ended, news.CallEnded(call, cdr), len(sent) + 1))
    states = [("wrap_up", "talking", ended)] + ([("available", "wrap_up", ended + 30)] if over else [])
    for state, before, since in states:
        about = call if state == "wrap_up" else None
        item = news.AgentStateChanged(about, agent, state, before, "", "8001", "service", since, 1.0)
        sent.append(envelope(since, item, len(sent) + 1))
        parts.hub.publish(sent[-1])
    await parts.db.store(lambda connection: NewsStore(connection, epoch=call).store(sent))


async def log_in_agent(who: Browser) -> None:
    await who.send("POST", "/agent/session", {"extension": "8001"})


@pytest.mark.usefixtures("form")
async def test_what_is_required_must_be_there_to_finish(wang: Browser, parts: Web, core: FakeCore) -> None:
    await log_in_agent(wang)
    await in_wrap_up(parts, wang)

    async def finish(status: int = 200, **summary: Any) -> Any:
        body = {"action": "finish"} | ({"summary": summary} if summary else {})
        return await wang.send("POST", "/agent/wrap-up", body, status)

    assert (await finish(422))["error"]["field"] == "disposition"
    assert (await finish(422, disposition="solved"))["error"]["field"] == "form.fault"
    leak = await finish(422, disposition="solved", form={"fault": "leak"})
    assert (leak["error"]["field"], "位置" in leak["error"]["message_zh"]) == ("form.where", True)
    assert (await finish(422, disposition="solved", form={"fault": "fire"}))["error"]["field"] == "form.fault"
    assert core.asked("agent.wrap_up") == []
    await wang.send("POST", "/agent/wrap-up", {"action": "extend", "seconds": 30})
    await finish(disposition="solved", form={"fault": "leak", "where": "厨房"}, note="已约上门")
    assert core.asked("agent.wrap_up")[-1] == {"agent": wang.user["id"], "action": "finish"}
    call = await wang.get("/calls/call-1")
    assert (call["wrap_up_state"], call["note"]) == ("done", "已约上门")
    assert call["form"] == {"fault": "leak", "where": "厨房"}
    shown = await wang.get("/calls/call-1/form")
    assert ([each["code"] for each in shown["fields"]], shown["state"]) == (["fault", "where", "callback"], "done")
    later = {"disposition": "follow_up", "form": {"fault": "cold", "callback": "2026-12-01"}}
    changed = await wang.send("PATCH", "/calls/call-1", later)
    assert changed["form"] == {"fault": "cold", "callback": "2026-12-01"}


@pytest.mark.usefixtures("form")
async def test_time_over_ends_the_wrap_up_and_marks_the_call(wang: Browser, boss: Browser, parts: Web) -> None:
    await in_wrap_up(parts, wang, "call-1", over=True)
    await in_wrap_up(parts, wang, "call-2", at=START + 100)
    async with parts.db.write() as session:
        assert await close_wrap_ups(session, instant(START + 200)) == 1
        assert await close_wrap_ups(session, instant(START + 200)) == 0
    missing = (await boss.get("/calls", wrap_up="missing"))["items"]
    assert [row["id"] for row in missing] == ["call-1"]
    filled = {"disposition": "solved", "form": {"fault": "cold"}}
    assert (await wang.send("PATCH", "/calls/call-1", filled))["wrap_up_state"] == "done"
    async with parts.db.read() as session:
        assert await session.scalar(select(Call.wrap_up_state).where(Call.id == "call-2")) == ""


async def test_without_a_form_nothing_is_asked(wang: Browser, parts: Web, core: FakeCore) -> None:
    await log_in_agent(wang)
    await in_wrap_up(parts, wang)
    await wang.send("POST", "/agent/wrap-up", {"action": "finish"})
    assert len(core.asked("agent.wrap_up")) == 1
    assert (await wang.get("/calls/call-1"))["wrap_up_state"] == ""


@pytest.mark.usefixtures("form")
async def test_a_call_that_is_not_stored_yet_does_not_keep_the_agent(wang: Browser, parts: Web, core: FakeCore) -> None:
    await log_in_agent(wang)
    item = news.AgentStateChanged("new", wang.user["id"], "wrap_up", "talking", "", "8001", "service", START, 1.0)
    parts.hub.publish(envelope(START, item, 1))
    await wang.send("POST", "/agent/wrap-up", {"action": "finish"})
    assert len(core.asked("agent.wrap_up")) == 1
    await wang.send("POST", "/agent/wrap-up", {"action": "finish", "summary": {"note": "x"}}, status=404)


@pytest.mark.usefixtures("form")
async def test_found_by_values_and_exported(wang: Browser, boss: Browser, parts: Web) -> None:
    for number, fault in enumerate(("cold", "leak", "cold")):
        await in_wrap_up(parts, wang, f"call-{number}")
        given = {"disposition": "solved", "form": {"fault": fault, "where": "=1+1"}}
        await wang.send("PATCH", f"/calls/call-{number}", given)
    params = {"queue": "service", "field.fault": "cold"}
    found = await boss.get("/calls", **params)
    assert {row["id"] for row in found["items"]} == {"call-0", "call-2"}
    assert (await boss.ask("GET", "/calls", params={"field.fault": "cold"})).status == 422
    assert (await boss.get("/calls", disposition="solved", queue="service"))["total"] == 3
    response = await boss.ask("GET", "/wrap-ups.csv", params={"queue": "service"})
    lines = (await response.read()).decode("utf-8-sig").splitlines()
    assert response.status == 200, lines
    assert lines[0].endswith("服务总结,小结状态,备注,故障,位置,回访日期")
    assert len(lines) == 4
    assert all("'=1+1" in line for line in lines[1:])
    assert sum(",不热," in line for line in lines) == 2
    assert (await wang.ask("GET", "/wrap-ups.csv", params={"queue": "service"})).status == 403


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ([{"code": "x", "kind": "choice", "label": {"zh": "x", "en": "x"}}], "wrap_up_form.fields.0"),
        ([FIELDS[0], FIELDS[0]], "wrap_up_form.fields.1.code"),
        ([FIELDS[1]], "wrap_up_form.fields.0.required_if"),
    ],
)
async def test_forms_that_cannot_work_are_refused(admin: Browser, fields: list[Any], place: str) -> None:
    answer = await admin.send("PATCH", "/queues/service", {"wrap_up_form": {"fields": fields}}, status=422)
    assert answer["error"]["field"].startswith(place)


async def test_what_is_done_in_a_call_is_in_its_record(wang: Browser, li: Browser, boss: Browser, parts: Web) -> None:
    before = await wang.send("POST", "/tickets", {"type": "repair", "title": "之前"}, 201)
    await in_wrap_up(parts, wang)
    made = await wang.send("POST", "/tickets", {"type": "repair", "title": "不热"}, 201)
    await wang.send("POST", f"/tickets/{made['id']}/remarks", {"text": "加急"}, 201)
    customer = await wang.send("POST", "/customers", {"name": "王芳", "phones": [{"number": "13900139000"}]}, 201)
    await wang.send("POST", f"/tickets/{before['id']}/remarks", {"text": "客户又来电"}, 201)
    await li.send("POST", "/tickets", {"type": "repair", "title": "别人的"}, 201)

    async def business(who: Browser) -> list[tuple[str, str, str]]:
        call = await who.get("/calls/call-1")
        return [(each["kind"], each["id"], each["relation"]) for each in call["business"]]

    expected = [
        ("ticket", made["id"], "created"),
        ("customer", customer["id"], "created"),
        ("ticket", before["id"], "changed"),
    ]
    assert sorted(await business(wang)) == sorted(expected)
    found = await boss.get("/calls", linked_kind="ticket", linked_id=before["id"])
    assert [row["id"] for row in found["items"]] == ["call-1"]
    path = "/calls/call-1/links"
    await wang.send("DELETE", f"{path}/ticket/{before['id']}")
    assert ("ticket", before["id"], "changed") not in await business(wang)
    assert (await wang.ask("DELETE", f"{path}/ticket/{before['id']}")).status == 404
    await wang.send("POST", path, {"kind": "ticket", "id": before["id"]}, 201)
    assert ("ticket", before["id"], "linked") in await business(wang)
    for body, status in (
        ({"kind": "ticket", "id": before["id"]}, 409),
        ({"kind": "document", "id": before["id"]}, 409),  # the same under its other name
        ({"kind": "ticket", "id": "nothing"}, 422),
        ({"kind": "spaceship", "id": "x"}, 422),
    ):
        await wang.send("POST", path, body, status)
    assert (await li.ask("POST", path, {"kind": "ticket", "id": before["id"]})).status == 404


async def test_a_field_that_cannot_be_is_refused_at_its_place(admin: Browser) -> None:
    good = {"code": "a", "kind": "text", "label": {"zh": "甲", "en": "A"}}
    bad = {"code": "b", "kind": "text", "label": {"zh": "乙", "en": ""}}
    refused = await admin.send("PATCH", "/queues/service", {"wrap_up_form": {"fields": [good, bad]}}, 422)
    assert refused["error"]["field"] == "wrap_up_form.fields.1.label.en"
