"""Who changed what: looked for by the page, with the filters in its address, and exported."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.browser import PATIENCE_MS, Browsers
from tests.e2e.company import Company, Person
from tests.support.installation import PASSWORD

pytestmark = pytest.mark.browser
ADMIN = Person("", "admin", "admin", "", PASSWORD)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_change_is_found_read_and_exported(company: Company, browsers: Browsers, language: str) -> None:
    agent = await company.agent()
    await company.admin.send("PATCH", f"/users/{agent.id}", {"name": f"改名{agent.number}"})
    tab = await browsers.open(language="en" if language == "en" else "zh-CN")
    await tab.log_in(ADMIN)
    await tab.visit("/admin/audit")
    await tab.page.get_by_role("searchbox", name=tab.t("audit.search")).fill(f"改名{agent.number}")
    await tab.page.keyboard.press("Enter")
    row = tab.page.get_by_role("row").filter(has_text=f"改名{agent.number}")
    await expect(row).to_have_count(1, timeout=PATIENCE_MS)
    await expect(row.locator("del")).to_have_text(agent.name)
    await expect(row.locator("ins")).to_have_text(f"改名{agent.number}")
    assert "q=" in tab.page.url
    await tab.accessible()
    async with tab.page.expect_download() as saved:
        await tab.button("audit.export").click()
    assert agent.id in (await (await saved.value).path()).read_text(encoding="utf-8-sig")

    # everything about this user, not only what was looked for
    await tab.button("common.clear_filters").click()
    await (
        tab.page.get_by_role("row")
        .filter(has_text=f"改名{agent.number}")
        .get_by_role("button", name=tab.t("audit.history"))
        .click()
    )
    await expect(tab.page.get_by_text(tab.t("audit.one_record"))).to_be_visible()
    await expect(tab.page.get_by_role("row")).to_have_count(3, timeout=PATIENCE_MS)
    await tab.page.reload()
    await expect(tab.page.get_by_role("row")).to_have_count(3, timeout=PATIENCE_MS)
    # what nobody did
    await tab.button("common.clear_filters").click()
    await tab.page.get_by_role("searchbox", name=tab.t("audit.search")).fill("没有这样的事")
    await tab.page.keyboard.press("Enter")
    await expect(tab.page.get_by_text(tab.t("common.nothing_found"))).to_be_visible(timeout=PATIENCE_MS)
