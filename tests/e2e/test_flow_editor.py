"""An administrator draws a flow, tries it, publishes it, and a caller walks through it."""

from __future__ import annotations

import re

import pytest
import yaml
from playwright.async_api import Locator, expect

from server.demo.ua import UserAgent
from tests.e2e.browser import Browsers, Tab
from tests.e2e.company import Company, Person
from tests.support.installation import PASSWORD, Installation
from tests.support.web_api import Api

NUMBER = "8850"


def node(tab: Tab, name: str) -> Locator:
    return tab.page.locator(f'.react-flow__node[data-id="{name}"]')


def inspector(tab: Tab) -> Locator:
    return tab.page.get_by_role("complementary", name=tab.t("flows.node"))


async def choose(tab: Tab, label: str, target: str) -> None:
    """Choose a node in one of the inspector's fields, as somebody without a mouse does."""
    field = inspector(tab).get_by_role("combobox", name=label, exact=True)
    await field.fill(target)
    await field.press("Enter")


async def draw(tab: Tab, source: str, way: str, target: str) -> None:
    """Draw a line from a node's row to another node."""
    start = node(tab, source).locator(f'[data-handleid="{way}"]')
    end = node(tab, target).locator(".react-flow__handle-left")
    await start.hover()
    await tab.page.mouse.down()
    await end.hover()
    await tab.page.mouse.up()


async def say(tab: Tab, zh: str, en: str) -> None:
    for language, text in (("zh", zh), ("en", en)):
        label = tab.t("flows.words_in").replace("{{language}}", language).replace("{{number}}", "1")
        await inspector(tab).get_by_label(label, exact=True).fill(text)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_flow_is_drawn_tried_published_and_called(
    browsers: Browsers, admin: Api, hotline: Installation, company: Company, phone: UserAgent, language: str
) -> None:
    name, number = f"drawn_{language[:2]}", NUMBER + ("1" if language == "en" else "0")
    tab = await browsers.open(language="en" if language == "en" else "zh-CN")
    await tab.log_in(Person("", "admin", "admin", "", PASSWORD))
    await tab.visit("/admin/flows")
    await tab.button("admin.flow_new").click()
    await tab.page.get_by_label(tab.t("admin.id"), exact=True).fill(name)
    await tab.page.get_by_label(tab.t("admin.name_zh")).fill("画出的流程")
    await tab.page.get_by_label(tab.t("admin.name_en")).fill("A drawn flow")
    await tab.page.locator(".ant-modal-footer .ant-btn-primary").click()
    await expect(node(tab, "welcome")).to_be_visible()

    # a menu between the greeting and the end: by the palette, the inspector, and by drawing
    palette = tab.page.get_by_role("navigation", name=tab.t("flows.palette"))
    await palette.get_by_role("button", name=tab.t("flows.kinds.menu"), exact=True).click()
    await say(tab, "留言请按1。", "To leave a message, press 1.")
    await inspector(tab).get_by_label(tab.t("flows.add_key")).fill("1")
    await inspector(tab).get_by_label(tab.t("flows.add_key")).press("Enter")
    for what in (tab.t("flows.fields.name"), tab.t("flows.meaning_of").replace("{{key}}", "1")):
        for code, words in (("zh", "留言菜单"), ("en", "Message menu")):
            label = tab.t("flows.named_in").replace("{{what}}", what)
            label = label.replace("{{language}}", tab.t(f"words.language.{code}"))
            await inspector(tab).get_by_label(label, exact=True).fill(words)
    await expect(node(tab, "menu").get_by_role("strong")).to_have_text(
        "Message menumenu" if language == "en" else "留言菜单menu"
    )
    await choose(tab, tab.t("flows.fields.on_fail"), "bye")
    await expect(tab.page.locator(".react-flow__node")).to_have_count(3)
    await palette.get_by_role("button", name=tab.t("flows.kinds.queue"), exact=True).click()
    queue = inspector(tab).get_by_label(tab.t("flows.fields.queue"), exact=True)
    await queue.fill("service")
    await queue.press("Enter")
    await tab.button("flows.arrange").click()
    await tab.page.get_by_role("button", name=re.compile("fit view", re.IGNORECASE)).click()
    await draw(tab, "welcome", "next", "menu")
    await draw(tab, "menu", "keys:1", "queue")

    await expect(tab.page.get_by_text(tab.t("flows.nothing_wrong"))).to_be_visible()
    await tab.page.get_by_role("tab", name=tab.t("flows.trial_title")).click()
    await tab.page.get_by_label(tab.t("flows.keys"), exact=True).fill("1")
    await tab.button("flows.try").click()
    await expect(tab.page.get_by_text(tab.t("flows.outcome").replace("{{outcome}}", "queue service"))).to_be_visible()
    await expect(tab.page.get_by_text(tab.t("flows.kept.kept"))).to_be_visible()

    # loaded anew, the draft is there; undone and done again; then published
    tab.watch.allow("favicon.*ERR_ABORTED")
    await tab.page.reload()
    await expect(tab.page.locator(".react-flow__edge")).to_have_count(3)
    await expect(tab.page.get_by_text(tab.t("flows.nothing_wrong"))).to_be_visible()
    await expect(tab.button("flows.publish")).to_be_enabled()
    await tab.accessible()
    await tab.button("flows.publish").click()
    await tab.page.get_by_label(tab.t("flows.comment")).fill("first")
    await tab.page.locator(".ant-modal-footer .ant-btn-primary").click()
    version = tab.t("admin.flow_version").replace("{{version}}", "1")
    await expect(tab.page.get_by_text(version, exact=True)).to_be_visible()
    published = (await admin.get(f"/flows/{name}"))["document"]
    words = {"zh": "留言菜单", "en": "Message menu"}
    menu = published["nodes"]["menu"]
    assert (menu["name"], menu["keys"], menu["meanings"]) == (words, {"1": "queue"}, {"1": words})
    assert set(published["layout"]) == set(published["nodes"])
    await tab.page.get_by_role("tab", name="YAML").click()
    shown = await tab.page.get_by_label(tab.t("admin.flow_text")).input_value()
    assert yaml.safe_load(shown) == published

    entry = {"number": number, "flow": name, "name": {"zh": "画出的流程", "en": "A drawn flow"}}
    await admin.send("POST", "/entries", entry)
    caller = company.customer_number()
    call = await phone.call(hotline.number(number), user=caller)
    await call.wait_answered()
    live = await company.live_call(caller)
    await call.send_digits("1")
    await admin.until(
        "/live/snapshot",
        lambda view: next((one for one in view["calls"] if one["call"] == live["call"] and one["queue"]), None),
        20,
    )
    await call.hangup()
    record = await company.call_of(caller)
    assert "queue" in {item["data"].get("node") for item in record["timeline"]}
