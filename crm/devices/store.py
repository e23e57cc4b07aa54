"""Log-ins by a phone's keys, as the core tells them. Storing twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select

from crm.base import instant, new_id
from crm.devices.models import DeviceBinding
from crm.devices.service import AGENT_KINDS
from crm.users.models import User
from telephony.domain_events import Envelope

_bindings: Any = DeviceBinding.__table__


def store_phone_logins(connection: Connection, news: Sequence[Envelope]) -> None:
    """Bind and release phones as `agent.device` says, in order. Such a binding belongs to no web log-in."""
    for item in news:
        agent, device = item.data["agent"], item.data["device"]
        own = (_bindings.c.user_id == agent) & _bindings.c.kind.in_(AGENT_KINDS)
        if not item.data["on"]:
            connection.execute(delete(_bindings).where(own, _bindings.c.device == device))
            continue
        if connection.scalar(select(User.id).where(User.id == agent)) is None:
            continue
        connection.execute(delete(_bindings).where(or_(own, _bindings.c.device == device)))
        row = {
            "device": device,
            "id": new_id(),
            "user_id": agent,
            "session_id": None,
            "kind": "phone",
            "secret": "",
            "created_at": instant(item.at),
        }
        connection.execute(insert(_bindings), [row])
