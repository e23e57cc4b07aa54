"""Flows by API: draft, findings, trial, publishing, versions, comparison, rollback, export and import."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml
from web_kit import PASSWORD, Browser, FakeCore, log_in

from crm.routing import flow_names
from crm.routing.flow_names import names_of

BYE = {"kind": "hangup", "say": {"zh": "再见。", "en": "Goodbye."}}
SMALL: dict[str, Any] = {
    "flow": "small",
    "name": {"zh": "小", "en": "Small"},
    "start": "office",
    "languages": ["zh", "en"],
    "nodes": {
        "office": {"kind": "hours", "calendar": "office", "open": "ask", "closed": "bye"},
        "ask": {
            "kind": "menu",
            "say": {"zh": "人工请按0。", "en": "For an agent press 0."},
            "keys": {"0": "agent"},
            "on_fail": "bye",
        },
        "agent": {"kind": "queue", "queue": "service"},
        "bye": BYE,
    },
}


def changed(**nodes: Any) -> dict[str, Any]:
    made = copy.deepcopy(SMALL)
    made["nodes"] |= nodes
    return made


def heard(trial: dict[str, Any]) -> str:
    return "\n".join(line["text"] for line in trial["lines"] if line["what"] == "hears")


async def test_from_a_wrong_draft_to_a_published_version(admin: Browser, core: FakeCore) -> None:
    wrong = changed(agent={"kind": "queue", "queue": "mars"}, lost={"kind": "dance"})
    draft = await admin.send("PUT", "/flows/small/draft", {"document": wrong, "comment": "first try"})
    assert draft["valid"] is False
    assert any("dance" in finding["message_en"] and "dance" in finding["message_zh"] for finding in draft["findings"])
    refused = await admin.ask("POST", "/flows/small/publish", {})
    assert refused.status == 422
    assert core.asked("config.put") == []

    draft = await admin.send("PUT", "/flows/small/draft", {"document": SMALL, "comment": "works"})
    assert (draft["valid"], draft["findings"], draft["base_version"]) == (True, [], 0)
    trial = await admin.send("POST", "/flows/small/try", {"which": "draft", "keys": "0", "open": ["office"]})
    assert trial["outcome"] == "queue service"
    published = await admin.send("POST", "/flows/small/publish", {})
    assert (published["version"], published["comment"], published["published_by"]) == (1, "works", admin.user["id"])
    sent = core.asked("config.put")[-1]["snapshot"]["flows"]
    assert {flow["id"]: flow["version"] for flow in sent}["small"] == 1
    assert (await admin.ask("GET", "/flows/small/draft")).status == 404
    audit = await admin.get("/audit", kind="flow")
    assert [entry["action"] for entry in audit["items"]][:3] == ["flows.publish", "flows.draft", "flows.draft"]


async def test_a_draft_does_not_run_over_what_was_published_meanwhile(admin: Browser) -> None:
    await admin.send("POST", "/flows", {"document": SMALL}, status=201)
    await admin.send("PUT", "/flows/small/draft", {"document": changed(bye={"kind": "hangup"})})
    await admin.send("PUT", "/flows/small", {"document": SMALL, "comment": "between"})
    assert (await admin.ask("POST", "/flows/small/publish", {})).status == 409
    done = await admin.send("POST", "/flows/small/publish", {"overwrite": True, "comment": "mine"})
    assert done["version"] == 3
    assert [row["comment"] for row in await admin.get("/flows/small/versions")] == ["mine", "between", ""]


async def test_versions_are_compared_and_rolled_back(admin: Browser) -> None:
    await admin.send("POST", "/flows", {"document": SMALL}, status=201)
    more = changed(ask={"kind": "queue", "queue": "shop"}, more=BYE)
    await admin.send("PUT", "/flows/small", {"document": more, "comment": "shop"})
    diff = await admin.get("/flows/small/diff", **{"from": 1})
    assert (diff["from_version"], diff["to_version"]) == (1, 2)
    assert (diff["added"], diff["removed"], diff["changed"]) == (["more"], [], ["ask"])
    assert "+    queue: shop" in diff["unified"]
    back = await admin.send("POST", "/flows/small/rollback", {"version": 1})
    assert back["version"] == 3
    assert back["document"] == (await admin.get("/flows/small/versions/1"))["document"]
    rows = await admin.get("/flows/small/versions")
    assert [(row["version"], row["published"], row["comment"]) for row in rows] == [
        (3, True, "← 1"),
        (2, False, "shop"),
        (1, False, ""),
    ]
    assert (await admin.ask("POST", "/flows/small/rollback", {"version": 9})).status == 404
    assert (await admin.ask("GET", "/flows/small/versions/x")).status == 422


async def test_yaml_goes_out_and_in_unchanged(admin: Browser) -> None:
    document = (await admin.get("/flows/main"))["document"]
    response = await admin.ask("GET", "/flows/main/yaml")
    text = await response.text()
    assert response.status == 200
    assert "attachment" in response.headers["Content-Disposition"]
    assert yaml.safe_load(text) == document
    again = await admin.send("PUT", "/flows/main", {"yaml": text})
    assert again["document"] == document


async def test_findings_of_yaml_name_their_lines(admin: Browser) -> None:
    text = yaml.safe_dump(changed(agent={"kind": "queue", "queue": "mars"}), sort_keys=False)
    checked = await admin.send("POST", "/flows/check", {"yaml": text})
    (finding,) = checked["findings"]
    assert finding["line"] == text[: text.index("mars")].count("\n") + 1
    assert checked["valid"] is False


async def test_an_unknown_mailbox_is_a_warning_and_a_queues_is_known(admin: Browser) -> None:
    async def found(box: str) -> list[tuple[str, str]]:
        mail = {"kind": "voicemail", "box": box, "say": BYE["say"]}
        checked = await admin.send("POST", "/flows/check", {"document": changed(agent=mail)})
        assert checked["valid"] is True
        return [(item["severity"], item["message_zh"]) for item in checked["findings"]]

    assert await found("service") == []
    assert await found("praise") == [("warning", "未知的语音信箱“praise”——可用：heating, service, shop")]
    await admin.send("POST", "/mailboxes", {"id": "praise", "name": {"zh": "表扬", "en": "Praise"}}, status=201)
    assert await found("praise") == []


async def test_trials(admin: Browser) -> None:
    async def trial(**body: Any) -> dict[str, Any]:
        tried: dict[str, Any] = await admin.send("POST", "/flows/small/try", {"document": SMALL, **body})
        return tried

    assert (await trial(closed=["office"]))["outcome"] == "hang up"
    assert (await trial(at="2026-11-25T02:00:00Z", keys="0"))["outcome"] == "queue service"  # Wednesday, 10:00
    assert (await trial(at="2026-10-01T02:00:00Z", keys="0"))["outcome"] == "hang up"  # National Day
    english = await trial(open=["office"], keys="hangup", language="en")
    assert "For an agent press zero." in heard(english)
    tried = await trial(open=["office"], keys="0")
    assert [line["flow"] for line in tried["lines"]] == ["small"] * len(tried["lines"])
    for wrong in ({"keys": "x"}, {"closed": ["mars"]}, {"at": "tomorrow"}, {"at": "2026-11-25T02:00:00"}):
        answer = await admin.ask("POST", "/flows/small/try", {"document": SMALL, **wrong})
        assert answer.status == 422, wrong
    dangling = changed(ask={"kind": "play", "say": BYE["say"], "next": "nowhere"})
    tried = await trial(document=dangling, open=["office"])
    assert tried["outcome"] == "hang up"
    assert [finding["severity"] for finding in tried["findings"]].count("error") == 1


async def test_a_trial_answers_lookups_and_walks_through_sub_flows(admin: Browser) -> None:
    sub = {
        "flow": "sub",
        "name": {"zh": "子", "en": "Sub"},
        "start": "verify",
        "languages": ["zh", "en"],
        "nodes": {
            "verify": {
                "kind": "verify",
                "query": "customer",
                "say": {"zh": "请输入", "en": "Enter"},
                "max_length": 6,
                "success": "ok",
                "fail": "no",
                "exhausted": "no",
            },
            "ok": {"kind": "return", "result": "ok"},
            "no": {"kind": "return", "result": "no"},
        },
    }
    await admin.send("POST", "/flows", {"document": sub}, status=201)
    main = changed(ask={"kind": "subflow", "flow": "sub", "results": {"ok": "agent"}, "next": "bye"})
    body = {"document": main, "keys": "20261#", "open": ["office"], "answers": {"customer": {"found": True}}}
    trial = await admin.send("POST", "/flows/small/try", body)
    assert trial["outcome"] == "queue service"
    assert "2026" not in str(trial["lines"])

    await admin.send("POST", "/flows", {"document": main}, status=201)
    broken = copy.deepcopy(sub)
    broken["nodes"]["ok"] = {"kind": "return", "result": "fine"}
    answer = await admin.ask("PUT", "/flows/sub", {"document": broken})
    assert answer.status == 422
    assert "never returns 'ok'" in (await answer.json())["error"]["message"]


async def test_hosts_for_http_requests(admin: Browser, boss: Browser) -> None:
    asking = changed(
        ask={
            "kind": "http",
            "url": "https://erp.example.com/orders?phone={caller}",
            "success": "agent",
            "failed": "bye",
        }
    )
    checked = await admin.send("POST", "/flows/check", {"document": asking})
    assert "erp.example.com" in checked["findings"][0]["message_en"]
    await admin.send("PUT", "/http-hosts", {"hosts": [{"host": "ERP.example.com", "private": False}]})
    assert (await admin.send("POST", "/flows/check", {"document": asking}))["valid"] is True
    assert (await boss.ask("PUT", "/http-hosts", {"hosts": []})).status == 403
    assert (await admin.ask("PUT", "/http-hosts", {"hosts": [{"host": "http://x"}]})).status == 422


async def test_the_editor_knows_the_kinds_the_names_and_whom_a_change_touches(admin: Browser) -> None:
    told = await admin.get("/flow-kinds")
    menu = next(kind for kind in told["kinds"] if kind["kind"] == "menu")
    assert {field["name"]: field["control"] for field in menu["fields"]}["keys"] == "nodes"
    assert "service" in told["names"]["queue"]
    assert "office" in told["names"]["hours"]

    await admin.send("PUT", "/flows/small/draft", {"document": SMALL})
    assert [draft["id"] for draft in await admin.get("/flow-drafts")] == ["small"]
    assert await admin.get("/flows/small/uses") == {"entries": [], "flows": []}
    await admin.send("POST", "/flows/small/publish", {})
    assert await admin.get("/flow-drafts") == []
    await admin.send(
        "POST", "/entries", {"number": "77", "flow": "small", "name": {"zh": "小", "en": "Small"}}, status=201
    )
    outer = changed(agent={"kind": "transfer", "to": "flow", "target": "small"}) | {"flow": "outer"}
    await admin.send("POST", "/flows", {"document": outer}, status=201)
    assert await admin.get("/flows/small/uses") == {"entries": ["77"], "flows": ["outer"]}
    assert (await admin.ask("GET", "/flows/nowhere/uses")).status == 404


async def test_names_of_steps_are_for_everybody_and_follow_what_is_published(admin: Browser, wang: Browser) -> None:
    named = changed(bye={**BYE, "name": {"en": "Goodbye"}})
    named["nodes"]["ask"] |= {"name": {"zh": "主菜单", "en": "Main menu"}, "meanings": {"0": {"zh": "人工服务"}}}
    await admin.send("POST", "/flows", {"document": named}, status=201)
    await admin.send("PUT", "/flows/small/draft", {"document": SMALL})
    names = (await wang.get("/flow-names"))["small"]
    assert names == {
        "version": 1,
        "nodes": {
            "office": {"kind": "hours", "name": None, "meanings": {}},
            "ask": {
                "kind": "menu",
                "name": {"zh": "主菜单", "en": "Main menu"},
                "meanings": {"0": {"zh": "人工服务", "en": "人工服务"}},
            },
            "agent": {"kind": "queue", "name": None, "meanings": {}},
            "bye": {"kind": "hangup", "name": {"zh": "Goodbye", "en": "Goodbye"}, "meanings": {}},
        },
    }
    await admin.send("POST", "/flows/small/publish", {"comment": "without"})
    names = (await wang.get("/flow-names"))["small"]
    assert (names["version"], names["nodes"]["ask"]["name"]) == (2, None)


async def test_a_version_of_a_flow_is_read_once_for_its_names(admin: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    monkeypatch.setattr(flow_names, "names_of", lambda document, version: read.append(version) or names_of({}, version))
    first = await admin.get("/flow-names")
    assert len(read) == len(first) > 0
    assert await admin.get("/flow-names") == first
    assert len(read) == len(first)


def test_names_of_an_old_document_are_what_can_be_read() -> None:
    document = {"nodes": {"a": {"kind": "menu", "name": "old", "meanings": {"1": 5, "2": {"zh": " 二 "}}}, "b": 3}}
    names = names_of(document, 7).model_dump()
    assert names["nodes"]["a"] == {"kind": "menu", "name": None, "meanings": {"2": {"zh": "二", "en": "二"}}}
    assert names["nodes"]["b"] == {"kind": "", "name": None, "meanings": {}}
    assert names_of({}, 1).nodes == {}


async def test_an_editor_does_not_overwrite_what_it_has_not_seen(admin: Browser, core: FakeCore) -> None:
    await admin.send("POST", "/flows", {"document": SMALL}, status=201)
    new = {
        "username": "second",
        "name": "李",
        "role": "administrator",
        "password": PASSWORD,
        "must_change_password": False,
    }
    await admin.send("POST", "/users", new, status=201)
    second = await log_in(admin.client, "second")
    mine = await admin.send("PUT", "/flows/small/draft", {"document": SMALL, "base": 1})
    editing = {"document": changed(more=BYE), "base": 1, "since": mine["updated_at"]}
    theirs = await second.send("PUT", "/flows/small/draft", editing)
    refused = await admin.ask("PUT", "/flows/small/draft", {"document": SMALL, "base": 1, "since": mine["updated_at"]})
    assert (refused.status, (await refused.json())["error"]["message_zh"]) == (
        409,
        "其他人已修改此草稿，您的修改没有保存",
    )
    assert (await admin.send("GET", "/flows/small/draft"))["document"] == changed(more=BYE)

    # The answer to one's own last change may be lost: the same again is no clash.
    await second.send("PUT", "/flows/small/draft", editing)
    await second.send("POST", "/flows/small/publish", {})
    gone = await admin.ask("PUT", "/flows/small/draft", {"document": SMALL, "base": 1, "since": theirs["updated_at"]})
    assert gone.status == 409
    # Whoever keeps his own all the same is told once more before it is put in force.
    await admin.send("PUT", "/flows/small/draft", {"document": SMALL, "base": 1})
    assert (await admin.ask("POST", "/flows/small/publish", {})).status == 409
    await admin.send("POST", "/flows/small/publish", {"overwrite": True})
