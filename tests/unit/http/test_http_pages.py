"""Pages, documents, health, and the softphone's websocket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError, web
from aiohttp.test_utils import TestClient
from web_kit import Browser, FakeCore

from server.http.app import all_routes
from server.http.context import Web
from server.http.openapi import document
from server.http.route import PREFIX
from server.provision.pages import compress


async def test_pages_of_the_front_end(client: TestClient[Any, Any], dist: Path) -> None:
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<p>index</p>")
    (dist / "assets" / "app-1a2b.js").write_text("1")
    (dist.parent / "secret.txt").write_text("secret")
    for path in ("/", "/agent", "/calls/01ARZ3"):
        response = await client.get(path)
        assert await response.text() == "<p>index</p>"
        assert response.headers["Cache-Control"] == "no-cache"
    (dist / "survey.html").write_text("<p>survey</p>")
    response = await client.get("/survey/Zm9v-_")  # what a customer's link names, without a log-in
    assert await response.text() == "<p>survey</p>"
    assert response.headers["Cache-Control"] == "no-cache"
    response = await client.get("/assets/app-1a2b.js")
    assert "immutable" in response.headers["Cache-Control"]
    (dist / "assets" / "big-3c4d.js").write_text("let x = 1;\n" * 1000)
    compress(dist)
    response = await client.get("/assets/big-3c4d.js", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert int(response.headers["Content-Length"]) < 200
    assert await response.text() == "let x = 1;\n" * 1000
    response = await client.get("/assets/big-3c4d.js", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in response.headers
    assert (await client.get("/assets/gone.js")).status == 404
    for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/%00"):
        response = await client.get(path)
        assert "secret" not in await response.text()


async def test_a_plain_page_before_the_front_end_is_built(client: TestClient[Any, Any]) -> None:
    text = await (await client.get("/")).text()
    assert "网页尚未构建" in text
    assert "not been built" in text


async def test_health_and_metrics(client: TestClient[Any, Any], parts: Web, core: FakeCore) -> None:
    assert (await client.get("/healthz")).status == 200
    response = await client.get("/readyz")
    assert response.status == 503
    assert (await response.json())["checks"] == {"database": True, "core": True, "switch": False, "configuration": True}
    parts.hub.state.switch = {"node": "a1", "up": True}
    assert (await client.get("/readyz")).status == 200
    core.connected = False
    assert (await (await client.get("/readyz")).json())["checks"]["switch"] is False
    text = await (await client.get("/metrics")).text()
    assert 'hotline_http_requests_total{method="GET",route="/readyz",status="200"} 1.0' in text


async def test_the_api_describes_itself(client: TestClient[Any, Any]) -> None:
    api = await (await client.get("/api/openapi.json")).json()
    assert api["openapi"] == "3.1.0"
    described = {(path, method.upper()) for path, methods in api["paths"].items() for method in methods}
    assert described == {(PREFIX + route.path, route.method) for route in all_routes()}
    page = await (await client.get("/api/docs")).text()
    assert "http://" not in page
    assert "https://" not in page
    assert (await client.get("/api/docs/docs.js")).status == 200
    assert (await client.get("/api/docs/other.js")).status == 404


def test_every_reference_of_the_description_leads_somewhere() -> None:
    api = document(all_routes())
    schemas = api["components"]["schemas"]

    def references(part: object) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [found for value in part.values() for found in references(value)]
        if isinstance(part, list):
            return [found for value in part for found in references(value)]
        return []

    found = references(api)
    assert found
    assert {name for name in found if name.removeprefix("#/components/schemas/") not in schemas} == set()


def test_the_front_ends_copy_of_the_description_is_fresh() -> None:
    """`python -m server.http.openapi > web/openapi.json` makes it."""
    stored = Path(__file__).parents[3] / "web" / "openapi.json"
    assert orjson.loads(stored.read_bytes()) == orjson.loads(orjson.dumps(document(all_routes())))


class FakeSwitch:
    """A websocket server that says back what it hears, as the switch's /ws."""

    def __init__(self) -> None:
        self.opened: list[web.WebSocketResponse] = []
        self.closed = asyncio.Event()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("sip",))
        await socket.prepare(request)
        self.opened.append(socket)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await socket.send_str(f"echo {message.data}")
            elif message.type is WSMsgType.BINARY:
                await socket.send_bytes(message.data)
        self.closed.set()
        return socket


@pytest.fixture
async def switch(parts: Web) -> AsyncIterator[FakeSwitch]:
    fake = FakeSwitch()
    app = web.Application()
    app.router.add_get("/ws", fake.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", parts.settings.switch_http_port).start()
    yield fake
    await runner.cleanup()


async def softphone(client: TestClient[Any, Any], token: str, **more: Any) -> ClientWebSocketResponse:
    return await client.ws_connect(f"/ws?token={token}", protocols=more.pop("protocols", ("sip",)), **more)


async def test_sip_goes_both_ways_and_both_ends_close(
    client: TestClient[Any, Any], wang: Browser, switch: FakeSwitch
) -> None:
    async with await softphone(client, wang.token) as phone:
        assert phone.protocol == "sip"
        for place in range(50):
            await phone.send_str(f"REGISTER {place}")
            assert await phone.receive_str(timeout=5) == f"echo REGISTER {place}"
        await phone.send_bytes(b"\x00\x01")
        assert await phone.receive_bytes(timeout=5) == b"\x00\x01"
    await asyncio.wait_for(switch.closed.wait(), 5)


async def test_the_switch_closes_and_the_browser_hears_it(
    client: TestClient[Any, Any], wang: Browser, switch: FakeSwitch
) -> None:
    async with await softphone(client, wang.token) as phone:
        await phone.send_str("x")
        await phone.receive_str(timeout=5)
        await switch.opened[0].close()
        assert (await phone.receive(timeout=5)).type in {WSMsgType.CLOSE, WSMsgType.CLOSED}


async def test_only_people_who_are_logged_in_and_speak_sip(
    client: TestClient[Any, Any], wang: Browser, switch: FakeSwitch
) -> None:
    for token, more, status in (
        ("wrong", {}, 401),
        (wang.token, {"protocols": ("other",)}, 400),
        (wang.token, {"protocols": ()}, 400),
        (wang.token, {"origin": "http://evil.example"}, 403),
    ):
        with pytest.raises(WSServerHandshakeError) as refused:
            await softphone(client, token, **more)
        assert refused.value.status == status
    assert switch.opened == []


async def test_without_a_switch_it_says_so(client: TestClient[Any, Any], wang: Browser) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await softphone(client, wang.token)
    assert refused.value.status == 503
