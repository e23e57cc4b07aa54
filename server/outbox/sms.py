"""SMS by a provider's HTTP interface, as the company has described it."""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson

from crm.errors import Invalid
from crm.outbox.gateways import SmsGateway
from crm.outbox.plan import Outcome
from crm.outbox.rendering import render
from crm.outbox.store import Outgoing
from crm.phones import local
from server.outgoing import PublicOnly, Refused, check_public

_TYPES = {
    "json": "application/json; charset=utf-8",
    "form": "application/x-www-form-urlencoded; charset=utf-8",
    "text": "text/plain; charset=utf-8",
}
MAX_ANSWER = 64 * 1024
LATER = frozenset({408, 425, 429})
"""Refusals that are about the moment, not about the message."""
GATEWAY = frozenset({401, 403, 404, 405})
"""Refusals that are about our request as such: no message would be taken."""


async def send_sms(gateway: SmsGateway, message: Outgoing, secret: str, now: float) -> Outcome:
    """One attempt; never raises for what the provider or the network does."""
    given: dict[str, Any] = {
        "id": message.id,
        "to": message.recipient,
        "local": local(message.recipient).replace("-", ""),
        "text": message.body,
        "template": message.template,
        "values": message.values,
        "secret": secret,
        "now": str(int(now)),
    }
    try:
        url = render(gateway.url, given, "url", request=True)
        headers = {name: render(text, given, name, request=True).strip() for name, text in gateway.headers.items()}
        body = render(gateway.body, given, "body", request=True)
    except Invalid as error:
        return Outcome(sent=False, error=str(error), refused=True)
    if body and gateway.method != "GET":
        headers.setdefault("Content-Type", _TYPES[gateway.content_type])
    try:
        if not gateway.private:
            _literal(url)
        outcome = await _ask(gateway, url, headers, body)
        return replace(outcome, error=_hide(outcome.error, secret))
    except Refused as error:
        return Outcome(sent=False, error=str(error), down=True)
    except TimeoutError:
        # It may have arrived. Providers know our id, and a message that comes twice is better than none.
        return Outcome(sent=False, error=f"no answer within {gateway.timeout:g} s")
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return Outcome(sent=False, error=_hide(f"{type(error).__name__}: {error}", secret), down=True)


async def _ask(gateway: SmsGateway, url: str, headers: dict[str, str], body: str) -> Outcome:
    connector = aiohttp.TCPConnector(resolver=PublicOnly(private=gateway.private), use_dns_cache=False, limit=1)
    async with (
        aiohttp.ClientSession(
            connector=connector, timeout=aiohttp.ClientTimeout(total=gateway.timeout), trust_env=False
        ) as session,
        session.request(
            gateway.method,
            url,
            headers=headers,
            data=body.encode() if body and gateway.method != "GET" else None,
            allow_redirects=False,
        ) as response,
    ):
        raw = await response.content.read(MAX_ANSWER)
        return judge(gateway, response.status, raw)


def judge(gateway: SmsGateway, status: int, raw: bytes) -> Outcome:
    """What an answer means."""
    said = raw[:200].decode(errors="replace").strip()
    if not 200 <= status < 300:
        later = status in LATER or status >= 500
        return Outcome(
            sent=False,
            error=f"the provider answered {status}: {said}",
            down=status in GATEWAY,
            refused=not later and status not in GATEWAY,
        )
    if not gateway.success_path and not gateway.reference_path:
        return Outcome(sent=True)
    try:
        answer = orjson.loads(raw)
    except orjson.JSONDecodeError:
        answer = None
    if gateway.success_path and _at(answer, gateway.success_path) not in gateway.success_values:
        return Outcome(sent=False, error=f"the provider refused: {said}")
    return Outcome(sent=True, reference=_at(answer, gateway.reference_path) if gateway.reference_path else "")


def _at(answer: Any, path: str) -> str:
    """What stands at `data.0.code`, as text; "" when nothing does."""
    for part in path.split("."):
        if isinstance(answer, dict):
            answer = answer.get(part)
        elif isinstance(answer, list) and part.isdigit() and int(part) < len(answer):
            answer = answer[int(part)]
        else:
            return ""
    if isinstance(answer, bool):
        return str(answer).lower()
    return "" if answer is None else str(answer)


def _literal(url: str) -> None:
    """An address in place of a name is resolved by nobody: it is checked here. Raises Refused."""
    host = urlsplit(url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return
    check_public(host)


def _hide(text: str, secret: str) -> str:
    return text.replace(secret, "•••") if secret else text
