"""Rows of every noun in every unit of a small company, each with a secret of its own, for the walk over permissions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from walk_work import plant_questions, plant_work, relate

from crm.access import system
from crm.attachments.models import Attachment
from crm.base import Base, new_id, utcnow
from crm.callbacks.models import Callback
from crm.calls.models import AgentState, Call, CallSegment
from crm.customers.models import Customer, CustomerPhone
from crm.histories.models import AgentCallRow, IvrVisitRow, QueueVisitRow
from crm.knowledge.models import Article, ArticleVersion
from crm.organisation.models import Unit
from crm.recordings.models import LegalHold, Recording, RecordingComment
from crm.roles.models import UserRole
from crm.routing.models import Queue, QueueMember
from crm.surveys.models import Rating
from crm.tickets.models import Ticket
from crm.tickets.schemas import NewTicket
from crm.tickets.service import TicketService
from crm.users.models import User
from crm.voicemails.models import Mailbox, Voicemail

UNITS: Mapping[str, str] = {
    "root": "/root/",
    "north": "/root/north/",
    "outlet": "/root/north/outlet/",
    "south": "/root/south/",
}
NUMBERS = {"root": "+8613511110001", "north": "+8613511110002", "outlet": "+8613511110003", "south": "+8613511110004"}

NEAR: Mapping[str, frozenset[str]] = {
    "outlets": frozenset({"north"}),
    "notices": frozenset({"north", "root"}),
    "units": frozenset({"north"}),
}
"""Noun → units whose rows somebody of `north` has for being there: the outlet that he works at, what is told to his
unit and those above it."""


@dataclass
class Rows:
    """`ids[noun][unit]`: the row that stands for the noun there. `tokens[noun][unit]`: what tells of it."""

    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    models: dict[str, tuple[type[Base], Any]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    """Uploads of imports: name → what is in it."""

    def put(self, noun: str, unit: str, row_id: str, *tokens: str, model: type[Base], key: Any) -> None:
        self.ids.setdefault(noun, {})[unit] = row_id
        self.tokens.setdefault(noun, {}).setdefault(unit, set()).update({row_id, *tokens})
        self.models[noun] = (model, key)


async def plant(session: AsyncSession) -> Rows:
    """Three units besides the root; in each an agent with a queue, and one row of everything."""
    rows = Rows()
    for unit, path in UNITS.items():
        if unit != "root":
            parent = path.strip("/").split("/")[-2]
            session.add(Unit(id=unit, parent_id=parent, path=path, name_zh=unit, name_en=unit))
            await session.flush()
    first = await session.get_one(Queue, "service")
    await plant_questions(session)
    for unit in UNITS:
        await _plant(session, rows, unit, first)
        await plant_work(session, rows, unit, NUMBERS[unit])
    await relate(session, rows)
    return rows


async def _plant(session: AsyncSession, rows: Rows, unit: str, pattern: Queue) -> None:
    now, number = utcnow(), NUMBERS[unit]

    def secret(noun: str) -> str:
        return f"secret-{unit}-{noun}"

    agent = new_id()
    session.add(
        User(
            id=agent, username=f"agent-{unit}", name=f"Agent {unit}", number=f"700{list(UNITS).index(unit)}",
            password_hash="x", role="agent", unit_id=unit, created_at=now, phone=number,
        )
    )  # fmt: skip
    queue = f"queue_{unit}"
    columns = {column.key: getattr(pattern, column.key) for column in Queue.__table__.columns}
    session.add(Queue(**(columns | {"id": queue, "unit_id": unit})))
    await session.flush()
    session.add_all([UserRole(user_id=agent, role_id="agent"), QueueMember(queue_id=queue, user_id=agent)])
    rows.put("users", unit, agent, f"agent-{unit}", model=User, key=User.id)
    rows.put("units", unit, unit, model=Unit, key=Unit.id)
    rows.ids.setdefault("queues", {})[unit] = queue

    customer, phone = new_id(), new_id()
    session.add(
        Customer(
            id=customer, number=f"C-{unit}", unit_id=unit, name=secret("customer"), note=secret("customer-note"),
            created_at=now, updated_at=now, last_contact_at=now,
            phones=[CustomerPhone(id=phone, number=number)],
        )
    )  # fmt: skip
    rows.put("customers", unit, customer, secret("customer"), phone, model=Customer, key=Customer.id)
    desk = TicketService(session, system(unit), zone=ZoneInfo("Asia/Shanghai"))
    new = NewTicket(type="repair", title=secret("ticket"), customer_id=customer, phone=number, assignee_id=agent)
    ticket = (await desk.create(new)).id
    await desk.remark(ticket, secret("remark"))
    for noun in ("tickets", "documents"):
        rows.put(noun, unit, ticket, secret("ticket"), secret("remark"), model=Ticket, key=Ticket.id)

    call, start = f"call-{unit}-{new_id()[-6:]}", now - timedelta(minutes=5)
    session.add(
        Call(
            id=call, unit_id=unit, direction="inbound", from_number=number, from_name=secret("call"),
            to_number="1000", started_at=start, answered_at=start, ended_at=now, outcome="answered", queue=queue,
            agent_id=agent, customer_id=customer, note=secret("call-note"), talk_seconds=60.0,
            timeline=[{"at": start.timestamp(), "type": "call.started", "data": {"from": secret("timeline")}}],
        )
    )  # fmt: skip
    await session.flush()
    session.add(
        CallSegment(call_id=call, segment=1, agent_id=agent, queue=queue, started_at=start, ended_at=now, seconds=60.0)
    )
    texts = (secret("call"), secret("call-note"), secret("timeline"))
    rows.put("calls", unit, call, *texts, model=Call, key=Call.id)
    session.add(
        AgentCallRow(
            call_id=call, part=1, agent_id=agent, direction="inbound", number=number, queue=queue, result="answered",
            started_at=start, answered_at=start, ended_at=now, ring_seconds=1.0, talk_seconds=60.0, hold_seconds=0.0,
            ended_by="caller", last=True, kind="talk", device=None,
        )
    )  # fmt: skip
    session.add(
        QueueVisitRow(
            call_id=call, visit=1, queue=queue, number=number, priority=0, entered_at=start, left_at=now,
            wait_seconds=1.0, result="answered", detail="", agent_id=agent, sticky=False, offers=1,
        )
    )  # fmt: skip
    session.add(
        IvrVisitRow(
            call_id=call, step=1, flow="main", version=1, node=secret("node"), kind="menu", entered_at=start,
            left_at=now, seconds=1.0, result="1", exit="key",
        )
    )  # fmt: skip
    session.add(AgentState(agent_id=agent, since=start, state="talking", reason=secret("state"), call_id=call))
    rows.ids.setdefault("histories", {})[unit] = call
    rows.tokens.setdefault("histories", {})[unit] = {call, secret("node"), secret("state")}
    session.add(
        Rating(call_id=call, survey="s", question="q", score=5, via="keypad", agent_id=agent, queue=queue, rated_at=now)
    )

    recording = f"rec-{unit}-{new_id()[-6:]}"
    session.add(
        Recording(
            id=recording, call_id=call, kind="call", raw_path=secret("path"), state="playable", started_at=start,
            seconds=60.0, channels=2, sha256=secret("sum"), size=10,
        )
    )  # fmt: skip
    texts = (secret("path"), secret("sum"))
    rows.put("recordings", unit, recording, *texts, model=Recording, key=Recording.id)
    await session.flush()
    comment = new_id()
    session.add(RecordingComment(id=comment, recording_id=recording, at=1.0, text=secret("noted"), created_at=now))
    rows.put("comments", unit, comment, secret("noted"), model=RecordingComment, key=RecordingComment.id)
    hold = new_id()
    session.add(LegalHold(id=hold, kind="call", subject=call, reason=secret("hold"), set_at=now))
    rows.put("holds", unit, hold, secret("hold"), model=LegalHold, key=LegalHold.id)
    session.add(Mailbox(id=queue, unit_id=unit, name={"zh": secret("box"), "en": "box"}, queue_id=queue, options={}))
    rows.put("mailboxes", unit, queue, secret("box"), model=Mailbox, key=Mailbox.id)
    rows.tokens["mailboxes"][unit].discard(queue)  # the queue's id, which everybody knows
    voicemail = f"vm-{unit}-{new_id()[-6:]}"
    session.add(
        Voicemail(
            id=voicemail, call_id=call, unit_id=unit, box=queue, from_number=number, customer_id=customer,
            seconds=5.0, left_at=now,
        )
    )  # fmt: skip
    rows.put("voicemails", unit, voicemail, model=Voicemail, key=Voicemail.id)
    callback = new_id()
    session.add(
        Callback(
            id=callback, unit_id=unit, queue=queue, number=number, customer_id=customer, source="agent",
            requested_at=now, entered_at=now, reason_detail=secret("callback"),
        )
    )  # fmt: skip
    rows.put("callbacks", unit, callback, secret("callback"), model=Callback, key=Callback.id)

    article = new_id()
    session.add(
        Article(
            id=article, number=f"K{len(rows.ids)}{unit[:4]}", unit_id=unit, state="draft",
            title_zh=secret("article"), created_at=now, updated_at=now,
        )
    )  # fmt: skip
    await session.flush()
    content = {"texts": {"zh": {"title": secret("article"), "body": secret("body"), "spoken": ""}}}
    session.add(ArticleVersion(article_id=article, number=1, content=content, created_at=now, changed_at=now))
    rows.put("knowledge", unit, article, secret("article"), secret("body"), model=Article, key=Article.id)
    attachment = new_id()
    session.add(
        Attachment(
            id=attachment, owner_kind="ticket", owner_id=ticket, file=secret("file"), name=secret("upload"),
            family="pdf", media="application/pdf", size=3, sha256="0" * 64, created_at=now,
        )
    )  # fmt: skip
    texts = (secret("file"), secret("upload"))
    rows.put("attachments", unit, attachment, *texts, model=Attachment, key=Attachment.id)
    await session.flush()


async def state_of(session: AsyncSession, rows: Rows, units: set[str]) -> dict[str, Any]:
    """Every column of the rows of these units: nothing that was refused may have changed them."""
    found: dict[str, Any] = {}
    for noun, (model, key) in rows.models.items():
        for unit in units & rows.ids[noun].keys():
            row = (await session.execute(select(model.__table__).where(key == rows.ids[noun][unit]))).mappings().first()
            found[f"{noun} {unit}"] = dict(row) if row is not None else None
    return found
