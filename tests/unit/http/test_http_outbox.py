"""Messages that leave the house: templates, the outbox, and gateways that are real servers on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from mail_server import MailServer
from sqlalchemy import select, update
from web_kit import Browser

from crm.access import system
from crm.base import utcnow
from crm.errors import Invalid
from crm.outbox import store
from crm.outbox.models import OutboxMessage
from crm.outbox.plan import DELAYS, Outcome, after, pause
from crm.outbox.rendering import check, render
from crm.outbox.service import put, send
from server.http.context import Web

SMS_BODY = '{"apikey": {{ secret | json }}, "mobile": "{{ local }}", "text": {{ text | json }}, "ref": "{{ id }}"}'
TEMPLATE = {
    "name": {"zh": "到货通知", "en": "Arrival"},
    "variables": [{"name": "name", "zh": "姓名", "en": "name", "example": "王"}],
    "sms": {"zh": "{{ name }}您好，已到货", "en": "Dear {{ name }}, it is here"},
}


class Provider:
    """An SMS provider: keeps what it is asked; answers with `answers` in turn, else `code` 0."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answers: list[tuple[int, dict[str, Any]]] = []

    async def take(self, request: web.Request) -> web.Response:
        self.asked.append({"headers": dict(request.headers), "body": orjson.loads(await request.read())})
        status, answer = self.answers.pop(0) if self.answers else (200, {"code": 0, "sid": f"p{len(self.asked)}"})
        return web.json_response(answer, status=status)


@pytest.fixture
async def provider() -> AsyncIterator[tuple[Provider, str]]:
    made, app = Provider(), web.Application()
    app.router.add_post("/send", made.take)
    async with TestServer(app) as server:
        yield made, str(server.make_url("/send"))


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    async with MailServer() as server:
        yield server


def sms(url: str, **more: Any) -> dict[str, Any]:
    return {
        "url": url,
        "headers": {"Authorization": "Bearer {{ secret }}"},
        "body": SMS_BODY,
        "success_path": "code",
        "success_values": ["0"],
        "reference_path": "sid",
        "private": True,
        "per_second": 1000.0,
    } | more


SPOKEN = {"template": "survey_link", "values": {"company": "暖购", "link": "https://h/survey/open"}}


async def put_sms(parts: Web, once: str = "x", to: str = "13800138000") -> str:
    async with parts.db.write() as session:
        values = {"company": "暖购", "link": "https://h/survey/tok3n"}
        made = await send(session, "survey_link", "zh", to=to, values=values, once=once, hidden=["tok3n"])
        return str(made)


async def row(parts: Web, ident: str) -> OutboxMessage:
    async with parts.db.read() as session:
        found = await session.scalar(select(OutboxMessage).where(OutboxMessage.id == ident))
        assert found is not None
        return found


async def test_without_a_gateway_messages_stay_and_the_api_says_so(boss: Browser, parts: Web) -> None:
    await put_sms(parts)
    assert await parts.outbox.empty("sms") == 0
    page = await boss.get("/outbox")
    (item,) = page["items"]
    assert (item["state"], item["recipient"], item["template"]) == ("waiting", "+8613800138000", "survey_link")
    assert item["body"].endswith("https://h/survey/•••")
    assert page["gateways"] == [
        {"kind": "sms", "state": "none", "waiting": 1, "error": "", "next_at": None},
        {"kind": "email", "state": "none", "waiting": 0, "error": "", "next_at": None},
    ]


async def test_an_sms_leaves_once_by_the_companys_provider(
    admin: Browser, boss: Browser, parts: Web, provider: tuple[Provider, str]
) -> None:
    heard, url = provider
    body = {"sms": sms(url), "secrets": {"sms": "k3y"}}
    answer = await admin.send("PUT", "/message-gateways", body)
    assert answer["has_secret"] == {"sms": True, "email": False}
    assert "k3y" not in await (await admin.ask("GET", "/message-gateways")).text()
    assert "k3y" not in (parts.settings.root / "hotline.db").read_bytes().decode(errors="replace")
    secrets = parts.settings.root / "secrets.json"
    assert orjson.loads(secrets.read_bytes())["outbox_sms"] == "k3y"
    assert secrets.stat().st_mode & 0o077 == 0
    ident = await put_sms(parts)
    async with parts.db.write() as session:
        again = await send(
            session, "survey_link", "zh", to="13800138000", values={"company": "", "link": "other"}, once="x"
        )
        assert again is None
    assert await parts.outbox.empty("sms") == 1
    assert await parts.outbox.empty("sms") == 0
    (asked,) = heard.asked
    assert asked["headers"]["Authorization"] == "Bearer k3y"
    assert asked["body"] == {
        "apikey": "k3y",
        "mobile": "13800138000",
        "text": "【暖购】感谢您的来电，请点击链接评价本次服务：https://h/survey/tok3n",
        "ref": ident,
    }
    sent = (await boss.get("/outbox", state="sent"))["items"][0]
    assert (sent["id"], sent["attempts"], sent["reference"]) == (ident, 1, "p1")
    assert sent["sent_at"]
    await boss.ask("POST", f"/outbox/{ident}/resend")
    assert await parts.outbox.empty("sms") == 0, "what has left is not sent twice"


