"""What the company knows, written, approved by somebody else, read and judged; and whom it knows."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from server.demo.ua import UserAgent
from tests.e2e.browser import PATIENCE_MS, Browsers, Language
from tests.e2e.company import Company
from tests.e2e.scenes import signed_in, through_the_menu

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_an_article_is_written_approved_read_and_judged(
    company: Company, browsers: Browsers, language: Language
) -> None:
    spoken = "en" if language == "en" else "zh"
    writer = await company.agent(language=spoken)
    boss = await company.agent(role="supervisor", language=spoken)
    title = f"暖气不热先排气 {writer.number}"
    kinds = f"供暖 {writer.number}"

    # the supervisor makes a category
    desk = await browsers.open(language=language)
    desk.watch.allow("ERR_ABORTED")  # a reload ends what is asked for at that moment
    await desk.log_in(boss)
    await desk.visit("/knowledge")
    await desk.page.get_by_role("button", name=re.compile(desk.t("knowledge.categories"))).click()
    await desk.button("knowledge.category_new").click()
    dialog = desk.page.locator(".ant-modal")
    await dialog.locator(".ant-btn-primary").click()
    await expect(dialog.get_by_text(desk.t("knowledge.name_missing")).first).to_be_visible()
    await dialog.get_by_label(desk.t("settings.in_zh"), exact=True).fill(kinds)
    await dialog.get_by_label(desk.t("settings.in_en"), exact=True).fill(kinds)
    await dialog.locator(".ant-btn-primary").click()
    await expect(desk.page.locator(".ant-drawer").get_by_text(kinds)).to_be_visible()
    await desk.accessible()
    await desk.page.keyboard.press("Escape")

    # an agent writes; what is typed outlives a reload
    tab = await browsers.open(language=language)
    tab.watch.allow("ERR_ABORTED")
    await tab.log_in(writer)
    await tab.visit("/knowledge")
    await tab.page.locator('a[href="/knowledge/new"]').click()
    await tab.button("knowledge.save_draft").click()
    await expect(tab.page.get_by_text(tab.t("knowledge.title_missing"))).to_be_visible()
    name = tab.page.get_by_label(tab.t("knowledge.name"), exact=True).locator("visible=true")
    await name.fill(title)
    await (
        tab.page.get_by_label(tab.t("knowledge.body"), exact=True).locator("visible=true").fill("1. 关阀\n2. **放气**")
    )
    await tab.page.reload()
    await expect(name).to_have_value(title)
    category = tab.page.get_by_label(tab.t("knowledge.category"), exact=True)
    await category.fill(kinds)
    await tab.page.locator(".ant-select-dropdown").get_by_text(kinds, exact=True).click()
    keywords = tab.page.get_by_label(tab.t("knowledge.keywords"), exact=True)
    await keywords.fill(f"暖气不热{writer.number}")
    await keywords.press("Enter")
    await tab.accessible()
    await tab.button("knowledge.save_submit").click()
    await tab.page.wait_for_url(re.compile("/knowledge/(?!new)[^/]+$"))
    await expect(tab.page.get_by_text(tab.t("knowledge.states.review")).first).to_be_visible()

    # the supervisor is told, rejects with a reason, and approves what comes back
    note = desk.page.locator(".ant-notification-notice").filter(has_text=title)
    await note.get_by_role("button", name=desk.t("messages.open")).click(timeout=PATIENCE_MS)
    await expect(desk.page.get_by_role("article").get_by_role("strong")).to_have_text("放气")
    await desk.button("knowledge.reject").click()
    await desk.page.get_by_label(desk.t("common.reason")).fill("请写明阀门位置")
    await desk.page.locator(".ant-modal-footer .ant-btn-primary").click()
    await expect(tab.page.get_by_text("请写明阀门位置")).to_have_count(0)
    await tab.page.reload()
    await expect(tab.page.get_by_text("请写明阀门位置")).to_be_visible(timeout=PATIENCE_MS)
    await tab.page.locator('a[href$="/edit"]').click()
    await tab.page.get_by_label(tab.t("knowledge.body"), exact=True).locator("visible=true").fill("阀门在**入户处**")
    await tab.button("knowledge.save_submit").click()
    await expect(tab.page.get_by_text(tab.t("knowledge.states.review")).first).to_be_visible()
    await expect(tab.page.get_by_role("article").get_by_role("strong")).to_have_text("入户处")
    await desk.page.reload()
    await desk.button("knowledge.approve").click()
    await desk.page.locator(".ant-modal-confirm-btns .ant-btn-primary").click()
    await expect(desk.page.get_by_text(desk.t("knowledge.states.published")).first).to_be_visible()
    await desk.button("knowledge.versions").click()
    await expect(desk.page.locator(".ant-drawer").get_by_role("row")).to_have_count(2)
    await desk.accessible()
    await desk.page.keyboard.press("Escape")

    # found by its words and by its category; a reader says what is missing
    await tab.visit("/knowledge")
    await tab.page.get_by_role("tree").get_by_text(re.compile(kinds)).click()
    await expect(tab.page.get_by_role("row").filter(has_text=title)).to_be_visible()
    await tab.accessible()
    await tab.page.get_by_role("searchbox", name=tab.t("knowledge.search")).fill("入户处")
    await tab.page.keyboard.press("Enter")
    await tab.page.wait_for_url(re.compile("q="))
    await tab.accessible()
    await tab.page.get_by_role("link", name=title).click()
    await tab.page.get_by_role("button", name=re.compile(tab.t("knowledge.unhelpful"))).click()
    await tab.page.get_by_label(tab.t("knowledge.vote_missing")).fill("缺图")
    await tab.button("knowledge.vote_send").click()
    await expect(tab.page.get_by_role("button", name=f"{tab.t('knowledge.unhelpful')} 1")).to_be_visible()
    await desk.page.reload()
    await expect(desk.page.get_by_text("缺图")).to_be_visible()


async def test_what_fits_the_ticket_is_read_beside_the_call(
    company: Company, browsers: Browsers, phone: UserAgent
) -> None:
    boss = await company.agent(role="supervisor")
    place = boss.number
    words = {"title": f"地暖分水器漏水{place}", "body": "先关**进水总阀**，再报修。", "spoken": ""}
    content = {"texts": {"zh": words}, "keywords": [f"分水器{place}"]}
    made = await company.admin.send("POST", "/knowledge", {"content": content})
    await company.admin.send("POST", f"/knowledge/{made['id']}/submit")
    async with await company.log_in(boss) as own:
        await own.send("POST", f"/knowledge/{made['id']}/decide", {"approve": True, "comment": ""})

    _, tab = await signed_in(company, browsers)
    call = await through_the_menu(company, phone, company.customer_number())
    await tab.rings()
    await tab.page.keyboard.press("F2")
    await tab.in_state("talking")
    title = tab.page.get_by_label(tab.t("documents.column.title"), exact=True)
    await title.fill(f"家里的分水器{place}一直漏水")
    await tab.page.get_by_role("button", name=words["title"]).click(timeout=PATIENCE_MS)
    beside = tab.page.get_by_role("dialog")
    await expect(beside.get_by_role("strong")).to_have_text("进水总阀")
    await beside.get_by_role("strong").hover()  # a link under the mouse is paler
    await tab.accessible()
    await expect(tab.button("knowledge.use")).to_have_count(0)  # there is no ticket yet that it could have helped with
    await tab.page.keyboard.press("Escape")
    await expect(title).to_have_value(f"家里的分水器{place}一直漏水")
    await call.hangup()


async def test_contacts_are_shared_personal_and_called(company: Company, browsers: Browsers) -> None:
    boss = await company.agent(role="supervisor")
    person = await company.agent()
    tab = await browsers.open()
    await tab.log_in(boss)
    await tab.visit("/contacts")
    await tab.button("contacts.new_shared").click()
    form = tab.page.get_by_role("dialog")
    await form.get_by_label(f"{tab.t('contacts.number')} 1", exact=True).fill("abc")
    await form.locator(".ant-btn-primary").click()
    await expect(form.get_by_text(tab.t("contacts.number_wrong"))).to_be_visible()
    await expect(form.get_by_text(tab.t("contacts.name_missing"))).to_be_visible()
    name = f"王小明{person.number}"
    await form.get_by_label(tab.t("contacts.name"), exact=True).fill(name)
    await form.get_by_label(f"{tab.t('contacts.number')} 1", exact=True).fill("13800138123")
    await form.get_by_label(tab.t("contacts.company"), exact=True).fill("市热力公司")
    await form.get_by_label(tab.t("contacts.company"), exact=True).hover()
    await tab.accessible()
    await form.locator(".ant-btn-primary").click()
    await expect(tab.page.get_by_role("row").filter(has_text=name)).to_contain_text("138 0013 8123")

    # everybody finds it, by pinyin; nobody but its keepers changes it; one's own are one's own
    other = await browsers.open(language="en")
    await other.log_in(person)
    await other.sign_in()
    await other.visit("/contacts")
    await other.page.get_by_role("searchbox", name=other.t("contacts.search.shared")).fill("wxm")
    await other.page.keyboard.press("Enter")
    row = other.page.get_by_role("row").filter(has_text=name)
    await expect(row).to_be_visible()
    await expect(row.get_by_role("button", name=other.t("common.delete"))).to_have_count(0)
    await expect(row.get_by_role("button", name=other.t("desk.call_number").replace("{{number}}", ""))).to_be_enabled()
    await other.page.get_by_role("searchbox", name=other.t("contacts.search.shared")).fill("")
    await other.page.keyboard.press("Enter")
    await other.page.get_by_text(other.t("contacts.books.own"), exact=True).click()
    await other.button("contacts.new_own").click()
    form = other.page.get_by_role("dialog")
    await form.get_by_label(other.t("contacts.name"), exact=True).fill("My dentist")
    await form.locator(".ant-btn-primary").click()
    mine = other.page.get_by_role("row").filter(has_text="My dentist")
    await expect(mine).to_be_visible()
    await other.accessible()
    await mine.get_by_role("button", name=f"{other.t('common.delete')} My dentist").click()
    await other.page.locator(".ant-popconfirm .ant-btn-primary").click()
    await expect(mine).to_have_count(0)

    # a colleague is called with one click
    await other.page.get_by_text(other.t("contacts.books.colleagues"), exact=True).click()
    await other.page.get_by_role("searchbox", name=other.t("contacts.search.colleagues")).fill(boss.name)
    await other.page.keyboard.press("Enter")
    line = other.page.get_by_role("row").filter(has_text=boss.name)
    await expect(line.get_by_role("button")).to_be_enabled()
    await other.accessible()
