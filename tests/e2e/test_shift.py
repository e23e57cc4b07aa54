"""An agent's whole shift by the pages alone: his phone is logged in, an unknown caller becomes a customer with a ticket
while they talk, a break, the ticket is found by the customer's name and done, he is called back by one click, and at
the end the day's figures and calls are there."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import expect

from server.demo.ua import IncomingCall, UserAgent, tone
from tests.e2e.browser import PATIENCE_MS, Browsers, Tab
from tests.e2e.company import QUEUE, Company
from tests.e2e.scenes import AGENT, CUSTOMER, in_a_talk
from tests.support.web_api import Api

pytestmark = pytest.mark.browser
NAME = "欧阳雪梅"
TITLE = "空调遥控器怎么配对"
RESULT = "已约回电"
DISPOSITIONS = [{"code": "call_back", "name": {"zh": RESULT, "en": "Will be called back"}}]


class Outside:
    """The world behind a trunk: whoever is dialled rings here."""

    def __init__(self) -> None:
        self.phone = UserAgent()
        self.rung: asyncio.Queue[IncomingCall] = asyncio.Queue()

    async def start(self) -> dict[str, Any]:
        """→ the trunk that leads here."""

        async def ring(call: IncomingCall) -> None:
            call.ring()
            self.rung.put_nowait(call)

        self.phone.on_incoming = ring
        await self.phone.start()
        host = f"127.0.0.1:{self.phone.address[1]}"
        return {"id": "shift", "name": "外线", "host": host, "qualify": 0, "numbers": ["01088888888"]}


@pytest.fixture
async def outside(admin: Api) -> AsyncIterator[Outside]:
    """The queue has a result of its own, and a line to the world."""
    made = Outside()
    await admin.send("POST", "/trunks", await made.start())
    await admin.send("PATCH", f"/queues/{QUEUE}", {"dispositions": DISPOSITIONS})
    yield made
    await admin.send("PATCH", f"/queues/{QUEUE}", {"dispositions": []})
    await admin.send("DELETE", "/trunks/shift")
    await made.phone.stop()


async def set_state(tab: Tab, state: str) -> None:
    await tab.page.get_by_role("button", name=re.compile(rf"^{tab.t('desk.state')}")).click()
    item = tab.page.get_by_role("menuitem", name=re.compile(rf"^{tab.t(f'words.state.{state}')}")).first
    await item.click()
    await tab.in_state(state)


async def test_a_shift(company: Company, browsers: Browsers, phone: UserAgent, outside: Outside) -> None:
    agent = await company.agent()
    tab = await browsers.open(speaks=AGENT, moves=True, dark=True)
    await tab.log_in(agent)
    await tab.visit("/desk")
    await tab.sign_in()

    number = company.customer_number()
    call = await in_a_talk(company, phone, tab, number)
    await becomes_a_customer(tab)
    await enters_a_ticket(tab)
    await call.hangup()
    await tab.in_state("wrap_up")
    await wraps_up(tab, RESULT, "下午回电")
    await tab.in_state("available")
    first = await company.call_of(number)
    assert (first["disposition"], first["note"]) == ("call_back", "下午回电")

    await set_state(tab, "break")
    await set_state(tab, "available")

    # the ticket is found by its customer's name, by pinyin as well, and done
    await tab.visit("/documents")
    await tab.page.get_by_role("searchbox").fill("oyxm")
    await tab.page.keyboard.press("Enter")
    await tab.page.wait_for_url("**q=oyxm*")
    await expect(tab.page.locator("tbody tr[data-row-key]")).to_have_count(1, timeout=PATIENCE_MS)
    await tab.page.get_by_role("row").filter(has_text=TITLE).get_by_role("link").first.click()
    await expect(tab.page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    await calls_back(tab, outside)
    await tab.visit("/documents")
    await tab.page.get_by_role("row").filter(has_text=TITLE).get_by_role("link").first.click()
    await tab.page.get_by_role("button", name="当场答复", exact=True).click()
    await tab.page.locator(".ant-modal-footer .ant-btn-primary").click()
    await expect(tab.page.get_by_text(tab.t("words.ticket_status.done")).first).to_be_visible(timeout=PATIENCE_MS)

    # the end of the day: what he did, and his phone is logged out
    await tab.visit("/desk")
    heading = tab.page.locator("header").filter(has_text=tab.t("desk.my_calls"))
    calls = heading.locator("..").get_by_role("listitem")
    await expect(calls).to_have_count(2, timeout=PATIENCE_MS)
    for row in await calls.all():
        await expect(row).to_contain_text(NAME)
    second = (await company.admin.get("/calls", agent=agent.id, direction="outbound"))["items"]
    assert [(call["disposition"], call["note"]) for call in second] == [("solved", "电话里配对成功")]
    await tab.accessible()
    await tab.button("desk.session_menu").click()
    await tab.page.get_by_role("menuitem", name=tab.t("desk.log_out")).click()
    await expect(tab.button("desk.log_in").first).to_be_visible(timeout=PATIENCE_MS)
    await company.state_of(agent, "offline")


async def becomes_a_customer(tab: Tab) -> None:
    form = tab.page.locator("form").filter(has=tab.page.get_by_label(tab.t("customers.name"), exact=True))
    await form.get_by_label(tab.t("customers.name"), exact=True).fill(NAME)
    await form.locator("button[type=submit]").click()
    await expect(tab.page.get_by_role("heading", name=NAME).first).to_be_visible(timeout=PATIENCE_MS)


async def enters_a_ticket(tab: Tab) -> None:
    form = tab.page.locator("form").filter(has=tab.page.get_by_label(tab.t("documents.type"), exact=True))
    kind = form.get_by_label(tab.t("documents.type"), exact=True)
    await kind.fill("咨询")
    await expect(tab.page.locator(".ant-select-item-option").filter(has_text="咨询").first).to_be_visible()
    await kind.press("Enter")
    await form.get_by_label(tab.t("documents.column.title"), exact=True).fill(TITLE)
    await tab.button("desk.ticket_save").click()
    await expect(tab.page.get_by_text(tab.t("desk.ticket_made"))).to_be_visible(timeout=PATIENCE_MS)


async def wraps_up(tab: Tab, result: str, note: str) -> None:
    await tab.page.get_by_label(tab.t("desk.disposition"), exact=True).click()
    await tab.page.locator(".ant-select-dropdown:visible").get_by_title(result, exact=True).click()
    await tab.page.get_by_label(tab.t("desk.note"), exact=True).fill(note)
    await tab.page.keyboard.press("Shift+F4")


async def calls_back(tab: Tab, outside: Outside) -> None:
    """One click on the number in the ticket; both are heard; what came of it is written down on the desk."""
    await tab.page.get_by_role("button", name=re.compile(rf"^{tab.t('desk.call_number').split('{{')[0]}")).first.click()
    async with asyncio.timeout(20):
        leg = await outside.rung.get()
    await leg.answer()
    leg.speak(tone(CUSTOMER, 1))
    await asyncio.gather(tab.hears_tone(CUSTOMER), leg.wait_tone(AGENT, 20))
    await tab.in_state("talking")
    await tab.page.keyboard.press("F4")
    await leg.wait_ended(10)
    await tab.in_state("available")
    await tab.visit("/desk")
    await expect(tab.page.get_by_role("heading", name=NAME)).to_be_visible(timeout=PATIENCE_MS)
    await wraps_up(tab, "已解决", "电话里配对成功")
    await expect(tab.page.get_by_text(tab.t("desk.my_figures"))).to_be_visible(timeout=PATIENCE_MS)
