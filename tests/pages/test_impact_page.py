"""An administrator is told whom a change affects before he makes it; what he types, and what he draws, is not lost."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.browser import PATIENCE_MS, Browsers, Language
from tests.e2e.company import Person
from tests.support.installation import PASSWORD
from tests.support.web_api import Api, eventually

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_whom_a_change_affects_is_said_before_it_is_made(
    browsers: Browsers, admin: Api, language: Language
) -> None:
    short = language[:2].lower()
    skill, queue = f"boiler_{short}", f"boilers_{short}"
    await admin.send("POST", "/skills", {"id": skill, "name": {"zh": "锅炉", "en": "Boilers"}})
    name = {"zh": f"锅炉队列{short}", "en": f"Boiler queue {short}"}
    demand = [{"skill": skill, "level": 10}]
    await admin.send("POST", "/queues", {"id": queue, "name": name, "demand": demand})
    called = name["en" if language == "en" else "zh"]
    one_queue = "1 queue: " if language == "en" else "队列1个："

    tab = await browsers.open(language=language)
    page = tab.page
    await tab.log_in(Person("", "admin", "admin", "", PASSWORD))
    await tab.visit("/admin/skills")
    row = page.get_by_role("row").filter(has_text=skill)
    await row.get_by_role("button", name=tab.t("settings.edit")).click()
    affected = page.get_by_role("region", name=tab.t("impact.title"), exact=True)
    await expect(affected).to_contain_text(f"{one_queue}{called}", timeout=PATIENCE_MS)
    await tab.accessible()

    # what was typed is there again after a reload, with the form still open
    label = f"{tab.t('settings.fields.name')} ({tab.t('settings.in_zh')})"
    field = page.get_by_label(label, exact=True)
    await field.fill("锅炉维修")
    await page.reload()
    await expect(field).to_have_value("锅炉维修", timeout=PATIENCE_MS)
    await page.get_by_role("button", name=tab.t("common.draft_drop"), exact=True).click()
    await expect(field).to_have_value("锅炉")
    await field.fill("锅炉维修")
    await page.locator(".ant-drawer-footer .ant-btn-primary").click()
    await expect(page.locator(".ant-drawer-content-wrapper")).to_have_count(0, timeout=PATIENCE_MS)
    await expect(row).to_contain_text("锅炉维修" if language == "zh-CN" else "Boilers")

    # and it is said once more before it is deleted
    await row.get_by_role("button", name=tab.t("settings.delete")).click()
    asked = page.locator(".ant-popover:visible")
    await expect(asked).to_contain_text(f"{one_queue}{called}", timeout=PATIENCE_MS)
    await asked.locator(".ant-btn:not(.ant-btn-primary)").click()

    # a flow that is left at once by the menu keeps its last change
    flow = f"left_{short}"
    document = {
        "flow": flow,
        "name": {"zh": "离开", "en": "Left"},
        "start": "bye",
        "languages": ["zh"],
        "nodes": {"bye": {"kind": "hangup", "say": {"zh": "再见。"}}},
    }
    await admin.send("POST", "/flows", {"document": document})
    await tab.visit("/admin/flows")
    await page.get_by_role("link", name=flow, exact=True).click()
    await tab.button("flows.arrange").click()
    await expect(page.get_by_text(tab.t("flows.kept.waiting"), exact=True)).to_be_visible(timeout=PATIENCE_MS)
    await tab.visit("/admin/queues")

    async def kept() -> bool:
        return bool((await admin.get(f"/flows/{flow}"))["draft"])

    await eventually(kept)
