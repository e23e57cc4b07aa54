"""Logging in with a captcha and with one-time codes, and the pages where that is set up, as a person does it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import expect

from crm.security import totp
from tests.e2e.browser import Browsers, Language, Tab
from tests.e2e.company import Company, Person
from tests.support.installation import PASSWORD
from tests.support.web_api import Api

pytestmark = pytest.mark.browser
ADMINISTRATOR = Person("", "admin", "admin", "", PASSWORD)
LEFT = "net::ERR_ABORTED"
"""A page was left while parts of it were on the way."""
PARTS = ("passwords", "sessions", "locks", "captcha", "codes", "oidc")


def code(secret: str, ahead: int = 0) -> str:
    return totp.code_at(secret, totp.step_at(time.time()) + ahead)


@pytest.fixture
async def rules(admin: Api) -> AsyncIterator[dict[str, Any]]:
    """The security settings, put back at the end."""
    before = {key: value for key, value in (await admin.get("/security")).items() if key in PARTS}
    yield before
    await admin.send("PUT", "/security", before)


async def enrol(tab: Tab) -> tuple[str, list[str]]:
    """From the QR code to the recovery codes → (secret, codes)."""
    shown = tab.page.locator("code").first
    await expect(shown).to_be_visible()
    secret = (await shown.inner_text()).replace(" ", "").strip()
    await expect(tab.page.get_by_label(tab.t("account.qr"))).to_be_visible()
    await tab.page.get_by_label(tab.t("auth.code"), exact=True).fill(code(secret))
    await tab.button("account.confirm").click()
    papers = tab.page.get_by_label(tab.t("account.recovery_codes"))
    await expect(papers.locator("li")).to_have_count(10)
    kept = await papers.locator("li").all_inner_texts()
    await tab.button("account.kept").click()
    return secret, kept


async def give_code(tab: Tab, label: str, text: str) -> None:
    await tab.page.get_by_label(tab.t(label), exact=True).fill(text)
    await tab.page.locator("button[type=submit]").click()


@pytest.mark.parametrize(("language", "spoken"), [("zh-CN", "zh"), ("en", "en")])
async def test_one_time_codes_from_enrolling_to_a_lost_phone(
    company: Company, browsers: Browsers, language: Language, spoken: str
) -> None:
    person = await company.agent(language=spoken)
    tab = await browsers.open(language=language)
    tab.watch.allow(LEFT)
    await tab.log_in(person)
    await tab.page.goto(f"{tab.address}/account")
    await expect(tab.page.get_by_text(tab.t("account.current"))).to_be_visible()
    await tab.accessible()
    await tab.button("account.enable").click()
    await tab.page.get_by_label(tab.t("account.own_password")).fill(person.password)
    await tab.button("account.next").click()
    secret, papers = await enrol(tab)
    await expect(tab.page.get_by_text(tab.t("account.on"))).to_be_visible()

    other = await browsers.open(language=language)
    other.watch.allow("401")
    await other.page.goto(f"{other.address}/login")
    await other.enter(person.username, person.password)
    await give_code(other, "auth.code", "000000")
    await expect(other.page.get_by_role("alert")).to_be_visible()
    await other.accessible()
    await give_code(other, "auth.code", code(secret, 1))
    await expect(other.button("desk.log_in")).to_be_visible()

    third = await browsers.open(language=language)
    await third.page.goto(f"{third.address}/login")
    await third.enter(person.username, person.password)
    await third.button("auth.use_recovery").click()
    await give_code(third, "auth.recovery_code", papers[0])
    await expect(third.button("desk.log_in")).to_be_visible()


async def test_a_captcha_and_a_role_that_wants_codes(
    company: Company, admin: Api, browsers: Browsers, rules: dict[str, Any]
) -> None:
    """The administrator asks for both on his page; the agent enrols; the administrator resets his telephone."""
    chief = await browsers.open()
    chief.watch.allow(LEFT)
    await chief.log_in(ADMINISTRATOR)
    await chief.page.goto(f"{chief.address}/admin/security")
    await expect(chief.page.get_by_role("heading", name=chief.t("security.title"))).to_be_visible()
    await chief.accessible()
    await choose(chief, chief.t("security.captcha_mode"), chief.t("security.mode_always"))
    await choose(chief, chief.t("security.codes_roles"), "坐席")
    await expect(chief.page.get_by_text(chief.t("security.codes_affect").split("{{")[0])).to_be_visible()
    await chief.button("common.save").click()
    await expect(chief.page.get_by_text(chief.t("common.saved"), exact=True)).to_be_visible()

    person = await company.agent()
    tab = await browsers.open()
    tab.watch.allow("401")
    await tab.page.goto(f"{tab.address}/login")
    await expect(tab.page.get_by_alt_text(tab.t("auth.captcha_alt"))).to_be_visible()
    await tab.accessible()
    async with tab.page.expect_response("**/auth/captcha/*/audio") as heard:
        await tab.button("auth.captcha_listen").click()
    sound = await heard.value
    assert (sound.status, sound.headers["content-type"]) == (200, "audio/wav")
    await tab.page.get_by_label(tab.t("auth.captcha"), exact=True).fill("x")
    await tab.enter(person.username, person.password)
    await expect(tab.page.get_by_role("alert")).to_be_visible()
    await expect(tab.page.get_by_label(tab.t("auth.captcha"), exact=True)).to_have_value("")
    assert await tab.page.get_by_label(tab.t("auth.password")).input_value() == person.password, "nothing is lost"

    await admin.send("PUT", "/security", rules | {"codes": {"roles": ["agent"]}})
    plain = await browsers.open()
    await plain.page.goto(f"{plain.address}/login")
    await plain.enter(person.username, person.password)
    await expect(plain.page.get_by_text(plain.t("account.enrol_wanted"))).to_be_visible()
    await plain.accessible()
    await enrol(plain)
    await expect(plain.button("desk.log_in")).to_be_visible()

    await chief.page.goto(f"{chief.address}/admin/users")
    await (
        chief.page.get_by_role("row")
        .filter(has_text=person.username)
        .get_by_role("button", name=chief.t("security.user"))
        .click()
    )
    await expect(chief.page.get_by_text(chief.t("security.not_locked"))).to_be_visible()
    await chief.button("security.reset").click()
    await chief.page.locator(".ant-popconfirm .ant-btn-primary").click()
    await expect(chief.page.get_by_text(chief.t("security.factor_off"))).to_be_visible()
    plain.watch.allow("401|websocket|4001")
    await expect(plain.page.get_by_label(plain.t("auth.username"))).to_be_visible()


async def choose(tab: Tab, label: str, option: str) -> None:
    await tab.page.get_by_role("combobox", name=label).click()
    await tab.page.locator(".ant-select-item-option").filter(has_text=option).first.click()
    await tab.page.keyboard.press("Escape")
