"""An administrator keeps the prompts by the page alone: words heard, files uploaded, his own voice, versions; one is
the music of a queue."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from server.demo.ua import UserAgent
from tests.e2e.browser import PATIENCE_MS, Browsers, write_tone
from tests.e2e.company import Company, Person
from tests.support.installation import PASSWORD

pytestmark = pytest.mark.browser
ADMIN = Person("", "admin", "admin", "", PASSWORD)
TONE, VOICE = 1000.0, 880.0


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_prompt_is_written_recorded_heard_and_restored(
    company: Company, browsers: Browsers, phone: UserAgent, language: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    admin = company.admin
    tab = await browsers.open(language="en" if language == "en" else "zh-CN", speaks=VOICE)
    await tab.log_in(ADMIN)
    await tab.visit("/admin/prompts")
    await tab.accessible()
    name, code = f"开场白{language[:2]}", f"hello_{language[:2].lower()}"
    await tab.button("prompts.new").click()
    await tab.page.get_by_label(tab.t("admin.name_zh")).fill(name)
    await tab.page.get_by_label(tab.t("admin.name_en")).fill(f"Opening {language[:2]}")
    # a name that is taken is said at its field, and what was typed stays
    taken = tab.page.get_by_role("dialog").get_by_label(tab.t("admin.id"))
    await taken.fill("welcome")
    tab.watch.allow("409")
    await tab.page.get_by_role("dialog").get_by_role("button", name=tab.t("common.save")).click()
    await expect(tab.page.locator(".ant-modal .ant-form-item-explain-error")).to_contain_text("welcome")
    await expect(tab.page.get_by_label(tab.t("admin.name_zh"))).to_have_value(name)
    await taken.fill(code)
    await tab.page.get_by_role("dialog").get_by_role("button", name=tab.t("common.save")).click()

    # words, heard before they are saved
    drawer = tab.page.locator(".ant-drawer")
    await drawer.get_by_label(tab.t("prompts.words.zh")).fill("您好，请拨分机号12。")
    await drawer.get_by_label(tab.t("prompts.words.en")).fill("Hello, dial extension 12.")
    await drawer.get_by_role("button", name=tab.t("prompts.try.zh")).click()
    await tab.page.wait_for_function(
        "label => document.querySelector(`audio[aria-label='${label}']`)?.duration > 1", arg=tab.t("prompts.spoken")
    )
    await drawer.get_by_role("button", name=tab.t("common.save")).click()
    await expect(drawer.locator('[data-heard="zh"]')).to_have_text(tab.t("prompts.now.spoken"))
    assert (await admin.get(f"/prompts/{code}"))["texts"]["en"] == "Hello, dial extension 12."

    # a file, then something that is no audio
    panel = drawer.locator('[data-heard="zh"]').locator("xpath=..")
    file = write_tone(tmp_path_factory.mktemp("tone") / "tone.wav", TONE)
    await panel.locator("input[type=file]").set_input_files(file)
    await expect(panel.locator("[data-heard]")).to_contain_text("1", timeout=PATIENCE_MS)
    tab.watch.allow("422")
    await panel.locator("input[type=file]").set_input_files(__file__)
    await expect(panel.locator(".ant-alert-error")).to_be_visible()

    # one's own voice, heard first, then kept: the second version
    await panel.get_by_role("button", name=tab.t("prompts.record")).click()
    await expect(panel.get_by_role("timer")).to_have_text("0:01", timeout=PATIENCE_MS)
    await panel.get_by_role("button", name=tab.t("prompts.stop")).click()
    await expect(panel.get_by_label(tab.t("prompts.take"))).to_be_visible()
    await panel.get_by_role("button", name=tab.t("prompts.keep")).click()
    await expect(panel.get_by_role("listitem")).to_have_count(2, timeout=PATIENCE_MS)
    await expect(panel.locator(".ant-alert-error")).to_have_count(0)
    await tab.accessible()

    # the first one again: heard on the page, and by a caller
    first = panel.get_by_role("listitem").last
    await first.get_by_role("button", name=tab.t("prompts.restore")).click()
    await expect(first.get_by_role("button", name=tab.t("prompts.restore"))).to_have_count(0)
    await first.get_by_role("button", name=tab.t("prompts.listen")).click()
    await tab.page.wait_for_function("() => document.querySelector('audio[src^=\"/api\"]')?.duration > 1", polling=100)
    row = await admin.get(f"/prompts/{code}")
    assert (row["recorded"], [one["source"] for one in row["versions"]]) == ({"zh": 1}, ["browser", "upload"])
    play = {"kind": "play", "say": [{"prompt": code}, {"prompt": code}], "next": "bye"}
    flow = {"flow": code, "name": {"zh": name, "en": name}, "start": "say", "languages": ["zh"]}
    document = flow | {"nodes": {"say": play, "bye": {"kind": "hangup"}}}
    await admin.send("PUT", f"/flows/{code}/draft", {"document": document, "comment": ""})
    await admin.send("POST", f"/flows/{code}/publish", {})
    number = "1771" if language == "en" else "1772"
    await admin.send("POST", "/entries", {"number": number, "flow": code, "name": {"zh": name, "en": name}})
    call = await phone.call(company.hotline.number(number), user=company.customer_number())
    await call.wait_answered()
    await call.wait_tone(TONE, 10)
    await call.wait_ended(20)

    # whoever changes it now is told who plays it, and it cannot be removed
    await tab.page.reload()
    await expect(tab.page.locator(".ant-drawer .ant-alert-warning")).to_contain_text(name)
    await expect(tab.page.locator(".ant-drawer").get_by_role("button", name=tab.t("common.delete"))).to_be_disabled()

    # and it is the music of a queue
    queue = f"waits_{language[:2].lower()}"
    await admin.send("POST", "/queues", {"id": queue, "name": {"zh": f"等待{language}", "en": f"Waits {language}"}})
    await tab.page.locator(".ant-drawer-close").click()
    await expect(tab.page.locator(".ant-drawer-content-wrapper")).to_have_count(0)
    await tab.visit("/admin/queues")
    line = tab.page.get_by_role("row").filter(has_text=queue)
    await line.get_by_role("button", name=tab.t("settings.edit")).click()
    music = tab.page.get_by_label(tab.t("settings.fields.music"), exact=True)
    await music.fill(code)
    await music.press("Enter")
    await tab.accessible()
    await tab.page.locator(".ant-drawer-footer .ant-btn-primary").click()
    await expect(tab.page.locator(".ant-drawer-content-wrapper")).to_have_count(0)
    document["nodes"]["say"] = {"kind": "queue", "queue": queue}
    await admin.send("PUT", f"/flows/{code}/draft", {"document": document, "comment": ""})
    await admin.send("POST", f"/flows/{code}/publish", {})
    call = await phone.call(company.hotline.number(number), user=company.customer_number())
    await call.wait_answered()
    await call.wait_tone(TONE, 20)
    await call.hangup()
    await tab.page.goto(f"{tab.address}/admin/prompts?open={code}")
    await expect(tab.page.locator(".ant-drawer .ant-alert-warning")).to_contain_text(f"{language}")
