"""One logged-in user of the HTTP API and its live websocket, as a browser would be."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson
import structlog

from telephony.errors import HotlineError

log = structlog.get_logger(__name__)

OnFrame = Callable[[str, Mapping[str, Any]], None]
_PAUSES = (0.5, 1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True)
class Login:
    username: str
    password: str = field(repr=False)


class ApiError(HotlineError):
    """The API refused."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.reason = code


class User:
    """`base` is the server's address, e.g. http://127.0.0.1:8080. Logs in when needed, again when that has ended."""

    def __init__(self, http: aiohttp.ClientSession, base: str, login: Login) -> None:
        self._http = http
        self._base = base
        self._login = login
        self._token = ""
        self._entrance = asyncio.Lock()

    async def _enter(self, stale: str) -> None:
        async with self._entrance:
            if self._token != stale:
                return
            body = {"username": self._login.username, "password": self._login.password}
            answer = await self._send("POST", "/auth/login", body, "")
            self._token = str(answer["token"])

    async def request(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Call `/api/v1{path}`. Raises ApiError when refused, aiohttp.ClientError or TimeoutError when not reached."""
        if not self._token:
            await self._enter("")
        token = self._token
        try:
            return await self._send(method, path, body, token)
        except ApiError as error:
            if error.status != 401:
                raise
        await self._enter(token)
        return await self._send(method, path, body, self._token)

    async def _send(self, method: str, path: str, body: Mapping[str, Any] | None, token: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self._http.request(method, f"{self._base}/api/v1{path}", json=body, headers=headers) as answer:
            content = await answer.read()
            if answer.status < 300:
                return dict(orjson.loads(content)) if content.strip() not in {b"", b"null"} else {}
            try:
                error = orjson.loads(content)["error"]
            except (orjson.JSONDecodeError, KeyError, TypeError):
                error = {"code": "http", "message": content[:200].decode(errors="replace")}
            raise ApiError(answer.status, str(error["code"]), str(error["message"]))

    async def live(self, on_frame: OnFrame, on_gone: Callable[[], None] = lambda: None) -> None:
        """Follow the live websocket for ever, resuming where it broke; screen-pops are acknowledged at once."""
        position: tuple[str, int] | None = None
        failures = 0
        while True:
            began = time.monotonic()
            try:
                position = await self._follow(position, on_frame)
            except ApiError as error:
                position = None
                log.info("demo.live_refused", user=self._login.username, error=str(error))
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                log.debug("demo.live_lost", user=self._login.username, error=str(error) or type(error).__name__)
            on_gone()
            failures = 0 if time.monotonic() - began > 30 else failures + 1
            await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])

    async def _follow(self, position: tuple[str, int] | None, on_frame: OnFrame) -> tuple[str, int] | None:
        if not self._token:
            await self._enter("")
        query = {"token": self._token}
        if position is not None:
            query |= {"epoch": position[0], "since": str(position[1])}
        try:
            socket = await self._http.ws_connect(f"{self._base}/api/v1/live", params=query, heartbeat=20)
        except aiohttp.WSServerHandshakeError as error:
            if error.status == 401:
                self._token = ""
            raise
        async with socket:
            async for message in socket:
                if message.type is not aiohttp.WSMsgType.TEXT:
                    continue
                frame = orjson.loads(message.data)
                if "seq" not in frame:
                    continue
                position = (frame["epoch"], frame["seq"])
                if frame["type"] == "screen_pop":
                    await socket.send_str(orjson.dumps({"type": "ack_pop", "pop": frame["data"]["pop"]}).decode())
                on_frame(frame["type"], frame["data"])
        return position
