"""What the tests of documents' pages do again and again."""

from __future__ import annotations

import itertools

from playwright.async_api import Locator, expect

from tests.e2e.browser import Tab
from tests.e2e.company import AGENT_PASSWORD, Person
from tests.support.web_api import Api

places = itertools.count(1)
"""Tells names apart."""


async def made_unit(admin: Api, name: str) -> str:
    place = next(places)
    body = {"parent_id": "root", "name_zh": f"{name}{place}", "name_en": f"Department {place}"}
    return str((await admin.send("POST", "/units", body))["id"])


async def made_person(admin: Api, role: str, unit: str, language: str = "zh") -> Person:
    name = f"pages{next(places)}"
    body = {"username": name, "name": name, "password": AGENT_PASSWORD, "role": role, "unit_id": unit}
    row = await admin.send("POST", "/users", body | {"language": language, "must_change_password": False})
    return Person(row["id"], name, name, "")


async def choose(tab: Tab, label: str, what: str, within: Locator | None = None) -> None:
    """Choose by typing, as somebody without a mouse does."""
    field = (within or tab.page).get_by_label(label, exact=True)
    await field.fill(what)
    option = tab.page.locator(".ant-select-item-option").filter(has_text=what).first
    await expect(option).to_be_visible()
    await field.press("Enter")


def outcome(tab: Tab, name: str) -> Locator:
    return tab.page.get_by_role("button", name=name, exact=True)


async def finish(tab: Tab, name: str) -> None:
    """Choose an outcome and confirm it in its dialog."""
    await outcome(tab, name).click()
    await tab.page.locator(".ant-modal-footer .ant-btn-primary").click()
    await expect(tab.page.locator(".ant-modal")).to_have_count(0)
