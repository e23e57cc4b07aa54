"""Around a document: duplicates, certificates, linked calls, turns, and the files in its history."""

from __future__ import annotations

from dataclasses import replace

import pytest
from documents_company import NOON, ZONE, Office, populate, who
from documents_kit import end, field, handled, raw_type, simple, task
from sqlalchemy import select

from crm.attachments.models import Attachment
from crm.base import new_id
from crm.calls.models import Call
from crm.documents.context import Work
from crm.documents.schemas import DocumentPatch, Merge, NewDocumentRemark, NewLink
from crm.documents.service import DocumentService
from crm.errors import Invalid, NotFound
from crm.messages.models import BoxMessage
from crm.roles.grants import Grant, Scope
from crm.users.models import User
from server.database import Database


@pytest.fixture
async def office(db: Database) -> Office:
    return await populate(db)


async def test_a_duplicate_that_is_linked_already_is_merged_and_its_handler_told(office: Office) -> None:
    await office.publish(simple())
    first, second = await office.create("wang", title="甲"), await office.create("li", title="乙")
    third = await office.create("wang", title="丙", from_id=first.id, assignee_id="zhao")
    async with office.service("boss") as service:
        await service.link(first.id, NewLink(kind="document", id=second.id))
    async with office.verbs("boss") as verbs:
        await verbs.merge(first.id, Merge.model_validate({"duplicates": [second.id, third.id]}))
    first = await office.get("boss", first)
    assert {(link.relation, link.id) for link in first.links} == {("duplicate", second.id), ("duplicate", third.id)}
    assert [(link.relation, link.id) for link in (await office.get("boss", third)).links] == [("merged", first.id)]
    async with office.db.read() as session:
        rows = await session.execute(select(BoxMessage.user_id, BoxMessage.title_zh).order_by(BoxMessage.id))
    told = {(row.user_id, row.title_zh) for row in rows if "并入" in row.title_zh}
    assert told == {
        ("li", f"{second.number} 已并入 {first.number}：乙"),
        ("zhao", f"{third.number} 已并入 {first.number}：丙"),
    }


async def test_only_an_outcome_that_certifies_does(office: Office) -> None:
    """What leads back does not, nor what says so; the last visit counts."""
    name = {"zh": "不属实", "en": "doubted"}
    visit = task(
        "visit",
        "good>finished",
        "again>enter",
        {"code": "doubted", "name": name, "to": "finished", "certify": False},
        {"code": "fine", "name": name, "to": "enter", "certify": True},
        kind="visit",
        certify=True,
    )
    await office.publish(raw_type(task("enter", "submit>visit"), visit, end("finished")))

    async def visited(*outcomes: str) -> list[bool]:
        made, found = await office.create("wang"), []
        for outcome in outcomes:
            made = await office.act("wang", await office.act("wang", made, "submit"), outcome)
            found.append(made.certified)
        return found

    assert await visited("fine", "again", "good") == [True, False, True]
    assert await visited("doubted") == [False]


async def test_a_call_is_linked_only_by_who_sees_it(office: Office) -> None:
    """The answer does not say whether there is such a call."""
    await office.publish(simple())
    made = await office.create("wang", title="甲")
    async with office.db.write() as session:
        for unit in ("north", "south"):
            call = Call(id=f"call-{unit}", unit_id=unit, direction="inbound", from_number="1", to_number="2")
            call.started_at = NOON
            session.add(call)
    codes = ("documents.read", "documents.write", "calls.read")
    asker = replace(who("wang"), granted=dict.fromkeys(codes, Grant(Scope.UNIT)))
    async with office.db.write() as session:
        service = DocumentService(Work(session, asker, ZONE, now=NOON))
        for call_id in ("call-south", "call-none"):
            with pytest.raises(Invalid, match=f"there is no call {call_id}"):
                await service.link(made.id, NewLink(kind="call", id=call_id))
        linked = await service.link(made.id, NewLink(kind="call", id="call-north"))
    assert [(link.kind, link.id) for link in linked.links] == [("call", "call-north")]


