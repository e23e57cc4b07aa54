"""Mailboxes and messages by API: whose they are, who may hear them, and what becomes of them."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import select
from web_kit import Browser, FakeCore, FakeFiles, envelope

from crm.calls.store import NewsStore
from crm.outbox.models import OutboxMessage
from crm.recordings.service import playable
from server.http.context import Web
from server.mail_worker import MailWorker
from telephony import domain_events as news


async def leave(parts: Web, box: str, name: str = "vm1", number: str = "+8613800138000") -> None:
    now = time.time()
    items = [
        news.VoicemailLeft("call-1", box, name, number, None, 12.5, "zh"),
        news.RecordingReady("call-1", name, "voicemail", f"raw/2026/11/21/{name}", now, 12.5),
    ]
    sent = [envelope(now, item, n) for n, item in enumerate(items, 1)]
    await parts.db.store(lambda connection: NewsStore(connection).store(sent))
    path = parts.settings.root / f"{name}.ogg"
    path.write_bytes(b"OggS" * 100)
    assert isinstance(parts.recordings, FakeFiles)
    parts.recordings.files[name] = path
    await parts.db.store(lambda connection: playable(connection, name, seconds=12.5, channels=1, peaks=[[0.1]]))


def worker(parts: Web) -> MailWorker:
    return MailWorker(parts.db, parts.core, lambda: parts.company.zone)


async def ids(who: Browser, **asked: Any) -> list[str]:
    return [row["id"] for row in (await who.get("/voicemails", **asked))["items"]]


async def test_an_agents_box_is_his_and_reaches_the_core(
    admin: Browser, wang: Browser, li: Browser, boss: Browser, parts: Web, core: FakeCore
) -> None:
    box = {
        "id": "wang",
        "name": {"zh": "王的信箱", "en": "Wang's box"},
        "user_id": wang.user["id"],
        "options": {"review": True, "operator": "service", "greeting": {"zh": "请留言。", "en": "Please speak."}},
    }
    await admin.send("POST", "/mailboxes", box, 201)
    assert (await admin.ask("POST", "/mailboxes", box | {"id": "again"})).status == 409
    assert (await wang.ask("POST", "/mailboxes", box)).status == 403
    (sent,) = [params for method, params in core.requests if method == "config.put"][-1]["snapshot"]["mailboxes"]
    assert (sent["agent"], sent["operator"], sent["review"]) == (wang.user["id"], "service", True)
    await leave(parts, "wang")
    assert await ids(wang) == await ids(boss) == ["vm1"]
    assert await ids(li) == []
    assert (await li.ask("GET", "/voicemails/vm1/audio")).status == 404
    await worker(parts).tell_counts()
    assert core.requests[-1] == ("mailbox.counts", {"agents": {wang.user["id"]: [1, 0]}})
    assert (await wang.ask("GET", "/voicemails/vm1/audio")).status == 200
    await wang.send("PATCH", "/voicemails/vm1", {"heard": True})
    await worker(parts).tell_counts()
    assert core.requests[-1] == ("mailbox.counts", {"agents": {wang.user["id"]: [0, 1]}})
    await boss.send("PATCH", "/voicemails/vm1", {"assigned_to": li.user["id"]})
    assert await ids(li) == ["vm1"]
    assert (await admin.ask("DELETE", "/mailboxes/wang")).status == 409
    await boss.send("POST", "/voicemails/vm1/delete", {"reason": "空白"}, 204)
    assert await ids(wang) == []
    assert await ids(boss, deleted="true") == ["vm1"]
    await admin.send("DELETE", "/mailboxes/wang", status=204)
    listens = await admin.get("/audit", action="voicemails.listen")
    assert [entry["username"] for entry in listens["items"]] == ["wang"]


async def test_a_message_becomes_one_ticket(wang: Browser, parts: Web) -> None:
    await leave(parts, "service")
    types = (await wang.get("/dictionaries", dictionary="ticket_type"))[0]["code"]
    first = await wang.send("POST", "/voicemails/vm1/ticket", {"type": types})
    again = await wang.send("POST", "/voicemails/vm1/ticket", {"type": types})
    assert first["id"] == again["id"]
    assert "vm1" in first["content"]
    assert (await wang.get("/voicemails"))["items"][0]["ticket_id"] == first["id"]


async def test_notices_and_tickets_follow_once(admin: Browser, wang: Browser, parts: Web) -> None:
    kind = (await wang.get("/dictionaries", dictionary="ticket_type"))[0]["code"]
    options = {"ticket_type": kind, "emails": ["a@example.com"], "sms": ["13800138001"], "watchers": []}
    box = {"id": "service", "name": {"zh": "客服", "en": "Service"}, "queue_id": "service", "options": options}
    await admin.send("POST", "/mailboxes", box, 201)
    await leave(parts, "service")
    assert await worker(parts).follow_up() == 1
    assert await worker(parts).follow_up() == 0
    async with parts.db.read() as session:
        kinds = sorted((await session.scalars(select(OutboxMessage.kind))).all())
    assert kinds == ["email", "sms"]
    assert (await wang.get("/voicemails"))["items"][0]["ticket_id"]
    assert (await wang.get("/tickets"))["total"] == 1


async def test_mailboxes_that_are_refused(admin: Browser, wang: Browser) -> None:
    name = {"zh": "信箱", "en": "Box"}
    wrong: list[dict[str, Any]] = [
        {"id": "other", "queue_id": "service"},
        {"id": "service"},
        {"id": "x", "queue_id": "nowhere"},
        {"id": "x", "user_id": "nobody"},
        {"id": "x", "options": {"operator": "nowhere"}},
        {"id": "x", "options": {"prompt": "nowhere"}},
        {"id": "x", "options": {"ticket_type": "nowhere"}},
        {"id": "x", "options": {"watchers": ["nobody"]}},
        {"id": "x", "options": {"greeting": {"zh": "您好{name}"}}},
        {"id": "x", "options": {"emails": ["no address"]}},
    ]
    for body in wrong:
        answer = await admin.ask("POST", "/mailboxes", {"name": name} | body)
        assert answer.status == 422, (body, await answer.text())


async def test_a_mailbox_that_callers_are_led_to_stays(admin: Browser) -> None:
    name = {"zh": "信箱", "en": "Box"}
    flow = {
        "flow": "leave", "name": name, "start": "box", "languages": ["zh", "en"],
        "nodes": {"box": {"kind": "voicemail", "box": "complaints", "say": {"zh": "请留言。", "en": "Please speak."}}},
    }  # fmt: skip
    for box in ("complaints", "night", "pressed", "spare"):
        await admin.send("POST", "/mailboxes", {"id": box, "name": name}, 201)
    await admin.send("POST", "/flows", {"document": flow}, 201)
    rule = {"when": "closed", "action": "voicemail", "target": "night"}
    keys = {"2": {"action": "voicemail", "target": "pressed"}}
    await admin.send("PATCH", "/queues/service", {"overflow": [rule], "keys": keys})
    for box, where in (("complaints", "leave"), ("night", "service"), ("pressed", "service")):
        answer = await admin.ask("DELETE", f"/mailboxes/{box}")
        error = (await answer.json())["error"]
        assert (answer.status, error["code"]) == (409, "in_use")
        assert where in error["message"]
        assert where in error["message_zh"]
    assert (await admin.ask("DELETE", "/mailboxes/spare")).status == 204


async def test_whoever_left_a_message_is_called_back(wang: Browser, parts: Web, core: FakeCore) -> None:
    await leave(parts, "service")
    core.answers["call.dial"] = {"call": "c9"}
    assert (await wang.send("POST", "/voicemails/vm1/call-back"))["call"] == "c9"
    assert core.requests[-1] == ("call.dial", {"agent": wang.user["id"], "number": "+8613800138000"})
