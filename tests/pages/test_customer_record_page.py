"""A customer's record: what he owns, who has to do with him, who changed what, its erasure on his request; and how
customers are distributed."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.browser import PATIENCE_MS, Browsers, Language, Tab
from tests.e2e.company import Company, Person
from tests.support.installation import PASSWORD
from tests.support.web_api import Api

pytestmark = pytest.mark.browser
ADMIN = Person("", "admin", "admin", "", PASSWORD)


async def type_in(tab: Tab, box: Locator, what: str) -> None:
    """Choose by keyboard alone: what is found first is taken."""
    await box.fill(what)
    found = tab.page.locator(".ant-select-dropdown:visible .ant-select-item-option-active").filter(has_text=what)
    await found.wait_for()
    await box.press("Enter")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_what_belongs_to_a_customer(browsers: Browsers, admin: Api, company: Company, language: Language) -> None:
    made = [
        await admin.send("POST", "/customers", {"name": f"{name}{language}", "phones": [{"number": number}]})
        for name, number in (("沈丽", company.customer_number()), ("沈刚", company.customer_number()))
    ]
    customer, other = made
    tab = await browsers.open(language=language)
    tab.watch.allow("422")  # what is incomplete is refused
    await tab.log_in(ADMIN)
    await tab.page.goto(f"{tab.address}/customers/{customer['id']}")
    saved = tab.page.get_by_text(tab.t("common.saved"), exact=True)

    # a product: without anything that tells it from others it is refused at its field
    await tab.page.get_by_role("button", name=tab.t("customerparts.product_add")).click()
    dialog = tab.page.get_by_role("dialog")
    await dialog.get_by_role("button", name=tab.t("common.save"), exact=True).click()
    await expect(dialog.locator(".ant-form-item-explain-error")).to_be_visible(timeout=PATIENCE_MS)
    await dialog.get_by_label(tab.t("customerparts.product.model"), exact=True).fill("KF-35")
    await dialog.get_by_label(tab.t("customerparts.product.serial"), exact=True).fill(f"SN-{language}")
    day = dialog.get_by_label(tab.t("customerparts.product.warranty_until"), exact=True)
    await day.fill("2099-01-05")
    await day.press("Enter")
    await dialog.get_by_role("button", name=tab.t("common.save"), exact=True).click()
    await expect(saved).to_be_visible(timeout=PATIENCE_MS)
    await expect(dialog).to_have_count(0)
    products = tab.page.get_by_role("list", name=tab.t("customerparts.products"))
    await expect(products.get_by_text(f"SN-{language}")).to_be_visible(timeout=PATIENCE_MS)
    await expect(products.get_by_text(tab.t("customerparts.in_warranty"))).to_be_visible()

    # who is related stands on both records
    await tab.page.get_by_role("button", name=tab.t("customerparts.relate")).click()
    await type_in(tab, dialog.get_by_label(tab.t("customerparts.other_customer")), other["name"])
    referral = "推荐人" if language == "zh-CN" else "Referral"
    await type_in(tab, dialog.get_by_label(tab.t("customerparts.relation")), referral)
    await tab.accessible()
    await dialog.get_by_role("button", name=tab.t("common.save"), exact=True).click()
    await expect(dialog).to_have_count(0, timeout=PATIENCE_MS)
    await tab.accessible()
    related = tab.page.get_by_role("list", name=tab.t("customerparts.relations"))
    await related.get_by_role("link", name=other["name"]).click()
    await tab.page.wait_for_url(f"**/customers/{other['id']}")
    await expect(tab.page.get_by_text(tab.t("customerparts.entered_on_the_other"))).to_be_visible(timeout=PATIENCE_MS)

    # and ends from either
    unrelate = f"{customer['name']}: {tab.t('customerparts.unrelate')}"
    await tab.page.get_by_role("button", name=unrelate).click()
    await dialog.get_by_role("button", name=tab.t("customerparts.unrelate"), exact=True).click()
    await expect(related.get_by_role("link", name=customer["name"])).to_have_count(0, timeout=PATIENCE_MS)
    record = await admin.get(f"/customers/{customer['id']}")
    assert (record["relations"], [one["serial"] for one in record["products"]]) == ([], [f"SN-{language}"])


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_changes_are_told_and_personal_data_erased(
    browsers: Browsers, admin: Api, company: Company, language: Language
) -> None:
    body = {"name": f"沈芳{language}", "phones": [{"number": company.customer_number()}], "category": "member"}
    customer = await admin.send("POST", "/customers", body)
    await admin.send("PATCH", f"/customers/{customer['id']}", {"category": "heating"})
    tab = await browsers.open(language=language)
    await tab.log_in(ADMIN)
    await tab.page.goto(f"{tab.address}/customers/{customer['id']}")
    before, after = ("会员", "供暖用户") if language == "zh-CN" else ("Member", "Heating household")
    changed = tab.page.get_by_role("listitem").filter(has=tab.page.get_by_text(tab.t("customerparts.did.update")))
    await expect(changed.get_by_role("deletion")).to_have_text(before, timeout=PATIENCE_MS)
    await expect(changed.first).to_contain_text(after)

    # what is changed on the page stands there at once
    note = tab.page.get_by_label(tab.t("customers.note"), exact=True)
    await note.fill("周末勿扰")
    await tab.page.get_by_role("button", name=tab.t("common.save"), exact=True).click()
    await expect(changed.filter(has_text="周末勿扰")).to_be_visible(timeout=PATIENCE_MS)

    await tab.page.get_by_role("button", name=tab.t("customerparts.erase"), exact=True).click()
    dialog = tab.page.get_by_role("dialog")
    go = dialog.get_by_role("button", name=tab.t("customerparts.erase"), exact=True)
    await dialog.get_by_label(tab.t("customerparts.erase_reason"), exact=True).fill("2026-017")
    await expect(go).to_be_disabled()
    confirm = tab.t("customerparts.erase_confirm").replace("{{number}}", customer["number"])
    await dialog.get_by_label(confirm).fill(customer["number"])
    await tab.accessible()
    await go.click()
    await expect(dialog.get_by_text(tab.t("customerparts.erase_result.calls"))).to_be_visible(timeout=PATIENCE_MS)
    await dialog.get_by_role("button", name=tab.t("common.close"), exact=True).last.click()
    await expect(tab.page.get_by_role("heading", name=tab.t("customerparts.erased_name"))).to_be_visible()
    await expect(tab.page.get_by_text(tab.t("customerparts.values_erased"))).to_be_visible(timeout=PATIENCE_MS)
    await expect(tab.page.get_by_text("周末勿扰")).to_have_count(0, timeout=PATIENCE_MS)
    await expect(note).to_have_count(0)
    await expect(dialog).to_have_count(0)
    await tab.accessible()
    record = await admin.get(f"/customers/{customer['id']}")
    assert (record["name"], record["phones"], record["category"]) == ("", [], "heating")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_how_customers_are_distributed(
    browsers: Browsers, admin: Api, company: Company, language: Language
) -> None:
    tag = f"分布{language[:2]}"
    for category in ("member", "member", "company"):
        phones = [{"number": company.customer_number()}]
        body = {"name": "沈某", "phones": phones, "category": category, "tags": [tag]}
        await admin.send("POST", "/customers", body)
    tab = await browsers.open(language=language)
    await tab.log_in(ADMIN)
    await tab.visit("/customers/statistics")
    await tab.page.get_by_role("searchbox", name=tab.t("customerlist.tag")).fill(tag)
    await tab.page.keyboard.press("Enter")
    await expect(tab.page.get_by_text(tab.t("customerstats.total").replace("{{count}}", "3"))).to_be_visible(
        timeout=PATIENCE_MS
    )
    member = tab.page.get_by_role("row").filter(has_text="会员" if language == "zh-CN" else "Member")
    await expect(member).to_contain_text("66.7%")
    await tab.accessible()
    async with tab.page.expect_download() as saved:
        await tab.button("common.export_csv").click()
    assert ",2" in (await (await saved.value).path()).read_text(encoding="utf-8-sig")
    await member.get_by_role("link").click()
    rows = tab.page.locator("tbody tr[data-row-key]")
    await expect(rows).to_have_count(2, timeout=PATIENCE_MS)

    # over time; each figure leads to those whom it counts
    await tab.page.goto(f"{tab.address}/customers/statistics?tag={tag}&interval=month")
    sum_of_month = rows.first.get_by_role("link", name="3", exact=True)
    await expect(sum_of_month).to_be_visible(timeout=PATIENCE_MS)
    await tab.accessible()
    await sum_of_month.click()
    await expect(rows).to_have_count(3, timeout=PATIENCE_MS)

    # whom only a link has narrowed is said, and can be taken back
    await tab.page.goto(f"{tab.address}/customers?tag={tag}&without=category")
    nobody = tab.t("customerstats.nobody_said").replace("{{what}}", tab.t("customerstats.by.category"))
    await tab.page.get_by_role("button", name=nobody).click()
    await expect(rows).to_have_count(3, timeout=PATIENCE_MS)
