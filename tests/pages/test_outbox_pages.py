"""An administrator words a template, and sees what becomes of the messages that are made by it."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.browser import PATIENCE_MS, Browsers, Language, Tab
from tests.e2e.company import Company, Person
from tests.e2e.provider import Provider
from tests.support.installation import PASSWORD
from tests.support.web_api import Api

pytestmark = pytest.mark.browser
ADMIN = Person("", "admin", "admin", "", PASSWORD)


def named(tab: Tab, key: str, words: str) -> Locator:
    """A text in one of the languages."""
    return tab.page.get_by_label(f"{tab.t(key)} ({tab.t(f'settings.in_{words}')})", exact=True)


async def confirm(tab: Tab, key: str) -> None:
    """Press a button, and the one that it asks with."""
    await tab.page.get_by_role("button", name=tab.t(key), exact=True).first.click()
    asked = tab.page.locator(".ant-popover:visible")
    await asked.get_by_role("button", name=tab.t(key), exact=True).click()
    await expect(asked).to_have_count(0, timeout=PATIENCE_MS)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_template_is_worded_and_its_messages_are_followed(
    browsers: Browsers, admin: Api, company: Company, provider: Provider, language: Language
) -> None:
    tab = await browsers.open(language=language)
    tab.watch.allow("422")  # a wrong text is refused
    await tab.log_in(ADMIN)
    await tab.visit("/admin/templates")
    await expect(tab.page.get_by_text("survey_link")).to_be_visible(timeout=PATIENCE_MS)
    await tab.accessible()

    # one of its own, first with a placeholder that there is not
    await tab.button("templates.add").click()
    await named(tab, "templates.name", "zh").fill("到货通知")
    await named(tab, "templates.name", "en").fill(f"Arrival {language}")
    await tab.button("templates.add_variable").click()
    first = f"{tab.t('templates.variable')} 1"
    await tab.page.get_by_label(f"{first}: {tab.t('templates.variable_example')}").fill("王女士")
    await named(tab, "templates.sms", "zh").fill("您好，{{ goods }}已到货")
    wrong = tab.page.get_by_role("alert").filter(has_text="goods")
    await expect(wrong).to_be_visible(timeout=PATIENCE_MS)
    await tab.accessible()

    # what was typed outlives the page
    await tab.page.reload()
    await expect(tab.page.get_by_text(tab.t("common.draft_found"))).to_be_visible(timeout=PATIENCE_MS)
    await named(tab, "templates.sms", "zh").fill("您好，已到货")
    await expect(wrong).to_have_count(0)
    await named(tab, "templates.sms", "zh").press("Home")
    await tab.page.get_by_role("button", name=tab.t("templates.insert").replace("{{name}}", "name")).click()
    await expect(tab.page.get_by_text("王女士您好，已到货", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    await tab.page.get_by_role("button", name=tab.t("common.save"), exact=True).click()
    await expect(tab.page.get_by_text(tab.t("common.saved"), exact=True)).to_be_visible(timeout=PATIENCE_MS)
    code = f"arrival_{language.lower().replace('-', '_')}"
    await tab.page.wait_for_url(f"**/admin/templates/{code}")
    assert (await admin.get(f"/message-templates/{code}"))["sms"] == {"zh": "{{ name }}您好，已到货"}

    # a shipped one is reworded, and as shipped again
    await tab.page.get_by_role("link", name=tab.t("templates.to_list")).click()
    await tab.page.locator('a[href="/admin/templates/appointment"]').click()
    await named(tab, "templates.sms", "en").fill("See you at {{ time }}")
    await tab.page.get_by_role("button", name=tab.t("common.save"), exact=True).click()
    await tab.button("templates.restore").wait_for()
    assert (await admin.get("/message-templates/appointment"))["sms"]["en"] == "See you at {{ time }}"
    await confirm(tab, "templates.restore")
    await expect(tab.page.get_by_text(tab.t("templates.restored"))).to_be_visible(timeout=PATIENCE_MS)
    await expect(tab.button("templates.restore")).to_have_count(0)
    assert not (await admin.get("/message-templates/appointment"))["changed"]

    # without a provider its message stays, and is taken back
    number, name = company.customer_number(), f"王女士{language}"
    customer = await admin.send("POST", "/customers", {"name": name, "phones": [{"number": number}]})
    body = {"template": code, "to": number, "values": {"name": name}, "customer_id": customer["id"]}
    sent = await admin.send("POST", "/outbox", body)
    await tab.visit("/outbox")
    await expect(tab.page.get_by_text(tab.t("outbox.none.sms").split("{{")[0])).to_be_visible(timeout=PATIENCE_MS)
    search = tab.page.get_by_label(tab.t("outbox.search"), exact=True)
    await search.fill(number)
    await search.press("Enter")
    await tab.page.wait_for_url(f"**/outbox?q={number}")
    row = tab.page.get_by_role("row").filter(has_text=f"{name}您好，已到货")
    await expect(row.get_by_text(tab.t("outbox.state.waiting"))).to_be_visible(timeout=PATIENCE_MS)
    link = row.get_by_role("link", name=tab.t("audit.kind.customer"))
    await expect(link).to_have_attribute("href", f"/customers/{customer['id']}")
    await tab.accessible()
    await row.get_by_role("button", name=tab.t("outbox.open"), exact=True).click()
    drawer = tab.page.get_by_role("dialog")
    await expect(drawer.get_by_text(f"{name}您好，已到货")).to_be_visible(timeout=PATIENCE_MS)
    await confirm(tab, "outbox.cancel")
    await expect(drawer.get_by_text(tab.t("outbox.state.cancelled"))).to_be_visible(timeout=PATIENCE_MS)

    # with one that refuses it fails, and is tried again when he takes it
    provider.refuses = True
    await admin.send("PUT", "/message-gateways", {"sms": provider.gateway})
    await confirm(tab, "outbox.resend")
    await expect(drawer.get_by_text("unknown subscriber")).to_be_visible(timeout=PATIENCE_MS)
    await tab.accessible()
    provider.refuses = False
    await confirm(tab, "outbox.resend")
    state = drawer.locator(".ant-tag").get_by_text(tab.t("outbox.state.sent"), exact=True)
    await expect(state.first).to_be_visible(timeout=PATIENCE_MS)
    assert provider.texts == [f"{name}您好，已到货"]
    assert (await admin.get(f"/outbox/{sent['id']}"))["state"] == "sent"
    await tab.page.keyboard.press("Escape")
    await expect(row.get_by_text(tab.t("outbox.state.sent"), exact=True)).to_be_visible(timeout=PATIENCE_MS)
