"""The request that a receiver gets."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from crm.events.schemas import EventRow
from crm.webhooks.signature import HEADER, sign

AGENT = "Hotline-Webhook/1"


def message(secret: str, event: EventRow, webhook: str, attempt: int, now: float) -> tuple[bytes, Mapping[str, str]]:
    """Body and headers. The event's id is the same each time that it is sent: receivers take it once."""
    body = orjson.dumps({**event.model_dump(), "webhook": webhook})
    return body, {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "X-Hotline-Event": event.type,
        "X-Hotline-Event-Id": str(event.id),
        "X-Hotline-Attempt": str(attempt),
        HEADER: sign(secret, body, now),
    }


def ping(now: float) -> EventRow:
    """An event that is none: number 0, type `ping`."""
    return EventRow(id=0, at=now, type="ping", call=None, data={})
