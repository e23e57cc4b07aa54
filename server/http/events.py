"""Events for other systems: an ordered stream that can be taken up again, and webhooks."""

from __future__ import annotations

import time

from sqlalchemy.ext.asyncio import AsyncSession

from crm.audit.service import note
from crm.errors import Forbidden, Invalid
from crm.events import feed
from crm.events.catalogue import TYPES, EventType, event_types
from crm.events.schemas import EventQuery, Events
from crm.paging import Page
from crm.webhooks.schemas import (
    DeliveryQuery,
    DeliveryRow,
    NewWebhook,
    PingResult,
    WebhookChange,
    WebhookRow,
    WebhookSecret,
)
from crm.webhooks.service import WebhookService
from server.http.context import Request
from server.http.route import Routes
from server.webhooks.message import message, ping

routes = Routes("events")


@routes("GET", "/events")
async def list_events(request: Request, query: EventQuery) -> Events:
    """Durable events after `since`, oldest first; waits up to `wait` seconds for one."""
    if not request.who.may("events.read"):
        raise Forbidden
    types = _types(query.types)
    until = time.monotonic() + query.wait
    while True:
        mark = request.web.feed.mark
        found = await request.web.db.look(lambda connection: feed.page(connection, query.since, query.limit, types))
        left = max(0.0, until - time.monotonic())
        if found.events or found.gap or not await request.web.feed.after(mark, left):
            return found


@routes("GET", "/events/types")
async def list_event_types(request: Request) -> list[EventType]:
    """Every type of event with the fields of its data."""
    del request
    return event_types()


@routes("GET", "/webhooks")
async def list_webhooks(request: Request) -> list[WebhookRow]:
    """All subscriptions, and how far behind each is."""
    async with request.web.db.read() as session:
        return await _service(request, session).all()


@routes("POST", "/webhooks", status=201)
async def create_webhook(request: Request, body: NewWebhook) -> WebhookSecret:
    """Subscribe. The secret that signs is shown in this answer alone."""
    async with request.web.db.write() as session:
        row = await _service(request, session).create(body)
    request.web.webhooks.changed()
    return row


@routes("GET", "/webhooks/{id}")
async def get_webhook(request: Request) -> WebhookRow:
    """One subscription."""
    async with request.web.db.read() as session:
        return await _service(request, session).get(request.path["id"])


@routes("PATCH", "/webhooks/{id}")
async def change_webhook(request: Request, body: WebhookChange) -> WebhookRow:
    """Change a subscription, switch it off, or on again after a suspension."""
    async with request.web.db.write() as session:
        row = await _service(request, session).change(request.path["id"], body)
    request.web.webhooks.changed()
    return row


@routes("DELETE", "/webhooks/{id}")
async def delete_webhook(request: Request) -> None:
    """Remove a subscription with its log."""
    async with request.web.db.write() as session:
        await _service(request, session).remove(request.path["id"])
    request.web.webhooks.changed()


@routes("POST", "/webhooks/{id}/secret")
async def renew_webhook_secret(request: Request) -> WebhookSecret:
    """A new secret, shown in this answer alone; the old one signs nothing any more."""
    async with request.web.db.write() as session:
        return await _service(request, session).new_secret(request.path["id"])


@routes("POST", "/webhooks/{id}/ping")
async def ping_webhook(request: Request) -> PingResult:
    """Send a signed ping now and say what the receiver made of it."""
    webhook = request.path["id"]
    async with request.web.db.write() as session:
        service = _service(request, session)
        row, secret = await service.get(webhook), await service.secret(webhook)
        note(session, request.who, "webhooks.ping", "webhook", webhook)
    now = time.time()
    body, headers = message(secret, ping(now), webhook, 1, now)
    outcome = await request.web.sender.send(row.url, body, headers)
    return PingResult(ok=outcome.ok, status=outcome.status, error=outcome.error, seconds=round(outcome.seconds, 3))


@routes("GET", "/webhooks/{id}/deliveries")
async def list_deliveries(request: Request, query: DeliveryQuery) -> Page[DeliveryRow]:
    """What was delivered, is still tried, or was given up; newest event first."""
    async with request.web.db.read() as session:
        return await _service(request, session).deliveries(request.path["id"], query)


@routes("POST", "/webhooks/{id}/deliveries/{delivery}/redeliver")
async def redeliver(request: Request) -> DeliveryRow:
    """Send an event again."""
    async with request.web.db.write() as session:
        row = await _service(request, session).redeliver(request.path["id"], request.path["delivery"])
    request.web.webhooks.changed()
    return row


def _service(request: Request, session: AsyncSession) -> WebhookService:
    return WebhookService(session, request.who, private=request.web.settings.webhook_private)


def _types(given: str | None) -> frozenset[str] | None:
    if given is None:
        return None
    types = frozenset(given.split(","))
    if unknown := sorted(types - TYPES):
        raise Invalid(f"there is no event type {unknown[0]}: see GET /events/types", field="types")
    return types
