"""What happens by itself: triggers at moments, at changes, at deadlines and timers, each once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from documents_company import NOON, Office, here, populate, tick, told
from documents_kit import both, end, field, raw_type, task
from sqlalchemy import select

from crm.documents.models import Document, DocumentJob
from crm.documents.schemas import DocumentPatch, Reasoned, Remarked
from server.database import Database

SAID = Remarked.model_validate({})


@pytest.fixture
async def office(db: Database) -> Office:
    return await populate(db)


def watched(**more: Any) -> dict[str, Any]:
    return raw_type(
        task("do", "done>finished", handler={"by": "user", "user": "wang"}, deadline={"minutes": 60, "warn": 15}),
        end("finished"),
        fields=[field("note"), field("urgent", "yes_no"), field("phone", "phone")],
        **more,
    )


async def test_warning_and_deadline_come_once_each_to_handler_and_superior(office: Office) -> None:
    await office.publish(watched())
    made = await office.create("li", title="急事")
    assert made.due_at == NOON + timedelta(minutes=60)
    assert await tick(office, 44) == []
    assert await tick(office, 46) == ["warn"]
    assert await tick(office, 46) == []
    assert await told(office, "task_due") == ["boss", "wang"]
    assert await tick(office, 61) == ["due"]
    assert await told(office, "deadline") == ["boss", "wang"]
    assert (await office.get("li", made)).steps[0].overdue
    assert await office.find("boss", overdue=True) == ["急事"]
    assert await tick(office, 999) == []


async def test_both_being_late_are_done_after_a_stop(office: Office) -> None:
    """Nobody looked for a day: each still comes, once."""
    await office.publish(watched())
    await office.create("li", title="急事")
    assert await tick(office, 24 * 60) == ["warn", "due"]
    assert await tick(office, 25 * 60) == []


async def test_what_is_done_or_closed_is_not_warned_of(office: Office) -> None:
    await office.publish(watched())
    made = await office.create("li", title="急事")
    await office.act("wang", made, "done")
    assert await tick(office, 999) == []
    async with office.db.read() as session:
        assert list(await session.scalars(select(DocumentJob.id))) == []


async def test_a_suspended_deadline_stands_still(office: Office) -> None:
    await office.publish(watched())
    made = await office.create("li", title="急事")
    office.now = NOON + timedelta(minutes=20)
    async with office.verbs("wang") as verbs:
        await verbs.suspend(made.id, Reasoned(remark="等配件"))
    assert (await office.get("li", made)).status == "suspended"
    assert await tick(office, 500) == []
    async with office.verbs("wang") as verbs:
        await verbs.resume(made.id, SAID)
    found = await office.get("li", made)
    assert (found.status, found.due_at) == ("handling", NOON + timedelta(minutes=540))
    assert await tick(office, 526) == ["warn"]
    assert await tick(office, 541) == ["due"]


async def test_working_hours_count(office: Office) -> None:
    """A calendar of eight to ten and two to four, local: sixty minutes from noon are over at three."""
    from crm.routing.models import Hours

    week = [[{"start": "08:00", "end": "10:00"}, {"start": "14:00", "end": "16:00"}]] * 7
    async with office.db.write() as session:
        session.add(Hours(id="office", name={"zh": "班", "en": "shift"}, week=week, special=[], country=""))
    raw = watched()
    raw["process"]["nodes"][0]["deadline"]["hours"] = "office"
    await office.publish(raw)
    made = await office.create("li", title="急事")
    assert made.due_at == NOON + timedelta(hours=3)


async def test_a_calendar_that_is_gone_keeps_nothing_from_going_on(office: Office) -> None:
    from crm.routing.models import Hours

    async with office.db.write() as session:
        session.add(Hours(id="office", name={"zh": "班", "en": "shift"}, week=[[]] * 7, special=[], country=""))
    raw = watched()
    raw["process"]["nodes"][0]["deadline"]["hours"] = "office"
    await office.publish(raw)
    never = await office.create("li", title="没有工作时间")
    async with office.db.write() as session:
        await session.delete(await session.get_one(Hours, "office"))
    gone = await office.create("li", title="日历已删除")
    assert never.due_at == gone.due_at == NOON + timedelta(minutes=60)


async def test_triggers_at_entry_and_exit(office: Office) -> None:
    await office.publish(raw_type(task("look", "seen>finished"), end("finished"), code="report", name=both("report"),
                                  fields=[field("what"), field("of")]))  # fmt: skip
    await office.publish(
        watched(
            triggers=[
                {"code": "copy", "when": "exit", "node": "do", "outcome": "done", "do": [
                    {"do": "create", "type": "report", "title": "{title} {number}",
                     "fields": {"what": {"field": "note"}, "of": {"value": "sample"}}}]},
                {"code": "mark", "when": "entry", "node": "do", "do": [
                    {"do": "set", "field": "note", "to": {"value": "新"}},
                    {"do": "notify", "to": ["user:zhao", "creator"], "text": {"zh": "来了", "en": "came"}}]},
            ]
        )
    )  # fmt: skip
    made = await office.create("li", title="急事")
    assert made.fields == {"note": "新"}
    made = await office.act("wang", made, "done")
    (link,) = made.links
    async with office.db.read() as session:
        copy = await session.get_one(Document, link.id)
    assert (copy.title, copy.fields, copy.source) == (f"急事 {made.number}", {"what": "新", "of": "sample"}, "trigger")


async def test_a_condition_fires_when_it_begins_to_hold(office: Office) -> None:
    urgent = {"field": "urgent", "is": "eq", "value": True}
    await office.publish(
        watched(
            triggers=[
                {"code": "hurry", "when": "field", "if": urgent, "do": [
                    {"do": "call_back", "queue": "service", "number": "phone"},
                    {"do": "set", "field": "note", "to": {"value": "加急"}}]},
            ]
        )
    )  # fmt: skip
    made = await office.create("li", title="急事", fields={"phone": "13800138000"})
    for value in (True, True, False, True):
        made = await office.get("li", made)
        async with office.service("boss") as service:
            patch = DocumentPatch.model_validate({"version": made.version, "fields": {"urgent": value}})
            await service.change(made.id, patch)
    async with office.db.read() as session:
        jobs = list(await session.scalars(select(DocumentJob).where(DocumentJob.kind == "call_back")))
    assert [job.what for job in jobs] == [{"queue": "service", "number": "+8613800138000"}] * 2
    assert (await office.get("li", made)).fields["note"] == "加急"


async def test_a_timer_fires_while_the_step_waits(office: Office) -> None:
    await office.publish(
        watched(
            triggers=[
                {"code": "remind", "when": "timer", "node": "do", "after": 30, "do": [
                    {"do": "set", "field": "note", "to": {"value": "提醒过"}}]},
                {"code": "whole", "when": "timer", "after": 90, "do": [
                    {"do": "set", "field": "note", "to": {"value": "很久了"}}]},
                {"code": "late", "when": "deadline", "do": [
                    {"do": "set", "field": "urgent", "to": {"value": True}}]},
            ]
        )
    )  # fmt: skip
    made, other = await office.create("li", title="甲"), await office.create("li", title="乙")
    await office.act("wang", other, "done")
    assert await tick(office, 31) == ["timer"]
    assert (await office.get("li", made)).fields == {"note": "提醒过"}
    assert await tick(office, 61) == ["warn", "due"]
    assert (await office.get("li", made)).fields["urgent"] is True
    assert await tick(office, 91) == ["timer"]
    assert (await office.get("li", made)).fields["note"] == "很久了"


async def test_triggers_that_set_off_each_other_are_stopped(office: Office) -> None:
    def when(value: str, then: str) -> dict[str, Any]:
        return {
            "code": f"to_{then}", "when": "field", "if": {"field": "note", "is": "eq", "value": value},
            "do": [{"do": "set", "field": "note", "to": {"value": then}}],
        }  # fmt: skip

    await office.publish(watched(triggers=[when("ping", "pong"), when("pong", "ping")]))
    made = await office.create("li", title="急事", fields={"note": "ping"})
    assert "triggers_stopped" in [change.action for change in made.history]
    assert here(made) == ["do"]


async def test_documents_that_make_each_other_are_stopped(office: Office) -> None:
    def makes(code: str, other: str) -> dict[str, Any]:
        return raw_type(
            task("do", "done>finished"), end("finished"), code=code, name=both(code),
            triggers=[{"code": "make", "when": "entry", "node": "do",
                       "do": [{"do": "create", "type": other, "title": "{title}"}]}],
        )  # fmt: skip

    await office.publish(raw_type(task("do", "done>finished"), end("finished"), code="b", name=both("b")))
    await office.publish(makes("a", "b"))
    await office.publish(makes("b", "a"))
    await office.create("li", title="互相", type="a")
    assert len(await office.find("boss", page_size=50)) == 6


async def test_an_effect_that_fails_keeps_nothing_from_going_on(office: Office) -> None:
    await office.publish(
        watched(
            triggers=[
                {"code": "broken", "when": "exit", "do": [{"do": "call_back", "queue": "service", "number": "phone"}]}
            ]
        )
    )
    made = await office.act("wang", await office.create("li", title="急事"), "done")
    assert (made.status, "trigger_failed" in [change.action for change in made.history]) == ("done", True)
