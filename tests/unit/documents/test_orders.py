"""Orders: the process that comes with Hotline, and what a caller and an agent are told of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from documents_company import NOON, ZONE, Office, here, populate, who
from sqlalchemy import event

from crm.access import Principal, system
from crm.customers.schemas import NewCustomer, Phone, TimelineQuery
from crm.customers.service import CustomerService
from crm.customers.timeline import timeline
from crm.directory import customer_card, ticket_status
from crm.documents.schemas import DocumentDetail, Reasoned, Remarked
from crm.documents.shipped import ship
from crm.errors import Forbidden, Invalid
from crm.masking import veil_text
from crm.orders.enquiry import order_status
from server.database import Database
from server.seed import document_types
from server.settings import SOURCE

PHONE, OTHER = "13800138000", "13911112222"
FORM = {"goods": "净水器一台", "quantity": 2, "amount": "1288.5", "address": "和平里 1 号"}
SENT = {"carrier": "sf", "tracking": "SF1024"}


@pytest.fixture
async def office(db: Database) -> Office:
    async with db.write() as session:
        await ship(session, system(), document_types(SOURCE))
    return await populate(db)


async def order(office: Office, name: str = "wang", title: str = "净水器", **more: Any) -> DocumentDetail:
    fields = {**FORM, **more.pop("fields", {})}
    return await office.create(name, type="order", title=title, fields=fields, **{"phone": PHONE, **more})


async def ask(office: Office, asker: Principal | None = None, **params: str) -> dict[str, Any]:
    async with office.db.read() as session:
        return await order_status(session, asker or system(), params, area_code="010", zone=ZONE)


async def customer(office: Office, *phones: str) -> str:
    async with office.db.write() as session:
        new = NewCustomer(name="王芳", phones=[Phone(number=phone) for phone in phones])
        return (await CustomerService(session, system("north")).create(new)).id


# ---- the process


async def test_an_order_goes_from_check_to_receipt(office: Office) -> None:
    made = await order(office)
    assert (made.number, made.family, made.status, here(made)) == ("8202611260001", "order", "pending", ["check"])
    made = await office.act("li", made, "passed")
    assert here(made) == ["ship"]
    with pytest.raises(Invalid, match="Carrier"):
        await office.act("li", made, "shipped")
    made = await office.act("li", made, "shipped", fields=SENT)
    with pytest.raises(Invalid, match="Amount received"):
        await office.act("li", made, "collected")
    made = await office.act("li", made, "collected", fields={"received": "1288.5"})
    assert (here(made), made.fields["paid"], made.assignee_id) == (["receipt"], True, "wang")
    made = await office.act("wang", await office.act("wang", made, "visit"), "satisfied")
    assert (made.status, here(made)) == ("done", [])


async def test_a_large_order_waits_for_the_manager_and_a_paid_one_is_not_collected(office: Office) -> None:
    made = await office.act("li", await order(office, fields={"amount": "5000", "paid": True}), "passed")
    assert (here(made), made.assignee_id) == (["manager"], "boss")
    made = await office.act("boss", made, "passed")
    assert here(await office.act("li", made, "shipped", fields=SENT)) == ["receipt"]


async def test_it_is_changed_until_it_is_checked_and_frozen_from_shipping_on(office: Office) -> None:
    made = await office.act("li", await order(office), "passed", fields={"quantity": 3})
    assert made.fields["quantity"] == 3, "the checkers change it while they check"
    with pytest.raises(Forbidden) as refused:
        await office.act("li", made, "shipped", fields={**SENT, "quantity": 4})
    assert refused.value.details["field"] == "fields.quantity"


async def test_what_fails_is_abnormal_and_is_ordered_again_or_voided(office: Office) -> None:
    made = await office.act("li", await office.act("li", await order(office), "passed"), "shipped", fields=SENT)
    made = await office.act("li", made, "failed", remark="拒收")
    assert here(made) == ["abnormal"]
    made = await office.act("li", made, "again")
    assert (here(made), "tracking" in made.fields) == (["check"], False)
    made = await office.act("li", await office.act("li", made, "failed", remark="地址不详"), "void", remark="联系不上")
    assert made.status == "cancelled"


async def test_a_finished_order_comes_back(office: Office) -> None:
    made = await office.act("li", await order(office, fields={"paid": True}), "passed")
    made = await office.act("wang", await office.act("li", made, "shipped", fields=SENT), "received")
    async with office.verbs("boss") as verbs:
        await verbs.reopen(made.id, Remarked(remark="客户要换货"))
    made = await office.get("boss", made)
    assert here(made) == ["returning"]
    made = await office.act("li", made, "exchanged", fields={"comes_back": "exchange"})
    assert (here(made), "tracking" in made.fields) == (["ship"], False)


async def test_an_orders_number_is_keyed_in_and_is_no_tickets(office: Office) -> None:
    made = await order(office)
    ticket = await office.create("wang", type="repair", title="漏水", phone=PHONE)
    assert made.number.isdigit()
    assert len(made.number) == 13
    assert made.number != ticket.number
    assert veil_text(f"订单{made.number}，运单SF1024") == f"订单{made.number}，运单SF1024"
    assert await ask(office, number=ticket.number) == {"found": False}
    async with office.db.read() as session:
        found = await ticket_status(session, system(), {"number": made.number}, area_code="010")
        newest = await ticket_status(session, system(), {"phone": PHONE}, area_code="010")
    assert (found, newest["number"]) == ({"found": False}, ticket.number)


# ---- the query


async def test_the_callers_orders_one_after_the_other(office: Office) -> None:
    kept = await customer(office, PHONE, "01088886666")
    first = await order(office, customer_id=kept, phone=OTHER)
    office.now = NOON + timedelta(days=1)
    second = await order(office, customer_id=kept)
    await office.create("wang", type="repair", title="漏水", phone=PHONE)
    found = await ask(office, phone="+8613800138000")
    assert (found["number"], found["place"], found["count"], found["older"]) == (second.number, 1, 2, "2")
    assert (found["entered"], found["step_zh"], found["step_en"]) == ("2026-11-27", "待审核", "waiting to be checked")
    assert (found["goods"], found["quantity"], found["amount"]) == ("净水器一台", 2, "1288.50")
    older = await ask(office, phone="010 8888 6666", place="2")
    assert (older["number"], older["place"], older["older"]) == (first.number, 2, "")
    assert (await ask(office, phone=OTHER))["count"] == 1
    for wrong in ({"phone": PHONE, "place": "3"}, {"phone": PHONE, "place": "0"}, {"phone": PHONE, "place": "x"}, {}):
        assert await ask(office, **wrong) == {"found": False}


async def test_what_was_sent_is_told_in_words(office: Office) -> None:
    made = await office.act("li", await office.act("li", await order(office), "passed"), "shipped", fields=SENT)
    found = await ask(office, number=made.number, caller=PHONE)
    assert (found["carrier_zh"], found["carrier_en"], found["tracking"]) == ("顺丰速运", "SF Express", "SF1024")
    assert (found["step_zh"], found["payment_zh"], found["place"]) == ("已发货，待收款", "货到付款", 1)


@pytest.mark.parametrize("caller", [OTHER, ""])
async def test_a_stranger_who_knows_the_number_hears_how_far_it_is_and_no_more(office: Office, caller: str) -> None:
    made = await order(office, customer_id=await customer(office, PHONE))
    found = await ask(office, number=made.number, caller=caller)
    assert set(found) == {"found", "number", "status", "step_zh", "step_en", "entered", "own"}
    assert (found["found"], found["own"]) == (True, False)
    assert await ask(office, number=made.number, phone=OTHER) == {"found": False}
    assert (await ask(office, number=made.number, phone=PHONE))["own"] is True


async def test_voided_suspended_and_a_companys_own_steps(office: Office) -> None:
    made = await order(office)
    async with office.verbs("boss") as verbs:
        await verbs.suspend(made.id, Reasoned(remark="等货"))
    assert (await ask(office, number=made.number))["step_zh"] == "暂停处理"
    async with office.verbs("boss") as verbs:
        await verbs.cancel(made.id, Reasoned(remark="不要了"))
    assert (await ask(office, number=made.number))["step_zh"] == "已作废"
    await office.publish(
        {
            "code": "own", "family": "order", "name": {"zh": "团购", "en": "Group order"},
            "process": {"start": "talk", "nodes": [
                {"kind": "task", "code": "talk", "name": {"zh": "洽谈", "en": "Talk"}, "handler": {"by": "creator"},
                 "outcomes": [{"code": "ok", "name": {"zh": "成", "en": "OK"}, "to": "end"}]},
                {"kind": "end", "code": "end", "name": {"zh": "完", "en": "End"}},
            ]},
        }
    )  # fmt: skip
    made = await office.create("wang", type="own", title="团购", phone=PHONE)
    found = await ask(office, number=made.number, caller=PHONE)
    assert (found["step_zh"], "amount" in found) == ("处理中", False)
    await office.act("wang", made, "ok")
    assert (await ask(office, number=made.number))["step_zh"] == "已完成"


async def test_orders_are_asked_with_the_askers_reach(office: Office) -> None:
    """The telephone asks for all; a person would hear of what he may see."""
    made = await order(office)
    for name, sees in (("wang", True), ("boss", True), ("zhao", False), ("chief", True)):
        assert (await ask(office, who(name), number=made.number))["found"] is sees, name
        assert (await office.find(name, family="order") == ["净水器"]) is sees, name


# ---- the card and the timeline


async def test_the_card_has_open_orders_first(office: Office) -> None:
    kept = await customer(office, PHONE)
    for day, title in enumerate(("一", "二", "三", "四")):
        office.now = NOON + timedelta(days=day)
        made = await order(office, title=title, customer_id=kept)
        if title in {"二", "三", "四"}:
            await office.act("li", made, "void", remark="x")
    card = (await office.db.look(lambda connection: customer_card(connection, PHONE, area_code="010"))).card
    assert [row["title"] for row in card["orders"]] == ["一", "四", "三"]
    first = card["orders"][0]
    assert (first["step"], first["amount"]) == ({"zh": "待审核", "en": "waiting to be checked"}, "1288.50")
    assert card["tickets"] == []


async def test_the_timeline_tells_orders_from_other_documents(office: Office) -> None:
    kept = await customer(office, PHONE)
    await order(office, customer_id=kept)
    await office.create("wang", type="visit", title="回访", customer_id=kept)
    async with office.db.read() as session:
        page = await timeline(session, system(), kept, TimelineQuery())
        only = await timeline(session, system(), kept, TimelineQuery(kinds="order"))
    assert sorted((item.kind, item.data["title"]) for item in page.items) == [("document", "回访"), ("order", "净水器")]
    assert [item.data["number"][:1] for item in only.items] == ["8"]


async def test_a_callers_orders_are_found_by_their_indexes(office: Office) -> None:
    """Among many orders his are looked up by number and customer, not gone through by age."""
    if not office.db.sqlite:
        pytest.skip("a plan of PostgreSQL depends on what the tables hold")
    await order(office)
    asked: list[tuple[str, Any]] = []
    engine = office.db.engine.sync_engine

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if "FROM documents" in statement and "documents.family" in statement:
            asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert (await ask(office, phone=PHONE))["found"]
    finally:
        event.remove(engine, "before_cursor_execute", note)
    async with office.db.read() as session:
        connection = await session.connection()
        plans = [
            [row[3] for row in (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)).all()]
            for sql, values in asked
        ]
    used = " ".join(line for plan in plans for line in plan)
    assert "ix_documents_phone (phone=?)" in used
    assert "ix_documents_customer_id_created_at (customer_id=?)" in used
    assert "merged_into" not in used
    assert "ix_documents_created_at" not in used
