"""An agent in the browser and a third party: asked, in turn, all three, gone again; then his page is loaded anew."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import expect

from server.demo.ua import IncomingCall, UserAgent, tone
from tests.e2e.browser import PATIENCE_MS, Browsers, Tab
from tests.e2e.company import Company
from tests.e2e.scenes import (
    AGENT,
    COLLEAGUE,
    CUSTOMER,
    colleague_at_a_phone,
    in_a_talk,
    member_is,
    opens_transfer,
    signed_in,
)
from tests.support.web_api import Api, eventually

pytestmark = pytest.mark.browser

SERVICE, DESERTED = "人工服务", "网购客服"


async def test_a_colleague_is_asked_joins_and_leaves_and_the_page_is_loaded_anew(
    company: Company, browsers: Browsers, phone: UserAgent
) -> None:
    _, tab = await signed_in(company, browsers)
    async with colleague_at_a_phone(company) as (colleague, ringing, own):
        number = company.customer_number()
        call = await in_a_talk(company, phone, tab, number)

        await opens_transfer(tab, colleague)
        await tab.button("desk.consult_first").click()
        leg = await asyncio.wait_for(ringing.get(), 20)
        await member_is(tab, "third", "ringing")
        await leg.answer()
        leg.speak(tone(COLLEAGUE, 1))
        await member_is(tab, "third", "talking")
        await member_is(tab, "customer", "held")
        await tab.hears_tone(COLLEAGUE)
        await eventually(
            lambda: call.received.level(1.0) > 0.005 and call.received.tone(AGENT, 1.0) < 0.1, what="music for him"
        )

        await tab.page.keyboard.press("Alt+Shift+KeyG")
        await member_is(tab, "customer", "talking")
        await asyncio.gather(leg.wait_tone(CUSTOMER, 20), call.wait_tone(COLLEAGUE, 20))

        await tab.page.keyboard.press("Alt+Shift+KeyD")
        await member_is(tab, "third", None)
        await leg.wait_ended(10)
        await asyncio.gather(tab.hears_tone(CUSTOMER), call.wait_tone(AGENT, 20))

        await a_queue_finds_the_colleague(tab, ringing, own)
        await asyncio.gather(tab.hears_tone(CUSTOMER), call.wait_tone(AGENT, 20))

    await tab.page.keyboard.press("Alt+Shift+KeyR")
    await expect(tab.page.locator('[data-recording="paused"]')).to_be_visible(timeout=PATIENCE_MS)
    await tab.page.keyboard.press("Alt+Shift+KeyN")
    await tab.page.keyboard.type("同事已答复")
    await tab.page.keyboard.press("Enter")
    await expect(tab.page.get_by_label(tab.t("desk.note"), exact=True)).to_have_value("同事已答复")

    await the_page_is_loaded_anew(tab)
    await asyncio.gather(tab.hears_tone(CUSTOMER), call.wait_tone(AGENT, 20))
    await tab.page.keyboard.press("F4")
    await call.wait_ended(10)
    await tab.in_state("wrap_up")
    record = await company.call_of(number)
    assert record["note"] == "同事已答复"
    assert [part["kind"] for part in record["segments"]] == ["talk", "consult", "guest", "consult", "talk"]


async def a_queue_finds_the_colleague(tab: Tab, ringing: asyncio.Queue[IncomingCall], own: Api) -> None:
    """The agent asks his queue (another has nobody), comes back, asks again until it has found the colleague, and comes
    back to his caller."""
    tab.watch.allow("/agent/consult")
    for found in (False, True):
        await tab.page.keyboard.press("Shift+F8")
        queue = tab.t("desk.transfer_to.queue")
        await tab.page.locator(".ant-segmented-item-label").filter(has_text=queue).click()
        box = tab.page.get_by_role("combobox", name=queue, exact=True)
        for name in (DESERTED, SERVICE) if not found else (SERVICE,):
            await box.click()
            await tab.page.locator(".ant-select-item-option").filter(has_text=name).filter(has_text="空闲").click()
            await tab.button("desk.consult_first").click()
            if name == DESERTED:
                await expect(tab.page.get_by_text("没有其他坐席签入")).to_be_visible(timeout=PATIENCE_MS)
        await member_is(tab, "third", "waiting")
        await member_is(tab, "customer", "held")
        if found:
            await own.send("PUT", "/agent/state", {"state": "available"})
            leg = await asyncio.wait_for(ringing.get(), 20)
            await leg.answer()
            leg.speak(tone(COLLEAGUE, 1))
            await member_is(tab, "third", "talking")
            await tab.hears_tone(COLLEAGUE)
        await tab.page.keyboard.press("Alt+Shift+KeyZ")
        await member_is(tab, "third", None)
        await member_is(tab, "customer", "talking")


async def the_page_is_loaded_anew(tab: Tab) -> None:
    """In the middle of the talk: the customer hears music, the agent is rung again and told so."""
    tab.page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    await tab.page.reload()
    await tab.rings()
    told = tab.t("desk.recovery.ringing").partition("}}")[2]
    await expect(tab.page.get_by_text(told)).to_be_visible()
    await tab.page.keyboard.press("F2")


async def test_a_colleague_is_dialled_from_the_list_and_nobody_logs_out_in_a_call(
    company: Company, browsers: Browsers
) -> None:
    async with colleague_at_a_phone(company) as (colleague, ringing, _):
        _, tab = await signed_in(company, browsers)  # the list of colleagues is read with the page
        await tab.page.keyboard.press("F10")
        await tab.page.keyboard.type(colleague.number[1:])
        match = tab.page.locator(".ant-select-item-option").filter(has_text=colleague.name)
        await match.wait_for()
        await tab.page.keyboard.press("ArrowDown")
        await tab.page.keyboard.press("Enter")
        leg = await asyncio.wait_for(ringing.get(), 20)
        await leg.answer()
        leg.speak(tone(COLLEAGUE, 1))
        await tab.hears_tone(COLLEAGUE)

        menu = tab.page.get_by_role("button", name=re.compile(re.escape(tab.t("frame.user_menu"))))
        await menu.click()
        await expect(tab.page.get_by_role("menuitem", name=tab.t("auth.logout_in_call"))).to_be_disabled()
        await tab.page.keyboard.press("F4")
        await leg.wait_ended(10)
    await tab.page.get_by_role("menuitem", name=re.compile(rf"{re.escape(tab.t('auth.logout'))}$")).click()
    await tab.page.wait_for_url("**/login")
