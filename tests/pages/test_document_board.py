"""The board of documents: columns by status and by the steps of a type, a card moved by an outcome with the keyboard,
and a column seen as a list."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.browser import PATIENCE_MS, Browsers, Language, Tab
from tests.e2e.documents import choose, made_person, made_unit, places
from tests.support.web_api import Api

pytestmark = pytest.mark.browser


def column(tab: Tab, name: str) -> Locator:
    return tab.page.get_by_role("region", name=name)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_cards_stand_where_their_documents_do(browsers: Browsers, admin: Api, language: Language) -> None:
    english = language == "en"
    unit = await made_unit(admin, "看板部")
    head = await made_person(admin, "supervisor", unit, "en" if english else "zh")
    mark = f"看板{next(places)}"
    made: list[dict[str, Any]] = []
    for name, kind, fields in (
        ("漏水", "repair", {"urgent": True}),
        ("不制冷", "repair", {}),
        ("迟到", "complaint", {}),
    ):
        body = {"type": kind, "title": f"{mark}{name}", "unit_id": unit, "fields": fields}
        made.append(await admin.send("POST", "/documents", body))
    await admin.send("POST", f"/documents/{made[1]['id']}/urge", {"remark": "客户来电"})

    tab = await browsers.open(language=language, dark=english)
    await tab.page.set_viewport_size({"width": 1280, "height": 800})
    await tab.log_in(head)
    await tab.visit("/documents")
    await tab.page.get_by_role("tab", name=tab.t("documents.list.all"), exact=True).click()
    await (
        tab.page.get_by_role("radiogroup", name=tab.t("documents.board.view"))
        .get_by_text(tab.t("documents.board.board"), exact=True)
        .click()
    )
    cards = tab.page.get_by_role("article")
    await expect(cards).to_have_count(3, timeout=PATIENCE_MS)
    await expect(column(tab, tab.t("words.ticket_status.pending")).get_by_role("article")).not_to_have_count(0)
    urged = tab.t("documents.urged").replace("{{count}}", "1")
    await expect(cards.filter(has_text="不制冷")).to_contain_text(urged)
    await tab.accessible()

    # of one type its steps are the columns; both choices outlive a reload
    await choose(tab, tab.t("documents.type"), "Repair" if english else "报修")
    first, visit = ("Accept", "Certify by a visit") if english else ("受理", "回访认证")
    await expect(column(tab, first).get_by_role("article")).to_have_count(2, timeout=PATIENCE_MS)
    tab.watch.allow("ERR_ABORTED")
    await tab.page.reload()
    await expect(column(tab, first).get_by_role("article")).to_have_count(2, timeout=PATIENCE_MS)
    await expect(cards.filter(has_text="漏水")).to_contain_text("Urgent" if english else "加急")

    # an outcome, by keyboard alone: the menu of the card, its dialog, and the card is at the next step
    solved = "Solved by phone" if english else "电话解决"
    menu = tab.page.get_by_role(
        "button", name=tab.t("documents.board.actions").replace("{{number}}", made[0]["number"])
    )
    await menu.focus()
    await tab.page.keyboard.press("Enter")
    item = tab.page.get_by_role("menuitem", name=solved)
    await expect(item).to_be_visible(timeout=PATIENCE_MS)
    await tab.accessible()
    for _ in range(4):
        await tab.page.keyboard.press("ArrowDown")
    await expect(item).to_be_focused()
    await tab.page.keyboard.press("Enter")
    dialog = tab.page.get_by_role("dialog")
    await expect(dialog).to_contain_text(first)
    await tab.accessible()
    await dialog.get_by_role("button", name=solved).press("Enter")
    await expect(column(tab, visit).get_by_role("article")).to_contain_text("漏水", timeout=PATIENCE_MS)
    await expect(column(tab, first).get_by_role("article")).to_have_count(1)
    now = await admin.get(f"/documents/{made[0]['id']}")
    assert now["status"] == "to_visit"

    # a column as a list is what the list is narrowed to by the step; a card opens its document
    await choose(tab, tab.t("documents.board.node"), visit)
    await expect(cards).to_have_count(1)
    assert "node=visit" in tab.page.url
    await cards.first.click()
    await tab.page.wait_for_url(f"**/documents/{made[0]['id']}")
    await expect(tab.page.get_by_role("heading", level=1)).to_contain_text(f"{mark}漏水")
