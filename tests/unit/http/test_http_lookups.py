"""What flows ask: verification of customers and staff, requests to other systems, prompts recorded by phone."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession
from web_kit import Browser

from crm.access import system
from crm.customers.schemas import NewCustomer
from crm.customers.service import CustomerService
from crm.routing.flow_known import HTTP_HOSTS
from crm.routing.settings import put
from server.http.context import Web
from server.lookups import Lookups
from server.outgoing import Refused, check_public, request
from server.prompts import audio
from server.prompts.library import PhoneRecordings, library_folder
from telephony.errors import Unknown
from tests.support.ports import free_ports


@pytest.fixture
async def lookups(parts: Web) -> Lookups:
    async def publish(session: AsyncSession) -> None:
        await parts.configuration.publish(session)

    settings = parts.settings
    recordings = PhoneRecordings(parts.db, settings.recordings_dir, settings.root, publish)
    return Lookups(parts.db, parts.metrics, lambda: parts.company, parts.passwords, recordings)


async def ask(lookups: Lookups, name: str, **params: str) -> dict[str, Any]:
    return dict(await lookups.query({"name": name, "params": params}))


async def test_only_registered_queries(lookups: Lookups) -> None:
    with pytest.raises(Unknown, match="customer"):
        await ask(lookups, "secrets")


async def test_staff_by_number_and_phone_password(lookups: Lookups, wang: Browser) -> None:
    assert (await wang.ask("PUT", "/auth/phone-password", {"password": "2468"})).status == 204
    assert await ask(lookups, "staff", number="1001", password="2468") == {
        "found": True,
        "number": "1001",
        "name": "Wang",
    }
    assert await ask(lookups, "staff", number="1002", password="2468") == {"found": False}
    assert await ask(lookups, "staff") == {"found": False}
    for _ in range(6):
        await ask(lookups, "staff", number="1001", password="0000")
    assert await ask(lookups, "staff", number="1001", password="2468") == {"found": False}


async def test_customers_by_number_and_phone(lookups: Lookups, parts: Web) -> None:
    async with parts.db.write() as session:
        made = await CustomerService(session, system(), area_code="010").create(
            NewCustomer.model_validate({"name": "王小明", "phones": [{"number": "13800138000"}]})
        )
    found = await ask(lookups, "customer", number=made.number, phone="+8613800138000")
    assert (found["found"], found["name"]) == (True, "王小明")
    assert (await ask(lookups, "customer", phone="13800138000"))["number"] == made.number
    assert await ask(lookups, "customer", number=made.number, phone="13900000000") == {"found": False}
    assert await ask(lookups, "customer") == {"found": False}


class Shop:
    """Another system of the company."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, bytes, str]] = []

    async def serve(self, http: web.Request) -> web.StreamResponse:
        self.asked.append((http.method, http.path_qs, await http.read(), http.headers.get("Authorization", "")))
        match http.path:
            case "/order":
                return web.json_response({"data": {"price": 12.5}})
            case "/away":
                raise web.HTTPFound("/order")
            case "/large":
                return web.Response(body=b" " * 70_000)
            case "/page":
                return web.Response(text="<p>no JSON</p>")
            case _:
                raise web.HTTPNotFound


@pytest.fixture
async def shop() -> AsyncIterator[tuple[Shop, str]]:
    made = Shop()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", made.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    (port,) = free_ports(1)
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield made, f"127.0.0.1:{port}"
    await runner.cleanup()


async def test_a_request_to_an_allowed_host(lookups: Lookups, parts: Web, shop: tuple[Shop, str]) -> None:
    made, host = shop
    async with parts.db.write() as session:
        await put(session, HTTP_HOSTS, {"hosts": [{"host": host, "private": True}]})
    answer = await ask(
        lookups,
        "http.request",
        method="POST",
        url=f"http://{host}/order?x=1",
        headers='{"Authorization": "Bearer t", "Host": "evil"}',
        body='{"phone": "1"}',
    )
    assert answer == {"status": 200, "json": {"data": {"price": 12.5}}}
    assert made.asked == [("POST", "/order?x=1", b'{"phone": "1"}', "Bearer t")]


