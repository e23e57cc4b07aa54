"""The test phone: a customer's phone in a browser, for somebody who has no SIP phone at hand."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from tests.e2e.browser import Browsers, Tab
from tests.e2e.company import Company
from tests.e2e.scenes import AGENT, CUSTOMER, signed_in

pytestmark = pytest.mark.browser


async def dials_in(company: Company, tab: Tab) -> str:
    """Dial 1000 on the test phone, hear the menu and ask for an agent, by mouse and by keyboard. → the call's id"""
    await tab.visit("/test-phone")
    await tab.button("testphone.dial").click()
    await tab.hears()
    await tab.page.get_by_role("button", name="1", exact=True).click()
    await company.live_call("", node="menu")
    await tab.page.keyboard.press("0")
    call = await company.live_call("", stage="queue")
    return str(call["call"])


async def test_a_newcomer_hears_the_menu_and_talks_to_an_agent_in_another_browser(
    company: Company, browsers: Browsers
) -> None:
    customer = await browsers.open(speaks=CUSTOMER, language="en")
    await customer.log_in(await company.agent(language="en"))
    call = await dials_in(company, customer)
    _, agent = await signed_in(company, browsers, "ringing")
    await agent.page.keyboard.press("F2")
    await asyncio.gather(agent.hears_tone(CUSTOMER), customer.hears_tone(AGENT))
    await customer.page.get_by_role("main").get_by_role("button", name=customer.t("desk.hangup")).last.click()
    await agent.in_state("wrap_up")
    await expect(customer.button("testphone.dial")).to_be_visible()
    row = await company.record(call)
    assert (row["outcome"], row["ended_by"], row["language"]) == ("answered", "caller", "zh")


async def test_one_browser_is_enough_for_both_sides(company: Company, browsers: Browsers) -> None:
    customer = await browsers.open(speaks=CUSTOMER)
    await customer.log_in(await company.agent())
    call = await dials_in(company, customer)
    agent = await browsers.another(customer.page.context)
    person = await company.agent()
    await agent.page.goto(f"{agent.address}/login?separate=1")
    await agent.enter(person.username, person.password)
    await agent.sign_in("ringing")
    await agent.page.keyboard.press("F2")
    await asyncio.gather(agent.hears_tone(CUSTOMER), customer.hears_tone(CUSTOMER))
    await agent.page.keyboard.press("F4")
    await expect(customer.button("testphone.dial")).to_be_visible()
    row = await company.record(call)
    assert (row["outcome"], row["ended_by"], row["agent_id"]) == ("answered", "agent", person.id)