async def test_failures_come_again_later_or_end(
    admin: Browser, boss: Browser, parts: Web, provider: tuple[Provider, str]
) -> None:
    heard, url = provider
    await admin.send("PUT", "/message-gateways", {"sms": sms(url), "secrets": {"sms": "k3y"}})
    later = await put_sms(parts, "later")
    heard.answers = [(200, {"code": 22, "msg": "limit, k3y"})]
    assert await parts.outbox.empty("sms") == 0
    waits = await row(parts, later)
    assert (waits.state, waits.attempts) == ("waiting", 1)
    assert "limit" in waits.error
    assert "k3y" not in waits.error
    assert waits.next_at is not None
    assert waits.next_at > utcnow() + timedelta(seconds=20)
    refused = await put_sms(parts, "refused")
    heard.answers = [(400, {"msg": "bad number"})]
    await parts.outbox.empty("sms")
    assert (await row(parts, refused)).state == "failed"
    assert len(heard.asked) == 2
    await boss.send("POST", f"/outbox/{refused}/resend")
    assert await parts.outbox.empty("sms") == 1
    assert (await row(parts, refused)).state == "sent"


async def test_a_gateway_that_is_down_is_left_alone_and_no_message_pays_for_it(
    admin: Browser, boss: Browser, parts: Web, provider: tuple[Provider, str]
) -> None:
    heard, url = provider
    await admin.send("PUT", "/message-gateways", {"sms": sms(url)})
    first, second = await put_sms(parts, "1"), await put_sms(parts, "2")
    heard.answers = [(401, {"msg": "bad key"})]
    await parts.outbox.empty("sms")
    await parts.outbox.empty("sms")
    assert len(heard.asked) == 1, "the second message is not tried at a gateway that is down"
    assert [(await row(parts, each)).attempts for each in (first, second)] == [0, 0]
    state = (await boss.get("/outbox"))["gateways"][0]
    assert (state["state"], state["waiting"]) == ("failing", 2)
    assert "401" in state["error"]
    await admin.send("PUT", "/message-gateways", {"sms": sms(url)})
    assert await parts.outbox.empty("sms") == 2
    assert (await boss.get("/outbox"))["gateways"][0]["state"] == "ok"
    private = sms(url, private=False)
    await admin.send("PUT", "/message-gateways", {"sms": private})
    third = await put_sms(parts, "3")
    await parts.outbox.empty("sms")
    assert "private address" in (await row(parts, third)).error
    assert len(heard.asked) == 3


async def test_mail_leaves_by_smtp(admin: Browser, parts: Web, mail: MailServer) -> None:
    gateway = {"host": "127.0.0.1", "port": mail.port, "security": "none", "username": "hotline", "per_second": 1000.0}
    gateway |= {"sender": "service@example.com", "sender_name": "暖购客服"}
    await admin.send("PUT", "/message-gateways", {"email": gateway, "secrets": {"email": "p4ss"}})
    values = {"number": "+8613800138000", "seconds": "12", "box_zh": "客服信箱", "box_en": "Service"}
    async with parts.db.write() as session:
        ident = await send(session, "voicemail_notice", "zh", to="li@example.com", values=values, once="m")
    assert await parts.outbox.empty("email") == 1
    ((sender, to, raw),) = mail.taken
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert (sender, to) == ("service@example.com", ["li@example.com"])
    assert message["From"].addresses[0].display_name == "暖购客服"
    assert message["Subject"] == "语音留言：13800138000（客服信箱）"
    assert message["Message-ID"] == f"<{ident}@example.com>"
    assert "时长：12 秒" in message.get_content()
    assert mail.logins == [("hotline", "p4ss")]
    mail.refuse = "550 5.1.1 no such user"
    tried = await admin.send("POST", "/message-gateways/test", {"to": "gone@example.com"})
    assert not tried["sent"]
    assert "no such user" in tried["error"]
    async with parts.db.write() as session:
        gone = await send(session, "voicemail_notice", "en", to="gone@example.com", values=values, once="g")
    await parts.outbox.empty("email")
    assert (await row(parts, str(gone))).state == "failed"
    mail.refuse, mail.password = "", "other"
    async with parts.db.write() as session:
        later = await send(session, "voicemail_notice", "en", to="li@example.com", values=values, once="l")
    await parts.outbox.empty("email")
    assert ((await row(parts, str(later))).state, parts.outbox.lines["email"].failures) == ("waiting", 1)


