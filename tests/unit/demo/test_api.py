"""The simulation's browser: log-in, live websocket, resume."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from server.demo.api import ApiError, Login, User


class Server:
    """A small stand-in for web."""

    def __init__(self) -> None:
        self.logins = 0
        self.valid = ""
        self.acks: asyncio.Queue[str] = asyncio.Queue()
        self.resumed: list[dict[str, str]] = []
        self.app = web.Application()
        self.app.router.add_post("/api/v1/auth/login", self._login)
        self.app.router.add_get("/api/v1/thing", self._thing)
        self.app.router.add_get("/api/v1/broken", self._broken)
        self.app.router.add_get("/api/v1/live", self._live)

    async def _login(self, request: web.Request) -> web.Response:
        body = await request.json()
        if body["password"] != "right":
            return web.json_response({"error": {"code": "auth.wrong", "message": "wrong password"}}, status=401)
        self.logins += 1
        self.valid = f"token{self.logins}"
        return web.json_response({"token": self.valid})

    async def _thing(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {self.valid}":
            return web.json_response({"error": {"code": "auth.required", "message": "log in"}}, status=401)
        return web.json_response({"ok": True})

    async def _broken(self, request: web.Request) -> web.Response:
        return web.Response(status=502, text="bad gateway")

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        self.resumed.append(dict(request.query))
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "pong"})
        await socket.send_json({"epoch": "e1", "seq": 7, "type": "screen_pop", "data": {"pop": "p1"}})
        async for message in socket:
            await self.acks.put(message.data)
            await socket.close()
        return socket


@pytest.fixture
async def company() -> AsyncIterator[tuple[Server, User]]:
    server = Server()
    running = TestServer(server.app)
    await running.start_server()
    async with aiohttp.ClientSession() as http:
        yield server, User(http, str(running.make_url("")).rstrip("/"), Login(username="a", password="right"))
    await running.close()


async def test_logs_in_once_and_again_when_the_login_has_ended(company: tuple[Server, User]) -> None:
    server, user = company
    assert await user.request("GET", "/thing") == {"ok": True}
    await asyncio.gather(*(user.request("GET", "/thing") for _ in range(5)))
    assert server.logins == 1
    server.valid = "another"
    await asyncio.gather(*(user.request("GET", "/thing") for _ in range(5)))
    assert server.logins == 2


async def test_refusals_carry_status_and_reason(company: tuple[Server, User]) -> None:
    _, user = company
    user._login = Login(username="a", password="wrong")
    with pytest.raises(ApiError, match=r"401 auth\.wrong: wrong password"):
        await user.request("GET", "/thing")
    user._login = Login(username="a", password="right")
    with pytest.raises(ApiError, match="502 http: bad gateway"):
        await user.request("GET", "/broken")


async def test_screen_pops_are_acknowledged_and_the_websocket_resumes(
    company: tuple[Server, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.demo.api._PAUSES", (0.01,))
    server, user = company
    seen: list[tuple[str, Any]] = []
    gone = asyncio.Event()
    task = asyncio.create_task(user.live(lambda kind, data: seen.append((kind, data)), gone.set))
    assert await asyncio.wait_for(server.acks.get(), 5) == '{"type":"ack_pop","pop":"p1"}'
    await asyncio.wait_for(gone.wait(), 5)
    await asyncio.wait_for(server.acks.get(), 5)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert seen[0] == ("screen_pop", {"pop": "p1"})
    assert server.resumed[0] == {"token": "token1"}
    assert server.resumed[1] == {"token": "token1", "epoch": "e1", "since": "7"}
