"""What an administrator does in the first set-up, and in the rooms after it."""

from __future__ import annotations

from playwright.async_api import Locator, expect

from tests.e2e.browser import PATIENCE_MS, Tab
from tests.support.installation import Installation

OWN = "my-own-password"
"""What the administrator chooses in place of the password that was printed."""


async def fill(tab: Tab, key: str, text: str) -> None:
    await tab.page.get_by_label(tab.t(key), exact=True).fill(text)


async def first_log_in(tab: Tab, empty: Installation) -> None:
    """With the password that was printed; it must be replaced before anything else."""
    tab.watch.allow("ERR_ABORTED")  # who leaves a page ends what it asks for at that moment
    printed = empty.wait_line(r"密码 password: (\S+)")[1]
    await tab.page.goto(f"{tab.address}/login")
    await tab.enter("admin", printed)
    await fill(tab, "auth.password_old", printed)
    await fill(tab, "auth.password_new", OWN)
    await fill(tab, "auth.password_again", OWN)
    await tab.button("auth.password_save").click()
    await tab.page.wait_for_url("**/setup")


async def save_step(tab: Tab, then: str) -> None:
    """Save the step; the next one is there."""
    await tab.button("setup.save").click()
    await expect(tab.page.get_by_role("heading", level=2)).to_have_text(tab.t(f"setup.steps.{then}.title"))


async def through_the_set_up(tab: Tab, agents_password: str) -> None:
    """All steps up to the test call: a company, a queue, an agent `lifang` with a desk phone, a flow, a number. On the
    way a wrong area code, leaving and coming back, and a user name that is taken."""
    heading = tab.page.get_by_role("heading", level=2)
    await expect(heading).to_have_text(tab.t("setup.steps.company.title"))
    await tab.accessible()
    await fill(tab, "setup.name_zh", "春风家电")
    await fill(tab, "setup.name_en", "Spring Breeze")
    await fill(tab, "setup.area_code", "10")
    await tab.button("setup.save").click()
    await expect(tab.page.get_by_text(tab.t("setup.area_code_wrong"))).to_be_visible()
    await fill(tab, "setup.area_code", "021")
    await save_step(tab, "administrator")
    await fill(tab, "setup.your_name", "张主管")
    await save_step(tab, "queue")

    await fill(tab, "setup.name_zh", "售后热线")
    await tab.button("setup.later").click()
    await tab.page.wait_for_url("**/live")
    await tab.page.get_by_role("link", name=tab.t("setup.go_on")).click()
    await expect(heading).to_have_text(tab.t("setup.steps.queue.title"))
    await expect(tab.page.get_by_label(tab.t("setup.name_zh"), exact=True)).to_have_value("售后热线")
    await save_step(tab, "people")

    await tab.accessible()
    await fill(tab, "setup.person.name", "李芳")
    await fill(tab, "setup.person.username", "admin")
    await fill(tab, "setup.person.password", agents_password)
    await fill(tab, "setup.person.extension", "8001")
    tab.watch.allow("409|422|status of 4")
    await tab.button("setup.save").click()
    await expect(tab.page.locator(".ant-form-item-explain-error")).to_be_visible()
    await fill(tab, "setup.person.username", "lifang")
    await tab.button("setup.save").click()
    await expect(tab.page.locator(".ant-modal code")).to_be_visible()
    await tab.page.locator(".ant-modal .ant-btn-primary").click()
    await expect(heading).to_have_text(tab.t("setup.steps.flow.title"))

    greeting = tab.page.get_by_label(tab.t("setup.greeting_zh"), exact=True)
    await expect(greeting).to_have_value("您好，欢迎致电春风家电。")
    await tab.page.locator(".ant-radio-wrapper").first.click()
    await tab.accessible()
    await save_step(tab, "entry")
    await save_step(tab, "test")


async def first_call(tab: Tab) -> None:
    """One page for both sides: the customer's phone below, the agent's in the bar above. Then it is over for good."""
    await tab.sign_in()
    await tab.page.get_by_role("main").locator("button").filter(has_text="1000").click()
    await expect(tab.page.get_by_text(tab.t("setup.test.heard"))).to_be_visible(timeout=PATIENCE_MS)
    await tab.hears()
    await tab.accessible()
    await tab.button("setup.finish").click()
    await expect(tab.page.get_by_text(tab.t("setup.over"))).to_be_visible()
    await tab.page.goto(f"{tab.address}/")
    await tab.page.wait_for_url(lambda url: url.endswith(("/live", "/home", "/")) and "/setup" not in url)
    await expect(tab.page.get_by_role("link", name=tab.t("setup.go_on"))).to_have_count(0)


# ---- rooms of settings ----


def field(tab: Tab, name: str) -> Locator:
    return tab.page.get_by_label(tab.t(f"settings.fields.{name}"), exact=True)


async def names(tab: Tab, zh: str, en: str) -> None:
    label = tab.t("settings.fields.name")
    await tab.page.get_by_label(f"{label} ({tab.t('settings.in_zh')})", exact=True).fill(zh)
    await tab.page.get_by_label(f"{label} ({tab.t('settings.in_en')})", exact=True).fill(en)


async def choose(within: Locator, value: str) -> None:
    """Choose by what stands in the list."""
    await within.fill(value)
    await within.press("Enter")


async def save_form(tab: Tab) -> None:
    await tab.page.locator(".ant-drawer-footer .ant-btn-primary").click()
    await expect(tab.page.locator(".ant-drawer-content-wrapper")).to_have_count(0)