async def test_what_a_dead_process_had_claimed(admin: Browser, parts: Web, mail: MailServer, provider: Any) -> None:
    gateway = {"host": "127.0.0.1", "port": mail.port, "security": "none", "sender": "s@example.com"}
    await admin.send("PUT", "/message-gateways", {"email": gateway, "sms": sms(provider[1])})
    text = await put_sms(parts)
    async with parts.db.write() as session:
        await put(session, "email", "li@example.com", "text", once="mail", subject="subject")
        assert await store.claim(session, "email", utcnow()) is not None
        assert await store.claim(session, "sms", utcnow()) is not None
        assert await store.claim(session, "sms", utcnow()) is None
    assert await parts.outbox.empty("email") == 0
    async with parts.db.write() as session:
        await session.execute(update(OutboxMessage).values(claimed_at=utcnow() - timedelta(hours=1)))
    assert await parts.outbox.empty("email") == 1
    await parts.outbox.empty("sms")
    assert ((await row(parts, text)).state, provider[0].asked) == ("failed", [])


async def test_old_news_do_not_leave_when_a_gateway_comes_back(admin: Browser, parts: Web, provider: Any) -> None:
    ident = await put_sms(parts)
    async with parts.db.write() as session:
        await session.execute(update(OutboxMessage).values(created_at=utcnow() - timedelta(days=30)))
    await admin.send("PUT", "/message-gateways", {"sms": sms(provider[1])})
    assert await parts.outbox.empty("sms") == 0
    assert (await row(parts, ident)).error == store.EXPIRED


async def test_the_worker_is_woken(admin: Browser, wang: Browser, parts: Web, provider: tuple[Provider, str]) -> None:
    await admin.send("PUT", "/message-gateways", {"sms": sms(provider[1])})
    await admin.send("PUT", "/message-templates/arrival", TEMPLATE)
    working = asyncio.create_task(parts.outbox.run())
    body = {"template": "arrival", "language": "en", "to": "13800138001", "values": {"name": "Li"}}
    made = await wang.send("POST", "/outbox", body, 201)
    async with asyncio.timeout(10):
        while (await row(parts, made["id"])).state != "sent":
            await asyncio.sleep(0.02)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    assert provider[0].asked[0]["body"]["text"] == "Dear Li, it is here"


async def test_templates_are_checked_when_they_are_saved(admin: Browser, boss: Browser) -> None:
    made = await admin.send("PUT", "/message-templates/arrival", TEMPLATE)
    assert (made["shipped"], made["changed"]) == (False, True)
    shown = await admin.send("POST", "/message-templates/preview", {"template": TEMPLATE, "values": {"name": "李"}})
    assert [each["body"] for each in shown] == ["李您好，已到货", "Dear 李, it is here"]
    for text, field in (
        ("{{ nobody }}", "sms.zh"),
        ("{{ name", "sms.zh"),
        ("{% for x in name %}{{ x }}{% endfor %}", "sms.zh"),
        ("{{ name.__class__ }}", "sms.zh"),
        ("{{ name() }}", "sms.zh"),
        ("{{ name * 999999999 }}", "sms.zh"),
        ("{% include 'x' %}", "sms.zh"),
        ("{{ name | md5 }}", "sms.zh"),
    ):
        answer = await admin.ask("PUT", "/message-templates/arrival", TEMPLATE | {"sms": {"zh": text}})
        assert answer.status == 422, text
        assert (await answer.json())["error"]["field"] == field
    assert (await admin.ask("PUT", "/message-templates/Bad%20code", TEMPLATE)).status == 422
    assert (await boss.ask("PUT", "/message-templates/arrival", TEMPLATE)).status == 403
    await admin.send("DELETE", "/message-templates/arrival", status=204)
    assert (await admin.ask("GET", "/message-templates/arrival")).status == 404


