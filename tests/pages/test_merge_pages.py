"""Two records of one customer are found, compared, merged and parted again."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.e2e.browser import PATIENCE_MS, Browsers, Language, Tab
from tests.e2e.company import Company

pytestmark = pytest.mark.browser


async def entered(company: Company, number: str, name: str, title: str, **more: Any) -> dict[str, Any]:
    """A customer with a ticket."""
    body = {"name": name, "phones": [{"number": number}], **more}
    customer: dict[str, Any] = await company.admin.send("POST", "/customers", body)
    await company.admin.send("POST", "/tickets", {"type": "repair", "title": title, "customer_id": customer["id"]})
    return customer


def filled(tab: Tab, key: str, **values: str) -> str:
    """The page's words with values in them."""
    text = tab.t(key)
    for name, value in values.items():
        text = text.replace("{{" + name + "}}", value)
    return text


def named(tab: Tab, customer: dict[str, Any]) -> str:
    return filled(tab, "merging.named", name=customer["name"], number=customer["number"])


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_duplicates_become_one_and_two_again(company: Company, browsers: Browsers, language: Language) -> None:
    number = company.customer_number()
    kept = await entered(company, number, f"林小雨{language}", f"暖气不热{language}", note="北门")
    gone = await entered(company, number, f"林晓雨{language}", f"阀门漏水{language}", tags=["老客户"])
    boss = await company.agent(role="supervisor", language=language[:2])
    tab = await browsers.open(language=language)
    tab.watch.allow("409")  # what somebody changed meanwhile is not merged
    await tab.log_in(boss)

    await tab.visit("/customers/duplicates")
    row = tab.page.get_by_role("row").filter(has_text=gone["number"])
    await expect(row).to_contain_text(kept["number"], timeout=PATIENCE_MS)
    await tab.accessible()
    await row.get_by_role("link", name=tab.t("merging.compare"), exact=True).click()

    # the name of the one who goes is taken; what was chosen outlives the page
    chosen = tab.page.get_by_role("radio", name=gone["name"], exact=True)
    await chosen.click()
    await expect(chosen).to_be_checked(timeout=PATIENCE_MS)
    await tab.page.reload()
    await expect(chosen).to_be_checked(timeout=PATIENCE_MS)
    await expect(tab.page.get_by_text(f"{tab.t('merging.count.ticket')} 1")).to_be_visible(timeout=PATIENCE_MS)
    await tab.accessible()

    # somebody else is faster
    await company.admin.send("PATCH", f"/customers/{gone['id']}", {"contact": "林先生"})
    await merge(tab, kept)
    await expect(tab.page.get_by_text(tab.t("merging.changed"))).to_be_visible(timeout=PATIENCE_MS)
    await expect(tab.page.get_by_role("row").filter(has_text="林先生")).to_be_visible(timeout=PATIENCE_MS)
    await merge(tab, kept)

    # the card has what both had
    await tab.page.wait_for_url(f"**/customers/{kept['id']}")
    await expect(tab.page.get_by_role("heading", name=gone["name"])).to_be_visible(timeout=PATIENCE_MS)
    for text in (f"暖气不热{language}", f"阀门漏水{language}"):
        await expect(tab.page.get_by_text(text)).to_be_visible(timeout=PATIENCE_MS)
    merged = await company.admin.get(f"/customers/{kept['id']}")
    assert (merged["name"], merged["note"], merged["contact"]) == (gone["name"], "北门", "林先生")
    assert merged["tags"] == ["老客户"]
    await tab.accessible()

    undo = filled(tab, "merging.undo_named", gone=named(tab, gone))
    await tab.page.get_by_role("button", name=undo).click()
    dialog = tab.page.get_by_role("dialog")
    await dialog.get_by_role("button", name=tab.t("merging.undo"), exact=True).click()
    await expect(tab.page.get_by_role("heading", name=kept["name"])).to_be_visible(timeout=PATIENCE_MS)
    await expect(tab.page.get_by_text(f"阀门漏水{language}")).to_have_count(0, timeout=PATIENCE_MS)
    assert (await company.admin.get(f"/customers/{gone['id']}"))["contact"] == "林先生"

    # and from the card to the same comparison
    await tab.page.get_by_role("button", name=tab.t("merging.merge_with"), exact=True).click()
    likely = tab.page.get_by_role("dialog").get_by_role("listitem").filter(has_text=gone["number"])
    await likely.get_by_role("link", name=tab.t("merging.compare"), exact=True).click()
    await expect(chosen).to_be_visible(timeout=PATIENCE_MS)


async def merge(tab: Tab, kept: dict[str, Any]) -> None:
    into = filled(tab, "merging.merge_into", kept=named(tab, kept))
    await tab.page.get_by_role("button", name=into, exact=True).click()
    dialog = tab.page.get_by_role("dialog")
    await dialog.get_by_role("button", name=tab.t("merging.merge"), exact=True).click()
    await expect(dialog).to_have_count(0, timeout=PATIENCE_MS)
