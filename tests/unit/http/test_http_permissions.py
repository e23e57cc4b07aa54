"""Every route × every role: who may enter, who is turned away, and nobody without a log-in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from web_kit import log_in

from crm.access import Role
from crm.roles.functions import shipped
from server.http.app import all_routes
from server.http.permissions import ACCESS, LOGGED_IN, PUBLIC, unknown_functions
from server.http.route import PREFIX, Route

ROUTES = all_routes()
USERS = {Role.ADMINISTRATOR: "admin", Role.SUPERVISOR: "boss", Role.AGENT: "wang"}


def address(route: Route) -> str:
    return PREFIX + re.sub(r"{\w+}", "01ARZ3NDEKTSV4RRFFQ69G5FAV", route.path)


def test_the_table_has_exactly_the_routes() -> None:
    assert {route.key for route in ROUTES} == set(ACCESS)
    assert not unknown_functions()
    assert len({route.operation for route in ROUTES}) == len(ROUTES)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.key)
async def test_nobody_enters_without_a_login(client: TestClient[Any, Any], route: Route) -> None:
    response = await client.request(route.method, address(route), json={})
    if route.access == PUBLIC:
        off = {409} if route.key == "POST /auth/captcha" else set()  # nobody asks for captchas here
        assert response.status in (off or ({200, 404} if route.body is None else {422}))
    else:
        assert response.status == 401


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_enters_what_the_table_says(client: TestClient[Any, Any], role: Role) -> None:
    for route in ROUTES:
        if route.access == PUBLIC or route.key == "POST /auth/logout":
            continue
        browser = await log_in(client, USERS[role])
        response = await browser.ask(route.method, address(route).removeprefix(PREFIX), {"nonsense": True})
        body = await response.text(errors="replace")
        assert response.status < 500, f"{route.key}: {body}"
        turned_away = response.status == 403 and '"code":"forbidden"' in body
        entitled = route.access == LOGGED_IN or route.access in shipped(role)
        assert turned_away != entitled, f"{route.key} for {role}: {response.status} {body}"
