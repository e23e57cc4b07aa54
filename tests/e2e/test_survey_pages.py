"""A customer who hung up first rates by the link of his text message; a supervisor reads what he said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Route, expect

from server.demo.ua import UserAgent, tone
from tests.e2e.browser import PATIENCE_MS, Browsers, Language, Tab
from tests.e2e.company import QUEUE, Company, Person
from tests.e2e.scenes import AGENT, CUSTOMER, signed_in
from tests.support.web_api import Api, eventually

pytestmark = pytest.mark.browser


@dataclass
class Provider:
    """An SMS provider on loopback."""

    url: str = ""
    texts: list[str] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.texts.append((await request.json())["text"])
        return web.json_response({"code": "0"})


@pytest.fixture
async def texts(admin: Api) -> AsyncIterator[list[str]]:
    """What customers get; customers of the queue who hang up first are asked by link."""
    made, app = Provider(), web.Application()
    app.router.add_post("/send", made.take)
    survey = {"mode": "auto", "flow": "survey", "sms": True}
    async with TestServer(app) as server:
        gateway = {"url": str(server.make_url("/send")), "body": '{"text": {{ text | json }}}', "private": True}
        await admin.send("PUT", "/message-gateways", {"sms": gateway})
        await admin.send("PATCH", f"/queues/{QUEUE}", {"survey": survey})
        yield made.texts
        await admin.send("PATCH", f"/queues/{QUEUE}", {"survey": survey | {"mode": "off"}})
        await admin.send("PUT", "/message-gateways", {"sms": None})


async def hangs_up_first(
    company: Company, browsers: Browsers, phone: UserAgent, language: Language
) -> tuple[Person, str]:
    """A customer talks to an agent and hangs up; the agent, and the customer's number."""
    agent, desk = await signed_in(company, browsers)
    number = company.customer_number()
    call = await phone.call(company.hotline.number("1000"), user=number)
    await call.wait_answered()
    call.speak(tone(CUSTOMER, 1))
    await call.wait_audio(0.02, 10)
    await call.send_digits("1" if language == "zh-CN" else "2")
    await company.live_call(number, flow="main", node="menu")
    await call.send_digits("0")
    await desk.rings()
    await desk.page.keyboard.press("F2")
    await asyncio.gather(desk.hears_tone(CUSTOMER), call.wait_tone(AGENT, 20))
    await call.hangup()
    await desk.in_state("wrap_up")
    return agent, number


