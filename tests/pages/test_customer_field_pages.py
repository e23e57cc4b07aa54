"""An administrator defines the company's own fields of customers; forms, cards and the list have them at once."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.browser import Browsers, Tab
from tests.e2e.company import Person
from tests.support.installation import PASSWORD
from tests.support.web_api import Api

pytestmark = pytest.mark.browser
ADMIN = Person("", "admin", "admin", "", PASSWORD)


def label(tab: Tab, key: str, language: str = "") -> Locator:
    """An input of the form of a field."""
    words = tab.t(f"customerfields.{key}") + (f" ({tab.t(f'settings.in_{language}')})" if language else "")
    return tab.page.locator(".ant-drawer").get_by_label(words, exact=True)


async def choose(tab: Tab, box: Locator, text: str) -> None:
    await box.click()
    await box.fill(text)
    await tab.page.locator(f'.ant-select-item-option[title="{text}"]:visible').click()
    if await box.locator("xpath=ancestor::*[contains(@class, 'ant-select-multiple')]").count():
        await box.press("Escape")  # one that takes several stays open


async def save(tab: Tab) -> None:
    await tab.page.locator(".ant-drawer-footer .ant-btn-primary").click()


async def define(tab: Tab, zh: str, en: str, kind: str) -> None:
    """Open the form of a new field and fill in its names and kind."""
    await tab.button("customerfields.new").click()
    await label(tab, "name", "zh").fill(zh)
    await label(tab, "name", "en").fill(en)
    if kind != "text":
        await choose(tab, label(tab, "kind"), tab.t(f"customerfields.kinds.{kind}"))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_company_gives_its_customers_fields(browsers: Browsers, admin: Api, language: str) -> None:
    tab = await browsers.open(language="en" if language == "en" else "zh-CN")
    english, mark = language == "en", language[:2]
    await tab.log_in(ADMIN)
    await tab.visit("/admin/customer-fields")
    await expect(tab.page.get_by_role("heading", level=1)).to_have_text(tab.t("customerfields.title"))
    await tab.accessible()

    # a number with bounds: wrong ones are refused at their place, and what was typed stays
    zh, en = f"面积{mark}", f"Area {mark}"
    area = en if english else zh
    await define(tab, zh, en, "number")
    await label(tab, "min").fill("500")
    await label(tab, "max").fill("5")
    await choose(tab, label(tab, "shown"), tab.t("customerfields.place.list"))
    await tab.accessible()
    tab.watch.allow("422")
    await save(tab)
    await expect(tab.page.locator(".ant-drawer .ant-form-item-explain-error")).to_be_visible()
    await expect(label(tab, "name", "zh")).to_have_value(zh)
    await label(tab, "min").fill("5")
    await label(tab, "max").fill("500")
    await save(tab)
    await expect(tab.page.get_by_role("row").filter(has_text=area)).to_be_visible()

    others = (
        ("text", "备注二", "Text"),
        ("money", "押金", "Deposit"),
        ("date", "到期", "Due"),
        ("choice", "渠道", "Way"),
        ("choices", "兴趣", "Interests"),
        ("file", "合同", "Contract"),
        ("user", "负责人", "Minder"),
    )
    for kind, in_zh, in_en in others if not english else others[:1]:
        await define(tab, f"{in_zh}{mark}", f"{in_en} {mark}", kind)
        if kind in {"choice", "choices"}:
            source = next(one for one in await admin.get("/dictionary-names") if one["id"] == "customer_source")
            await choose(tab, label(tab, "dictionary"), source["name"]["en" if english else "zh"])
        await save(tab)
        name = f"{in_en} {mark}" if english else f"{in_zh}{mark}"
        await expect(tab.page.get_by_role("row").filter(has_text=name)).to_be_visible()
        await expect(tab.page.locator(".ant-drawer-content-wrapper")).to_have_count(0)
    kinds = {one["label"]["zh"]: one["kind"] for one in (await admin.get("/customer-fields"))["fields"]}
    assert kinds[zh] == "number"

    # the customer's form has it, with the same bounds; his card and the list show it
    await tab.visit("/customers")
    await tab.button("customers.new").click()
    form = tab.page.locator(".ant-drawer")
    await form.get_by_label(tab.t("customers.name"), exact=True).fill(f"客户{mark}")
    await form.get_by_label(tab.t("customers.phone"), exact=True).fill("13800139911" if english else "13800139912")
    await form.get_by_label(area, exact=True).fill("90")
    await tab.accessible()
    await tab.button("customers.create").click()
    await tab.page.wait_for_url("**/customers/*")
    fact = tab.page.locator(".ant-descriptions-item").filter(has_text=area)
    await expect(fact).to_contain_text("90")
    await tab.visit("/customers")
    await expect(tab.page.get_by_role("row").filter(has_text=f"客户{mark}")).to_contain_text("90")

    # a field with values is not deleted but retired, and is gone from the form
    await tab.visit("/admin/customer-fields")
    row = tab.page.get_by_role("row").filter(has_text=area)
    tab.watch.allow("409")
    await row.get_by_role("button", name=tab.t("settings.delete")).click()
    await tab.page.locator(".ant-popconfirm:visible .ant-btn-primary").click()
    await expect(tab.page.locator(".ant-message-error")).to_contain_text("1")
    await expect(tab.page.locator(".ant-popconfirm:visible")).to_have_count(0)
    await row.get_by_role("switch").click()
    await tab.page.locator(".ant-popconfirm:visible .ant-btn-primary").click()
    await expect(row.get_by_role("switch")).not_to_be_checked()
    await tab.visit("/customers")
    await tab.button("customers.new").click()
    await expect(form.get_by_label(tab.t("customers.name"), exact=True)).to_be_visible()
    await expect(form.get_by_label(area, exact=True)).to_have_count(0)
