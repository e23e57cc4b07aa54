"""An administrator draws a document type by the pages, and an agent uses it."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.browser import Browsers
from tests.e2e.company import Company, Person
from tests.e2e.documents import choose, finish, made_person, made_unit
from tests.support.installation import PASSWORD
from tests.support.web_api import Api


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_type_is_drawn_published_and_used(
    browsers: Browsers, company: Company, admin: Api, language: str
) -> None:
    english = language == "en"
    code = f"loan_{language[:2]}"
    unit = await made_unit(admin, "工具库")
    agent = await made_person(admin, "agent", unit, "en" if english else "zh")
    tab = await browsers.open(language="en" if english else "zh-CN")
    await tab.log_in(Person("", "admin", "admin", "", PASSWORD))
    await tab.visit("/admin/document-types")
    await tab.accessible()
    await tab.button("doctypes.new").click()
    dialog = tab.page.get_by_role("dialog")
    await dialog.get_by_label(tab.t("admin.name_zh")).fill(f"借用单{code}")
    await dialog.get_by_label(tab.t("admin.name_en")).fill(f"Loan {code}")
    await dialog.get_by_label(tab.t("doctypes.code"), exact=True).fill(code)
    await dialog.locator(".ant-modal-footer .ant-btn-primary").click()
    await tab.page.wait_for_url(f"**/admin/document-types/{code}")

    # a required text; the server's refusal stands at the field that has no name
    await tab.button("doctypes.field_add").click()
    await tab.page.get_by_role("menuitem", name=tab.t("doctypes.kind.text"), exact=True).click()
    label = tab.t("doctypes.label")
    chinese = tab.page.get_by_label(f"{label} ({tab.t('doctypes.in_zh')})", exact=True)
    await chinese.fill("")
    panel = tab.page.get_by_role("region", name=tab.t("doctypes.field"), exact=True)
    await expect(panel.get_by_role("alert")).to_be_visible()
    await chinese.fill("物品")
    await tab.page.get_by_label(f"{label} ({tab.t('doctypes.in_en')})", exact=True).fill("Thing")
    await panel.get_by_role("checkbox", name=tab.t("doctypes.required")).check()
    await expect(panel.get_by_role("alert")).to_have_count(0)
    await tab.accessible()

    # the second step is called otherwise, and is its creator's
    await tab.page.get_by_role("tab", name=tab.t("doctypes.process")).click()
    await expect(tab.page.locator(".react-flow__edge")).to_have_count(2)
    await tab.page.locator('.react-flow__node[data-id="handle"]').click()
    await choose(tab, tab.t("doctypes.handler"), tab.t("doctypes.by.creator"))
    name = tab.t("doctypes.name")
    inspector = tab.page.get_by_role("complementary", name=tab.t("doctypes.chosen_node"))
    await inspector.get_by_label(f"{name} ({tab.t('doctypes.in_zh')})", exact=True).fill("归还")
    await inspector.get_by_label(f"{name} ({tab.t('doctypes.in_en')})", exact=True).fill("Give back")
    await tab.page.get_by_role("tab", name=tab.t("doctypes.check")).click()
    await expect(tab.page.get_by_text(tab.t("doctypes.nothing_wrong"))).to_be_visible()
    await expect(tab.page.get_by_text(tab.t("flows.kept.kept"))).to_be_visible()
    await tab.button("doctypes.publish").click()
    await expect(tab.page.get_by_text(tab.t("doctypes.affects_none"))).to_be_visible()
    await tab.page.locator(".ant-modal-footer .ant-btn-primary").click()
    told = tab.t("doctypes.version_is").replace("{{version}}", "1")
    await expect(tab.page.get_by_text(told)).to_be_visible()

    hand = await browsers.open(language="en" if english else "zh-CN")
    await hand.log_in(agent)
    await hand.visit("/documents")
    await hand.button("documents.new").click()
    # the list, whose filter by type is called alike, stays until the form is there
    await expect(hand.page.get_by_role("heading", level=1)).to_have_text(hand.t("documents.new"))
    await choose(hand, hand.t("documents.type"), f"Loan {code}" if english else f"借用单{code}")
    await hand.page.get_by_label(hand.t("documents.column.title"), exact=True).fill("借梯子")
    await hand.page.get_by_label("Thing" if english else "物品", exact=True).fill("梯子")
    await hand.button("documents.create").click()
    await expect(hand.page.get_by_role("heading", level=1)).to_contain_text("借梯子")
    await finish(hand, hand.t("doctypes.first.submit"))
    await finish(hand, hand.t("doctypes.first.finish"))
    page = await admin.get("/documents", type=code)
    assert [(row["status"], row["fields"]) for row in page["items"]] == [("done", {"text": "梯子"})]
