"""What several tests begin with: a customer at the menu, an agent at his browser."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
from playwright.async_api import Locator, expect

from server.demo.ua import IncomingCall, OutgoingCall, UserAgent, tone
from tests.e2e.browser import PATIENCE_MS, Browsers, Language, Tab
from tests.e2e.company import PHONE_SECRET, Company, Person
from tests.support.web_api import Api

CUSTOMER, AGENT, COLLEAGUE = 440.0, 880.0, 620.0
"""What they say, in Hz."""


async def through_the_menu(company: Company, phone: UserAgent, number: str) -> OutgoingCall:
    """Dial 1000, choose Chinese, then an agent; the customer begins to talk."""
    call = await at_the_menu(company, phone, number)
    await call.send_digits("0")
    return call


async def in_a_talk(company: Company, phone: UserAgent, tab: Tab, number: str) -> OutgoingCall:
    """A customer gets through to this agent, who answers by the key; both hear each other."""
    call = await through_the_menu(company, phone, number)
    await tab.rings()
    await tab.page.keyboard.press("F2")
    await asyncio.gather(tab.hears_tone(CUSTOMER), call.wait_tone(AGENT, 20))
    return call


async def at_the_menu(company: Company, phone: UserAgent, number: str) -> OutgoingCall:
    """Dial 1000 and choose Chinese; the customer begins to talk and hears the main menu."""
    call = await phone.call(company.hotline.number("1000"), user=number, from_name="李四")
    await call.wait_answered()
    call.speak(tone(CUSTOMER, 1))
    await call.wait_audio(0.02, 10)
    await call.send_digits("1")
    await company.live_call(number, flow="main", node="menu")
    return call


async def signed_in(
    company: Company, browsers: Browsers, state: str = "available", *, language: Language = "zh-CN"
) -> tuple[Person, Tab]:
    """A new agent who waits for calls in a browser of his own, or whom a call in the queue finds at once."""
    person = await company.agent(language="zh" if language == "zh-CN" else "en")
    tab = await browsers.open(speaks=AGENT, language=language)
    await tab.log_in(person)
    await tab.visit("/desk")
    await tab.sign_in(state)
    return person, tab


Rings = asyncio.Queue[IncomingCall]


@asynccontextmanager
async def hard_phone(company: Company) -> AsyncIterator[tuple[str, Rings]]:
    """A phone that is registered: its extension, and the calls that ring at it."""
    extension, phone, ringing = await company.extension(), UserAgent(), Rings()

    async def rings(incoming: IncomingCall) -> None:
        incoming.ring()
        ringing.put_nowait(incoming)

    phone.on_incoming = rings
    await phone.start()
    try:
        await phone.register(extension, PHONE_SECRET, company.hotline.registrar)
        yield extension, ringing
    finally:
        await phone.stop()


@asynccontextmanager
async def colleague_at_a_phone(company: Company) -> AsyncIterator[tuple[Person, Rings, Api]]:
    """A colleague who is busy (no queue offers him anything), the calls that ring at his hard phone, and he himself."""
    person = await company.agent()
    async with hard_phone(company) as (extension, ringing), await company.log_in(person) as own:
        await own.send("POST", "/agent/session", {"extension": extension})
        await own.send("PUT", "/agent/state", {"state": "busy", "reason": "paperwork"})
        yield person, ringing, own


async def opens_transfer(tab: Tab, to: Person) -> None:
    """The agent opens the transfer dialog and chooses a colleague."""
    await tab.page.keyboard.press("Shift+F8")
    await tab.page.get_by_role("combobox", name=tab.t("desk.transfer_to.agent"), exact=True).click()
    await tab.page.locator(".ant-select-item-option").filter(has_text=to.name).click()


async def member_is(tab: Tab, kind: str, state: str | None) -> None:
    """Somebody of this kind is shown in the call in this state; None: nobody of it is in the call."""
    shown = tab.page.locator(f'[data-member="{kind}"]')
    if state is None:
        await expect(shown).to_have_count(0, timeout=PATIENCE_MS)
    else:
        await expect(shown).to_have_attribute("data-state", state, timeout=PATIENCE_MS)


def row(tab: Tab, table: str, text: str) -> Locator:
    """A row by a text in it, of the table on the card with this title."""
    title = tab.page.locator(".ant-card-head-title").get_by_text(tab.t(table), exact=True)
    return tab.page.locator(".ant-card").filter(has=title).get_by_role("row").filter(has_text=text)


async def choose_action(tab: Tab, of: Locator, *items: str) -> None:
    """An item of a row's menu, or of a menu within it."""
    await of.get_by_role("button", name=tab.t("common.actions")).click()
    for item in items:
        words = re.compile(rf"^{re.escape(tab.t(item))}(\s|$)")
        await tab.page.get_by_role("menuitem", name=words).last.click()


def digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def strongest(samples: np.ndarray, rate: int) -> float:
    """The strongest frequency, in Hz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.fft.rfftfreq(len(samples), 1 / rate)[int(spectrum.argmax())])
