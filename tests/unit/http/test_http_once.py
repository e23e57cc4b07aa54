"""`Idempotency-Key`: what is sent twice is made once, on each route that takes it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from web_kit import Browser

TEMPLATE = {
    "name": {"zh": "停暖通知", "en": "No heat"},
    "variables": [{"name": "day"}],
    "sms": {"zh": "{{ day }}停暖", "en": "No heat on {{ day }}"},
}
SENT = {"template": "no_heat", "values": {"day": "周一"}}
CUSTOMER = {"name": "王芳", "phones": [{"number": "13800138000"}]}
CASES: dict[str, dict[str, Any]] = {
    "/customers": CUSTOMER,
    "/tickets": {"type": "repair", "title": "不热"},
    "/notices": {"title": "放假通知"},
    "/outbox": SENT | {"to": "13800138000"},
    "/customer-mailings": SENT | {"selection": {"filters": {"tag": "heat"}}, "expected": 1},
}


@pytest.mark.parametrize("path", CASES)
async def test_what_is_sent_twice_is_made_once(admin: Browser, path: str) -> None:
    await admin.send("PUT", "/message-templates/no_heat", TEMPLATE)
    warm = CUSTOMER | {"phones": [{"number": "13900139000"}], "tags": ["heat"]}
    await admin.send("POST", "/customers", warm, 201)
    before = (await admin.get(path))["total"]
    body, key = CASES[path], {"Idempotency-Key": "click-1"}
    answers = await asyncio.gather(*(admin.ask("POST", path, body, headers=key) for _ in range(3)))
    assert [answer.status for answer in answers] == [201] * 3, await answers[0].text()
    assert len({(await answer.json())["id"] for answer in answers}) == 1
    assert (await admin.get(path))["total"] == before + 1
    other = await admin.ask("POST", path, body | CASES[path] | _other(path), headers=key)
    assert other.status == 409, await other.text()
    assert (await admin.get(path))["total"] == before + 1


def _other(path: str) -> dict[str, Any]:
    if "template" in CASES[path]:
        return {"values": {"day": "周二"}}
    return {"title": "别的"} if "title" in CASES[path] else {"name": "李雷"}


async def test_a_request_that_failed_leaves_its_key_free(admin: Browser) -> None:
    key = {"Idempotency-Key": "click-1"}
    refused = await admin.ask("POST", "/customers", CUSTOMER | {"name": ""}, headers=key)
    assert refused.status == 422
    assert (await admin.ask("POST", "/customers", CUSTOMER, headers=key)).status == 201


async def test_the_key_of_one_person_is_not_that_of_another(admin: Browser, wang: Browser) -> None:
    key = {"Idempotency-Key": "click-1"}
    made = [await (await who.ask("POST", "/customers", CUSTOMER, headers=key)).json() for who in (admin, wang)]
    assert made[0]["id"] != made[1]["id"]
