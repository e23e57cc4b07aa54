"""An administrator sets what there is one of: by pages, with what a change does said before it is saved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Locator, expect

from tests.e2e.browser import PATIENCE_MS, Browsers, Language, Tab
from tests.e2e.company import Person
from tests.support.installation import PASSWORD
from tests.support.web_api import Api

pytestmark = pytest.mark.browser
ADMIN = Person("", "admin", "admin", "", PASSWORD)


@dataclass
class Provider:
    """An SMS provider on loopback that wants a key."""

    url: str = ""
    texts: list[str] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != "Bearer k3y":
            return web.json_response({"message": "who are you"}, status=401)
        self.texts.append((await request.json())["text"])
        return web.json_response({"code": "0", "data": {"sid": f"sid-{len(self.texts)}"}})


@pytest.fixture
async def provider(admin: Api) -> AsyncIterator[Provider]:
    made, app = Provider(), web.Application()
    app.router.add_post("/send", made.take)
    async with TestServer(app) as server:
        made.url = str(server.make_url("/send"))
        yield made
        await admin.send("PUT", "/message-gateways", {"sms": None, "secrets": {"sms": ""}})


def labelled(tab: Tab, key: str) -> Locator:
    return tab.page.get_by_label(tab.t(key), exact=True)


def said(tab: Tab, key: str) -> Locator:
    """A text of the page up to its first value."""
    return tab.page.get_by_text(tab.t(key).split("{{")[0])


async def save(tab: Tab) -> None:
    button = tab.page.get_by_role("button", name=tab.t("common.save"), exact=True)
    await button.click()
    await expect(button).to_be_disabled(timeout=PATIENCE_MS)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_messages_leave_by_a_gateway_that_was_set_up_and_tried(
    browsers: Browsers, admin: Api, provider: Provider, language: Language
) -> None:
    tab = await browsers.open(language=language)
    await tab.log_in(ADMIN)
    await tab.visit("/outbox")
    await expect(said(tab, "outbox.none.sms")).to_be_visible(timeout=PATIENCE_MS)
    await tab.page.get_by_role("alert").get_by_role("link", name=tab.t("outbox.to_gateways")).first.click()
    await tab.button("gateways.begin.sms").click()
    await expect(said(tab, "gateways.effects.starts.sms")).to_be_visible(timeout=PATIENCE_MS)
    await labelled(tab, "gateways.sms_url").fill(provider.url)
    await labelled(tab, "gateways.sms_success_path").fill("code")
    await labelled(tab, "gateways.sms_success_values").fill("0")
    await labelled(tab, "gateways.sms_success_values").press("Enter")
    await labelled(tab, "gateways.sms_reference_path").fill("data.sid")
    await tab.accessible()

    # what was typed outlives the page
    await tab.page.reload()
    await expect(tab.page.get_by_text(tab.t("common.draft_found"))).to_be_visible(timeout=PATIENCE_MS)
    await save(tab)

    # what is tried is refused until its address may be a private one, and until the key is there
    await labelled(tab, "gateways.test_to").fill("13800138000")
    send = tab.page.get_by_role("button", name=tab.t("gateways.test_send"), exact=True)
    failed = tab.page.get_by_role("alert").filter(has_text=tab.t("gateways.test_failed.sms"))
    await send.click()
    await expect(failed).to_be_visible(timeout=PATIENCE_MS)
    await labelled(tab, "gateways.sms_private").click()
    await save(tab)
    await send.click()
    await expect(failed.filter(has_text="who are you")).to_be_visible(timeout=PATIENCE_MS)
    await labelled(tab, "gateways.secret.sms").fill("k3y")
    await save(tab)
    await send.click()
    await expect(tab.page.get_by_text(tab.t("gateways.test_sent.sms"))).to_be_visible(timeout=PATIENCE_MS)
    await expect(tab.page.get_by_text("sid-1")).to_be_visible()
    await tab.accessible()
    assert len(provider.texts) == 1
    await expect(labelled(tab, "gateways.secret.sms")).to_have_value("")
    await expect(tab.page.get_by_text(tab.t("gateways.secret_kept"))).to_be_visible()

    # another change leaves the key alone; taken away, it is gone with the gateway
    await labelled(tab, "gateways.keep_hours").fill("48")
    await save(tab)
    kept = await admin.get("/message-gateways")
    assert (kept["keep_hours"], kept["has_secret"]["sms"]) == (48, True)
    await tab.button("gateways.remove.sms").click()
    await expect(said(tab, "gateways.effects.removed.sms")).to_be_visible(timeout=PATIENCE_MS)
    await labelled(tab, "gateways.keep_hours").fill("72")
    await save(tab)
    kept = await admin.get("/message-gateways")
    assert (kept["sms"], kept["keep_hours"], kept["has_secret"]["sms"]) == (None, 72, False)
