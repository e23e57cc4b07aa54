"""The clocks of a document: warnings in working time, deadlines that move, what stands still while it is suspended,
timers after the end, jobs that fail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from documents_company import NOON, ZONE, Office, here, populate, tick, told, who
from documents_kit import end, field, raw_type, task
from sqlalchemy import select

from crm.attachments.models import Attachment
from crm.documents.context import Work
from crm.documents.engine.model import Trigger
from crm.documents.engine.triggers import chosen
from crm.documents.jobs import PAUSE, TRIES, due_jobs, put_off
from crm.documents.messages import words_of
from crm.documents.models import Document, DocumentJob
from crm.documents.schemas import DocumentPatch, Extend, Reasoned, Remarked
from crm.documents.types import type_of
from crm.routing.models import Hours
from server.database import Database

SAID = Remarked.model_validate({})
WHY = Reasoned(remark="等配件")
OFFICE_HOURS = [{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "18:00"}]


@pytest.fixture
async def office(db: Database) -> Office:
    return await populate(db)


def timed(*, deadline: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Entered, done by wang with a deadline, ended."""
    return raw_type(
        task("enter", "go>do", edit=["*"]),
        task("do", "done>finished", handler={"by": "user", "user": "wang"}, deadline=deadline, edit=["until"]),
        end("finished"),
        fields=[field("until", "datetime"), field("note")],
        **more,
    )


def marks(note: str, **when: Any) -> dict[str, Any]:
    """A trigger that writes a note."""
    return {"code": "mark", **when, "do": [{"do": "set", "field": "note", "to": {"value": note}}]}


async def at_do(office: Office, **new: Any) -> Any:
    return await office.act("li", await office.create("li", **new), "go")


async def change(office: Office, document: Any, **fields: Any) -> Any:
    now = await office.get("boss", document)
    async with office.service("boss") as service:
        patch = DocumentPatch.model_validate({"version": now.version, "fields": fields})
        return await service.change(document.id, patch)


async def suspend(office: Office, document: Any, minutes: float) -> None:
    office.now = NOON + timedelta(minutes=minutes)
    async with office.verbs("boss") as verbs:
        await verbs.suspend(document.id, WHY)


async def resume(office: Office, document: Any, minutes: float) -> Any:
    office.now = NOON + timedelta(minutes=minutes)
    async with office.verbs("boss") as verbs:
        await verbs.resume(document.id, SAID)
    return await office.get("boss", document)


async def jobs(office: Office, kind: str) -> list[DocumentJob]:
    async with office.db.read() as session:
        query = select(DocumentJob).where(DocumentJob.kind == kind, DocumentJob.done_at.is_(None))
        return list(await session.scalars(query.order_by(DocumentJob.at)))


async def test_a_warning_comes_so_much_working_time_before(office: Office) -> None:
    """Entered on Thursday at noon, due on Monday at ten: a day's work before is Friday at ten."""
    async with office.db.write() as session:
        week = [OFFICE_HOURS] * 5 + [[], []]
        session.add(Hours(id="office", name={"zh": "班", "en": "shift"}, week=week, special=[], country=""))
    await office.publish(timed(deadline={"field": "until", "hours": "office", "warn": 480}))
    await at_do(office, fields={"until": "2026-11-30T02:00:00Z"})
    (warning,) = await jobs(office, "warn")
    assert warning.at.isoformat() == "2026-11-27T02:00:00+00:00"


@pytest.mark.parametrize(("left", "after"), [(61, 1), (60, 30), (10, 5)])
async def test_where_less_is_left_the_warning_comes_at_half_of_it(office: Office, left: int, after: float) -> None:
    await office.publish(timed(deadline={"field": "until", "warn": 60}))
    await at_do(office, fields={"until": (NOON + timedelta(minutes=left)).isoformat()})
    (warning,) = await jobs(office, "warn")
    assert warning.at == NOON + timedelta(minutes=after)


