"""Skills, queues' agents, pauses' reasons and a queue's routing settings reach the core's snapshot."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from pydantic import ValidationError

from crm.access import Role, system
from crm.errors import Conflict, Duplicate, InUse, Invalid, NotFound
from crm.routing import schemas
from crm.routing.service import RoutingService
from crm.routing.skill_schemas import NewPauseReason, NewSkill, PauseReasonChange, QueueAgent, SkillChange
from crm.routing.skills import SkillService
from crm.routing.snapshot import build
from crm.text import BothLanguages
from crm.users.schemas import NewUser, UserChange, UserQueue
from crm.users.service import UserService
from server.database import Database
from telephony.config_model import OverflowRule, PauseReason, RelaxStep, SkillDemand
from telephony.configuration import load_snapshot

NAME = BothLanguages(zh="客服", en="Service")


@pytest.fixture
async def company(db: Database) -> tuple[Database, str]:
    """A queue `service`, a skill `tv`, and an agent; → the agent's id."""
    async with db.write() as session:
        await RoutingService(session, system()).create_queue(schemas.NewQueue(id="service", name=NAME))
        await SkillService(session, system()).create(NewSkill(id="tv", name=NAME))
        user = await UserService(session, system()).create(
            NewUser(
                username="wang",
                name="王",
                password="12345678",
                role=Role.AGENT,
                number="1001",
                queues=[UserQueue(queue="service", preference=1)],
            ),
            "hash",
        )
    return db, user.id


async def test_what_is_set_is_what_the_core_gets(company: tuple[Database, str]) -> None:
    db, agent = company
    async with db.write() as session:
        skills, routing = SkillService(session, system()), RoutingService(session, system())
        await skills.put_matrix({agent: {"tv": 70}})
        await skills.put_queue_agents("service", [QueueAgent(agent=agent, preference=2, position=7)])
        await skills.create_pause_reason(NewPauseReason(id="meal", name=NAME, paid=False, limit=1800.0))
        await routing.update_queue(
            "service",
            schemas.QueueChange.model_validate(
                {
                    "strategy": "best_skill",
                    "demand": [{"skill": "tv", "level": 60, "relax": [{"after": 30.0, "level": 20}, {"after": 60.0}]}],
                    "ageing_seconds": 60.0,
                    "category_priority": {"vip": 5},
                    "sticky": {"source": "owner", "away": "wait"},
                    "overflow": [{"when": "no_agents", "action": "callback", "over": 10.0}],
                }
            ),
        )
        snapshot = (load_snapshot(asdict(await build(session)))).snapshot
    queue = snapshot.queues[0]
    assert (queue.strategy, queue.ageing_seconds, queue.category_priority) == ("best_skill", 60.0, {"vip": 5})
    assert queue.demand == (SkillDemand("tv", 60, (RelaxStep(30.0, 20), RelaxStep(60.0))),)
    assert (queue.sticky.source, queue.sticky.away, queue.sticky.patience) == ("owner", "wait", 15.0)
    assert queue.overflow == (
        OverflowRule("no_agents", "callback", over=10.0),
        OverflowRule("max_wait", "voicemail"),
    )
    member = snapshot.agents[0].queues[0]
    assert (snapshot.agents[0].skills, member.preference, member.position) == ({"tv": 70}, 2, 7)
    assert snapshot.pause_reasons == (PauseReason("meal", NAME.model_dump(), "break", False, 1800.0),)


async def test_a_place_in_the_fixed_order_outlives_a_change_of_the_user(company: tuple[Database, str]) -> None:
    db, agent = company
    async with db.write() as session:
        skills = SkillService(session, system())
        await skills.put_queue_agents("service", [QueueAgent(agent=agent, position=7)])
        change = UserChange(queues=[UserQueue(queue="service", preference=3)])
        await UserService(session, system()).update(agent, change, None)
        assert await skills.queue_agents("service") == [QueueAgent(agent=agent, preference=3, position=7)]


