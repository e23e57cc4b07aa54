"""Quality by the pages: a scorecard is made, a conversation drawn by lot and scored, the agent appeals, it is decided;
then two assessors calibrate."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from server.demo.ua import UserAgent
from tests.e2e.browser import PATIENCE_MS, Browsers, Tab
from tests.e2e.company import Company, Person
from tests.e2e.scenes import in_a_talk, signed_in

pytestmark = pytest.mark.browser


async def test_a_conversation_is_scored_appealed_and_calibrated(
    company: Company, browsers: Browsers, phone: UserAgent
) -> None:
    agent, desk = await signed_in(company, browsers)
    await recorded(company, phone, desk, company.customer_number())
    boss = await company.agent(role="supervisor")
    tab = await browsers.open(language="en")
    tab.watch.allow("422")  # what is incomplete is refused
    await tab.log_in(boss)

    # a scorecard; what is wrong with it is said where it is
    await tab.visit("/quality")
    await tab.page.get_by_role("tab", name=tab.t("quality.tab.scorecards")).click()
    await tab.button("quality.new_scorecard").first.click()
    name = f"Service {agent.number}"
    await tab.page.get_by_label(f"{tab.t('quality.name')} ({tab.t('settings.in_zh')})").fill(f"服务 {agent.number}")
    await tab.page.get_by_label(f"{tab.t('quality.name')} ({tab.t('settings.in_en')})").fill(name)
    for kind, zh, en in (("choice", "开场白", "Greeting"), ("yes_no", "用语不当", "Improper words")):
        await tab.button("quality.add_criterion").click()
        await tab.page.get_by_role("menuitem", name=tab.t(f"quality.kind.{kind}")).click()
        one = tab.page.get_by_role("group", name=tab.t("quality.criterion")).last
        await one.get_by_placeholder(tab.t("quality.asked")).first.fill(zh)
        if kind == "choice":
            await tab.button("quality.activate").click()
            await expect(one.get_by_role("alert")).to_be_visible(timeout=PATIENCE_MS)
        await one.get_by_placeholder(tab.t("quality.asked")).last.fill(en)
    await one.get_by_label(tab.t("quality.required")).uncheck()
    await one.get_by_label(tab.t("quality.fatal")).first.check()
    await tab.accessible()
    await tab.button("quality.activate").click()
    await expect(tab.page.get_by_text(tab.t("quality.scorecard_state.active"))).to_be_visible(timeout=PATIENCE_MS)

    # drawn by lot, heard, noted at a moment, scored
    await tab.page.get_by_role("link", name="Quality", exact=True).click()
    await tab.page.get_by_role("tab", name=tab.t("quality.tab.sample")).click()
    await choose(tab, tab.t("quality.scorecard"), name)
    await tab.page.get_by_role("spinbutton", name=tab.t("quality.min_seconds")).fill("0")
    await tab.page.keyboard.press("Enter")
    drawn = tab.page.get_by_role("row").filter(has_text=agent.name)
    await expect(drawn).to_have_count(1, timeout=PATIENCE_MS)
    await tab.accessible()
    await drawn.get_by_role("button", name=tab.t("quality.begin")).click()
    await tab.page.get_by_label(tab.t("recordings.comment")).fill("Friendly")
    await tab.page.keyboard.press("Enter")
    await expect(tab.page.get_by_role("button", name="Friendly", exact=False).first).to_be_visible(timeout=PATIENCE_MS)
    await tab.button("quality.publish").click()
    await expect(tab.page.get_by_role("group").get_by_text("is required", exact=False).first).to_be_visible(
        timeout=PATIENCE_MS
    )
    await pick(tab, "Poor")
    await tab.page.get_by_label(tab.t("quality.remark")).fill("No name was said")
    await expect(tab.page.get_by_text(tab.t("quality.stored"), exact=True)).to_be_visible(timeout=PATIENCE_MS)
    await tab.page.reload()
    await expect(tab.page.get_by_label(tab.t("quality.remark"))).to_have_value("No name was said", timeout=PATIENCE_MS)
    await expect(tab.page.get_by_text("0%").first).to_be_visible()
    await tab.accessible()
    await tab.button("quality.publish").click()
    await expect(tab.page.get_by_text(tab.t("quality.state.published")).first).to_be_visible(timeout=PATIENCE_MS)

    # the agent reads it in Chinese, and appeals
    await desk.visit("/quality")
    mine = desk.page.get_by_role("row").filter(has_text=f"服务 {agent.number}")
    await expect(mine).to_contain_text(desk.t("quality.failed"), timeout=PATIENCE_MS)
    await mine.get_by_role("link").click()
    await expect(desk.page.get_by_text("Friendly").first).to_be_visible(timeout=PATIENCE_MS)
    await desk.accessible()
    await desk.button("quality.to_appeal").click()
    await desk.page.get_by_label(desk.t("common.reason")).fill("已报姓名")
    await desk.page.get_by_role("dialog").get_by_role("button", name=desk.t("quality.to_appeal")).click()
    await expect(desk.page.get_by_text(desk.t("quality.state.appealed")).first).to_be_visible(timeout=PATIENCE_MS)

    await tab.page.reload()
    await tab.page.get_by_text(tab.t("quality.change_score")).click()
    await pick(tab, "Good")
    await tab.page.get_by_label(tab.t("quality.reply"), exact=True).fill("You are right")
    await tab.button("quality.decide_change").click()
    await expect(tab.page.get_by_text("100%").first).to_be_visible(timeout=PATIENCE_MS)
    await desk.page.reload()
    await expect(desk.page.get_by_text(desk.t("quality.state.decided")).first).to_be_visible(timeout=PATIENCE_MS)
    await expect(desk.page.get_by_text("You are right")).to_be_visible()
    await calibrate(company, browsers, tab, boss, name)


async def recorded(company: Company, phone: UserAgent, desk: Tab, number: str) -> None:
    """A conversation of some seconds, playable."""
    call = await in_a_talk(company, phone, desk, number)
    await call.hangup()
    record = await company.call_of(number)
    await company.admin.until(f"/calls/{record['id']}", lambda row: row["recording"] == "playable", 30)


async def pick(tab: Tab, answer: str) -> None:
    await tab.page.locator("label").filter(has=tab.page.get_by_role("radio", name=answer)).click()


async def choose(tab: Tab, label: str, what: str) -> None:
    await tab.page.get_by_role("combobox", name=label).first.click()
    await tab.page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter(has_text=what).first.click()


async def calibrate(company: Company, browsers: Browsers, tab: Tab, boss: Person, scorecard: str) -> None:
    """The boss invites a colleague; neither sees the other's score before the end."""
    other = await company.agent(role="supervisor")
    await tab.page.goto(f"{tab.address}/recordings")
    await tab.page.get_by_role("button", name=tab.t("common.play")).first.click()
    await tab.button("quality.assess").click()
    dialog = tab.page.get_by_role("dialog").last
    await dialog.get_by_text(tab.t("quality.calibrate")).click()
    await choose(tab, tab.t("quality.scorecard"), scorecard)
    await dialog.get_by_label(tab.t("quality.calibration_name")).fill(f"Weekly {boss.number}")
    await dialog.get_by_role("button", name=tab.t("quality.invite")).click()
    await expect(dialog.get_by_text(tab.t("quality.two_needed"))).to_be_visible(timeout=PATIENCE_MS)
    await dialog.get_by_role("combobox", name=tab.t("quality.participants")).fill(other.number)
    await tab.page.keyboard.press("Enter")
    await dialog.locator(".ant-modal-title").click()  # the list of people closes and uncovers the button
    await dialog.get_by_role("button", name=tab.t("quality.invite")).click()
    await tab.page.wait_for_url("**/quality/calibrations/*")
    place = tab.page.url.removeprefix(tab.address)

    second = await browsers.open()
    await second.log_in(other)
    await second.page.goto(second.address + place)
    for each, answer in ((tab, "Good"), (second, "差")):
        await each.button("quality.begin").click()
        await pick(each, answer)
        await each.button("quality.hand_in").click()
        await each.page.wait_for_url(f"**{place}")
        await expect(each.page.get_by_text(each.t("quality.blind"))).to_be_visible(timeout=PATIENCE_MS)
        await expect(each.page.get_by_text("100%")).to_have_count(0)
    await tab.page.reload()
    await tab.button("quality.end").click()
    await tab.page.get_by_role("tooltip").get_by_role("button").last.click()
    await expect(tab.page.get_by_role("row").filter(has_text=other.name).first).to_contain_text(
        "-50", timeout=PATIENCE_MS
    )
    await tab.accessible()
    await second.page.reload()
    await expect(second.page.get_by_role("row").filter(has_text=boss.name).first).to_contain_text(
        "+50", timeout=PATIENCE_MS
    )
