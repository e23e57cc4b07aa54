"""A caller hears his orders on a real call: the shipped main number, the enquiry by the number that he calls from, the
order before it, and on to the shop's agents."""

from __future__ import annotations

import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crm.access import system
from crm.documents.context import Work
from crm.documents.schemas import Act, DocumentDetail, NewDocument
from crm.documents.service import DocumentService
from crm.organisation.models import ROOT
from crm.routing.schemas import HoursBody
from crm.routing.service import RoutingService
from crm.routing.settings import CompanyFacts
from server.auth import Argon2Passwords
from server.configuration import ConfigurationPublisher
from server.database import Database
from server.live.hub import Hub
from server.lookups import Lookups
from server.metrics import Metrics
from server.prompts.library import PhoneRecordings
from server.seed import seed
from server.settings import SOURCE
from telephony.ivr.speech.media import media
from tests.support.company import ALWAYS, snapshot
from tests.support.stack import Stack, Web, running

ZONE = ZoneInfo("Asia/Shanghai")
FORM = {"goods": "净水器", "quantity": 2, "amount": "1288.5", "address": "和平里 1 号"}
SENT = {"carrier": "sf", "tracking": "SF1024"}
HEAD = {
    "zh": "您查询的订单，订单号{number:digits}，下单日期{entered:date}。",
    "en": "The order with the number {number:digits} was placed on {entered:date}.",
}


@asynccontextmanager
async def company(home: Path) -> AsyncIterator[tuple[Database, DocumentDetail, DocumentDetail]]:
    """The shipped configuration, open at all hours, with an older order on its way and a new one."""
    db = Database(f"sqlite+aiosqlite:///{home / 'hotline.db'}")
    await seed(db, SOURCE, Argon2Passwords(), password="correct horse", demo=False)
    made = []
    async with db.write() as session:
        hours = HoursBody.model_validate({"name": {"zh": "全天", "en": "Always"}, "week": ALWAYS})
        await RoutingService(session, system(ROOT)).put_hours("office", hours)
        work = Work(session, system(ROOT), ZONE)
        for days in (3, 0):
            then = replace(work, now=work.now - timedelta(days=days))
            new = {"type": "order", "title": "净水器", "phone": "13800138000", "fields": FORM}
            made.append(await DocumentService(then).create(NewDocument.model_validate(new)))
        for outcome, fields in (("passed", {}), ("shipped", SENT)):
            await DocumentService(work).act(made[0].id, Act.model_validate({"outcome": outcome, "fields": fields}))
    try:
        yield db, made[1], made[0]
    finally:
        await db.close()


def seconds_of(home: Path, language: str, values: dict[str, Any]) -> float:
    """How long the prompts of the order's head last."""
    total = 0.0
    for sound in media(HEAD[language], values, language, str(home / "sounds")):
        with wave.open(f"{sound}.wav") as file:
            total += file.getnframes() / file.getframerate()
    return total


async def publish(stack: Stack, web: Web, db: Database) -> list[dict[str, Any]]:
    """The configuration is in force; → what flows ask from now on."""
    metrics, asked = Metrics(), list[dict[str, Any]]()
    publisher = ConfigurationPublisher(db, web.client, Hub(metrics))
    recordings = PhoneRecordings(db, stack.settings.recordings_dir, stack.settings.root, publisher.publish)
    facts = CompanyFacts(ZONE, "010", "热线", "Hotline")
    lookups = Lookups(db, metrics, lambda: facts, Argon2Passwords(), recordings)

    async def query(params: Any) -> Any:
        asked.append(dict(params))
        return await lookups.query(params)

    web.client._on_ask = {"directory.customer": web._customer, "directory.query": query}
    await publisher.send()
    return asked


async def test_a_caller_hears_his_orders_one_after_the_other(home: Path, schema: None) -> None:
    async with running(home, snapshot(agents=1)) as (stack, web), company(home) as (db, newest, older):
        asked = await publish(stack, web, db)
        phone = await stack.phone()
        call = await phone.call(stack.number("1000"), user="13800138000")
        await call.wait_answered()
        for node, key in (("welcome", "1"), ("menu", "1"), ("enquiry", "2"), ("order", "#")):
            await web.heard("call.node_entered", node=node)
            await call.send_digits(key)

        told = await web.heard("call.node_entered", node="order_number")
        before = call.received.seconds
        said = await web.heard("call.node", node="order_number", result="played", seconds=60)
        values = {"number": newest.number, "entered": newest.created_at.astimezone(ZONE).date().isoformat()}
        assert {name: told.data["variables"][name] for name in values} == values
        assert abs(said.data["seconds"] - seconds_of(home, "zh", values)) < 1.0
        assert call.received.seconds - before > 5.0, "a number of thirteen digits was not heard"
        await web.heard("call.node_entered", node="order_next_older", seconds=60)
        assert told.data["variables"]["step"] == "待审核"

        await call.send_digits("1")
        told = await web.heard("call.node_entered", node="order_number", count=2)
        wanted = {
            "number": older.number,
            "step": "已发货，待收款",
            "carrier": "顺丰速运",
            "tracking": "SF1024",
            "older": "",
        }
        assert {name: told.data["variables"][name] for name in wanted} == wanted
        said = await web.heard("call.node", node="tracking_told", result="played", seconds=60)
        assert said.data["seconds"] > 1.5
        await web.heard("call.node_entered", node="order_next", seconds=60)
        await call.send_digits("0")
        await web.heard("call.queued", queue="shop")
        await call.hangup()
        (cdr,) = await web.cdrs(1)
        spoken = [
            (item["data"]["node"], item["data"]["result"])
            for item in cdr["timeline"]
            if item["type"] == "call.node" and item["data"]["node"].endswith("_told")
        ]
        first = [("order_told", "played"), ("quantity_told", "played"), ("amount_told", "played")]
        assert spoken == [*first, *first, ("carrier_told", "played"), ("tracking_told", "played")]
        assert [(one["name"], one["params"]["place"]) for one in asked] == [
            ("order_status", "1"),
            ("order_status", "2"),
        ]


async def test_a_stranger_with_the_number_hears_how_far_it_is_alone_in_english(home: Path, schema: None) -> None:
    async with running(home, snapshot(agents=1)) as (stack, web), company(home) as (db, newest, _):
        await publish(stack, web, db)
        phone = await stack.phone()
        call = await phone.call(stack.number("1000"), user="13911112222")
        await call.wait_answered()
        for node, key in (("welcome", "2"), ("menu", "1"), ("enquiry", "2"), ("order", f"{newest.number}#")):
            await web.heard("call.node_entered", node=node)
            await call.send_digits(key)
        told = await web.heard("call.node_entered", node="order_number")
        said = await web.heard("call.node", node="order_number", result="played", seconds=60)
        values = {name: told.data["variables"][name] for name in ("number", "entered")}
        assert abs(said.data["seconds"] - seconds_of(home, "en", values)) < 1.0
        await web.heard("call.node", node="order_told", result="played", seconds=60)
        entered = await web.heard("call.node_entered", node="order_next", seconds=60)
        assert entered.data["variables"]["step"] == "waiting to be checked"
        assert {entered.data["variables"][name] for name in ("amount", "quantity", "tracking", "older")} == {""}
        await call.hangup()
        await web.cdrs(1)
