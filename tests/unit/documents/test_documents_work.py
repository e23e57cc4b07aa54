"""Documents at work: handlers, pools, parallel parts, two at once, versions, and what everybody may see."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from documents_company import NOON, ZONE, Office, here, populate, step_at, who, work
from documents_kit import branch, end, field, handled, join, raw_type, simple, split, task

from crm.access import system
from crm.directory import ticket_status
from crm.documents.context import Work
from crm.documents.retype import retype
from crm.documents.schemas import (
    Bulk,
    DocumentPatch,
    Extend,
    Merge,
    NewDocumentRemark,
    NewLink,
    Reasoned,
    Reassign,
    Remarked,
    StepVerb,
)
from crm.documents.service import DocumentService
from crm.errors import Conflict, Forbidden, Invalid, NotFound
from crm.roles.grants import Grant, Scope
from crm.users.models import User
from crm.users.schemas import UserChange
from crm.users.service import UserService
from server.database import Database
from telephony.errors import NotPossible

ANY = StepVerb.model_validate({})
SAID = Remarked.model_validate({})


@pytest.fixture
async def office(db: Database) -> Office:
    return await populate(db)


async def test_a_document_goes_from_hand_to_hand(office: Office) -> None:
    await office.publish(simple())
    made = await office.create("zhao", title="坏了", unit_id="south")
    assert (made.number, made.status, made.assignee_id) == ("202611260001", "handling", "zhao")
    made = await office.act("zhao", made, "submit")
    assert (here(made), made.assignee_id) == (["do"], None)
    assert await office.find("wang", list="todo") == ["坏了"]
    assert await office.find("li", list="todo") == ["坏了"]
    assert await office.find("zhao", list="todo") == []
    assert await office.find("zhao", list="entered") == ["坏了"]
    async with office.verbs("wang") as verbs:
        await verbs.claim(made.id, ANY)
    assert await office.find("li", list="todo") == []
    with pytest.raises(Invalid, match="fault"):
        await office.act("wang", made, "done")
    made = await office.act("wang", made, "done", fields={"fault": "漏水"})
    assert (here(made), made.assignee_id, made.fields) == (["check"], "boss", {"fault": "漏水"})
    with pytest.raises(Invalid, match="remark"):
        await office.act("boss", made, "bad")
    made = await office.act("boss", made, "bad", remark="没修好")
    assert here(made) == ["do"]
    made = await office.act("li", made, "done")
    made = await office.act("boss", made, "good")
    assert (made.status, here(made), made.closed_at) == ("done", [], NOON)
    assert [step.done_by for step in made.steps] == ["zhao", "wang", "boss", "li", "boss"]
    assert [change.action for change in made.history] == ["create", "act", "claim", "act", "act", "act", "act"]


async def test_of_two_who_act_at_once_one_wins(office: Office) -> None:
    await office.publish(simple())
    made = await office.act("wang", await office.create("wang", title="坏了"), "submit")
    step = step_at(made, "do")
    both = [office.act(name, made, "done", step=step, fields={"fault": name}) for name in ("wang", "li")]
    results: Sequence[Any] = await asyncio.gather(*both, return_exceptions=True)
    won = [result for result in results if not isinstance(result, BaseException)]
    lost = [result for result in results if isinstance(result, BaseException)]
    assert (len(won), [type(error) for error in lost]) == (1, [Conflict])
    found = await office.get("boss", made)
    assert found.fields == won[0].fields
    assert len([step for step in found.steps if step.node == "do"]) == 1


async def test_an_older_version_is_told_what_the_others_did(office: Office) -> None:
    await office.publish(simple())
    made = await office.create("wang", title="坏了")
    async with office.service("wang") as service:
        patch = DocumentPatch.model_validate({"version": made.version, "fields": {"cost": "12.5"}})
        changed = await service.change(made.id, patch)
    assert (changed.fields, changed.version > made.version) == ({"cost": "12.50"}, True)
    with pytest.raises(Conflict) as caught:
        async with office.service("wang") as service:
            await service.change(made.id, DocumentPatch.model_validate({"version": made.version, "title": "又坏了"}))
    (change,) = caught.value.details["changes"]  # type: ignore[misc]
    assert change["changes"] == {"fields.cost": [None, "12.50"]}
    async with office.service("wang") as service:
        patch = DocumentPatch.model_validate({"version": changed.version, "title": "又坏了"})
        assert (await service.change(made.id, patch)).title == "又坏了"


async def test_fields_are_changed_only_where_the_step_says(office: Office) -> None:
    await office.publish(simple())
    made = await office.act("wang", await office.create("wang", title="坏了"), "submit")
    with pytest.raises(Forbidden, match="cost"):
        await office.act("li", made, "done", fields={"fault": "x", "cost": "1"})
    with pytest.raises(Invalid, match="colour"):
        await office.act("li", made, "done", fields={"colour": "x"})
    assert (await office.get("li", made)).edit == ["title", "content", "customer_id", "phone", "fault"]


async def test_branches_run_side_by_side_and_meet_once(office: Office) -> None:
    yes = {"field": "ok", "is": "eq", "value": True}
    await office.publish(
        raw_type(
            task("ask", "go>fork", edit=["*"]),
            split("fork", "meet", "left", "right"),
            task("left", "ok>meet", **handled("user", user="wang")),
            task("right", "ok>meet", edit=["ok"], **handled("user", user="li")),
            join("meet", "which"),
            branch("which", "again", (yes, "finished")),
            task("again", "on>finished", **handled("creator")),
            end("finished"),
            fields=[field("ok", "yes_no")],
        )
    )
    made = await office.act("boss", await office.create("boss", title="两边"), "go")
    assert here(made) == ["left", "right"]
    both = [office.act("wang", made, "ok"), office.act("li", made, "ok", fields={"ok": True})]
    await asyncio.gather(*both)
    found = await office.get("boss", made)
    assert (found.status, here(found)) == ("done", [])
    other = await office.act("boss", await office.create("boss", title="另一"), "go")
    await office.act("wang", other, "ok")
    assert here(await office.get("boss", other)) == ["right"]
    assert here(await office.act("li", other, "ok")) == ["again"]


async def test_a_document_finishes_on_its_version(office: Office) -> None:
    await office.publish(simple())
    made = await office.act("wang", await office.create("wang", title="旧"), "submit")
    await office.publish(raw_type(task("enter", "submit>finished"), end("finished")))
    made = await office.act("wang", made, "done", fields={"fault": "旧版"})
    assert here(made) == ["check"]
    new = await office.act("wang", await office.create("wang", title="新"), "submit")
    assert (new.type_version, new.status) == (2, "done")


@pytest.mark.parametrize(
    ("share", "expected"), [("round_robin", ["wang", "li", "wang"]), ("load", ["li", "wang", "li"])]
)
async def test_one_of_several_is_chosen(office: Office, share: str, expected: list[str]) -> None:
    """In turn by 工号; by load: when li is through with his, he has fewer."""
    await office.publish(
        raw_type(
            task("do", "done>finished", **handled("unit", unit="north", share=share)),
            end("finished"),
        )
    )
    async with office.db.write() as session:
        from crm.users.models import User

        (await session.get_one(User, "boss")).disabled = True
    got = []
    for place in range(3):
        made = await office.create("wang", title=f"第{place}")
        got.append(made.assignee_id)
        if share == "load" and made.assignee_id == "li":
            await office.act("li", made, "done")
    assert got == expected


async def test_nobody_found_gives_it_to_the_unit(office: Office) -> None:
    await office.publish(raw_type(task("do", "done>finished", **handled("field", field="who")), end("finished"),
                                  fields=[field("who", "user")]))  # fmt: skip
    made = await office.create("zhao", title="谁来")
    assert made.steps[0].pool == [{"kind": "unit", "ref": "south"}]
    assert "unassigned" in [change.action for change in made.history]
    named = await office.create("zhao", title="你来", fields={"who": "li"})
    assert named.assignee_id == "li"


async def test_sending_back_goes_to_who_did_the_step_before(office: Office) -> None:
    await office.publish(simple())
    made = await office.act("wang", await office.create("wang", title="坏了"), "submit")
    made = await office.act("li", made, "done", fields={"fault": "x"})
    async with office.verbs("boss") as verbs:
        await verbs.send_back(made.id, Reasoned(remark="说不清"))
    made = await office.get("boss", made)
    assert (made.status, here(made), made.assignee_id) == ("returned", ["do"], "li")
    made = await office.act("li", made, "done")
    assert (made.status, here(made)) == ("handling", ["check"])
    async with office.verbs("wang") as verbs:
        with pytest.raises(NotPossible):
            await verbs.send_back(made.id, Reasoned(remark="不是我的"))


async def test_handing_over_cancelling_reopening(office: Office) -> None:
    await office.publish(simple(reopen="do"))
    made = await office.act("wang", await office.create("wang", title="坏了"), "submit")
    async with office.verbs("boss") as verbs:
        await verbs.reassign(made.id, Reassign.model_validate({"assignee_id": "zhao"}))
    assert (await office.get("zhao", made)).assignee_id == "zhao", "who gets a step sees its document"
    async with office.verbs("li") as verbs:
        with pytest.raises(Forbidden):
            await verbs.cancel(made.id, Reasoned(remark="不要了"))
    async with office.verbs("wang") as verbs:
        await verbs.cancel(made.id, Reasoned(remark="客户不要了"))
    made = await office.get("wang", made)
    assert (made.status, here(made), made.verbs) == ("cancelled", [], [])
    with pytest.raises(NotPossible):
        await office.act("boss", made, "done")
    async with office.verbs("boss") as verbs:
        await verbs.reopen(made.id, Reasoned(remark="又要了"))
    assert here(await office.get("boss", made)) == ["do"]


async def test_duplicates_are_merged(office: Office) -> None:
    await office.publish(simple())
    first, second = await office.create("wang", title="甲"), await office.create("li", title="乙")
    async with office.verbs("boss") as verbs:
        await verbs.merge(first.id, Merge.model_validate({"duplicates": [second.id]}))
    first, second = await office.get("boss", first), await office.get("boss", second)
    assert (second.status, second.merged_into) == ("cancelled", first.id)
    assert [(link.relation, link.id) for link in first.links] == [("duplicate", second.id)]
    assert [(link.relation, link.id) for link in second.links] == [("merged", first.id)]


async def test_who_asks_for_a_duplicate_hears_how_far_the_other_is(office: Office) -> None:
    made = [
        await office.create("wang", type="repair", title=title, phone=phone)
        for title, phone in (("甲", "13911112222"), ("乙", "13800138000"), ("丙", "13800138000"))
    ]
    for into, duplicate in ((made[1], made[2]), (made[0], made[1])):
        async with office.verbs("boss") as verbs:
            await verbs.merge(into.id, Merge.model_validate({"duplicates": [duplicate.id]}))

    async def ask(**params: str) -> dict[str, Any]:
        async with office.db.read() as session:
            return await ticket_status(session, system(), params, area_code="010")

    found = await ask(number=made[2].number, phone="13800138000")
    assert (found["number"], found["status"]) == (made[2].number, made[0].status)
    assert found["status"] != "cancelled"
    assert await ask(phone="13800138000") == found
    assert (await ask(phone="13911112222"))["number"] == made[0].number


async def test_confidential_documents_are_seen_by_few(office: Office) -> None:
    """Not by administrators, not by supervisors of the unit: by who entered it, who handles it, and named roles."""
    await office.publish(
        raw_type(
            task("look", "done>finished", **handled("user", user="li")),
            end("finished"),
            confidential={"roles": ["supervisor"]},
        )
    )
    made = await office.create("wang", title="举报")
    for name, sees in {"wang": True, "li": True, "boss": True, "zhao": False, "admin": False}.items():
        assert (await office.find(name) == ["举报"]) is sees, name
        if not sees:
            with pytest.raises(NotFound):
                await office.get(name, made)


async def test_urging_watching_and_mentions_are_told(office: Office) -> None:
    from sqlalchemy import select

    from crm.messages.models import BoxMessage

    await office.publish(simple())
    made = await office.act("wang", await office.create("wang", title="坏了"), "submit")
    async with office.verbs("li") as verbs:
        await verbs.claim(made.id, ANY)
    async with office.service("boss") as service:
        await service.watch(made.id, on=True)
    async with office.verbs("wang") as verbs:
        await verbs.urge(made.id, SAID)
    async with office.service("wang") as service:
        await service.remark(made.id, NewDocumentRemark(text="@李 请看", mentions=["li", "zhao"]))
    await office.act("li", made, "done", fields={"fault": "x"})
    async with office.db.read() as session:
        rows = await session.execute(select(BoxMessage.user_id, BoxMessage.kind).order_by(BoxMessage.id))
    told = {(row.user_id, row.kind) for row in rows}
    assert told == {
        ("li", "task"), ("boss", "task"), ("li", "urged"), ("li", "mention"), ("boss", "remark"), ("boss", "watched"),
    }  # fmt: skip
    assert (await office.get("wang", made)).urged == 1


async def test_bulk_has_a_result_for_each(office: Office) -> None:
    from documents_company import work

    from crm.documents.bulk import BulkService

    await office.publish(simple())
    mine, his = await office.create("wang", title="甲"), await office.create("li", title="乙")
    asked = Bulk(ids=[mine.id, his.id, "nothing"], verb="act", body={"outcome": "submit"})
    async with office.db.write() as session:
        results = await BulkService(work(session, "wang")).run(asked)
    assert [(one.ok, one.code) for one in results.results] == [
        (True, ""),
        (False, "not_possible"),
        (False, "not_found"),
    ]
    assert here(await office.get("wang", mine)) == ["do"]
    assert here(await office.get("li", his)) == ["enter"]


async def test_links_show_on_both_ends(office: Office) -> None:
    await office.publish(simple())
    first = await office.create("wang", title="甲")
    second = await office.create("wang", title="乙", from_id=first.id)
    async with office.service("wang") as service:
        await service.link(first.id, NewLink(kind="document", id=second.id))
    first, second = await office.get("wang", first), await office.get("wang", second)
    assert [(link.relation, link.title) for link in first.links] == [("made", "乙")]
    assert [(link.relation, link.title) for link in second.links] == [("from", "甲")]


async def test_lists_are_filtered_by_fields_and_sorted(office: Office) -> None:
    await office.publish(simple())
    for title, cost in (("甲", "5"), ("乙", "50"), ("丙", "500")):
        await office.create("wang", title=title, fields={"cost": cost})
    assert await office.find("wang", type="sample", sort="number", **{"field.cost.from": "50"}) == ["乙", "丙"]
    assert await office.find("wang", sort="-number") == ["丙", "乙", "甲"]
    with pytest.raises(Invalid):
        await office.find("wang", **{"field.cost": "5"})
    assert await office.find("boss", q="丙") == ["丙"]


async def test_a_deadline_is_extended_only_by_who_manages_it(office: Office) -> None:
    await office.publish(simple())
    made = await office.create("wang", title="坏了")
    later = Extend(remark="等配件", due_at=NOON + timedelta(hours=2))
    async with office.verbs("wang") as verbs:
        with pytest.raises(Forbidden):
            await verbs.extend(made.id, later)
    async with office.verbs("boss") as verbs:
        await verbs.extend(made.id, later)
    assert (await office.get("wang", made)).due_at == later.due_at


async def test_heads_superiors_and_positions_of_the_organisation(office: Office) -> None:
    from crm.organisation.models import Position, Unit
    from crm.users.models import User

    async with office.db.write() as session:
        session.add(Position(id="dispatcher", name_zh="调度员", name_en="Dispatcher"))
        await session.flush()
        (await session.get_one(Unit, "south")).head_id = "li"
        (await session.get_one(User, "zhao")).superior_id = "chief"
        (await session.get_one(User, "chief")).position_id = "dispatcher"
    await office.publish(
        raw_type(
            task("one", "on>two", **handled("head")),
            task("two", "on>three", **handled("superior")),
            task("three", "on>finished", **handled("position", position="dispatcher")),
            end("finished"),
        )
    )
    made = await office.create("zhao", title="问谁", unit_id="south")
    assert made.assignee_id == "li", "the head of the unit"
    async with office.verbs("chief") as verbs:
        await verbs.reassign(made.id, Reassign.model_validate({"assignee_id": "zhao"}))
    made = await office.act("zhao", made, "on")
    assert made.assignee_id == "chief", "to whom zhao reports"
    made = await office.act("chief", made, "on")
    assert made.steps[-1].pool == [{"kind": "position", "ref": "dispatcher@root"}], "the nearest above who holds it"
    assert await office.find("chief", list="todo") == ["问谁"]
    assert await office.find("boss", list="todo") == []


async def test_what_fails_on_its_way_leaves_nothing_half_done(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database goes away after steps, history, messages and jobs were written: none of them is there."""
    from sqlalchemy import func, select
    from sqlalchemy.exc import OperationalError

    from crm.documents import desk
    from crm.documents.models import DocumentChange, DocumentJob, DocumentStep
    from crm.messages.models import BoxMessage

    async def counts() -> list[int]:
        async with office.db.read() as session:
            tables = (DocumentStep, DocumentChange, DocumentJob, BoxMessage)
            return [int(await session.scalar(select(func.count()).select_from(table)) or 0) for table in tables]

    raw = simple()
    raw["process"]["nodes"][1]["deadline"] = {"minutes": 30}
    await office.publish(raw)
    made = await office.create("wang", title="坏了")
    before = await counts()

    def gone(*_: Any, **__: Any) -> None:
        raise OperationalError("COMMIT", {}, Exception("the server closed the connection"))

    monkeypatch.setattr(desk, "note", gone)
    for attempt in (office.act("wang", made, "submit"), office.create("wang", title="又一件")):
        with pytest.raises(OperationalError):
            await attempt
    assert await counts() == before
    monkeypatch.undo()
    found = await office.get("wang", made)
    assert (here(found), found.version) == (["enter"], made.version)
    assert here(await office.act("wang", made, "submit")) == ["do"]
    assert (await office.create("wang", title="又一件")).number == "202611260002", "no number is lost either"


