"""`/ws`: the softphone's SIP websocket, passed on to the switch's HTTP server on loopback. Nothing else of it is."""

from __future__ import annotations

import asyncio
import contextlib

import aiohttp
import structlog
from aiohttp import ClientWebSocketResponse, WSMsgType, web

from server.http.context import WEB
from server.http.errors import CsrfMissing
from server.http.session import admit, same_origin
from telephony.errors import SwitchUnavailable

log = structlog.get_logger(__name__)

MAX_MESSAGE = 64 * 1024
CONNECT_TIMEOUT = 5.0
HEARTBEAT = 25.0
CLIENT: web.AppKey[aiohttp.ClientSession] = web.AppKey("softphone", aiohttp.ClientSession)

Socket = web.WebSocketResponse | ClientWebSocketResponse


def add_softphone(app: web.Application) -> None:
    app.cleanup_ctx.append(_client)
    app.router.add_get("/ws", softphone)


async def _client(app: web.Application):  # type: ignore[no-untyped-def]
    async with aiohttp.ClientSession() as session:
        app[CLIENT] = session
        yield


async def softphone(request: web.Request) -> web.WebSocketResponse:
    """Both directions until either end closes. Needs a log-in and the subprotocol `sip`."""
    parts = request.app[WEB]
    offered = {name.strip() for name in request.headers.get("Sec-WebSocket-Protocol", "").split(",")}
    if "sip" not in offered:
        raise web.HTTPBadRequest(text="this websocket speaks SIP only: offer the subprotocol sip")
    if not same_origin(request):
        raise CsrfMissing("this page is not from this server")
    await admit(request, parts)
    address = f"ws://127.0.0.1:{parts.settings.switch_http_port}/ws"
    try:
        switch = await asyncio.wait_for(
            request.app[CLIENT].ws_connect(address, protocols=("sip",), max_msg_size=MAX_MESSAGE, heartbeat=HEARTBEAT),
            CONNECT_TIMEOUT,
        )
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise SwitchUnavailable(f"the switch's websocket does not answer: {error!r}") from error
    async with switch:
        browser = web.WebSocketResponse(
            protocols=("sip",), max_msg_size=MAX_MESSAGE, heartbeat=HEARTBEAT, compress=False
        )
        await browser.prepare(request)
        parts.metrics.softphones.inc()
        try:
            await _both_ways(browser, switch)
        finally:
            parts.metrics.softphones.dec()
    return browser


async def _both_ways(browser: web.WebSocketResponse, switch: ClientWebSocketResponse) -> None:
    ways = [asyncio.create_task(_pass_on(browser, switch)), asyncio.create_task(_pass_on(switch, browser))]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        await switch.close()
        await browser.close()


async def _pass_on(source: Socket, sink: Socket) -> None:
    """Messages from `source` to `sink`; each is read only when the one before has been taken."""
    with contextlib.suppress(ConnectionError):
        async for message in source:
            if message.type is WSMsgType.TEXT:
                await sink.send_str(message.data)
            elif message.type is WSMsgType.BINARY:
                await sink.send_bytes(message.data)
            else:
                log.info("softphone.closed", reason=str(message.data)[:100])
                return
