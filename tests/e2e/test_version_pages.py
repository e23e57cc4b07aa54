"""An administrator looks up what a setting was, and goes back to it, by the pages alone."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.browser import Browsers
from tests.e2e.company import Company, Person
from tests.support.installation import PASSWORD

pytestmark = pytest.mark.browser
ADMIN = Person("", "admin", "admin", "", PASSWORD)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_spoilt_queue_is_as_it_was_again(company: Company, browsers: Browsers, language: str) -> None:
    """Found from the queue's own form; tried first, with whom it affects; a version itself."""
    admin = company.admin
    queue = f"old_{language[:2].lower()}"
    name = {"zh": f"旧队列{language[:2]}", "en": f"Old queue {language[:2]}"}
    await admin.send("POST", "/queues", {"id": queue, "name": name, "wrap_up": 20.0})
    await admin.send("PATCH", f"/queues/{queue}", {"wrap_up": 5.0, "name": {"zh": "改坏", "en": "Spoilt"}})

    tab = await browsers.open(language="en" if language == "en" else "zh-CN")
    await tab.log_in(ADMIN)
    await tab.visit("/admin/queues")
    row = tab.page.get_by_role("row").filter(has_text="改坏" if language == "zh-CN" else "Spoilt")
    await row.get_by_role("button", name=tab.t("settings.edit")).click()
    await tab.page.get_by_role("link", name=tab.t("versions.link_thing")).click()
    rows = tab.page.locator(".ant-table-tbody .ant-table-row")
    await expect(rows).to_have_count(2)
    await tab.accessible()
    shown = name["zh" if language == "zh-CN" else "en"]
    await rows.filter(has_text=shown).get_by_role("button").click()
    since = tab.page.get_by_role("table", name=tab.t("versions.since"))
    await expect(since.locator("tbody tr")).to_have_count(3)
    await tab.accessible()
    await tab.page.locator(".ant-drawer").get_by_role("button", name=tab.t("versions.restore")).click()
    dialog = tab.page.locator(".ant-modal")
    await expect(dialog.get_by_role("table").locator("tbody tr")).to_have_count(3)
    await expect(dialog.locator("[aria-busy=false]")).to_be_visible()
    await tab.accessible()
    assert next(one for one in await admin.get("/queues") if one["id"] == queue)["wrap_up"] == 5.0
    await dialog.get_by_role("button", name=tab.t("versions.restore")).click()
    await expect(dialog).to_be_hidden()
    await expect(rows).to_have_count(3)
    await expect(tab.page.locator(".ant-drawer")).to_contain_text(tab.t("versions.as_now"))
    now = next(one for one in await admin.get("/queues") if one["id"] == queue)
    assert (now["wrap_up"], now["name"]) == (20.0, name)
    await tab.page.locator(".ant-drawer-close").click()
    await tab.visit("/admin/menu")
    await tab.page.get_by_role("link", name=tab.t("versions.link")).click()
    called = tab.t("versions.one").replace("{{id}}", "菜单" if language == "zh-CN" else "Menu")
    await expect(tab.page.get_by_text(called)).to_be_visible()


async def test_an_agents_skills_are_as_they_were_again(company: Company, browsers: Browsers) -> None:
    """Found from the page of skills, by his number; skills are called by their names."""
    admin = company.admin
    await admin.send("POST", "/skills", {"id": "boilers", "name": {"zh": "锅炉", "en": "Boilers"}})
    person = await company.agent()
    agent = next(one for one in await admin.get("/agent-skills") if one["agent"] == person.id)
    before = agent["skills"]
    for level in (80, 5):
        await admin.send("PUT", "/agent-skills", {"agents": {agent["agent"]: {**before, "boilers": level}}})

    tab = await browsers.open()
    await tab.log_in(ADMIN)
    await tab.visit("/admin/agent-skills")
    await tab.page.get_by_role("link", name=tab.t("versions.link")).click()
    rows = tab.page.locator(".ant-table-tbody .ant-table-row").filter(has_text=str(agent["number"]))
    await rows.nth(1).get_by_role("button").click()
    since = tab.page.get_by_role("table", name=tab.t("versions.since"))
    await expect(since.locator("tbody tr")).to_have_count(1)
    await expect(since).to_contain_text("锅炉")
    await tab.page.locator(".ant-drawer").get_by_role("button", name=tab.t("versions.restore")).click()
    dialog = tab.page.locator(".ant-modal")
    await expect(dialog.get_by_role("table").locator("tbody tr")).to_have_count(1)
    await tab.accessible()
    await dialog.get_by_role("button", name=tab.t("versions.restore")).click()
    await expect(dialog).to_be_hidden()
    now = next(one for one in await admin.get("/agent-skills") if one["agent"] == agent["agent"])
    assert now["skills"] == {**before, "boilers": 80}
    await admin.send("DELETE", "/skills/boilers")