async def test_each_pool_has_a_turn_of_its_own(office: Office) -> None:
    """Work comes to north and south by turns: within each its own people take turns."""
    step = task("do", "done>finished", **handled("unit", share="round_robin"))
    await office.publish(raw_type(step, end("finished")))
    async with office.db.write() as session:
        (await session.get_one(User, "boss")).disabled = True
        (await session.get_one(User, "zhao")).unit_id = "root"
        for number in ("2001", "2002"):
            user = User(id=number, number=number, username=number, name=number, password_hash="", role="agent")
            user.unit_id, user.created_at = "south", NOON
            session.add(user)
    got = [(await office.create("chief", unit_id=unit)).assignee_id for unit in ("north", "south") * 2]
    assert got == ["wang", "2001", "li", "2002"]


async def test_files_stand_in_the_history(office: Office) -> None:
    await office.publish(simple())
    ids = {}
    async with office.db.write() as session:
        for name in ("a.pdf", "b.pdf", "c.pdf", "d.pdf"):
            file = Attachment(id=new_id(), file=name, name=name, family="pdf", media="application/pdf", size=1)
            file.sha256, file.created_by, file.created_at = "0" * 64, "wang", NOON
            session.add(file)
            ids[name] = file.id
    made = await office.create("wang", attachments=[ids["a.pdf"]])
    async with office.service("wang") as service:
        patch = {"version": made.version, "attachments": [ids["b.pdf"]]}
        await service.change(made.id, DocumentPatch.model_validate(patch))
    async with office.service("wang") as service:
        await service.remark(made.id, NewDocumentRemark(text="见附件", attachments=[ids["c.pdf"]]))
    made = await office.act("wang", made, "submit", attachments=[ids["d.pdf"]])
    assert [(line.action, line.changes.get("files")) for line in made.history] == [
        ("create", [None, ["a.pdf"]]),
        ("update", [None, ["b.pdf"]]),
        ("files", [None, ["c.pdf"]]),
        ("act", [None, ["d.pdf"]]),
    ]


async def test_who_watched_a_duplicate_does_not_come_to_read_a_confidential_document(office: Office) -> None:
    await office.publish(simple())
    tip = raw_type(task("look", "done>over"), end("over"), code="tip", confidential={"roles": ["supervisor"]})
    await office.publish(tip)
    plain, secret = await office.create("wang", title="传闻"), await office.create("wang", title="举报", type="tip")
    for document in (plain, secret):
        async with office.service("boss" if document is secret else "li") as service:
            await service.watch(document.id, on=True)
    async with office.verbs("boss") as verbs:
        await verbs.merge(secret.id, Merge.model_validate({"duplicates": [plain.id]}))
    assert (await office.get("boss", secret)).watchers == ["boss"]
    assert await office.find("li") == ["传闻"]
    with pytest.raises(NotFound):
        await office.get("li", secret)


async def test_fields_name_documents_and_products_that_are_there_to_see(office: Office) -> None:
    await office.publish(
        raw_type(
            task("do", "done>over", edit=["*"]),
            end("over"),
            fields=[field("about", "document"), field("of", "product_owned")],
        )
    )
    await office.publish(raw_type(task("do", "done>over"), end("over"), code="south_only"))
    near, far = await office.create("wang", title="近"), await office.create("zhao", title="远", type="south_only")
    made = await office.create("wang", title="引用", fields={"about": near.id})
    assert made.fields == {"about": near.id}
    for name, value in (("about", far.id), ("about", "nothing"), ("of", "nothing")):
        with pytest.raises(Invalid) as refused:
            await office.create("wang", fields={name: value})
        assert refused.value.details["field"] == f"fields.{name}"
    async with office.service("wang") as service:  # what stood there before stays, though it is gone
        await service.change(made.id, DocumentPatch(version=made.version, fields={"about": near.id}, title="还在"))
