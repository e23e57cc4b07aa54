"""What remains of a call: its recording with what happened in it, the histories, the figures; and callbacks."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from server.demo.ua import UserAgent
from tests.e2e.browser import PATIENCE_MS, Browsers
from tests.e2e.company import QUEUE, Company
from tests.e2e.scenes import AGENT, CUSTOMER, in_a_talk, signed_in
from tests.support.web_api import eventually

pytestmark = pytest.mark.browser


async def test_a_call_is_found_heard_and_counted(company: Company, browsers: Browsers, phone: UserAgent) -> None:
    agent, desk = await signed_in(company, browsers)
    number = company.customer_number()
    call = await in_a_talk(company, phone, desk, number)
    customer = desk.page.locator('[data-member="customer"]')
    await desk.page.keyboard.press("F8")
    await expect(customer).to_have_attribute("data-state", "held", timeout=PATIENCE_MS)
    await eventually(
        lambda: call.received.level(1.0) > 0.005 and call.received.tone(AGENT, 1.0) < 0.1, what="music on hold"
    )
    await desk.page.keyboard.press("F8")
    await expect(customer).to_have_attribute("data-state", "talking", timeout=PATIENCE_MS)
    await asyncio.gather(desk.hears_tone(CUSTOMER), call.wait_tone(AGENT, 20))
    await call.hangup()
    await desk.in_state("wrap_up")
    record = await company.call_of(number)
    await company.admin.until(f"/calls/{record['id']}", lambda row: row["recording"] == "playable", 30)

    boss = await company.agent(role="supervisor")
    tab = await browsers.open()
    await tab.log_in(boss)
    await tab.visit("/recordings")
    await tab.page.get_by_role("searchbox", name=tab.t("calls.number")).fill(number)
    await tab.page.keyboard.press("Enter")
    shown = tab.page.get_by_role("row").filter(has_text=agent.name)
    await expect(shown).to_have_count(1, timeout=PATIENCE_MS)
    assert f"number={number}" in tab.page.url
    await shown.get_by_role("button", name=tab.t("common.play")).click()
    audio = tab.page.locator("audio[src]")
    marks = tab.page.get_by_label(tab.t("common.markers"))
    await tab.page.wait_for_function("() => document.querySelector('audio[src]')?.duration > 1", polling=100)
    await marks.get_by_role("button", name=tab.t("recordings.mark.held")).click()
    await audio.evaluate("audio => { audio.volume = 0.1; return audio.play(); }")
    await tab.page.wait_for_function("() => document.querySelector('audio[src]').currentTime > 0.5", polling=100)
    await tab.button("recordings.hold").click()
    await tab.page.get_by_label(tab.t("common.reason")).fill("客户投诉")
    await tab.page.get_by_role("dialog").last.get_by_role("button", name=tab.t("recordings.hold")).click()
    await expect(tab.button("recordings.clear")).to_be_visible(timeout=PATIENCE_MS)
    async with tab.page.expect_download() as saved:
        await tab.button("recordings.download").click()
    assert (await saved.value).suggested_filename.endswith(".ogg")
    await tab.page.keyboard.press("Escape")

    await tab.page.locator('nav a[href="/histories"]').click()
    await tab.page.wait_for_url("**/histories/agent-calls")
    await expect(tab.page.get_by_role("row").filter(has_text=agent.name).first).to_be_visible(timeout=PATIENCE_MS)
    async with tab.page.expect_download() as saved:
        await tab.button("histories.export").click()
    text = (await (await saved.value).path()).read_text(encoding="utf-8-sig")
    assert number in text
    await tab.page.get_by_role("tab", name=tab.t("histories.kind.queue-visits")).click()
    await expect(tab.page.locator(f'a[href="/calls/{record["id"]}"]')).to_have_count(1, timeout=PATIENCE_MS)
    await tab.page.get_by_role("tab", name=tab.t("histories.kind.ivr-visits")).click()
    visit = tab.page.get_by_role("row").filter(has_text=tab.t("words.language.zh"))
    await expect(visit.filter(has_text="语言").first).to_be_visible(timeout=PATIENCE_MS)
    await expect(tab.page.get_by_role("row").filter(has_text="0 · 人工服务").first).to_be_visible()
    await tab.visit("/reports")
    figures = tab.page.get_by_role("row").filter(has_text="人工服务").first
    await expect(figures).to_be_visible(timeout=PATIENCE_MS)
    await tab.button("reports.formulas").click()
    await expect(tab.page.get_by_text("人工接听量 ÷ 排队量").first).to_be_visible()


async def test_a_callback_is_added_and_cancelled(company: Company, browsers: Browsers) -> None:
    boss = await company.agent(role="supervisor")
    tab = await browsers.open()
    await tab.log_in(boss)
    await tab.visit("/callbacks")
    number = company.customer_number()
    await tab.button("callbacks.add").click()
    dialog = tab.page.get_by_role("dialog")
    await dialog.get_by_role("combobox").click()
    await tab.page.locator(".ant-select-item-option").filter(has_text="人工服务").click()
    await dialog.get_by_label(tab.t("calls.number"), exact=True).fill(number)
    await dialog.get_by_role("button", name=tab.t("common.save")).click()
    shown = tab.page.get_by_role("row").filter(has_text=f"{number[:3]} {number[3:7]} {number[7:]}")
    await expect(shown).to_contain_text(tab.t("callbacks.state.waiting"), timeout=PATIENCE_MS)
    await shown.get_by_role("button", name=tab.t("callbacks.cancel")).click()
    await tab.page.get_by_role("tooltip").get_by_role("button", name=tab.t("callbacks.cancel")).click()
    await expect(shown).to_have_count(0, timeout=PATIENCE_MS)
    rows = await company.admin.until(
        "/callbacks", lambda page: [row for row in page["items"] if row["state"] == "ended"], number=number
    )
    assert [(row["queue"], row["result"]) for row in rows] == [(QUEUE, "cancelled")]
