"""A thousand websockets on one web process, and one that stops reading."""

from __future__ import annotations

import asyncio
import base64
import secrets
import socket
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson

from server.bench.report import percentile
from server.bench.stage import PASSWORD
from server.bench.web_changes import changes, steadily
from server.bench.web_house import BOSS, House
from telephony.errors import ConfigError

BOARDS = 20
"""Clients who see everything; the others are agents, who see themselves and their queues."""
PEOPLE = 50
"""Agents who are logged in, each in several tabs, as a log-in costs a slow hash."""
_AT_ONCE = 50
_SETTLE = 2.0


@dataclass(slots=True)
class Heard:
    """Seconds from the core's word to each client."""

    delays: list[float] = field(default_factory=list)
    broken: int = 0
    measuring: bool = False


async def measure(place: House, *, clients: int, rate: float, seconds: float) -> dict[str, Any]:
    """p99 of the way from the core to every client: first all read, then one does not. Raises ConfigError when they
    cannot all be opened."""
    heard = Heard()
    tasks: list[asyncio.Task[None]] = []
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http:
        tokens = [await _token(http, place, name) for name in (BOSS, *place.numbers[:PEOPLE])]
        opening = asyncio.Semaphore(_AT_ONCE)
        opened = 0

        async def one(token: str) -> None:
            nonlocal opened
            async with opening:
                ws = await http.ws_connect(f"{place.base}/api/v1/live?token={token}", max_msg_size=0)
                await ws.receive()
            opened += 1
            async for message in ws:
                if heard.measuring and message.type is aiohttp.WSMsgType.TEXT:
                    at = orjson.loads(message.data).get("data", {}).get("at")
                    if isinstance(at, float):
                        heard.delays.append(time.time() - at)
            heard.broken += heard.measuring

        own = [tokens[0] if place < BOARDS else tokens[1 + place % (len(tokens) - 1)] for place in range(clients)]
        tasks = [asyncio.create_task(one(token)) for token in own]
        try:
            async with asyncio.timeout(120):
                while opened < clients:
                    await asyncio.sleep(0.1)
                    if any(task.done() for task in tasks):
                        raise ConfigError("a websocket was refused: see web.log")
            await asyncio.sleep(_SETTLE)
            first = await _run(place, heard, rate, seconds)
            stuck = _stuck(place, tokens[0])
            try:
                second = await _run(place, heard, rate, seconds)
                cut = _was_cut(stuck)
            finally:
                stuck.close()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    return {"clients": clients, "boards": BOARDS, "rate": rate, "seconds": seconds, "all_read": first,
            "one_does_not": second, "stuck_was_cut_off": cut}  # fmt: skip


async def _run(place: House, heard: Heard, rate: float, seconds: float) -> dict[str, Any]:
    heard.delays, heard.broken, heard.measuring = [], 0, True
    one = changes(place, seed=1)
    async for _ in steadily(rate, seconds):
        place.core.say(one())
    await asyncio.sleep(_SETTLE)
    heard.measuring = False
    return {
        "frames": len(heard.delays),
        "p50_ms": round(percentile(heard.delays, 0.5) * 1000, 2),
        "p99_ms": round(percentile(heard.delays, 0.99) * 1000, 2),
        "max_ms": round(max(heard.delays, default=0.0) * 1000, 2),
        "lost_clients": heard.broken,
    }


async def _token(http: aiohttp.ClientSession, place: House, username: str) -> str:
    body = {"username": username, "password": PASSWORD}
    async with http.post(f"{place.base}/api/v1/auth/login", json=body) as answer:
        if answer.status != 200:
            raise ConfigError(f"log-in of {username}: {answer.status} {await answer.text()}")
        return str((await answer.json())["token"])


def _stuck(place: House, token: str) -> socket.socket:
    """A board that asks for everything and reads nothing."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", place.settings.http_port))
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    client.sendall(
        f"GET /api/v1/live?token={token} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    return client


def _was_cut(client: socket.socket) -> bool:
    """Whether the server has given it up: the kernel knows it before anything is read."""
    established = 1
    info = client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)
    return info[0] != established
