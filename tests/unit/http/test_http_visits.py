"""Return visits by API: a sample that explains itself, shared out, results at once, a ticket certified."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from web_kit import Browser

from crm.base import new_id
from crm.dictionaries.models import DictionaryEntry
from crm.visits import planning
from server.http.context import Web


def question(code: str, kind: str, scores: dict[str, float] | None = None, **more: Any) -> dict[str, Any]:
    weight = more.pop("weight", None)
    field = {"code": code, "kind": kind, "label": {"zh": code, "en": code}, **more}
    return {"field": field, "scores": scores or {}, "weight": weight}


OPTIONS = [{"code": code, "zh": code, "en": code} for code in ("good", "fair", "bad")]
BAD = {"field": "service", "is": "eq", "value": "bad"}
QUESTIONS = [
    question("service", "choice", {"good": 5, "fair": 3, "bad": 0}, options=OPTIONS, required=True),
    question("reason", "text", visible_if=BAD, required=True),
    question("came", "yes_no", {"yes": 2}),
    question("stars", "number", min=1, max=5, weight=2),
]
NAME = {"zh": "维修回访", "en": "Repair visit"}
REPAIRS = {"source": "tickets", "where": {"field": "type", "is": "eq", "value": "repair"}, "seed": "s1"}


async def active(boss: Browser, **options: Any) -> str:
    new = {"name": NAME, "questions": QUESTIONS, "options": options}
    made = await boss.send("POST", "/questionnaires", new, 201)
    await boss.send("PATCH", f"/questionnaires/{made['id']}", {"version": made["version"], "state": "active"})
    return str(made["id"])


async def ticket(boss: Browser, phone: str, *steps: str, kind: str = "repair", **more: Any) -> dict[str, Any]:
    made = await boss.send("POST", "/tickets", {"type": kind, "title": "不热", "phone": phone, **more}, 201)
    for status in steps:
        made = await boss.send("PATCH", f"/tickets/{made['id']}", {"version": made["version"], "status": status})
    return dict(made)


CLOSED = ("handling", "to_visit")


async def test_a_visit_certifies_its_ticket(wang: Browser, li: Browser, boss: Browser) -> None:
    visited = await ticket(boss, "13800138001", *CLOSED)
    again = await ticket(boss, "13800138002", *CLOSED)
    await ticket(boss, "13800138003")
    await ticket(boss, "", *CLOSED)
    questionnaire = await active(boss, certify=True)
    explained = await boss.send("POST", "/visit-batches/try", {"rule": REPAIRS})
    assert explained == {"looked_at": 3, "left_out": {"no_phone": 1}, "fitting": 2, "chosen": 2, "seed": "s1"}
    new = {
        "questionnaire_id": questionnaire,
        "name": "十一月维修回访",
        "rule": REPAIRS,
        "agents": [wang.user["id"], li.user["id"]],
    }
    await wang.send("POST", "/visit-batches", new, status=403)
    batch = await boss.send("POST", "/visit-batches", new, 201)
    assert (batch["counts"], batch["explained"]["seed"]) == ({"open": 2}, "s1")
    assert (await wang.get("/messages", kind="visit"))["items"][0]["title"]["zh"] == "1 个回访任务：十一月维修回访"
    (mine,) = (await wang.get("/visits", mine="true", state="open"))["items"]
    (other,) = (await li.get("/visits", mine="true", state="open"))["items"]
    assert (await li.ask("GET", f"/visits/{mine['id']}")).status == 404
    ticket_of = {each["id"]: each for each in (visited, again)}[mine["ticket_id"]]
    assert (mine["batch"], mine["questionnaire"]) == ("十一月维修回访", NAME)
    assert mine["ticket_number"] == ticket_of["number"]
    opened = await boss.get(f"/visits/{mine['id']}")
    assert (opened["ticket_title"], opened["options"]["certify"]) == ("不热", True)
    path = f"/visits/{mine['id']}/result"
    assert (await li.ask("POST", path, {"version": 1, "outcome": "refused"})).status == 404
    first = await wang.send("POST", path, {"version": 1, "outcome": "later", "answers": {"service": "good"}})
    assert (first["state"], first["attempts"], first["answers"]) == ("open", 1, {"service": "good"})
    refused = await wang.send(
        "POST", path, {"version": first["version"], "outcome": "done", "answers": {"service": "bad"}}, status=422
    )
    assert refused["error"]["field"] == "answers.reason"
    answers = {"service": "good", "came": True, "stars": 4}
    done = await wang.send("POST", path, {"version": first["version"], "outcome": "done", "answers": answers})
    assert (done["score"], done["most"], done["satisfied"], done["certified"]) == (13, 15, True, "done")
    await wang.send("POST", path, {"version": done["version"], "outcome": "done", "answers": answers}, status=409)
    bad = {"version": 1, "outcome": "done", "answers": {"service": "bad", "reason": "迟到", "stars": 1}}
    failed = await li.send("POST", f"/visits/{other['id']}/result", bad)
    assert (failed["satisfied"], failed["certified"]) == (False, "handling")
    states = {each["id"]: (await boss.get(f"/tickets/{each['id']}"))["status"] for each in (visited, again)}
    assert states[mine["ticket_id"]] == "done"
    assert states[other["ticket_id"]] == "handling"
    figures = await boss.get(f"/questionnaires/{questionnaire}/statistics", batch=batch["id"])
    assert (figures["states"], figures["satisfied_percent"]) == ({"done": 2}, 50.0)
    own = await wang.get(f"/questionnaires/{questionnaire}/statistics")
    assert own["states"] == {"done": 1}


async def test_closed_tickets_are_certified_or_doubted(wang: Browser, boss: Browser) -> None:
    """What is closed stays closed: the visit's result stands at it, and doubts are told."""
    closed = [await ticket(boss, f"1380013800{place}", *CLOSED, "done") for place in range(2)]
    questionnaire = await active(boss, certify=True)
    new = {"questionnaire_id": questionnaire, "name": "抽查", "rule": REPAIRS, "agents": [wang.user["id"]]}
    await boss.send("POST", "/visit-batches", new, 201)
    again = await boss.send("POST", "/visit-batches/try", {"rule": REPAIRS | {"rest_days": 0}})
    assert again["left_out"] == {"visited": 2}
    good, bad = (await wang.get("/visits", mine="true"))["items"]
    answers = {"service": "good", "came": True, "stars": 5}
    result = {"version": 1, "outcome": "done"}
    done = await wang.send("POST", f"/visits/{good['id']}/result", result | {"answers": answers})
    assert done["certified"] == "certified"
    answers = {"service": "bad", "reason": "没来", "stars": 1}
    done = await wang.send("POST", f"/visits/{bad['id']}/result", result | {"answers": answers})
    assert done["certified"] == "doubted"
    for visit, certified in ((good, True), (bad, False)):
        shown = await boss.get(f"/documents/{visit['ticket_id']}")
        assert (shown["certified"], shown["status"]) == (certified, "done")
        assert {"by": [None, "抽查"]} in [each["changes"] for each in shown["history"]]
    assert {each["id"] for each in closed} == {good["ticket_id"], bad["ticket_id"]}
    told = (await boss.get("/messages", subject=bad["ticket_id"]))["items"]
    assert any("回访结果与反馈不符" in each["title"]["zh"] for each in told)


