"""The websocket `/api/v1/live`: frames out, receipts of screen-pops in."""

from __future__ import annotations

import asyncio
import contextlib
import random
from typing import Any

import orjson
import structlog
from aiohttp import WSMsgType, web

from crm.access import Principal
from server.http.context import WEB, Web
from server.http.session import admit, websocket_login
from server.live.stream import CLOSE_LAGGING, LAGGING, Client

log = structlog.get_logger(__name__)

MAX_INCOMING = 4096
HEARTBEAT = 20.0
CLOSE_LOGGED_OUT = 4001
GRACE = 5.0
"""Seconds that a lagging client has to read that it lags."""
RECHECK = (20.0, 40.0)
"""Seconds between looks whether the login is still valid, and what it may see, by chance: those who came at the same
moment, after a break of the network, are not all looked at in one."""


async def live(http: web.Request) -> web.WebSocketResponse:
    """Open with the cookie or `?token=`; resume with `?epoch=&since=`."""
    parts = http.app[WEB]
    login = await admit(http, parts)
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=MAX_INCOMING, compress=False)
    await socket.prepare(http)
    client = parts.hub.join(login.principal, _resume(http))
    tasks = [
        asyncio.create_task(work)
        for work in (_write(socket, client), _cut_off(http, client), _watch(socket, client, http, parts))
    ]
    try:
        await _read(socket, parts, login.principal)
    finally:
        parts.hub.leave(login.principal, client)
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
    return socket


def _resume(http: web.Request) -> tuple[str, int] | None:
    since = http.query.get("since", "")
    return (http.query.get("epoch", ""), int(since)) if since.isdecimal() and len(since) < 16 else None


async def _write(socket: web.WebSocketResponse, client: Client) -> None:
    """Send what is queued; a client that lags is told and closed."""
    with contextlib.suppress(ConnectionError):
        while (frame := await client.frames.get()) is not None:
            await socket.send_frame(frame, WSMsgType.TEXT)
        await socket.send_frame(LAGGING, WSMsgType.TEXT)
        await socket.close(code=CLOSE_LAGGING, message=b"lagging")


async def _cut_off(http: web.Request, client: Client) -> None:
    """A client that does not read at all cannot be told: its connection is cut after a moment."""
    await client.lags()
    log.info("live.lagging", remote=http.remote)
    await asyncio.sleep(GRACE)
    if http.transport is not None:
        http.transport.abort()


async def _watch(socket: web.WebSocketResponse, client: Client, http: web.Request, parts: Web) -> None:
    """Close the websocket of somebody whose login is over; follow his rights."""
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(client.recheck.wait(), random.uniform(*RECHECK))  # noqa: S311 - no secret
        client.recheck.clear()
        login = await websocket_login(http, parts)
        if login is None:
            await socket.close(code=CLOSE_LOGGED_OUT, message=b"logged out")
            return
        parts.hub.renew(login.principal)


async def _read(socket: web.WebSocketResponse, parts: Web, who: Principal) -> None:
    async for message in socket:
        if message.type is not WSMsgType.TEXT:
            continue
        try:
            frame = orjson.loads(message.data)
            if not isinstance(frame, dict):
                raise TypeError("not an object")  # noqa: TRY301 - the same answer for everything malformed
            await _take(socket, parts, frame)
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            log.info("live.malformed_message", user=who.username, error=str(error)[:200])
            await socket.send_str('{"type":"error","code":"invalid"}')


async def _take(socket: web.WebSocketResponse, parts: Web, frame: dict[str, Any]) -> None:
    match frame["type"]:
        case "ack_pop":
            if not isinstance(frame["pop"], str):
                raise TypeError("pop is no text")
            parts.core.pop_receipt(frame["pop"][:64])
        case "ping":
            await socket.send_str('{"type":"pong"}')
        case other:
            raise KeyError(f"unknown type {other!r}")
