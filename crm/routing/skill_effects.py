"""Which queues gain and lose which agents by a change of skills, before it is saved."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.routing.models import AgentSkill, Queue, QueueMember
from crm.routing.skill_schemas import AgentSkills, QueueEffect, SkillEffect, SkillEffects
from crm.text import BothLanguages
from crm.users.models import User
from telephony.acd.lanes import able_after
from telephony.config_model import SkillDemand

_DEMANDS: TypeAdapter[tuple[SkillDemand, ...]] = TypeAdapter(tuple[SkillDemand, ...])
Levels = Mapping[str, int]


async def effects(session: AsyncSession, mine: Mapping[str, AgentSkills], change: Mapping[str, Levels]) -> SkillEffects:
    """What becomes of the queues when the agents in `change` have these skills. `mine`: the agents whom the asker may
    see, those of `change` among them; of others he learns only how many there are."""
    levels: dict[str, dict[str, int]] = {}
    for skill in await session.scalars(select(AgentSkill)):
        levels.setdefault(skill.user_id, {})[skill.skill_id] = skill.level
    members: dict[str, list[str]] = {}
    for queue, agent in await session.execute(
        select(QueueMember.queue_id, QueueMember.user_id)
        .join(User, User.id == QueueMember.user_id)
        .where(User.number.is_not(None), User.disabled.is_(False))
        .order_by(User.number)
    ):
        members.setdefault(queue, []).append(agent)
    found = []
    for row in await session.scalars(select(Queue).order_by(Queue.id)):
        demands = _DEMANDS.validate_python(row.options.get("demand", ()))
        before = {agent: able_after(demands, levels.get(agent, {})) for agent in members.get(row.id, ())}
        after = before | {agent: able_after(demands, change[agent]) for agent in before if agent in change}
        changed = [agent for agent in before if before[agent] != after[agent]]
        if changed:
            found.append(
                QueueEffect(
                    queue=row.id,
                    name=BothLanguages(**row.name),
                    able_before=sum(moment == 0 for moment in before.values()),
                    able_after=sum(moment == 0 for moment in after.values()),
                    ever_after=sum(moment is not None for moment in after.values()),
                    agents=[
                        SkillEffect(
                            agent=agent,
                            number=mine[agent].number,
                            name=mine[agent].name,
                            before=before[agent],
                            after=after[agent],
                        )
                        for agent in changed
                    ],
                )
            )
    return SkillEffects(queues=found)
