"""The desk between calls: the headset is checked before the first one, and what waits is there."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.browser import PATIENCE_MS, Browsers
from tests.e2e.company import QUEUE, Company
from tests.e2e.scenes import signed_in

pytestmark = pytest.mark.browser


async def test_the_headset_is_checked_and_what_waits_is_shown(company: Company, browsers: Browsers) -> None:
    person, tab = await signed_in(company, browsers)
    await company.admin.send("POST", f"/live/agents/{person.id}/state", {"state": "busy", "reason": "paperwork"})
    await tab.in_state("busy")

    await tab.button("check.start").click()
    await tab.button("check.play").click()
    await tab.button("check.heard").click()
    for part in ("microphone", "speaker", "network", "registration"):
        await expect(tab.page.locator(f'[data-check="{part}"]')).to_have_attribute(
            "data-verdict", "good", timeout=PATIENCE_MS
        )
    await tab.button("check.done").click()
    await expect(tab.page.get_by_text(tab.t("check.was_good"))).to_be_visible()
    await tab.page.reload()
    await expect(tab.page.get_by_text(tab.t("check.was_good"))).to_be_visible()
    await tab.in_state("busy")  # the live connection is there again

    number = company.customer_number()
    made = await company.admin.send("POST", "/callbacks", {"queue": QUEUE, "number": number})
    await expect(tab.page.get_by_text(f"{number[:3]} {number[3:7]} {number[7:]}")).to_be_visible(timeout=PATIENCE_MS)
    await company.admin.send("DELETE", f"/callbacks/{made['id']}")
    await company.admin.send("POST", "/live/messages", {"agents": [person.id], "text": "下午四点开会"})
    shown = tab.page.get_by_role("listitem").filter(has_text="下午四点开会")
    await expect(shown).to_be_visible(timeout=PATIENCE_MS)
    await tab.page.keyboard.press("Shift+?")
    await expect(tab.page.get_by_role("dialog").get_by_text(tab.t("desk.keys.conference"))).to_be_visible()
