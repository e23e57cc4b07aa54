"""The keys of the phone bar in calls: mute, keypad, a colleague in turn, handing over, the survey; and an agent whose
phone is an extension."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from server.demo.ua import Call, OutgoingCall, UserAgent, tone
from tests.e2e.browser import PATIENCE_MS, Browsers, Tab
from tests.e2e.company import QUEUE, Company, Person
from tests.e2e.scenes import (
    AGENT,
    COLLEAGUE,
    CUSTOMER,
    colleague_at_a_phone,
    hard_phone,
    in_a_talk,
    member_is,
    opens_transfer,
    signed_in,
    through_the_menu,
)
from tests.support.web_api import Api, eventually

pytestmark = pytest.mark.browser
FEW = 5
"""Packets of 20 ms."""
SURVEY = {"mode": "button", "flow": "survey"}


@pytest.fixture
async def survey(admin: Api) -> AsyncIterator[None]:
    """Agents may ask the queue's customers what they think."""
    await admin.send("PATCH", f"/queues/{QUEUE}", {"survey": SURVEY})
    yield
    await admin.send("PATCH", f"/queues/{QUEUE}", {"survey": SURVEY | {"mode": "off"}})


async def is_not_heard(call: Call, frequency: float) -> None:
    await eventually(lambda: call.received.tone(frequency, 1.0) < 0.1, what=f"no more {frequency} Hz")


async def hears_nothing(call: Call, seconds: float = 1.0) -> bool:
    """Nothing arrives for a while, or nothing but silence: who sends nothing is measured by packets."""
    before = call.received.packets
    await asyncio.sleep(seconds)
    return call.received.packets - before <= FEW or call.received.level(seconds) < 0.005


async def mutes_and_unmutes(tab: Tab, call: OutgoingCall) -> None:
    """The customer hears nothing of the agent meanwhile."""
    await tab.page.keyboard.press("F9")
    await expect(tab.button("desk.unmute")).to_be_visible(timeout=PATIENCE_MS)
    await eventually(lambda: hears_nothing(call), what="silence for the customer")
    await tab.page.keyboard.press("F9")
    await expect(tab.button("desk.mute")).to_be_visible(timeout=PATIENCE_MS)
    await call.wait_tone(AGENT, 20)


async def test_every_key_of_a_call(company: Company, browsers: Browsers, phone: UserAgent, survey: None) -> None:
    person, tab = await signed_in(company, browsers)
    async with colleague_at_a_phone(company) as (colleague, ringing, _):
        number = company.customer_number()
        call = await in_a_talk(company, phone, tab, number)
        await mutes_and_unmutes(tab, call)
        await tab.hears_tone(CUSTOMER)

        await tab.page.keyboard.press("Shift+F9")
        keypad = tab.page.get_by_role("dialog")
        await keypad.get_by_role("button", name="5", exact=True).click()
        await tab.page.keyboard.press("#")
        assert await call.wait_digits(2, 10) == "5#"
        await tab.page.keyboard.press("Shift+F9")
        await expect(keypad).to_have_count(0, timeout=PATIENCE_MS)

        await opens_transfer(tab, colleague)
        await tab.button("desk.consult_first").click()
        leg = await asyncio.wait_for(ringing.get(), 20)
        await leg.answer()
        leg.speak(tone(COLLEAGUE, 1))
        await tab.hears_tone(COLLEAGUE)
        await member_is(tab, "customer", "held")
        await tab.page.keyboard.press("Alt+Shift+KeyQ")
        await member_is(tab, "third", "held")
        await member_is(tab, "customer", "talking")
        await asyncio.gather(tab.hears_tone(CUSTOMER), call.wait_tone(AGENT, 20), is_not_heard(leg, AGENT))
        await tab.page.keyboard.press("Alt+Shift+KeyQ")
        await member_is(tab, "customer", "held")
        await asyncio.gather(tab.hears_tone(COLLEAGUE), leg.wait_tone(AGENT, 20), is_not_heard(call, AGENT))

        await tab.page.keyboard.press("Alt+Shift+KeyE")
        await tab.in_state("wrap_up")
        await asyncio.gather(leg.wait_tone(CUSTOMER, 20), call.wait_tone(COLLEAGUE, 20))
        await is_not_heard(leg, AGENT)
        await leg.hangup()
        await call.wait_ended(10)
        record = await company.call_of(number)
        assert [part["kind"] for part in record["segments"]] == ["talk", "consult", "talk"]
        assert record["segments"][-1]["agent_id"] == colleague.id

    await tab.page.keyboard.press("Shift+F4")
    await tab.in_state("available")
    await a_customer_rates(company, person, tab, phone)


async def a_customer_rates(company: Company, person: Person, tab: Tab, phone: UserAgent) -> None:
    """转评价: the agent is in his wrap-up, the customer answers by a key."""
    number = company.customer_number()
    call = await in_a_talk(company, phone, tab, number)
    await tab.page.keyboard.press("Shift+F8")
    await tab.page.locator(".ant-segmented-item-label").filter(has_text=tab.t("desk.transfer_to.survey")).click()
    await tab.button("desk.transfer_go.survey").click()
    await tab.in_state("wrap_up")
    live = (await company.live_call(number))["call"]
    for asked in (1, 2):
        await call.wait_audio(0.02, 10)
        await call.send_digits("1")
        rated = await company.admin.until(
            "/surveys/ratings", lambda page, count=asked: len(page["items"]) == count and page["items"], 20, call=live
        )
    assert {row["question"] for row in rated} == {"satisfaction", "solved"}
    assert {(row["via"], row["agent_number"], row["queue"]) for row in rated} == {("keypad", person.number, QUEUE)}
    await call.wait_ended(30)


async def test_an_agent_at_an_extension_hands_his_caller_over(
    company: Company, browsers: Browsers, phone: UserAgent
) -> None:
    person = await company.agent()
    tab = await browsers.open()
    await tab.log_in(person)
    await tab.visit("/desk")
    async with hard_phone(company) as (extension, rings), colleague_at_a_phone(company) as (colleague, ringing, _):
        await tab.button("desk.log_in_choice").click()
        await tab.page.get_by_role("menuitem", name=tab.t("desk.log_in_extension")).click()
        await tab.page.get_by_label(tab.t("desk.extension"), exact=True).fill(extension)
        await tab.page.keyboard.press("Enter")
        await tab.in_state("available")

        call = await through_the_menu(company, phone, company.customer_number())
        mine = await asyncio.wait_for(rings.get(), 20)
        await mine.answer()
        mine.speak(tone(AGENT, 1))
        await asyncio.gather(mine.wait_tone(CUSTOMER, 20), call.wait_tone(AGENT, 20))
        await tab.in_state("talking")
        await mutes_and_unmutes(tab, call)

        await opens_transfer(tab, colleague)
        await tab.button("desk.transfer_go.agent").click()
        leg = await asyncio.wait_for(ringing.get(), 20)
        await leg.answer()
        leg.speak(tone(COLLEAGUE, 1))
        await asyncio.gather(leg.wait_tone(CUSTOMER, 20), call.wait_tone(COLLEAGUE, 20))
        await mine.wait_ended(10)
        await tab.in_state("wrap_up")
        await leg.hangup()
        await call.wait_ended(10)
