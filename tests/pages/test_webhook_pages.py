"""An administrator lets another system be told of events, and sees whether it takes them."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Locator, expect

from crm.webhooks.signature import HEADER, verify
from tests.e2e.browser import PATIENCE_MS, Browsers, Language, Tab
from tests.e2e.company import QUEUE, Company, Person
from tests.support.installation import PASSWORD
from tests.support.web_api import Api, eventually

pytestmark = pytest.mark.browser
ADMIN = Person("", "admin", "admin", "", PASSWORD)


@dataclass
class Receiver:
    """Another system on loopback: answers with `status` and keeps what it is sent."""

    url: str = ""
    status: int = 204
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.taken.append((json.loads(body)["type"], request.headers[HEADER], body))
        return web.Response(status=self.status)

    def genuine(self, secret: str) -> list[str]:
        """Types of what came signed with this secret."""
        return [kind for kind, signature, body in self.taken if verify(secret, body, signature, time.time())]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made, app = Receiver(), web.Application()
    app.router.add_post("/hotline", made.take)
    async with TestServer(app) as server:
        made.url = str(server.make_url("/hotline"))
        yield made


async def confirm(tab: Tab, button: Locator, key: str) -> None:
    """Press a button, and the one that it asks with."""
    await button.click()
    asked = tab.page.locator(".ant-popover:visible")
    await asked.get_by_role("button", name=tab.t(key), exact=True).click()
    await expect(asked).to_have_count(0, timeout=PATIENCE_MS)


async def secret_shown(tab: Tab) -> str:
    """The secret, in the dialog that shows it once; closes that."""
    dialog = tab.page.get_by_role("dialog").filter(has_text=tab.t("webhooks.secret_once"))
    secret = await dialog.locator("code").text_content(timeout=PATIENCE_MS)
    await dialog.get_by_role("button", name=tab.t("webhooks.kept"), exact=True).click()
    await expect(dialog).to_have_count(0)
    return secret or ""


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_another_system_is_told_and_its_troubles_are_seen(
    browsers: Browsers, admin: Api, company: Company, receiver: Receiver, language: Language
) -> None:
    tab = await browsers.open(language=language)
    tab.watch.allow("422")  # a wrong address is refused
    await tab.log_in(ADMIN)
    await tab.visit("/admin/webhooks")
    await tab.button("webhooks.add").click()
    name = f"ERP {language}"
    await tab.page.get_by_label(tab.t("webhooks.name"), exact=True).fill(name)
    address = tab.page.get_by_label(tab.t("webhooks.url"), exact=True)
    await address.fill(receiver.url.replace("http:", "ftp:"))
    await tab.page.get_by_label(tab.t("webhooks.events"), exact=True).fill("callback.requested")
    await tab.page.locator(".ant-select-dropdown:visible").get_by_title("callback.requested").click()
    await tab.page.keyboard.press("Escape")
    create = tab.page.get_by_role("button", name=tab.t("webhooks.create"), exact=True)
    await create.click()
    await expect(tab.page.locator(".ant-form-item-explain-error")).to_contain_text("https://", timeout=PATIENCE_MS)
    await tab.accessible()
    await address.fill(receiver.url)
    await create.click()
    secret = await secret_shown(tab)
    assert secret.startswith("whsec_")

    # its page: a ping, then an event
    await expect(tab.page.get_by_role("heading", level=1)).to_have_text(name, timeout=PATIENCE_MS)
    await tab.page.get_by_role("button", name=tab.t("webhooks.ping"), exact=True).click()
    answer = tab.page.get_by_role("dialog").filter(has_text=tab.t("webhooks.ping_ok"))
    await expect(answer.get_by_text("204")).to_be_visible(timeout=PATIENCE_MS)
    await answer.get_by_role("button", name=tab.t("common.close"), exact=True).click()
    assert receiver.genuine(secret) == ["ping"]
    await ask_for_callback(admin, company)
    line = tab.page.get_by_role("row").filter(has_text=tab.t("webhooks.type.callback_requested"))
    await expect(line.get_by_text(tab.t("webhooks.delivery.delivered"))).to_be_visible(timeout=PATIENCE_MS)
    assert receiver.genuine(secret) == ["ping", "callback.requested"]
    await tab.accessible()

    # a new secret: the old one signs nothing any more
    renew = tab.page.get_by_role("button", name=tab.t("webhooks.renew"), exact=True)
    await confirm(tab, renew, "webhooks.renew")
    newer = await secret_shown(tab)
    await confirm(tab, line.get_by_role("button", name=tab.t("webhooks.redeliver"), exact=True), "webhooks.redeliver")
    await eventually(lambda: receiver.genuine(newer) == ["callback.requested"])
    assert receiver.genuine(secret) == ["ping", "callback.requested"]

    # the receiver wants no more: suspended, and told so in the list
    receiver.status = 410
    await ask_for_callback(admin, company)
    await expect(tab.page.get_by_text(tab.t("webhooks.suspended"), exact=True)).to_be_visible(timeout=PATIENCE_MS)
    await tab.page.get_by_label(tab.t("live.state"), exact=True).click()
    await tab.page.locator(".ant-select-dropdown:visible").get_by_title(tab.t("webhooks.delivery.dead")).click()
    await tab.page.wait_for_url("**?state=dead")
    await expect(line).to_have_count(1)
    await expect(line.get_by_text(tab.t("webhooks.failure.gone"))).to_be_visible(timeout=PATIENCE_MS)
    await tab.page.get_by_role("link", name=tab.t("webhooks.to_list")).click()
    row = tab.page.get_by_role("row").filter(has_text=name)
    await expect(row.get_by_text(tab.t("webhooks.state.suspended"), exact=True)).to_be_visible(timeout=PATIENCE_MS)
    await ask_for_callback(admin, company)
    await eventually(lambda: behind(admin, name), what="it is behind")
    await tab.page.reload()
    await expect(row).to_be_visible(timeout=PATIENCE_MS)
    await tab.accessible()

    # on again, with what happened meanwhile
    receiver.status, before = 204, len(receiver.taken)
    await row.get_by_role("button", name=tab.t("webhooks.switch_on"), exact=True).click()
    dialog = tab.page.get_by_role("dialog")
    await expect(dialog.get_by_text(tab.t("webhooks.on_late"))).to_be_visible(timeout=PATIENCE_MS)
    await dialog.get_by_role("button", name=tab.t("webhooks.switch_on"), exact=True).click()
    await expect(row.get_by_text(tab.t("webhooks.state.on"), exact=True)).to_be_visible(timeout=PATIENCE_MS)
    await eventually(lambda: len(receiver.taken) > before, what="the late event arrives")
    switch_off = row.get_by_role("button", name=tab.t("webhooks.switch_off"), exact=True)
    await confirm(tab, switch_off, "webhooks.switch_off")
    await expect(row.get_by_text(tab.t("webhooks.state.off"), exact=True)).to_be_visible(timeout=PATIENCE_MS)

    await row.get_by_role("link", name=name).click()
    await confirm(tab, tab.page.get_by_role("button", name=tab.t("common.delete"), exact=True), "common.delete")
    await tab.page.wait_for_url("**/admin/webhooks")
    assert name not in [one["name"] for one in await admin.get("/webhooks")]


async def ask_for_callback(admin: Api, company: Company) -> None:
    """An event: somebody is to be called back, tomorrow."""
    body = {"queue": QUEUE, "number": company.customer_number(), "not_before": "2099-01-01T00:00:00Z"}
    await admin.send("POST", "/callbacks", body)


async def behind(admin: Api, name: str) -> bool:
    return any(row["name"] == name and row["behind"] > 0 for row in await admin.get("/webhooks"))
