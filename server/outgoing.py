"""HTTP requests that flows make (the node `http`): to allowed hosts only, and into private networks only where that is
said. Nothing that a caller keys in can lead them elsewhere."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import socket
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson
import structlog
from aiohttp.abc import AbstractResolver, ResolveResult

log = structlog.get_logger(__name__)

MAX_ANSWER = 64 * 1024
MAX_TIMEOUT = 10.0
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_KEPT = frozenset({"host", "content-length", "transfer-encoding", "connection", "content-type"})
"""Headers that a flow cannot set."""

Answer = dict[str, Any]


class Refused(Exception):
    """The request is not made; the reason is for the log."""


class PublicOnly(AbstractResolver):
    """Resolves names, and refuses every address that is not public unless `private`. The connection is made to what was
    checked: a name that answers differently a moment later changes nothing."""

    def __init__(self, *, private: bool) -> None:
        self._private = private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        results: list[ResolveResult] = []
        for kind, _, protocol, _, address in found:
            if not self._private:
                check_public(str(address[0]))
            results.append(
                ResolveResult(
                    hostname=host,
                    host=str(address[0]),
                    port=port,
                    family=kind,
                    proto=protocol,
                    flags=socket.AI_NUMERICHOST,
                )
            )
        return results

    async def close(self) -> None:
        pass


def check_public(address: str) -> None:
    """Raises Refused for an address inside this machine or a private network, also one written as IPv6."""
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            ip = inner
    if not ip.is_global or ip.is_multicast or ip.is_reserved:
        raise Refused(f"{address} is a private address")


def allowed(method: str, url: str, hosts: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The entry of the list that allows this request. Raises Refused."""
    if method not in METHODS:
        raise Refused(f"{method} is no method")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or parts.username is not None or parts.password is not None:
        raise Refused("only http and https without user names are asked")
    try:
        port = parts.port
    except ValueError as error:
        raise Refused("the port is no number") from error
    asked = (parts.hostname or "").lower()
    named = asked if port is None else f"{asked}:{port}"
    for host in hosts:
        if str(host["host"]).lower() == named:
            return host
    raise Refused(f"{named} is not among the allowed hosts")


async def request(params: Mapping[str, Any], hosts: Sequence[Mapping[str, Any]]) -> Answer:
    """`{method, url, headers, body?, timeout}` (headers and body as JSON texts) → `{status, json}`; status 0 and a
    reason when there was no usable answer. Redirects are not followed."""
    url, method = str(params.get("url")), str(params.get("method"))
    try:
        host = allowed(method, url, hosts)
        return await _ask(method, url, params, private=bool(host.get("private")))
    except Refused as error:
        log.warning("outgoing.refused", host=urlsplit(url).hostname, reason=str(error))
        return {"status": 0, "error": str(error)}
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        log.warning("outgoing.failed", host=urlsplit(url).hostname, reason=type(error).__name__)
        return {"status": 0, "error": type(error).__name__}


async def _ask(method: str, url: str, params: Mapping[str, Any], *, private: bool) -> Answer:
    headers = {
        str(name): str(value)
        for name, value in json.loads(params.get("headers") or "{}").items()
        if str(name).lower() not in _KEPT
    }
    body = params.get("body")
    if body is not None:
        headers["Content-Type"] = "application/json"
    seconds = min(MAX_TIMEOUT, float(params.get("timeout") or 2.0))
    if not private:
        _literal(url)
    connector = aiohttp.TCPConnector(resolver=PublicOnly(private=private), use_dns_cache=False, limit=1)
    async with (
        aiohttp.ClientSession(
            connector=connector, timeout=aiohttp.ClientTimeout(total=seconds), trust_env=False, max_line_size=8190
        ) as session,
        session.request(
            method, url, headers=headers, data=str(body).encode() if body is not None else None, allow_redirects=False
        ) as response,
    ):
        raw = bytearray()
        async for chunk in response.content.iter_chunked(16 * 1024):
            raw += chunk
            if len(raw) > MAX_ANSWER:
                raise Refused(f"the answer is larger than {MAX_ANSWER} bytes")
        return {"status": response.status, "json": _json(bytes(raw), response.status)}


def _literal(url: str) -> None:
    """An address in place of a name is resolved by nobody: it is checked here."""
    host = urlsplit(url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return
    check_public(host)


def _json(raw: bytes, status: int) -> Any:
    """What a good answer holds. Raises Refused when it is no JSON; the bodies of errors are not looked at."""
    if not 200 <= status < 300 or not raw.strip():
        return None
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Refused("the answer is no JSON") from error
