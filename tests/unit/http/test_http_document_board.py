"""The board of documents: columns by status or by the steps of a type, counted and cut, of what one may see."""

from __future__ import annotations

from typing import Any

import pytest
from test_http_documents import TYPE, published
from web_kit import Browser

from crm.documents import board

OPEN = ["pending", "to_dispatch", "handling", "to_visit", "returned", "suspended"]
CLOSED = ["done", "archived", "cancelled"]


async def enter(browser: Browser, thing: str) -> str:
    body = {"type": "loan", "title": f"借{thing}", "fields": {"thing": thing}}
    return str((await browser.send("POST", "/documents", body, 201))["id"])


async def columns(browser: Browser, **query: Any) -> dict[str, list[str]]:
    """Code of a column → titles of its cards."""
    found = await browser.get("/documents/board", **query)
    assert all(column["count"] == len(column["items"]) for column in found["columns"])
    return {column["code"]: [card["title"] for card in column["items"]] for column in found["columns"]}


async def test_documents_stand_in_the_column_of_their_status(admin: Browser, wang: Browser, boss: Browser) -> None:
    await published(admin)
    first, second = await enter(wang, "梯子"), await enter(wang, "电钻")
    await wang.send("POST", f"/documents/{second}/act", {"outcome": "submit"})
    await boss.send("POST", f"/documents/{second}/act", {"outcome": "granted"})
    found = await columns(wang)
    assert list(found) == OPEN + CLOSED
    assert (found["handling"], found["done"], found["pending"]) == (["借梯子"], ["借电钻"], [])
    await wang.send("POST", f"/documents/{first}/suspend", {"remark": "等配件"})
    assert (await columns(wang))["suspended"] == ["借梯子"]
    assert list(await columns(wang, open="true")) == OPEN
    assert list(await columns(wang, open="false")) == CLOSED
    assert list(await columns(wang, list="todo")) == OPEN
    assert await columns(wang, status="done") == {"done": ["借电钻"]}
    assert (await columns(wang, q="梯子"))["done"] == []


async def test_of_one_type_the_steps_are_the_columns(admin: Browser, wang: Browser) -> None:
    await published(admin)
    first, _ = await enter(wang, "梯子"), await enter(wang, "电钻")
    await wang.send("POST", f"/documents/{first}/act", {"outcome": "submit"})
    found = await columns(wang, type="loan")
    assert list(found) == ["ask", "decide", *CLOSED]
    assert (found["ask"], found["decide"]) == (["借电钻"], ["借梯子"])
    shown = await wang.get("/documents/board", type="loan")
    assert shown["columns"][1]["name"] == {"zh": "审批", "en": "Decide"}
    # the list can be narrowed to a column
    assert [row["title"] for row in (await wang.get("/documents", type="loan", node="decide"))["items"]] == ["借梯子"]
    assert await columns(wang, type="loan", node="decide") == {"decide": ["借梯子"]}
    assert await columns(wang, type="loan", open="false") == {state: [] for state in CLOSED}
    # a step that the type has no more is there as long as somebody has something to do at it
    again = TYPE.replace("code: decide", "code: judge").replace("node: decide", "node: judge")
    await admin.send("PUT", "/document-types/loan/draft", {"yaml": again.replace("to: decide", "to: judge")})
    await admin.send("POST", "/document-types/loan/publish", {"comment": "第二版"})
    found = await columns(wang, type="loan", open="true")
    assert (list(found), found["decide"]) == (["ask", "judge", "decide"], ["借梯子"])
    former = {one["code"]: one["former"] for one in (await wang.get("/documents/board", type="loan"))["columns"]}
    assert (former["decide"], former["judge"]) == (True, False)
    await admin.send("POST", f"/documents/{first}/act", {"outcome": "granted"})
    assert list(await columns(wang, type="loan", open="true")) == ["ask", "judge"]
    # a word that nobody has designed a type for has no steps
    assert list(await columns(wang, type="nothing", open="true")) == OPEN


async def test_a_column_shows_its_first_cards_and_counts_so_far(
    admin: Browser, wang: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await published(admin)
    for thing in ("甲", "乙", "丙"):
        await enter(wang, thing)
    monkeypatch.setattr(board, "COUNTED", 2)
    (column,) = (await wang.get("/documents/board", status="handling", each=1, sort="created_at"))["columns"]
    assert (column["count"], column["more"]) == (2, True)
    assert [card["title"] for card in column["items"]] == ["借甲"]
    assert (await wang.ask("GET", "/documents/board", params={"each": "51"})).status == 422


async def test_nobody_sees_cards_that_his_list_has_not(admin: Browser, wang: Browser, li: Browser) -> None:
    await published(admin)
    await enter(wang, "梯子")
    for query in ({}, {"type": "loan"}):
        mine, theirs = await columns(wang, **query), await columns(li, **query)
        assert sum(map(len, mine.values())) == 1
        assert sum(map(len, theirs.values())) == (await li.get("/documents"))["total"]
