"""A supervisor's board when it is too much: a threshold that he sets is crossed, he sees why a caller waits, moves him,
and sets the state of an agent, until all is well again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from server.demo.ua import UserAgent, tone
from tests.e2e.browser import PATIENCE_MS, Browsers, Tab
from tests.e2e.company import QUEUE, Company
from tests.e2e.scenes import COLLEAGUE, CUSTOMER, choose_action, colleague_at_a_phone, row, through_the_menu
from tests.support.web_api import Api

pytestmark = pytest.mark.browser
SERVICE, SHOP = "Customer service", "Online shop"


@pytest.fixture(autouse=True)
async def a_trunk(admin: Api) -> AsyncIterator[None]:
    """A line to the world; afterwards it is gone, and so are the thresholds."""
    line = {"id": "board", "name": "Unicom 8 lines", "host": "127.0.0.1:9", "qualify": 0, "channels": 8}
    await admin.send("POST", "/trunks", line)
    yield
    await admin.send("PUT", f"/live/queues/{QUEUE}/alarms", {})
    await admin.send("DELETE", "/trunks/board")


async def sets_thresholds(tab: Tab) -> None:
    """One caller who waits is too many."""
    await tab.page.get_by_role("button", name=tab.t("live.alarm.set_of").replace("{{queue}}", SERVICE)).click()
    dialog = tab.page.get_by_role("dialog")
    await dialog.get_by_label(tab.t("live.alarm.waiting")).fill("1")
    await tab.accessible()
    await dialog.get_by_role("button", name=tab.t("common.save")).click()
    await expect(dialog).to_have_count(0, timeout=PATIENCE_MS)


async def moves(tab: Tab, caller: str, kind: str, to: str) -> None:
    await choose_action(tab, row(tab, "live.calls", caller), "live.move")
    dialog = tab.page.get_by_role("dialog")
    words = tab.t(f"desk.transfer_to.{kind}")
    await dialog.locator(".ant-segmented-item-label").get_by_text(words, exact=True).click()
    await tab.choose(dialog.get_by_role("combobox", name=words, exact=True), to)
    await dialog.get_by_role("button", name=tab.t("live.move"), exact=True).click()
    await expect(dialog).to_have_count(0, timeout=PATIENCE_MS)


async def test_a_threshold_is_crossed_and_the_supervisor_sees_to_it(
    company: Company, browsers: Browsers, phone: UserAgent
) -> None:
    boss = await company.agent(role="supervisor", language="en")
    tab = await browsers.open(language="en", dark=True)
    await tab.log_in(boss)
    await tab.visit("/live")
    await expect(row(tab, "platform.trunks", "Unicom 8 lines")).to_contain_text("0 / 8", timeout=PATIENCE_MS)
    await sets_thresholds(tab)

    async with colleague_at_a_phone(company) as (agent, ringing, own):
        number = company.customer_number()
        shown = f"{number[:3]} {number[3:7]} {number[7:]}"
        call = await through_the_menu(company, phone, number)
        queue, waits = row(tab, "live.queues", SERVICE), tab.page.locator(f'[data-alarm="queue.waiting:{QUEUE}"]')
        await expect(waits).to_contain_text(SERVICE, timeout=PATIENCE_MS)
        await expect(queue.locator('[data-over="waiting"]')).to_be_visible()
        await tab.accessible()
        wall = await browsers.another(tab.page.context, "en")
        await wall.page.goto(f"{wall.address}/wall")
        card = wall.page.get_by_role("article").filter(has_text=SERVICE)
        await expect(card.locator('[data-over="waiting"]')).to_be_visible(timeout=PATIENCE_MS)

        await choose_action(tab, row(tab, "live.calls", shown), "live.explain_why_waits")
        why = tab.page.get_by_role("dialog")
        await expect(why.get_by_role("listitem").filter(has_text="logged in can take it")).to_be_visible()
        await tab.page.keyboard.press("Escape")
        await expect(why).to_have_count(0, timeout=PATIENCE_MS)

        await moves(tab, shown, "queue", SHOP)
        await expect(row(tab, "live.calls", shown)).to_contain_text(SHOP, timeout=PATIENCE_MS)

        agents = row(tab, "live.agents", agent.name)
        await expect(agents).to_contain_text(tab.t("words.state.busy"))
        await choose_action(tab, agents, "live.force.available")
        await expect(agents).to_contain_text(tab.t("words.state.available"), timeout=PATIENCE_MS)
        await moves(tab, shown, "agent", agent.name)
        leg = await asyncio.wait_for(ringing.get(), 20)
        await leg.answer()
        leg.speak(tone(COLLEAGUE, 1))
        await asyncio.gather(leg.wait_tone(CUSTOMER, 20), call.wait_tone(COLLEAGUE, 20))

        # while he talks: afterwards it would end his wrap-up
        async with tab.page.expect_response("**/live/agents/*/state"):
            await choose_action(tab, agents, "live.force.break", "live.no_reason")
        await call.hangup()
        await expect(agents).to_contain_text(tab.t("words.state.wrap_up"), timeout=PATIENCE_MS)
        await own.send("POST", "/agent/wrap-up", {"action": "finish"})
        await expect(agents).to_contain_text(tab.t("words.state.break"), timeout=PATIENCE_MS)
        await choose_action(tab, agents, "live.force.offline")
        await expect(agents).to_contain_text(tab.t("words.state.offline"), timeout=PATIENCE_MS)

    # nobody did anything about the alarm itself: it has cleared since the caller was moved
    await expect(waits).to_have_count(0, timeout=PATIENCE_MS)
    await expect(card.locator('[data-over="waiting"]')).to_have_count(0, timeout=PATIENCE_MS)
    # what was wrong stands in the history, and is still there tomorrow
    await tab.page.get_by_role("button", name=tab.t("live.alarms")).click()
    await expect(tab.page.get_by_role("heading", level=1)).to_have_text(tab.t("platform.alarms"))
    over = tab.page.get_by_role("row").filter(has_text=SERVICE).filter(has_text="threshold 1")
    await expect(over.first).to_be_visible(timeout=PATIENCE_MS)
    await expect(over.first).not_to_contain_text(tab.t("platform.alarm_is.on"), timeout=PATIENCE_MS)
    await tab.accessible()
    record = await company.call_of(number)
    assert record["agent_id"] == agent.id
    audit = (await company.admin.get("/audit", page_size=50))["items"]
    done = [entry["action"] for entry in audit if entry["user_id"] == boss.id]
    assert {"queues.update", "live.move", "live.agent_state"} <= set(done)
