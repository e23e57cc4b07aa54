"""Tickets and other documents by the pages alone: a complaint from the call to the satisfied customer, two people at
one document, and a list that is narrowed, worked through in one go and exported."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import expect

from server.demo.ua import UserAgent
from tests.e2e.browser import Browsers, Tab
from tests.e2e.company import Company
from tests.e2e.documents import choose, finish, made_person, made_unit, outcome, places
from tests.e2e.scenes import signed_in, through_the_menu
from tests.support.web_api import Api


async def open_todo(tab: Tab, title: str) -> None:
    """From the list of what is mine to do to the document."""
    await tab.visit("/documents")
    row = tab.page.get_by_role("row").filter(has_text=title)
    await row.get_by_role("link").first.click()
    await expect(tab.page.get_by_role("heading", level=1)).to_contain_text(title)


async def test_a_complaint_from_the_call_to_the_satisfied_customer(
    browsers: Browsers, company: Company, admin: Api, phone: UserAgent
) -> None:
    quality = await made_unit(admin, "品质部")
    name = next(row["name_zh"] for row in await admin.get("/units") if row["id"] == quality)
    head = await made_person(admin, "supervisor", quality, "en")
    worker = await made_person(admin, "agent", quality)
    title = f"空调维修上门迟到{next(places)}"

    # the call: entered beside it, what it needs is said, and the call goes on
    _, desk = await signed_in(company, browsers)
    number = company.customer_number()
    call = await through_the_menu(company, phone, number)
    await desk.rings()
    await desk.page.keyboard.press("F2")
    await desk.in_state("talking")
    panel = desk.page.locator("form").filter(has=desk.page.get_by_label(desk.t("documents.type"), exact=True))
    submit = desk.button("desk.ticket_save")
    await submit.click()
    await expect(panel.get_by_text(desk.t("documents.must_fill")).first).to_be_visible()
    await choose(desk, desk.t("documents.type"), "投诉", panel)
    await panel.get_by_label(desk.t("documents.column.title"), exact=True).fill(title)
    await choose(desk, "投诉类别", "服务不及时", panel)
    await panel.get_by_label("客户诉求").fill("要求道歉")
    await choose(desk, desk.t("documents.unit"), name, panel)
    # a reload loses nothing of it, and not the call
    desk.watch.allow("ERR_ABORTED|WebSocket|websocket")
    await desk.accessible()
    await submit.click()
    link = desk.page.get_by_text(desk.t("desk.ticket_made")).get_by_role("link")
    await expect(link).to_be_visible()
    await link.click()
    await expect(desk.page.get_by_role("heading", level=1)).to_contain_text(title)
    await finish(desk, "提交主管核定")
    await desk.in_state("talking")
    await desk.accessible()
    await call.hangup()

    # the head of the department, in English: what is missing is asked for in the dialog
    boss = await browsers.open(language="en")
    await boss.log_in(head)
    await open_todo(boss, title)
    await boss.accessible()
    await outcome(boss, "It stands").click()
    dialog = boss.page.get_by_role("dialog")
    await choose(boss, "Department in charge", "Department", dialog)
    await dialog.locator(".ant-modal-footer .ant-btn-primary").click()
    await expect(dialog.get_by_text(boss.t("documents.must_fill"))).to_be_visible()
    await boss.accessible()
    limit = dialog.get_by_label("To be settled until")
    await limit.fill((datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%d %H:%M"))
    await limit.press("Enter")
    await dialog.locator(".ant-modal-footer .ant-btn-primary").click()
    await expect(dialog).to_have_count(0)

    # the worker claims it, works on it, and answers; nobody else is asked
    hand = await browsers.open()
    await hand.log_in(worker)
    await open_todo(hand, title)
    await hand.button("documents.verb.claim").first.click()
    await hand.page.locator(".ant-modal-footer .ant-btn-primary").click()
    await expect(hand.page.get_by_text(hand.t("documents.did.claim"), exact=True).first).to_be_visible()
    await hand.page.get_by_label("处理意见").fill("道歉，减免上门费")
    remark = hand.page.get_by_label(hand.t("documents.remark"), exact=True)
    await remark.fill("已联系客户 ")
    await remark.press_sequentially(f"@{head.username}")
    await expect(hand.page.locator(".ant-mentions-dropdown").get_by_text(head.username).first).to_be_visible()
    await remark.press("Enter")
    await hand.button("documents.remark_add").click()
    await expect(hand.page.locator("li").filter(has_text="已联系客户").first).to_be_visible()
    await finish(hand, "处理完成")
    await boss.page.reload()
    await boss.page.get_by_role("button", name=boss.t("documents.verb.urge"), exact=True).click()
    await boss.page.locator(".ant-modal-footer .ant-btn-primary").click()
    await expect(boss.page.get_by_text("urged 1×")).to_be_visible()

    # back with the agent: the answer, a file, and the satisfied customer
    await desk.page.reload()
    await desk.page.get_by_label("答复内容").fill("已减免上门费并致歉")
    await choose(desk, "答复方式", "电话")
    await finish(desk, "已答复客户")
    await choose(desk, "客户对处理结果", "满意")
    file = {"name": "答复函.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    await desk.page.locator('input[type="file"]').last.set_input_files(file)
    await expect(desk.page.get_by_role("button", name="答复函.pdf", exact=True)).to_be_visible()
    await finish(desk, "客户满意")
    await expect(desk.page.get_by_text(desk.t("documents.certified"))).to_be_visible()
    page = await admin.get("/documents", q=title)
    made = await admin.get(f"/documents/{page['items'][0]['id']}")
    assert (made["status"], made["certified"], made["source"]) == ("done", True, "pop")
    assert [step["outcome"] for step in made["steps"]] == ["submit", "stands", "handled", "answered", "satisfied"]
    assert made["remarks"][0]["mentions"] == [head.id]
    files = await admin.get("/attachments", owner_kind="ticket", owner_id=made["id"])
    assert [file["name"] for file in files] == ["答复函.pdf"]


async def entered(admin: Api, title: str, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = await admin.send("POST", "/documents", {"type": "complaint", "title": title, **more})
    return row


async def test_two_at_one_document_lose_nothing(browsers: Browsers, company: Company, admin: Api) -> None:
    unit = await made_unit(admin, "客服部")
    head = await made_person(admin, "supervisor", unit)
    made = await entered(admin, f"两人同时{next(places)}", unit_id=unit, fields={"wish": "原来的诉求"})
    tab = await browsers.open()
    await tab.log_in(head)
    await tab.visit("/documents")
    await tab.page.goto(f"{tab.address}/tickets/{made['id']}")
    await tab.page.wait_for_url(f"**/documents/{made['id']}")
    wish = tab.page.get_by_label("客户诉求")
    await wish.fill("我填写的诉求")
    await tab.page.get_by_label(tab.t("documents.column.title"), exact=True).fill("改过的标题")

    # it survives a reload, and meanwhile somebody else changes one of the two
    tab.watch.allow("ERR_ABORTED|409")
    await tab.page.reload()
    await expect(wish).to_have_value("我填写的诉求")
    change = {"version": made["version"], "fields": {"wish": "别人填写的诉求"}}
    await admin.send("PATCH", f"/documents/{made['id']}", change)
    await tab.button("common.save").click()
    clash = tab.page.get_by_role("alert").filter(has_text="别人填写的诉求")
    await expect(clash).to_contain_text("我填写的诉求")
    await expect(wish).to_have_value("我填写的诉求")
    await expect(tab.button("common.save")).to_be_disabled()
    await tab.accessible()
    await tab.button("common.keep_mine").click()
    await tab.button("common.save").click()
    await expect(tab.button("documents.discard")).to_have_count(0)
    now = await admin.get(f"/documents/{made['id']}")
    assert (now["title"], now["fields"]["wish"]) == ("改过的标题", "我填写的诉求")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_list_is_narrowed_worked_through_and_exported(
    browsers: Browsers, admin: Api, language: str, tmp_path: Any
) -> None:
    unit = await made_unit(admin, "维修部")
    head = await made_person(admin, "supervisor", unit, "en" if language == "en" else "zh")
    mark = f"批量{next(places)}"
    for about in ("delay", "delay", "quality"):
        await entered(admin, f"{mark}-{about}", unit_id=unit, fields={"about": about})
    tab = await browsers.open(language="en" if language == "en" else "zh-CN")
    await tab.log_in(head)
    await tab.visit("/documents")
    await tab.page.get_by_role("tab", name=tab.t("documents.list.all"), exact=True).click()
    await choose(tab, tab.t("documents.type"), "Complaint" if language == "en" else "投诉")
    await choose(tab, "About" if language == "en" else "投诉类别", "Delay" if language == "en" else "服务不及时")
    await expect(tab.page.get_by_role("row").filter(has_text=mark)).to_have_count(2)
    assert re.search(r"list=all.*field\.about=delay", tab.page.url)
    tab.watch.allow("ERR_ABORTED")
    await tab.page.reload()
    rows = tab.page.get_by_role("row").filter(has_text=mark)
    await expect(rows).to_have_count(2)
    await tab.accessible()
    for place in range(2):
        await rows.nth(place).get_by_role("checkbox").check()
    bar = tab.page.get_by_role("region", name=tab.t("common.chosen_actions"))
    await bar.get_by_role("button", name=tab.t("documents.verb.urge"), exact=True).click()
    await tab.page.locator(".ant-modal-footer .ant-btn-primary").click()
    await expect(rows.filter(has_text=tab.t("documents.urged").replace("{{count}}", "1"))).to_have_count(2)

    # archived is only what is done: said per document
    for place in range(2):
        await rows.nth(place).get_by_role("checkbox").check()
    await bar.get_by_role("button", name=tab.t("documents.verb.archive"), exact=True).click()
    await tab.page.locator(".ant-modal-footer .ant-btn-primary").click()
    told = tab.page.locator(".ant-modal-confirm")
    await expect(told.locator("li")).to_have_count(2)
    await told.get_by_role("button").last.click()

    await tab.button("common.export").click()
    async with tab.page.expect_download() as saving:
        await tab.page.get_by_text(tab.t("common.export_csv")).click()
    path = tmp_path / "documents.csv"
    await (await saving.value).save_as(path)
    text = path.read_text(encoding="utf-8-sig")
    assert text.count(mark) == 2
    assert ("Delay" if language == "en" else "服务不及时") in text
