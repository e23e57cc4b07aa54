"""Queues, calendars, numbers, trunks, mailboxes and phones: who calls by way of them, and who answers."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from crm.base import utcnow
from crm.calls.models import Call
from crm.impact.counting import Asked, both, counted, named, people, plain, rows
from crm.impact.schemas import Affected
from crm.outside.rules import rules
from crm.routing.flow_known import needs_of, published
from crm.routing.models import Entry, Queue, QueueMember, Trunk
from crm.routing.queue_options import leads
from crm.users.models import User
from crm.voicemails.models import Mailbox, MailboxUser, Voicemail
from crm.workstations.models import Workstation

RECENT = timedelta(days=7)


async def of_queue(asked: Asked) -> list[Affected]:
    serve = select(QueueMember.user_id).where(QueueMember.queue_id == asked.id)
    others = [queue for queue in await _queues(asked) if queue.id != asked.id and asked.id in leads(queue, "queue")]
    box = select(Mailbox.id).where(Mailbox.queue_id == asked.id)
    return [
        await people(asked, "agents", select(User).where(User.id.in_(serve), User.number.is_not(None))),
        counted("waiting", asked.live.waiting.get(asked.id, 0)),
        *await _ways(asked, "queue"),
        named("overflows", (both(queue.name, queue.id) for queue in others)),
        await rows(asked, "mailboxes", box),
    ]


async def of_hours(asked: Asked) -> list[Affected]:
    asking = [
        queue
        for queue in await _queues(asked)
        if asked.id in {queue.options.get("hours"), (queue.options.get("callback") or {}).get("hours")}
    ]
    guards = [guard for guard in (await rules(asked.session)).guards if guard.hours == asked.id]
    return [
        named("queues", (both(queue.name, queue.id) for queue in asking)),
        *await _ways(asked, "hours"),
        counted("outbound_limits", len(guards)),
    ]


async def of_entry(asked: Asked) -> list[Affected]:
    row = await asked.session.get(Entry, asked.id)
    flows = await published(asked.session)
    led = [row.flow_id] if row is not None and row.flow_id in flows else []
    recent = select(Call.id).where(Call.entry == asked.id, Call.started_at >= utcnow() - RECENT)
    return [
        named("flows", (both(flows[flow].name, flow) for flow in led)),
        await rows(asked, "calls_of_week", recent),
    ]


async def of_trunk(asked: Asked) -> list[Affected]:
    outbound = await rules(asked.session)
    row = await asked.session.get(Trunk, asked.id)
    own = sorted(row.options.get("numbers", ())) if row is not None else []
    here = select(Entry).where(Entry.number.endswith(f"@{asked.id}", autoescape=True)).order_by(Entry.number)
    return [
        named("routes", (plain(route.prefix) for route in outbound.routes if asked.id in route.trunks)),
        named("caller_ids", (plain(number) for number in own)),
        named("numbers", (plain(entry.number) for entry in await asked.session.scalars(here))),
        counted("outbound_limits", sum(guard.scope == f"trunk:{asked.id}" for guard in outbound.guards)),
    ]


async def of_mailbox(asked: Asked) -> list[Affected]:
    row = await asked.session.get(Mailbox, asked.id)
    queue = await asked.session.get(Queue, row.queue_id) if row is not None and row.queue_id else None
    others = [each for each in await _queues(asked) if each is not queue and asked.id in leads(each, "voicemail")]
    told = select(MailboxUser.user_id).where(MailboxUser.mailbox_id == asked.id)
    left = select(Voicemail.id).where(Voicemail.box == asked.id, Voicemail.deleted_at.is_(None))
    return [
        *await _ways(asked, "mailbox"),
        named("queues", (both(each.name, each.id) for each in [*([queue] if queue else []), *others])),
        await people(asked, "told", select(User).where(User.id.in_(told))),
        await rows(asked, "messages", left),
    ]


async def of_device(asked: Asked) -> list[Affected]:
    """Who is logged in at the phone now, and the desks where it stands."""
    there = [user for user, view in asked.live.agents.items() if view.get("device") == asked.id]
    desks = await asked.session.scalars(
        select(Workstation.name).where(Workstation.device_id == asked.id).order_by(Workstation.name)
    )
    return [
        await people(asked, "agents_there", select(User).where(User.id.in_(there))),
        named("workstations", (plain(name) for name in desks)),
    ]


async def of_workstation(asked: Asked) -> list[Affected]:
    row = await asked.session.get(Workstation, asked.id)
    device = row.device_id if row is not None else ""
    there = [user for user, view in asked.live.agents.items() if view.get("device") == device]
    return [await people(asked, "agents_there", select(User).where(User.id.in_(there)))]


async def _queues(asked: Asked) -> list[Queue]:
    return list(await asked.session.scalars(select(Queue).order_by(Queue.id)))


async def _ways(asked: Asked, role: str) -> list[Affected]:
    """The published flows that name the thing, by themselves or through a flow that they call, and the numbers that
    lead to them."""
    flows = await published(asked.session)
    reached = {name for name, flow in flows.items() if asked.id in needs_of(flow, role)}
    while more := {name for name, flow in flows.items() if needs_of(flow, "flow") & reached} - reached:
        reached |= more
    entries = await asked.session.scalars(select(Entry).where(Entry.flow_id.in_(reached)).order_by(Entry.number))
    return [
        named("flows", (both(flows[flow].name, flow) for flow in sorted(reached))),
        named("numbers", (plain(entry.number) for entry in entries)),
    ]
