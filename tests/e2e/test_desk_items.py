"""Work of several calls side by side on the desk: nothing typed is lost, and nothing goes to another call."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from server.demo.ua import UserAgent
from tests.e2e.browser import PATIENCE_MS, Browsers, Language, Tab
from tests.e2e.company import QUEUE, WRAP_UP, Company
from tests.e2e.scenes import AGENT, through_the_menu
from tests.support.web_api import Api

pytestmark = pytest.mark.browser
ENQUIRY = {"zh-CN": "咨询", "en": "Consultation"}


@pytest.fixture
async def short_wrap_up(admin: Api) -> AsyncIterator[None]:
    await admin.send("PATCH", f"/queues/{QUEUE}", {"wrap_up": 2.0})
    yield
    await admin.send("PATCH", f"/queues/{QUEUE}", {"wrap_up": WRAP_UP})


def item(tab: Tab, place: int) -> Locator:
    """The first tab is the day."""
    return tab.page.get_by_role("tablist", name=tab.t("desk.work_items")).get_by_role("tab").nth(place)


def form(tab: Tab, key: str) -> Locator:
    """The form with this field."""
    return tab.page.locator("form").filter(has=tab.page.get_by_label(tab.t(key), exact=True))


def title(tab: Tab) -> Locator:
    return form(tab, "documents.type").get_by_label(tab.t("documents.column.title"), exact=True)


def note(tab: Tab) -> Locator:
    return form(tab, "desk.disposition").get_by_label(tab.t("desk.note"), exact=True)


async def talks(tab: Tab, company: Company, phone: UserAgent, number: str, about: str) -> Any:
    """A customer gets through, and a ticket is begun while he talks."""
    call = await through_the_menu(company, phone, number)
    await tab.rings()
    await tab.page.keyboard.press("F2")
    await tab.in_state("talking")
    await expect(title(tab)).to_have_value("")
    await title(tab).fill(about)
    return call


async def enters(tab: Tab, language: Language) -> None:
    kind = form(tab, "documents.type").get_by_label(tab.t("documents.type"), exact=True)
    await kind.fill(ENQUIRY[language])
    await expect(tab.page.locator(".ant-select-item-option").filter(has_text=ENQUIRY[language]).first).to_be_visible()
    await kind.press("Enter")
    await tab.button("desk.ticket_save").click()
    await expect(tab.page.get_by_text(tab.t("desk.ticket_made"))).to_be_visible(timeout=PATIENCE_MS)


async def closes(tab: Tab, left: int) -> None:
    """Save and close what is in front; then so many tabs are left."""
    await tab.button("desk.save_close").click()
    await expect(tab.page.get_by_role("tab")).to_have_count(left, timeout=PATIENCE_MS)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_ticket_begun_in_one_call_is_entered_after_the_next(
    company: Company, browsers: Browsers, phone: UserAgent, short_wrap_up: None, language: Language
) -> None:
    agent = await company.agent(language=language[:2])
    tab = await browsers.open(speaks=AGENT, language=language)
    tab.watch.allow("ERR_ABORTED|WebSocket|websocket")  # the page is loaded anew
    await tab.log_in(agent)
    await tab.visit("/desk")
    await tab.sign_in()
    first, second = company.customer_number(), company.customer_number()

    call = await talks(tab, company, phone, first, f"A {first}")
    await call.hangup()
    await tab.in_state("available")  # the wrap-up has run out
    await note(tab).fill(f"note {first}")

    call = await talks(tab, company, phone, second, f"B {second}")
    await expect(item(tab, 2)).to_have_attribute("aria-selected", "true")
    await expect(item(tab, 1)).to_contain_text(tab.t("desk.mark.unfinished"))
    await tab.accessible()
    await call.hangup()
    await tab.in_state("available")
    await item(tab, 2).press("ArrowLeft")
    await expect(title(tab)).to_have_value(f"A {first}")

    await tab.page.reload()
    await expect(title(tab)).to_have_value(f"A {first}", timeout=PATIENCE_MS)
    await expect(note(tab)).to_have_value(f"note {first}")
    await enters(tab, language)
    await item(tab, 2).click()
    await expect(title(tab)).to_have_value(f"B {second}")
    await item(tab, 2).press("Delete")  # what would be lost is asked about
    dialog = tab.page.get_by_role("dialog").filter(has_text=tab.t("desk.close_open"))
    await dialog.get_by_role("button", name=tab.t("common.cancel"), exact=True).click()
    await enters(tab, language)
    await closes(tab, 2)
    await closes(tab, 0)
    await expect(tab.page.get_by_text(tab.t("desk.my_figures"))).to_be_visible()

    for number, begun in ((first, "A"), (second, "B")):
        record = await company.call_of(number)
        (ticket,) = [one for one in record["business"] if one["kind"] == "ticket"]
        assert ticket["title"] == f"{begun} {number}"
        shown = await company.admin.get(f"/documents/{ticket['id']}")
        assert (shown["call_id"], re.sub(r"\D", "", shown["phone"])[-11:]) == (record["id"], number)
    assert (await company.call_of(first))["note"] == f"note {first}"
