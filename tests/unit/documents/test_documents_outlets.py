"""Dispatch to outlets, messages to the customer, and visits that certify what was fed back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from documents_company import NOON, PATHS, USERS, Office, populate
from sqlalchemy import select

from crm.access import system
from crm.customers.models import Customer
from crm.documents.engine.model import Trigger
from crm.documents.engine.triggers import chosen
from crm.documents.models import Document
from crm.documents.schemas import Reasoned, Remarked, Reschedule
from crm.documents.shipped import ship
from crm.errors import InUse
from crm.organisation.models import Unit
from crm.outbox.models import OutboxMessage
from crm.outlets.schemas import NewOutlet
from crm.outlets.service import OutletService
from crm.users.models import User
from server.database import Database
from server.seed import document_types
from server.settings import SOURCE

CHANGAN, HAIDIAN = "130102", "110108"


@pytest.fixture
async def office(db: Database, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Two outlets below the south centre, with a worker each, and a customer in each of their regions."""
    async with db.write() as session:
        await ship(session, system(), document_types(SOURCE))
    made = await populate(db)
    async with db.write() as session:
        for unit, worker, region in (("sjz", "qian", CHANGAN), ("bj", "sun", HAIDIAN)):
            session.add(Unit(id=unit, parent_id="south", path=f"/root/south/{unit}/", name_zh=unit, name_en=unit))
            await session.flush()
            user = User(id=worker, number=None, username=worker, name=worker, password_hash="", role="agent")
            user.unit_id, user.created_at = unit, NOON
            session.add(user)
            new = {"id": unit.upper(), "unit_id": unit, "name": {"zh": f"{unit}网点", "en": unit}, "serves": [region]}
            await session.flush()
            await OutletService(session, system()).create(NewOutlet.model_validate(new | {"phone": "031186011234"}))
            monkeypatch.setitem(USERS, worker, ("agent", unit, ""))
            monkeypatch.setitem(PATHS, unit, f"/root/south/{unit}/")
        customer = Customer(id="c1", number="100001", unit_id="north", name="王女士", region_zh="河北省石家庄市")
        customer.created_at = customer.updated_at = NOON
        session.add(customer)
    return made


async def repair(office: Office, **more: Any) -> Any:
    new = {"type": "repair", "title": "不制热", "phone": "13800138000", "unit_id": "north", "customer_id": None}
    return await office.create("wang", **new | more)


@pytest.mark.parametrize(
    ("fields", "customer", "outlet"),
    [
        ({"region": HAIDIAN}, None, "BJ"),
        ({"region": CHANGAN}, None, "SJZ"),
        ({"region": "130108"}, None, "SJZ"),  # nobody serves it: the nearest
        ({}, "c1", "SJZ"),  # the customer's
        ({"region": HAIDIAN, "department": "sjz"}, None, "SJZ"),  # somebody has decided
        ({}, None, None),
    ],
)
async def test_the_outlet_of_a_repair(
    office: Office, fields: dict[str, Any], customer: str | None, outlet: str
) -> None:
    made = await repair(office, fields=fields, customer_id=customer)
    made = await office.act("wang", made, "outlet")
    step = made.steps[-1]
    assert (step.node, step.outlet_id) == ("received", outlet)
    actions = [change.action for change in made.history]
    assert ("unassigned" in actions) == (outlet is None)
    if "department" not in fields and outlet:
        why = next(change.remark for change in made.history if change.action == "outlet")
        assert why.startswith(("负责", "无网点负责该区域"))


async def test_the_customers_address_tells_the_region(office: Office) -> None:
    async with office.db.write() as session:
        customer = await session.get_one(Customer, "c1")
        customer.region_code = HAIDIAN  # his address; his phone is of another city
    made = await office.act("wang", await repair(office, customer_id="c1"), "outlet")
    assert made.steps[-1].outlet_id == "BJ"


async def test_an_outlet_with_open_documents_stays(office: Office) -> None:
    made = [await office.act("wang", await repair(office, fields={"region": HAIDIAN}), "outlet") for _ in range(2)]
    async with office.db.write() as session:
        with pytest.raises(InUse) as refused:
            await OutletService(session, system()).delete("BJ")
    assert refused.value.details["message_zh"] == "网点 BJ 还有 2 张未办结的单据，请先办结或改派"
    for each in made:
        async with office.verbs("chief") as verbs:
            await verbs.cancel(each.id, Reasoned(remark="重复"))
    async with office.db.write() as session:
        await OutletService(session, system()).delete("BJ")


