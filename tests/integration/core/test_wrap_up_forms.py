"""A wrap-up form and a real call: the core ends the wrap-up in time, whatever is missing, and web marks the call."""

from __future__ import annotations

from pathlib import Path

from crm.access import system
from crm.base import utcnow
from crm.calls.forms import close_wrap_ups
from crm.calls.schemas import CallQuery, WrapUp
from crm.calls.service import CallService
from crm.calls.store import NewsStore
from crm.organisation.models import ROOT, Unit
from crm.routing import schemas
from crm.routing.service import RoutingService
from server.database import Database
from tests.integration.core.test_calls import CUSTOMER, customer, desk
from tests.support.company import snapshot
from tests.support.stack import running

FAULT = {
    "code": "fault",
    "kind": "text",
    "label": {"zh": "故障", "en": "Fault"},
    "required": True,
}


async def test_the_wrap_up_ends_in_time_and_the_call_is_marked(home: Path, schema: None) -> None:
    db = Database(f"sqlite+aiosqlite:///{home / 'hotline.db'}")
    async with db.write() as session:
        session.add(Unit(id=ROOT, parent_id=None, path=f"/{ROOT}/", name_zh="总部", name_en="Head office"))
        await session.flush()
        queue = {"id": "service", "name": {"zh": "客服", "en": "Service"}, "wrap_up_form": {"fields": [FAULT]}}
        await RoutingService(session, system()).create_queue(schemas.NewQueue.model_validate(queue))
    async with running(home, snapshot(agents=1)) as (stack, web):
        one = await desk(stack, web, "a1", "8001")
        call = await customer(stack)
        leg = await one.answers()
        await leg.wait_tone(CUSTOMER, 20)
        await call.hangup()
        await web.heard("agent.state", agent="a1", state="wrap_up")
        await web.heard("agent.state", agent="a1", state="available", previous="wrap_up")
        (cdr,) = await web.cdrs(1)
        durable = [envelope for envelope in web.news if envelope.n]
    await db.store(lambda connection: NewsStore(connection, epoch="e").store(durable))
    async with db.write() as session:
        assert await close_wrap_ups(session, utcnow()) == 1
        calls = CallService(session, system())
        missing = await calls.find(CallQuery.model_validate({"wrap_up": "missing"}))
        assert [row.id for row in missing.items] == [cdr["call"]]
        filled = WrapUp.model_validate({"form": {"fault": "不热"}})
        assert (await calls.wrap_up(cdr["call"], filled)).wrap_up_state == "done"
    await db.close()
