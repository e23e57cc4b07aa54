"""From the tables to the snapshot that the core runs on."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.counters import Counter
from crm.knowledge.public import spoken_texts
from crm.organisation.models import Unit
from crm.outside.snapshot import outside
from crm.prompts.snapshot import library
from crm.routing.media import media, policy
from crm.routing.models import (
    AgentSkill,
    Device,
    Entry,
    Flow,
    FlowVersion,
    Hours,
    PauseReason,
    Queue,
    QueueMember,
    Skill,
    Trunk,
)
from crm.routing.queue_options import for_core
from crm.routing.settings import company, value
from crm.users.models import User
from crm.voicemails.boxes import mailboxes
from telephony import config_model as core
from telephony.outside.settings import NumberFormat

_QUEUE: TypeAdapter[core.Queue] = TypeAdapter(core.Queue)


async def build(session: AsyncSession) -> core.Snapshot:
    """Everything that the core needs, as it stands in this transaction. Disabled users are left out."""
    facts = await company(session)
    counter = await session.get(Counter, "config_version")
    return core.Snapshot(
        version=counter.value if counter is not None else 0,
        company=core.Company(facts.name.model_dump(), facts.zone, facts.language, facts.region, facts.area_code),
        entries=tuple(
            core.Entry(row.number, row.flow_id, row.name, **row.options)
            for row in await session.scalars(select(Entry).order_by(Entry.number))
        ),
        flows=await _flows(session),
        hours=tuple(calendar(row) for row in await session.scalars(select(Hours).order_by(Hours.id))),
        queues=tuple(_queue(row) for row in await session.scalars(select(Queue).order_by(Queue.id))),
        agents=await _agents(session),
        devices=tuple(
            core.Device(row.id, "phone", row.secret, row.name)
            for row in await session.scalars(select(Device).order_by(Device.id))
        ),
        trunks=tuple(_trunk(row) for row in await session.scalars(select(Trunk).order_by(Trunk.id))),
        skills=tuple(core.Skill(row.id, row.name) for row in await session.scalars(select(Skill).order_by(Skill.id))),
        pause_reasons=tuple(
            core.PauseReason(row.id, row.name, "busy" if row.state == "busy" else "break", row.paid, row.limit)
            for row in await session.scalars(select(PauseReason).order_by(PauseReason.position, PauseReason.id))
        ),
        pronunciation=await value(session, "pronunciation"),
        notices=await value(session, "notices"),
        codes=await value(session, "codes"),
        media=policy(await media(session)),
        prompts=await library(session),
        mailboxes=await mailboxes(session),
        spoken=await spoken_texts(session),
        **await outside(session),
    )


async def _flows(session: AsyncSession) -> tuple[core.FlowDocument, ...]:
    rows = await session.scalars(
        select(FlowVersion)
        .join(Flow, (Flow.id == FlowVersion.flow_id) & (Flow.version == FlowVersion.version))
        .order_by(FlowVersion.flow_id)
    )
    return tuple(core.FlowDocument(row.flow_id, row.version, row.document) for row in rows)


async def _agents(session: AsyncSession) -> tuple[core.Agent, ...]:
    members: dict[str, list[core.QueueMembership]] = defaultdict(list)
    for member in await session.scalars(select(QueueMember).order_by(QueueMember.preference, QueueMember.queue_id)):
        members[member.user_id].append(core.QueueMembership(member.queue_id, member.preference, member.position))
    users = await session.scalars(
        select(User).where(User.number.is_not(None), User.disabled.is_(False)).order_by(User.number)
    )
    skills: dict[str, dict[str, int]] = defaultdict(dict)
    for skill in await session.scalars(select(AgentSkill).order_by(AgentSkill.skill_id)):
        skills[skill.user_id][skill.skill_id] = skill.level
    room = (await media(session)).agents
    above = {unit.id: tuple(reversed(unit.path.strip("/").split("/"))) for unit in await session.scalars(select(Unit))}
    return tuple(
        core.Agent(
            user.id,
            user.number or "",
            user.name,
            tuple(members[user.id]),
            user.role,
            above.get(user.unit_id, ()),
            dict(skills[user.id]),
            {str(medium): most for medium, most in room.get(user.id, {}).items()},
        )
        for user in users
    )


def _intervals(raw: list[Any]) -> tuple[core.HoursInterval, ...]:
    return tuple(core.HoursInterval(item["start"], item["end"]) for item in raw)


def calendar(row: Hours) -> core.Hours:
    """A calendar as the core has it."""
    return core.Hours(
        row.id,
        row.name,
        tuple(_intervals(day) for day in row.week),
        tuple(core.SpecialDay(day["date"], day["name"], _intervals(day["intervals"])) for day in row.special),
    )


def _queue(row: Queue) -> core.Queue:
    """Raises pydantic's ValidationError when what is stored does not fit the core's model."""
    return _QUEUE.validate_python(
        {
            "id": row.id,
            "name": row.name,
            "strategy": row.strategy,
            "priority": row.priority,
            "ring_timeout": row.ring_timeout,
            "wrap_up": row.wrap_up,
            "max_wait": row.max_wait,
            "max_length": row.max_length,
            "announce_every": row.announce_every,
            "music": row.music,
            "service_level_seconds": row.service_level_seconds,
            "no_answer_penalty": row.no_answer_penalty,
            **for_core(
                row.options,
                {
                    "enabled": row.sticky_enabled,
                    "lookback_days": row.sticky_lookback_days,
                    "patience": row.sticky_patience,
                },
                {"when": "max_wait", "action": row.overflow_action, "target": row.overflow_target},
            ),
        }
    )


def _trunk(row: Trunk) -> core.Trunk:
    options = dict(row.options)
    for name in ("codecs", "numbers"):
        options[name] = tuple(options.get(name) or getattr(core.Trunk(row.id, row.name, row.host), name))
    for name in ("format", "caller_format"):
        raw = options.get(name) or {}
        options[name] = NumberFormat(**raw | {"local_mobiles": tuple(raw.get("local_mobiles", ()))})
    return core.Trunk(
        row.id,
        row.name,
        row.host,
        tuple(row.match),
        row.user,
        row.secret,
        row.register,
        row.area_code,
        **options,
    )
