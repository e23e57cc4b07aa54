"""Messages that callers have left are worked through together: given to an agent, marked as heard, not heard again."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from server.demo.ua import UserAgent, tone
from tests.e2e.browser import PATIENCE_MS, Browsers, Language
from tests.e2e.company import Company
from tests.e2e.scenes import CUSTOMER
from tests.support.web_api import Api

pytestmark = pytest.mark.browser
FLOW: dict[str, Any] = {
    "flow": "leave_word",
    "name": {"zh": "留言", "en": "Leave a message"},
    "start": "message",
    "languages": ["zh", "en"],
    "nodes": {
        "message": {
            "kind": "voicemail",
            "box": "service",
            "max_seconds": 5,
            "say": {"zh": "请留言。", "en": "Please leave a message."},
        }
    },
}


async def leave(company: Company, phone: UserAgent, dialled: str, number: str) -> None:
    """A caller talks until the message is as long as it may be."""
    call = await phone.call(company.hotline.number(dialled), user=number)
    await call.wait_answered()
    call.speak(tone(CUSTOMER, 1))
    await company.live_call(number, stage="voicemail")
    await call.send_digits("#")  # enough of the greeting
    await company.admin.until("/voicemails", lambda page: page["total"] and page["items"][0], 40, number=number)
    await call.hangup()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_messages_are_worked_through_together(
    admin: Api, company: Company, browsers: Browsers, phone: UserAgent, language: Language
) -> None:
    english = language == "en"
    dialled = "4031" if english else "4030"
    flow = FLOW | {"flow": f"leave_word_{language[:2]}"}
    await admin.send("POST", "/flows", {"document": flow})
    await admin.send("POST", "/entries", {"number": dialled, "flow": flow["flow"], "name": FLOW["name"]})
    start = "189078" + ("71" if english else "70")
    numbers = [f"{start}{place}01" for place in range(2)]
    for number in numbers:
        await leave(company, phone, dialled, number)

    agent = await company.agent()
    boss = await company.agent(role="supervisor", language="en" if english else "zh")
    tab = await browsers.open(language=language)
    await tab.log_in(boss)
    await tab.visit("/voicemails")
    await tab.page.get_by_role("searchbox", name=tab.t("calls.number")).fill(start)
    await tab.page.keyboard.press("Enter")
    rows = tab.page.locator("tbody tr[data-row-key]")
    await expect(rows).to_have_count(2, timeout=PATIENCE_MS)
    await tab.page.get_by_label(tab.t("common.choose_all")).check()
    bar = tab.page.get_by_role("region", name=tab.t("common.chosen_actions"))
    await expect(bar).to_contain_text(tab.t("common.chosen").replace("{{count}}", "2"))
    await tab.accessible()
    await bar.get_by_role("button", name=tab.t("calls.vm_assign")).click()
    dialog = tab.page.get_by_role("dialog")
    await expect(dialog).to_contain_text(tab.t("calls.vm_assign_many").replace("{{count}}", "2"))
    await tab.choose(dialog.get_by_role("combobox"), agent.name)
    await dialog.get_by_role("button", name=tab.t("common.save")).click()
    done = tab.page.get_by_text(tab.t("common.bulk_done").replace("{{count}}", "2"))
    await expect(done.first).to_be_visible(timeout=PATIENCE_MS)
    await expect(rows.filter(has_text=agent.name)).to_have_count(2, timeout=PATIENCE_MS)
    await expect(bar).to_have_count(0)

    # what is marked as heard leaves the list of those that are not, and comes back
    await tab.page.get_by_text(tab.t("calls.vm_new"), exact=True).click()
    await expect(rows).to_have_count(2, timeout=PATIENCE_MS)
    await tab.page.get_by_label(tab.t("common.choose_all")).check()
    await bar.get_by_role("button", name=tab.t("calls.vm_mark_heard")).click()
    await expect(rows).to_have_count(0, timeout=PATIENCE_MS)
    await tab.page.get_by_text(tab.t("calls.vm_heard"), exact=True).click()
    await expect(rows).to_have_count(2, timeout=PATIENCE_MS)
    await rows.first.get_by_role("checkbox").check()
    await bar.get_by_role("button", name=tab.t("calls.vm_mark_new")).click()
    await expect(rows).to_have_count(1, timeout=PATIENCE_MS)
    found = (await admin.get("/voicemails", number=start))["items"]
    assert [row["assigned_to"] for row in found] == [agent.id, agent.id]
    assert sorted(row["heard_at"] is None for row in found) == [False, True]
