"""An administrator changes settings by the pages alone: forms made from the API's own description."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.browser import PATIENCE_MS, Browsers, Tab
from tests.e2e.company import Person
from tests.support.installation import PASSWORD
from tests.support.web_api import Api

ROOMS = (
    *("users", "units", "positions", "roles", "queues", "skills", "pauses", "hours", "entries", "trunks"),
    *("workstations", "mailboxes", "lists", "outlets"),
)


async def save(tab: Tab) -> None:
    await tab.page.locator(".ant-drawer-footer .ant-btn-primary").click()


async def create(tab: Tab, **texts: str) -> None:
    """Open the form for a new thing and fill in its texts; `name_zh` and `name_en` are the two of its name."""
    await tab.button("settings.new").click()
    label = tab.t("settings.fields.name")
    for name, text in texts.items():
        wanted = {
            "name_zh": f"{label} ({tab.t('settings.in_zh')})",
            "name_en": f"{label} ({tab.t('settings.in_en')})",
        }.get(name) or tab.t(f"settings.fields.{name}")
        await tab.page.get_by_label(wanted, exact=True).fill(text)


async def go_to(tab: Tab, name: str) -> None:
    """Go to a room of the settings, and wait until it is there: the room before stays on the screen until then."""
    await tab.visit(f"/admin/{name}")
    title = tab.t(f"settings.rooms.{name}.title")
    await expect(tab.page.get_by_role("heading", level=1)).to_have_text(title, timeout=PATIENCE_MS)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_settings_are_made_changed_refused_and_removed(browsers: Browsers, admin: Api, language: str) -> None:
    tab = await browsers.open(language="en" if language == "en" else "zh-CN")
    await tab.log_in(Person("", "admin", "admin", "", PASSWORD))
    for room in ROOMS:
        await tab.visit(f"/admin/{room}")
        await expect(tab.page.get_by_role("heading", level=1)).to_have_text(tab.t(f"settings.rooms.{room}.title"))
        await tab.accessible()

    skill = f"heating_{language[:2].lower()}"
    await go_to(tab, "skills")
    await create(tab, id=skill, name_zh="供暖", name_en="Heating")
    await save(tab)
    row = tab.page.get_by_role("row").filter(has_text=skill)
    await expect(row).to_be_visible()
    assert skill in {one["id"] for one in await admin.get("/skills")}

    # a second one of the same name is refused, with the reason in the form
    await create(tab, id=skill, name_zh="再来", name_en="Again")
    tab.watch.allow("409|422|status of 4")
    await save(tab)
    await expect(tab.page.locator(".ant-drawer .ant-alert-error")).to_be_visible()
    await tab.page.locator(".ant-drawer-close").click()

    # a queue asks for the skill, less after a while, and rings by another rule
    queue = f"pages_{language[:2].lower()}"
    await admin.send("POST", "/queues", {"id": queue, "name": {"zh": "页面", "en": "Pages"}})
    await go_to(tab, "queues")
    line = tab.page.get_by_role("row").filter(has_text=queue)
    await line.get_by_role("button", name=tab.t("settings.edit")).click()
    ring = tab.page.get_by_label(tab.t("settings.fields.ring_timeout"), exact=True)
    await ring.fill("25")
    demand = tab.page.get_by_role("group", name=tab.t("settings.fields.demand"), exact=True)
    await demand.get_by_role("button", name=tab.t("settings.add")).first.click()
    chosen = demand.get_by_label(tab.t("settings.fields.skill"), exact=True)
    await chosen.fill(skill)
    await chosen.press("Enter")
    await tab.accessible()
    assert "settings." not in await tab.page.locator("form").inner_text()
    await save(tab)
    await expect(tab.page.locator(".ant-drawer-content-wrapper")).to_have_count(0)
    kept = next(one for one in await admin.get("/queues") if one["id"] == queue)
    assert kept["ring_timeout"] == 25
    assert [one["skill"] for one in kept["demand"]] == [skill]

    # a branch, and a role that reads the calls of the own unit, and nothing else
    place = f"分公司{language[:2]}"
    await go_to(tab, "units")
    await tab.button("settings.new").click()
    for name, text in (("name_zh", place), ("name_en", f"Branch {language[:2]}")):
        await tab.page.get_by_label(tab.t(f"settings.fields.{name}"), exact=True).fill(text)
    parent = tab.page.get_by_label(tab.t("settings.fields.parent_id"), exact=True)
    await parent.press("ArrowDown")
    await parent.press("Enter")
    await save(tab)
    await expect(tab.page.get_by_role("row").filter(has_text=place)).to_be_visible()
    await go_to(tab, "roles")
    await create(tab, name_zh=f"听取{language[:2]}", name_en=f"Listens {language[:2]}")
    grants = tab.page.get_by_role("group", name=tab.t("settings.fields.grants"), exact=True)
    function = grants.get_by_role("combobox").first
    await function.fill("calls.read")
    await function.press("Enter")
    await save(tab)
    await expect(tab.page.locator(".ant-drawer-content-wrapper")).to_have_count(0)
    made = next(one for one in await admin.get("/roles") if one["name"]["zh"] == f"听取{language[:2]}")
    assert "calls.read" in made["grants"]

    await tab.visit("/admin/dictionaries")
    await tab.accessible()
    await tab.button("settings.add").click()
    await tab.page.get_by_label(tab.t("settings.fields.code"), exact=True).fill(f"word_{language[:2].lower()}")
    await tab.page.get_by_label(tab.t("settings.in_zh"), exact=True).fill("新词")
    await tab.page.get_by_label(tab.t("settings.in_en"), exact=True).fill("New word")
    await tab.page.locator(".ant-modal-footer .ant-btn-primary").click()
    await expect(tab.page.get_by_role("row").filter(has_text=f"word_{language[:2].lower()}")).to_be_visible()

    await admin.send("PATCH", f"/queues/{queue}", {"demand": []})
    await go_to(tab, "skills")
    await row.get_by_role("button", name=tab.t("settings.delete")).click()
    await tab.page.locator(".ant-popconfirm .ant-btn-primary").click()
    await expect(row).to_have_count(0)
