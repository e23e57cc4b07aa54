"""Documents by the API: a type from draft to publication, a document from entry to end, double submits, conflicts, and
jobs carried out by the web process."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from aiohttp.test_utils import TestClient
from sqlalchemy import select
from web_kit import PASSWORD, Browser, FakeCore, log_in

from crm.documents.models import DocumentJob
from server.document_watch import DocumentWatch
from server.http.context import Web
from telephony.errors import CoreUnavailable

TYPE = """
code: loan
name: {zh: 借用单, en: Loan}
family: ticket
form:
  sections:
    - code: what
      name: {zh: 物品, en: Thing}
      fields:
        - {code: thing, kind: text, label: {zh: 物品名称, en: Thing}, required: true}
        - {code: phone, kind: phone, label: {zh: 电话, en: Phone}}
process:
  start: ask
  nodes:
    - kind: task
      code: ask
      name: {zh: 申请, en: Ask}
      handler: {by: creator}
      edit: ["*"]
      outcomes: [{code: submit, name: {zh: 提交, en: Submit}, to: decide}]
    - kind: task
      code: decide
      name: {zh: 审批, en: Decide}
      handler: {by: role, role: supervisor}
      outcomes:
        - {code: granted, name: {zh: 同意, en: Granted}, to: done}
        - {code: refused, name: {zh: 拒绝, en: Refused}, to: ask, remark: true}
    - {kind: end, code: done, name: {zh: 办结, en: Done}}
triggers:
  - code: call
    when: exit
    node: decide
    outcome: granted
    do: [{do: call_back, queue: service, number: phone}]