async def test_a_deadline_goes_with_its_field(office: Office) -> None:
    await office.publish(timed(deadline={"field": "until", "minutes": 60, "warn": 10}))
    made = await at_do(office)
    assert made.due_at == NOON + timedelta(minutes=60)
    made = await change(office, made, until=(NOON + timedelta(minutes=120)).isoformat())
    assert made.due_at == made.steps[-1].due_at == NOON + timedelta(minutes=120)
    assert await tick(office, 111) == ["warn"]
    assert await tick(office, 121) == ["due"]
    assert (await office.get("boss", made)).steps[-1].overdue
    made = await change(office, made, until=(NOON + timedelta(minutes=200)).isoformat())
    assert (made.overdue, made.steps[-1].overdue) == (False, False)
    made = await change(office, made, until=None)
    assert made.due_at == NOON + timedelta(minutes=60), "as if it had never been filled"


async def test_what_is_changed_beside_it_leaves_a_granted_deadline_alone(office: Office) -> None:
    await office.publish(timed(deadline={"field": "until", "minutes": 60}))
    made = await at_do(office)
    async with office.verbs("boss") as verbs:
        await verbs.extend(made.id, Extend(remark="等配件", due_at=NOON + timedelta(days=3)))
    assert (await change(office, made, note="x")).due_at == NOON + timedelta(days=3)


async def test_a_trigger_that_fills_the_field_moves_the_deadline(office: Office) -> None:
    sets = {"do": "set", "field": "until", "to": {"value": "2026-11-28T04:00:00Z"}}
    raw = timed(deadline={"field": "until", "minutes": 60})
    raw["triggers"] = [{"code": "t", "when": "entry", "node": "do", "do": [sets]}]
    await office.publish(raw)
    made = await at_do(office)
    assert made.due_at == made.steps[-1].due_at == NOON + timedelta(days=2)


async def test_a_deadline_that_is_granted_while_it_is_suspended_stays(office: Office) -> None:
    await office.publish(timed(deadline={"minutes": 60}))
    made = await at_do(office)
    await suspend(office, made, 20)
    granted = NOON + timedelta(minutes=300)
    async with office.verbs("boss") as verbs:
        await verbs.extend(made.id, Extend(remark="等配件", due_at=granted))
    made = await resume(office, made, 100)
    assert made.due_at == granted
    assert await tick(office, 299) == []
    assert await tick(office, 301) == ["due"]


async def test_a_granted_deadline_that_passes_meanwhile_is_late_when_it_goes_on(office: Office) -> None:
    await office.publish(timed(deadline={"minutes": 60}))
    made = await at_do(office)
    await suspend(office, made, 20)
    async with office.verbs("boss") as verbs:
        await verbs.extend(made.id, Extend(remark="等配件", due_at=NOON + timedelta(minutes=90)))
    assert await tick(office, 200) == []
    made = await resume(office, made, 200)
    assert await tick(office, 200) == ["due"]
    assert (await office.get("boss", made)).steps[-1].overdue


async def test_a_deadline_that_was_over_when_it_was_suspended_is_not_lost(office: Office) -> None:
    """It passed in the seconds before the next look."""
    await office.publish(timed(deadline={"minutes": 60}))
    made = await at_do(office)
    await suspend(office, made, 61)
    assert await tick(office, 70) == []
    await resume(office, made, 80)
    assert await tick(office, 80) == ["due"]
    assert await told(office, "deadline") == ["boss", "wang"]


async def test_timers_stand_still_with_it(office: Office) -> None:
    await office.publish(timed(triggers=[marks("催", when="timer", node="do", after=60)]))
    made = await at_do(office)
    await suspend(office, made, 20)
    assert await tick(office, 500) == []
    await resume(office, made, 500)
    assert await tick(office, 539) == []
    assert await tick(office, 541) == ["timer"]
    assert (await office.get("boss", made)).fields["note"] == "催"


