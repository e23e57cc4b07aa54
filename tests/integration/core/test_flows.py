"""Flows on a real Asterisk: keys of a real phone, recordings heard, versions changed under a caller, a prompt recorded
by telephone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from crm.access import Role, system
from crm.organisation.models import ROOT, Unit
from crm.prompts.schemas import NewPrompt
from crm.prompts.service import PromptService
from crm.routing import schemas
from crm.routing.flow_schemas import FlowBody
from crm.routing.flows import FlowService
from crm.routing.service import RoutingService
from crm.routing.settings import CompanyFacts
from crm.text import BothLanguages
from crm.users.schemas import NewUser
from crm.users.service import UserService
from crm.verification import set_phone_password
from server.auth import Argon2Passwords
from server.configuration import ConfigurationPublisher
from server.database import Database
from server.demo.ua import tone
from server.live.hub import Hub
from server.lookups import Lookups
from server.metrics import Metrics
from server.prompts import audio
from server.prompts.library import PhoneRecordings, library_folder
from server.prompts.uploads import store
from tests.support.company import snapshot
from tests.support.stack import ROOT as SOURCE
from tests.support.stack import Stack, Web, running

SECRET = "86420975"
NAME = {"zh": "流程", "en": "Flow"}


def text(words: str) -> dict[str, str]:
    return {"zh": words, "en": words}


def flow(nodes: dict[str, Any], flow_id: str = "menu", start: str = "top") -> dict[str, Any]:
    return {"flow": flow_id, "name": NAME, "start": start, "languages": ["zh", "en"], "nodes": nodes}


def company(*flows: tuple[int, dict[str, Any]], **more: Any) -> dict[str, Any]:
    made = snapshot(agents=1) | more
    straight = [each for each in made["flows"] if each["id"] == "straight"]
    made["flows"] = straight + [{"id": plain["flow"], "version": v, "document": plain} for v, plain in flows]
    return made


async def dial(stack: Stack, dialled: str = "1000") -> Any:
    phone = await stack.phone()
    call = await phone.call(stack.number(dialled), user="13800138000")
    await call.wait_answered()
    return call


VERIFY = flow(
    {
        "top": {
            "kind": "verify",
            "query": "customer",
            "results": ["name", "balance"],
            "say": text("请输入"),
            "invalid": text("不对"),
            "max_length": 8,
            "success": "tell",
            "fail": "bye",
            "exhausted": "bye",
        },
        "tell": {"kind": "say", "variable": "balance", "type": "money", "next": "rate"},
        "rate": {
            "kind": "survey",
            "survey": "after_call",
            "questions": {"name": "service", "say": text("请评价"), "scores": {"1": 5, "3": 1}},
            "next": "bye",
        },
        "bye": {"kind": "hangup"},
    }
)


async def test_verified_told_and_asked_by_keys(home: Path) -> None:
    """The secret number is in no news, journal or log; not in the switch's either."""
    async with running(home, company((1, VERIFY))) as (stack, web):
        web.queries["customer"] = {"found": True, "number": "17", "name": "王", "balance": "12.50"}
        call = await dial(stack)
        await call.wait_audio(0.01, 10)
        await call.send_digits(SECRET)
        await web.heard("call.node", node="tell", result="said")
        await web.heard("call.node_entered", node="rate")
        await call.send_digits("1")
        rated = await web.heard("call.rated")
        assert (rated.data["question"], rated.data["score"]) == ("service", 5)
        await call.wait_ended(10)
        (cdr,) = await web.cdrs(1)
        visits = [item["data"] for item in cdr["timeline"] if item["type"] == "call.node"]
        path = [(visit["node"], visit["result"]) for visit in visits]
        assert path == [("top", "success"), ("tell", "said"), ("rate", "service=5"), ("bye", "hangup")]
        assert visits[1]["seconds"] > 0.5
        files = [file for folder in (home / "core", home / "log", home / "asterisk") for file in folder.rglob("*")]
        found = [file for file in files if file.is_file() and SECRET.encode() in file.read_bytes()]
        assert found == []


def prompt_of(home: Path, frequency: float, seconds: float = 2.0) -> str:
    """A recorded prompt in the library: the name of its file."""
    source = home / f"{frequency:.0f}.wav"
    t = np.arange(int(seconds * audio.RATE)) / audio.RATE
    audio.write_wav(source, np.asarray(0.05 * np.sin(2 * np.pi * frequency * t), dtype=np.float32))
    return store(source, library_folder(home)).file


def greeting(prompt: str) -> dict[str, Any]:
    top = {"kind": "menu", "say": {"prompt": prompt}, "keys": {"1": "bye"}, "repeat": "9", "wait": 30, "on_fail": "bye"}
    return flow({"top": top, "bye": {"kind": "hangup"}})


