"""One thing done with many records: each on its own, and only with those that are one's to change."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from test_http_callbacks import requested
from test_http_callbacks import told as news
from test_http_outbox import put_sms, row
from test_http_voicemails import leave
from web_kit import Browser, FakeCore

from crm.audit.models import AuditEntry
from crm.messages.service import tell
from crm.outbox.models import OutboxMessage
from server.http.context import Web
from telephony.errors import CoreUnavailable, Unknown


def told(results: dict[str, Any]) -> list[tuple[str, bool]]:
    return [(one["id"], one["ok"]) for one in results["results"]]


async def test_voicemails_are_marked_together(boss: Browser, wang: Browser, parts: Web) -> None:
    await leave(parts, "service", "vm1")
    await leave(parts, "service", "vm2")
    results = await boss.send("POST", "/voicemails/bulk", {"ids": ["vm1", "none", "vm2"], "heard": True})
    assert (results["done"], results["failed"]) == (2, 1)
    assert told(results) == [("vm1", True), ("none", False), ("vm2", True)]
    assert (await boss.get("/voicemails", heard="true"))["total"] == 2
    given = {"ids": ["vm1", "vm2"], "assigned_to": wang.user["id"]}
    assert (await boss.send("POST", "/voicemails/bulk", given))["done"] == 2
    rows = (await boss.get("/voicemails"))["items"]
    assert {(one["assigned_to"], one["heard_at"] is None) for one in rows} == {(wang.user["id"], False)}
    assert (await boss.ask("POST", "/voicemails/bulk", {"ids": [], "heard": True})).status == 422


async def test_callbacks_are_cancelled_together_and_only_those_of_ones_queues(
    wang: Browser, core: FakeCore, parts: Web
) -> None:
    for place, queue in enumerate(("service", "service", "heating")):
        await news(parts, requested(f"cb{place}", queue, number=f"+861380013800{place}"))
    over = Unknown("there is no open callback cb1", message_zh="该回呼已经结束")
    asked = core.request

    async def request(method: str, params: Any, timeout: float = 5.0) -> dict[str, Any]:
        if params.get("callback") == "cb1":
            raise over
        return await asked(method, params, timeout)

    core.request = request  # type: ignore[method-assign]
    results = await wang.send("POST", "/callbacks/cancel", {"ids": ["cb0", "cb1", "cb2", "cb0"]})
    assert told(results) == [("cb0", True), ("cb1", False), ("cb2", False)]
    assert [one["message_zh"] for one in results["results"]] == ["", "该回呼已经结束", "没有这条记录，或您无权查看"]
    assert core.asked("callback.cancel") == [{"callback": "cb0", "by": wang.user["id"]}]
    async with parts.db.read() as session:
        query = select(AuditEntry.subject).where(AuditEntry.action == "callbacks.cancel")
        assert list(await session.scalars(query)) == ["cb0"]


async def test_a_core_that_does_not_answer_is_waited_for_once(boss: Browser, core: FakeCore, parts: Web) -> None:
    await news(parts, requested("cb0"), requested("cb1", number="+8613900139000"))
    core.failures["callback.cancel"] = CoreUnavailable()
    results = await boss.send("POST", "/callbacks/cancel", {"ids": ["cb0", "cb1"]})
    assert (results["done"], results["failed"]) == (0, 2)
    assert {one["message_zh"] for one in results["results"]} == {"通话控制服务暂时不可用，请稍后再试"}
    assert len(core.asked("callback.cancel")) == 1


async def test_contacts_that_are_not_ones_own_stay(boss: Browser, wang: Browser) -> None:
    contact = {"name": "王", "numbers": []}
    shared = (await boss.send("POST", "/contacts", contact | {"shared": True}, 201))["id"]
    others = (await boss.send("POST", "/contacts", contact, 201))["id"]
    own = (await wang.send("POST", "/contacts", contact, 201))["id"]
    results = await wang.send("POST", "/contacts/delete", {"ids": [shared, others, own]})
    assert told(results) == [(shared, False), (others, False), (own, True)]
    assert results["results"][0]["message_zh"] == "您无权维护公共通讯录"
    assert (await boss.get("/contacts"))["total"] == 2
    assert (await boss.send("POST", "/contacts/delete", {"ids": [shared, others]}))["done"] == 2


async def test_what_has_left_is_not_sent_twice(boss: Browser, parts: Web) -> None:
    sent, failed = await put_sms(parts, "a"), await put_sms(parts, "b")
    async with parts.db.write() as session:
        for ident, state in ((sent, "sent"), (failed, "failed")):
            await session.execute(update(OutboxMessage).where(OutboxMessage.id == ident).values(state=state))
    results = await boss.send("POST", "/outbox/resend", {"ids": [sent, failed]})
    assert told(results) == [(sent, False), (failed, True)]
    assert ((await row(parts, sent)).state, (await row(parts, failed)).state) == ("sent", "waiting")


async def test_messages_are_read_together_and_nobody_elses(boss: Browser, wang: Browser, parts: Web) -> None:
    async with parts.db.write() as session:
        for who in (boss, wang):
            for title in ("一", "二", "三"):
                words = {"title_zh": title, "title_en": title}
                await tell(session, [who.user["id"]], "notice", **words, subject_kind="", subject_id="")
    theirs = (await wang.get("/messages"))["items"]
    mine = (await boss.get("/messages"))["items"]
    chosen = [one["id"] for one in (*mine[:2], *theirs)]
    assert await boss.send("POST", "/messages/read", {"ids": chosen}) == {"read": 2}
    assert await boss.send("POST", "/messages/read", {"ids": chosen}) == {"read": 0}
    assert (await boss.get("/messages/unread"))["total"] == 1
    assert (await wang.get("/messages/unread"))["total"] == 3


async def test_numbers_of_a_call_list_are_taken_back_from_their_agents(boss: Browser, wang: Browser) -> None:
    made = (await boss.send("POST", "/call-lists", {"name": "回访"}, 201))["id"]
    items = [
        (await boss.send("POST", f"/call-lists/{made}/items", {"number": number}, 201))["id"]
        for number in ("13800138000", "13900139000", "13700137000")
    ]
    everyone = {"how": "evenly", "agents": [wang.user["id"]]}
    await boss.send("POST", f"/call-lists/{made}/allocate", everyone)
    await wang.send("PUT", f"/my-call-list/{items[0]}/result", {"result": "reached"})
    given = {"items": [items[0], items[1], "nothing"]}
    assert await boss.send("POST", f"/call-lists/{made}/release", given) == {"released": 1}
    assert [one["id"] for one in (await wang.get("/my-call-list"))["items"]] == [items[2]]
    assert (await boss.get(f"/call-lists/{made}"))["allocated"] == 2
    assert (await wang.ask("POST", f"/call-lists/{made}/release", given)).status == 403
