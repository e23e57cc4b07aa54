"""The types that come with Hotline: sound, usable from beginning to end, and kept up to date only while untouched."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from documents_company import NOON, Office, populate, tick, who
from sqlalchemy import select

from crm.access import system
from crm.dictionaries.models import DictionaryEntry
from crm.documents.engine.check import read
from crm.documents.engine.graph import certifies
from crm.documents.engine.model import Task
from crm.documents.engine.run import begin, take
from crm.documents.models import DocumentTypeRow
from crm.documents.schemas import DocumentPatch, Reasoned, Reassign, Remarked, Reschedule
from crm.documents.shipped import ship
from crm.documents.types import DocumentTypeService, as_yaml
from crm.errors import Invalid
from crm.outbox.models import OutboxMessage
from server.database import Database
from server.seed import document_types
from server.settings import SOURCE

TYPES = document_types(SOURCE)
ANSWER = {"answer": "已上门道歉", "answered_by": "call"}
CODES = {
    "consult", "complaint", "repair", "installation", "praise", "suggestion", "tip_off", "dispute", "after_sales",
    "work", "visit", "order",
}  # fmt: skip


@pytest.fixture
async def office(db: Database) -> Office:
    async with db.write() as session:
        assert set(await ship(session, system(), TYPES)) == CODES
    return await populate(db)


async def test_they_are_shipped_once(office: Office) -> None:
    async with office.db.write() as session:
        assert await ship(session, system(), TYPES) == []
        dictionary = set(
            await session.scalars(select(DictionaryEntry.code).where(DictionaryEntry.dictionary == "ticket_type"))
        )
    assert dictionary == CODES - {"work", "visit", "order"}


async def test_a_plain_type_is_replaced_and_its_tickets_finish_on_it(db: Database) -> None:
    office = await populate(db)
    old = await office.create("wang", type="repair", title="旧的")
    async with db.write() as session:
        await ship(session, system(), TYPES)
    new = await office.create("wang", type="repair", title="新的")
    assert (old.type_version, new.type_version) == (1, 2)
    assert [step.node for step in (await office.act("wang", old, "close")).steps] == ["accept"]


async def test_what_the_company_has_changed_or_deleted_stays_so(office: Office) -> None:
    newer = [{**raw, "name": {"zh": "新", "en": "New"}} for raw in TYPES]
    async with office.db.write() as session:
        service = DocumentTypeService(session, system())
        own = (await service.get("repair")).document
        await service.publish({**own, "name": {"zh": "自己的", "en": "Own"}})
        await service.delete("dispute")
    async with office.db.write() as session:
        published = await ship(session, system(), newer)
        names = {row.code: row.name_zh for row in await session.scalars(select(DocumentTypeRow))}
    assert set(published) == CODES - {"repair", "dispute"}
    assert (names["repair"], names["consult"], "dispute" in names) == ("自己的", "新", False)


@pytest.mark.parametrize("raw", TYPES, ids=lambda raw: str(raw["code"]))
def test_each_comes_to_its_end_by_its_first_outcomes(raw: dict[str, Any]) -> None:
    process = read(raw).process
    move = begin(process, {})
    for _ in range(20):
        if move.position.ended is not None:
            return
        token = move.entered[0]
        task = process.node(token.node)
        assert isinstance(task, Task)
        move = take(process, move.position, token.id, task.outcomes[0].code, {})
    pytest.fail("it never ends")


def test_yaml_is_the_same_document_again() -> None:
    import yaml

    for raw in TYPES:
        assert read(yaml.safe_load(as_yaml(raw))) == read(raw)


async def test_a_complaint_goes_round_until_the_customer_is_satisfied(office: Office) -> None:
    made = await office.create("wang", type="complaint", title="上门迟到", fields={"about": "delay"})
    made = await office.act("wang", made, "submit")
    assert (made.status, made.assignee_id) == ("to_dispatch", "boss")
    limit = "2026-11-27T04:00:00Z"
    with pytest.raises(Invalid):
        await office.act("boss", made, "stands")
    made = await office.act("boss", made, "stands", fields={"department": "south", "limit": limit})
    assert (made.status, made.steps[-1].pool) == ("handling", [{"kind": "unit", "ref": "south"}])
    assert made.due_at is not None
    assert made.due_at.isoformat() == "2026-11-27T04:00:00+00:00"
    made = await office.act("zhao", made, "handled", fields={"measure": "道歉"})
    assert (made.status, made.assignee_id) == ("handling", "wang")
    made = await office.act("wang", made, "answered", fields=ANSWER)
    assert (made.status, made.assignee_id) == ("to_visit", "wang")
    made = await office.act("wang", made, "dissatisfied", remark="要求赔偿", fields={"satisfaction": "dissatisfied"})
    assert (made.status, made.certified) == ("to_dispatch", False)
    made = await office.act("boss", made, "rejected", remark="已赔偿过")
    made = await office.act("wang", made, "answered", fields=ANSWER)
    made = await office.act("wang", made, "satisfied", fields={"satisfaction": "satisfied"})
    assert (made.status, made.certified) == ("done", True)


def test_what_a_visit_certifies() -> None:
    """Stored types do not say it: what leads back to the visit certifies nothing."""
    found = {}
    for raw in TYPES:
        process = read(raw).process
        for task in process.tasks():
            if task.certify:
                found[raw["code"]] = {way.code: certifies(process, task, way) for way in task.outcomes}
    assert found == {
        "repair": {"satisfied": True, "again": False},
        "complaint": {"satisfied": True, "dissatisfied": False},
    }


async def test_each_round_of_a_complaint_has_its_limit_and_its_answer(office: Office) -> None:
    """Answers go out when they are finished, in every round; nobody starts late by the limit of the round before."""

    async def sent() -> list[str]:
        async with office.db.read() as session:
            return [row.body for row in await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))]

    made = await office.create("wang", type="complaint", title="上门迟到", phone="13800138000")
    made = await office.act("wang", made, "submit")
    decided = {"department": "south", "limit": "2026-11-26T05:00:00Z"}
    made = await office.act("boss", made, "stands", fields=decided)
    made = await office.act("zhao", made, "handled", fields={"measure": "道歉"})
    async with office.service("wang") as service:
        half = {"answer": "已道歉，正在", "answered_by": "sms"}
        made = await service.change(made.id, DocumentPatch.model_validate({"version": made.version, "fields": half}))
    assert await sent() == [], "a draft of the answer is not sent"
    made = await office.act("wang", made, "answered", fields={"answer": "已道歉，免上门费"})
    assert [body.endswith("已道歉，免上门费") for body in await sent()] == [True]
    office.now = NOON + timedelta(days=1)
    made = await office.act("wang", made, "dissatisfied", remark="x", fields={"satisfaction": "dissatisfied"})
    assert set(made.fields) == {"level", "department", "measure"}
    with pytest.raises(Invalid) as refused:
        await office.act("boss", made, "stands")
    assert refused.value.details["field"] == "fields.limit"
    with pytest.raises(Invalid, match="must lie ahead") as refused:
        await office.act("boss", made, "stands", fields={"limit": decided["limit"]})
    assert (refused.value.details["field"], "处理时限" in str(refused.value.details["message_zh"])) == (
        "fields.limit",
        True,
    )
    made = await office.act("boss", made, "stands", fields={"limit": "2026-11-28T05:00:00Z"})
    made = await office.act("zhao", made, "handled")
    with pytest.raises(Invalid, match="Answer"):
        await office.act("wang", made, "answered")
    with pytest.raises(Invalid, match="e-mail"):
        await office.act("wang", made, "answered", fields={"answer": "书面道歉已寄出", "answered_by": "email"})
    made = await office.act("wang", made, "answered", fields={"answer": "书面道歉已寄出", "answered_by": "sms"})
    assert [body[-7:] for body in await sent()] == ["道歉，免上门费", "书面道歉已寄出"]
    made = await office.act("wang", made, "satisfied", fields={"satisfaction": "satisfied"})
    async with office.verbs("boss") as verbs:
        await verbs.reopen(made.id, Remarked(remark="客户又来电"))
    assert "limit" not in (await office.get("boss", made)).fields


async def test_a_date_that_is_filled_in_later_is_the_works_deadline(office: Office) -> None:
    made = await office.create("boss", type="work", title="整理台账", fields={"assigned_to": "wang"})
    assert made.due_at is None
    past = DocumentPatch.model_validate({"version": made.version, "fields": {"until": "2026-11-25T04:00:00Z"}})
    with pytest.raises(Invalid, match="must lie ahead"):
        async with office.service("boss") as service:
            await service.change(made.id, past)
    async with office.service("boss") as service:
        later = {"version": made.version, "fields": {"until": "2026-11-27T04:00:00Z"}}
        made = await service.change(made.id, DocumentPatch.model_validate(later))
    assert made.due_at == NOON + timedelta(days=1)
    assert await tick(office, 24 * 60 - 479) == ["warn"]
    office.now = NOON
    async with office.service("boss") as service:
        later = {"version": (await office.get("boss", made)).version, "fields": {"until": "2026-11-28T04:00:00Z"}}
        made = await service.change(made.id, DocumentPatch.model_validate(later))
    assert (await tick(office, 24 * 60 + 1), await tick(office, 48 * 60 + 1)) == ([], ["warn", "due"])
    made = await office.act("wang", made, "done")
    with pytest.raises(Invalid, match="must lie ahead"):
        await office.act("boss", made, "again", remark="漏了一页")
    made = await office.act("boss", made, "again", remark="漏了一页", fields={"until": "2026-12-01T04:00:00Z"})
    assert made.due_at is not None
    assert made.due_at.isoformat() == "2026-12-01T04:00:00+00:00"
    late = {"assigned_to": "wang", "until": "2026-11-25T04:00:00Z"}
    with pytest.raises(Invalid, match="must lie ahead"):
        await office.create("boss", type="work", title="晚了", fields=late)


async def test_work_is_assigned_done_and_checked(office: Office) -> None:
    made = await office.create("boss", type="work", title="整理台账", fields={"assigned_to": "wang"})
    assert (made.number, made.assignee_id, made.family) == ("GZ2026110001", "wang", "work")
    made = await office.act("wang", made, "done", fields={"progress": 100})
    made = await office.act("boss", made, "again", remark="漏了一页")
    made = await office.act("boss", await office.act("wang", made, "done"), "accepted")
    assert made.status == "done"


async def test_work_is_given_to_oneself_and_those_below(office: Office) -> None:
    for assigner, to in (("wang", "boss"), ("wang", "li"), ("boss", "zhao"), ("boss", "chief"), ("zhao", "wang")):
        with pytest.raises(Invalid) as refused:
            await office.create(assigner, type="work", title="越级", fields={"assigned_to": to})
        assert refused.value.details["field"] == "fields.assigned_to"
    for assigner, to in (("boss", "li"), ("wang", "wang"), ("chief", "zhao"), ("chief", "boss")):
        made = await office.create(assigner, type="work", title=f"{assigner}→{to}", fields={"assigned_to": to})
        assert made.assignee_id == to
        assert f"{assigner}→{to}" in await office.find(assigner), "who gave it follows it"
    with pytest.raises(Invalid) as refused:
        async with office.verbs("boss") as verbs:
            await verbs.reassign(made.id, Reassign(assignee_id="zhao"))
    assert refused.value.details["field"] == "assignee_id"
    mine = await office.create("boss", type="work", title="改约", fields={"assigned_to": "li"})
    async with office.verbs("li") as verbs:
        await verbs.reschedule(mine.id, Reschedule(appointment_at=NOON + timedelta(days=3)))
    assert (await office.get("boss", mine)).appointment_at == NOON + timedelta(days=3)


async def test_a_tip_off_is_for_few(office: Office) -> None:
    made = await office.create("zhao", type="tip_off", title="收回扣", unit_id="north")
    await office.act("zhao", made, "submit")
    assert await office.find("boss") == ["收回扣"]
    assert await office.find("admin") == await office.find("li") == []
    async with office.verbs("boss") as verbs:
        await verbs.cancel(made.id, Reasoned(remark="查无此事"))
    assert who("boss").unit == "north"