async def test_sampled_customers_go_to_their_own_agent_and_are_left_in_peace(
    wang: Browser, li: Browser, boss: Browser
) -> None:
    for number in range(3):
        new = {"name": f"客户{number}", "phones": [{"number": f"1380013800{number}"}], "category": "member"}
        await (wang if number else li).send("POST", "/customers", new, 201)
    questionnaire = await active(boss)
    rule = {"source": "customers", "where": {"field": "category", "is": "eq", "value": "member"}}
    new = {"questionnaire_id": questionnaire, "name": "客户调查", "rule": rule | {"size": 2}, "sharing": "owner"}
    batch = await boss.send("POST", "/visit-batches", new, 201)
    assert (batch["explained"]["fitting"], batch["explained"]["chosen"]) == (3, 2)
    assert len(batch["explained"]["seed"]) > 8
    rest = await boss.send("POST", "/visit-batches/try", {"rule": rule})
    assert (rest["left_out"], rest["fitting"]) == ({"visited_lately": 2}, 1)
    visits = [row["id"] for row in (await boss.get("/visits", batch=batch["id"]))["items"]]
    assert (await wang.get("/visits", mine="true"))["total"] == 0
    assert await boss.send("POST", "/visits/assign", {"visits": visits, "assignee_id": wang.user["id"]}) == {
        "assigned": 2
    }
    assert (await wang.get("/visits", mine="true"))["total"] == 2
    cancelled = await boss.send("POST", f"/visit-batches/{batch['id']}/cancel")
    assert cancelled["counts"] == {"cancelled": 2}
    assert (await boss.send("POST", "/visit-batches/try", {"rule": rule}))["fitting"] == 3


