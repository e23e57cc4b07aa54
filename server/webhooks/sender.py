"""Posts to receivers: certificates checked, no redirects, a bounded time, and no address that is not allowed."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Protocol

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from crm.webhooks.plan import Outcome
from crm.webhooks.targets import forbidden

TIMEOUT = 10.0
"""Seconds that a receiver has to take an event."""
CONNECTIONS = 50


class NotAllowed(OSError):
    """The receiver's address is not allowed."""


class Sender(Protocol):
    """Sends one event once; never raises for what the receiver or the network does."""

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome: ...


class GuardedResolver(AbstractResolver):
    """Resolves names, and refuses one that leads to an address that is not allowed. What is connected to is what was
    judged here: the answer is not asked for again."""

    def __init__(self, inner: AbstractResolver | None = None) -> None:
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        for item in found:
            if reason := forbidden(item["host"]):
                raise NotAllowed(f"{host} leads to {item['host']}, which is {reason}")
        return found

    async def close(self) -> None:
        await self._inner.close()


class HttpSender:
    """Use as a context. `private`: addresses of this machine and of private networks are allowed."""

    def __init__(self, *, private: bool, timeout: float = TIMEOUT) -> None:
        self._private = private
        self._timeout = timeout

    async def __aenter__(self) -> HttpSender:
        connector = aiohttp.TCPConnector(
            resolver=None if self._private else GuardedResolver(), use_dns_cache=False, limit=CONNECTIONS
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=self._timeout),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
        started = time.perf_counter()

        def lasted() -> float:
            return time.perf_counter() - started

        try:
            target = URL(url)
            # A host that is written as an address is not asked for at the resolver.
            if not self._private and (reason := forbidden(target.host or "")):
                return Outcome(None, f"{target.host} is {reason}", lasted())
            async with self._session.post(target, data=body, headers=headers, allow_redirects=False) as answer:
                error = "" if 200 <= answer.status < 300 else f"the receiver answered {answer.status}"
                return Outcome(answer.status, error, lasted(), _retry_after(answer.headers.get("Retry-After", "")))
        except TimeoutError:
            return Outcome(None, f"no answer within {self._timeout:g} s", lasted())
        except (aiohttp.ClientError, OSError, ValueError) as error:
            refused = isinstance(error.__cause__, NotAllowed)
            reason = str(error.__cause__) if refused else f"{type(error).__name__}: {error}"
            return Outcome(None, reason[:300], lasted())


def _retry_after(value: str) -> float | None:
    return float(value) if value.isdecimal() and len(value) < 8 else None
