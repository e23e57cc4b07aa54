"""A supervisor's hour at the board: he hears a call, whispers, barges in, takes it over; moves and writes."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from server.demo.ua import UserAgent
from tests.e2e.browser import PATIENCE_MS, Browsers, Tab
from tests.e2e.company import Company
from tests.e2e.scenes import CUSTOMER, choose_action, in_a_talk, row, signed_in

pytestmark = pytest.mark.browser

SUPERVISOR = 620.0


async def step(tab: Tab, mode: str) -> None:
    await tab.page.locator("[data-session]").get_by_text(tab.t(f"words.mode.{mode}"), exact=True).click()


async def test_a_supervisor_steps_from_listening_to_taking_over(
    company: Company, browsers: Browsers, phone: UserAgent
) -> None:
    agent, desk = await signed_in(company, browsers)
    boss = await company.agent(role="supervisor")
    tab = await browsers.open(speaks=SUPERVISOR)
    await tab.log_in(boss)
    await tab.visit("/live")
    await tab.sign_in()
    await company.admin.send("POST", f"/live/agents/{boss.id}/state", {"state": "busy", "reason": "meeting"})
    await tab.in_state("busy")

    number = company.customer_number()
    call = await in_a_talk(company, phone, desk, number)

    agents = row(tab, "live.agents", agent.name)
    await expect(agents).to_contain_text(tab.t("words.state.talking"), timeout=PATIENCE_MS)
    await choose_action(tab, agents, "words.mode.listen")
    session = tab.page.locator("[data-session]")
    await expect(session).to_have_attribute("data-session", "on", timeout=PATIENCE_MS)
    await expect(session).to_contain_text(agent.name)
    await tab.hears_tone(CUSTOMER, 0.2)

    await step(tab, "whisper")
    await desk.hears_tone(SUPERVISOR, 0.2)
    assert call.received.tone(SUPERVISOR, 1.0) < 0.1, "whispering is for the agent alone"
    await step(tab, "barge")
    await call.wait_tone(SUPERVISOR, 20)

    await tab.page.get_by_role("button", name=tab.t("live.message")).first.click()
    dialog = tab.page.get_by_role("dialog")
    await dialog.get_by_role("combobox", name=tab.t("live.agents"), exact=True).fill(agent.number)
    await tab.page.keyboard.press("Enter")
    await dialog.get_by_label(tab.t("live.message_text")).fill("请核对地址")
    await dialog.get_by_role("button", name=tab.t("live.message_send")).click()
    await expect(desk.page.get_by_text("请核对地址")).to_be_visible(timeout=PATIENCE_MS)
    await desk.button("desk.message_read").click()

    await step(tab, "take_over")
    await tab.page.get_by_role("button", name=tab.t("words.mode.take_over"), exact=True).click()
    await desk.in_state("wrap_up")
    await asyncio.gather(call.wait_tone(SUPERVISOR, 20), tab.hears_tone(CUSTOMER))
    await expect(session).to_have_count(0, timeout=PATIENCE_MS)
    await tab.page.keyboard.press("F4")
    await call.wait_ended(10)
    record = await company.call_of(number)
    assert [part["agent_id"] for part in record["segments"]] == [agent.id, boss.id]

    # what the board showed can be seen again, when this caller waited too
    await tab.page.get_by_role("link", name=tab.t("live.replay")).click()
    moment = tab.page.get_by_role("slider", name=tab.t("replay.moment"))
    await moment.focus()
    await tab.page.keyboard.press("End")
    calls = row(tab, "live.calls", agent.name).filter(has_text=tab.t("words.state.talking"))
    for _ in range(60):
        if await calls.count():
            break
        await tab.page.keyboard.press("ArrowLeft")
    await expect(calls).to_have_count(1)
    await tab.accessible()


async def test_an_emergency_message_is_switched_on_and_off(company: Company, browsers: Browsers) -> None:
    boss = await company.agent(role="supervisor", language="en")
    tab = await browsers.open(language="en", dark=True)
    await tab.log_in(boss)
    await tab.visit("/announcements")
    await tab.page.get_by_label(tab.t("announce.text_zh")).fill("管网抢修")
    await tab.page.get_by_label(tab.t("announce.text_en")).fill("Repairs")
    await tab.button("announce.switch_on").click()
    await tab.page.get_by_role("dialog").get_by_role("button", name=tab.t("announce.switch_on")).click()
    shown = tab.page.get_by_role("row").filter(has_text="Repairs")
    await expect(shown).to_contain_text(tab.t("announce.on"), timeout=PATIENCE_MS)
    assert [item["text"]["zh"] for item in (await company.admin.get("/live/snapshot"))["announcements"]] == ["管网抢修"]
    await shown.get_by_role("button", name=tab.t("announce.switch_off")).click()
    await tab.page.get_by_role("tooltip").get_by_role("button", name=tab.t("announce.switch_off")).click()
    await expect(shown).to_contain_text(tab.t("announce.off"), timeout=PATIENCE_MS)
    assert (await company.admin.get("/live/snapshot"))["announcements"] == []

    await tab.visit("/platform")
    await expect(tab.page.get_by_text(tab.t("platform.part.database"))).to_be_visible()
    await tab.accessible()
    await tab.page.goto(f"{tab.address}/wall")
    await expect(tab.page.get_by_role("heading", name="Customer service")).to_be_visible(timeout=PATIENCE_MS)
