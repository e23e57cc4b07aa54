"""Files, messages out and outlets in the database: on SQLite here, on PostgreSQL in tests/integration/web."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from crm.access import Principal
from crm.attachments import service as attachments
from crm.attachments.files import Received
from crm.attachments.kinds import Kind
from crm.base import utcnow
from crm.outbox import store
from crm.outbox.plan import Outcome, after
from crm.outbox.schemas import OutboxQuery
from crm.outbox.service import OutboxService, send
from crm.outlets.schemas import NewOutlet, OutletChange, OutletQuery
from crm.outlets.service import OutletService, nearest
from server.database import Database

VALUES = {"company": "暖购", "link": "https://h/survey/tok3n"}


async def test_outlets_are_found(db: Database, nobody: Principal) -> None:
    async with db.write() as session:
        service = OutletService(session, nobody)
        for ident, unit, region in (("SJZ-01", "north", "130102"), ("BJ-01", "south", "110000")):
            new: dict[str, Any] = {"id": ident, "unit_id": unit, "name": {"zh": f"{ident}网点", "en": ident}}
            await service.create(NewOutlet.model_validate(new | {"serves": [region], "region": region}))
        await service.update("SJZ-01", OutletChange(serves=["130102", "130108"], address="中山东路 1 号"))
    async with db.read() as session:
        service = OutletService(session, nobody)
        for asked, found in (
            (OutletQuery(q="网点"), ["BJ-01", "SJZ-01"]),
            (OutletQuery(q="中山"), ["SJZ-01"]),
            (OutletQuery(region="130108"), ["SJZ-01"]),
            (OutletQuery(region="130000"), ["SJZ-01"]),
            (OutletQuery(unit="south"), ["BJ-01"]),
        ):
            assert [row.id for row in (await service.find(asked)).items] == found, asked
        assert [each.outlet.id for each in await nearest(session, region="110108")] == ["BJ-01", "SJZ-01"]
        (best, *_) = await nearest(session, point=(38.04, 114.5))
        assert best.outlet.id == "SJZ-01"


async def test_two_workers_never_send_one_message(db: Database, nobody: Principal) -> None:
    async with db.write() as session:
        for n in range(6):
            assert await send(session, "survey_link", "zh", to="13800138000", values=VALUES, once=f"m{n}")
        assert await send(session, "survey_link", "zh", to="13800138000", values=VALUES, once="m1") is None
    taken: list[str] = []

    async def worker() -> None:
        while True:
            async with db.write() as session:
                message = await store.claim(session, "sms", utcnow())
            if message is None:
                return
            taken.append(message.id)
            async with db.write() as session:
                done = Outcome(sent=True, reference="p")
                await store.settle(session, message.id, done, after(done, 0, utcnow()), utcnow())

    await asyncio.gather(worker(), worker(), worker())
    assert len(taken) == len(set(taken)) == 6
    async with db.read() as session:
        rows, total = await OutboxService(session, nobody).find(OutboxQuery(state="sent", q="评价"))
        assert (total, {row.reference for row in rows}) == (6, {"p"})
        assert all("tok3n" in row.body for row in rows)
        assert await store.waiting(session) == {}


async def test_what_waits_too_long_is_given_up(db: Database, nobody: Principal) -> None:
    async with db.write() as session:
        ident = await send(session, "survey_link", "en", to="13800138000", values=VALUES, once="x", hidden=["tok3n"])
        await store.tidy(session, "sms", utcnow() + timedelta(days=9), timedelta(days=3))
    async with db.write() as session:
        service = OutboxService(session, nobody)
        row = await service.get(str(ident))
        assert (row.state, row.error) == ("failed", store.EXPIRED)
        assert "tok3n" not in row.body
        assert (await service.resend(row.id)).state == "waiting"


async def test_files_and_their_owners(db: Database, nobody: Principal) -> None:
    received = Received("f" * 32, Kind("image", "image/png", "png"), 10, "0" * 64, scanned=False)
    async with db.write() as session:
        row = await attachments.add(session, nobody, "现场.png", received)
    async with db.read() as session:
        assert await attachments.orphans(session, ["f" * 32, "e" * 32]) == ["e" * 32]
    async with db.write() as session:
        await attachments.adopt(session, nobody, [row.id], "ticket", "t1")
        assert [each.name for each in await attachments.of(session, "ticket", "t1")] == ["现场.png"]
        assert await attachments.release(session, {"ticket": ["t1"]}) == 1
    async with db.read() as session:
        assert await attachments.orphans(session, ["f" * 32]) == ["f" * 32]
