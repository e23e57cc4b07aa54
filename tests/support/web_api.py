"""A person at the HTTP API of a running installation."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp


class Api:
    """One logged-in user. `async with Api.open(address, user, password) as api: await api.get("/calls")`."""

    def __init__(self, address: str) -> None:
        self._address = f"{address}/api/v1"
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        self.user: dict[str, Any] = {}

    @classmethod
    async def open(cls, address: str, username: str, password: str) -> Api:
        api = cls(address)
        body = await api.send("POST", "/auth/login", {"username": username, "password": password})
        if "user" not in body:
            await api.close()
            raise AssertionError(f"{username} is not logged in: {sorted(body)}")
        api.user = body["user"]
        api._http.headers["Authorization"] = f"Bearer {body['token']}"
        return api

    async def close(self) -> None:
        await self._http.close()

    async def __aenter__(self) -> Api:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def send(self, method: str, path: str, json: object = None, *, ok: bool = True, **params: Any) -> Any:
        """The parsed answer; with `ok` a refusal fails the test with the server's words."""
        async with self._http.request(method, self._address + path, json=json, params=params) as response:
            if ok:
                assert response.status < 300, f"{method} {path}: {response.status} {await response.text()}"
            if response.status == 204 or response.content_type != "application/json":
                return None
            return await response.json()

    async def get(self, path: str, **params: Any) -> Any:
        return await self.send("GET", path, **params)

    async def bytes(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Status and body of a file."""
        async with self._http.get(self._address + path, headers=headers) as response:
            return response.status, await response.read()

    async def until(self, path: str, found: Callable[[Any], Any], seconds: float = 20.0, **params: Any) -> Any:
        """Ask again and again until `found(answer)` is true; returns what it returned."""
        answer: Any = None
        try:
            async with asyncio.timeout(seconds):
                while not (result := found(answer := await self.get(path, **params))):
                    await asyncio.sleep(0.15)
                return result
        except TimeoutError:
            raise AssertionError(f"{path}: not as expected after {seconds:.0f} s: {str(answer)[:3000]}") from None


async def is_ready(address: str) -> bool:
    """Whether the whole installation says that it is ready."""
    async with aiohttp.ClientSession() as http:
        try:
            async with http.get(f"{address}/readyz") as response:
                return response.status == 200
        except aiohttp.ClientError:
            return False


async def eventually(condition: Callable[[], Awaitable[Any] | Any], seconds: float = 10.0, what: str = "") -> Any:
    """Wait until `condition()` (plain or async) is true; returns its value."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                value = condition()
                if asyncio.iscoroutine(value):
                    value = await value
                if value:
                    return value
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"not within {seconds:.0f} s: {what or condition}") from None