async def rates(tab: Tab, link: str, language: Language) -> None:
    """What a customer does on his phone."""
    tab.watch.allow("404|POST .*/survey/|ERR_FAILED")  # a used link; a phone without network
    sockets: list[str] = []
    tab.page.on("websocket", lambda socket: sockets.append(socket.url))
    await tab.page.set_viewport_size({"width": 360, "height": 740})
    await tab.page.goto(f"{tab.address}/survey/nobody")
    await expect(tab.page.get_by_role("heading", name=tab.t("rate.unknown"))).to_be_visible(timeout=PATIENCE_MS)
    await tab.page.goto(link)
    chinese = language == "zh-CN"
    satisfied = tab.page.get_by_role("radio", name="满意" if chinese else "Satisfied", exact=True)
    await satisfied.check()
    await tab.page.get_by_role("radio", name="未解决" if chinese else "Not solved").check()
    await tab.accessible()
    assert await tab.page.evaluate("document.documentElement.scrollWidth") == 360

    async def lost(route: Route) -> None:
        await route.abort() if route.request.method == "POST" else await route.continue_()

    await tab.page.route("**/api/v1/survey/*", lost)
    await tab.page.get_by_role("button", name=tab.t("rate.send")).click()
    await expect(tab.page.get_by_role("alert")).to_have_text(tab.t("rate.not_sent"), timeout=PATIENCE_MS)
    await tab.page.reload()
    await expect(satisfied).to_be_checked(timeout=PATIENCE_MS)
    await tab.page.unroute_all()
    await tab.page.get_by_role("button", name=tab.t("rate.send")).click()
    await expect(tab.page.get_by_role("heading", name=tab.t("rate.thanks"))).to_be_visible(timeout=PATIENCE_MS)
    await tab.accessible()
    await tab.page.reload()
    await expect(tab.page.get_by_role("heading", name=tab.t("rate.used"))).to_be_visible(timeout=PATIENCE_MS)
    asked = {response.url.partition("/api/v1/")[2].partition("/")[0] for response in tab.watch.responses}
    assert asked - {""} == {"survey"}  # nothing that is for people with an account
    assert sockets == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_customer_rates_by_his_link_and_a_supervisor_reads_it(
    company: Company, browsers: Browsers, phone: UserAgent, texts: list[str], language: Language
) -> None:
    agent, number = await hangs_up_first(company, browsers, phone, language)
    await eventually(lambda: any("/survey/" in text for text in texts), 30, what="the text message")
    (text,) = texts
    link = next(word for word in text.replace("，", " ").split() if "/survey/" in word)
    link = link[link.index("http") :]
    await rates(await browsers.open(language=language), link, language)
    record = await company.call_of(number)
    listed = await company.admin.get("/surveys/ratings", call=record["id"])
    assert {(row["question"], row["score"], row["via"]) for row in listed["items"]} == {
        ("satisfaction", 5, "sms"),
        ("solved", 0, "sms"),
    }

    boss = await company.agent(role="supervisor")
    tab = await browsers.open(language=language)
    await tab.log_in(boss)
    await tab.visit("/satisfaction")
    choice = tab.page.get_by_role("combobox", name=tab.t("words.agent"), exact=True)
    await tab.choose(choice, agent.name)
    await tab.page.wait_for_url(f"**agent={agent.id}*")
    of_agent = tab.page.get_by_role("row").filter(has=tab.page.get_by_role("button", name=agent.name))
    await expect(of_agent.get_by_text("100.0%")).to_have_count(2, timeout=PATIENCE_MS)  # 参评率, 满意率
    solved = "未解决" if language == "zh-CN" else "Not solved"
    answer = tab.page.get_by_role("row").filter(has_text=solved)
    await expect(answer.get_by_text(tab.t("satisfaction.by_link"))).to_have_count(1, timeout=PATIENCE_MS)
    await tab.page.get_by_role("button", name=tab.t("satisfaction.figures.answer_rate"), exact=True).focus()
    await expect(tab.page.get_by_text(tab.t("satisfaction.formulas.answer_rate"))).to_be_visible(timeout=PATIENCE_MS)
    await tab.page.keyboard.press("Tab")
    await tab.accessible()
    await answer.get_by_role("link").first.click()
    await tab.page.wait_for_url(f"**/calls/{record['id']}")
    await expect(tab.page.get_by_text(solved)).to_be_visible(timeout=PATIENCE_MS)
    await expect(tab.page.get_by_text(tab.t("calls.event.asked_by_link"))).to_be_visible()

    # he says what the call was about, and that it was not
    body = {"name": f"业务{language}", "phones": [{"number": company.customer_number()}]}
    made = await company.admin.send("POST", "/customers", body)
    await tab.button("documents.link_add").click()
    what = tab.page.get_by_role("combobox", name=tab.t("documents.link_what"))
    await tab.choose(what, tab.t("documents.link_kind.customer"))
    await tab.choose(tab.page.get_by_role("combobox", name=tab.t("documents.link_to")), made["name"])
    linked = tab.page.locator(f'a[href="/customers/{made["id"]}"]')
    await expect(linked).to_be_visible(timeout=PATIENCE_MS)
    await tab.accessible()
    unlink = tab.t("calls.unlink").partition("{{")[0]
    await tab.page.get_by_role("listitem").filter(has=linked).get_by_role("button", name=unlink).click()
    await expect(linked).to_have_count(0, timeout=PATIENCE_MS)
    left = (await company.admin.get(f"/calls/{record['id']}"))["business"]
    assert made["id"] not in {one["id"] for one in left}
