"""Rows of what people plan, send and tell, in every unit, for the walk over permissions (walk_rows.py plants the
rest)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from crm.base import new_id, utcnow
from crm.call_lists.models import CallList, CallListItem
from crm.calls.models import CallLink
from crm.contacts.models import Contact
from crm.customers.models import CustomerMailing, CustomerMerge, CustomerProduct, CustomerRelation
from crm.imports.models import ImportJob, ImportRow
from crm.live.models import LiveMessage, LiveMessageReceipt
from crm.messages.models import BoxMessage
from crm.notices.models import Notice, NoticeUnit
from crm.outbox.models import OutboxMessage
from crm.outlets.models import Outlet, OutletRegion
from crm.quality.models import Assessment, Calibration, Scorecard, ScorecardVersion
from crm.questionnaires.models import Questionnaire, QuestionnaireVersion
from crm.visits.models import Visit, VisitBatch

if TYPE_CHECKING:
    from walk_rows import Rows

QUESTIONS = "walk-questions"
SCORECARD = "walk-scorecard"
REGION = "110105"


async def plant_questions(session: AsyncSession) -> None:
    """Questionnaires and scorecards are the company's: one for all units."""
    now = utcnow()
    session.add(
        Questionnaire(
            id=QUESTIONS, name={"zh": "问卷", "en": "questions"}, state="active", options={}, created_at=now,
            updated_at=now,
        )
    )  # fmt: skip
    await session.flush()
    field = {"code": "how", "kind": "text", "label": {"zh": "如何", "en": "how"}}
    session.add(
        QuestionnaireVersion(questionnaire_id=QUESTIONS, number=1, questions=[{"field": field}], created_at=now)
    )
    session.add(
        Scorecard(
            id=SCORECARD, name={"zh": "评分表", "en": "scorecard"}, state="active", options={}, created_at=now,
            updated_at=now,
        )
    )  # fmt: skip
    await session.flush()
    session.add(ScorecardVersion(scorecard_id=SCORECARD, number=1, criteria=[{"field": field}], created_at=now))
    await session.flush()


async def plant_work(session: AsyncSession, rows: Rows, unit: str, number: str) -> None:
    """One of each for the agent, the customer, the call and the ticket that the unit has already."""
    agent, customer = rows.ids["users"][unit], rows.ids["customers"][unit]
    await _lists(session, rows, unit, number, agent)
    await _letters(session, rows, unit, number, agent, customer)
    await _told(session, rows, unit, number, agent)
    await _visits(session, rows, unit, number, agent, customer)
    await _quality(session, rows, unit, agent)
    await _imported(session, rows, unit, number, agent)
    session.add(
        CallLink(
            id=new_id(), call_id=rows.ids["calls"][unit], kind="customer", subject_id=customer, rank=2, at=utcnow(),
        )
    )  # fmt: skip
    await session.flush()


async def relate(session: AsyncSession, rows: Rows) -> None:
    """When all units are planted: each customer owns something, is related to one of another unit, and took over one
    who belonged to it."""
    units = list(rows.ids["customers"])
    now = utcnow()
    for place, unit in enumerate(units):
        mine, other = (rows.ids["customers"][each] for each in (unit, units[place - 1]))
        product, relation, merge = new_id(), new_id(), new_id()
        session.add_all(
            [
                CustomerProduct(
                    id=product, customer_id=mine, serial=f"secret-{unit}-serial", name=f"secret-{unit}-thing",
                    created_at=now,
                ),
                CustomerRelation(id=relation, customer_id=mine, other_id=other, relation="family"),
                CustomerMerge(
                    id=merge, kept_id=mine, gone_id=new_id(), gone_number=f"G-{unit}", gone_unit_id=units[place - 1],
                    before={}, merged_at=now - timedelta(days=90),
                ),
            ]
        )  # fmt: skip
        texts = (f"secret-{unit}-serial", f"secret-{unit}-thing")
        rows.put("products", unit, product, *texts, model=CustomerProduct, key=CustomerProduct.id)
        rows.put("relations", unit, relation, model=CustomerRelation, key=CustomerRelation.id)
        rows.put("merges", unit, merge, model=CustomerMerge, key=CustomerMerge.id)
        for noun in ("relations", "merges"):  # both sides may see them
            rows.tokens[noun][unit] = set()
    await session.flush()


async def _lists(session: AsyncSession, rows: Rows, unit: str, number: str, agent: str) -> None:
    now, each, item = utcnow(), new_id(), new_id()
    name, note = f"secret-{unit}-list", f"secret-{unit}-item"
    session.add(CallList(id=each, unit_id=unit, name=name, created_at=now))
    await session.flush()
    session.add(CallListItem(id=item, list_id=each, number=number, name=note, agent_id=agent, created_at=now))
    rows.put("call_lists", unit, each, name, model=CallList, key=CallList.id)
    rows.put("items", unit, item, note, model=CallListItem, key=CallListItem.id)


async def _letters(session: AsyncSession, rows: Rows, unit: str, number: str, agent: str, customer: str) -> None:
    now, message, mailing = utcnow(), new_id(), new_id()
    body = f"secret-{unit}-message"
    session.add(
        OutboxMessage(
            id=message, kind="sms", recipient=number, body=body, once=f"walk:{unit}", unit_id=unit, state="failed",
            customer_id=customer, created_by=agent, created_at=now, options={},
        )
    )  # fmt: skip
    rows.put("outbox", unit, message, body, model=OutboxMessage, key=OutboxMessage.id)
    why = f"secret-{unit}-mailing"
    session.add(
        CustomerMailing(
            id=mailing, unit_id=unit, template="survey_link", language="zh", values={}, customers=[customer], total=1,
            state="running", error=why, created_by=agent, created_at=now,
        )
    )  # fmt: skip
    rows.put("mailings", unit, mailing, why, model=CustomerMailing, key=CustomerMailing.id)


