"""A caller keys in a meter's reading on a real call: the document is there, linked to his call, and he hears its
number; a reading that the form refuses is asked for again; a core that asks twice enters nothing twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from crm.access import system
from crm.calls.models import CallLink
from crm.documents.models import Document
from crm.documents.types import DocumentTypeService
from crm.organisation.models import ROOT, Unit
from crm.routing import schemas
from crm.routing.flow_schemas import FlowBody
from crm.routing.flows import FlowService
from crm.routing.service import RoutingService
from crm.routing.settings import CompanyFacts
from crm.text import BothLanguages
from server.auth import Argon2Passwords
from server.configuration import ConfigurationPublisher
from server.database import Database
from server.live.hub import Hub
from server.lookups import Lookups
from server.metrics import Metrics
from server.prompts.library import PhoneRecordings
from tests.support.company import snapshot
from tests.support.stack import running


def words(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


METER: dict[str, Any] = {
    "code": "meter",
    "name": words("报表读数"),
    "form": {
        "sections": [
            {
                "code": "main",
                "name": words("读数"),
                "fields": [{"code": "value", "kind": "number", "label": words("读数"), "max": 9999, "required": True}],
            }
        ]
    },
    "process": {
        "start": "check",
        "nodes": [
            {
                "kind": "task",
                "code": "check",
                "name": words("核对"),
                "handler": {"by": "role", "role": "agent"},
                "outcomes": [{"code": "done", "name": words("完成"), "to": "done"}],
            },
            {"kind": "end", "code": "done", "name": words("结束")},
        ],
    },
}
FLOW: dict[str, Any] = {
    "flow": "meter",
    "name": words("Meter"),
    "start": "ask",
    "languages": ["zh"],
    "nodes": {
        "ask": {
            "kind": "collect",
            "variable": "reading",
            "say": {"zh": "请输入读数。"},
            "max_length": 6,
            "next": "make",
            "on_fail": "bye",
        },
        "make": {
            "kind": "document",
            "document_type": "meter",
            "title": "读数 {reading}",
            "fields": {"value": "{reading}"},
            "created": "tell",
            "refused": "ask",
            "failed": "bye",
        },
        "tell": {"kind": "play", "say": {"zh": "单号{document_number:digits}。"}, "barge_in": False, "next": "bye"},
        "bye": {"kind": "hangup"},
    },
}


async def test_a_caller_enters_a_document_and_hears_its_number(home: Path, schema: None) -> None:
    async with running(home, snapshot(agents=1)) as (stack, web):
        db = Database(f"sqlite+aiosqlite:///{home / 'hotline.db'}")
        async with db.write() as session:
            session.add(Unit(id=ROOT, parent_id=None, path=f"/{ROOT}/", name_zh="总部", name_en="Head office"))
            await session.flush()
            await DocumentTypeService(session, system()).publish(METER)
            await FlowService(session, system()).create(FlowBody(document=FLOW))
            entry = schemas.NewEntry(number="1000", flow="meter", name=BothLanguages(zh="读数", en="Meter"))
            await RoutingService(session, system()).create_entry(entry)
        metrics = Metrics()
        publisher = ConfigurationPublisher(db, web.client, Hub(metrics))
        recordings = PhoneRecordings(db, stack.settings.recordings_dir, stack.settings.root, publisher.publish)
        facts = CompanyFacts(ZoneInfo("Asia/Shanghai"), "010", "测试", "Test")
        lookups = Lookups(db, metrics, lambda: facts, Argon2Passwords(), recordings)
        asked: list[dict[str, Any]] = []

        async def query(params: Any) -> Any:
            asked.append(dict(params))
            return await lookups.query(params)

        web.client._on_ask = {"directory.customer": web._customer, "directory.query": query}
        await publisher.send()

        phone = await stack.phone()
        call = await phone.call(stack.number("1000"), user="13800138000")
        await call.wait_answered()
        await web.heard("call.node_entered", node="ask")
        await call.send_digits("123456")
        await web.heard("call.node", node="make", result="refused fields.value")
        await call.send_digits("4711#")
        made = await web.heard("call.node_entered", node="tell")
        before = call.received.seconds
        await web.heard("call.node", node="tell", result="played", seconds=60)
        assert call.received.seconds - before > 2.0, "a number of twelve digits was not heard"
        await call.wait_ended(10)
        (cdr,) = await web.cdrs(1)

        again = await lookups.query(asked[-1])
        async with db.read() as session:
            [document] = await session.scalars(select(Document))
            assert again == {"number": document.number, "id": document.id}
            assert made.data["variables"]["document_number"] == document.number
            assert (document.fields, document.title) == ({"value": 4711}, "读数 4711")
            assert (document.call_id, document.source, document.phone) == (cdr["call"], "ivr", "+8613800138000")
            assert set(await session.scalars(select(CallLink.subject_id))) == {document.id}
        await db.close()