async def test_others_write_while_a_batch_is_drawn(boss: Browser, parts: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    await ticket(boss, "13800138001", *CLOSED)
    questionnaire = await active(boss)
    drawing = planning.draw

    async def draw(*given: Any) -> Any:
        async with asyncio.timeout(5), parts.db.write() as session:
            session.add(DictionaryEntry(dictionary="meanwhile", code=new_id(), name_zh="x", name_en="x"))
        return await drawing(*given)

    monkeypatch.setattr(planning, "draw", draw)
    new = {"questionnaire_id": questionnaire, "name": "x", "rule": REPAIRS}
    batch = await boss.send("POST", "/visit-batches", new, 201)
    assert batch["counts"] == {"open": 1}
    refused = await boss.send("POST", "/visit-batches", new, 422)
    assert refused["error"]["field"] == "rule"


async def test_open_visits_keep_their_questions(wang: Browser, boss: Browser) -> None:
    await ticket(boss, "13800138001", *CLOSED)
    questionnaire = await active(boss)
    new = {"questionnaire_id": questionnaire, "name": "x", "rule": REPAIRS, "agents": [wang.user["id"]]}
    await boss.send("POST", "/visit-batches", new, 201)
    shown = await boss.get(f"/questionnaires/{questionnaire}")
    change = {"version": shown["version"], "questions": QUESTIONS[:1]}
    changed = await boss.send("PATCH", f"/questionnaires/{questionnaire}", change)
    assert (changed["questions_version"], len(changed["questions"])) == (2, 1)
    (visit,) = (await wang.get("/visits", mine="true"))["items"]
    assert len((await wang.get(f"/visits/{visit['id']}"))["questions"]) == 4
    await boss.send("PATCH", f"/questionnaires/{questionnaire}", change, status=409)
    await wang.send("POST", "/questionnaires", {"name": NAME, "questions": QUESTIONS}, status=403)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"questionnaire_id": "nothing"}, "questionnaire_id"),
        ({"agents": ["nobody"]}, "agents"),
        ({"rule": {"source": "tickets", "where": {"field": "colour", "is": "eq", "value": "x"}}}, "rule.where"),
        ({"rule": REPAIRS | {"share": 0}}, "rule.share"),
        ({}, "rule"),
    ],
)
async def test_batches_that_make_no_sense_are_refused(boss: Browser, more: dict[str, Any], field: str) -> None:
    new = {"questionnaire_id": await active(boss), "name": "x", "rule": REPAIRS} | more
    answer = await boss.send("POST", "/visit-batches", new, status=422)
    assert answer["error"]["field"].startswith(field)
