"""An administrator sets what there is one of: by pages, with what a change does said before it is saved."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from playwright.async_api import Locator, expect

from tests.e2e.browser import PATIENCE_MS, Browsers, Language, Tab
from tests.e2e.company import Person
from tests.e2e.provider import Provider
from tests.support.installation import PASSWORD
from tests.support.web_api import Api

pytestmark = pytest.mark.browser
ADMIN = Person("", "admin", "admin", "", PASSWORD)


def labelled(tab: Tab, key: str) -> Locator:
    return tab.page.get_by_label(tab.t(key), exact=True)


def said(tab: Tab, key: str) -> Locator:
    """A text of the page up to its first value."""
    return tab.page.get_by_text(tab.t(key).split("{{")[0])


async def save(tab: Tab) -> None:
    button = tab.page.get_by_role("button", name=tab.t("common.save"), exact=True)
    await button.click()
    await expect(button).to_be_disabled(timeout=PATIENCE_MS)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_messages_leave_by_a_gateway_that_was_set_up_and_tried(
    browsers: Browsers, admin: Api, provider: Provider, language: Language
) -> None:
    tab = await browsers.open(language=language)
    await tab.log_in(ADMIN)
    await tab.visit("/outbox")
    await expect(said(tab, "outbox.none.sms")).to_be_visible(timeout=PATIENCE_MS)
    await tab.page.get_by_role("alert").get_by_role("link", name=tab.t("outbox.to_gateways")).first.click()
    await tab.button("gateways.begin.sms").click()
    await expect(said(tab, "gateways.effects.starts.sms")).to_be_visible(timeout=PATIENCE_MS)
    provider.key = "k3y"
    await labelled(tab, "gateways.sms_url").fill(provider.url)
    await labelled(tab, "gateways.sms_success_path").fill("code")
    await labelled(tab, "gateways.sms_success_values").fill("0")
    await labelled(tab, "gateways.sms_success_values").press("Enter")
    await labelled(tab, "gateways.sms_reference_path").fill("data.sid")
    await tab.accessible()

    # what was typed outlives the page
    await tab.page.reload()
    await expect(tab.page.get_by_text(tab.t("common.draft_found"))).to_be_visible(timeout=PATIENCE_MS)
    await save(tab)

    # what is tried is refused until its address may be a private one, and until the key is there
    await labelled(tab, "gateways.test_to").fill("13800138000")
    send = tab.page.get_by_role("button", name=tab.t("gateways.test_send"), exact=True)
    failed = tab.page.get_by_role("alert").filter(has_text=tab.t("gateways.test_failed.sms"))
    await send.click()
    await expect(failed).to_be_visible(timeout=PATIENCE_MS)
    await labelled(tab, "gateways.sms_private").click()
    await save(tab)
    await send.click()
    await expect(failed.filter(has_text="who are you")).to_be_visible(timeout=PATIENCE_MS)
    await labelled(tab, "gateways.secret.sms").fill("k3y")
    await save(tab)
    await send.click()
    await expect(tab.page.get_by_text(tab.t("gateways.test_sent.sms"))).to_be_visible(timeout=PATIENCE_MS)
    await expect(tab.page.get_by_text("sid-1")).to_be_visible()
    await tab.accessible()
    assert len(provider.texts) == 1
    await expect(labelled(tab, "gateways.secret.sms")).to_have_value("")
    await expect(tab.page.get_by_text(tab.t("gateways.secret_kept"))).to_be_visible()

    # another change leaves the key alone; taken away, it is gone with the gateway
    await labelled(tab, "gateways.keep_hours").fill("48")
    await save(tab)
    kept = await admin.get("/message-gateways")
    assert (kept["keep_hours"], kept["has_secret"]["sms"]) == (48, True)
    await tab.button("gateways.remove.sms").click()
    await expect(said(tab, "gateways.effects.removed.sms")).to_be_visible(timeout=PATIENCE_MS)
    await labelled(tab, "gateways.keep_hours").fill("72")
    await save(tab)
    kept = await admin.get("/message-gateways")
    assert (kept["sms"], kept["keep_hours"], kept["has_secret"]["sms"]) == (None, 72, False)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_settings_say_what_they_do_before_they_are_saved(
    browsers: Browsers, admin: Api, language: Language
) -> None:
    tab = await browsers.open(language=language)
    tab.watch.allow("422")  # a code that another feature has is refused
    await tab.log_in(ADMIN)

    async def go_to(name: str) -> None:
        await tab.visit(f"/admin/{name}")
        title = tab.page.get_by_role("heading", level=1)
        await expect(title).to_have_text(tab.t(f"singles.{name}.title"), timeout=PATIENCE_MS)
        await tab.accessible()
        assert "singles." not in await tab.page.locator("form").inner_text()

    await go_to("media")
    await expect(said(tab, "singles.media.not_yet")).to_be_visible()
    chats = tab.page.get_by_label(f"{tab.t('singles.media.capacity')} {tab.t('settings.choices.chat')}", exact=True)
    most = 4 if language == "en" else 2
    await chats.fill(str(most))
    await save(tab)
    assert (await admin.get("/media-policy"))["capacity"]["chat"] == most

    await go_to("http-hosts")
    await tab.button("settings.add").click()
    await labelled(tab, "singles.http-hosts.hosts_host").fill(f"erp.{language.lower()}.example.com")
    await expect(said(tab, "singles.http-hosts.effect")).to_be_visible()
    await save(tab)
    kept = {"host": f"erp.{language.lower()}.example.com", "private": False}
    assert (await admin.get("/http-hosts"))["hosts"] == [kept]
    await tab.page.get_by_role("button", name=tab.t("settings.remove"), exact=True).click()
    await save(tab)

    await go_to("feature-codes")
    pickup = labelled(tab, "singles.feature-codes.pickup")
    await pickup.fill("*50")
    await tab.page.get_by_role("button", name=tab.t("common.save"), exact=True).click()
    field = tab.page.locator("div").filter(has=pickup).last
    await expect(field.get_by_role("alert")).to_contain_text("*50", timeout=PATIENCE_MS)
    await tab.button("singles.discard").click()
    await expect(pickup).to_have_value("*8")

    # somebody else is quicker
    await go_to("kpi-settings")
    before = await admin.get("/kpis/settings")
    await labelled(tab, "singles.kpi-settings.repeat_hours").fill("12")
    await expect(said(tab, "singles.kpi-settings.effect")).to_be_visible()
    await admin.send("PUT", "/kpis/settings", before | {"resolution_hours": 48.0})
    await tab.page.get_by_role("button", name=tab.t("common.save"), exact=True).click()
    await expect(tab.page.get_by_text(tab.t("singles.overtaken"))).to_be_visible(timeout=PATIENCE_MS)
    await tab.button("singles.show_theirs").click()
    await expect(labelled(tab, "singles.kpi-settings.resolution_hours")).to_have_value("48")
    await labelled(tab, "singles.kpi-settings.repeat_hours").fill("12")
    await save(tab)
    now = await admin.get("/kpis/settings")
    assert (now["repeat_hours"], now["resolution_hours"]) == (12, 48)
    await admin.send("PUT", "/kpis/settings", before)

    await go_to("recording-retention")
    await expect(said(tab, "singles.recording-retention.default")).to_be_visible(timeout=PATIENCE_MS)
    await labelled(tab, "singles.recording-retention.days").fill("400")
    await expect(said(tab, "singles.recording-retention.deletes_nothing")).to_be_visible(timeout=PATIENCE_MS)
    await save(tab)
    assert (await admin.get("/recording-retention"))["days"] == 400
    await admin.send("PUT", "/recording-retention", {})


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_configuration_goes_out_and_comes_in_after_a_trial(
    browsers: Browsers, admin: Api, language: Language, tmp_path: Path
) -> None:
    tab = await browsers.open(language=language)
    tab.watch.allow("422")  # what is wrong is refused
    await tab.log_in(ADMIN)
    await tab.visit("/admin/configuration")
    async with tab.page.expect_download() as saved:
        await tab.button("configfile.download").click()
    document = yaml.safe_load(Path(await (await saved.value).path()).read_text(encoding="utf-8"))
    skill = f"file_{language[:2].lower()}"
    document["skills"][skill] = {"name": {"zh": "文件", "en": "File"}}
    document["prompts"][skill] = {"name": {"zh": "录音", "en": "Recorded"}, "recorded": ["zh"]}
    document["queues"]["service"]["demand"] = [{"skill": "nothing"}]

    async def choose() -> None:
        file = tmp_path / "changed.yaml"
        file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
        await tab.page.locator("input[type=file]").set_input_files(file)
        await tab.button("configfile.try").click()

    await choose()
    line = re.compile(tab.t("configfile.line").replace("{{line}}", r"\d+"))
    refused = tab.page.get_by_role("alert").filter(has_text="nothing")
    await expect(refused).to_contain_text(line, timeout=PATIENCE_MS)
    document["queues"]["service"]["demand"] = []
    await choose()
    made = tab.page.get_by_role("region", name=tab.t("configfile.created"))
    await expect(made.get_by_text(skill)).to_have_count(2, timeout=PATIENCE_MS)
    await expect(tab.page.get_by_text(f"{skill}.zh")).to_be_visible()
    await tab.accessible()
    assert skill not in {row["id"] for row in await admin.get("/skills")}
    await tab.page.get_by_role("button", name=tab.t("configfile.take"), exact=True).click()
    await expect(said(tab, "configfile.taken")).to_be_visible(timeout=PATIENCE_MS)
    assert skill in {row["id"] for row in await admin.get("/skills")}
    await admin.send("DELETE", f"/skills/{skill}")
    await admin.send("DELETE", f"/prompts/{skill}")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_menu_is_arranged(browsers: Browsers, admin: Api, language: Language) -> None:
    before = await admin.get("/menu/arrangement")
    try:
        tab = await browsers.open(language=language)
        await tab.log_in(ADMIN)
        await tab.visit("/admin/menu")
        shown = tab.page.locator("nav")
        calls = shown.locator('a[href="/calls"]')
        name = (await calls.inner_text()).strip()
        await tab.accessible()
        await tab.page.get_by_role("switch", name=f"{name}: {tab.t('menueditor.shown')}", exact=True).click()
        await tab.button("menueditor.add_link").click()
        dialog = tab.page.get_by_role("dialog")
        await dialog.get_by_label(tab.t("menueditor.name_zh"), exact=True).fill("进销存")
        await dialog.get_by_label(tab.t("menueditor.name_en"), exact=True).fill("Stock")
        await dialog.get_by_label(tab.t("menueditor.url"), exact=True).fill("https://erp.example/")
        await dialog.get_by_role("button", name=tab.t("menueditor.take"), exact=True).click()
        await expect(dialog).to_have_count(0)
        await expect(said(tab, "menueditor.effect")).to_be_visible()
        await save(tab)
        await expect(shown.get_by_text("Stock" if language == "en" else "进销存")).to_be_visible(timeout=PATIENCE_MS)
        await expect(calls).to_have_count(0)
        await tab.button("menueditor.reset").click()
        await tab.page.locator(".ant-popconfirm").get_by_role("button", name=tab.t("menueditor.reset")).click()
        await save(tab)
        await expect(calls).to_have_count(1, timeout=PATIENCE_MS)
        await expect(shown.locator('a[href="https://erp.example/"]')).to_have_count(0)
    finally:
        await admin.send("PUT", "/menu/arrangement", before)
