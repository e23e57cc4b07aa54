"""The message box: who is told of what, once, after the commit, and how he wants to hear of it."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, Role
from crm.base import new_id, utcnow
from crm.frames import Frame
from crm.messages.box import READ_DAYS, BoxQuery, MessageBox, ReadAll, forget_old
from crm.messages.kinds import KINDS
from crm.messages.models import BoxMessage
from crm.messages.service import tell
from crm.personal.schemas import SettingsChange
from crm.personal.service import change_settings
from crm.roles.models import UserRole
from crm.tickets.schemas import NewTicket
from crm.tickets.service import TicketService
from crm.users.models import User
from server.database import Database

ANN, BEN, SUE = "01ANN", "01BEN", "01SUE"
"""Agents of north, north and south."""


async def people(db: Database) -> list[Frame]:
    """Three agents; → the frames that will be shown."""
    frames: list[Frame] = []
    db.show = frames.append
    async with db.write() as session:
        for user, unit in ((ANN, "north"), (BEN, "north"), (SUE, "south")):
            row = User(id=user, username=user.lower(), name=user, password_hash="x", role="agent", unit_id=unit)
            row.created_at = utcnow()
            session.add(row)
            await session.flush()
            session.add(UserRole(user_id=user, role_id="agent"))
    return frames


async def say(session: AsyncSession, *users: str, kind: str = "task", once: str | None = None) -> list[str]:
    words = {"title_zh": "新任务", "title_en": "A task"}
    return await tell(session, users, kind, **words, subject_kind="", subject_id="", once=once)


def me(user: str, unit: str = "north") -> Principal:
    return Principal(user, Role.AGENT, unit, f"/root/{unit}/", username=user.lower())


async def rows(session: AsyncSession, user: str, **asked: object) -> list[str]:
    found = await MessageBox(session, me(user)).find(BoxQuery.model_validate(asked))
    return [row.kind for row in found.items]


async def test_a_message_is_kept_and_shown_after_the_commit(db: Database) -> None:
    frames = await people(db)
    async with db.write() as session:
        assert await say(session, ANN, ANN, SUE, "01NOBODY") == [ANN, SUE]
        assert frames == []
    assert [(frame.user, frame.kind) for frame in frames] == [(ANN, "message_box"), (SUE, "message_box")]
    data = frames[0].data
    assert (data["kind"], data["title"], data["sound"]) == ("task", {"zh": "新任务", "en": "A task"}, True)
    assert data["subject"] == {"kind": "", "id": ""}
    async with db.read() as session:
        page = await MessageBox(session, me(ANN)).find(BoxQuery.model_validate({}))
        assert [(row.id, row.subject, row.read_at) for row in page.items] == [(data["id"], None, None)]
        assert await rows(session, BEN) == []


async def test_what_is_rolled_back_is_not_shown(db: Database) -> None:
    frames = await people(db)
    with pytest.raises(LookupError, match="lost"):
        await _whole(db, LookupError("lost"))
    async with db.write() as session:
        await say(session, ANN, kind="remark")
        with pytest.raises(LookupError, match="lost"):
            await _within_savepoints(session, LookupError("lost"))
        await _within_savepoints(session, None)
    shown = [(frame.user, frame.data["kind"]) for frame in frames]
    assert shown == [(ANN, "remark"), (BEN, "mention"), (SUE, "mention")]
    async with db.read() as session:
        assert await session.scalar(select(BoxMessage.kind).where(BoxMessage.user_id == BEN)) == "mention"


async def _whole(db: Database, failure: Exception) -> None:
    async with db.write() as session:
        await say(session, ANN)
        raise failure


async def _within_savepoints(session: AsyncSession, failure: Exception | None) -> None:
    async with session.begin_nested():
        await say(session, BEN, kind="mention")
        async with session.begin_nested():
            await say(session, SUE, kind="mention")
        if failure is not None:
            raise failure


async def test_once_means_once_for_each(db: Database) -> None:
    frames = await people(db)
    async with db.write() as session:
        assert await say(session, ANN, once="due:1") == [ANN]
        assert await say(session, ANN, BEN, once="due:1") == [BEN]
    async with db.write() as session:
        assert await say(session, ANN, BEN, once="due:1") == []
        assert await say(session, ANN, once="due:2") == [ANN]
    assert [frame.user for frame in frames] == [ANN, BEN, ANN]


async def test_nobody_is_told_of_what_he_may_not_see(db: Database) -> None:
    frames = await people(db)
    async with db.write() as session:
        tickets = TicketService(session, me(ANN), zone=ZoneInfo("Asia/Shanghai"))
        ticket = await tickets.create(NewTicket(type="repair", title="漏水", unit_id="north"))
        words = {"title_zh": ticket.title, "title_en": ticket.title, "subject_id": ticket.id}
        told = await tell(session, [ANN, BEN, SUE], "remark", **words, subject_kind="ticket")
        assert told == [ANN, BEN]
        await session.execute(update(User).where(User.id == BEN).values(disabled=True))
        assert await tell(session, [BEN], "remark", **words, subject_kind="ticket") == []
        with pytest.raises(LookupError, match="register it"):
            await tell(session, [ANN], "remark", **words, subject_kind="no such noun")
        with pytest.raises(LookupError, match="no kind"):
            await say(session, ANN, kind="gossip")
    remarks = [frame for frame in frames if frame.data["kind"] == "remark"]
    assert [(frame.user, frame.data["subject"]) for frame in remarks] == [
        (user, {"kind": "ticket", "id": ticket.id}) for user in (ANN, BEN)
    ]


async def test_muted_is_kept_but_neither_shown_nor_counted(db: Database) -> None:
    frames = await people(db)
    chosen = {"messages": {"muted": ["remark"], "silent": ["task"], "loud": ["notice"]}}
    async with db.write() as session:
        await change_settings(session, me(ANN), SettingsChange.model_validate(chosen))
        for kind in ("remark", "task", "notice"):
            await say(session, ANN, kind=kind)
    assert [(frame.data["kind"], frame.data["sound"]) for frame in frames] == [("task", False), ("notice", True)]
    async with db.read() as session:
        box = MessageBox(session, me(ANN))
        assert (await box.unread()).model_dump() == {"total": 2, "kinds": {"task": 1, "notice": 1}, "supervisors": 0}
        assert await rows(session, ANN) == ["notice", "task", "remark"]
        named = {row.kind: row for row in await box.kinds()}
    assert set(named) == set(KINDS)
    assert all(row.name.zh and row.name.en for row in named.values())
    assert (named["remark"].muted, named["task"].sound, named["notice"].sound) == (True, False, True)


async def test_reading_one_a_kind_and_all_up_to_the_last_seen(db: Database) -> None:
    frames = await people(db)
    async with db.write() as session:
        for kind in ("task", "remark", "remark", "notice"):
            await say(session, ANN, kind=kind)
        await say(session, BEN)
    async with db.write() as session:
        box = MessageBox(session, me(ANN))
        ids = [row.id for row in (await box.find(BoxQuery.model_validate({}))).items][::-1]
        frames.clear()
        await box.read(ids[0])
        await box.read(ids[0])
        assert await rows(session, ANN, unread=True) == ["notice", "remark", "remark"]
        assert await box.read_all(ReadAll(kind="remark", until=ids[1])) == 1
        assert await box.read_all(ReadAll(kind="remark")) == 1
        assert await box.read_all(ReadAll(kind="remark")) == 0
        assert await box.read_all(ReadAll()) == 1
    assert [(frame.kind, frame.data["total"]) for frame in frames] == [
        ("message_box.read", left) for left in (3, 2, 1, 0)
    ]
    async with db.read() as session:
        assert (await MessageBox(session, me(BEN)).unread()).total == 1


async def test_old_messages_are_forgotten(db: Database) -> None:
    await people(db)
    now = utcnow()
    async with db.write() as session:
        for age, read in ((READ_DAYS + 1, True), (READ_DAYS - 1, True), (READ_DAYS + 1, False), (400, False)):
            at = now - timedelta(days=age)
            words = {"kind": f"{age}-{read}", "title_zh": "x", "title_en": "x"}
            session.add(BoxMessage(id=new_id(), user_id=ANN, at=at, read_at=at if read else None, **words))
        await session.flush()
        await forget_old(session, now)
        left = set(await session.scalars(select(BoxMessage.kind)))
    assert left == {f"{READ_DAYS - 1}-True", f"{READ_DAYS + 1}-False"}
