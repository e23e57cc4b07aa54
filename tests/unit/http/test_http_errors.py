"""Bad input is refused with one clear error in both languages; nothing else is affected."""

from __future__ import annotations

import asyncio
import io
import logging
from types import SimpleNamespace
from typing import Any, cast

import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from web_kit import PASSWORD, Browser

from server.http.app import WORTH_PACKING, _measured
from server.http.context import WEB, Web
from server.metrics import Metrics

NEW = {"name": "王芳", "phones": [{"number": "13800138000"}]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({**NEW, "name": 5}, "name"),
        ({**NEW, "phones": []}, "phones"),
        ({**NEW, "phones": [{"number": "13800138000", "kind": "x"}]}, "phones.0.kind"),
        ({**NEW, "unknown": 1}, "unknown"),
        ({**NEW, "sex": "x"}, "sex"),
        ({**NEW, "name": "x" * 101}, "name"),
        ([NEW], "body"),
        (None, "body"),
    ],
)
async def test_bodies_are_strict(wang: Browser, body: object, field: str) -> None:
    response = await wang.ask("POST", "/customers", headers={"Content-Type": "application/json"}, data=None, json=body)
    assert response.status in {400, 422}
    error = (await response.json())["error"]
    if response.status == 422:
        assert error["field"] == field
        assert error["code"] == "invalid"
    assert error["message"]
    assert error["message_zh"]


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"NaN", b'{"name": NaN}', b"[" * 100_000])
async def test_what_is_no_json_is_refused(wang: Browser, raw: bytes) -> None:
    headers = {"Authorization": f"Bearer {wang.token}", "Content-Type": "application/json"}
    response = await wang.client.post("/api/v1/customers", data=raw, headers=headers)
    assert response.status == 400
    assert (await response.json())["error"]["code"] == "body.not_json"


async def test_forms_are_refused(wang: Browser) -> None:
    headers = {"Authorization": f"Bearer {wang.token}"}
    response = await wang.client.post("/api/v1/customers", data={"name": "x"}, headers=headers)
    assert response.status == 400


async def test_a_huge_body_is_refused(wang: Browser) -> None:
    headers = {"Authorization": f"Bearer {wang.token}", "Content-Type": "application/json"}
    body = io.BytesIO(b'{"note": "' + b"x" * 3_000_000 + b'"}')
    response = await wang.client.post("/api/v1/customers", data=body, headers=headers)
    assert response.status == 413
    assert (await response.json())["error"]["code"] == "body.too_large"


@pytest.mark.parametrize(
    "query", [{"page": "0"}, {"page": "x"}, {"page_size": "201"}, {"nonsense": "1"}, {"provisional": "perhaps"}]
)
async def test_queries_are_checked(wang: Browser, query: dict[str, str]) -> None:
    response = await wang.ask("GET", "/customers", params=query)
    assert response.status == 422
    assert (await response.json())["error"]["field"] == next(iter(query))


async def test_queries_are_lax_about_types_and_empty_values(wang: Browser) -> None:
    await wang.get("/customers", page="1", provisional="true", q="")
    await wang.get("/calls", **{"from": "2026-11-21T00:00:00", "to": "2026-11-21T08:00:00+08:00"})


async def test_unknown_addresses_and_methods(client: TestClient[Any, Any], wang: Browser) -> None:
    response = await client.get("/api/v1/nothing")
    assert (response.status, (await response.json())["error"]["code"]) == (404, "not_found")
    response = await wang.ask("PUT", "/customers", NEW)
    assert response.status == 405


async def test_every_answer_is_safe_for_browsers(client: TestClient[Any, Any]) -> None:
    for path in ("/", "/api/v1/customers", "/api/docs", "/healthz"):
        headers = (await client.get(path)).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "script-src 'self';" in headers["Content-Security-Policy"]


