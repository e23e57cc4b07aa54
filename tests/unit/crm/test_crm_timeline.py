"""The timeline of a customer: every kind in one order, each only as far as the asker may see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from test_crm_customer_records import with_a_past

from crm.access import Grant, Principal, Role, Scope
from crm.base import new_id
from crm.callbacks.models import Callback
from crm.calls.models import Call
from crm.customers.schemas import TimelineItem, TimelineQuery
from crm.customers.timeline import KINDS, timeline
from crm.dictionaries.models import DictionaryEntry
from crm.documents.models import Document
from crm.errors import Invalid
from crm.outbox.models import OutboxMessage
from crm.questionnaires.models import Questionnaire
from crm.surveys.models import Rating, SurveyOffer
from crm.visits.models import Visit, VisitBatch
from server.database import Database

FUNCTIONS = {
    "call": "calls.read",
    "recording": "recordings.read",
    "voicemail": "voicemails.read",
    "callback": "callbacks.read",
    "ticket": "tickets.read",
    "document": "documents.read",
    "order": "documents.read",
    "message": "outbox.read",
    "survey": "surveys.read",
    "visit": "visits.read",
}


async def everything(db: Database, who: Principal) -> str:
    """A customer with something of each kind; → his id."""
    customer, held = await with_a_past(db, who)
    async with db.write() as session:
        at = (await session.get_one(Call, held)).started_at
        offer = SurveyOffer(call_id=held, survey="s", via="keypad", offered_at=at, answered_at=at + timedelta(hours=1))
        rating = Rating(call_id=held, survey="s", question="q1", score=5, via="keypad", rated_at=at)
        callback = Callback(id=new_id(), unit_id="root", queue="q", number="1", customer_id=customer, source="api")
        callback.requested_at = callback.entered_at = at - timedelta(hours=1)
        document = Document(id=new_id(), number="D1", family="visit", type="visit", unit_id="root", status="pending")
        document.title, document.customer_id, document.created_at = "回访", customer, at - timedelta(hours=2)
        document.updated_at = at
        order = Document(id=new_id(), number="81", family="order", type="order", unit_id="root", status="pending")
        order.title, order.customer_id, order.created_at, order.updated_at = "净水器", customer, at, at
        message = OutboxMessage(id=new_id(), kind="sms", recipient="1", body="x", once="x", customer_id=customer)
        message.created_at = at
        result = DictionaryEntry(dictionary="disposition", code="solved", name_zh="已解决", name_en="Solved")
        session.add_all((message, offer, rating, callback, document, order, result))
        await session.flush()
        questions, batch = new_id(), new_id()
        asked = {"id": questions, "name": {"zh": "满意度", "en": "Satisfaction"}, "options": {}, "updated_at": at}
        session.add(Questionnaire(created_at=at, **asked))
        await session.flush()
        planned = {"questionnaire_id": questions, "unit_id": "root", "created_at": at}
        session.add(VisitBatch(id=batch, name="b", rule={}, explained={}, **planned))
        await session.flush()
        made = {"customer_id": customer, "state": "done", "note": "很满意", "done_at": at - timedelta(minutes=30)}
        session.add(Visit(id=new_id(), batch_id=batch, questions=1, answers={}, **planned, **made))
    return customer


async def seen(db: Database, who: Principal, customer: str, **asked: object) -> list[TimelineItem]:
    async with db.read() as session:
        page = await timeline(session, who, customer, TimelineQuery.model_validate(asked))
    assert len(page.items) == min(page.total - (page.page - 1) * page.page_size, page.page_size)
    return page.items


async def test_every_kind_in_one_order(db: Database, nobody: Principal) -> None:
    customer = await everything(db, nobody)
    items = await seen(db, nobody, customer)
    assert {item.kind for item in items} == set(KINDS) == set(FUNCTIONS)
    assert [item.at for item in items] == sorted((item.at for item in items), reverse=True)
    assert (items[0].kind, items[0].data["answers"]) == ("survey", [{"question": "q1", "score": 5}])
    assert (items[-1].kind, items[-1].data["title"]) == ("document", "回访")
    pages = [await seen(db, nobody, customer, page=page, page_size=3) for page in (1, 2, 3, 4, 5)]
    assert [item.id for page in pages for item in page] == [item.id for item in items]
    assert next(item.data["note"] for item in items if item.kind == "visit") == "很满意"
    call = next(item.data for item in items if item.kind == "call")
    assert (call["disposition"], call["disposition_name"]) == ("solved", {"zh": "已解决", "en": "Solved"})
    some = await seen(db, nobody, customer, kinds="ticket, callback")
    assert sorted(item.kind for item in some) == ["callback", "ticket"]
    early = await seen(db, nobody, customer, to=(items[-2].at + timedelta(minutes=1)).isoformat())
    assert [item.kind for item in early] == ["callback", "document"]
    with pytest.raises(Invalid):
        await seen(db, nobody, customer, kinds="gossip")


async def test_each_kind_needs_its_function(db: Database, nobody: Principal) -> None:
    customer = await everything(db, nobody)
    for function in FUNCTIONS.values():
        granted = {"customers.read": Grant(Scope.ALL), function: Grant(Scope.ALL)}
        who = Principal("A" * 26, Role.AGENT, "root", "/root/", granted=granted)
        assert {item.kind for item in await seen(db, who, customer)} == {
            kind for kind, needed in FUNCTIONS.items() if needed == function
        }
    who = Principal("A" * 26, Role.AGENT, "south", "/root/south/", granted={"customers.read": Grant(Scope.ALL)})
    assert await seen(db, who, customer) == []
