"""Logging in on the page, in both languages."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.browser import Browsers, Language
from tests.e2e.company import Company

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "spoken"), [("zh-CN", "zh"), ("en", "en")])
async def test_logging_in_and_a_wrong_password(
    company: Company, browsers: Browsers, language: Language, spoken: str
) -> None:
    person = await company.agent(language=spoken)
    tab = await browsers.open(language=language)
    tab.watch.allow("401")
    await tab.page.goto(f"{tab.address}/")
    await expect(tab.page.get_by_role("heading", name=tab.t("common.product"))).to_be_visible()
    assert await tab.page.locator("html").get_attribute("lang") == language
    await tab.enter(person.username, "a-wrong-password")
    alert = tab.page.get_by_role("alert")
    await expect(alert).to_be_visible()
    text = await alert.inner_text()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in text) == (language == "zh-CN")
    assert "a-wrong-password" not in text
    await tab.enter(person.username, person.password)
    await expect(tab.button("desk.log_in")).to_be_visible()
    await expect(tab.page.get_by_role("link", name=tab.t("frame.desk"))).to_be_visible()
