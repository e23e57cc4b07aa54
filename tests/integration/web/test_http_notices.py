"""Notices by unit and period with receipts, contacts, and the home page in one call."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import update
from test_http_knowledge import published
from test_http_live import Watcher
from test_http_voicemails import leave
from web_kit import Browser, log_in

from crm.base import utcnow
from crm.notices.models import Notice
from crm.notices.service import tell_started
from crm.organisation.models import Unit
from crm.users.models import User
from server.http.context import Web


@pytest.fixture
async def units(parts: Web) -> None:
    """Two units: boss and wang are north, li is south."""
    async with parts.db.write() as session:
        for name in ("north", "south"):
            session.add(Unit(id=name, parent_id="root", path=f"/root/{name}/", name_zh=name, name_en=name))
        await session.flush()
        for username, unit in (("boss", "north"), ("wang", "north"), ("li", "south")):
            await session.execute(update(User).where(User.username == username).values(unit_id=unit))


async def titles(who: Browser, **asked: Any) -> list[str]:
    return [row["title"] for row in (await who.get("/notices", **asked))["items"]]


@pytest.mark.usefixtures("units")
async def test_a_notice_is_for_units_and_those_below(
    client: TestClient[Any, Any], wang: Browser, li: Browser, admin: Browser, parts: Web
) -> None:
    boss = await log_in(client, "boss")
    async with Watcher(client, wang.token) as watcher:
        await watcher.next()
        made = await boss.send("POST", "/notices", {"title": "北区例会", "units": ["north"]}, 201)
        frame = await watcher.next()
        assert (frame["data"]["kind"], frame["data"]["title"]["zh"]) == ("notice", "公告：北区例会")
    await admin.send("POST", "/notices", {"title": "全公司", "pinned": True}, 201)
    await admin.send("POST", "/notices", {"title": "放假通知", "kind": "paper", "reference": "〔2026〕1号"}, 201)
    refused = await boss.send("POST", "/notices", {"title": "x", "units": ["south"]}, status=403)
    assert "south" in refused["error"]["message_zh"]
    await wang.send("POST", "/notices", {"title": "x"}, status=403)
    assert await titles(wang) == ["全公司", "放假通知", "北区例会"]
    assert await titles(li) == ["全公司", "放假通知"]
    assert await titles(li, kind="paper", q="1号") == ["放假通知"]
    assert (await li.ask("GET", f"/notices/{made['id']}")).status == 404
    assert (await li.ask("POST", f"/notices/{made['id']}/read")).status == 404
    assert (await wang.ask("GET", f"/notices/{made['id']}/receipts")).status == 403
    assert (await li.get("/messages", kind="notice"))["total"] == 1


async def test_who_has_read_it_and_who_has_not(wang: Browser, li: Browser, boss: Browser) -> None:
    made = await boss.send("POST", "/notices", {"title": "新流程", "body": "请阅读。"}, 201)
    path = f"/notices/{made['id']}"
    assert (made["readers"], made["read"]) == (4, 0)
    for _ in range(2):
        await wang.send("POST", f"{path}/read", status=204)
    assert (await wang.get(path))["read_at"] is not None
    assert (await wang.get(path))["readers"] is None
    assert await titles(wang, unread="true") == []
    assert await titles(li, unread="true") == ["新流程"]
    assert [row["name"] for row in (await boss.get(f"{path}/receipts", read="true"))["items"]] == ["Wang"]
    assert (await boss.get(f"{path}/receipts", read="false"))["total"] == 3
    changed = await boss.send("PATCH", path, {"version": made["version"], "title": "新流程（修订）", "again": True})
    assert (changed["read"], changed["title"]) == (0, "新流程（修订）")
    assert (await wang.get("/messages", kind="notice"))["total"] == 2
    await boss.send("PATCH", path, {"version": made["version"], "title": "x"}, status=409)
    await boss.send("POST", f"{path}/withdraw", status=204)
    assert await titles(wang) == []
    assert await titles(boss, current="false") == ["新流程（修订）"]


async def test_a_notice_is_shown_and_told_within_its_period(wang: Browser, boss: Browser, parts: Web) -> None:
    later = (utcnow() + timedelta(hours=1)).isoformat()
    made = await boss.send("POST", "/notices", {"title": "明天", "starts_at": later}, 201)
    assert (await titles(wang), (await wang.get("/messages"))["total"]) == ([], 0)
    assert await titles(boss, current="false") == ["明天"]
    ends_first = {"title": "x", "starts_at": later, "ends_at": utcnow().isoformat()}
    assert (await boss.send("POST", "/notices", ends_first, status=422))["error"]["field"] == "ends_at"
    async with parts.db.write() as session:
        assert await tell_started(session, utcnow()) == 0
        earlier = utcnow() - timedelta(minutes=1)
        await session.execute(update(Notice).where(Notice.id == made["id"]).values(starts_at=earlier))
    for count in (1, 0):
        async with parts.db.write() as session:
            assert await tell_started(session, utcnow()) == count
    assert (await titles(wang), (await wang.get("/messages"))["total"]) == (["明天"], 1)


async def test_contacts_are_the_companys_or_ones_own(wang: Browser, li: Browser, boss: Browser) -> None:
    shared = {
        "name": "王小明",
        "company": "顺丰速运",
        "numbers": [{"kind": "mobile", "number": "138-0013-8000"}, {"kind": "extension", "number": "8001"}],
        "shared": True,
    }
    refused = await wang.send("POST", "/contacts", shared, status=403)
    assert "公共通讯录" in refused["error"]["message_zh"]
    made = await boss.send("POST", "/contacts", shared, 201)
    assert [each["number"] for each in made["numbers"]] == ["+8613800138000", "8001"]
    own = await wang.send("POST", "/contacts", {"name": "Anna", "email": "anna@example.com"}, 201)

    async def found(who: Browser, **asked: Any) -> list[str]:
        return [row["name"] for row in (await who.get("/contacts", **asked))["items"]]

    assert await found(wang) == ["Anna", "王小明"]
    assert await found(li) == await found(boss, shared="true") == ["王小明"]
    for q in ("小明", "wxm", "xiaoming", "sf", "0138001", "138 0013", "顺丰 王"):
        assert await found(li, q=q) == ["王小明"], q
    assert await found(li, q="anna") == []
    assert (await li.ask("PATCH", f"/contacts/{own['id']}", {"name": "x"})).status == 404
    assert (await li.ask("DELETE", f"/contacts/{made['id']}")).status == 403
    changed = await wang.send("PATCH", f"/contacts/{own['id']}", {"name": "安娜", "group": "friends"})
    assert (changed["name"], changed["may_edit"]) == ("安娜", True)
    assert await found(wang, q="anna", group="friends") == ["安娜"]
    await wang.send("DELETE", f"/contacts/{own['id']}", status=204)
    await wang.send("POST", "/contacts", {"name": "x", "numbers": [{"kind": "mobile", "number": "abc"}]}, status=422)
    colleagues = await wang.get("/contacts/colleagues", q="100")
    assert [(row["name"], row["number"]) for row in colleagues["items"]] == [("Li", "1002"), ("Wang", "1001")]


async def test_the_home_page_in_one_call(wang: Browser, boss: Browser, parts: Web) -> None:
    for number in range(6):
        await boss.send("POST", "/notices", {"title": f"公告{number}"}, 201)
    await boss.send("POST", "/notices", {"title": "公文", "kind": "paper"}, 201)
    article = await published(wang, boss)
    await boss.send("POST", "/tickets", {"type": "repair", "title": "不热", "assignee_id": wang.user["id"]}, 201)
    await leave(parts, "service")
    await wang.send("PATCH", "/auth/me/settings", {"home": {"order": ["notices", "tasks"], "hidden": ["papers"]}})
    home = await wang.get("/home")
    assert [row["title"] for row in home["notices"]] == ["公告5", "公告4", "公告3", "公告2", "公告1"]
    assert [row["title"] for row in home["papers"]] == ["公文"]
    assert [row["id"] for row in home["articles"]] == [article["id"]]
    assert ([row["title"] for row in home["tasks"]["items"]], home["tasks"]["total"]) == (["不热"], 1)
    assert home["unread"]["kinds"]["notice"] == 6
    assert home["unread"]["kinds"]["decided"] == 1
    assert (home["voicemails"]["total"], home["callbacks"]["total"], home["figures"]) == (1, 0, None)
    assert home["layout"] == {"order": ["notices", "tasks"], "hidden": ["papers"]}
