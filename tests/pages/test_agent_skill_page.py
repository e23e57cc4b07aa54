"""The levels of agents are typed into one table, and saved together when it is clear which queues they touch."""

from __future__ import annotations

import time

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.browser import Browsers, Tab
from tests.e2e.company import Company, Person
from tests.support.installation import PASSWORD
from tests.support.web_api import Api

pytestmark = pytest.mark.browser
ADMIN = Person("", "admin", "admin", "", PASSWORD)


def level(tab: Tab, row: Locator, place: int) -> Locator:
    """A cell of the row by the place of its skill."""
    return row.get_by_role("gridcell").nth(place)


async def save(tab: Tab, *, says: str) -> None:
    """Save after the statement of who is affected says this."""
    await tab.page.locator("header .ant-btn-primary").click()
    dialog = tab.page.locator(".ant-modal")
    await expect(dialog).to_contain_text(says)
    await dialog.locator(".ant-btn-primary").click()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_levels_are_typed_and_saved_together(
    browsers: Browsers, admin: Api, company: Company, language: str
) -> None:
    english, mark = language == "en", language[:2].lower()
    skill, queue = f"e2e_{mark}", f"skilled_{mark}"
    names = {"zh": f"维修{mark}", "en": f"Repairs {mark}"}
    await admin.send("POST", "/skills", {"id": skill, "name": names})
    body = {"id": queue, "name": {"zh": f"报修{mark}", "en": f"Faults {mark}"}}
    await admin.send("POST", "/queues", body)
    demand = [{"skill": skill, "level": 60, "relax": [{"after": 30.0, "level": 20}]}]
    await admin.send("PATCH", f"/queues/{queue}", {"demand": demand})
    first, second = await company.agent(), await company.agent()
    await admin.send("PUT", f"/queues/{queue}/agents", {"agents": [{"agent": one.id} for one in (first, second)]})

    tab = await browsers.open(language="en" if english else "zh-CN")
    await tab.log_in(ADMIN)
    await tab.visit("/admin/agent-skills")
    await expect(tab.page.get_by_role("heading", level=1)).to_have_text(tab.t("agentskills.title"))
    grid = tab.page.get_by_role("grid")
    titles = await grid.get_by_role("columnheader").all_inner_texts()
    place = titles.index(names["en" if english else "zh"]) - 1
    rows = [grid.get_by_role("row").filter(has_text=one.number) for one in (first, second)]
    await tab.accessible()

    # by mouse and keys: 150 is no level, 80 is one; the next row is reached by Enter
    await level(tab, rows[0], place).click()
    cell = tab.page.locator("input[maxlength='3']")
    await cell.fill("150")
    await cell.press("Enter")
    await expect(cell).to_have_attribute("aria-invalid", "true")
    await cell.fill("80")
    await cell.press("Enter")
    await tab.page.keyboard.type("25")
    await tab.page.keyboard.press("Enter")
    await expect(level(tab, rows[1], place)).to_have_text("25")
    await tab.accessible()

    # what was typed survives a reload
    await tab.page.reload()
    await expect(tab.page.get_by_text(tab.t("common.draft_found"))).to_be_visible()
    await expect(level(tab, rows[0], place)).to_have_text("80")

    # somebody else is quicker: nothing of his is lost, nothing typed either
    await admin.send("PUT", "/agent-skills", {"agents": {first.id: {skill: 10}}})
    tab.watch.allow("409")
    await tab.page.locator("header .ant-btn-primary").click()
    dialog = tab.page.locator(".ant-modal")
    await expect(dialog).to_contain_text(body["name"]["en" if english else "zh"])
    await expect(dialog).to_contain_text(second.name)
    await tab.accessible()
    await dialog.locator(".ant-btn-primary").click()
    await expect(tab.page.locator(".ant-message-warning")).to_be_visible()
    await expect(level(tab, rows[0], place)).to_have_text("80")
    await save(tab, says=first.name)
    await expect(tab.page.locator("header .ant-btn-primary")).to_be_disabled()
    kept = {one["agent"]: one["skills"] for one in await admin.get("/agent-skills")}
    assert (kept[first.id], kept[second.id]) == ({skill: 80}, {skill: 25})

    # who takes the last one away is warned
    await level(tab, rows[0], place).click()
    await cell.press("Escape")
    await tab.page.keyboard.press("Delete")
    await tab.page.locator("header .ant-btn-primary").click()
    await expect(dialog).to_contain_text(tab.t("agentskills.danger.not_at_first"))
    await dialog.locator(".ant-modal-footer .ant-btn").first.click()
    await tab.button("agentskills.discard").click()
    await tab.page.locator(".ant-popconfirm:visible .ant-btn-primary").click()
    await expect(level(tab, rows[0], place)).to_have_text("80")


async def test_five_hundred_agents_with_thirty_skills_stay_quick(browsers: Browsers) -> None:
    """The rows that are seen are drawn, a key is answered at once, and head and agent stay in sight."""
    skills = [{"id": f"s{n}", "name": {"zh": f"技能{n}", "en": f"Skill {n}"}} for n in range(30)]
    agents = [
        {
            "agent": f"a{n}",
            "number": str(5000 + n),
            "name": f"坐席{n}",
            "unit_id": "u",
            "queues": [],
            "skills": {f"s{k}": (n * k) % 101 for k in range(30)},
        }
        for n in range(500)
    ]
    tab = await browsers.open()
    await tab.page.route("**/api/v1/skills", lambda route: route.fulfill(json=skills))
    await tab.page.route("**/api/v1/agent-skills", lambda route: route.fulfill(json=agents))
    await tab.log_in(ADMIN)
    await tab.visit("/admin/agent-skills")
    grid = tab.page.get_by_role("grid")
    await expect(grid).to_have_attribute("aria-rowcount", "501")
    assert await grid.get_by_role("row").count() < 60
    await grid.focus()
    await tab.page.keyboard.press("Control+End")
    await tab.page.keyboard.press("End")
    last = grid.get_by_role("row").filter(has_text="5499")
    await expect(last.get_by_role("gridcell").last).to_be_in_viewport()
    await expect(grid.get_by_role("columnheader").last).to_be_in_viewport()
    await expect(last.get_by_role("rowheader")).to_be_in_viewport()
    begun = time.monotonic()
    for _ in range(20):
        await tab.page.keyboard.type("7")
        await tab.page.keyboard.press("ArrowUp")
    await expect(grid.get_by_role("row").filter(has_text="5480").get_by_role("gridcell").last).to_have_text("7")
    print(f"20 levels typed in {time.monotonic() - begun:.2f} s")