async def test_names_and_rights_come_with_a_document(office: Office) -> None:
    """Units and pools have names; who may only read is offered nothing."""
    await office.publish(simple())
    made = await office.create("wang")
    assert made.may_write
    assert made.names["unit:north"] == {"zh": "north", "en": "north"}
    active = next(step for step in made.steps if step.state == "active")
    assert not active.may_release
    reads = replace(who("li"), granted={"documents.read": Grant(Scope.ALL)})
    async with office.db.read() as session:
        as_reader = await DocumentService(Work(session, reads, ZONE, now=NOON)).get(made.id)
    assert (as_reader.may_write, as_reader.verbs, as_reader.edit) == (False, [], [])


async def leaves(office: Office, name: str) -> None:
    async with office.db.write() as session:
        (await session.get_one(User, name)).disabled = True


async def test_nothing_goes_back_to_who_has_left(office: Office) -> None:
    await office.publish(simple(reopen="do"))
    made = await office.act("wang", await office.create("wang", title="坏了"), "submit")
    made = await office.act("li", made, "done", fields={"fault": "x"})
    other = await office.act("li", await office.act("wang", await office.create("wang"), "submit"), "done",
                             fields={"fault": "y"})  # fmt: skip
    other = await office.act("boss", other, "good")
    await leaves(office, "li")
    async with office.verbs("boss") as verbs:
        await verbs.send_back(made.id, Reasoned(remark="说不清"))
    async with office.verbs("boss") as verbs:
        await verbs.reopen(other.id, Reasoned(remark="又坏了"))
    for document in (made, other):
        found = await office.get("boss", document)
        assert (here(found), found.assignee_id) == (["do"], None)
    assert len(await office.find("wang", list="todo")) == 2