async def test_a_version_is_published_under_a_caller(home: Path) -> None:
    """He hears his own version to the end, also after a crash of core; the next caller hears the new one."""
    low, high = 700.0, 1300.0
    library = {
        "prompts": [
            {"id": "low", "files": {"zh": prompt_of(home, low)}},
            {"id": "high", "files": {"zh": prompt_of(home, high)}},
        ]
    }
    async with running(home, company((1, greeting("low")), **library)) as (stack, web):
        first = await dial(stack)
        await first.wait_tone(low, 10)
        await web.request("config.put", snapshot=company((2, greeting("high")), version=2, **library))
        second = await dial(stack)
        await second.wait_tone(high, 10)
        await hears_again(first, low, key="9")
        await stack.kill_core()
        heard = first.received.seconds
        await stack.start_core()
        await until(lambda: first.received.seconds > heard + 1 and first.received.tone(low) > 0.6, 30)
        await hears_again(first, low, key="9")
        await first.send_digits("1")
        await second.send_digits("1")
        await asyncio.gather(first.wait_ended(10), second.wait_ended(10))
        records = {cdr["from_number"] + str(version(cdr)): cdr for cdr in await web.cdrs(2)}
        assert set(records) == {"138001380001", "138001380002"}


def version(cdr: Mapping[str, Any]) -> int:
    (found,) = {item["data"]["version"] for item in cdr["timeline"] if item["type"] == "call.node"}
    return int(found)


async def hears_again(call: Any, frequency: float, key: str) -> None:
    """Presses a key, and hears this tone for a second after it."""
    await call.send_digits(key)
    heard = call.received.seconds
    await until(lambda: call.received.seconds > heard + 1 and call.received.tone(frequency) > 0.6)


async def until(condition: Any, seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.05)


HELLO = flow(
    {
        "top": {"kind": "play", "say": {"prompt": "welcome", "zh": "您好。", "en": "Hello."}, "next": "bye"},
        "bye": {"kind": "hangup"},
    },
    "hello",
)


async def database(home: Path) -> Database:
    """A company whose supervisor 2000 may record the prompt number 1; 1000 plays it, 1099 records it."""
    db = Database(f"sqlite+aiosqlite:///{home / 'hotline.db'}")
    passwords = Argon2Passwords()
    encoded = await passwords.hash("2468")
    async with db.write() as session:
        session.add(Unit(id=ROOT, parent_id=None, path=f"/{ROOT}/", name_zh="总部", name_en="Head office"))
        await session.flush()
        name = BothLanguages(zh="欢迎词", en="Welcome")
        await PromptService(session, system()).create(NewPrompt(id="welcome", name=name, number="1"))
        flows = FlowService(session, system())
        await flows.create(FlowBody(document=HELLO))
        await flows.create(FlowBody(yaml=(SOURCE / "ivr_flows" / "studio.yaml").read_text(encoding="utf-8")))
        routing = RoutingService(session, system())
        for number, flow_id in (("1000", "hello"), ("1099", "studio")):
            await routing.create_entry(schemas.NewEntry(number=number, flow=flow_id, name=name))
        new = NewUser(username="boss", name="周敏", password="x" * 8, role=Role.SUPERVISOR, number="2000")
        user = await UserService(session, system()).create(new, encoded)
        await set_phone_password(session, system(), user.id, encoded)
    return db


@pytest.mark.parametrize("frequency", [900.0])
async def test_a_prompt_is_recorded_by_telephone(home: Path, schema: None, frequency: float) -> None:
    """From the log-in by 工号 to the next caller, who hears it: the shipped studio, the real library and database."""
    async with running(home, snapshot(agents=1)) as (stack, web):
        db = await database(home)
        metrics = Metrics()
        publisher = ConfigurationPublisher(db, web.client, Hub(metrics))
        recordings = PhoneRecordings(db, stack.settings.recordings_dir, stack.settings.root, publisher.publish)
        facts = CompanyFacts(ZoneInfo("Asia/Shanghai"), "010", "测试", "Test")
        lookups = Lookups(db, metrics, lambda: facts, Argon2Passwords(), recordings)
        web.client._on_ask = {"directory.customer": web._customer, "directory.query": lookups.query}
        await send(db, web)

        call = await dial(stack, "1099")
        await web.heard("call.node_entered", node="number")
        await call.send_digits("2000#")
        await web.heard("call.node_entered", node="password")
        await call.send_digits("2468#")
        await web.heard("call.node_entered", node="language")
        await call.send_digits("1")
        await web.heard("call.node_entered", node="which")
        await call.send_digits("1#")
        await web.heard("call.node_entered", node="record")
        await call.wait_tone(1000, 15)  # the beep
        call.speak(tone(frequency, 1))
        await asyncio.sleep(2)  # so long does he speak
        call.hush()
        await call.send_digits("#")
        await call.wait_tone(frequency, 10)  # played back to him
        await call.send_digits("2")
        await web.heard("call.node", node="record", result="saved")
        await call.hangup()

        after = await dial(stack)
        await after.wait_tone(frequency, 10)
        await after.wait_ended(10)
        async with db.read() as session:
            (version,) = (await PromptService(session, system()).get("welcome")).versions
        assert (version.source, version.language) == ("phone", "zh")
        assert 1.0 < version.seconds < 4.0
        await web.cdrs(2)
        await db.close()


async def send(db: Database, web: Web) -> None:
    """The database's configuration to core, however long the rendering of its prompts takes."""
    from dataclasses import asdict

    from crm.routing.snapshot import build

    async with db.read() as session:
        made = asdict(await build(session))
    await web.request("config.put", snapshot=made | {"version": 7})
