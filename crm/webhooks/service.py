"""Subscriptions: made, changed, removed; what was delivered, and sending again. Administrators only."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.errors import Conflict, Forbidden, Invalid, NotFound
from crm.events.catalogue import TYPES
from crm.events.models import Event
from crm.paging import Page, fetch_page, page_of, within
from crm.webhooks.models import Webhook, WebhookDelivery
from crm.webhooks.schemas import DeliveryQuery, DeliveryRow, NewWebhook, WebhookChange, WebhookRow, WebhookSecret
from crm.webhooks.signature import new_secret
from crm.webhooks.targets import check_url

ALL = "*"
MOST = 50
"""Subscriptions of one installation: each is a task of its own."""


class WebhookService:
    """`private`: webhooks may go to private and loopback addresses."""

    def __init__(self, session: AsyncSession, who: Principal, *, private: bool) -> None:
        if not who.may("webhooks.manage"):
            raise Forbidden
        self._session = session
        self._who = who
        self._private = private

    async def all(self) -> list[WebhookRow]:
        latest = await self._latest()
        rows = await self._session.scalars(select(Webhook).order_by(Webhook.created_at, Webhook.id))
        return [_row(row, latest) for row in rows]

    async def get(self, webhook_id: str) -> WebhookRow:
        return _row(await self._one(webhook_id), await self._latest())

    async def secret(self, webhook_id: str) -> str:
        return (await self._one(webhook_id)).secret

    async def create(self, new: NewWebhook, ident: str | None = None) -> WebhookSecret:
        """`ident`: of one that there was before."""
        count = await self._session.scalar(select(func.count()).select_from(Webhook)) or 0
        if count >= MOST:
            raise Conflict(f"there are {MOST} webhooks already", message_zh=f"最多 {MOST} 个 Webhook")
        _check_types(new.events)
        latest = await self._latest()
        row = Webhook(
            id=ident or new_id(),
            name=new.name,
            url=check_url(new.url, private=self._private),
            events=sorted(set(new.events)),
            secret=new_secret(),
            active=new.active,
            suspended="",
            position=latest,
            dead_in_row=0,
            created_at=utcnow(),
            created_by=self._who.user,
        )
        self._session.add(row)
        note(self._session, self._who, "webhooks.create", "webhook", row.id, new.model_dump())
        await self._session.flush()
        return WebhookSecret(**_row(row, latest).model_dump(), secret=row.secret)

    async def change(self, webhook_id: str, change: WebhookChange) -> WebhookRow:
        row = await self._one(webhook_id)
        given = change.model_dump(exclude_none=True, exclude={"skip"})
        if "url" in given:
            check_url(given["url"], private=self._private)
        if "events" in given:
            _check_types(given["events"])
            given["events"] = sorted(set(given["events"]))
        for name, value in given.items():
            setattr(row, name, value)
        if given.get("active"):
            row.suspended, row.dead_in_row = "", 0
        latest = await self._latest()
        if change.skip:
            row.position = latest
        note(self._session, self._who, "webhooks.update", "webhook", row.id, {**given, "skip": change.skip})
        await self._session.flush()
        return _row(row, latest)

    async def new_secret(self, webhook_id: str) -> WebhookSecret:
        row = await self._one(webhook_id)
        row.secret = new_secret()
        note(self._session, self._who, "webhooks.secret", "webhook", row.id)
        await self._session.flush()
        return WebhookSecret(**_row(row, await self._latest()).model_dump(), secret=row.secret)

    async def remove(self, webhook_id: str) -> None:
        row = await self._one(webhook_id)
        await self._session.delete(row)
        note(self._session, self._who, "webhooks.delete", "webhook", row.id, {"name": row.name, "url": row.url})

    async def deliveries(self, webhook_id: str, asked: DeliveryQuery) -> Page[DeliveryRow]:
        await self._one(webhook_id)
        row = WebhookDelivery
        query = select(row).where(row.webhook_id == webhook_id).order_by(row.event_id.desc())
        for column, value in ((row.state, asked.state), (row.event_id, asked.event)):
            if value is not None:
                query = query.where(column == value)
        query = within(query, row.created_at, asked)
        rows, total = await fetch_page(self._session, query, asked)
        return page_of(asked, rows, total, DeliveryRow.model_validate)

    async def redeliver(self, webhook_id: str, delivery_id: str) -> DeliveryRow:
        """Send an event again, beside those that are waiting. Conflict when it is still on its way or the event is
        forgotten."""
        await self._one(webhook_id)
        row = await self._session.get(WebhookDelivery, delivery_id)
        if row is None or row.webhook_id != webhook_id:
            raise NotFound(f"there is no delivery {delivery_id}")
        if row.state == "pending":
            raise Conflict("this delivery is still being tried", message_zh="该投递仍在重试中")
        if await self._session.get(Event, row.event_id) is None:
            raise Conflict("the event is older than events are kept", message_zh="该事件已超过保留期限")
        row.state, row.redelivery, row.attempts, row.next_at = "pending", True, 0, utcnow()
        note(self._session, self._who, "webhooks.redeliver", "webhook", webhook_id, {"event": row.event_id})
        await self._session.flush()
        return DeliveryRow.model_validate(row)

    async def _one(self, webhook_id: str) -> Webhook:
        found = await self._session.get(Webhook, webhook_id)
        if found is None:
            raise NotFound(f"there is no webhook {webhook_id}")
        return found

    async def _latest(self) -> int:
        return await self._session.scalar(select(func.max(Event.id))) or 0


def _row(row: Webhook, latest: int) -> WebhookRow:
    shown = WebhookRow.model_validate(row)
    shown.behind = max(0, latest - row.position)
    return shown


def _check_types(events: list[str]) -> None:
    unknown = sorted(set(events) - TYPES - {ALL})
    if unknown:
        raise Invalid(
            f"there is no event type {unknown[0]}: see GET /events/types",
            field="events",
            message_zh=f"没有事件类型 {unknown[0]}",
        )
