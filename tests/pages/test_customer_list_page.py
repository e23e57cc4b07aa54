"""The list of customers: narrowed in its address, exported, written to in one go with progress, deleted where nothing
refers to them."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.browser import PATIENCE_MS, Browsers, Language
from tests.e2e.company import Company, Person
from tests.support.installation import PASSWORD
from tests.support.web_api import Api

pytestmark = pytest.mark.browser
ADMIN = Person("", "admin", "admin", "", PASSWORD)
TEMPLATE = {
    "name": {"zh": "换季检查", "en": "Season check"},
    "variables": [
        {"name": "customer", "zh": "客户", "en": "Customer", "example": "王女士"},
        {"name": "day", "zh": "日期", "en": "Day", "example": "10月8日"},
    ],
    "sms": {"zh": "您好{{ customer }}，{{ day }}上门检查", "en": "Dear {{ customer }}, we come on {{ day }}"},
}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_customers_are_narrowed_exported_written_to_and_deleted(
    browsers: Browsers, admin: Api, company: Company, language: Language
) -> None:
    tag = f"换季{language[:2]}"
    names = [f"季检甲{language}", f"季检乙{language}"]
    for name in names:
        phones = [{"number": company.customer_number()}]
        await admin.send("POST", "/customers", {"name": name, "phones": phones, "tags": [tag]})
    third = {"name": f"不相干{language}", "phones": [{"number": company.customer_number()}]}
    await admin.send("POST", "/customers", third)
    await admin.send("PUT", "/message-templates/season", TEMPLATE)

    tab = await browsers.open(language=language)
    await tab.log_in(ADMIN)
    await tab.visit("/customers")
    await tab.page.get_by_role("searchbox", name=tab.t("customerlist.tag")).fill(tag)
    await tab.page.keyboard.press("Enter")
    rows = tab.page.locator("tbody tr[data-row-key]")
    await expect(rows).to_have_count(2, timeout=PATIENCE_MS)
    await tab.accessible()
    async with tab.page.expect_download() as saved:
        await tab.button("common.export").click()
        await tab.page.get_by_role("menuitem", name=tab.t("common.export_csv")).click()
    text = (await (await saved.value).path()).read_text(encoding="utf-8-sig")
    assert [name in text for name in (*names, third["name"])] == [True, True, False]

    # what is narrowed outlives the page, and so does the choice of columns
    await tab.page.get_by_role("button", name=tab.t("common.columns")).click()
    await tab.page.get_by_role("checkbox", name=tab.t("customers.region")).uncheck()
    await tab.page.keyboard.press("Escape")
    await tab.page.reload()
    await expect(rows).to_have_count(2, timeout=PATIENCE_MS)
    await expect(tab.page.get_by_role("columnheader", name=tab.t("customers.region"))).to_have_count(0)

    # a message to both
    for name in names:
        await tab.page.get_by_role("checkbox", name=tab.t("customerlist.choose").replace("{{name}}", name)).check()
    bar = tab.page.get_by_role("region", name=tab.t("customerlist.chosen_actions"))
    await bar.get_by_role("button", name=tab.t("customerlist.write"), exact=True).click()
    dialog = tab.page.get_by_role("dialog")
    await dialog.get_by_role("combobox", name=tab.t("customerlist.template")).click()
    called = TEMPLATE["name"]["en" if language == "en" else "zh"]  # type: ignore[index]
    await tab.page.locator(".ant-select-dropdown:visible").get_by_title(called).click()
    await dialog.get_by_label("日期" if language == "zh-CN" else "Day", exact=True).fill("10-08")
    await expect(dialog.get_by_text("10-08").last).to_be_visible(timeout=PATIENCE_MS)
    await tab.accessible()
    send = dialog.get_by_role("button", name=tab.t("customerlist.send").replace("{{count}}", "2"))
    await send.click()
    drawer = tab.page.locator(".ant-drawer").filter(has_text=tab.t("customerlist.mailings"))
    newest = drawer.locator("header").first.locator("..")
    await expect(newest.get_by_text(tab.t("customerlist.state.done"))).to_be_visible(timeout=PATIENCE_MS)
    await newest.get_by_role("link", name=tab.t("customerlist.in_outbox")).click()
    await expect(tab.page.locator("tbody tr[data-row-key]")).to_have_count(2, timeout=PATIENCE_MS)
    await expect(tab.page.get_by_text("10-08").first).to_be_visible()

    # messages refer to them now: they stay, and it says why; whoever nothing refers to goes
    await tab.visit("/customers")
    await tab.page.get_by_role("searchbox", name=tab.t("customers.search")).fill(third["name"])  # type: ignore[arg-type]
    await tab.page.keyboard.press("Enter")
    await expect(rows).to_have_count(1, timeout=PATIENCE_MS)
    await tab.page.get_by_role("checkbox", name=str(third["name"])).check()
    await bar.get_by_role("button", name=tab.t("common.delete")).click()
    await tab.page.get_by_role("tooltip").get_by_role("button", name=tab.t("common.delete")).click()
    await expect(rows).to_have_count(0, timeout=PATIENCE_MS)
    assert (await admin.get("/customers", q=third["name"]))["total"] == 0
    refused = (await admin.get("/customers", tag=tag))["items"][0]
    answer = await admin.send("POST", "/customers/delete", {"ids": [refused["id"]]})
    assert answer["refused"] == 1
