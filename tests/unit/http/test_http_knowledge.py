"""The knowledge base by API: from a draft to readers, approved by somebody else; suggestions; public; on the phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import update
from web_kit import Browser, FakeCore, log_in

from crm.base import utcnow
from crm.knowledge.approval import warn_of_ends
from crm.knowledge.models import Article
from crm.organisation.models import Unit
from crm.users.models import User
from server.http.context import Web
from server.http.rates import Rates
from server.lookups import Lookups
from server.prompts.library import PhoneRecordings


def content(title: str = "暖气不热怎么办", body: str = "先排气，再检查阀门。", **more: Any) -> dict[str, Any]:
    zh = {"title": title, "body": body, "spoken": more.pop("spoken", "")}
    return {"texts": {"zh": zh}, "keywords": ["暖气", "排气"], **more}


async def written(who: Browser, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = await who.send("POST", "/knowledge", {"content": content(**more)}, 201)
    return made


async def published(who: Browser, boss: Browser, **more: Any) -> dict[str, Any]:
    made = await written(who, **more)
    await who.send("POST", f"/knowledge/{made['id']}/submit")
    done: dict[str, Any] = await boss.send("POST", f"/knowledge/{made['id']}/decide", {"approve": True})
    return done


async def numbers(who: Browser, **asked: Any) -> list[str]:
    return [row["number"] for row in (await who.get("/knowledge", **asked))["items"]]


async def test_from_a_draft_to_readers_and_the_next_version(wang: Browser, li: Browser, boss: Browser) -> None:
    made = await written(wang)
    path = f"/knowledge/{made['id']}"
    assert (made["state"], made["pending"], made["number"], made["shown"]) == ("draft", "draft", "1001", 1)
    assert await numbers(li) == await numbers(wang) == []
    assert await numbers(wang, mine="true") == ["1001"]
    assert (await li.ask("GET", path)).status == 404
    await wang.send("POST", f"{path}/decide", {"approve": True}, status=403)
    await wang.send("POST", f"{path}/submit")
    (told,) = (await boss.get("/messages"))["items"]
    assert (told["kind"], told["title"]["zh"]) == ("to_approve", "知识待审批：暖气不热怎么办")
    assert await numbers(boss, review="true") == ["1001"]
    refused = await wang.send("PATCH", path, {"version": made["version"], "content": content("x")}, status=403)
    assert "撤回" in refused["error"]["message_zh"]
    await boss.send("POST", f"{path}/decide", {"approve": False}, status=422)
    rejected = await boss.send("POST", f"{path}/decide", {"approve": False, "comment": "缺少图片"})
    assert (rejected["pending"], rejected["draft"]["comment"]) == ("rejected", "缺少图片")
    assert (await wang.get("/messages"))["items"][0]["title"]["en"].startswith("Article rejected")
    again = await wang.get(path)
    await wang.send("PATCH", path, {"version": again["version"], "content": content(body="先关阀，再排气。")})
    await wang.send("POST", f"{path}/submit")
    done = await boss.send("POST", f"{path}/decide", {"approve": True})
    assert (done["state"], done["pending"], done["current"]) == ("published", None, True)
    assert await numbers(li) == ["1001"]

    seen = await li.get(path)
    assert (seen["content"]["texts"]["zh"]["body"], seen["versions"], seen["may_edit"]) == (
        "先关阀，再排气。",
        [],
        False,
    )
    await li.send("PATCH", path, {"version": seen["version"], "content": content("x")}, status=403)
    stale = await wang.send("PATCH", path, {"version": 1, "content": content("x")}, status=409)
    assert stale["error"]["code"] == "conflict"
    own = await wang.get(path)
    next_one = await wang.send("PATCH", path, {"version": own["version"], "content": content("新标题")})
    assert (next_one["pending"], next_one["draft"]["number"], next_one["title_zh"]) == ("draft", 2, "暖气不热怎么办")
    assert (await li.get(path))["content"]["texts"]["zh"]["title"] == "暖气不热怎么办"
    await wang.send("POST", f"{path}/submit")
    await wang.send("POST", f"{path}/take-back")
    await wang.send("POST", f"{path}/submit")
    last = await boss.send("POST", f"{path}/decide", {"approve": True})
    assert [(row["number"], row["state"]) for row in last["versions"]] == [(2, "published"), (1, "superseded")]
    assert (await boss.get(f"{path}/versions/1"))["content"]["texts"]["zh"]["body"] == "先关阀，再排气。"
    assert (await li.ask("GET", f"{path}/versions/1")).status == 403
    assert (await boss.ask("DELETE", path)).status == 409
    gone = await boss.send("POST", f"{path}/withdraw", {"reason": "过时"})
    assert (gone["state"], gone["current"]) == ("withdrawn", False)
    assert (await li.ask("GET", path)).status == 404
    assert await numbers(wang, mine="true", state="withdrawn") == ["1001"]


async def test_nobody_approves_what_he_wrote(admin: Browser, boss: Browser) -> None:
    made = await written(admin)
    await admin.send("POST", f"/knowledge/{made['id']}/submit")
    refused = await admin.send("POST", f"/knowledge/{made['id']}/decide", {"approve": True}, status=403)
    assert refused["error"]["message_zh"] == "不能审批自己撰写的文章"
    assert not (await admin.get(f"/knowledge/{made['id']}"))["may_decide"]
    assert (await boss.get(f"/knowledge/{made['id']}"))["may_decide"]


async def test_searched_by_words_category_product_and_period(wang: Browser, boss: Browser, parts: Web) -> None:
    heating = await boss.send("POST", "/knowledge/categories", {"name_zh": "供热", "name_en": "Heating"}, 201)
    below = {"name_zh": "报修", "name_en": "Repair", "parent_id": heating["id"]}
    repair = await boss.send("POST", "/knowledge/categories", below, 201)
    await wang.send("POST", "/knowledge/categories", below, status=403)
    await published(wang, boss, category_id=repair["id"], product="AC-100")
    await published(wang, boss, title="退货流程", body="七天内 Refund 到账。")
    tomorrow = (utcnow() + timedelta(days=1)).isoformat()
    await published(wang, boss, title="明天的活动", valid_from=tomorrow)
    await published(wang, boss, title="昨天的活动", valid_until=(utcnow() - timedelta(days=1)).isoformat())
    assert await numbers(wang) == ["1002", "1001"]
    assert await numbers(boss, current="false") == ["1004", "1003", "1002", "1001"]
    assert await numbers(wang, q="refund 到账") == ["1002"]
    assert await numbers(wang, q="100%") == []
    assert await numbers(wang, category=heating["id"]) == await numbers(wang, product="AC-100") == ["1001"]
    tree = await wang.get("/knowledge/categories")
    assert [(row["name_en"], row["articles"]) for row in tree] == [("Heating", 0), ("Repair", 1)]
    assert (await boss.ask("DELETE", f"/knowledge/categories/{heating['id']}")).status == 409
    async with parts.db.write() as session:
        await session.execute(update(Article).values(valid_until=utcnow() + timedelta(days=3)))
        await warn_of_ends(session, utcnow())
        await warn_of_ends(session, utcnow())
    assert [row["kind"] for row in (await wang.get("/messages", kind="article"))["items"]] == ["article"] * 4


async def test_articles_of_another_unit_are_not_shown(
    client: TestClient[Any, Any], wang: Browser, boss: Browser, admin: Browser, parts: Web
) -> None:
    async with parts.db.write() as session:
        for name in ("north", "south"):
            session.add(Unit(id=name, parent_id="root", path=f"/root/{name}/", name_zh=name, name_en=name))
        await session.flush()
        for username, unit in (("boss", "north"), ("wang", "north"), ("li", "south")):
            await session.execute(update(User).where(User.username == username).values(unit_id=unit))
    boss, wang, li = [await log_in(client, name) for name in ("boss", "wang", "li")]
    made = await wang.send("POST", "/knowledge", {"content": content(), "unit_id": "north"}, 201)
    whole = await written(wang, title="全公司")
    for each in (made, whole):
        await wang.send("POST", f"/knowledge/{each['id']}/submit")
    assert [row["subject"]["id"] for row in (await boss.get("/messages"))["items"]] == [made["id"]]
    assert (await boss.ask("POST", f"/knowledge/{whole['id']}/decide", {"approve": True})).status == 404
    await boss.send("POST", f"/knowledge/{made['id']}/decide", {"approve": True})
    await admin.send("POST", f"/knowledge/{whole['id']}/decide", {"approve": True})
    assert await numbers(wang) == [whole["number"], made["number"]]
    assert await numbers(li) == [whole["number"]]
    assert (await li.ask("GET", f"/knowledge/{made['id']}")).status == 404
    assert [row["id"] for row in await li.get("/knowledge/suggest", text="暖气")] == [whole["id"]]


async def test_suggested_voted_and_used(wang: Browser, li: Browser, boss: Browser) -> None:
    made = await published(wang, boss)
    other = await published(wang, boss, title="退货流程", body="七天内可以申请退货。", product="Pan")
    (first, *_) = await li.get("/knowledge/suggest", text="客户家里暖气不热，已经两天了")
    assert (first["id"], first["matched"][0]) == (made["id"], "暖气")
    assert await li.get("/knowledge/suggest", text="发票") == []
    found = await li.get("/knowledge/suggest", text="我要退货", product="Pot")
    assert other["id"] not in {row["id"] for row in found}
    path = f"/knowledge/{made['id']}"
    ticket = await li.send("POST", "/tickets", {"type": "repair", "title": "不热"}, 201)
    for _ in range(2):
        used = await li.send("POST", f"{path}/use", {"kind": "ticket", "id": ticket["id"]})
    assert used["used"] == 1
    await li.send("POST", f"{path}/use", {"kind": "ticket", "id": "01NOTHING"}, status=422)
    await li.send("POST", f"{path}/vote", {"helpful": False, "comment": "阀门在哪里？"})
    await wang.send("POST", f"{path}/vote", {"helpful": True})
    changed = await li.send("POST", f"{path}/vote", {"helpful": True, "comment": "现在明白了"})
    assert (changed["helpful"], changed["unhelpful"], changed["my_vote"], changed["opinions"]) == (2, 0, True, [])
    assert [row["comment"] for row in (await boss.get(path))["opinions"]] == ["现在明白了"]
    assert changed["version"] == made["version"]


async def test_public_articles_need_no_log_in_and_are_braked(
    client: TestClient[Any, Any], wang: Browser, boss: Browser, parts: Web
) -> None:
    open_one = await published(wang, boss, public=True)
    await published(wang, boss, title="内部", public=False)
    draft = await written(wang, title="公开草稿", public=True)

    async def ask(path: str, status: int = 200) -> Any:
        response = await client.get(f"/api/v1/public/knowledge{path}")
        assert response.status == status
        return await response.json()

    assert [row["number"] for row in (await ask(""))["items"]] == [open_one["number"]]
    assert (await ask("?q=暖气"))["total"] == 1
    assert (await ask("?q=内部"))["total"] == 0
    shown = await ask(f"/{open_one['number']}")
    assert shown["texts"] == {"zh": {"title": "暖气不热怎么办", "body": "先排气，再检查阀门。"}}
    assert "created_by" not in shown
    await ask(f"/{draft['number']}", 404)
    assert await ask("/categories") == []
    parts.public_rates = Rates(per_second=0.1, burst=2)
    await ask("")
    await ask("")
    refused = await ask("", 429)
    assert refused["error"]["code"] == "too_many_requests"


def test_rates_refill_with_time() -> None:
    now = [0.0]
    rates = Rates(per_second=0.5, burst=2, size=2, clock=lambda: now[0])
    assert [rates.take("a") for _ in range(3)] == [0, 0, 2.0]
    assert rates.take("b") == 0
    now[0] = 2.0
    assert rates.take("a") == 0
    assert rates.take("a") == 2.0
    rates.take("c")
    assert rates.take("b") == 0


async def test_what_is_spoken_is_made_ready_and_found_by_flows(
    wang: Browser, boss: Browser, core: FakeCore, parts: Web
) -> None:
    made = await published(wang, boss, spoken="请先排气。", title="暖气{不}热")
    path = f"/knowledge/{made['id']}"
    snapshot = core.asked("config.put")[-1]["snapshot"]
    assert list(snapshot["spoken"]) == [{"zh": "暖气{{不}}热"}, {"zh": "请先排气。"}]
    await wang.send("PATCH", path, {"version": made["version"], "code": "cold"})
    recordings = PhoneRecordings(parts.db, parts.settings.root, parts.settings.root, parts.configuration.publish)
    lookups = Lookups(parts.db, parts.metrics, lambda: parts.company, parts.passwords, recordings)

    async def asked(**params: str) -> Any:
        return await lookups.query({"name": "article", "params": params})

    answer = await asked(code="cold")
    assert answer == await asked(number=made["number"])
    assert (answer["found"], answer["spoken_zh"], answer["spoken_en"]) == (True, "请先排气。", "")
    for nothing in ({}, {"code": "warm"}, {"number": "9"}):
        assert await asked(**nothing) == {"found": False}
    silent = await published(wang, boss, title="没有语音")
    assert await asked(number=silent["number"]) == {"found": False}
    await boss.send("POST", f"{path}/withdraw", {"reason": "过时"})
    assert await asked(code="cold") == {"found": False}
    assert list(core.asked("config.put")[-1]["snapshot"]["spoken"]) == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"texts": {}}, "content.texts"),
        ({"texts": {"fr": {"title": "x"}}}, "content.texts"),
        ({"texts": {"zh": {"title": "x", "spoken": "{x}"}}}, "content.texts.zh.spoken"),
        ({"category_id": "nothing"}, "content.category_id"),
        ({"attachments": ["nothing"]}, "attachments"),
        ({"valid_from": "2026-01-02T00:00:00Z", "valid_until": "2026-01-01T00:00:00Z"}, "content"),
    ],
)
async def test_what_makes_no_sense_is_refused(wang: Browser, more: dict[str, Any], field: str) -> None:
    refused = await wang.send("POST", "/knowledge", {"content": content() | more}, status=422)
    assert refused["error"]["field"].startswith(field)


async def test_attachments_are_read_with_the_article(wang: Browser, li: Browser, boss: Browser) -> None:
    png = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")
    headers = {"Content-Type": "application/octet-stream"}
    response = await wang.ask("POST", "/attachments?name=valve.png", data=png, headers=headers)
    assert response.status == 201, await response.text()
    file = (await response.json())["id"]
    made = await written(wang, attachments=[file])
    assert (await li.ask("GET", f"/attachments/{file}")).status == 404
    await wang.send("POST", f"/knowledge/{made['id']}/submit")
    await boss.send("POST", f"/knowledge/{made['id']}/decide", {"approve": True})
    assert [row["name"] for row in (await li.get(f"/knowledge/{made['id']}"))["attachments"]] == ["valve.png"]
    assert (await li.ask("GET", f"/attachments/{file}")).status == 200


async def test_readers_see_the_files_of_what_they_read(wang: Browser, li: Browser, boss: Browser) -> None:
    """A draft's files wait for approval as its text does; those of older versions are gone with it."""
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 40

    async def upload(name: str) -> str:
        headers = {"Authorization": f"Bearer {wang.token}", "Content-Type": "application/octet-stream"}
        answer = await wang.client.post("/api/v1/attachments", params={"name": name}, data=png, headers=headers)
        assert answer.status == 201, await answer.text()
        return str((await answer.json())["id"])

    first, second = await upload("first.png"), await upload("second.png")
    done = await published(wang, boss, attachments=[first])
    path, owner = f"/knowledge/{done['id']}", {"owner_kind": "article", "owner_id": done["id"]}

    async def seen(who: Browser) -> tuple[list[str], list[int]]:
        listed = [row["id"] for row in await who.get("/attachments", **owner)]
        return listed, [(await who.ask("GET", f"/attachments/{file}")).status for file in (first, second)]

    assert await seen(li) == ([first], [200, 404])
    await wang.send("PATCH", path, {"version": done["version"], "content": content(attachments=[second])})
    assert await seen(li) == ([first], [200, 404])
    assert await seen(wang) == await seen(boss) == ([first, second], [200, 200])
    await wang.send("POST", f"{path}/submit")
    await boss.send("POST", f"{path}/decide", {"approve": True})
    assert await seen(li) == ([second], [404, 200])


async def test_a_category_that_a_draft_moves_to_stays(wang: Browser, boss: Browser) -> None:
    """It could be removed, and who approved the draft got an error of the server."""
    one, other = [
        (await boss.send("POST", "/knowledge/categories", {"name_zh": name, "name_en": name}, 201))["id"]
        for name in ("one", "other")
    ]
    await boss.send("POST", "/knowledge/categories", {"name_zh": "x", "name_en": "x", "parent_id": ""}, 422)
    done = await published(wang, boss, category_id=one)
    path = f"/knowledge/{done['id']}"
    await wang.send("PATCH", path, {"version": done["version"], "content": content(category_id=other)})
    await boss.send("DELETE", f"/knowledge/categories/{other}", status=409)
    await wang.send("POST", f"{path}/submit")
    assert (await boss.send("POST", f"{path}/decide", {"approve": True}))["category_id"] == other
    await boss.send("DELETE", f"/knowledge/categories/{one}", status=204)