async def test_what_was_sent_back_and_called_off_is_not_sent_back_when_it_is_taken_up(office: Office) -> None:
    await office.publish(simple(reopen="do"))
    made = await office.act("wang", await office.create("wang", title="坏了"), "submit")
    made = await office.act("li", made, "done", fields={"fault": "x"})
    for verb in ("send_back", "cancel", "reopen"):
        async with office.verbs("boss") as verbs:
            await getattr(verbs, verb)(made.id, Reasoned(remark="-"))
    assert (await office.get("boss", made)).status == "handling"


async def test_another_type_may_have_other_steps(office: Office) -> None:
    await office.publish(simple() | {"code": "alpha"})
    await office.publish(raw_type(task("look", "ok>over"), end("over")) | {"code": "beta"})
    made = await office.act("wang", await office.create("wang", type="alpha"), "submit")
    async with office.db.write() as session:
        await retype(work(session, "boss"), made.id, "beta")
    made = await office.get("boss", made)
    assert (made.type, here(made)) == ("beta", ["look"])
    assert [(step.node, step.name["en"], step.outcome_name.get("en")) for step in made.steps] == [
        ("enter", "enter", "submit"), ("do", "do", None), ("look", "look", None),
    ]  # fmt: skip
    assert (await office.act("wang", made, "ok")).status == "done"


