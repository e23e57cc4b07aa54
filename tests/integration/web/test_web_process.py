"""The whole web process on SQLite and on PostgreSQL: first start, the core's line, restarts, two at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from crm_news import START, Journal, abandoned_call, answered_call
from sqlalchemy import func, select
from web_core import Core

from crm.calls.models import Call, RejectedNews
from crm.customers.models import Customer
from crm.tickets.models import Ticket
from server.http.context import Web
from server.settings import Settings
from server.web import serving
from telephony import domain_events as news

PASSWORD = "correct horse"


class Api:
    """A person at the HTTP API."""

    def __init__(self, http: aiohttp.ClientSession, address: str) -> None:
        self._http = http
        self.address = address
        self.token = ""

    async def log_in(self, username: str, password: str = PASSWORD) -> Api:
        body = await self.send("POST", "/auth/login", {"username": username, "password": password})
        self.token = body["token"]
        return self

    async def send(self, method: str, path: str, json: object = None, status: int = 200, **params: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        url = f"{self.address}/api/v1{path}"
        async with self._http.request(method, url, json=json, headers=headers, params=params) as response:
            assert response.status == status, await response.text()
            return await response.json() if response.status != 204 else None

    async def get(self, path: str, **params: Any) -> Any:
        return await self.send("GET", path, **params)

    def live(self) -> Any:
        return self._http.ws_connect(f"{self.address}/api/v1/live?token={self.token}")


@asynccontextmanager
async def running(settings: Settings, core: Core | None = None) -> AsyncIterator[Web]:
    """The web process; with a core, until the line to it is up and the configuration in force."""
    async with serving(settings) as parts:
        if core is not None:
            await core.until(lambda: core.configuration is not None)
        yield parts


def api(http: aiohttp.ClientSession, settings: Settings) -> Api:
    return Api(http, f"http://127.0.0.1:{settings.http_port}")


@pytest.mark.empty_database
async def test_an_empty_installation_gets_an_administrator_and_a_working_configuration(
    settings: Settings, core: Core, http: aiohttp.ClientSession, capsys: pytest.CaptureFixture[str]
) -> None:
    unknown = settings.model_copy(update={"admin_password": None})
    async with running(unknown, core):
        pass
    shown = capsys.readouterr().out
    assert shown.count("admin") >= 1
    password = shown.split("password: ")[1].split()[0]
    assert core.configuration is not None
    assert core.configuration.entry("1000") is not None
    assert set(core.configuration.queues) == {"service", "shop", "heating"}
    core.configuration = None
    async with running(unknown, core):
        admin = await api(http, settings).log_in("admin", password)
        assert (await admin.get("/auth/me"))["user"]["must_change_password"] is True
        async with http.get(f"http://127.0.0.1:{settings.http_port}/readyz") as response:
            assert response.status == 200, await response.text()
    assert password not in capsys.readouterr().out


async def test_the_sample_company(settings: Settings, core: Core, http: aiohttp.ClientSession) -> None:
    async with running(settings.model_copy(update={"demo": True}), core) as parts:
        agent = await api(http, settings).log_in("1001", "warmshop")
        boss = await api(http, settings).log_in("supervisor", "warmshop")
        assert (await agent.get("/customers"))["total"] == 360
        assert (await boss.get("/calls"))["total"] > 300
        assert 0 < (await agent.get("/calls"))["total"] < (await boss.get("/calls"))["total"]
        tickets = await agent.get("/tickets", open="true")
        assert tickets["total"] > 10
        phone = tickets["items"][0]["phone"]
        answer = await core.bus.ask("directory.customer", {"number": phone, "dialled": "1000"}, 5)
        assert answer["known"] is True
        assert answer["last_agent"]
        number = tickets["items"][0]["number"]
        status = await core.bus.ask("directory.query", {"name": "ticket_status", "params": {"number": number}}, 5)
        assert (status["found"], status["number"]) == (True, number)
        orders = (await agent.get("/documents", list="all", family="order", page_size="200"))["items"]
        for node in ("check", "manager", "ship", "collect", "receipt", "abnormal"):
            assert (await agent.get("/documents", list="all", type="order", node=node))["total"] > 0, node
        assert {"done", "cancelled"} <= {order["status"] for order in orders}
        known = {"phone": orders[0]["phone"], "caller": orders[0]["phone"]}
        heard = await core.bus.ask("directory.query", {"name": "order_status", "params": known}, 5)
        assert (heard["found"], heard["own"], heard["place"]) == (True, True, 1)
        card = await core.bus.ask("directory.customer", {"number": orders[0]["phone"], "dialled": "1000"}, 5)
        found = await agent.get("/documents", list="all", family="order", customer=card["customer"])
        his = {order["id"] for order in found["items"]}
        assert {order["id"] for order in card["card"]["orders"]} <= his
        assert len(card["card"]["orders"]) == min(len(his), 3)
        new = {"goods": "滤芯", "amount": "99", "address": "和平里 1 号"}
        made = {"type": "order", "title": "滤芯", "fields": new, "unit_id": "shop"}
        taken = {order["number"] for order in orders}
        assert (await agent.send("POST", "/documents", made, status=201))["number"] not in taken
        async with parts.db.read() as session:
            languages = set(await session.scalars(select(Customer.language).distinct()))
            clash = await session.execute(select(Ticket.number).group_by(Ticket.number).having(func.count() > 1))
        assert languages == {"zh", "en"}
        assert clash.all() == []
        created = await agent.send(
            "POST", "/tickets", {"type": "repair", "title": "新", "unit_id": "heating"}, status=201
        )
        assert created["department_en"] == "Heating Repairs"
    assert core.configuration is not None
    assert len(core.configuration.agents_by_number) == 13
    assert len(core.configuration.devices) == 12


async def test_a_message_in_an_agents_box_is_counted_for_his_lamp(
    settings: Settings, core: Core, http: aiohttp.ClientSession
) -> None:
    async with running(settings.model_copy(update={"demo": True}), core):
        admin = await api(http, settings).log_in("admin")
        user = (await admin.get("/users", page_size="200"))["items"]
        agent = next(each["id"] for each in user if each["number"] == "1001")
        box = {"id": "box-1001", "name": {"zh": "信箱", "en": "Box"}, "user_id": agent}
        await admin.send("POST", "/mailboxes", box, status=201)
        counted = ("mailbox.counts", {"agents": {agent: [0, 0]}})
        await core.until(lambda: counted in core.requests)
        core.say(news.VoicemailLeft("call-1", "box-1001", "vm-1", "+8613800138000", None, 12.5, "zh"))
        core.say(news.RecordingReady("call-1", "vm-1", "voicemail", "raw/2026/11/21/vm-1", START, 12.5))
        await core.until(lambda: ("mailbox.counts", {"agents": {agent: [1, 0]}}) in core.requests)
        await admin.send("PATCH", "/voicemails/vm-1", {"heard": True})
        await core.until(lambda: ("mailbox.counts", {"agents": {agent: [0, 1]}}) in core.requests)


async def test_calls_are_stored_acknowledged_and_shown(
    settings: Settings, core: Core, http: aiohttp.ClientSession
) -> None:
    async with running(settings, core):
        admin = await api(http, settings).log_in("admin")
        for envelope in answered_call(Journal(), "call-1"):
            core.repeat(envelope)
        await core.stored()
        call = await admin.get("/calls/call-1")
        assert (call["outcome"], call["talk_seconds"], len(call["timeline"])) == ("answered", 60.0, 11)
        (customer,) = (await admin.get("/customers", phone="13800138000"))["items"]
        assert customer["provisional"] is True
        timeline = await admin.get(f"/customers/{customer['id']}/timeline")
        assert [(item["kind"], item["id"]) for item in timeline["items"]] == [
            ("recording", "rec-call-1"),
            ("call", "call-1"),
        ]
        assert await admin.send("GET", "/calls/call-1/recording", status=404)


async def test_a_restart_of_web_loses_no_call_and_doubles_none(
    settings: Settings, core: Core, http: aiohttp.ClientSession
) -> None:
    journal = Journal()
    calls = [abandoned_call(journal, f"call-{place}", "+8613800138000", at=START + place) for place in range(30)]
    async with running(settings, core):
        for envelope in [e for call in calls[:10] for e in call]:
            core.repeat(envelope)
        await core.stored()
        for envelope in [e for call in calls[10:20] for e in call]:
            core.repeat(envelope)
    for envelope in [e for call in calls[20:] for e in call]:
        core.repeat(envelope)
    core.configuration = None
    async with running(settings, core) as parts:
        await core.stored()
        admin = await api(http, settings).log_in("admin")
        assert (await admin.get("/calls", outcome="abandoned"))["total"] == 30
        async with parts.db.read() as session:
            assert await session.scalar(select(func.count()).select_from(Call)) == 30
            assert await session.scalar(select(func.count()).select_from(Customer)) == 1


async def test_news_that_cannot_be_stored_are_set_aside(
    settings: Settings, core: Core, http: aiohttp.ClientSession
) -> None:
    async with running(settings, core) as parts:
        broken = news.CallEnded("call-x", {"call": "call-x", "direction": "inbound", "agents": []})
        core.say(broken)
        for envelope in abandoned_call(Journal(), "call-1", "+8613800138000"):
            core.repeat(envelope)
        await core.stored()
        admin = await api(http, settings).log_in("admin")
        assert [row["id"] for row in (await admin.get("/calls"))["items"]] == ["call-1"]
        async with parts.db.read() as session:
            (rejected,) = await session.scalars(select(RejectedNews))
        assert (rejected.type, rejected.payload["data"]["cdr"]["call"]) == ("call.ended", "call-x")
        assert "KeyError" in rejected.error


async def test_a_screen_pop_does_not_wait_for_the_database(
    settings: Settings, core: Core, http: aiohttp.ClientSession
) -> None:
    async with running(settings.model_copy(update={"demo": True}), core) as parts:
        agent = await api(http, settings).log_in("1001", "warmshop")
        me = (await agent.get("/auth/me"))["user"]["id"]
        async with agent.live() as socket:
            assert (await socket.receive_json(timeout=5))["type"] == "snapshot"
            async with parts.db.write():
                for envelope in answered_call(Journal(), "call-1"):
                    core.repeat(envelope)
                pop = news.ScreenPop(
                    "call-1", "pop-1", me, "service", "+8613800138000", "1000", "zh", 1.0, False, None, {}, {}, ()
                )
                core.say(pop)
                frame = await socket.receive_json(timeout=5)
                while frame["type"] != "screen_pop":
                    frame = await socket.receive_json(timeout=5)
                await socket.send_json({"type": "ack_pop", "pop": frame["data"]["pop"]})
                assert await asyncio.wait_for(core.receipts.get(), 5) == "pop-1"
            await core.stored()


async def test_a_configuration_that_the_core_refuses_is_not_kept(
    settings: Settings, core: Core, http: aiohttp.ClientSession
) -> None:
    async with running(settings, core):
        admin = await api(http, settings).log_in("admin")
        assert core.configuration is not None
        before = core.configuration.snapshot.version
        await admin.send("PATCH", "/queues/shop", {"ring_timeout": 12.0})
        assert core.configuration.snapshot.version > before
        assert core.configuration.queues["shop"].ring_timeout == 12.0
        core.refuse = "queue shop: too short"
        refused = await admin.send("PATCH", "/queues/shop", {"ring_timeout": 5.0}, status=422)
        assert refused["error"]["message"] == "queue shop: too short"
        (shop,) = [queue for queue in await admin.get("/queues") if queue["id"] == "shop"]
        assert shop["ring_timeout"] == 12.0


async def test_changes_without_a_core_reach_it_when_it_comes(settings: Settings, http: aiohttp.ClientSession) -> None:
    async with running(settings):
        admin = await api(http, settings).log_in("admin")
        await admin.send("POST", "/queues", {"id": "vip", "name": {"zh": "贵宾", "en": "VIP"}}, status=201)
        await admin.send("POST", "/agent/session", {"browser": True}, status=409)
        core = Core(settings)
        await core.start()
        try:
            await core.until(lambda: core.configuration is not None)
            assert core.configuration is not None
            assert "vip" in core.configuration.queues
        finally:
            await core.close()


async def test_two_people_at_one_ticket_at_once(settings: Settings, http: aiohttp.ClientSession) -> None:
    async with running(settings):
        admin = await api(http, settings).log_in("admin")
        ticket = await admin.send("POST", "/tickets", {"type": "repair", "title": "漏水"}, status=201)

        async def change(title: str) -> int:
            url = f"{admin.address}/api/v1/tickets/{ticket['id']}"
            headers = {"Authorization": f"Bearer {admin.token}"}
            body = {"version": ticket["version"], "title": title}
            async with http.patch(url, json=body, headers=headers) as response:
                return response.status

        statuses = await asyncio.gather(*(change(f"改{place}") for place in range(6)))
    assert sorted(statuses) == [200] + [409] * 5


async def test_numbers_are_given_once_however_many_ask(settings: Settings, http: aiohttp.ClientSession) -> None:
    async with running(settings):
        admin = await api(http, settings).log_in("admin")
        body = {"type": "repair", "title": "漏水"}
        made = await asyncio.gather(*(admin.send("POST", "/tickets", body, status=201) for _ in range(12)))
    numbers = sorted(ticket["number"][-4:] for ticket in made)
    assert numbers == [f"{place:04d}" for place in range(1, 13)]


@pytest.mark.empty_database
async def test_two_processes_migrate_one_after_the_other(settings: Settings) -> None:
    from server.database import Database

    settings.make_folders()
    databases = [Database(settings.database) for _ in range(3)]
    await asyncio.gather(*(database.migrate() for database in databases))
    for database in databases:
        current, newest = await database.revision()
        assert current == newest
        await database.close()
