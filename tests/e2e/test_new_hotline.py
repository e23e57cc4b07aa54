"""An administrator builds a hotline from an empty installation by the pages alone, and it is called."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from server.demo.ua import UserAgent, tone
from tests.e2e.browser import Browsers, Tab
from tests.e2e.scenes import AGENT, CUSTOMER
from tests.e2e.wizard import (
    OWN,
    choose,
    field,
    fill,
    first_call,
    first_log_in,
    names,
    save_form,
    through_the_set_up,
)
from tests.support.installation import Installation
from tests.support.web_api import Api

pytestmark = [pytest.mark.browser, pytest.mark.timeout(480)]

FIRST = "first-password"
NUMBER = "4008"
CALLER = "13800138021"
DAYS = 7


@pytest.fixture
def empty(tmp_path: Path, sounds: Path) -> Iterator[Installation]:
    """As it comes: nobody has said a password, so that one is made up and printed once."""
    made = Installation(tmp_path / "home", sounds=sounds)
    del made.variables["HOTLINE_ADMIN_PASSWORD"]
    made.start()
    try:
        made.wait_ready()
        yield made
        assert made.stop() == 0, made.output[-3000:]
    finally:
        made.close()


@pytest.fixture
async def people(empty: Installation, tmp_path: Path) -> AsyncIterator[Browsers]:
    async with Browsers(empty.address, tmp_path) as made:
        yield made
        made.check()


async def test_the_first_set_up_in_english(people: Browsers, empty: Installation) -> None:
    tab = await people.open(speaks=CUSTOMER, language="en")
    await first_log_in(tab, empty)
    await through_the_set_up(tab, FIRST)
    await first_call(tab)
    await tab.visit("/help")
    await expect(tab.page.get_by_role("heading", level=1)).to_contain_text("first call")
    await tab.accessible()


async def test_a_hotline_is_built_from_nothing_and_called(
    people: Browsers, empty: Installation, phone: UserAgent
) -> None:
    tab = await people.open()
    await first_log_in(tab, empty)
    await through_the_set_up(tab, FIRST)
    await first_call(tab)

    await make_a_queue(tab)
    await make_hours(tab)
    await draw_the_flow(tab)
    await lead_the_number(tab)
    await enter_a_ticket(tab)

    agent = await people.open(speaks=AGENT)
    await agent.page.goto(f"{agent.address}/login")
    await agent.enter("lifang", FIRST)
    for key, text in (("old", FIRST), ("new", OWN), ("again", OWN)):
        await fill(agent, f"auth.password_{key}", text)
    await agent.button("auth.password_save").click()
    await agent.sign_in()

    async with await Api.open(empty.address, "admin", OWN) as admin:
        call = await phone.call(empty.number(NUMBER), user=CALLER, from_name="王强")
        await call.wait_answered()
        call.speak(tone(CUSTOMER, 1))
        await call.wait_audio(0.02, 20)
        await admin.until("/live/snapshot", lambda view: [one for one in view["calls"] if one.get("node") == "menu"])
        await call.send_digits("1")
        await admin.until("/live/snapshot", lambda view: [one for one in view["calls"] if one.get("node") == "told"])
        await call.send_digits("0")
        await agent.rings()
        await agent.page.keyboard.press("F2")
        await asyncio.gather(agent.hears_tone(CUSTOMER), call.wait_tone(AGENT, 20))
        await agent.page.keyboard.press("F4")
        await call.wait_ended(20)

        def ended(page: dict[str, list[dict[str, str]]]) -> dict[str, str] | None:
            return next((row for row in page["items"] if row["ended_at"]), None)

        row = await admin.until("/calls", ended, number=CALLER)
        record = await admin.get(f"/calls/{row['id']}")
        visited = [item["data"]["node"] for item in record["timeline"] if item["data"].get("node")]
        assert (record["outcome"], record["ended_by"]) == ("answered", "agent")
        assert {"office", "menu", "ask", "told", "to_install"} <= set(visited), visited


async def make_a_queue(tab: Tab) -> None:
    """A queue of installers, which the agent serves besides the one of the set-up."""
    await tab.visit("/admin/queues")
    await tab.button("settings.new").click()
    await field(tab, "id").fill("install")
    await names(tab, "安装预约", "Installation")
    await save_form(tab)
    await tab.visit("/admin/users")
    row = tab.page.get_by_role("row").filter(has_text="lifang")
    await row.get_by_role("button", name=tab.t("settings.edit")).click()
    served = tab.page.get_by_role("group", name=tab.t("settings.fields.queues"), exact=True)
    await served.get_by_role("button", name=tab.t("settings.add")).last.click()
    await choose(served.get_by_label(tab.t("settings.fields.queue"), exact=True).last, "安装预约")
    await save_form(tab)


async def make_hours(tab: Tab) -> None:
    """Open day and night."""
    await tab.visit("/admin/hours")
    await tab.button("settings.new").click()
    await field(tab, "id").fill("allday")
    await names(tab, "全天", "Day and night")
    week = tab.page.get_by_role("group", name=re.compile(rf"^{tab.t('settings.fields.week')}"))
    adds = week.get_by_role("button", name=tab.t("settings.add"))
    for day in range(DAYS):
        await adds.nth(day).click()
        await week.get_by_label(tab.t("settings.fields.start"), exact=True).nth(day).fill("00:00")
        await week.get_by_label(tab.t("settings.fields.end"), exact=True).nth(day).fill("24:00")
    await save_form(tab)


def inspector(tab: Tab) -> Locator:
    return tab.page.get_by_role("complementary", name=tab.t("flows.node"))


async def add_node(tab: Tab, kind: str, name: str) -> None:
    """A new node of a kind under a name of its own; it is the chosen one."""
    palette = tab.page.get_by_role("navigation", name=tab.t("flows.palette"))
    await palette.get_by_role("button", name=tab.t(f"flows.kinds.{kind}"), exact=True).click()
    given = inspector(tab).get_by_label(tab.t("flows.node_name"), exact=True)
    await given.fill(name)
    await given.press("Enter")
    await expect(tab.page.locator(f'.react-flow__node[data-id="{name}"]')).to_be_visible()


async def say(tab: Tab, zh: str, en: str) -> None:
    for language, text in (("zh", zh), ("en", en)):
        label = tab.t("flows.words_in").replace("{{language}}", language).replace("{{number}}", "1")
        await inspector(tab).get_by_label(label, exact=True).first.fill(text)


async def lead(tab: Tab, **ways: str) -> None:
    """Fields of the chosen node that lead to nodes."""
    for name, target in ways.items():
        await choose(inspector(tab).get_by_role("combobox", name=tab.t(f"flows.fields.{name}"), exact=True), target)


async def draw_the_flow(tab: Tab) -> None:
    """Greeting → hours → menu: 1 tells how the caller's ticket stands, 0 leads to the queue."""
    await tab.visit("/admin/flows")
    await tab.button("admin.flow_new").click()
    await fill(tab, "admin.id", "install")
    await fill(tab, "admin.name_zh", "安装热线")
    await fill(tab, "admin.name_en", "Installation line")
    await tab.page.locator(".ant-modal-footer .ant-btn-primary").click()
    await expect(tab.page.locator('.react-flow__node[data-id="welcome"]')).to_be_visible()

    await add_node(tab, "queue", "to_install")
    queue = inspector(tab).get_by_label(tab.t("flows.fields.queue"), exact=True)
    await choose(queue, "install")
    await add_node(tab, "menu", "menu")
    await say(tab, "工单进度请按1，人工服务请按0。", "For your ticket, press 1. For an agent, press 0.")
    await lead(tab, on_fail="to_install")
    await add_node(tab, "play", "told")
    await say(
        tab, "您的工单{number:digits}正在处理。转人工请按0。", "Your ticket {number:digits} is in progress. Press 0."
    )
    await lead(tab, next="menu")
    await add_node(tab, "play", "nothing")
    await say(tab, "没有查到您的工单。", "We found no ticket.")
    await lead(tab, next="menu")
    await add_node(tab, "lookup", "ask")
    await choose(inspector(tab).get_by_label(tab.t("flows.fields.query"), exact=True), "ticket_status")
    more = inspector(tab).locator("summary")
    if await more.count():
        await more.click()
    params = inspector(tab).locator("#field-params").locator("..")
    await params.get_by_label(tab.t("flows.add_value")).fill("phone")
    await params.get_by_label(tab.t("flows.add_value")).press("Enter")
    await inspector(tab).get_by_label("phone", exact=True).fill("{caller}")
    results = inspector(tab).get_by_label(tab.t("flows.fields.results"), exact=False).last
    await choose(results, "number")
    await lead(tab, found="told", not_found="nothing", failed="nothing")
    await tab.page.locator('.react-flow__node[data-id="menu"]').click()
    for key, target in (("1", "ask"), ("0", "to_install")):
        await choose(inspector(tab).get_by_label(tab.t("flows.add_key")), key)
        await choose(inspector(tab).get_by_role("combobox", name=key, exact=True), target)
    await add_node(tab, "hours", "office")
    await choose(inspector(tab).get_by_label(tab.t("flows.fields.calendar"), exact=True), "allday")
    await lead(tab, open="menu", closed="bye")
    await tab.button("flows.arrange").click()
    await tab.page.get_by_role("button", name=re.compile("fit view", re.IGNORECASE)).click()
    await tab.page.locator('.react-flow__node[data-id="welcome"]').click()
    await lead(tab, next="office")
    await expect(tab.page.get_by_text(tab.t("flows.nothing_wrong"))).to_be_visible()
    await expect(tab.page.get_by_text(tab.t("flows.kept.kept"))).to_be_visible()
    await tab.button("flows.publish").click()
    await tab.page.locator(".ant-modal-footer .ant-btn-primary").click()
    await expect(tab.page.get_by_text(tab.t("admin.flow_version").replace("{{version}}", "1")).first).to_be_visible()


async def lead_the_number(tab: Tab) -> None:
    await tab.visit("/admin/entries")
    await tab.button("settings.new").click()
    await field(tab, "number").fill(NUMBER)
    await names(tab, "安装热线", "Installation line")
    await choose(field(tab, "flow"), "安装热线")
    await save_form(tab)


async def enter_a_ticket(tab: Tab) -> None:
    """What the caller will ask for."""
    await tab.visit("/documents")
    await tab.page.get_by_role("link", name=tab.t("documents.new")).or_(tab.button("documents.new")).first.click()
    form = tab.page.locator("form").filter(has=tab.page.get_by_label(tab.t("documents.type"), exact=True))
    await choose(form.get_by_label(tab.t("documents.type"), exact=True), "安装")
    await form.get_by_label(tab.t("documents.column.title"), exact=True).fill("空调安装")
    await form.get_by_label(tab.t("documents.column.phone"), exact=True).fill(CALLER)
    await tab.button("documents.create").click()
    await expect(tab.page.get_by_role("heading", level=1)).to_contain_text("空调安装")