async def test_who_leaves_leaves_no_work_that_nobody_can_take_up(office: Office) -> None:
    """In the pool that he took it out of, else with the people of his unit; of a confidential one its readers."""
    await office.publish(simple())
    named = raw_type(task("look", "done>over", **handled("user", user="li")), end("over"), code="named")
    await office.publish(named)
    await office.publish(named | {"code": "tip", "confidential": {"roles": ["supervisor"]}})
    pooled = await office.act("wang", await office.create("wang", title="领取的"), "submit")
    async with office.verbs("li") as verbs:
        await verbs.claim(pooled.id, ANY)
    given = await office.create("zhao", title="指定的", type="named")
    secret = await office.create("zhao", title="举报", type="tip")
    over = await office.act("li", await office.create("wang", title="办完的", type="named"), "done")
    async with office.db.write() as session:
        await UserService(session, system()).update("li", UserChange(disabled=True), None)
    assert await office.find("wang", list="todo") == ["指定的", "领取的"]
    assert await office.find("boss", list="todo") == ["举报", "指定的", "领取的"]
    for document in (pooled, given, secret):
        shown = await office.get("boss", document)
        assert (shown.assignee_id, shown.history[-1].action, shown.steps[-1].state) == (None, "left", "active")
    assert (await office.get("wang", over)).history[-1].action == "act"
    async with office.verbs("wang") as verbs:
        await verbs.claim(given.id, ANY)
    assert (await office.act("wang", given, "done")).status == "done"
    with pytest.raises(NotFound):
        await office.get("wang", secret)
