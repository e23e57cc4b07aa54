"""Customers come in from a file by the pages alone: columns, trial, wrong lines, carrying out, taking back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.browser import PATIENCE_MS, Browsers
from tests.e2e.company import Company, Person
from tests.support.installation import PASSWORD

pytestmark = pytest.mark.browser
WORK_MS = 3 * PATIENCE_MS
"""An import is a process of low priority that has to start first."""
ADMIN = Person("", "admin", "admin", "", PASSWORD)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_file_is_tried_imported_and_taken_back(
    company: Company, browsers: Browsers, tmp_path: Path, language: str
) -> None:
    numbers = [company.customer_number() for _ in range(3)]
    called, reached = f"称呼{language}", f"联系方式{language}"  # unknown until this test has saved them
    lines = [f"{called},{reached},不要的", f"张三丰,{numbers[0]},甲", "坏行,1.38E+10,乙", f"李四光,{numbers[1]},丙"]
    file = tmp_path / f"客户{language}.csv"
    file.write_text("\r\n".join(lines), encoding="gb18030")
    tab = await browsers.open(language="en" if language == "en" else "zh-CN")
    await tab.log_in(ADMIN)
    await tab.visit("/imports")
    await tab.accessible()
    await tab.button("imports.new").click()
    await expect(tab.page.get_by_text(tab.t("imports.drop"))).to_be_visible()
    await tab.accessible()
    # something that is no table is refused, and the page stays where it is
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04" + bytes(200))
    tab.watch.allow("422")
    await tab.page.locator("input[type=file]").set_input_files(broken)
    await expect(tab.page.locator(".ant-alert-error")).to_be_visible(timeout=PATIENCE_MS)
    await tab.page.locator("input[type=file]").set_input_files(file)

    # read as GB18030; what the server could not guess is chosen, and survives a reload
    await expect(tab.page.get_by_text("张三丰")).to_be_visible(timeout=PATIENCE_MS)
    attempt = tab.button("imports.try")
    await expect(attempt).to_be_disabled()
    for ours, theirs in (("姓名" if language != "en" else "Name", called), (None, reached)):
        box = tab.page.get_by_label(f"{tab.t('imports.ours')}: {theirs}")
        await box.fill(ours or ("电话" if language != "en" else "Phone"))
        await box.press("Enter")
    await expect(attempt).to_be_enabled()
    await tab.page.get_by_label(tab.t("imports.duplicates.update")).check()
    await tab.page.reload()
    await expect(tab.page.get_by_label(tab.t("imports.duplicates.update"))).to_be_checked(timeout=PATIENCE_MS)
    await tab.accessible()
    await tab.page.get_by_label(tab.t("imports.mapping_name")).fill(f"门店{language}")
    await tab.button("imports.mapping_save").click()
    await expect(tab.page.get_by_label(tab.t("imports.mapping_name"))).to_have_value("")

    await attempt.click()
    await expect(tab.page.get_by_text(tab.t("imports.ended.checked"))).to_be_visible(timeout=WORK_MS)
    wrong = tab.page.get_by_role("row").filter(has_text=tab.t("imports.would.bad"))
    await expect(wrong).to_contain_text("3")
    await expect(wrong).to_contain_text("1.38E+10")
    assert (await company.admin.get("/customers", q="李四光"))["items"] == []
    await tab.accessible()
    await tab.button("imports.report").click()
    async with tab.page.expect_download() as saved:
        await tab.page.get_by_role("menuitem", name=tab.t("imports.format.csv")).click()
    assert "1.38E+10" in (await (await saved.value).path()).read_text(encoding="utf-8-sig")

    await tab.button("imports.carry_out").click()
    await tab.page.get_by_role("dialog").get_by_role("button", name=tab.t("imports.carry_out")).click()
    await expect(tab.page.get_by_text(tab.t("imports.ended.done"))).to_be_visible(timeout=WORK_MS)
    assert len((await company.admin.get("/customers", q=numbers[1]))["items"]) == 1

    await tab.button("imports.undo").click()
    await tab.page.get_by_role("dialog").get_by_role("button", name=tab.t("imports.undo")).click()
    await expect(tab.page.get_by_text(tab.t("imports.ended.undone"))).to_be_visible(timeout=WORK_MS)
    assert (await company.admin.get("/customers", q=numbers[1]))["items"] == []
    await tab.button("imports.all").click()
    row = tab.page.get_by_role("row").filter(has_text=file.name)
    await expect(row).to_contain_text(tab.t("imports.state.undone"))

    # the next file of the same columns is understood at once
    await tab.button("imports.new").click()
    await tab.page.locator("input[type=file]").set_input_files(file)
    await expect(attempt).to_be_enabled(timeout=PATIENCE_MS)
