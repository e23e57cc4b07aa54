"""Problem details (RFC 9457) for who asks for them, naming the field; everybody else gets the API's own shape."""

from __future__ import annotations

from typing import Any

import pytest
from web_kit import Browser

from server.http.problems import MEDIA, pointer


async def refused(browser: Browser, method: str, path: str, body: Any, **headers: str) -> tuple[str, dict[str, Any]]:
    token = {"Authorization": f"Bearer {browser.token}"} if browser.token else {}
    answer = await browser.client.request(method, f"/api/v1{path}", json=body, headers=token | headers)
    return answer.content_type, await answer.json()


async def test_whoever_asks_gets_problem_details(boss: Browser) -> None:
    wrong = {"name": "x", "phones": [{"number": "abc"}]}
    media, body = await refused(boss, "POST", "/customers", wrong, Accept=f"{MEDIA}, application/json;q=0.5")
    assert media == MEDIA
    assert body["status"] == 422
    assert (body["type"], body["code"]) == ("urn:hotline:error:invalid", "invalid")
    assert body["errors"] == [{"pointer": "#/phones/0/number", "detail": body["detail"]}]
    assert body["instance"] == "/api/v1/customers"
    assert "不是电话号码" in body["message_zh"]
    media, body = await refused(boss, "POST", "/customers", wrong, Accept="application/json")
    assert (media, body["error"]["field"]) == ("application/json", "phones.0.number")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/customers/nobody", 404, "not_found"), ("GET", "/nothing", 404, "not_found"),
     ("PUT", "/customers", 405, "method_not_allowed")],
)  # fmt: skip
async def test_every_sort_of_error(boss: Browser, method: str, path: str, status: int, code: str) -> None:
    media, body = await refused(boss, method, path, None, Accept=MEDIA)
    assert (media, body["status"], body["code"]) == (MEDIA, status, code)


async def test_what_succeeds_stays_as_it_is(boss: Browser) -> None:
    media, body = await refused(boss, "GET", "/customers", None, Accept=MEDIA)
    assert media == "application/json"
    assert "items" in body


def test_pointers() -> None:
    assert pointer("fields.a/b~c") == "#/fields/a~1b~0c"
