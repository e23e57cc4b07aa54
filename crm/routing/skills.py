"""Skills, who has them, who serves a queue in which order, and the reasons for pauses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.audit.service import note
from crm.errors import Conflict, Duplicate, InUse, Invalid, NotFound
from crm.routing.models import AgentSkill, PauseReason, Queue, QueueMember, Skill
from crm.routing.skill_effects import effects
from crm.routing.skill_schemas import (
    AgentSkills,
    NewPauseReason,
    NewSkill,
    PauseReasonChange,
    PauseReasonRow,
    QueueAgent,
    SkillChange,
    SkillEffects,
    SkillRow,
)
from crm.text import BothLanguages
from crm.users.models import User

Matrix = Mapping[str, Mapping[str, int]]
"""Agent → skill → level."""


class SkillService:
    """Each method works in the caller's transaction; who changes something pushes a new snapshot afterwards."""

    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    # skills

    async def skills(self) -> list[SkillRow]:
        return [_skill(row) for row in await self._session.scalars(select(Skill).order_by(Skill.id))]

    async def create(self, new: NewSkill) -> SkillRow:
        if await self._session.get(Skill, new.id) is not None:
            raise Duplicate(f"there is already a skill {new.id}", field="id")
        row = Skill(id=new.id, name=new.name.model_dump())
        self._session.add(row)
        await self._done("skills.create", "skill", new.id, new.model_dump())
        return _skill(row)

    async def update(self, skill_id: str, change: SkillChange) -> SkillRow:
        row = await self._skill(skill_id)
        row.name = change.name.model_dump()
        await self._done("skills.update", "skill", skill_id, change.model_dump())
        return _skill(row)

    async def remove(self, skill_id: str) -> None:
        """InUse while a queue asks for it; agents lose it."""
        row = await self._skill(skill_id)
        for queue in await self._session.scalars(select(Queue).order_by(Queue.id)):
            if any(demand["skill"] == skill_id for demand in queue.options.get("demand", ())):
                raise InUse(f"queue {queue.id} asks for the skill {skill_id}: change its demand first")
        await self._session.execute(delete(AgentSkill).where(AgentSkill.skill_id == skill_id))
        await self._session.delete(row)
        await self._done("skills.delete", "skill", skill_id, {})

    async def _skill(self, skill_id: str) -> Skill:
        row = await self._session.get(Skill, skill_id)
        if row is None:
            raise NotFound(f"there is no skill {skill_id}")
        return row

    # who has them

    async def matrix(self) -> list[AgentSkills]:
        """Every agent in the asker's scope with his skills, by 工号."""
        levels: dict[str, dict[str, int]] = {}
        for row in await self._session.scalars(select(AgentSkill).order_by(AgentSkill.skill_id)):
            levels.setdefault(row.user_id, {})[row.skill_id] = row.level
        queues: dict[str, list[str]] = {}
        for member in await self._session.scalars(select(QueueMember).order_by(QueueMember.queue_id)):
            queues.setdefault(member.user_id, []).append(member.queue_id)
        users = await self._session.scalars(
            select(User)
            .where(
                User.number.is_not(None),
                User.disabled.is_(False),
                visible(self._who, "skills.assign", unit=User.unit_id, own=User.id == self._who.user),
            )
            .order_by(User.number)
        )
        return [
            AgentSkills(
                agent=user.id,
                number=user.number,
                name=user.name,
                unit_id=user.unit_id,
                queues=queues.get(user.id, []),
                skills=levels.get(user.id, {}),
            )
            for user in users
        ]

    async def put_matrix(self, rows: Matrix, was: Matrix | None = None) -> list[AgentSkills]:
        """Replace the skills of the agents named; the others stay. Invalid for an unknown skill, and for an agent whom
        the asker may not see; Conflict for one who has not the skills any more that `was` says."""
        people = select(User.id).where(User.id.in_(sorted(rows))).order_by(User.id).with_for_update()
        await self._session.execute(people)
        mine = await self._checked(rows)
        for agent, skills in (was or {}).items():
            if agent in rows and mine[agent].skills != dict(skills):
                person = f"{mine[agent].number} {mine[agent].name}"
                raise Conflict(
                    f"the skills of {person} were changed by somebody else meanwhile: load them again",
                    field=f"agents.{agent}",
                    message_zh=f"{person}的技能已被他人修改，请重新加载",
                )
        for agent, skills in rows.items():
            before = mine[agent].skills
            if before == dict(skills):
                continue
            await self._session.execute(delete(AgentSkill).where(AgentSkill.user_id == agent))
            for skill, level in sorted(skills.items()):
                self._session.add(AgentSkill(user_id=agent, skill_id=skill, level=level))
            details = {"before": before, "after": dict(skills)}
            note(self._session, self._who, "agents.skills", "user", agent, details)
        await self._session.flush()
        return await self.matrix()

    async def effects(self, rows: Matrix) -> SkillEffects:
        """What `put_matrix` would do to the queues; refuses what it would refuse."""
        return await effects(self._session, await self._checked(rows), rows)

    async def _checked(self, rows: Matrix) -> dict[str, AgentSkills]:
        """The agents whom the asker may see; all that `rows` names are among them, and its skills exist."""
        known = set(await self._session.scalars(select(Skill.id)))
        mine = {row.agent: row for row in await self.matrix()}
        for agent, skills in rows.items():
            if agent not in mine:
                raise Invalid(f"there is no agent {agent}", field=f"agents.{agent}")
            for skill in skills:
                if skill not in known:
                    raise Invalid(f"there is no skill {skill}", field=f"agents.{agent}.{skill}")
        return mine

    # who serves a queue

    async def queue_agents(self, queue_id: str) -> list[QueueAgent]:
        await self._queue(queue_id)
        rows = await self._session.scalars(
            select(QueueMember)
            .where(QueueMember.queue_id == queue_id)
            .order_by(QueueMember.preference, QueueMember.position, QueueMember.user_id)
        )
        return [QueueAgent(agent=row.user_id, preference=row.preference, position=row.position) for row in rows]

    async def put_queue_agents(self, queue_id: str, agents: list[QueueAgent]) -> list[QueueAgent]:
        """Replace the queue's agents, with their preference and their place in a fixed order."""
        await self._queue(queue_id)
        known = set(await self._session.scalars(select(User.id).where(User.number.is_not(None))))
        for place, agent in enumerate(agents):
            if agent.agent not in known:
                raise Invalid(f"there is no agent {agent.agent}", field=f"agents.{place}.agent")
        if len({agent.agent for agent in agents}) != len(agents):
            raise Invalid("an agent is named twice", field="agents")
        await self._session.execute(delete(QueueMember).where(QueueMember.queue_id == queue_id))
        for agent in agents:
            self._session.add(
                QueueMember(
                    queue_id=queue_id, user_id=agent.agent, preference=agent.preference, position=agent.position
                )
            )
        await self._done("queues.agents", "queue", queue_id, {"agents": [agent.model_dump() for agent in agents]})
        return await self.queue_agents(queue_id)

    async def _queue(self, queue_id: str) -> Queue:
        row = await self._session.get(Queue, queue_id)
        if row is None:
            raise NotFound(f"there is no queue {queue_id}")
        return row

    # reasons for pauses

    async def pause_reasons(self) -> list[PauseReasonRow]:
        rows = await self._session.scalars(select(PauseReason).order_by(PauseReason.position, PauseReason.id))
        return [_reason(row) for row in rows]

    async def create_pause_reason(self, new: NewPauseReason) -> PauseReasonRow:
        if await self._session.get(PauseReason, new.id) is not None:
            raise Duplicate(f"there is already a reason {new.id}", field="id")
        row = PauseReason(**new.model_dump())
        self._session.add(row)
        await self._done("pause_reasons.create", "pause_reason", new.id, new.model_dump())
        return _reason(row)

    async def update_pause_reason(self, reason_id: str, change: PauseReasonChange) -> PauseReasonRow:
        """`limit` null: no limit; other fields cannot be null."""
        row = await self._reason(reason_id)
        given = change.model_dump(exclude_unset=True)
        for name, value in given.items():
            if value is None and name != "limit":
                raise Invalid(f"{name} cannot be null", field=name)
            setattr(row, name, value)
        await self._done("pause_reasons.update", "pause_reason", reason_id, given)
        return _reason(row)

    async def remove_pause_reason(self, reason_id: str) -> None:
        await self._session.delete(await self._reason(reason_id))
        await self._done("pause_reasons.delete", "pause_reason", reason_id, {})

    async def _reason(self, reason_id: str) -> PauseReason:
        row = await self._session.get(PauseReason, reason_id)
        if row is None:
            raise NotFound(f"there is no reason {reason_id}")
        return row

    async def _done(self, action: str, kind: str, subject: str, details: dict[str, Any]) -> None:
        note(self._session, self._who, action, kind, subject, details)
        await self._session.flush()


def _skill(row: Skill) -> SkillRow:
    return SkillRow(id=row.id, name=BothLanguages(**row.name))


def _reason(row: PauseReason) -> PauseReasonRow:
    return PauseReasonRow.model_validate(row)
