"""An article of the knowledge base is heard on a real call: written, approved by somebody else, keyed in, said."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crm.access import Principal, Role, system
from crm.knowledge.approval import Approval
from crm.knowledge.schemas import Content, NewArticle, Words
from crm.knowledge.service import KnowledgeService
from crm.organisation.models import ROOT, Unit
from crm.routing import schemas
from crm.routing.flow_schemas import FlowBody
from crm.routing.flows import FlowService
from crm.routing.service import RoutingService
from crm.routing.settings import CompanyFacts
from crm.text import BothLanguages
from crm.users.schemas import NewUser
from crm.users.service import UserService
from server.auth import Argon2Passwords
from server.configuration import ConfigurationPublisher
from server.database import Database
from server.live.hub import Hub
from server.lookups import Lookups
from server.metrics import Metrics
from server.prompts.library import PhoneRecordings
from telephony.ivr.speech.keys import sound_path
from telephony.ivr.speech.normalise import normalise
from tests.support.company import snapshot
from tests.support.stack import running

SPOKEN = "暖气不热，请先打开排气阀，等有水流出后关上。如仍不热，请按0转人工。"


def words(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


FAQ: dict[str, Any] = {
    "flow": "faq",
    "name": words("FAQ"),
    "start": "ask",
    "languages": ["zh"],
    "nodes": {
        "ask": {
            "kind": "collect",
            "variable": "asked",
            "say": {"zh": "请输入文章编号。"},
            "max_length": 6,
            "next": "find",
            "on_fail": "bye",
        },
        "find": {
            "kind": "lookup",
            "query": "article",
            "params": {"number": "{asked}"},
            "results": ["spoken"],
            "found": "tell",
            "not_found": "ask",
            "failed": "bye",
        },
        "tell": {"kind": "play", "say": {"zh": "{spoken:text}"}, "barge_in": False, "next": "bye"},
        "bye": {"kind": "hangup"},
    },
}


async def database(home: Path) -> tuple[Database, Principal, Principal]:
    """A company whose number 1000 says articles; its author and its approver."""
    db = Database(f"sqlite+aiosqlite:///{home / 'hotline.db'}")
    async with db.write() as session:
        session.add(Unit(id=ROOT, parent_id=None, path=f"/{ROOT}/", name_zh="总部", name_en="Head office"))
        await session.flush()
        users = []
        for name, role in (("author", Role.AGENT), ("boss", Role.SUPERVISOR)):
            new = NewUser(username=name, name=name, password="x" * 8, role=role)
            users.append(await UserService(session, system()).create(new, "x"))
        await FlowService(session, system()).create(FlowBody(document=FAQ))
        entry = schemas.NewEntry(number="1000", flow="faq", name=BothLanguages(zh="知识", en="FAQ"))
        await RoutingService(session, system()).create_entry(entry)
    author, boss = (Principal(user.id, user.role, ROOT, f"/{ROOT}/", username=user.username) for user in users)
    return db, author, boss


async def test_an_article_is_keyed_in_and_heard_to_its_end(home: Path, schema: None) -> None:
    async with running(home, snapshot(agents=1)) as (stack, web):
        db, author, boss = await database(home)
        metrics = Metrics()
        publisher = ConfigurationPublisher(db, web.client, Hub(metrics))
        recordings = PhoneRecordings(db, stack.settings.recordings_dir, stack.settings.root, publisher.publish)
        facts = CompanyFacts(ZoneInfo("Asia/Shanghai"), "010", "测试", "Test")
        lookups = Lookups(db, metrics, lambda: facts, Argon2Passwords(), recordings)
        web.client._on_ask = {"directory.customer": web._customer, "directory.query": lookups.query}
        await publisher.send()
        async with db.write() as session:
            content = Content(texts={"zh": Words(title="暖气不热", spoken=SPOKEN)})
            article = await KnowledgeService(session, author).create(NewArticle(content=content))
            await Approval(session, author).submit(article.id)
        async with db.write() as session:
            assert await Approval(session, boss).decide(article.id, approve=True, comment="")
            await publisher.publish(session)

        phone = await stack.phone()
        call = await phone.call(stack.number("1000"), user="13800138000")
        await call.wait_answered()
        await web.heard("call.node_entered", node="ask")
        await call.send_digits("999#")
        await web.heard("call.node", node="find", result="not_found")
        await call.send_digits(f"{article.number}#")
        await web.heard("call.node_entered", node="tell")
        before = call.received.seconds
        said = await web.heard("call.node", node="tell", result="played", seconds=60)
        rendered = sound_path(str(home / "sounds"), "zh", normalise(SPOKEN, "zh")) + ".wav"
        with wave.open(rendered) as file:
            length = file.getnframes() / file.getframerate()
        assert length > 4
        assert abs(said.data["seconds"] - length) < 1.0
        assert call.received.seconds - before > length - 1.0
        await call.wait_ended(10)
        await web.cdrs(1)
        await db.close()
