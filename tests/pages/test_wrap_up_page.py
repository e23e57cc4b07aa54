"""An administrator draws what agents fill in after a queue's calls."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.browser import PATIENCE_MS, Browsers, Language
from tests.e2e.company import Person
from tests.support.installation import PASSWORD
from tests.support.web_api import Api

pytestmark = pytest.mark.browser
ADMIN = Person("", "admin", "admin", "", PASSWORD)
QUEUE = "feedback"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_queue_gets_its_wrap_up(browsers: Browsers, admin: Api, language: Language) -> None:
    new = {"id": f"{QUEUE}_{language[:2]}", "name": {"zh": f"回访{language}", "en": f"Feedback {language}"}}
    await admin.send("POST", "/queues", new)
    tab = await browsers.open(language=language)
    tab.watch.allow("422")  # what is incomplete is refused
    await tab.log_in(ADMIN)
    await tab.visit("/admin/wrap-ups")
    await tab.page.get_by_role("combobox", name=tab.t("words.queue")).click()
    await tab.page.locator(".ant-select-dropdown:visible").get_by_title(new["name"][language[:2]]).click()
    # at once: what is clicked now belongs to it
    await tab.button("wrapups.add_disposition").click()
    await expect(tab.page.get_by_role("alert").filter(has_text=new["name"][language[:2]])).to_be_visible()
    for words, text in (("zh", "需上门"), ("en", "Home visit")):
        named = f"{tab.t('wrapups.disposition')} 1 ({tab.t(f'settings.in_{words}')})"
        await tab.page.get_by_label(named).fill(text)
    await tab.page.get_by_text(tab.t("wrapups.disposition_required")).click()
    await tab.button("wrapups.add_field").click()
    await tab.page.get_by_role("menuitem", name=tab.t("customerfields.kinds.date"), exact=True).click()
    card = tab.page.get_by_role("group", name=f"{tab.t('wrapups.field')} 1")
    await card.get_by_label(f"{tab.t('wrapups.field')} 1 ({tab.t('settings.in_zh')})").fill("上门日期")
    await tab.page.get_by_role("button", name=tab.t("common.save"), exact=True).click()
    await expect(card.get_by_role("alert")).to_be_visible(timeout=PATIENCE_MS)

    # what was made outlives the page
    await tab.page.reload()
    await expect(tab.page.get_by_text(tab.t("common.draft_found"))).to_be_visible(timeout=PATIENCE_MS)
    await card.get_by_label(f"{tab.t('wrapups.field')} 1 ({tab.t('settings.in_en')})").fill("Day of the visit")
    await card.get_by_role("combobox", name=tab.t("wrapups.asked_with")).click()
    shown = "需上门" if language == "zh-CN" else "Home visit"
    await tab.page.locator(".ant-select-dropdown:visible").get_by_title(shown).click()
    await tab.page.keyboard.press("Escape")
    await expect(tab.page.locator(".ant-select-dropdown:visible")).to_have_count(0)
    await card.get_by_role("checkbox").check()
    label = "上门日期" if language == "zh-CN" else "Day of the visit"
    day = tab.page.get_by_label(label, exact=True)
    await expect(day).to_have_count(0)
    await tab.page.locator("#preview-disposition").click()
    await tab.page.locator(".ant-select-dropdown:visible").get_by_title(shown).click()
    await expect(day).to_be_visible()
    await tab.accessible()
    await tab.page.get_by_role("button", name=tab.t("common.save"), exact=True).click()
    await expect(tab.page.get_by_text(tab.t("wrapups.saved"), exact=True)).to_be_visible(timeout=PATIENCE_MS)

    (queue,) = [row for row in await admin.get("/queues") if row["id"] == new["id"]]
    assert [one["code"] for one in queue["dispositions"]] == ["home_visit"]
    form = queue["wrap_up_form"]
    assert form["disposition_required"] is True
    assert [(one["code"], one["required"], one["visible_if"]["value"]) for one in form["fields"]] == [
        ("date", True, ["home_visit"])
    ]