@pytest.mark.parametrize(
    ("path", "answer"), [("away", {"status": 302, "json": None}), ("lost", {"status": 404, "json": None})]
)
async def test_redirects_are_not_followed(shop: tuple[Shop, str], path: str, answer: dict[str, Any]) -> None:
    made, host = shop
    assert await request({"method": "GET", "url": f"http://{host}/{path}"}, [{"host": host, "private": True}]) == answer
    assert len(made.asked) == 1


@pytest.mark.parametrize("path", ["large", "page"])
async def test_answers_that_cannot_be_used(shop: tuple[Shop, str], path: str) -> None:
    _, host = shop
    answer = await request({"method": "GET", "url": f"http://{host}/{path}"}, [{"host": host, "private": True}])
    assert answer["status"] == 0


async def test_private_addresses_are_refused_by_name_and_by_number(shop: tuple[Shop, str]) -> None:
    made, host = shop
    port = host.partition(":")[2]
    for name in (host, f"localhost:{port}"):
        answer = await request({"method": "GET", "url": f"http://{name}/order"}, [{"host": name}])
        assert answer["status"] == 0
    assert made.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://other/",
        "ftp://good.example/",
        "http://good.example:8080/",
        "http://u:p@good.example/",
        "http://good.example:x/",
    ],
)
async def test_hosts_that_are_not_listed(url: str) -> None:
    answer = await request({"method": "GET", "url": url}, [{"host": "good.example", "private": True}])
    assert answer["status"] == 0


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fe80::1%eth0", "::ffff:127.0.0.1", "0.0.0.0",
     "100.64.0.1", "fc00::1", "224.0.0.1", "64:ff9b::7f00:1"],
)  # fmt: skip
def test_private_addresses(address: str) -> None:
    with pytest.raises(Refused):
        check_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888"])
def test_public_addresses(address: str) -> None:
    check_public(address)


def test_a_name_is_no_address() -> None:
    with pytest.raises(ValueError, match="does not appear"):
        check_public("localhost")
    assert socket.AI_NUMERICHOST


def draft(parts: Web, name: str = "01" + "A" * 24) -> tuple[Path, str]:
    path = f"raw/prompts/{name}"
    file = parts.settings.recordings_dir / f"{path}.wav"
    t = np.arange(8000) / 8000
    audio.write_wav(file, np.asarray(0.01 * np.sin(2 * np.pi * 500 * t), dtype=np.float32))
    return file, path


async def test_a_prompt_recorded_by_phone(lookups: Lookups, parts: Web, admin: Browser, boss: Browser) -> None:
    prompt = {"id": "greeting", "name": {"zh": "欢迎", "en": "Welcome"}, "number": "12"}
    await admin.send("POST", "/prompts", prompt, status=201)
    file, path = draft(parts)
    wish = {"prompt": "12", "language": "zh", "recording": path}
    assert (await ask(lookups, "prompt.publish", **wish, staff="1001"))["published"] is False  # an agent
    assert (await ask(lookups, "prompt.publish", **wish))["published"] is False
    assert (await ask(lookups, "prompt.publish", **wish | {"recording": "../x"}, staff="2000"))["published"] is False
    assert (await ask(lookups, "prompt.publish", **wish | {"prompt": "no"}, staff="2000"))["published"] is False
    assert file.is_file()
    assert await ask(lookups, "prompt.publish", **wish, staff="2000") == {"published": True, "prompt": "greeting"}
    assert not file.is_file()
    (version,) = (await admin.get("/prompts/greeting"))["versions"]
    assert (version["source"], version["language"], version["created_by"]) == ("phone", "zh", boss.user["id"])
    assert version["level"] == pytest.approx(-20, abs=0.5)
    assert len(list(library_folder(parts.settings.root).glob("*.wav"))) == 1
    (entry,) = (await admin.get("/audit", action="prompts.record"))["items"]
    assert (entry["username"], entry["address"]) == ("boss", "phone")
