"""An administrator writes the rules of calls to the outside, tries a number before he saves, and after."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from tests.e2e.browser import PATIENCE_MS, Browsers, Language
from tests.e2e.company import Company, Person
from tests.support.installation import PASSWORD
from tests.support.web_api import Api

pytestmark = pytest.mark.browser
ADMIN = Person("", "admin", "admin", "", PASSWORD)
TRUNK = {"id": "e2e_out", "name": "试验中继", "host": "127.0.0.1", "port": 9, "qualify": 0, "numbers": ["01062880001"]}


@pytest.fixture
async def trunk(admin: Api) -> AsyncIterator[str]:
    """A trunk to nobody; afterwards it is gone, and the rules are as they were."""
    await admin.send("POST", "/trunks", TRUNK)
    before = await admin.get("/outbound/rules")
    yield str(TRUNK["name"])
    now = await admin.get("/outbound/rules")
    await admin.send("PUT", "/outbound/rules", before | {"version": now["version"]})
    await admin.send("DELETE", f"/trunks/{TRUNK['id']}")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_rules_are_written_and_tried(
    browsers: Browsers, company: Company, admin: Api, trunk: str, language: Language
) -> None:
    agent = await company.agent()
    tab = await browsers.open(language=language)
    page, t = tab.page, tab.t
    await tab.log_in(ADMIN)
    await tab.visit("/admin/outbound")

    await tab.button("outbound.add.routes").click()
    side = page.get_by_role("dialog")
    await side.get_by_label(t("outbound.begin_with")).fill("139")
    await expect(side.get_by_text(t("outbound.numbers.mobile"), exact=True).last).to_be_visible()
    await tab.choose(side.get_by_label(t("outbound.over_trunks")), trunk)
    await side.get_by_role("button", name=t("outbound.take"), exact=True).click()
    await expect(page.get_by_role("cell").get_by_text("139", exact=True)).to_be_visible()

    await page.get_by_role("tab", name=t("outbound.tab.guards")).click()
    await tab.button("outbound.add.guards").click()
    await side.get_by_label(t("outbound.deny")).fill("1391")
    await page.keyboard.press("Enter")
    await side.get_by_label(t("outbound.cap_each")).fill("30")
    await side.get_by_role("button", name=t("outbound.take"), exact=True).click()
    await expect(side).to_have_count(0)
    await tab.accessible()

    # what is not saved yet is tried, and outlives the page
    await page.reload()
    await expect(page.get_by_text(t("common.draft_found"))).to_be_visible(timeout=PATIENCE_MS)
    await page.get_by_label(t("outbound.try_number")).fill("13911112222")
    await tab.choose(page.get_by_label(t("outbound.try_agent"), exact=True), agent.number)
    await page.get_by_role("button", name=t("outbound.try_it")).click()
    role = t("outbound.scope.role").replace("{{name}}", t("words.role.agent"))
    refused = t("outbound.refused.not_allowed").replace("{{number}}", "+8613911112222").replace("{{detail}}", role)
    await expect(page.get_by_text(refused)).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.get_by_text(t("outbound.tried_draft"))).to_be_visible()

    await page.get_by_role("button", name=t("outbound.save").replace("{{count}}", "2")).click()
    review = page.get_by_role("dialog", name=t("outbound.review").replace("{{count}}", "2"))
    await expect(review.get_by_text(t("outbound.affected.role").replace("{{name}}", role))).to_be_visible()
    await tab.accessible()
    await review.get_by_role("button", name=t("common.save"), exact=True).click()
    await expect(page.get_by_text(t("outbound.saved"), exact=True)).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.get_by_text(t("outbound.tried_saved"))).to_be_visible(timeout=PATIENCE_MS)

    rules = await admin.get("/outbound/rules")
    assert rules["routes"] == [{"prefix": "139", "trunks": ["e2e_out"]}]
    (guard,) = rules["guards"]
    assert (guard["scope"], guard["deny"], guard["cost_per_day"]) == ("role:agent", ["1391"], "30")

    await page.get_by_label(t("outbound.try_number")).fill("13933334444")
    await page.get_by_role("button", name=t("outbound.try_it")).click()
    goes = t("outbound.goes").replace("{{number}}", "+8613933334444")
    await expect(page.get_by_text(goes)).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.get_by_text(t("outbound.sees").replace("{{number}}", "01062880001"))).to_be_visible()


async def test_lists_come_from_a_file_and_secrets_are_renewed(browsers: Browsers, company: Company, admin: Api) -> None:
    agent = await company.agent()
    desk = await admin.send("POST", "/workstations", {"name": "E2E-12", "extension": await company.extension()})
    tab = await browsers.open(language="en")
    page, t = tab.page, tab.t
    dialog = page.get_by_role("dialog")
    await tab.log_in(ADMIN)
    await tab.visit("/admin/lists")
    await tab.button("settings.import").click()
    async with page.expect_file_chooser() as chooser:
        await dialog.get_by_text(t("settings.import_drop")).click()
    table = "number,list,reason\n13800139999,black,骚扰\nabc,black,\n".encode("gb18030")
    await (await chooser.value).set_files({"name": "lists.csv", "mimeType": "text/csv", "buffer": table})
    await dialog.get_by_role("button", name=t("settings.import"), exact=True).click()
    bad = t("settings.bad_line").replace("{{line}}", "3").split("{{", maxsplit=1)[0]
    await expect(dialog.get_by_text(bad)).to_be_visible(timeout=PATIENCE_MS)
    await tab.accessible()
    await dialog.get_by_role("button", name=t("common.close"), exact=True).last.click()
    await expect(page.get_by_role("row").filter(has_text="+8613800139999")).to_contain_text("骚扰")
    (row,) = (await admin.get("/number-lists", q="13800139999"))["items"]
    await admin.send("DELETE", f"/number-lists/{row['id']}")

    await tab.visit("/admin/workstations")
    await page.get_by_role("row").filter(has_text="E2E-12").get_by_text(t("settings.renew_token")).click()
    await page.locator(".ant-popconfirm .ant-btn-primary").click()
    token = await page.locator(".ant-modal code").inner_text()
    assert token not in {"", desk["token"]}
    await page.locator(".ant-modal .ant-btn-primary").click()
    await admin.send("DELETE", f"/workstations/{desk['id']}")

    await tab.visit("/admin/users")
    await page.get_by_role("searchbox", name=t("settings.search")).fill(agent.username)
    await page.keyboard.press("Enter")
    person = page.get_by_role("row").filter(has_text=agent.username)
    await person.get_by_role("button", name=t("security.user")).click()
    for label in ("account.phone_password_new", "account.phone_password_again"):
        await dialog.get_by_label(t(label), exact=True).fill("4711")
    await tab.accessible()
    await dialog.get_by_role("button", name=t("account.phone_password_save")).click()
    await expect(page.get_by_text(t("account.phone_password_set"), exact=True)).to_be_visible(timeout=PATIENCE_MS)