"""


async def published(admin: Browser) -> dict[str, Any]:
    await admin.send("PUT", "/document-types/loan/draft", {"yaml": TYPE})
    found: dict[str, Any] = await admin.send("POST", "/document-types/loan/publish", {"comment": "第一版"})
    return found


async def test_a_type_from_draft_to_publication(admin: Browser, wang: Browser) -> None:
    wrong = TYPE.replace("to: done}", "to: dome}")
    draft = await admin.send("PUT", "/document-types/loan/draft", {"yaml": wrong})
    first = draft["findings"][0]
    assert (first["code"], first["place"]) == ("dangling", "process.nodes.decide.outcomes.granted.to")
    assert "是否指“done”" in draft["findings"][0]["message_zh"]
    refused = await admin.send("POST", "/document-types/loan/publish", {}, 422)
    assert refused["error"]["code"] == "document_type.invalid"
    assert "process.nodes.decide" in refused["error"]["message_zh"]
    assert (await admin.send("POST", "/document-types/check", {"yaml": TYPE}))["ok"]
    assert (await published(admin))["version"] == 1
    shown = await wang.get("/document-types/loan")
    assert shown["document"]["form"]["sections"][0]["fields"][0]["code"] == "thing"
    assert [row["code"] for row in await wang.get("/document-types")] == ["loan"]
    text = await (await admin.ask("GET", "/document-types/loan/yaml")).text()
    again = await admin.send("PUT", "/document-types/loan/draft", {"yaml": text})
    assert (again["findings"], yaml.safe_load(text)["code"]) == ([], "loan")
    await admin.send("PUT", "/document-types/other/draft", {"yaml": TYPE}, 422)
    assert (await wang.ask("PUT", "/document-types/loan/draft", {"yaml": TYPE})).status == 403


async def test_publishing_over_somebody_elses_version_is_a_conflict(admin: Browser) -> None:
    await published(admin)
    await admin.send("PUT", "/document-types/loan/draft", {"yaml": TYPE})
    await admin.send("POST", "/document-types/loan/publish", {"base": 0}, 409)
    assert (await admin.send("POST", "/document-types/loan/publish", {}))["version"] == 2
    assert [row["version"] for row in await admin.get("/document-types/loan/versions")] == [2, 1]


async def test_a_type_in_use_is_not_deleted(admin: Browser, wang: Browser) -> None:
    await published(admin)
    new = {"type": "loan", "title": "借梯子", "fields": {"thing": "梯子"}}
    await wang.send("POST", "/documents", new, 201)
    await admin.send("DELETE", "/document-types/loan", status=409)
    await admin.send("PATCH", "/document-types/loan", {"active": False})
    await wang.send("POST", "/documents", new, 422)


async def test_a_document_from_entry_to_end(admin: Browser, wang: Browser, boss: Browser) -> None:
    await published(admin)
    missing = await wang.send("POST", "/documents", {"type": "loan", "title": "借梯子"}, 422)
    assert missing["error"]["field"] == "fields.thing"
    new = {"type": "loan", "title": "借梯子", "fields": {"thing": "梯子"}}
    made = await wang.send("POST", "/documents", new, 201)
    (step,) = made["steps"]
    assert (step["may_act"], [way["code"] for way in step["outcomes"]]) == (True, ["submit"])
    await wang.send("POST", f"/documents/{made['id']}/act", {"outcome": "submit"})
    assert (await boss.get("/documents", list="todo"))["total"] == 1
    assert (await wang.get("/documents", list="entered"))["items"][0]["type_name"] == {"zh": "借用单", "en": "Loan"}
    await boss.send("POST", f"/documents/{made['id']}/claim", {})
    reason = await boss.send("POST", f"/documents/{made['id']}/act", {"outcome": "refused"}, 422)
    assert reason["error"]["field"] == "remark"
    done = await boss.send("POST", f"/documents/{made['id']}/act", {"outcome": "granted"})
    assert (done["status"], done["steps"][-1]["outcome_name"]["zh"]) == ("done", "同意")
    archived = await boss.send("POST", f"/documents/{made['id']}/archive", {})
    assert archived["status"] == "archived"
    assert (await wang.get(f"/tickets/{made['id']}"))["status"] == "archived"


async def test_a_double_click_enters_one_document(admin: Browser, wang: Browser) -> None:
    await published(admin)
    new = {"type": "loan", "title": "借梯子", "fields": {"thing": "梯子"}}
    key = {"Idempotency-Key": "click-1"}
    first, second = await asyncio.gather(*(wang.ask("POST", "/documents", new, headers=key) for _ in range(2)))
    ids = {(await first.json())["id"], (await second.json())["id"]}
    assert (len(ids), (await wang.get("/documents"))["total"]) == (1, 1)
    ident = ids.pop()
    for _ in range(2):
        acted = await wang.ask(
            "POST", f"/documents/{ident}/act", {"outcome": "submit"}, headers={"Idempotency-Key": "b"}
        )
        assert acted.status == 200
    reused = await wang.ask("POST", "/documents", {**new, "title": "别的"}, headers=key)
    assert reused.status == 409
    wrong = {"type": "loan", "title": "借梯子"}
    assert (await wang.ask("POST", "/documents", wrong, headers={"Idempotency-Key": "c"})).status == 422
    assert (await wang.ask("POST", "/documents", new, headers={"Idempotency-Key": "c"})).status == 201


async def test_a_double_click_does_everything_once(admin: Browser, wang: Browser, boss: Browser) -> None:
    """Remarks, verbs, links and one verb for many; the same said again on purpose has a key of its own."""
    await published(admin)
    new = {"type": "loan", "title": "借梯子", "fields": {"thing": "梯子"}}
    made, other = [await wang.send("POST", "/documents", new, 201) for _ in range(2)]
    path = f"/documents/{made['id']}"

    async def twice(key: str, where: str, body: dict[str, Any]) -> list[dict[str, Any]]:
        headers = {"Idempotency-Key": key}
        answers = await asyncio.gather(*(boss.ask("POST", where, body, headers=headers) for _ in range(2)))
        found = [await answer.json() for answer in answers]
        assert {answer.status for answer in answers} <= {200, 201}, found
        return found

    said = {"text": "请尽快", "mentions": [wang.user["id"]]}
    shown = await twice("remark", f"{path}/remarks", said)
    assert [len(each["remarks"]) for each in shown] == [1, 1]
    assert (await wang.get("/messages", kind="mention"))["total"] == 1
    assert len((await twice("again", f"{path}/remarks", said))[0]["remarks"]) == 2
    assert [each["urged"] for each in await twice("urge", f"{path}/urge", {})] == [1, 1]
    assert [each["urged"] for each in await twice("urge 2", f"{path}/urge", {})] == [2, 2]
    link = {"kind": "document", "id": other["id"]}
    for each in await twice("link", f"{path}/links", link):
        assert [line["action"] for line in each["history"]].count("link") == 1
    many = {"ids": [made["id"], other["id"], "nothing"], "verb": "urge", "body": {}}
    for each in await twice("bulk", "/documents/bulk", many):
        assert [one["ok"] for one in each["results"]] == [True, True, False]
    assert [(await boss.get(f"/documents/{one['id']}"))["urged"] for one in (made, other)] == [3, 1]
    reused = await boss.ask("POST", f"{path}/remarks", {"text": "别的"}, headers={"Idempotency-Key": "remark"})
    assert reused.status == 409


async def test_a_conflict_shows_what_the_other_changed(admin: Browser, wang: Browser, boss: Browser) -> None:
    await published(admin)
    new = {"type": "loan", "title": "借梯子", "fields": {"thing": "梯子"}}
    made = await wang.send("POST", "/documents", new, 201)
    patch = {"version": made["version"], "fields": {"thing": "长梯"}}
    await boss.send("PATCH", f"/documents/{made['id']}", patch)
    answer = await wang.send("PATCH", f"/documents/{made['id']}", {**patch, "fields": {"thing": "短梯"}}, 409)
    assert answer["error"]["changes"][0]["changes"] == {"fields.thing": ["梯子", "长梯"]}


async def test_callbacks_of_triggers_are_asked_for_once_the_core_is_there(
    admin: Browser, wang: Browser, boss: Browser, parts: Web, core: FakeCore
) -> None:
    await published(admin)
    new = {"type": "loan", "title": "借梯子", "fields": {"thing": "梯子", "phone": "13800138000"}}
    made = await wang.send("POST", "/documents", new, 201)
    await wang.send("POST", f"/documents/{made['id']}/act", {"outcome": "submit"})
    await boss.send("POST", f"/documents/{made['id']}/act", {"outcome": "granted"})
    watch = DocumentWatch(parts)
    core.failures["callback.add"] = CoreUnavailable()
    assert await watch.tick() == 0
    core.failures.clear()
    assert (await watch.tick(), await watch.tick()) == (1, 0)
    assert core.asked("callback.add")[-1]["number"] == "+8613800138000"


async def test_a_job_that_breaks_does_not_stop_the_others(
    admin: Browser, wang: Browser, boss: Browser, parts: Web, core: FakeCore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await published(admin)
    made = []
    for phone in ("13800138000", "13800138001"):
        new = {"type": "loan", "title": "借梯子", "fields": {"thing": "梯子", "phone": phone}}
        made.append((await wang.send("POST", "/documents", new, 201))["id"])
        await wang.send("POST", f"/documents/{made[-1]}/act", {"outcome": "submit"})
        await boss.send("POST", f"/documents/{made[-1]}/act", {"outcome": "granted"})
    asked = core.request

    async def breaks(method: str, params: Mapping[str, Any], timeout: float = 5.0) -> dict[str, Any]:
        if params.get("number") == "+8613800138000":
            raise KeyError("broken")
        return await asked(method, params, timeout)

    monkeypatch.setattr(core, "request", breaks)
    watch = DocumentWatch(parts)
    assert (await watch.tick(), await watch.tick()) == (1, 0)
    assert [call["number"] for call in core.asked("callback.add")] == ["+8613800138001"]
    async with parts.db.read() as session:
        (bad,) = await session.scalars(select(DocumentJob).where(DocumentJob.document_id == made[0]))
    assert (bad.done_at, bad.error, bad.what["tries"]) == (None, "KeyError: 'broken'", 1)


async def test_an_appointment_is_given_with_the_document(admin: Browser, wang: Browser) -> None:
    await published(admin)
    new = {"type": "loan", "title": "借梯子", "fields": {"thing": "梯子"}}
    made = await wang.send("POST", "/documents", {**new, "appointment_at": "2026-12-01T14:00:00+08:00"}, 201)
    assert made["appointment_at"].startswith("2026-12-01T06:00:00")
    wrong = await wang.send("POST", "/documents", {**new, "appointment_at": "tomorrow"}, 422)
    assert wrong["error"]["field"] == "appointment_at"


async def test_bad_requests_name_their_field(admin: Browser, wang: Browser) -> None:
    await published(admin)
    for query in ({"sort": "password"}, {"list": "everything"}, {"field.thing": "x"}, {"page_size": "9999"}):
        response = await wang.ask("GET", "/documents", params=query)
        assert response.status == 422, query
    for body in (
        {"type": "nothing", "title": "x"},
        {"type": "loan", "title": ""},
        {"type": "loan", "title": "x", "fields": {"thing": ["x"]}},
        {"type": "loan", "title": "x", "fields": {"thing": "x"}, "assignee_id": "nobody"},
        {"type": "loan", "title": "x", "fields": {"thing": "x"}, "customer_id": "nobody"},
        {"type": "loan", "title": "x", "fields": {"thing": "x"}, "unit_id": "nowhere"},
    ):
        response = await wang.ask("POST", "/documents", body)
        assert response.status in {404, 422}, body
        assert (await response.json())["error"]["message_zh"]


async def test_types_leave_and_come_back_with_the_configuration(admin: Browser) -> None:
    await published(admin)
    text = await (await admin.ask("GET", "/config/export")).text()
    same = await admin.send("POST", "/config/import", {"yaml": text})
    assert "document_types/loan" in same["same"]
    document = yaml.safe_load(text)
    document["document_types"]["loan"]["document"]["name"]["en"] = "Lending"
    document["document_types"]["loan"]["document"]["triggers"] = []
    whole = {"yaml": yaml.safe_dump(document, allow_unicode=True), "dry_run": False}
    assert (await admin.send("POST", "/config/import", whole))["changed"] == ["document_types/loan"]
    now = await admin.get("/document-types/loan")
    assert (now["version"], now["name"]["en"], "triggers" in now["document"]) == (2, "Lending", True)
    document["document_types"]["loan"]["document"]["process"]["start"] = "nowhere"
    wrong = {"yaml": yaml.safe_dump(document, allow_unicode=True), "dry_run": False}
    assert (await admin.send("POST", "/config/import", wrong, 422))["error"]["code"] == "document_type.invalid"


async def test_a_new_version_says_whom_it_touches_and_what_is_different(admin: Browser, wang: Browser) -> None:
    await published(admin)
    await wang.send("POST", "/documents", {"type": "loan", "title": "借梯子", "fields": {"thing": "梯子"}}, 201)
    changed = TYPE.replace("name: {zh: 审批, en: Decide}", "name: {zh: 核准, en: Approve}")
    changed = changed.replace("code: phone, kind: phone", "code: mobile, kind: phone").replace(
        "number: phone", "number: mobile"
    )
    await admin.send("PUT", "/document-types/loan/draft", {"yaml": changed})
    found = await admin.get("/document-types/loan/diff?from=1&to=0")
    assert found["nodes"]["changed"] == [{"code": "decide", "zh": "核准", "en": "Approve"}]
    assert [one["code"] for one in found["fields"]["added"]] == ["mobile"]
    assert [one["code"] for one in found["fields"]["removed"]] == ["phone"]
    assert "+    number: mobile" in found["unified"]
    assert await admin.get("/document-types/loan/uses") == {
        "open": 1,
        "versions": [{"version": 1, "open": 1}],
        "made_by": [],
    }
    names = await admin.get("/document-type-names")
    assert "supervisor" in [one["value"] for one in names["role"]]
    assert {"unit", "calendar", "queue", "template", "dictionary", "document_type"} <= names.keys()
    assert (await wang.ask("GET", "/document-types/loan/uses")).status == 403


async def test_documents_are_exported_with_the_fields_of_their_type(
    admin: Browser, wang: Browser, boss: Browser
) -> None:
    await published(admin)
    for thing in ("梯子", "电钻"):
        await wang.send("POST", "/documents", {"type": "loan", "title": f"借{thing}", "fields": {"thing": thing}}, 201)
    answer = await boss.ask("GET", "/exports/documents?format=csv&type=loan&q=电钻")
    text = (await answer.read()).decode("utf-8-sig")
    assert "物品名称" in text
    assert ("电钻" in text, "梯子" in text) == (True, False)
    assert (await wang.ask("GET", "/exports/documents?format=csv")).status == 403


async def test_an_empty_id_is_nobodys(admin: Browser, wang: Browser) -> None:
    """It was stored as a customer who is not there, and a unit without id ended with an error of the server."""
    await published(admin)
    new = {"type": "loan", "title": "借梯子", "fields": {"thing": "梯子"}}
    await wang.send("POST", "/documents", new | {"customer_id": ""}, 404)
    made = await wang.send("POST", "/documents", new, 201)
    for change, status in (({"customer_id": ""}, 404), ({"unit_id": ""}, 422)):
        await wang.send("PATCH", f"/documents/{made['id']}", {"version": made["version"]} | change, status)
    assert (await wang.get(f"/documents/{made['id']}"))["version"] == made["version"]


@pytest.mark.parametrize("version", [2**63, -(2**70), 10**40])
async def test_a_version_that_no_database_can_hold_is_a_conflict(admin: Browser, wang: Browser, version: int) -> None:
    await published(admin)
    made = await wang.send("POST", "/documents", {"type": "loan", "title": "x", "fields": {"thing": "梯子"}}, 201)
    said = await wang.send("PATCH", f"/documents/{made['id']}", {"version": version, "title": "y"}, 409)
    assert said["error"]["code"] == "conflict"
    await wang.send("POST", f"/documents/{made['id']}/act", {"outcome": "submit", "version": version}, 409)


async def test_what_is_passed_on_is_the_others_from_then_on(admin: Browser, client: TestClient[Any, Any]) -> None:
    """An outlet gives work of its branch to another one, a dispatcher a ticket to another department, somebody watches
    no more: all of that was refused, because he does not see it afterwards."""
    await published(admin)

    async def branch(name: str, role: str) -> tuple[str, str, Browser]:
        unit = await admin.send("POST", "/units", {"parent_id": "root", "name_zh": name, "name_en": name}, 201)
        new = {"username": name, "name": name, "password": PASSWORD, "roles": [role], "unit_id": unit["id"]}
        user = await admin.send("POST", "/users", new | {"must_change_password": False}, 201)
        return unit["id"], user["id"], await log_in(client, name)

    _, north, outlet = await branch("north", "agent")
    south, other, _ = await branch("south", "agent")
    west, _, dispatcher = await branch("west", "dispatcher")
    new = {"type": "loan", "title": "借梯子", "fields": {"thing": "梯子"}}

    async def made(**more: str) -> tuple[str, int]:
        row = await admin.send("POST", "/documents", new | more, 201)
        return row["id"], row["version"]

    async def sees(who: Browser, ident: str) -> int:
        return (await who.ask("GET", f"/documents/{ident}")).status

    first, _ = await made(unit_id=south, assignee_id=north)
    done = await outlet.send("POST", f"/documents/{first}/reassign", {"assignee_id": other})
    assert (done["assignee_id"], done["verbs"], done["may_write"], await sees(outlet, first)) == (other, [], False, 404)
    second, version = await made(unit_id=south, assignee_id=north)
    done = await outlet.send("PATCH", f"/tickets/{second}", {"version": version, "assignee_id": other})
    assert (done["assignee_id"], done["next"], await sees(outlet, second)) == (other, [], 404)
    third, version = await made(unit_id=west)
    done = await dispatcher.send("PATCH", f"/documents/{third}", {"version": version, "unit_id": south})
    assert (done["unit_id"], await sees(dispatcher, third)) == (south, 404)
    both, version = await made(unit_id=west)
    change = {"version": version, "unit_id": south, "assignee_id": other}
    done = await dispatcher.send("PATCH", f"/tickets/{both}", change)
    assert (done["unit_id"], done["assignee_id"], await sees(dispatcher, both)) == (south, other, 404)
    fourth, _ = await made(unit_id=south, assignee_id=north)
    await outlet.send("PUT", f"/documents/{fourth}/watch")
    await admin.send("POST", f"/documents/{fourth}/reassign", {"assignee_id": other})
    await outlet.send("DELETE", f"/documents/{fourth}/watch", status=204)
    assert await sees(outlet, fourth) == 404
    await outlet.send("POST", f"/documents/{fourth}/urge", {}, 404)


async def test_what_is_not_linked_is_unlinked_without_a_trace(admin: Browser, wang: Browser) -> None:
    """Any words in the address became a line of the document's history."""
    await published(admin)
    new = {"type": "loan", "title": "借梯子", "fields": {"thing": "梯子"}}
    first, second = [(await wang.send("POST", "/documents", new, 201))["id"] for _ in range(2)]
    linked = await wang.send("POST", f"/documents/{first}/links", {"kind": "document", "id": second}, 201)
    assert [link["id"] for link in linked["links"]] == [second]
    for _ in range(2):
        await wang.send("DELETE", f"/documents/{second}/links/document/{first}", status=204)
    await wang.send("DELETE", f"/documents/{second}/links/whatever/{'x' * 300}", status=204)
    shown = await wang.get(f"/documents/{second}")
    assert (shown["links"], [line["action"] for line in shown["history"]]) == ([], ["create", "unlink"])
    assert (await wang.get(f"/documents/{first}"))["links"] == []