async def _told(session: AsyncSession, rows: Rows, unit: str, number: str, agent: str) -> None:
    now = utcnow()
    notice, contact, message, word = new_id(), new_id(), new_id(), new_id()
    title = f"secret-{unit}-notice"
    session.add(
        Notice(
            id=notice, kind="notice", unit_id=unit, title=title, body=title, starts_at=now - timedelta(days=1),
            created_by=agent, created_at=now, updated_at=now, told_at=now,
        )
    )  # fmt: skip
    await session.flush()
    session.add(NoticeUnit(notice_id=notice, unit_id=unit))
    rows.put("notices", unit, notice, title, model=Notice, key=Notice.id)
    name = f"secret-{unit}-contact"
    numbers = [{"kind": "mobile", "number": number}]
    session.add(
        Contact(
            id=contact, owner_id=agent, name=name, numbers=numbers, search=name, created_at=now, updated_at=now,
        )
    )  # fmt: skip
    rows.put("contacts", unit, contact, name, model=Contact, key=Contact.id)
    told = f"secret-{unit}-told"
    session.add(BoxMessage(id=message, user_id=agent, at=now, kind="notice", title_zh=told, title_en=told))
    rows.put("messages", unit, message, told, model=BoxMessage, key=BoxMessage.id)
    said = f"secret-{unit}-said"
    session.add(LiveMessage(id=word, at=now, sender_id=agent, sender_name="walk", text=said))
    await session.flush()
    session.add(LiveMessageReceipt(message_id=word, user_id=agent))
    rows.put("words", unit, word, said, model=LiveMessage, key=LiveMessage.id)
    await session.flush()


async def _quality(session: AsyncSession, rows: Rows, unit: str, agent: str) -> None:
    now, assessment, calibration, assessor = utcnow(), new_id(), new_id(), new_id()
    recording, call, words = rows.ids["recordings"][unit], rows.ids["calls"][unit], f"secret-{unit}-assessment"
    session.add(
        Assessment(
            id=assessment, slot=f"{recording}:{agent}", scorecard_id=SCORECARD, criteria=1, recording_id=recording,
            call_id=call, talked_at=now, agent_id=agent, unit_id=unit, assessor_id=assessor, state="appealed",
            answers={}, fatal=[], remark=words, appeal=words, created_at=now, updated_at=now, published_at=now,
            appealed_at=now,
        )
    )  # fmt: skip
    rows.put("assessments", unit, assessment, words, model=Assessment, key=Assessment.id)
    name = f"secret-{unit}-calibration"
    session.add(
        Calibration(
            id=calibration, name=name, scorecard_id=SCORECARD, criteria=1, recording_id=recording, call_id=call,
            talked_at=now, agent_id=agent, unit_id=unit, participants=[assessor, new_id()], created_at=now,
        )
    )  # fmt: skip
    rows.put("calibrations", unit, calibration, name, model=Calibration, key=Calibration.id)
    rows.ids.setdefault("scorecards", {})[unit] = SCORECARD
    await session.flush()


async def _visits(session: AsyncSession, rows: Rows, unit: str, number: str, agent: str, customer: str) -> None:
    now, batch, visit, outlet = utcnow(), new_id(), new_id(), f"W-{unit}"
    rows.ids.setdefault("questionnaires", {})[unit] = QUESTIONS
    name, note, shop = f"secret-{unit}-batch", f"secret-{unit}-visit", f"secret-{unit}-outlet"
    explained = {"looked_at": 1, "left_out": {}, "fitting": 1, "chosen": 1, "seed": "1"}
    session.add(
        VisitBatch(
            id=batch, questionnaire_id=QUESTIONS, unit_id=unit, name=name, rule={"source": "customers"},
            explained=explained, created_at=now,
        )
    )  # fmt: skip
    await session.flush()
    session.add(
        Visit(
            id=visit, batch_id=batch, questionnaire_id=QUESTIONS, questions=1, unit_id=unit, customer_id=customer,
            ticket_id=rows.ids["tickets"][unit], name=note, note=note, phone=number, assignee_id=agent, answers={},
            created_at=now,
        )
    )  # fmt: skip
    rows.put("batches", unit, batch, name, model=VisitBatch, key=VisitBatch.id)
    rows.put("visits", unit, visit, note, model=Visit, key=Visit.id)
    session.add(
        Outlet(
            id=outlet, unit_id=unit, name={"zh": shop, "en": shop}, phone=number, region=REGION, staff=[],
            created_at=now, updated_at=now, serves=[OutletRegion(region=REGION)],
        )
    )  # fmt: skip
    rows.put("outlets", unit, outlet, shop, model=Outlet, key=Outlet.id)
    await session.flush()


async def _imported(session: AsyncSession, rows: Rows, unit: str, number: str, agent: str) -> None:
    now, job = utcnow(), new_id()
    name, file = f"secret-{unit}-import", f"{unit}.csv"
    rows.files[file] = f"姓名,电话\nsecret-{unit}-line,{number}\n".encode()
    session.add(
        ImportJob(
            id=job, kind="customers", unit_id=unit, name=name, file=file, state="done", total=1, done=1, bad=1,
            options={"mapping": ["name", "phones"]}, created_at=now, created_by=agent,
        )
    )  # fmt: skip
    await session.flush()
    problems = [{"code": "exists", "column": "phones", "value": number, "detail": f"secret-{unit}-line"}]
    session.add(ImportRow(job_id=job, line=2, result="bad", problems=problems))
    rows.put("imports", unit, job, name, f"secret-{unit}-line", model=ImportJob, key=ImportJob.id)
    await session.flush()