async def test_what_does_not_exist_is_refused(company: tuple[Database, str]) -> None:
    db, agent = company
    async with db.write() as session:
        skills, routing = SkillService(session, system()), RoutingService(session, system())
        with pytest.raises(Duplicate):
            await skills.create(NewSkill(id="tv", name=NAME))
        with pytest.raises(NotFound):
            await skills.update("radio", SkillChange(name=NAME))
        with pytest.raises(Invalid, match="no skill"):
            await skills.put_matrix({agent: {"radio": 5}})
        with pytest.raises(Invalid, match="no agent"):
            await skills.put_matrix({"nobody": {"tv": 5}})
        with pytest.raises(Invalid, match="twice"):
            await skills.put_queue_agents("service", [QueueAgent(agent=agent), QueueAgent(agent=agent)])
        for wrong, field in (
            ({"demand": [{"skill": "radio"}]}, "demand.0.skill"),
            ({"hours": "never"}, "hours"),
            (
                {"overflow": [{"when": "closed", "action": "queue", "target": "service"}]},
                "overflow.0.target",
            ),
            ({"overflow": [{"when": "closed", "action": "message"}]}, "overflow.0.text"),
            ({"overflow": [{"when": "estimate", "action": "hangup"}]}, "overflow.0.over"),
        ):
            with pytest.raises(Invalid) as refused:
                await routing.update_queue("service", schemas.QueueChange.model_validate(wrong))
            assert refused.value.details["field"] == field


async def test_a_skill_in_demand_is_not_removed(company: tuple[Database, str]) -> None:
    db, agent = company
    async with db.write() as session:
        skills, routing = SkillService(session, system()), RoutingService(session, system())
        await skills.put_matrix({agent: {"tv": 70}})
        await routing.update_queue("service", schemas.QueueChange.model_validate({"demand": [{"skill": "tv"}]}))
        with pytest.raises(InUse):
            await skills.remove("tv")
        await routing.update_queue("service", schemas.QueueChange.model_validate({"demand": []}))
        await skills.remove("tv")
        assert (await skills.matrix())[0].skills == {}


async def test_a_limit_can_be_taken_away(company: tuple[Database, str]) -> None:
    async with company[0].write() as session:
        skills = SkillService(session, system())
        await skills.create_pause_reason(NewPauseReason(id="meal", name=NAME, limit=1800.0))
        assert (await skills.update_pause_reason("meal", PauseReasonChange(limit=None))).limit is None
        with pytest.raises(Invalid):
            await skills.update_pause_reason("meal", PauseReasonChange(name=None))
        await skills.remove_pause_reason("meal")
        assert await skills.pause_reasons() == []


def test_steps_come_one_after_the_other() -> None:
    with pytest.raises(ValidationError, match="after the one before"):
        schemas.QueueChange.model_validate(
            {"demand": [{"skill": "tv", "relax": [{"after": 30.0}, {"after": 30.0, "level": 3}]}]}
        )


DEMAND = [{"skill": "tv", "level": 60, "relax": [{"after": 30.0, "level": 20}]}]


async def test_what_a_change_of_skills_does_to_the_queues_is_told_before(company: tuple[Database, str]) -> None:
    db, agent = company
    async with db.write() as session:
        skills, routing = SkillService(session, system()), RoutingService(session, system())
        await routing.create_queue(schemas.NewQueue(id="quiet", name=NAME))
        await routing.update_queue("service", schemas.QueueChange.model_validate({"demand": DEMAND}))
        told = await skills.effects({agent: {"tv": 30}})
        assert [(row.queue, row.able_before, row.able_after, row.ever_after) for row in told.queues] == [
            ("service", 0, 0, 1)
        ]
        assert [(row.agent, row.number, row.before, row.after) for row in told.queues[0].agents] == [
            (agent, "1001", None, 30.0)
        ]
        assert (await skills.matrix())[0].skills == {}, "telling changes nothing"
        await skills.put_matrix({agent: {"tv": 80}})
        assert (await skills.effects({agent: {"tv": 61}})).queues == [], "he may as before"
        lost = (await skills.effects({agent: {}})).queues[0]
        assert (lost.able_before, lost.able_after, lost.ever_after, lost.agents[0].after) == (1, 0, 0, None)
        with pytest.raises(Invalid, match="no skill"):
            await skills.effects({agent: {"radio": 5}})


async def test_who_was_changed_meanwhile_is_not_overwritten(company: tuple[Database, str]) -> None:
    db, agent = company
    async with db.write() as session:
        skills = SkillService(session, system())
        await skills.put_matrix({agent: {"tv": 70}}, {agent: {}})
        with pytest.raises(Conflict, match="1001 王") as refused:
            await skills.put_matrix({agent: {"tv": 10}}, {agent: {}})
        assert refused.value.details["field"] == f"agents.{agent}"
        assert [(row.skills, row.queues) for row in await skills.matrix()] == [({"tv": 70}, ["service"])]