async def test_long_answers_are_compressed_for_those_who_take_it(client: TestClient[Any, Any], wang: Browser) -> None:
    long = await wang.ask("GET", "/kpis", headers={"Accept-Encoding": "gzip"})
    assert long.headers["Content-Encoding"] == "gzip"
    assert len(orjson.dumps(await long.json())) > WORTH_PACKING > int(long.headers["Content-Length"])
    plain = await wang.ask("GET", "/kpis", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    short = await wang.ask("GET", "/auth/me", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in short.headers


async def test_a_failing_server_says_so_without_details(wang: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    from crm.customers.service import CustomerService

    async def fail(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(CustomerService, "find", fail)
    response = await wang.ask("GET", "/customers")
    assert response.status == 500
    assert "secret" not in await response.text()


async def test_what_databases_refuse_is_refused_before(wang: Browser) -> None:
    for path in ("/customers?q=a%00b", "/customers/a%00b", "/calls?from=0001-01-01T00:00:00%2B14:00"):
        response = await wang.ask("GET", path)
        assert response.status == 422, path
    response = await wang.ask("POST", "/customers", {**NEW, "name": "a\0b"})
    assert (response.status, (await response.json())["error"]["field"]) == (422, "body")
    response = await wang.ask("POST", "/customers", {**NEW, "name": "a\\u0000b"})
    assert response.status == 201


@pytest.mark.parametrize("query", ["page=1&page=2", "page=&page=1", "q=a&q=a"])
async def test_a_name_given_twice_in_a_query_is_refused(wang: Browser, query: str) -> None:
    response = await wang.ask("GET", f"/customers?{query}")
    assert response.status in {400, 422}
    error = (await response.json())["error"]
    assert error["field"] == query.partition("=")[0]
    assert error["message_zh"]


async def test_who_leaves_in_the_middle_of_his_request_is_no_error_of_the_server(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """On a server as it is run: that of aiohttp's tests cancels handlers instead."""
    metrics = Metrics()

    async def reads(request: web.Request) -> web.Response:
        await request.read()
        return web.Response()

    app = web.Application(middlewares=[_measured])
    app[WEB] = cast("Web", SimpleNamespace(metrics=metrics))
    app.router.add_post("/thing", reads)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        _, writer = await asyncio.open_connection(*runner.addresses[0])
        writer.write(b"POST /thing HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
        await writer.drain()
        writer.close()

        def statuses() -> set[str]:
            return {sample.labels["status"] for each in metrics.requests.collect() for sample in each.samples}

        async with asyncio.timeout(5):
            while not statuses():
                await asyncio.sleep(0.01)
        assert statuses() == {"499"}
    finally:
        await runner.cleanup()
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /api/v1/customers HTTP/1.1\r\nUser-Agent: M\xf6z", b"200"),
        (b"POST /api/v1/customers HTTP/1.1\r\nIdempotency-Key: \xff\r\nContent-Type: application/json", b"422"),
    ],
)
async def test_bytes_that_are_no_utf8_are_refused(
    client: TestClient[Any, Any], wang: Browser, head: bytes, status: bytes
) -> None:
    body = orjson.dumps(NEW) if head.startswith(b"POST") else b""
    assert await answered(client, head + f"\r\nAuthorization: Bearer {wang.token}".encode(), body) == status


async def test_a_browser_may_call_itself_what_it_likes(client: TestClient[Any, Any], wang: Browser) -> None:
    head = b"POST /api/v1/auth/login HTTP/1.1\r\nUser-Agent: M\xf6zilla\r\nContent-Type: application/json"
    assert await answered(client, head, orjson.dumps({"username": "wang", "password": PASSWORD})) == b"200"


async def answered(client: TestClient[Any, Any], head: bytes, body: bytes) -> bytes:
    """The status of a request whose bytes no client would send."""
    reader, writer = await asyncio.open_connection(client.server.host, client.server.port)
    writer.write(head + f"\r\nHost: x\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
    answer = await reader.read()
    writer.close()
    return answer.split(b" ", 2)[1]