async def test_shipped_templates_are_worded_anew_and_restored(admin: Browser, parts: Web) -> None:
    shipped = await admin.get("/message-templates/survey_link")
    new = {"name": shipped["name"], "variables": [], "sms": {"zh": "请评价 {{ link }}"}}
    changed = await admin.send("PUT", "/message-templates/survey_link", new)
    assert (changed["shipped"], changed["changed"]) == (True, True)
    assert changed["variables"] == shipped["variables"]
    assert (await row(parts, await put_sms(parts))).body == "请评价 https://h/survey/tok3n"
    await admin.send("DELETE", "/message-templates/survey_link", status=204)
    assert (await admin.get("/message-templates/survey_link"))["sms"] == shipped["sms"]
    assert (await admin.ask("DELETE", "/message-templates/survey_link")).status == 409
    codes = [each["code"] for each in await admin.get("/message-templates")]
    assert {"survey_link", "voicemail_notice", "document_answer", "appointment"} <= set(codes)


async def test_gateways_are_checked(admin: Browser, boss: Browser) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"url": "ftp://x"}, "sms.url"),
        ({"url": "https://{{ to }}/x"}, "sms.url"),
        ({"body": '{"text": "{{ text }}"}'}, "sms.body"),
        ({"body": "{{ nonsense }}"}, "sms.body"),
        ({"headers": {"X-Sign": "{{ text | sha1 }}"}}, "sms.headers.X-Sign"),
    ]
    for change, field in wrong:
        answer = await admin.ask("PUT", "/message-gateways", {"sms": sms("https://sms.example.com/") | change})
        assert (answer.status, (await answer.json())["error"]["field"]) == (422, field), change
    assert (await admin.ask("POST", "/message-gateways/test", {"to": "13800138000"})).status == 409
    assert (await boss.ask("GET", "/message-gateways")).status == 403


async def test_who_sees_and_takes_back_messages(boss: Browser, wang: Browser, li: Browser, parts: Web) -> None:
    ident = await put_sms(parts)
    assert (await li.get("/outbox"))["total"] == 0, "agents see what they have sent themselves"
    assert (await li.ask("GET", f"/outbox/{ident}")).status == 404
    assert (await li.ask("POST", f"/outbox/{ident}/cancel")).status == 403
    bad = {"template": "survey_link", "to": "no number", "values": {"company": "", "link": ""}}
    for body, status in (
        (bad, 422),
        (bad | {"to": "13800138000", "template": "nothing"}, 404),
        (bad | {"to": "a@example.com"}, 404),
        (bad | {"to": "13800138000", "values": {}}, 422),
        (bad | {"to": "13800138000", "customer_id": "nobody"}, 404),
    ):
        assert (await wang.ask("POST", "/outbox", body)).status == status, body
    cancelled = await boss.send("POST", f"/outbox/{ident}/cancel")
    assert cancelled["state"] == "cancelled"
    assert (await boss.ask("POST", f"/outbox/{ident}/cancel")).status == 409
    assert [each["id"] for each in (await boss.get("/outbox", q="38001380"))["items"]] == [ident]
    assert (await boss.get("/outbox", q="99999"))["items"] == []
    for part in ("tok3n", "survey/t"):
        assert (await boss.get("/outbox", q=part))["items"] == [], "the link would be found out letter by letter"
    made = await wang.send("POST", "/outbox", SPOKEN | {"to": "13900139000"}, 201)
    assert [each["id"] for each in (await boss.get("/outbox", q="survey/op"))["items"]] == [made["id"]]


def test_what_becomes_of_a_message() -> None:
    now = utcnow()
    assert after(Outcome(sent=True), 2, now).state == "sent"
    assert after(Outcome(sent=False, refused=True), 0, now).state == "failed"
    assert after(Outcome(sent=False, down=True), 3, now).attempts == 3
    times = [after(Outcome(sent=False), n, now).next_at for n in range(len(DELAYS))]
    assert times == [now + timedelta(seconds=delay) for delay in DELAYS]
    assert after(Outcome(sent=False), len(DELAYS), now).state == "failed"
    assert pause(1) < pause(3) <= pause(99)


def test_texts_say_only_what_they_are_given() -> None:
    text = "{% if name == 'x' and not tel %}A{% else %}{{ tel | phone }}{% endif %}"
    check(text, ["name", "tel"], "t")
    assert render(text, {"name": "y", "tel": "+8613800138000"}) == "13800138000"
    with pytest.raises(Invalid):
        render("{{ missing }}", {})
    assert system().trusted
