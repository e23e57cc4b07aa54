"""Data dictionaries by API: made, ordered, withdrawn; what is used or built in stays; out and in as YAML."""

from __future__ import annotations

from typing import Any

import yaml
from web_kit import Browser

NAME = {"zh": "燃料", "en": "Fuel"}


async def codes(browser: Browser, dictionary: str) -> list[tuple[str, bool]]:
    return [(row["code"], row["active"]) for row in await browser.get("/dictionaries", dictionary=dictionary)]


async def refused(browser: Browser, method: str, path: str, body: Any, status: int, said: str) -> None:
    answer = await browser.ask(method, path, body)
    error = (await answer.json())["error"]
    assert (answer.status, said in error["message_zh"]) == (status, True), error


async def fuel(admin: Browser, *entries: str) -> None:
    await admin.send("POST", "/dictionaries", {"id": "fuel", "name": NAME}, status=201)
    for code in entries:
        await admin.send("POST", "/dictionaries/fuel/entries", {"code": code, "name": NAME}, status=201)


async def test_a_dictionary_from_its_making_to_its_end(admin: Browser, wang: Browser) -> None:
    await fuel(admin, "gas", "oil", "coal")
    await refused(admin, "POST", "/dictionaries", {"id": "fuel", "name": NAME}, 409, "已存在")
    await refused(admin, "POST", "/dictionaries/fuel/entries", {"code": "gas", "name": NAME}, 409, "已存在")
    await admin.send("PUT", "/dictionaries/fuel/order", {"codes": ["coal", "gas", "oil"]})
    await refused(admin, "PUT", "/dictionaries/fuel/order", {"codes": ["coal"]}, 422, "每个一次")
    await admin.send("PATCH", "/dictionaries/fuel/entries/gas", {"active": False})
    assert await codes(wang, "fuel") == [("coal", True), ("gas", False), ("oil", True)]
    known = {row["id"]: row for row in await wang.get("/dictionary-names")}
    assert (known["fuel"]["entries"], known["fuel"]["active"], known["fuel"]["built_in"]) == (3, 2, False)
    await admin.send("DELETE", "/dictionaries/fuel/entries/oil", status=204)
    await admin.send("PATCH", "/dictionaries/fuel", {"name": {"zh": "能源", "en": "Energy"}})
    assert (await admin.get("/dictionaries/fuel"))["name"] == {"zh": "能源", "en": "Energy"}
    await admin.send("DELETE", "/dictionaries/fuel", status=204)
    assert (await admin.ask("GET", "/dictionaries/fuel")).status == 404
    assert await codes(admin, "fuel") == []
    assert (await wang.ask("POST", "/dictionaries", {"id": "x", "name": NAME})).status == 403
    actions = [row["action"] for row in (await admin.get("/audit", kind="dictionary"))["items"]]
    assert {"dictionaries.create", "dictionaries.order", "dictionaries.entry.update", "dictionaries.delete"} <= set(
        actions
    )


async def test_what_is_built_in_or_chosen_stays(admin: Browser) -> None:
    await refused(admin, "DELETE", "/dictionaries/ticket_type", None, 409, "内置")
    ticket = {"type": "repair", "title": "漏水"}
    await admin.send("POST", "/tickets", ticket, status=201)
    await refused(admin, "DELETE", "/dictionaries/ticket_type/entries/repair", None, 409, "工单 1 条")
    await admin.send("DELETE", "/dictionaries/ticket_type/entries/praise", status=204)
    await admin.send("PATCH", "/dictionaries/ticket_type/entries/repair", {"active": False})
    await refused(admin, "POST", "/tickets", ticket, 422, "已停用")


async def test_dictionaries_go_out_and_come_back(admin: Browser) -> None:
    await fuel(admin, "gas", "oil")
    document = yaml.safe_load(await (await admin.ask("GET", "/config/export")).text())
    assert [entry["code"] for entry in document["dictionaries"]["fuel"]["entries"]] == ["gas", "oil"]
    document["dictionaries"]["fuel"]["entries"] = [
        {"code": "coal", "name": NAME},
        {"code": "oil", "name": NAME, "active": False},
    ]
    document["dictionaries"]["colour"] = {"name": NAME}
    body = {"yaml": yaml.safe_dump(document, allow_unicode=True), "dry_run": False}
    result = await admin.send("POST", "/config/import", body)
    assert (result["created"], result["changed"]) == (["dictionaries/colour"], ["dictionaries/fuel"])
    assert await codes(admin, "fuel") == [("coal", True), ("oil", False), ("gas", True)]
    document["dictionaries"] = {"Not A Code": {"name": NAME}}
    body["yaml"] = yaml.safe_dump(document)
    await refused(admin, "POST", "/config/import", body, 422, "Not A Code")


async def test_what_a_wrap_up_chooses_from_stays(admin: Browser) -> None:
    await fuel(admin, "gas")
    field = {"code": "fuel", "kind": "choice", "label": NAME, "dictionary": "fuel"}
    await admin.send("PATCH", "/queues/service", {"wrap_up_form": {"fields": [field]}})
    await refused(admin, "DELETE", "/dictionaries/fuel", None, 409, "fuel")
