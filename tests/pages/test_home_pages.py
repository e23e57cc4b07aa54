"""The page everybody begins at, and what the company tells its people: written, told at once, read, and by whom."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.e2e.browser import PATIENCE_MS, Browsers, Language, Tab
from tests.e2e.company import Company

pytestmark = pytest.mark.browser


def block(tab: Tab, name: str) -> str:
    return f'[data-block="{name}"]'


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_notice_is_written_told_read_and_withdrawn(
    company: Company, browsers: Browsers, language: Language
) -> None:
    spoken = "en" if language == "en" else "zh"
    boss = await company.agent(role="supervisor", language=spoken)
    reader = await company.agent(language=spoken)
    page = await browsers.open(language=language)
    page.watch.allow("ERR_ABORTED")  # a reload ends what is asked for at that moment
    await page.log_in(reader)
    await expect(page.page.locator(block(page, "tasks"))).to_be_visible()
    await expect(page.page.get_by_role("heading", level=1)).to_contain_text(reader.name)
    await page.accessible()

    tab = await browsers.open(language=language)
    tab.watch.allow("ERR_ABORTED")
    await tab.log_in(boss)
    await tab.visit("/notices")
    await tab.button("notices.new").click()
    form = tab.page.get_by_role("dialog")
    await tab.page.locator(".ant-drawer-footer .ant-btn-primary").click()
    await expect(form.get_by_text(tab.t("notices.title_missing"))).to_be_visible()

    # what is typed outlives a reload
    title = f"{'本周值班' if spoken == 'zh' else 'Who is on duty'} {boss.number}"
    await form.get_by_label(tab.t("notices.name"), exact=True).fill(title)
    await form.get_by_label(tab.t("notices.body"), exact=True).fill("# 安排\n\n- **周六** 上午")
    await tab.page.reload()
    await tab.button("notices.new").click()
    await expect(form.get_by_label(tab.t("notices.name"), exact=True)).to_have_value(title)
    await form.locator("input[type=file]").set_input_files(
        {
            "name": "plan.pdf",
            "mimeType": "application/pdf",
            "buffer": b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF",
        }
    )
    await expect(form.get_by_text("plan.pdf")).to_be_visible()
    await form.locator('label:has(input[id="pinned"])').click()
    await expect(form.get_by_role("status").filter(has_text=re.compile(r"\d"))).to_be_visible()
    await tab.accessible()
    await tab.page.locator(".ant-drawer-footer .ant-btn-primary").click()
    await tab.page.wait_for_url(re.compile("/notices/.+"))
    await expect(tab.page.get_by_role("heading", name=title)).to_be_visible()

    # the reader is told at once, on whatever page he is
    told = page.page.locator(".ant-notification").get_by_text(title)
    await expect(told).to_be_visible(timeout=PATIENCE_MS)
    news = page.page.locator(block(page, "notices")).get_by_role("link", name=title)
    await expect(news).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.page.locator(block(page, "messages")).get_by_role("link", name=title)).to_be_visible()
    await news.click()
    await expect(page.page.get_by_role("main").get_by_role("strong")).to_have_text("周六")
    await page.accessible()
    await page.button("notices.have_read").click()
    await expect(page.button("notices.have_read")).to_have_count(0)

    # his message box, read and unread
    await page.visit("/messages")
    row = page.page.get_by_role("row").filter(has_text=title)
    await row.get_by_role("button", name=page.t("messages.read")).click()
    await expect(row.get_by_text(page.t("messages.was_read"), exact=True)).to_be_visible()
    await page.page.get_by_text(re.compile(page.t("messages.unread").replace("{{count}}", r"\d+"))).click()
    await expect(row).to_have_count(0)
    await page.accessible()

    # the author sees who has read it
    await tab.page.reload()
    await tab.page.get_by_role("button", name=re.compile(r"1 \D+ \d+")).click()
    drawer = tab.page.get_by_role("dialog")
    await drawer.get_by_text(tab.t("notices.read"), exact=True).click()
    await expect(drawer.get_by_role("row").filter(has_text=reader.name)).to_be_visible()
    await tab.accessible()
    await tab.page.keyboard.press("Escape")
    await tab.button("notices.withdraw").click()
    await tab.page.locator(".ant-modal-confirm-btns .ant-btn-primary").click()
    await expect(tab.page.get_by_text(tab.t("notices.states.withdrawn"), exact=True)).to_be_visible()
    page.watch.allow("404")
    await page.page.go_back()
    await page.page.reload()
    await expect(page.page.get_by_text(page.t("notices.gone"))).to_be_visible()


async def test_everybody_arranges_his_own_first_page_and_how_he_is_told(company: Company, browsers: Browsers) -> None:
    person = await company.agent()
    tab = await browsers.open()
    await tab.log_in(person)
    await tab.button("home.arrange").click()
    dialog = tab.page.get_by_role("dialog")
    await dialog.get_by_label(tab.t("home.blocks.papers"), exact=True).uncheck()
    notices = tab.t("home.blocks.notices")
    for _ in range(2):
        await dialog.get_by_role("button", name=f"{tab.t('settings.up')} {notices}").click()
    await tab.accessible()
    await dialog.locator(".ant-btn-primary").click()
    await expect(tab.page.locator(block(tab, "papers"))).to_have_count(0)
    await expect(tab.page.locator("[data-block]").first).to_have_attribute("data-block", "notices")
    await tab.page.reload()
    await expect(tab.page.locator("[data-block]").first).to_have_attribute("data-block", "notices")

    await tab.visit("/messages")
    await tab.button("messages.kinds").click()
    await tab.page.get_by_role("switch", name=f"{tab.t('messages.show')} 公告").click()
    await dialog.locator(".ant-btn-primary").click()
    await expect(dialog).to_have_count(0)
    async with await company.log_in(person) as own:
        assert (await own.get("/auth/me/settings"))["messages"]["muted"] == ["notice"]
    # a colleague may not write notices: he is not offered to
    await tab.visit("/notices")
    await expect(tab.page.get_by_role("heading", name=tab.t("notices.title"))).to_be_visible()
    await expect(tab.button("notices.new")).to_have_count(0)
