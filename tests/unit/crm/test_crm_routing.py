"""What administrators edit becomes a snapshot that the core accepts."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from crm.access import system
from crm.devices import service as bindings
from crm.errors import Duplicate, InUse, Invalid
from crm.routing import schemas, trunk_schemas
from crm.routing.flow_schemas import FlowBody
from crm.routing.flows import FlowService
from crm.routing.service import RoutingService
from crm.routing.settings import next_version
from crm.routing.skill_schemas import NewSkill
from crm.routing.skills import SkillService
from crm.routing.snapshot import build
from crm.text import BothLanguages
from server.database import Database
from telephony.configuration import load_snapshot
from telephony.ivr.findings import FlowInvalid

NAME = BothLanguages(zh="客服", en="Service")
ALWAYS = [[schemas.Interval(start="00:00", end="24:00")]] * 7
FLOW = """
flow: small
name: {zh: 小, en: Small}
start: office
languages: [zh, en]
nodes:
  office: {kind: hours, calendar: office, open: queue, closed: bye}
  queue: {kind: queue, queue: service}
  bye: {kind: hangup, say: {zh: 再见。, en: Goodbye.}}
"""


@pytest.fixture
async def routing(db: Database) -> Database:
    async with db.write() as session:
        service = RoutingService(session, system())
        await service.create_queue(schemas.NewQueue(id="service", name=NAME))
        await service.put_hours("office", schemas.HoursBody(name=NAME, week=ALWAYS))
        await FlowService(session, system()).create(FlowBody(yaml=FLOW))
        await service.create_entry(schemas.NewEntry(number="*", flow="small", name=NAME))
        await service.create_device(schemas.NewDevice(id="8001", name="一号", secret="secret-8001"))
        await service.create_trunk(trunk_schemas.NewTrunk(id="carrier", name="联通", host="sip.example.com"))
    return db


async def test_the_core_accepts_the_snapshot(routing: Database) -> None:
    async with routing.write() as session:
        version = await next_version(session)
        snapshot = await build(session)
    assert snapshot.version == version
    configuration = load_snapshot(asdict(snapshot))
    assert configuration.queues["service"].name["en"] == "Service"
    assert configuration.devices["8001"].secret == "secret-8001"
    assert configuration.entry("4001") is not None
    assert configuration.snapshot.trunks[0].host == "sip.example.com"


async def test_flows_are_published_in_versions(routing: Database) -> None:
    changed = FLOW.replace("Goodbye.", "Bye.")
    async with routing.write() as session:
        flows = FlowService(session, system())
        published = await flows.replace("small", FlowBody(yaml=changed))
        assert published.version == 2
        again = await flows.replace("small", FlowBody(document=published.document))
        assert again.version == 3
        assert (await build(session)).flows[0].version == 3


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("queue: service", "queue: mars", "unknown queue"),
        ("calendar: office", "calendar: mars", "unknown calendar"),
        ("open: queue", "open: nowhere", "does not exist"),
        ("kind: hangup", "kind: dance", "unknown kind"),
    ],
)
async def test_a_wrong_flow_is_refused_and_the_last_good_one_stays(
    routing: Database, old: str, new: str, place: str
) -> None:
    with pytest.raises(FlowInvalid, match=place):
        async with routing.write() as session:
            await FlowService(session, system()).replace("small", FlowBody(yaml=FLOW.replace(old, new)))
    async with routing.read() as session:
        assert (await FlowService(session, system()).get("small")).version == 1


async def test_references_are_checked(routing: Database) -> None:
    async with routing.write() as session:
        service = RoutingService(session, system())
        with pytest.raises(Duplicate):
            await service.create_queue(schemas.NewQueue(id="service", name=NAME))
        with pytest.raises(Invalid, match="mars"):
            await service.create_entry(schemas.NewEntry(number="2000", flow="mars", name=NAME))
        with pytest.raises(Invalid, match="no other queue"):
            await service.update_queue(
                "service", schemas.QueueChange(overflow_action="queue", overflow_target="service")
            )
        with pytest.raises(Invalid, match="user and secret"):
            await service.update_trunk("carrier", trunk_schemas.TrunkChange.model_validate({"register": True}))


async def test_secrets_are_shown_once(routing: Database) -> None:
    async with routing.write() as session:
        service = RoutingService(session, system())
        made = await service.create_device(schemas.NewDevice(id="8002"))
        assert made.secret
        assert len(made.secret) >= 16
        assert {row.secret for row in await service.devices()} == {None}
        assert "secret" not in trunk_schemas.TrunkRow.model_fields


async def test_a_phone_in_use_is_not_deleted(routing: Database) -> None:
    from crm.access import Role
    from crm.users.schemas import NewUser
    from crm.users.service import UserService

    async with routing.write() as session:
        user = await UserService(session, system()).create(
            NewUser(username="wang", name="王", password="12345678", role=Role.AGENT, number="1001"), "hash"
        )
        await bindings.bind(session, device="8001", user_id=user.id, session_id=None, kind="phone", secret="")
        with pytest.raises(InUse):
            await RoutingService(session, system()).delete_device("8001")


@pytest.mark.parametrize(
    "wrong",
    [
        {"week": [[]] * 6},
        {"week": [[{"start": "09:00", "end": "08:00"}]] + [[]] * 6},
        {"week": [[{"start": "9:00", "end": "18:00"}]] + [[]] * 6},
        {"name": {"zh": "只有中文"}},
    ],
)
def test_wrong_hours_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        schemas.HoursBody.model_validate({"name": NAME.model_dump(), "week": [[]] * 7} | wrong)


@pytest.mark.parametrize("file", ["defaults.yaml", "demo/company.yaml", "demo/words.yaml"])
def test_configuration_files_are_yaml(file: str) -> None:
    path = Path(__file__).parents[3] / "config" / file
    assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)


async def test_what_is_heard_while_waiting_reaches_the_core(routing: Database) -> None:
    change = schemas.QueueChange.model_validate(
        {
            "announcements": {"whisper": True, "comfort": [{"zh": "请稍候。", "en": "Please wait."}], "first": 5.0},
            "keys": {"1": {"action": "callback"}, "#": {"action": "flow", "target": "small"}},
            "callback": {"attempts": 5, "hours": "office"},
        }
    )
    async with routing.write() as session:
        row = await RoutingService(session, system()).update_queue("service", change)
        assert row.announcements.whisper
        queue = load_snapshot(asdict(await build(session))).queues["service"]
    assert (queue.announcements.first, queue.announcements.comfort[0]["en"]) == (5.0, "Please wait.")
    assert queue.announcements.whisper_text == {}
    assert (queue.keys["#"].action, queue.keys["#"].target) == ("flow", "small")
    assert (queue.callback.attempts, queue.callback.hours) == (5, "office")
    async with routing.write() as session:
        service = RoutingService(session, system())
        kept = await service.update_queue("service", schemas.QueueChange(priority=3))
        assert kept.callback.attempts == 5
        for wrong, field in (
            ({"keys": {"1": {"action": "queue", "target": "service"}}}, "keys.1.target"),
            ({"keys": {"1": {"action": "flow", "target": "nowhere"}}}, "keys.1.target"),
            ({"callback": {"hours": "never"}}, "callback.hours"),
            ({"hours": "never"}, "hours"),
            ({"overflow": [{"when": "closed", "action": "message"}]}, "overflow.0.text"),
            ({"overflow": [{"when": "max_wait", "action": "queue", "target": "no"}]}, "overflow.0.target"),
        ):
            with pytest.raises(Invalid) as refused:
                await service.update_queue("service", schemas.QueueChange.model_validate(wrong))
            assert refused.value.details["field"] == field


async def test_rules_of_a_queue_reach_the_core_and_the_old_one_comes_last(routing: Database) -> None:
    change = schemas.QueueChange.model_validate(
        {
            "strategy": "ring_all",
            "ring_max": 3,
            "hours": "office",
            "sticky": {"source": "ticket", "busy": "skip"},
            "overflow": [
                {"when": "closed", "action": "message", "text": {"zh": "下班了。", "en": "Closed."}},
                {"when": "estimate", "action": "callback", "over": 300.0},
            ],
            "demand": [{"skill": "heating", "level": 60, "relax": [{"after": 30.0, "level": None}]}],
            "category_priority": {"vip": 10},
        }
    )
    async with routing.write() as session:
        await SkillService(session, system()).create(NewSkill(id="heating", name=NAME))
        await RoutingService(session, system()).update_queue("service", change)
        queue = load_snapshot(asdict(await build(session))).queues["service"]
    assert (queue.strategy, queue.ring_max, queue.hours) == ("ring_all", 3, "office")
    assert (queue.sticky.source, queue.sticky.busy, queue.sticky.patience) == ("ticket", "skip", 15.0)
    assert [(rule.when, rule.action) for rule in queue.overflow] == [
        ("closed", "message"),
        ("estimate", "callback"),
        ("max_wait", "voicemail"),
    ]
    assert queue.overflow[0].text["en"] == "Closed."
    assert queue.demand[0].relax[0].level is None
    assert queue.category_priority == {"vip": 10}
