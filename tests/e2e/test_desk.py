"""An agent whose phone is the browser, and customers with SIP phones: what each sees and hears."""

from __future__ import annotations

import asyncio
import io

import pytest
import soundfile
from playwright.async_api import expect

from server.demo.ua import UserAgent
from tests.e2e.browser import PATIENCE_MS, Browsers, Tab
from tests.e2e.company import QUEUE, Company
from tests.e2e.scenes import AGENT, CUSTOMER, digits, signed_in, strongest, through_the_menu
from tests.support.web_api import eventually

pytestmark = pytest.mark.browser
FORM = {
    "disposition_required": True,
    "fields": [
        {"code": "machine", "kind": "text", "label": {"zh": "机器编号", "en": "Machine"}, "required": True},
    ],
}


async def test_a_customer_reaches_the_agent_in_the_browser_and_both_are_heard(
    company: Company, browsers: Browsers, phone: UserAgent
) -> None:
    await company.admin.send("PATCH", f"/queues/{QUEUE}", {"wrap_up_form": FORM})
    person, tab = await signed_in(company, browsers)
    tab.watch.allow("422")  # the wrap-up's form is incomplete at first
    number = company.customer_number()
    call = await through_the_menu(company, phone, number)

    await tab.rings()
    pop, ring = await tab.seen("pop"), await tab.seen("ring")
    assert pop["at"] <= ring["at"]
    assert number in digits(pop["text"])
    for words in ("语言：中文", "主菜单：人工服务"):
        await expect(tab.page.get_by_test_id("screen-pop").get_by_text(words, exact=True)).to_be_visible()
    assert tab.watch.first(r'"screen_pop"') < tab.watch.first(r"^INVITE ")

    await tab.page.keyboard.press("F2")
    await asyncio.gather(tab.hears_tone(CUSTOMER), call.wait_tone(AGENT, 20))
    await tab.in_state("talking")

    await tab.page.keyboard.press("F8")
    await eventually(
        lambda: call.received.level(1.0) > 0.005 and call.received.tone(AGENT, 1.0) < 0.1, what="music on hold"
    )
    await tab.page.keyboard.press("F8")
    await asyncio.gather(tab.hears_tone(CUSTOMER), call.wait_tone(AGENT, 20))

    await tab.page.keyboard.press("F4")
    assert (await call.wait_ended(10)).by == "remote"
    await tab.in_state("wrap_up")
    await wrap_up(tab)
    await tab.in_state("available")
    await company.admin.send("PATCH", f"/queues/{QUEUE}", {"wrap_up_form": {"fields": []}})

    record = await company.call_of(number)
    assert (record["outcome"], record["ended_by"], record["agent_id"]) == ("answered", "agent", person.id)
    assert (record["disposition"], record["note"]) == ("solved", "热水器已修好")
    assert (record["form"], record["wrap_up_state"]) == ({"machine": "SN-88"}, "done")
    assert record["hold_seconds"] > 0
    nodes = [
        (step["data"]["node"], step["data"]["result"]) for step in record["timeline"] if step["type"] == "call.node"
    ]
    assert nodes == [("welcome", "zh"), ("office", "open"), ("menu", "0"), ("to_service", "service")]
    await the_recording_has_both(company, record["id"])
    await plays_on_the_page(tab, record["id"])


async def wrap_up(tab: Tab) -> None:
    """Fill in the form of the call and finish with its key."""
    await tab.page.get_by_label(tab.t("desk.disposition"), exact=True).click()
    await tab.page.get_by_title("已解决", exact=True).click()
    await tab.page.get_by_label(tab.t("desk.note"), exact=True).fill("热水器已修好")
    await tab.page.keyboard.press("Shift+F4")
    await expect(tab.page.get_by_text("为必填项")).to_be_visible(timeout=PATIENCE_MS)
    await tab.page.get_by_label("机器编号", exact=False).fill("SN-88")
    await tab.page.keyboard.press("Shift+F4")


async def the_recording_has_both(company: Company, call: str) -> None:
    """Two channels: the customer left, the agent right."""
    await company.admin.until(f"/calls/{call}", lambda row: row["recording"] == "playable", 30)
    status, data = await company.admin.bytes(f"/calls/{call}/recording")
    assert status == 200
    samples, rate = soundfile.read(io.BytesIO(data))
    assert samples.shape[1] == 2
    seconds = range(0, len(samples) - rate, rate)  # the customer heard the music of the hold as well
    for channel, tone in ((0, CUSTOMER), (1, AGENT)):
        heard = [strongest(samples[at : at + rate, channel], rate) for at in seconds]
        assert any(abs(each - tone) < 5 for each in heard), (channel, heard)


async def plays_on_the_page(tab: Tab, call: str) -> None:
    """The call is in the list; its page tells its story and plays the recording, fetched in ranges."""
    await tab.visit("/calls")
    await tab.page.locator(f'a[href="/calls/{call}"]').click()
    await expect(tab.page.locator('[data-type="call.node"]').filter(has_text="主菜单")).to_contain_text("0 · 人工服务")
    audio = tab.page.locator("audio[src]")
    await expect(audio).to_have_count(1)
    await audio.evaluate("audio => { audio.volume = 0.1; return audio.play(); }")
    await tab.page.wait_for_function("() => document.querySelector('audio[src]').currentTime > 0.5", polling=100)
    assert await audio.evaluate("audio => audio.duration > 1 && audio.error === null")
    ranges = [r.status for r in tab.watch.responses if r.url.endswith(f"/calls/{call}/recording")]
    assert 206 in ranges


async def ordered(company: Company, number: str) -> str:
    """An order of a customer who has this number. Returns the order's id."""
    customer = await company.admin.send("POST", "/customers", {"name": "王芳", "phones": [{"number": number}]})
    fields = {"goods": "燃气热水器一台", "amount": "1299", "address": "和平里 1 号"}
    order = {"type": "order", "title": "燃气热水器", "customer_id": customer["id"], "phone": number, "fields": fields}
    return str((await company.admin.send("POST", "/documents", order))["id"])


async def test_another_tab_takes_the_phone_over(company: Company, browsers: Browsers, phone: UserAgent) -> None:
    _, first = await signed_in(company, browsers, language="en")
    second = await browsers.another(first.page.context, "en")
    await second.page.goto(f"{second.address}/desk")
    await second.button("desk.takeover_here").click()
    await second.in_state("available")
    await expect(first.page.get_by_text(first.t("desk.notice.taken_over"))).to_be_visible()

    number = company.customer_number()
    order = await ordered(company, number)
    call = await through_the_menu(company, phone, number)
    await second.rings()
    pop = second.page.get_by_test_id("screen-pop")
    await expect(pop.get_by_role("heading", name="王芳")).to_be_visible()
    row = pop.get_by_role("listitem").filter(has_text="燃气热水器")
    await expect(row).to_contain_text("waiting to be checked")
    await expect(row.get_by_role("link")).to_have_attribute("href", f"/documents/{order}")
    assert await first.seen("ring") is None
    await second.page.keyboard.press("F2")
    await asyncio.gather(second.hears_tone(CUSTOMER), call.wait_tone(AGENT, 20))
    await call.hangup()
    await second.in_state("wrap_up")
    record = await company.call_of(number)
    assert (record["outcome"], record["ended_by"]) == ("answered", "caller")
