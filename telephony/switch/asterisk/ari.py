"""One ARI websocket: events in order, and REST requests over the same socket, matched by their id."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson
import structlog

from telephony.errors import OutcomeUnknown, SwitchUnavailable

log = structlog.get_logger(__name__)

Message = Mapping[str, Any]
MAX_MESSAGE = 64 * 1024 * 1024
"""Bytes: the list of all channels arrives as one message."""


@dataclass(frozen=True, slots=True)
class AriResponse:
    """`status` as in HTTP; `body` the parsed JSON or None; `reason` the switch's words when it refuses."""

    status: int
    reason: str
    body: Any

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def words(self) -> str:
        """What the switch says about a refusal."""
        text = self.body.get("message") if isinstance(self.body, dict) else None
        return f"{self.status} {text or self.reason}"


class AriConnection:
    """`on_event` gets every event in the order of the socket, `on_lost` is called once when the connection is gone
    for any reason but our own `close`."""

    def __init__(self, on_event: Callable[[Message], None], on_lost: Callable[[str], None]) -> None:
        self._on_event = on_event
        self._on_lost = on_lost
        self._session: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None
        self._pending: dict[str, asyncio.Future[AriResponse]] = {}
        self._ids = itertools.count(1)
        self._closing = False

    async def open(self, *, port: int, user: str, secret: str, app: str, limit: float = 5.0) -> None:
        """Connect to 127.0.0.1:`port` and register `app`. Raises SwitchUnavailable."""
        self._session = aiohttp.ClientSession(headers={"Authorization": aiohttp.encode_basic_auth(user, secret)})
        url = f"http://127.0.0.1:{port}/ari/events?app={app}"
        farewell = aiohttp.ClientWSTimeout(ws_close=1.0)
        try:
            async with asyncio.timeout(limit):
                self._socket = await self._session.ws_connect(
                    url, heartbeat=15, max_msg_size=MAX_MESSAGE, compress=0, timeout=farewell
                )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            await self._session.close()
            raise SwitchUnavailable(f"ARI on port {port}: {str(error) or 'no answer'}") from error
        self._reader = asyncio.create_task(self._read(self._socket))

    async def request(
        self,
        method: str,
        uri: str,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        limit: float = 5.0,
    ) -> AriResponse:
        """Send one request and wait `limit` seconds for its response.

        Requests are handled by the switch in the order in which they are sent. Raises SwitchUnavailable when there is
        no connection, OutcomeUnknown when it breaks or the time is up before the response.
        """
        socket = self._socket
        if socket is None or socket.closed or self._closing:
            raise SwitchUnavailable
        request_id = str(next(self._ids))
        frame: dict[str, Any] = {"type": "RESTRequest", "request_id": request_id, "method": method, "uri": uri}
        if query:
            frame["query_strings"] = [{"name": name, "value": value} for name, value in query.items()]
        if body is not None:
            frame["content_type"] = "application/json"
            frame["message_body"] = orjson.dumps(body).decode()
        future: asyncio.Future[AriResponse] = asyncio.get_running_loop().create_future()
        self._pending[request_id] = future
        try:
            async with asyncio.timeout(limit):
                await socket.send_str(orjson.dumps(frame).decode())
                return await future
        except TimeoutError:
            raise OutcomeUnknown(f"{method} {uri}: no answer within {limit:.0f} s") from None
        except (ConnectionError, aiohttp.ClientError) as error:
            raise OutcomeUnknown(f"{method} {uri}: {error}") from error
        finally:
            self._pending.pop(request_id, None)

    async def close(self) -> None:
        """Close the socket; calls are not touched."""
        self._closing = True
        if self._socket is not None:
            with contextlib.suppress(aiohttp.ClientError, OSError):
                await self._socket.close()
        if self._reader is not None and self._reader is not asyncio.current_task():
            await asyncio.gather(self._reader, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def abort(self) -> None:
        """Drop the TCP connection without a farewell, as a broken network would."""
        if self._socket is not None and (transport := self._socket.get_extra_info("socket")) is not None:
            transport.shutdown(2)

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        reason = "the connection was closed"
        try:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._receive(message.data)
                elif message.type is aiohttp.WSMsgType.ERROR:
                    reason = str(message.data)
                    break
        except (aiohttp.ClientError, OSError) as error:
            reason = str(error)
        finally:
            for future in self._pending.values():
                if not future.done():
                    future.set_exception(OutcomeUnknown())
            self._pending.clear()
            if not self._closing:
                self._closing = True
                self._on_lost(reason)

    def _receive(self, text: str) -> None:
        try:
            message = orjson.loads(text)
            kind = message["type"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            log.warning("ari.malformed", size=len(text))
            return
        if kind == "RESTResponse":
            self._resolve(message)
        else:
            self._on_event(message)

    def _resolve(self, message: Message) -> None:
        future = self._pending.get(message.get("request_id", ""))
        if future is None or future.done():
            return  # its caller has given up waiting
        text = message.get("message_body")
        try:
            body = orjson.loads(text) if text else None
        except orjson.JSONDecodeError:
            body = None
        future.set_result(AriResponse(int(message["status_code"]), str(message.get("reason_phrase", "")), body))