async def test_a_step_that_begins_while_it_is_suspended_waits_too(office: Office) -> None:
    raw = timed(deadline={"minutes": 60}, triggers=[marks("催", when="timer", node="enter", after=30)])
    raw["process"]["nodes"][0]["deadline"] = {"minutes": 60, "warn": 10}
    await office.publish(raw)
    made = await at_do(office)
    await suspend(office, made, 20)
    office.now = NOON + timedelta(minutes=40)
    async with office.verbs("wang") as verbs:
        await verbs.send_back(made.id, SAID)
    assert here(await office.get("boss", made)) == ["enter"]
    assert await tick(office, 500) == []
    made = await resume(office, made, 500)
    assert made.due_at == NOON + timedelta(minutes=560)
    assert (await tick(office, 529), await tick(office, 531)) == ([], ["timer"])
    assert (await tick(office, 551), await tick(office, 561)) == (["warn"], ["due"])


async def test_a_timer_at_an_end_runs_after_it(office: Office) -> None:
    day = 24 * 60
    await office.publish(
        timed(
            triggers=[
                marks("满意吗", when="timer", node="finished", after=3 * day),
                {**marks("太久了", when="timer", after=day), "code": "whole"},
            ]
        )
    )
    made = await office.act("wang", await at_do(office), "done")
    assert await tick(office, 3 * day - 1) == [], "the document's own timer ended with it"
    assert await tick(office, 3 * day + 1) == ["timer"]
    made = await office.get("boss", made)
    assert (made.status, made.fields) == ("done", {"note": "满意吗"})


async def test_a_document_that_is_taken_up_again_has_not_ended(office: Office) -> None:
    await office.publish(timed(reopen="do", triggers=[marks("满意吗", when="timer", node="finished", after=60)]))
    made = await office.act("wang", await at_do(office), "done")
    async with office.verbs("boss") as verbs:
        await verbs.reopen(made.id, SAID)
    assert await tick(office, 61) == []
    await office.act("wang", made, "done")
    assert (await tick(office, 120), await tick(office, 122)) == ([], ["timer"])


async def test_a_timers_sample_holds(office: Office) -> None:
    raw = marks("抽查", when="timer", node="do", after=60, sample=50)
    await office.publish(timed(triggers=[raw]))
    made = [await at_do(office, title=f"{n}") for n in range(12)]
    trigger = Trigger.model_validate({**raw, "do": tuple(raw["do"])})
    expected = [chosen(trigger, one.id) for one in made]
    await tick(office, 61)
    assert ["note" in (await office.get("boss", one)).fields for one in made] == expected


async def test_above_a_pool_is_who_is_above_its_people(office: Office) -> None:
    tells = {"do": "notify", "to": ["superior"], "text": {"zh": "没人领", "en": "nobody takes it"}}
    raw = timed(triggers=[{"code": "t", "when": "timer", "node": "do", "after": 30, "do": [tells]}])
    raw["process"]["nodes"][1]["handler"] = {"by": "unit", "unit": "north"}
    await office.publish(raw)
    await at_do(office)
    assert await tick(office, 31) == ["timer"]
    assert await told(office, "watched") == ["boss"]


async def test_a_message_that_finds_nobody_says_so(office: Office) -> None:
    tells = {"do": "notify", "to": ["superior"], "text": {"zh": "完了", "en": "over"}}
    await office.publish(timed(triggers=[{"code": "t", "when": "entry", "node": "finished", "do": [tells]}]))
    made = await office.act("wang", await at_do(office), "done")
    line = next(change for change in made.history if change.action == "trigger_failed")
    assert line.changes["why_zh"] == [None, "没有可通知的人（superior）"]
    assert await told(office, "watched") == []


