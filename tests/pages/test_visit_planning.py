"""A manager writes a questionnaire with a branch, samples tickets by a rule that explains itself, shares the visits
out, watches them, and calls the rest off."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.browser import PATIENCE_MS, Browsers, Language, Tab
from tests.e2e.company import Company, Person
from tests.support.installation import PASSWORD
from tests.support.web_api import Api

pytestmark = pytest.mark.browser
ADMIN = Person("", "admin", "admin", "", PASSWORD)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_questionnaire_and_a_batch(
    company: Company, browsers: Browsers, admin: Api, language: Language
) -> None:
    short = language[:2]
    agent = await company.agent()
    for _ in range(2):
        body: dict[str, Any] = {"type": "praise", "title": "师傅很好", "phone": company.customer_number()}
        ticket = await admin.send("POST", "/tickets", body)
        change = {"version": ticket["version"], "status": "done"}
        await admin.send("PATCH", f"/tickets/{ticket['id']}", change)
    tab = await browsers.open(language=language)
    tab.watch.allow("422")  # what is incomplete is refused
    await tab.log_in(ADMIN)

    name = {"zh": f"表扬回访{language}", "en": f"Praise {language}"}
    await write(tab, name)
    # the branch: why, only of those who were not content
    second = tab.page.get_by_role("group", name=f"{tab.t('questionnaires.question')} 2")
    when = second.get_by_role("group", name=tab.t("questionnaires.asked_when"))
    await when.get_by_role("button").click()
    await choose(tab, when.get_by_role("combobox", name=tab.t("fields.condition.is")), tab.t("fields.is.eq"))
    poor = "差" if short == "zh" else "Poor"
    await choose(tab, when.get_by_role("combobox", name=tab.t("fields.condition.value")), poor)
    why = tab.page.get_by_label("原因" if short == "zh" else "Why", exact=True)
    await expect(why).to_have_count(0)
    await tab.page.locator("label").filter(has=tab.page.get_by_role("radio", name=poor)).click()
    await expect(why).to_be_visible(timeout=PATIENCE_MS)
    await tab.accessible()
    await tab.page.set_viewport_size({"width": 1280, "height": 1300})
    await tab.button("questionnaires.activate").click()
    await expect(tab.page.get_by_text(tab.t("questionnaires.affected"))).to_be_visible(timeout=PATIENCE_MS)

    await tab.visit("/visit-batches")
    await tab.button("visitbatches.new").click()
    await tab.page.get_by_label(tab.t("visitbatches.name")).fill(f"批次{language}")
    await choose(tab, tab.page.get_by_role("combobox", name=tab.t("visits.questionnaire")), name[short])
    rule = tab.page.get_by_role("group", name=tab.t("visitbatches.where"))
    await rule.get_by_role("button").click()
    await choose(tab, rule.get_by_role("combobox", name=tab.t("fields.condition.is")), tab.t("fields.is.eq"))
    value = rule.get_by_role("combobox", name=tab.t("fields.condition.value"))
    await choose(tab, value, "表扬" if short == "zh" else "Praise")
    await tab.page.get_by_role("radio", name=tab.t("visitbatches.amount.all")).check()
    make = tab.page.get_by_role("button", name=tab.t("visitbatches.make"), exact=True)
    await expect(make).to_be_disabled()
    await tab.page.get_by_role("button", name=tab.t("visitbatches.try"), exact=True).click()
    await expect(tab.page.get_by_text(tab.t("visitbatches.chosen"), exact=True)).to_be_visible(timeout=PATIENCE_MS)
    await tab.page.get_by_role("combobox", name=tab.t("visitbatches.agents")).fill(agent.name)
    await tab.page.keyboard.press("Enter")
    await tab.page.keyboard.press("Escape")
    await tab.accessible()
    await make.click()
    await tab.page.get_by_role("heading", name=f"批次{language}").wait_for()

    # the agent makes one; the manager sees it and calls the others off
    async with await company.log_in(agent) as api:
        mine = (await api.get("/visits", mine="true", state="open"))["items"]
        assert len(mine) >= 2
        result = {"version": mine[0]["version"], "outcome": "done", "answers": {"choice": "good"}}
        await api.send("POST", f"/visits/{mine[0]['id']}/result", result)
    await tab.page.reload()
    await expect(tab.page.get_by_text("1 · 100%")).to_be_visible(timeout=PATIENCE_MS)
    await tab.accessible()
    await tab.button("visitbatches.cancel").wait_for()
    await tab.button("visitbatches.cancel").click()
    await tab.page.get_by_role("button", name=tab.t("visitbatches.cancel_now"), exact=True).click()
    cancelled = tab.page.get_by_text(tab.t("words.visit_state.cancelled"), exact=True).first
    await expect(cancelled).to_be_visible(timeout=PATIENCE_MS)
    (batch,) = [row for row in (await admin.get("/visit-batches"))["items"] if row["name"] == f"批次{language}"]
    assert batch["counts"] == {"done": 1, "cancelled": len(mine) - 1}
    assert batch["rule"]["where"] == {"field": "type", "is": "eq", "value": "praise"}


async def write(tab: Tab, name: dict[str, str]) -> None:
    """Two questions; what is wrong with one is said where it stands."""
    await tab.visit("/questionnaires")
    await tab.button("questionnaires.new").first.click()
    for part in ("zh", "en"):
        await tab.page.get_by_label(f"{tab.t('questionnaires.name')} ({tab.t(f'settings.in_{part}')})").fill(name[part])
    for kind, zh, en in (("choice", "是否满意", "Content?"), ("text", "原因", "Why")):
        await tab.button("questionnaires.add").click()
        await tab.page.get_by_role("menuitem", name=tab.t(f"customerfields.kinds.{kind}"), exact=True).click()
        one = tab.page.get_by_role("group", name=tab.t("questionnaires.question")).last
        await one.get_by_placeholder(tab.t("questionnaires.asked")).first.fill(zh)
        if kind == "choice":
            await tab.button("questionnaires.activate").click()
            await expect(one.get_by_role("alert")).to_be_visible(timeout=PATIENCE_MS)
        await one.get_by_placeholder(tab.t("questionnaires.asked")).last.fill(en)


async def choose(tab: Tab, box: Locator, what: str) -> None:
    await box.click()
    await tab.page.locator(".ant-select-dropdown:visible").get_by_title(what, exact=True).click()
