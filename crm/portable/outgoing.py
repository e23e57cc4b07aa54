"""Webhooks, and the gateways of text messages and e-mails. In no file: they are nothing without their keys. They have
versions, without keys: a restoration leaves those that are there, and what lacks one is off until it has it."""

from __future__ import annotations

import re
from typing import Any

from crm.outbox.gateways import Gateways as Configured
from crm.outbox.gateways import GatewaysBody, SmsGateway, gateways, set_gateways
from crm.portable.keys import HIDDEN, filled, header_hidden, hidden
from crm.portable.part import OneByOne, Raw, body, own_id
from crm.webhooks.schemas import NewWebhook, WebhookChange, WebhookRow
from crm.webhooks.service import WebhookService

MESSAGES = "messages"
"""The one thing of its part."""
_SECRET = re.compile(r"\{[{%][^}]*\bsecret\b")
"""A template that the secret goes into."""


class Webhooks(OneByOne):
    """`active` is what somebody wanted: one that was suspended by itself counts as active."""

    name = "webhooks"
    function = "webhooks.manage"

    async def shown(self) -> dict[str, dict[str, Any]]:
        return {row.id: _subscription(row) for row in await self._service().all()}

    async def put(self, place: str, ident: str, raw: Raw, before: Raw | None) -> None:
        """One that was deleted gets a new secret, which its receiver does not know: it is off."""
        service = self._service()
        if before is None:
            self._work.needs_secret.append(place)
            await service.create(body(NewWebhook, place, {**raw, "active": False}), own_id(ident))
            return
        given = {name: value for name, value in raw.items() if value != before.get(name)}
        if "url" in given:
            given["url"] = filled(given["url"], (await service.get(ident)).url)
            if HIDDEN in given["url"]:
                self._work.needs_secret.append(place)
                given["active"] = False
        await service.change(ident, body(WebhookChange, place, given))

    def _service(self) -> WebhookService:
        return WebhookService(self._session, self._who, private=self._work.here.private_webhooks)


def _subscription(row: WebhookRow) -> dict[str, Any]:
    active = row.active or bool(row.suspended)
    return {"name": row.name, "url": hidden(row.url), "events": row.events, "active": active}


class Gateways(OneByOne):
    name = "gateways"
    function = "gateways.manage"

    async def shown(self) -> dict[str, dict[str, Any]]:
        raw = (await gateways(self._session)).model_dump(mode="json")
        if raw["sms"] is not None:
            sms = raw["sms"]
            sms["url"], sms["body"] = hidden(sms["url"]), hidden(sms["body"])
            sms["headers"] = {name: header_hidden(name, text) for name, text in sms["headers"].items()}
        return {MESSAGES: raw}

    def named(self, ident: str, raw: Raw) -> tuple[str, str]:
        del ident, raw
        return "消息网关", "Message gateways"

    async def put(self, place: str, ident: str, raw: Raw, before: Raw | None) -> None:
        del ident
        now, had = await gateways(self._session), before or {}
        wanted = body(Configured, place, {**had, **raw})
        if raw.get("sms") == had.get("sms"):
            wanted.sms = now.sms
        elif wanted.sms is not None:
            _fill(wanted.sms, now.sms)
            texts = (wanted.sms.url, wanted.sms.body, *wanted.sms.headers.values())
            keyless = "sms" not in self._work.here.secrets and any(_SECRET.search(text) for text in texts)
            if keyless or any(HIDDEN in text for text in texts):
                self._work.needs_secret.append(f"{place}.sms")
                wanted.sms.enabled = False
        if wanted.email is not None and wanted.email.username and "email" not in self._work.here.secrets:
            self._work.needs_secret.append(f"{place}.email")
            wanted.email.enabled = wanted.email.enabled and raw.get("email") == had.get("email")
        await set_gateways(self._session, self._who, GatewaysBody(**wanted.model_dump()))


def _fill(sms: SmsGateway, now: SmsGateway | None) -> None:
    """Keys that were written into its templates, from the present ones."""
    there = now.headers if now is not None else {}
    sms.url = filled(sms.url, now.url if now is not None else "")
    sms.body = filled(sms.body, now.body if now is not None else "")
    sms.headers = {name: there.get(name, HIDDEN) if text == HIDDEN else text for name, text in sms.headers.items()}