async def test_a_job_that_fails_is_tried_again_and_set_aside_at_last(office: Office) -> None:
    await office.publish(timed(deadline={"minutes": 60}))
    await at_do(office)
    (job,) = await jobs(office, "due")
    now = NOON + timedelta(minutes=61)
    for number in range(1, TRIES + 1):
        async with office.db.read() as session:
            assert [one.id for one in await due_jobs(session, now)] == [job.id]
        async with office.db.write() as session:
            assert await put_off(session, job.id, "KeyError: 'x'", now) == (number < TRIES)
        async with office.db.read() as session:
            assert await due_jobs(session, now) == []
        now += PAUSE * 2 ** (number - 1)
    async with office.db.read() as session:
        assert await due_jobs(session, now + timedelta(days=1)) == []
        assert (await session.get_one(DocumentJob, job.id)).error == "KeyError: 'x'"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh", {"how": "短信", "also": "门锁、灯", "when": "2026-11-26 14:30", "urgent": "是", "by": "wang",
                "where": "华北", "of": "202611260001", "photos": "门.jpg"}),
        ("en", {"how": "Text", "also": "lock, lamp", "when": "2026-11-26 14:30", "urgent": "yes", "by": "wang",
                "where": "North", "of": "202611260001", "photos": "门.jpg"}),
    ],
)  # fmt: skip
async def test_fields_are_told_as_people_read_them(office: Office, language: Any, expected: dict[str, str]) -> None:
    from crm.organisation.models import Unit

    def option(code: str, zh: str, en: str) -> dict[str, str]:
        return {"code": code, "zh": zh, "en": en}

    raw = timed()
    raw["form"]["sections"][0]["fields"] = [
        field("until", "datetime"),
        field("how", "choice", options=[option("sms", "短信", "Text")]),
        field("also", "choices", options=[option("a", "门锁", "lock"), option("b", "灯", "lamp")]),
        field("when", "datetime"), field("urgent", "yes_no"), field("by", "user"), field("where", "unit"),
        field("of", "document"), field("photos", "file"), field("gone", "document"), field("empty"),
    ]  # fmt: skip
    await office.publish(raw)
    async with office.db.write() as session:
        unit = await session.get_one(Unit, "north")
        unit.name_zh, unit.name_en = "华北", "North"
        photo = Attachment(id="f1", file="f1.jpg", name="门.jpg", family="image", media="image/jpeg", size=1, sha256="")
        photo.created_by, photo.created_at = "li", NOON
        session.add(photo)
    other = await office.create("li")
    fields = {
        "how": "sms", "also": ["a", "b"], "when": "2026-11-26T06:30:00Z", "urgent": True, "by": "wang",
        "where": "north", "of": other.id, "photos": ["f1"],
    }  # fmt: skip
    made = await office.create("li", fields=fields)
    async with office.db.read() as session:
        document = await session.get_one(Document, made.id)
        document.fields = document.fields | {"gone": "nowhere"}
        kind = await type_of(session, document.type, document.type_version)
        words = await words_of(Work(session, who("li"), ZONE), document, kind, language)
    assert words == {**expected, "gone": ""}


async def test_titles_have_labels_and_names(office: Office) -> None:
    raw = timed()
    choice = field("how", "choice", options=[{"code": "sms", "zh": "短信", "en": "Text"}])
    raw["form"]["sections"][0]["fields"] += [choice, field("by", "user")]
    await office.publish({**timed(), "code": "copy"})
    raw["triggers"] = [
        {"code": "t", "when": "exit", "node": "enter",
         "do": [{"do": "create", "type": "copy", "title": "{how} {by} {until} {nothing}{title}"}]},
    ]  # fmt: skip
    await office.publish(raw)
    fields = {"how": "sms", "by": "wang", "until": "2026-11-26T06:30:00Z"}
    made = await at_do(office, title="漏水", fields=fields)
    async with office.db.read() as session:
        assert (await session.get_one(Document, made.links[0].id)).title == "短信 wang 2026-11-26 14:30 漏水"
