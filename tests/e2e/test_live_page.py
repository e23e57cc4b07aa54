"""The live page: queues, agents and calls as they change, without a reload."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Locator, expect

from server.demo.ua import UserAgent
from tests.e2e.browser import PATIENCE_MS, Browsers
from tests.e2e.company import Company, Person
from tests.e2e.scenes import at_the_menu, hard_phone, row
from tests.support.installation import PASSWORD

pytestmark = pytest.mark.browser


async def shows(row: Locator, text: str) -> None:
    await expect(row).to_contain_text(text, timeout=PATIENCE_MS)


async def test_a_waiting_call_and_each_state_of_the_agent_are_shown(
    company: Company, browsers: Browsers, phone: UserAgent
) -> None:
    tab = await browsers.open()
    await tab.log_in(Person("", "admin", "", "", PASSWORD))
    await tab.visit("/live")
    number = company.customer_number()
    call = await at_the_menu(company, phone, number)
    calls = row(tab, "live.calls", f"{number[:3]} {number[3:7]} {number[7:]}")
    await shows(calls, "主菜单")
    await call.send_digits("0")
    queue = row(tab, "live.queues", "人工服务")
    await shows(calls, tab.t("words.stage.queue"))
    await expect(queue.get_by_role("cell").nth(1)).to_have_text("1")

    agent = await company.agent()
    async with hard_phone(company) as (extension, ringing), await company.log_in(agent) as own:
        await own.send("POST", "/agent/session", {"extension": extension})
        agents = row(tab, "live.agents", agent.name)
        await shows(agents, tab.t("words.state.ringing"))
        leg = await asyncio.wait_for(ringing.get(), 20)
        assert leg.caller_number == number
        await leg.answer()
        await shows(agents, tab.t("words.state.talking"))
        await shows(calls, tab.t("words.stage.talking"))
        await expect(queue.get_by_role("cell").nth(1)).to_have_text("0")
        await call.hangup()
        await shows(agents, tab.t("words.state.wrap_up"))
        await expect(calls).to_have_count(0)
        await own.send("POST", "/agent/wrap-up", {"action": "finish"})
        await shows(agents, tab.t("words.state.available"))
        await own.send("PUT", "/agent/state", {"state": "break", "reason": "meal"})
        await shows(agents, tab.t("words.state.break"))
