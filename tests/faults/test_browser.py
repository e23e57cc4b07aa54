"""The agent's browser is loaded anew or closed in the middle of a call: the customer is not lost."""

from __future__ import annotations

import asyncio

import pytest

from server.demo.ua import UserAgent
from tests.e2e.browser import Browsers
from tests.e2e.company import Company
from tests.e2e.conftest import admin, browsers, company, hotline, phone, prepared
from tests.e2e.scenes import AGENT, CUSTOMER, in_a_talk, signed_in
from tests.support.figures import figure
from tests.support.web_api import eventually

__all__ = ["admin", "browsers", "company", "hotline", "phone", "prepared"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240), pytest.mark.usefixtures("prepared")]


async def test_a_page_loaded_anew_in_a_call_is_rung_again(
    company: Company, browsers: Browsers, phone: UserAgent
) -> None:
    _, tab = await signed_in(company, browsers)
    number = company.customer_number()
    call = await in_a_talk(company, phone, tab, number)

    tab.page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await tab.page.reload()
    await tab.rings()
    rung = loop.time() - begun
    assert call.received.level(1.0) > 0.003, "the customer hears music meanwhile"
    await tab.page.keyboard.press("F2")
    await asyncio.gather(tab.hears_tone(CUSTOMER), call.wait_tone(AGENT, 20))
    await call.hangup()
    record = await company.call_of(number)
    assert [segment["ended_by"] for segment in record["segments"]] == ["system", "caller"]
    figure("page loaded anew in a call: the same agent is rung after", f"{rung:.1f} s", "≤ 15 s", met=rung <= 15)


async def test_a_browser_closed_in_a_call_leaves_the_customer_to_another(
    company: Company, browsers: Browsers, phone: UserAgent
) -> None:
    _, tab = await signed_in(company, browsers)
    number = company.customer_number()
    call = await in_a_talk(company, phone, tab, number)
    _, other = await signed_in(company, browsers)
    await tab.page.context.close()
    await eventually(lambda: call.received.level(1.0) > 0.003 and call.received.tone(AGENT, 1.0) < 0.1, 15, "music")
    await other.rings()
    await other.page.keyboard.press("F2")
    await asyncio.gather(other.hears_tone(CUSTOMER), call.wait_tone(AGENT, 20))
    await call.hangup()
    record = await company.call_of(number)
    lost = [step for step in record["timeline"] if step["type"] == "call.phone_lost"]
    assert [step["data"]["reason"] for step in lost] == ["browser_gone"]
    figure("browser closed in a call: customers who reached another agent", "1/1", "all", met=True)
