"""The message box and personal settings by API, and the frames that go with them."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from test_http_live import Watcher
from test_http_voicemails import leave, worker
from web_kit import Browser

from crm.messages.service import tell
from server.http.context import Web


async def say(parts: Web, who: Browser, kind: str = "system") -> None:
    async with parts.db.write() as session:
        words = {"title_zh": "你好", "title_en": "Hello"}
        await tell(session, [who.user["id"]], kind, **words, subject_kind="", subject_id="")


async def test_a_message_comes_live_and_is_read_on_every_page(
    client: TestClient[Any, Any], wang: Browser, li: Browser, parts: Web
) -> None:
    async with Watcher(client, wang.token) as watcher, Watcher(client, li.token) as other:
        await watcher.next()
        await other.next()
        await say(parts, wang)
        frame = await watcher.next()
        assert (frame["type"], frame["data"]["title"]["zh"]) == ("message_box", "你好")
        assert (await wang.get("/messages/unread"))["total"] == 1
        assert (await li.ask("POST", f"/messages/{frame['data']['id']}/read")).status == 404
        await wang.send("POST", f"/messages/{frame['data']['id']}/read", status=204)
        read = await watcher.next()
        assert (read["type"], read["data"]["total"]) == ("message_box.read", 0)
        await say(parts, li)
        assert (await other.next())["data"]["kind"] == "system"
    assert [row["read_at"] is not None for row in (await wang.get("/messages"))["items"]] == [True]
    assert (await wang.get("/messages", unread="true"))["total"] == 0
    assert (await li.send("POST", "/messages/read-all", {})) == {"read": 1}


async def test_a_voicemail_is_told_to_whose_box_it_is_and_to_whom_it_is_given(
    admin: Browser, wang: Browser, li: Browser, boss: Browser, parts: Web
) -> None:
    box = {"id": "wang", "name": {"zh": "王", "en": "Wang"}, "user_id": wang.user["id"]}
    await admin.send("POST", "/mailboxes", box, 201)
    await leave(parts, "wang")
    assert await worker(parts).follow_up() == 1
    (row,) = (await wang.get("/messages"))["items"]
    assert (row["kind"], row["subject"]) == ("voicemail", {"kind": "voicemail", "id": "vm1"})
    assert row["title"] == {"zh": "+8613800138000 的语音留言（0:12）", "en": "Voicemail from +8613800138000 (0:12)"}
    assert (await li.get("/messages"))["total"] == 0
    await boss.send("PATCH", "/voicemails/vm1", {"assigned_to": li.user["id"]})
    assert (await li.get("/messages", subject="vm1"))["total"] == 1
    assert (await boss.get("/messages"))["total"] == 0


async def test_settings_are_kept_name_by_name(wang: Browser, li: Browser) -> None:
    assert (await wang.get("/auth/me/settings"))["theme"] == "system"
    await wang.send("PATCH", "/auth/me/settings", {"theme": "dark", "hot_keys": {"answer": "F2", "hold": "Ctrl+H"}})
    given = {"language": "en", "hot_keys": {"hold": None, "hangup": "F4"}, "pages": {"tickets": {"columns": ["no"]}}}
    settings = await wang.send("PATCH", "/auth/me/settings", given)
    assert (settings["theme"], settings["language"]) == ("dark", "en")
    assert settings["hot_keys"] == {"answer": "F2", "hangup": "F4"}
    assert settings["pages"] == {"tickets": {"columns": ["no"]}}
    assert await wang.get("/auth/me/settings") == settings
    assert (await wang.get("/auth/me"))["user"]["language"] == "en"
    assert (await li.get("/auth/me/settings"))["hot_keys"] == {}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"theme": "pink"}, "theme"),
        ({"theme": None}, "theme"),
        ({"nonsense": 1}, "nonsense"),
        ({"hot_keys": {"answer": "F2", "hold": "F2"}}, "hot_keys"),
        ({"hot_keys": {"answer": "Hyper+Q"}}, "hot_keys.answer"),
        ({"messages": {"muted": ["gossip"]}}, "messages.muted"),
        ({"messages": {"loud": ["task"], "silent": ["task"]}}, "messages"),
        ({"sounds": {"volume": 101}}, "sounds.volume"),
        ({"pages": {"x": "y" * 40_000}}, "pages"),
    ],
)
async def test_settings_that_make_no_sense_are_refused(wang: Browser, given: dict[str, Any], field: str) -> None:
    answer = await wang.send("PATCH", "/auth/me/settings", given, status=422)
    assert answer["error"]["field"].startswith(field)
    assert (await wang.get("/auth/me/settings"))["theme"] == "system"
