"""Events by API and webhooks to a receiver: in order, signed, tried again, given up, sent again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from test_http_histories import START, Said
from web_kit import Browser, FakeSender

from crm.calls.store import NewsStore
from crm.events import feed as events
from crm.events.catalogue import TYPES
from crm.events.store import forget_before
from crm.webhooks import store
from crm.webhooks.plan import ATTEMPTS, FIRST_PAUSE, Outcome
from crm.webhooks.signature import HEADER, verify
from server.http.context import Web
from server.webhooks.sender import HttpSender
from server.webhooks.worker import Webhooks

HOOK = {"name": "ERP", "url": "https://hooks.example.com/hotline", "events": ["call.ended", "call.queued"]}


async def say(parts: Web, *ends: str, journal: Said | None = None) -> Said:
    """Store calls that nobody answers; each is a few events."""
    said = journal or Said()
    before = len(said.all)
    for place, call in enumerate(ends):
        said.gone(call, (before + place) * 100.0, 5.0, "+8613800138000")
    await parts.db.store(lambda connection: NewsStore(connection, epoch="e1").store(said.all[before:]))
    parts.feed.stored()
    return said


async def test_the_stream_is_ordered_and_goes_on_where_one_stopped(parts: Web, admin: Browser, boss: Browser) -> None:
    await say(parts, "call-1", "call-2")
    first = await admin.get("/events", limit=5)
    assert [event["type"] for event in first["events"]][:4] == [
        "call.started",
        "call.queued",
        "call.left_queue",
        "call.ended",
    ]
    assert "timeline" not in first["events"][3]["data"]["cdr"]
    second = await admin.get("/events", since=first["next"])
    assert [event["call"] for event in second["events"]] == ["call-2"] * 3
    assert (second["next"], second["latest"], second["gap"]) == (second["events"][-1]["id"], second["next"], False)
    only = await admin.get("/events", types="call.ended", limit=1)
    assert [event["call"] for event in only["events"]] == ["call-1"]
    assert (await admin.get("/events", types="call.ended", since=only["next"]))["next"] == second["next"]
    assert (await admin.get("/events", types="voicemail.left"))["next"] == second["next"]
    assert (await boss.ask("GET", "/events")).status == 403
    assert (await admin.ask("GET", "/events", params={"types": "nonsense"})).status == 422


async def test_who_waits_gets_events_as_they_are_stored(parts: Web, admin: Browser) -> None:
    waiting = asyncio.create_task(admin.get("/events", since=0, wait=20))
    empty = await admin.get("/events", wait=0.01)
    assert empty == {"events": [], "next": 0, "latest": 0, "gap": False}
    await say(parts, "call-1")
    assert len((await waiting)["events"]) == 4


async def test_a_gap_is_told(parts: Web, admin: Browser) -> None:
    said = await say(parts, "call-1", "call-2")
    ids = [event["id"] for event in (await admin.get("/events"))["events"]]
    await parts.db.store(lambda connection: forget_before(connection, START + 50))
    assert not (await admin.get("/events"))["gap"]
    assert (await admin.get("/events", since=ids[0]))["gap"]
    assert not (await admin.get("/events", since=ids[3]))["gap"]
    assert (await admin.get("/events", since=ids[-1] + 50))["gap"]
    await parts.db.store(lambda connection: forget_before(connection, START + 1e9))
    kept = await admin.get("/events")
    assert [event["id"] for event in kept["events"]] == [ids[-1]]
    await say(parts, "call-3", journal=said)
    assert (await admin.get("/events", since=ids[-1]))["events"][0]["id"] > ids[-1]


async def test_the_catalogue_of_types(admin: Browser) -> None:
    types = await admin.get("/events/types")
    assert {item["type"] for item in types} == TYPES
    left = next(item for item in types if item["type"] == "call.left_queue")
    assert "abandoned" in left["description"]
    assert set(left["fields"]) >= {"queue", "result", "waited", "detail"}
    assert "screen_pop" not in TYPES


async def test_subscriptions_are_managed_and_audited(parts: Web, admin: Browser) -> None:
    said = await say(parts, "call-1")
    made = await admin.send("POST", "/webhooks", HOOK, 201)
    assert made["secret"].startswith("whsec_")
    assert (made["position"], made["behind"]) == (4, 0)
    (row,) = await admin.get("/webhooks")
    assert "secret" not in row
    for wrong in (
        {"url": "http://hooks.example.com/"},
        {"url": "https://127.0.0.1/"},
        {"events": ["call.nonsense"]},
        {"events": []},
    ):
        refused = await admin.send("POST", "/webhooks", HOOK | wrong, 422)
        assert refused["error"]["field"].startswith(next(iter(wrong)))
        assert refused["error"]["message_zh"]
    changed = await admin.send("PATCH", f"/webhooks/{made['id']}", {"active": False, "events": ["*"]})
    assert (changed["active"], changed["events"]) == (False, ["*"])
    await say(parts, "call-2", journal=said)
    assert (await admin.get(f"/webhooks/{made['id']}"))["behind"] == 4
    skipped = await admin.send("PATCH", f"/webhooks/{made['id']}", {"skip": True})
    assert skipped["behind"] == 0
    renewed = await admin.send("POST", f"/webhooks/{made['id']}/secret")
    assert renewed["secret"] != made["secret"]
    await admin.send("DELETE", f"/webhooks/{made['id']}", status=204)
    assert await admin.get("/webhooks") == []
    audit = (await admin.get("/audit", kind="webhook"))["items"]
    assert [entry["action"].split(".")[1] for entry in reversed(audit)] == [
        "create",
        "update",
        "update",
        "secret",
        "delete",
    ]
    assert "whsec" not in str(audit)


class Clock:
    def __init__(self) -> None:
        self.now = START + 1000

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def sender(parts: Web) -> FakeSender:
    assert isinstance(parts.sender, FakeSender)
    return parts.sender


@asynccontextmanager
async def working(parts: Web, clock: Clock, sender: Any = None) -> AsyncIterator[Webhooks]:
    made = Webhooks(parts.db, parts.feed, sender or parts.sender, clock=clock, chance=lambda: 1.0)
    parts.webhooks = made
    task = asyncio.create_task(made.run())
    try:
        yield made
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(condition: Callable[[], Any]) -> Any:
    """Ask until it is so."""
    async with asyncio.timeout(20):
        while not (found := await condition()):
            await asyncio.sleep(0.01)
    return found


async def log(admin: Browser, webhook: str, **asked: Any) -> list[dict[str, Any]]:
    return list(reversed((await admin.get(f"/webhooks/{webhook}/deliveries", **asked))["items"]))


async def test_events_go_out_in_order_signed_and_once(parts: Web, admin: Browser, sender: FakeSender) -> None:
    hook = await admin.send("POST", "/webhooks", HOOK, 201)
    async with working(parts, clock := Clock()):
        await say(parts, "call-1", "call-2")

        async def done() -> Any:
            return len(await log(admin, hook["id"], state="delivered")) == 4

        await until(done)
    bodies = [orjson.loads(body) for _, body, _ in sender.sent]
    assert [(body["type"], body["call"]) for body in bodies] == [
        ("call.queued", "call-1"),
        ("call.ended", "call-1"),
        ("call.queued", "call-2"),
        ("call.ended", "call-2"),
    ]
    for url, body, headers in sender.sent:
        assert url == HOOK["url"]
        assert verify(hook["secret"], body, headers[HEADER], clock.now)
        assert headers["X-Hotline-Event-Id"] == str(orjson.loads(body)["id"])
    async with working(parts, clock):
        await parts.db.ping()
        assert len(sender.sent) == 4


async def test_a_failing_receiver_holds_up_its_own_events_and_gets_them_in_order_later(
    parts: Web, admin: Browser, sender: FakeSender
) -> None:
    hook = await admin.send("POST", "/webhooks", HOOK | {"events": ["call.ended"]}, 201)
    sender.answers = [Outcome(500, "the receiver answered 500"), Outcome(None, "no answer within 10 s")]
    async with working(parts, clock := Clock()) as worker:
        await say(parts, "call-1", "call-2")

        async def attempts(count: int) -> Any:
            rows = await log(admin, hook["id"])
            return [row for row in rows if row["attempts"] == count]

        (row,) = await until(lambda: attempts(1))
        assert (row["state"], row["status"]) == ("pending", 500)
        assert len(sender.sent) == 1
        clock.now += FIRST_PAUSE
        worker.changed()
        (row,) = await until(lambda: attempts(2))
        assert (row["status"], row["error"]) == (None, "no answer within 10 s")
    async with working(parts, clock):  # web was restarted: the third attempt is its third
        clock.now += 2 * FIRST_PAUSE
        parts.webhooks.changed()

        async def done() -> Any:
            return len(await log(admin, hook["id"], state="delivered")) == 2

        await until(done)
    assert [orjson.loads(body)["call"] for _, body, _ in sender.sent] == ["call-1", "call-1", "call-1", "call-2"]
    assert [headers["X-Hotline-Attempt"] for _, _, headers in sender.sent] == ["1", "2", "3", "1"]
    assert [row["attempts"] for row in await log(admin, hook["id"])] == [3, 1]


async def test_what_is_given_up_can_be_sent_again(parts: Web, admin: Browser, sender: FakeSender) -> None:
    hook = await admin.send("POST", "/webhooks", HOOK | {"events": ["call.ended"]}, 201)
    sender.answers = [Outcome(500, "the receiver answered 500")] * ATTEMPTS
    async with working(parts, clock := Clock()) as worker:
        await say(parts, "call-1", "call-2")

        async def settled() -> Any:
            clock.now += 3600
            worker.changed()
            return await log(admin, hook["id"], state="delivered")

        await until(settled)
        dead, delivered = await log(admin, hook["id"])
        assert (dead["state"], dead["attempts"], delivered["state"]) == ("dead", ATTEMPTS, "delivered")
        again = await admin.send("POST", f"/webhooks/{hook['id']}/deliveries/{dead['id']}/redeliver")
        assert (again["state"], again["redelivery"]) == ("pending", True)
        clock.now = time.time() + 1
        worker.changed()

        async def arrived() -> Any:
            return len(await log(admin, hook["id"], state="delivered")) == 2

        await until(arrived)
    bodies = [orjson.loads(body) for _, body, _ in sender.sent]
    assert bodies[-1] == bodies[0]  # the same event with the same id


async def test_one_that_is_gone_is_suspended_and_can_go_on(parts: Web, admin: Browser, sender: FakeSender) -> None:
    hook = await admin.send("POST", "/webhooks", HOOK | {"events": ["call.ended"]}, 201)
    sender.answers = [Outcome(410, "the receiver answered 410")]
    async with working(parts, Clock()):
        await say(parts, "call-1", "call-2")

        async def suspended() -> Any:
            row = await admin.get(f"/webhooks/{hook['id']}")
            return not row["active"] and row["suspended"]

        assert await until(suspended) == "the receiver answered 410 Gone"
        assert len(sender.sent) == 1
        await admin.send("PATCH", f"/webhooks/{hook['id']}", {"active": True})

        async def arrived() -> Any:
            return await log(admin, hook["id"], state="delivered")

        (row,) = await until(arrived)
    assert orjson.loads(sender.sent[-1][1])["call"] == "call-2"
    assert row["event_type"] == "call.ended"


async def test_positions_pass_over_what_nobody_wants(
    parts: Web, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "FAR_BEHIND", 3)
    hook = await admin.send("POST", "/webhooks", HOOK | {"events": ["voicemail.left"]}, 201)
    await say(parts, "call-1")
    await parts.db.store(lambda connection: store.pass_over(connection, hook["id"]))
    assert (await admin.get(f"/webhooks/{hook['id']}"))["behind"] == 0


class Receiver:
    """A web server of somebody else: answers what `say` says, or hangs."""

    def __init__(self) -> None:
        self.say = [200]
        self.got: list[tuple[bytes, str]] = []
        self.hangs = False
        self.released = asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((await request.read(), request.headers[HEADER]))
        if self.hangs:
            await self.released.wait()
        status = self.say.pop(0) if len(self.say) > 1 else self.say[0]
        if status == 0:
            assert request.transport is not None
            request.transport.abort()
        return web.Response(status=status or 200, headers={"Location": "/elsewhere", "Retry-After": "7"})


async def test_a_real_receiver_that_fails_hangs_and_answers(parts: Web, admin: Browser) -> None:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    async with TestServer(app) as server, HttpSender(private=True, timeout=0.3) as http:
        parts.sender = http
        parts.settings = parts.settings.model_copy(update={"webhook_private": True})
        url = str(server.make_url("/hook"))
        hook = await admin.send("POST", "/webhooks", HOOK | {"url": url, "events": ["call.ended"]}, 201)
        ping = await admin.send("POST", f"/webhooks/{hook['id']}/ping")
        assert (ping["ok"], ping["status"]) == (True, 200)
        body, signature = receiver.got[0]
        assert orjson.loads(body)["type"] == "ping"
        assert verify(hook["secret"], body, signature, orjson.loads(body)["at"])

        receiver.say = [302]
        moved = await admin.send("POST", f"/webhooks/{hook['id']}/ping")
        assert (moved["ok"], moved["status"], len(receiver.got)) == (False, 302, 2)

        receiver.say, receiver.hangs = [500, 0, 200], True
        async with working(parts, clock := Clock(), http) as worker:
            await say(parts, "call-1", "call-2")

            async def delivered() -> Any:
                if receiver.hangs and await log(admin, hook["id"]):
                    receiver.hangs = False
                    receiver.released.set()
                clock.now += 3600
                worker.changed()
                return len(await log(admin, hook["id"], state="delivered")) == 2

            await until(delivered)
        first, second = await log(admin, hook["id"])
        assert (first["attempts"] >= 3, second["attempts"]) == (True, 1)
        calls = [orjson.loads(body)["call"] for body, _ in receiver.got[2:]]
        assert calls == ["call-1"] * (len(calls) - 1) + ["call-2"]
    gone = await parts.db.look(events.newest)
    assert gone == 8
