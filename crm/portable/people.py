"""What each agent can do and which queues he serves. In no file: people are not. It has versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Select, select

from crm.access import Principal, visible
from crm.errors import Invalid
from crm.portable.part import OneByOne, Raw, body
from crm.routing.models import AgentSkill, Queue, QueueMember, Skill
from crm.routing.skill_schemas import Level, QueueAgent
from crm.routing.skills import SkillService
from crm.users.managing import MANAGE
from crm.users.models import User
from crm.users.schemas import UserChange
from crm.users.service import UserService


class Served(BaseModel):
    """A queue that he serves, as the queue's page has it."""

    preference: int = 0
    position: int = 0


class Agent(BaseModel):
    """`skills`: skill → level. `queues`: those that he serves."""

    skills: dict[str, Level] = {}
    queues: dict[str, Served] = {}


class Agents(OneByOne):
    """By the user's id, which stays his when his number (工号) goes to somebody else; called by number and name."""

    name = "agents"
    function = "skills.assign"
    _names: Mapping[str, str]

    @classmethod
    def whose(cls, who: Principal) -> Select[str]:
        return select(User.id).where(_within(who, cls.function))

    async def shown(self) -> dict[str, dict[str, Any]]:
        people = select(User.id, User.number, User.name).where(User.number.is_not(None)).order_by(User.number, User.id)
        skills = select(AgentSkill.user_id, AgentSkill.skill_id, AgentSkill.level).order_by(AgentSkill.skill_id)
        serves = select(
            QueueMember.user_id, QueueMember.queue_id, QueueMember.preference, QueueMember.position
        ).order_by(QueueMember.queue_id)
        only = self._work.only
        if only is not None:
            people = people.where(User.id.in_(only))
            skills, serves = skills.where(AgentSkill.user_id.in_(only)), serves.where(QueueMember.user_id.in_(only))
        found: dict[str, dict[str, Any]] = {}
        names: dict[str, str] = {}
        for user, number, name in await self._session.execute(people):
            found[user], names[user] = {"skills": {}, "queues": {}}, f"{number} {name}"
        for user, skill, level in await self._session.execute(skills):
            if user in found:
                found[user]["skills"][skill] = level
        for user, queue, preference, position in await self._session.execute(serves):
            if user in found:
                found[user]["queues"][queue] = {"preference": preference, "position": position}
        self._names = names
        return found

    def named(self, ident: str, raw: Raw) -> tuple[str, str]:
        del raw
        return self._names[ident], self._names[ident]

    async def put(self, place: str, ident: str, raw: Raw, before: Raw | None) -> None:
        """Skills that are no more are left out. The queues take more than the skills: whoever may change
        neither queues nor this user leaves them as they are."""
        wanted = body(Agent, place, raw)
        user = await self._session.get(User, ident)
        if before is None or user is None or user.disabled:
            raise Invalid(
                "this user is no agent now: he needs a number (工号) and must not be disabled",
                message_zh="该用户现在不是坐席：没有工号，或已停用",
            )
        known = set(await self._session.scalars(select(Skill.id)))
        skills = {skill: level for skill, level in wanted.skills.items() if skill in known}
        await SkillService(self._session, self._who).put_matrix({ident: skills})
        queues = select(Queue.id).order_by(Queue.id).with_for_update(key_share=True)
        there = {queue: wanted.queues.get(queue) for queue in await self._session.scalars(queues)}
        mine = select(QueueMember.queue_id, QueueMember.preference, QueueMember.position)
        members = await self._session.execute(mine.where(QueueMember.user_id == ident))
        had = {queue: Served(preference=preference, position=position) for queue, preference, position in members}
        changed = {queue: serves for queue, serves in there.items() if serves != had.get(queue)}
        if not changed:
            return
        if self._who.may("queues.manage"):
            await self._by_queues(ident, changed)
        elif await self._session.scalar(select(User.id).where(User.id == ident, _within(self._who, MANAGE))):
            given = [{"queue": queue, "preference": one.preference} for queue, one in there.items() if one is not None]
            await UserService(self._session, self._who).update(ident, body(UserChange, place, {"queues": given}), None)

    async def _by_queues(self, ident: str, changed: Mapping[str, Served | None]) -> None:
        """With his place in a fixed order."""
        skills = SkillService(self._session, self._who)
        for queue, serves in changed.items():
            agents = [each for each in await skills.queue_agents(queue) if each.agent != ident]
            if serves is not None:
                agents.append(QueueAgent(agent=ident, preference=serves.preference, position=serves.position))
            await skills.put_queue_agents(queue, agents)


def _within(who: Principal, function: str) -> Any:
    return visible(who, function, unit=User.unit_id, own=User.id == who.user)
