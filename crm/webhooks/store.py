"""What is due for a subscription, and what became of it. Plain SQL in the worker's thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select, update

from crm.base import instant, instant_or_none, new_id
from crm.counters import upsert
from crm.events import feed
from crm.events.schemas import EventRow
from crm.webhooks.models import Webhook, WebhookDelivery
from crm.webhooks.plan import Deliver, Outcome, Pending, Verdict, Wait, decide

_hooks: Any = Webhook.__table__
_deliveries: Any = WebhookDelivery.__table__
ALL = "*"
FAR_BEHIND = 1000
"""Events of other types that a subscription may lag behind before its position is moved over them."""


@dataclass(frozen=True, slots=True)
class Subscription:
    id: str
    url: str
    secret: str
    types: frozenset[str] | None
    position: int
    dead_in_row: int


@dataclass(frozen=True, slots=True)
class Job:
    """An event to deliver; `event` is None when it was forgotten meanwhile."""

    subscription: Subscription
    due: Deliver
    event: EventRow | None


def active(connection: Connection) -> set[str]:
    return set(connection.scalars(select(_hooks.c.id).where(_hooks.c.active)))


def due(connection: Connection, webhook: str, now: float) -> Job | Wait | None:
    """What to do next for a subscription; None when it is there no more, or not active."""
    row = connection.execute(select(_hooks).where(_hooks.c.id == webhook, _hooks.c.active)).one_or_none()
    if row is None:
        return None
    types = None if ALL in row.events else frozenset(row.events)
    subscription = Subscription(row.id, row.url, row.secret, types, row.position, row.dead_in_row)
    rows = connection.execute(
        select(_deliveries.c.event_id, _deliveries.c.attempts, _deliveries.c.next_at, _deliveries.c.redelivery).where(
            _deliveries.c.webhook_id == webhook, _deliveries.c.state == "pending"
        )
    )
    pending = [Pending(r.event_id, r.attempts, r.next_at.timestamp(), r.redelivery) for r in rows]
    following = feed.after(connection, row.position, 1, types)
    what = decide(pending, following[0].id if following else None, now)
    if isinstance(what, Wait):
        return what
    if following and following[0].id == what.event:
        return Job(subscription, what, following[0])
    return Job(subscription, what, feed.one(connection, what.event))


def settle(connection: Connection, job: Job, outcome: Outcome, verdict: Verdict, now: float) -> None:
    """Write down an attempt. The subscription's position moves with the first one of an event, in one transaction. What
    somebody removed meanwhile stays removed."""
    webhook, event = job.subscription.id, job.due.event
    changes: dict[str, Any] = {"dead_in_row": verdict.dead_in_row}
    if verdict.suspend:
        changes |= {"active": False, "suspended": verdict.suspend[:300]}
    statement = update(_hooks).where(_hooks.c.id == webhook).values(changes)
    if connection.execute(statement).rowcount == 0:
        return
    connection.execute(update(_hooks).where(_hooks.c.id == webhook, _hooks.c.position < event).values(position=event))
    row = {
        "id": new_id(),
        "webhook_id": webhook,
        "event_id": event,
        "event_type": job.event.type if job.event else "",
        "state": verdict.state,
        "redelivery": job.due.redelivery,
        "attempts": job.due.attempts + 1,
        "next_at": instant_or_none(verdict.next_at),
        "status": outcome.status,
        "error": outcome.error[:300],
        "seconds": round(outcome.seconds, 3),
        "created_at": instant(now),
        "tried_at": instant(now),
    }
    insert = upsert(connection, _deliveries).values(row)
    kept = {"id", "webhook_id", "event_id", "created_at", *([] if job.event else ["event_type"])}
    changed = {name: insert.excluded[name] for name in row if name not in kept}
    connection.execute(
        insert.on_conflict_do_update(index_elements=[_deliveries.c.webhook_id, _deliveries.c.event_id], set_=changed)
    )


def pass_over(connection: Connection, webhook: str) -> None:
    """Move a subscription that waits over events of other types: they need not be looked through again and again."""
    latest = feed.newest(connection)
    row = connection.execute(select(_hooks.c.position, _hooks.c.events).where(_hooks.c.id == webhook)).one_or_none()
    if row is None or latest - row.position < FAR_BEHIND:
        return
    types = None if ALL in row.events else frozenset(row.events)
    if not feed.after(connection, row.position, 1, types):
        connection.execute(update(_hooks).where(_hooks.c.id == webhook).values(position=latest))


def forget_before(connection: Connection, at: float) -> int:
    """Delete the log of deliveries that were last tried before `at`; those that are still tried stay. → how many."""
    old = (_deliveries.c.tried_at < instant(at)) & (_deliveries.c.state != "pending")
    return connection.execute(delete(_deliveries).where(old)).rowcount
