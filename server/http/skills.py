"""Skills, who has them, who serves a queue, and the reasons for pauses."""

from __future__ import annotations

from crm.routing.skill_schemas import (
    AgentSkills,
    NewPauseReason,
    NewSkill,
    PauseReasonChange,
    PauseReasonRow,
    QueueAgent,
    QueueAgents,
    SkillChange,
    SkillEffects,
    SkillMatrix,
    SkillRow,
)
from crm.routing.skills import SkillService
from server.http.context import Request
from server.http.route import Routes

routes = Routes("skills")


@routes("GET", "/skills")
async def list_skills(request: Request) -> list[SkillRow]:
    """All skills."""
    async with request.web.db.read() as session:
        return await SkillService(session, request.who).skills()


@routes("POST", "/skills", status=201)
async def create_skill(request: Request, body: NewSkill) -> SkillRow:
    """Make a skill."""
    async with request.web.db.write() as session:
        row = await SkillService(session, request.who).create(body)
        await request.web.configuration.publish(session)
    return row


@routes("PATCH", "/skills/{id}")
async def change_skill(request: Request, body: SkillChange) -> SkillRow:
    """Rename a skill."""
    async with request.web.db.write() as session:
        row = await SkillService(session, request.who).update(request.path["id"], body)
        await request.web.configuration.publish(session)
    return row


@routes("DELETE", "/skills/{id}", status=204)
async def delete_skill(request: Request) -> None:
    """Remove a skill that no queue asks for."""
    async with request.web.db.write() as session:
        await SkillService(session, request.who).remove(request.path["id"])
        await request.web.configuration.publish(session)


@routes("GET", "/agent-skills")
async def skill_matrix(request: Request) -> list[AgentSkills]:
    """Every agent with his skills."""
    async with request.web.db.read() as session:
        return await SkillService(session, request.who).matrix()


@routes("PUT", "/agent-skills")
async def put_skill_matrix(request: Request, body: SkillMatrix) -> list[AgentSkills]:
    """Set the skills of the agents named, all or none."""
    async with request.web.db.write() as session:
        rows = await SkillService(session, request.who).put_matrix(body.agents, body.was)
        await request.web.configuration.publish(session)
    return rows


@routes("POST", "/agent-skills/effects")
async def skill_effects(request: Request, body: SkillMatrix) -> SkillEffects:
    """Which queues would gain or lose which agents; nothing is changed."""
    async with request.web.db.read() as session:
        return await SkillService(session, request.who).effects(body.agents)


@routes("GET", "/queues/{id}/agents")
async def queue_agents(request: Request) -> list[QueueAgent]:
    """Who serves the queue, in which order."""
    async with request.web.db.read() as session:
        return await SkillService(session, request.who).queue_agents(request.path["id"])


@routes("PUT", "/queues/{id}/agents")
async def put_queue_agents(request: Request, body: QueueAgents) -> list[QueueAgent]:
    """Set who serves the queue."""
    async with request.web.db.write() as session:
        rows = await SkillService(session, request.who).put_queue_agents(request.path["id"], body.agents)
        await request.web.configuration.publish(session)
    return rows


@routes("GET", "/pause-reasons")
async def pause_reasons(request: Request) -> list[PauseReasonRow]:
    """Reasons that agents may choose for 示忙 and 小休."""
    async with request.web.db.read() as session:
        return await SkillService(session, request.who).pause_reasons()


@routes("POST", "/pause-reasons", status=201)
async def create_pause_reason(request: Request, body: NewPauseReason) -> PauseReasonRow:
    """Make a reason for pauses."""
    async with request.web.db.write() as session:
        row = await SkillService(session, request.who).create_pause_reason(body)
        await request.web.configuration.publish(session)
    return row


@routes("PATCH", "/pause-reasons/{id}")
async def change_pause_reason(request: Request, body: PauseReasonChange) -> PauseReasonRow:
    """Change a reason for pauses."""
    async with request.web.db.write() as session:
        row = await SkillService(session, request.who).update_pause_reason(request.path["id"], body)
        await request.web.configuration.publish(session)
    return row


@routes("DELETE", "/pause-reasons/{id}", status=204)
async def delete_pause_reason(request: Request) -> None:
    """Remove a reason for pauses."""
    async with request.web.db.write() as session:
        await SkillService(session, request.who).remove_pause_reason(request.path["id"])
        await request.web.configuration.publish(session)
