"""The black, white and do-not-call lists: a file is taken in, and taken back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.browser import PATIENCE_MS, Browsers, Language, Tab
from tests.e2e.company import Company, Person
from tests.support.installation import PASSWORD
from tests.support.web_api import Api

pytestmark = pytest.mark.browser
ADMIN = Person("", "admin", "admin", "", PASSWORD)


async def black(admin: Api) -> set[str]:
    """The numbers of the black list, as they were typed."""
    return {row["number"][-11:] for row in (await admin.get("/number-lists", list="black"))["items"]}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_file_that_replaced_a_list_by_mistake_is_taken_back(
    admin: Api, browsers: Browsers, company: Company, language: Language, tmp_path: Path
) -> None:
    listed, *others = [company.customer_number() for _ in range(3)]
    await admin.send("POST", "/number-lists", {"list": "black", "number": listed, "reason": "骚扰电话"})
    before = await black(admin)
    file = tmp_path / "numbers.csv"
    file.write_text("\n".join(["number,reason", *(f"{number},误导入" for number in others), "12x,"]), encoding="utf-8")
    tab = await browsers.open(language=language)
    await tab.log_in(ADMIN)
    await tab.visit("/admin/lists")
    await taken_in(tab, file)
    assert await black(admin) == set(others)
    done = tab.page.get_by_role("dialog")
    words = tab.t("settings.imported").replace("{{added}}", "2").replace("{{changed}}", "0")
    await expect(done).to_contain_text(words.replace("{{removed}}", str(len(before))).replace("{{bad}}", "1"))
    await expect(done.get_by_role("listitem")).to_contain_text("4")  # the line that is no number
    await tab.accessible()

    # at once, where it was taken in
    await take_back(tab, done)
    await expect(done).to_have_count(0)
    assert await black(admin) == before
    await expect(tab.page.get_by_role("row").filter(has_text="骚扰电话").first).to_be_visible()

    # and later, out of the list of imports; once
    await taken_in(tab, file)
    await tab.page.keyboard.press("Escape")
    await tab.button("settings.imports_done").click()
    imports = tab.page.get_by_role("dialog", name=tab.t("settings.imports_done"))
    rows = imports.get_by_role("row").filter(has_text=tab.t("settings.imports_replaced"))
    newest = rows.first
    await expect(newest.get_by_role("button")).to_be_visible(timeout=PATIENCE_MS)
    await tab.accessible()
    await take_back(tab, newest)
    await expect(newest).to_contain_text(tab.t("settings.imports_undone"), timeout=PATIENCE_MS)
    await expect(newest.get_by_role("button")).to_have_count(0)
    assert await black(admin) == before
    for row in (await admin.get("/number-lists", list="black"))["items"]:
        await admin.send("DELETE", f"/number-lists/{row['id']}")


async def taken_in(tab: Tab, file: Path) -> None:
    """The file takes the place of the black list; its dialog says what became of it."""
    await tab.button("settings.import").click()
    dialog = tab.page.get_by_role("dialog", name=tab.t("settings.import_lists"))
    await dialog.locator("input[type=file]").set_input_files(file)
    await dialog.get_by_role("combobox", name=tab.t("settings.import_into")).click()
    await tab.page.locator(".ant-select-dropdown:visible").get_by_title(tab.t("settings.choices.black")).click()
    await dialog.get_by_role("checkbox", name=tab.t("settings.import_replace")).check()
    await dialog.get_by_role("button", name=re.compile(rf"{tab.t('settings.import')}$")).click()
    await expect(dialog.get_by_role("button", name=tab.t("settings.undo_import"))).to_be_visible(timeout=PATIENCE_MS)


async def take_back(tab: Tab, where: Locator) -> None:
    """It asks first, and says what it has done."""
    await where.get_by_role("button", name=tab.t("settings.undo_import")).click()
    asked = tab.page.get_by_role("tooltip").filter(has_text=tab.t("settings.undo_import_ask"))
    await expect(asked).to_contain_text(tab.t("settings.undo_import_effect").replace("{{added}}", "2"))
    await asked.get_by_role("button", name=tab.t("settings.undo_import"), exact=True).click()
    told = tab.t("settings.undo_import_done").split("{{")[0]
    await expect(tab.page.get_by_text(told).first).to_be_visible(timeout=PATIENCE_MS)