async def test_a_paused_outlet_gets_nothing_new(office: Office) -> None:
    from crm.outlets.schemas import OutletChange

    async with office.db.write() as session:
        await OutletService(session, system()).update("SJZ", OutletChange(state="paused"))
    made = await office.act("wang", await repair(office, fields={"region": CHANGAN}), "outlet")
    assert made.steps[-1].outlet_id == "BJ"


async def test_centre_and_headquarters_see_and_urge_and_the_customer_is_told(office: Office) -> None:
    made = await office.act("wang", await repair(office, fields={"region": CHANGAN}), "outlet")
    assert await office.find("zhao") == ["不制热"], "the centre above the outlet"
    async with office.verbs("zhao") as verbs:
        await verbs.urge(made.id, Remarked(remark="客户着急"))
    async with office.verbs("qian") as verbs:
        await verbs.reschedule(made.id, Reschedule(appointment_at=datetime(2026, 11, 27, 6, 0, tzinfo=UTC)))
    async with office.db.read() as session:
        (told,) = await session.scalars(select(OutboxMessage))
    assert told.body.endswith("已预约11月27日 14:00上门，sjz网点（031186011234）为您服务。")
    assert (told.recipient, told.subject_id, told.template) == ("+8613800138000", made.id, "appointment")


async def test_an_appointment_is_made_at_once(office: Office) -> None:
    """With the first call: it stands in the document, and the customer is told."""
    made = await repair(office, appointment_at="2026-11-27T14:00:00+08:00")
    assert made.appointment_at == datetime(2026, 11, 27, 6, 0, tzinfo=UTC)
    async with office.db.read() as session:
        (told,) = await session.scalars(select(OutboxMessage))
    assert "已预约11月27日 14:00上门" in told.body


async def test_an_outlet_that_is_called_enters_it_itself(office: Office) -> None:
    made = await office.create("qian", type="repair", title="漏水", phone="13800138001")
    made = await office.act("qian", made, "own")
    step = made.steps[-1]
    assert (step.node, step.handler_id, step.outlet_id) == ("on_site", "qian", "SJZ")
    assert await office.find("chief") == ["漏水"], "headquarters see it"
    assert await office.find("zhao") == ["漏水"], "and the centre"
    async with office.verbs("chief") as verbs:
        await verbs.urge(made.id, Remarked(remark=""))
    made = await office.act("qian", made, "arrived")
    made = await office.act("qian", made, "done", fields={"work": "换阀门", "visit_fee": "30"})
    assert (made.steps[-1].node, made.steps[-1].handler_id) == ("visit", "qian")


def test_a_sample_is_by_chance_and_stays() -> None:
    trigger = Trigger.model_validate({"code": "v", "when": "entry", "sample": 30, "do": ({"do": "certify"},)})
    hits = [chosen(trigger, f"01ARZ3NDEKTSV4RRFFQ69G{n:04d}") for n in range(2000)]
    assert 500 < sum(hits) < 700
    assert hits == [chosen(trigger, f"01ARZ3NDEKTSV4RRFFQ69G{n:04d}") for n in range(2000)]


async def test_a_sampled_visit_certifies_what_it_was_made_of(office: Office) -> None:
    visits: list[Any] = []
    for n in range(12):
        made = await office.create("wang", type="installation", title=f"装机{n}", fields={"region": CHANGAN})
        await office.act("wang", made, "solved")
        async with office.db.read() as session:
            visits = list(await session.scalars(select(Document).where(Document.type == "visit")))
        if visits:
            break
    assert len(visits) == 1, "three in ten, and the first of them ends the search"
    (visit,) = visits
    shown = await office.get("wang", visit)
    assert shown.title.startswith("安装回访：装机")
    origin = next(link.id for link in shown.links if link.relation == "from")
    answers = {"done": True, "on_time": True, "satisfaction": "satisfied"}
    asked = shown.steps[-1].handler_id
    assert asked in {"boss", "wang", "li"}, "shared out among the unit"
    await office.act(asked, shown, "certified", fields=answers)
    async with office.db.read() as session:
        certified = await session.get(Document, origin)
    assert certified is not None
    assert certified.certified


async def test_an_answer_by_sms_is_sent_when_it_is_finished(office: Office) -> None:
    made = await office.create("wang", type="complaint", title="上门迟到", customer_id=None, phone="13800138000")
    made = await office.act("wang", made, "submit")
    made = await office.act("boss", made, "rejected", remark="不属实")
    answer = {"answer": "已核实，师傅准时到达", "answered_by": "sms"}
    await office.act("wang", made, "answered", fields=answer)
    async with office.db.read() as session:
        (told,) = await session.scalars(select(OutboxMessage))
    assert "已核实，师傅准时到达" in told.body
    assert told.created_by == "wang"
