"""Requests with an answer to the server's challenge (digest authentication), for registrations and calls alike."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable

from server.demo.ua.dialog import Dialog, token
from server.demo.ua.digest import authorization, parse_challenge
from server.demo.ua.message import Headers, Request, Response
from server.demo.ua.transactions import Address, TransactionLayer

_ATTEMPTS = 3


async def send(
    layer: TransactionLayer,
    dialog: Dialog,
    method: str,
    to: Address,
    *,
    extra: Headers = (),
    body: bytes = b"",
    on_sent: Callable[[Request], None] = lambda _: None,
    on_provisional: Callable[[Response], None] | None = None,
) -> tuple[Request, Response]:
    """Send a request of a dialog, again with credentials when challenged (once more when the nonce was stale).

    Returns the last request and its final response. `on_sent` gets every request as it goes out. Raises NoResponse, and
    SipError for a challenge that is not understood.
    """
    credentials: Headers = ()
    attempts = 0
    while True:
        attempts += 1
        request = dialog.request(method, extra=(*extra, *credentials), body=body)
        on_sent(request)
        response = await layer.request(request, to, on_provisional)
        refused = bool(credentials) and response.status in {401, 407} and not _stale(response)
        if response.status not in {401, 407} or not dialog.secret or refused or attempts == _ATTEMPTS:
            return request, response
        credentials = (_credentials(response, request, dialog),)


def _stale(response: Response) -> bool:
    value = response.get("WWW-Authenticate") or response.get("Proxy-Authenticate")
    return value is not None and parse_challenge(value).stale


def _credentials(response: Response, request: Request, dialog: Dialog) -> tuple[str, str]:
    www = response.get("WWW-Authenticate")
    challenge = parse_challenge(www or response.require("Proxy-Authenticate"))
    value = authorization(
        challenge,
        user=dialog.contact.user,
        secret=dialog.secret,
        method=request.method,
        uri=request.uri,
        cnonce=token(),
    )
    return ("Authorization" if www else "Proxy-Authorization", value)


async def resolve(address: Address) -> Address:
    """The IPv4 address of a host. Raises OSError when it has none."""
    host, port = address
    try:
        return str(ipaddress.IPv4Address(host)), port
    except ValueError:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, family=socket.AF_INET, type=socket.SOCK_DGRAM)
        return str(found[0][4][0]), port
