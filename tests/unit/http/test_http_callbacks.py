"""Callbacks through the API: the list follows the core's news, wishes go to the core, everybody sees his queues'."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from web_kit import Browser, FakeCore

from crm.audit.models import AuditEntry
from crm.calls.store import NewsStore
from server.http.context import Web
from telephony import domain_events as news
from telephony.domain_events import Envelope, News
from telephony.errors import NotPossible

START = 1_795_000_000.0


async def told(parts: Web, *items: News) -> None:
    """Store news as the consumer does."""
    envelopes = [Envelope(n, START + n, item.type, item.call, item.data()) for n, item in enumerate(items, 1)]
    await parts.db.store(lambda connection: NewsStore(connection).store(envelopes))


def requested(callback: str, queue: str = "service", number: str = "+8613800138000", entered: float = 0.0) -> News:
    return news.CallbackRequested(
        "call-1", callback, number, queue, "zh", START + entered, 0, "key", None, None, "", None, 0.0
    )


async def test_a_callback_is_listed_from_its_wish_to_its_end(admin: Browser, parts: Web) -> None:
    await told(
        parts,
        requested("b", number="+8613900139000", entered=20),
        requested("a", entered=10),
        news.CallbackAttempt("call-2", "a", "service", "agent-1"),
        news.CallbackAttemptEnded("call-2", "a", "service", "busy", 1, START + 300),
    )
    rows = (await admin.get("/callbacks", open="true"))["items"]
    assert [row["id"] for row in rows] == ["a", "b"]
    assert (rows[0]["state"], rows[0]["result"], rows[0]["attempts"]) == ("waiting", "busy", 1)
    await told(parts, requested("a"), news.CallbackEnded("call-3", "a", "service", "done", "agent-1"))
    assert (await admin.get("/callbacks", open="false"))["items"][0]["result"] == "done"
    assert (await admin.get("/callbacks/a"))["call_id"] == "call-1"
    await told(parts, news.CallbackAttempt("call-4", "a", "service", "agent-1"))  # what is over stays over
    assert (await admin.get("/callbacks/a"))["state"] == "ended"


async def test_a_refusal_says_why_in_both_languages(admin: Browser, parts: Web) -> None:
    why = ("outbound.hours", "company")
    await told(
        parts,
        requested("a"),
        news.CallbackAttempt("call-2", "a", "service", "agent-1"),
        news.CallbackAttemptEnded("call-2", "a", "service", "refused", 0, START + 300, *why),
    )
    row = await admin.get("/callbacks/a")
    assert (row["state"], row["result"], row["reason"], row["attempts"]) == ("waiting", "refused", "outbound.hours", 0)
    await told(
        parts,
        requested("a"),
        news.CallbackEnded("call-2", "a", "service", "refused", reason="outbound.do_not_call"),
    )
    (row,) = (await admin.get("/callbacks", result="refused"))["items"]
    assert (row["state"], row["reason"]) == ("ended", "outbound.do_not_call")
    assert row["message"] == "+8613800138000 does not want to be called"
    assert row["message_zh"] == "+8613800138000已登记谢绝来电"


async def test_wishes_go_to_the_core_and_are_audited(admin: Browser, parts: Web) -> None:
    core: Any = parts.core
    core.answers["callback.add"] = {"callback": "c1"}
    made = await admin.send("POST", "/callbacks", {"queue": "service", "number": "13800138000"}, status=201)
    assert made == {"id": "c1"}
    assert core.asked("callback.add")[0] | {"by": None} == {
        "queue": "service",
        "number": "13800138000",
        "language": None,
        "by": None,
        "not_before": None,
    }
    await told(parts, requested("c1"))
    await admin.send("DELETE", "/callbacks/c1", status=204)
    assert core.asked("callback.cancel") == [{"callback": "c1", "by": admin.user["id"]}]
    async with parts.db.read() as session:
        actions = list(await session.scalars(select(AuditEntry.action).where(AuditEntry.subject == "c1")))
    assert sorted(actions) == ["callbacks.cancel", "callbacks.create"]
    core.failures["callback.cancel"] = NotPossible("the customer is being talked to: hang up instead")
    refused = await admin.send("DELETE", "/callbacks/c1", status=409)
    assert refused["error"]["code"] == "not_possible"
    wrong = await admin.send("POST", "/callbacks", {"queue": "nowhere", "number": "13800138000"}, status=422)
    assert wrong["error"]["field"] == "queue"


async def test_an_agent_sees_the_callbacks_of_his_queues(wang: Browser, parts: Web) -> None:
    await told(parts, requested("mine"), requested("theirs", queue="heating", number="+8613900139000"))
    assert [row["id"] for row in (await wang.get("/callbacks"))["items"]] == ["mine"]
    assert [row["id"] for row in (await wang.get("/callbacks", number="1380013"))["items"]] == ["mine"]
    assert (await wang.get("/callbacks", number="13900139000"))["items"] == []
    await wang.send("DELETE", "/callbacks/theirs", status=404)
    await wang.send("POST", "/callbacks", {"queue": "heating", "number": "13800138000"}, status=422)


async def test_a_wish_without_a_zone_is_in_utc(boss: Browser, core: FakeCore) -> None:
    core.answers["callback.add"] = {"callback": "a"}
    body = {"queue": "service", "number": "13800138000"}
    for at, status in (("2026-12-01T10:00:00", 201), ("2026-12-01T18:00:00+08:00", 201), ("0001-01-01T00:00:00", 422)):
        await boss.send("POST", "/callbacks", body | {"not_before": at}, status=status)
    assert {asked["not_before"] for asked in core.asked("callback.add")} == {1_796_119_200.0}
