"""A list of numbers is filled from a file, shared out to agents and watched, by the pages alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.browser import PATIENCE_MS, Browsers
from tests.e2e.company import Company, Person
from tests.support.installation import PASSWORD

pytestmark = pytest.mark.browser
ADMIN = Person("", "admin", "admin", "", PASSWORD)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_numbers_are_imported_and_shared_out(
    company: Company, browsers: Browsers, tmp_path: Path, language: str
) -> None:
    numbers = [company.customer_number() for _ in range(4)]
    await company.admin.send("POST", "/number-lists", {"list": "dnc", "number": numbers[3]})
    file = tmp_path / "numbers.txt"
    file.write_text("\n".join(numbers))
    agents = [await company.agent() for _ in range(2)]
    tab = await browsers.open(language="en" if language == "en" else "zh-CN")
    await tab.log_in(ADMIN)
    await tab.visit("/call-lists")
    await tab.accessible()
    await tab.button("calllists.new").click()
    await tab.page.get_by_role("dialog").get_by_label(tab.t("calllists.name")).fill(f"换季回访{language}")
    await tab.page.get_by_role("dialog").get_by_role("button", name=tab.t("common.save")).click()
    await expect(tab.page.get_by_text(tab.t("calllists.teach_items"))).to_be_visible(timeout=PATIENCE_MS)

    await tab.button("calllists.import").click()
    await tab.page.locator("input[type=file]").set_input_files(file)
    await tab.button("imports.straight").click(timeout=PATIENCE_MS)
    await tab.page.get_by_role("dialog").get_by_role("button", name=tab.t("imports.carry_out")).click()
    await expect(tab.page.get_by_text(tab.t("imports.ended.done"))).to_be_visible(timeout=PATIENCE_MS)
    # the number that must not be called is named with its line
    await expect(tab.page.get_by_role("row").filter(has_text=tab.t("imports.did.bad"))).to_contain_text("4")
    await tab.button("imports.all").click()
    await expect(tab.page.get_by_role("row")).to_have_count(4, timeout=PATIENCE_MS)

    # one by hand: refused at its field, then another
    await tab.button("calllists.add").click()
    field = tab.page.get_by_role("dialog").get_by_label(tab.t("calls.number"))
    await field.fill(numbers[3])
    tab.watch.allow("422")
    save = tab.page.get_by_role("dialog").get_by_role("button", name=tab.t("common.save"))
    await save.click()
    await expect(tab.page.locator(".ant-modal .ant-form-item-explain-error")).to_be_visible()
    await field.fill(company.customer_number())
    await save.click()
    await expect(tab.page.get_by_role("row")).to_have_count(5, timeout=PATIENCE_MS)

    await tab.button("calllists.allocate").click()
    dialog = tab.page.get_by_role("dialog")
    box = dialog.get_by_role("combobox", name=tab.t("calllists.agents"), exact=True)
    for agent in agents:
        await box.fill(agent.name)
        await box.press("Enter")
    await dialog.locator(".ant-modal-title").click()  # the list of agents closes and uncovers the button
    await dialog.get_by_role("button", name=tab.t("calllists.allocate"), exact=True).click()
    for agent in agents:
        await expect(tab.page.get_by_role("row").filter(has_text=agent.name)).to_have_count(2, timeout=PATIENCE_MS)
    await tab.accessible()
    page = await company.admin.get("/call-lists")
    made = next(row for row in page["items"] if row["name"] == f"换季回访{language}")
    assert (made["total"], made["allocated"]) == (4, 4)

    # a number that comes on the do-not-call list later is marked
    await company.admin.send("POST", "/number-lists", {"list": "dnc", "number": numbers[0]})
    await tab.page.reload()
    await expect(tab.page.get_by_text(tab.t("calllists.blocked"), exact=True)).to_have_count(1, timeout=PATIENCE_MS)

    await works(browsers, agents[1], language)
    await tab.page.reload()
    await expect(tab.page.get_by_role("row").filter(has_text=tab.t("calllists.outcome.reached"))).to_have_count(
        1, timeout=PATIENCE_MS
    )


async def works(browsers: Browsers, agent: Person, language: str) -> None:
    """The agent finds his two numbers and writes down what came of each: one is done, one is called later."""
    tab = await browsers.open(language="en" if language == "en" else "zh-CN")
    await tab.log_in(agent)
    await tab.visit("/my-numbers")
    numbers = tab.page.locator("tbody tr.ant-table-row")
    await expect(numbers).to_have_count(2, timeout=PATIENCE_MS)
    await tab.accessible()
    for outcome, left in (("reached", 1), ("later", 0)):
        await tab.button("mynumbers.write").first.click()
        dialog = tab.page.get_by_role("dialog")
        await dialog.get_by_text(tab.t(f"calllists.outcome.{outcome}"), exact=True).click()
        await dialog.get_by_label(tab.t("mynumbers.remark")).fill(f"{agent.number} {outcome}")
        await tab.accessible()
        await dialog.get_by_role("button", name=tab.t("common.save"), exact=True).click()
        await expect(numbers).to_have_count(left, timeout=PATIENCE_MS)
    await tab.page.get_by_text(tab.t("mynumbers.shown.later"), exact=True).click()
    await expect(numbers).to_have_count(1, timeout=PATIENCE_MS)
    await expect(numbers).to_contain_text(f"{agent.number} later")
