"""What several tests begin with: a customer at the menu, an agent at his browser."""

from __future__ import annotations

import numpy as np

from server.demo.ua import OutgoingCall, UserAgent, tone
from tests.e2e.browser import Browsers, Tab
from tests.e2e.company import Company, Person

CUSTOMER, AGENT = 440.0, 880.0
"""What they say, in Hz."""


async def through_the_menu(company: Company, phone: UserAgent, number: str) -> OutgoingCall:
    """Dial 1000, choose Chinese, then an agent; the customer begins to talk."""
    call = await at_the_menu(company, phone, number)
    await call.send_digits("0")
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


async def signed_in(company: Company, browsers: Browsers, state: str = "available") -> tuple[Person, Tab]:
    """A new agent who waits for calls in a browser of his own, or whom a call in the queue finds at once."""
    person = await company.agent()
    tab = await browsers.open(speaks=AGENT)
    await tab.log_in(person)
    await tab.visit("/desk")
    await tab.sign_in(state)
    return person, tab


def digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def strongest(samples: np.ndarray, rate: int) -> float:
    """The strongest frequency, in Hz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.fft.rfftfreq(len(samples), 1 / rate)[int(spectrum.argmax())])
