"""Units, positions, roles, graded administrators and the menu by API."""

from __future__ import annotations

import re
from typing import Any

import pytest
from aiohttp import WSMsgType
from aiohttp.test_utils import TestClient
from test_http_live import Watcher
from web_kit import PASSWORD, Browser, FakeCore, log_in

from crm.access import system
from crm.documents.types import DocumentTypeService
from server.http.context import Web

WORDS = {"password": PASSWORD, "must_change_password": False}


async def unit(admin: Browser, name: str, parent: str = "root", **more: Any) -> str:
    body = {"parent_id": parent, "name_zh": name, "name_en": name} | more
    made: dict[str, Any] = await ok(admin, "POST", "/units", body)
    return str(made["id"])


async def ok(who: Browser, method: str, path: str, body: object = None) -> Any:
    response = await who.ask(method, path, body)
    assert response.status < 300, f"{method} {path}: {await response.text()}"
    return await response.json() if response.status != 204 else None


async def refused(who: Browser, method: str, path: str, body: object = None) -> tuple[int, str, str | None]:
    response = await who.ask(method, path, body)
    assert response.status >= 400, f"{method} {path} was not refused"
    error = (await response.json())["error"]
    assert error["message_zh"]
    return response.status, error["code"], error.get("field")


@pytest.fixture
async def tree(admin: Browser) -> dict[str, str]:
    """root ─ north ─ outlet; root ─ south."""
    north = await unit(admin, "north", kind="branch", region="110100")
    return {
        "north": north,
        "outlet": await unit(admin, "outlet", north, kind="outlet"),
        "south": await unit(admin, "south", kind="branch"),
    }


async def paths(admin: Browser) -> dict[str, str]:
    return {row["name_en"]: row["path"] for row in await ok(admin, "GET", "/units")}


async def test_a_unit_moves_with_everything_below_it(admin: Browser, tree: dict[str, str]) -> None:
    north, outlet, south = tree["north"], tree["outlet"], tree["south"]
    assert (await paths(admin))["outlet"] == f"/root/{north}/{outlet}/"
    await ok(admin, "PATCH", f"/units/{north}", {"parent_id": south})
    found = await paths(admin)
    assert found["north"] == f"/root/{south}/{north}/"
    assert found["outlet"] == f"/root/{south}/{north}/{outlet}/"
    for parent in (south, outlet, north):
        assert await refused(admin, "PATCH", f"/units/{south}", {"parent_id": outlet}) == (422, "invalid", "parent_id")
        assert await refused(admin, "PATCH", f"/units/{north}", {"parent_id": outlet}) == (422, "invalid", "parent_id")
        assert (await refused(admin, "PATCH", "/units/root", {"parent_id": parent}))[0] == 403
    assert await paths(admin) == found
    order = [row["name_en"] for row in await ok(admin, "GET", "/units")][1:]
    assert order == ["south", "north", "outlet"]


async def test_a_unit_that_is_used_stays_and_can_be_closed(admin: Browser, tree: dict[str, str]) -> None:
    north, outlet = tree["north"], tree["outlet"]
    assert (await refused(admin, "DELETE", f"/units/{north}"))[:2] == (409, "in_use")
    user = await ok(
        admin, "POST", "/users", {"username": "o1", "name": "o1", "role": "agent", "unit_id": outlet} | WORDS
    )
    assert (await refused(admin, "DELETE", f"/units/{outlet}"))[:2] == (409, "in_use")
    await ok(admin, "PATCH", f"/users/{user['id']}", {"unit_id": tree["south"]})
    role = {"name": {"zh": "看网点", "en": "o"}, "grants": {"tickets.read": {"scope": "units", "units": [outlet]}}}
    made = await ok(admin, "POST", "/roles", role)
    response = await admin.ask("DELETE", f"/units/{outlet}")
    assert "roles 1" in (await response.json())["error"]["message"]
    await ok(admin, "DELETE", f"/roles/{made['id']}")
    await ok(admin, "DELETE", f"/units/{outlet}")
    row = await ok(admin, "PATCH", f"/units/{north}", {"closed": True})
    new = {"username": "o2", "name": "o2", "role": "agent", "unit_id": north} | WORDS
    assert await refused(admin, "POST", "/users", new) == (422, "invalid", "unit_id")
    assert (await refused(admin, "PATCH", f"/units/{north}", {"closed": False, "version": row["version"] - 1}))[
        0
    ] == 409
    audit = await ok(admin, "GET", "/audit?kind=unit")
    assert [row["action"] for row in audit["items"]][:2] == ["units.update", "units.delete"]


async def branch_head(admin: Browser, client: TestClient[Any, Any], unit_id: str) -> Browser:
    """An administrator of a unit: he manages people and units below, and reads customers there."""
    below = {"scope": "below"}
    functions = ("users.read", "users.manage", "units.manage", "customers.read", "customers.write", "tickets.read")
    role = {"name": {"zh": "分公司管理员", "en": "Branch"}, "grants": dict.fromkeys(functions, below)}
    made = await ok(admin, "POST", "/roles", role)
    new = {"username": "branch", "name": "b", "roles": [made["id"]], "unit_id": unit_id} | WORDS
    await ok(admin, "POST", "/users", new)
    return await log_in(client, "branch")


async def test_an_administrator_of_a_branch_stays_in_it(
    admin: Browser, client: TestClient[Any, Any], tree: dict[str, str]
) -> None:
    chief = await branch_head(admin, client, tree["north"])
    inside = await unit(chief, "inside", tree["outlet"])
    assert (await refused(chief, "POST", "/units", {"parent_id": "root", "name_zh": "x", "name_en": "x"}))[0] == 403
    assert (await refused(chief, "PATCH", f"/units/{tree['south']}", {"name_zh": "x"}))[0] == 403
    assert (await refused(chief, "PATCH", f"/units/{inside}", {"parent_id": tree["south"]}))[0] == 403
    assert (await refused(chief, "DELETE", f"/units/{tree['south']}"))[0] == 403
    for path, method, body in (("/roles", "POST", {"name": {"zh": "x", "en": "x"}}), ("/positions", "POST", {})):
        assert (await refused(chief, method, path, body))[0] == 403

    reader = {"name": {"zh": "客户查看", "en": "r"}, "grants": {"customers.read": {"scope": "unit"}}}
    narrow = (await ok(admin, "POST", "/roles", reader))["id"]
    mine = {"username": "n1", "name": "n1", "roles": [narrow], "unit_id": tree["outlet"]} | WORDS
    made = await ok(chief, "POST", "/users", mine)
    new = mine | {"username": "n2"}
    assert await refused(chief, "POST", "/users", new | {"unit_id": tree["south"]}) == (403, "forbidden", "unit_id")
    for role in ("administrator", "supervisor", "agent"):
        roles = {"roles": [narrow, role]}
        assert await refused(chief, "POST", "/users", new | roles) == (403, "forbidden", "roles")
        assert await refused(chief, "PATCH", f"/users/{made['id']}", roles) == (403, "forbidden", "roles")
    assert (await refused(chief, "PATCH", f"/users/{made['id']}", {"unit_id": "root"}))[0] == 403
    seen = {row["username"] for row in (await ok(chief, "GET", "/users"))["items"]}
    assert seen == {"branch", "n1"}
    for stranger in (admin.user["id"], (await ok(admin, "GET", "/users?q=wang"))["items"][0]["id"]):
        assert (await refused(chief, "PATCH", f"/users/{stranger}", {"name": "x"}))[0] == 404


async def test_nobody_manages_somebody_who_has_more(
    admin: Browser, client: TestClient[Any, Any], tree: dict[str, str]
) -> None:
    chief = await branch_head(admin, client, tree["north"])
    boss = (await ok(admin, "GET", "/users?q=boss"))["items"][0]["id"]
    await ok(admin, "PATCH", f"/users/{boss}", {"unit_id": tree["outlet"]})
    assert boss in {row["id"] for row in (await ok(chief, "GET", "/users"))["items"]}
    assert (await refused(chief, "PATCH", f"/users/{boss}", {"password": "another one"}))[0] == 403
    assert (await refused(chief, "PUT", f"/users/{boss}/phone-password", {"password": "1357"}))[0] == 403
    own = await ok(chief, "PATCH", f"/users/{chief.user['id']}", {"name": "me"})
    assert own["name"] == "me"
    assert (await refused(chief, "PATCH", f"/users/{chief.user['id']}", {"roles": ["administrator"]}))[0] == 403
    queues = [{"queue": "service"}]
    role = await ok(admin, "POST", "/roles", {"name": {"zh": "空", "en": "e"}})
    new = {"username": "qu", "name": "q", "number": "1009", "roles": [role["id"]], "unit_id": tree["north"]} | WORDS
    made = await ok(chief, "POST", "/users", new)
    assert await refused(chief, "PATCH", f"/users/{made['id']}", {"queues": queues}) == (403, "forbidden", "queues")
    await ok(admin, "PATCH", f"/users/{made['id']}", {"queues": queues})
    await ok(chief, "PATCH", f"/users/{made['id']}", {"queues": [{"queue": "service", "preference": 3}]})


async def test_whoever_changes_roles_grants_only_what_he_has(
    admin: Browser, client: TestClient[Any, Any], tree: dict[str, str]
) -> None:
    grants = {"roles.manage": {"scope": "all"}, "users.read": {"scope": "below"}, "tickets.read": {"scope": "below"}}
    keeper = await ok(admin, "POST", "/roles", {"name": {"zh": "角色管理", "en": "k"}, "grants": grants})
    body = {"username": "keeper", "name": "k", "roles": [keeper["id"]], "unit_id": tree["north"]} | WORDS
    await ok(admin, "POST", "/users", body)
    who = await log_in(client, "keeper")
    for code, scope in (("tickets.read", "all"), ("audit.read", "all"), ("customers.read", "own")):
        body = {"name": {"zh": code, "en": code}, "grants": {code: {"scope": scope}}}
        assert await refused(who, "POST", "/roles", body) == (403, "forbidden", "grants")
        assert (await refused(who, "PATCH", f"/roles/{keeper['id']}", {"grants": body["grants"]}))[0] == 403
    assert (await refused(who, "POST", "/roles", {"name": {"zh": "c", "en": "c"}, "copy_of": "supervisor"}))[0] == 403
    south = {"tickets.read": {"scope": "units", "units": [tree["south"]]}}
    assert (await refused(who, "POST", "/roles", {"name": {"zh": "s", "en": "s"}, "grants": south}))[0] == 403
    outlet = {"tickets.read": {"scope": "units", "units": [tree["outlet"]]}}
    made = await ok(who, "POST", "/roles", {"name": {"zh": "o", "en": "o"}, "grants": outlet})
    assert made["grants"]["tickets.read"] == {"scope": "units", "units": [tree["outlet"]]}
    assert (await refused(who, "PATCH", "/roles/administrator", {"reset": True}))[0] == 403


async def test_a_built_in_role_is_changed_and_set_back(
    admin: Browser, wang: Browser, client: TestClient[Any, Any]
) -> None:
    role = await ok(admin, "PATCH", "/roles/agent", {"grants": {"tickets.read": {"scope": "none"}}})
    assert role["changed"]
    assert "tickets.read" not in role["grants"]
    assert (await wang.ask("GET", "/tickets")).status == 403
    assert "tickets.read" not in (await ok(wang, "GET", "/auth/me"))["functions"]
    same = await ok(admin, "PATCH", "/roles/agent", {"grants": {"tickets.read": {"scope": "below"}}})
    assert not same["changed"]
    assert (await wang.ask("GET", "/tickets")).status == 200
    for grants, field in (
        ({"tickets.raed": {"scope": "own"}}, "grants.tickets.raed"),
        ({"trunks.manage": {"scope": "own"}}, "grants.trunks.manage.scope"),
        ({"tickets.read": {"scope": "units", "units": ["nowhere"]}}, "grants.tickets.read.units"),
    ):
        assert await refused(admin, "PATCH", "/roles/agent", {"grants": grants}) == (422, "invalid", field)
    assert (await refused(admin, "PATCH", "/roles/agent", {"grants": {"tickets.read": {"scope": "units"}}}))[0] == 422
    assert (await refused(admin, "DELETE", "/roles/agent"))[0] == 403
    assert (await refused(admin, "PATCH", "/roles/administrator", {"grants": {"audit.read": {"scope": "none"}}}))[
        0
    ] == 403


async def test_who_is_disabled_is_out_at_once(
    admin: Browser, wang: Browser, client: TestClient[Any, Any], core: FakeCore
) -> None:
    async with client.ws_connect(f"/api/v1/live?token={wang.token}") as socket:
        await socket.receive()
        await ok(admin, "PATCH", f"/users/{wang.user['id']}", {"disabled": True})
        frame = await socket.receive(timeout=5)
        while frame.type is WSMsgType.TEXT:
            frame = await socket.receive(timeout=5)
        assert frame.type is WSMsgType.CLOSE
        assert frame.data == 4001
    assert core.asked("agent.logout") == [{"agent": wang.user["id"]}]
    assert (await wang.ask("GET", "/auth/me")).status == 401


async def test_live_follows_a_changed_role_at_once(admin: Browser, boss: Browser, client: TestClient[Any, Any]) -> None:
    async with Watcher(client, boss.token) as watcher:
        assert len((await watcher.next())["data"]["agents"]) > 1
        await ok(admin, "PATCH", "/roles/supervisor", {"grants": {"live.watch": {"scope": "none"}}})
        after = await watcher.next()
        assert after["type"] == "snapshot"
        assert {view["agent"] for view in after["data"]["agents"]} <= {boss.user["id"]}


async def test_superiors_form_no_ring(admin: Browser, wang: Browser, li: Browser) -> None:
    position = await ok(admin, "POST", "/positions", {"name": {"zh": "组长", "en": "Leader"}, "rank": 3})
    change = {"superior_id": li.user["id"], "position_id": position["id"], "phone": "010-62345678", "email": "w@x.cn"}
    row = await ok(admin, "PATCH", f"/users/{wang.user['id']}", change)
    assert (row["superior_id"], row["position_id"]) == (li.user["id"], position["id"])
    for superior in (wang.user["id"], li.user["id"]):
        body = {"superior_id": superior}
        assert await refused(admin, "PATCH", f"/users/{li.user['id']}", body) == (422, "invalid", "superior_id")
    assert (await refused(admin, "DELETE", f"/positions/{position['id']}"))[:2] == (409, "in_use")
    assert (await refused(admin, "POST", "/positions", {"name": {"zh": "组长", "en": "L"}}))[1] == "duplicate"
    (found,) = (await ok(admin, "GET", f"/users?superior={li.user['id']}"))["items"]
    assert found["username"] == "wang"
    await ok(admin, "PATCH", f"/users/{wang.user['id']}", {"position_id": None, "superior_id": None})
    await ok(admin, "DELETE", f"/positions/{position['id']}")


def _ids(entries: list[dict[str, Any]]) -> list[Any]:
    return [[entry["id"], _ids(entry["items"])] if entry["items"] else entry["id"] for entry in entries]


async def test_the_menu_shows_what_may_be_opened_as_the_company_arranges_it(admin: Browser, wang: Browser) -> None:
    before = _ids(await ok(wang, "GET", "/menu"))
    assert "desk" in before
    assert not {"live", "admin"} & set(re.findall(r"\w+", str(before)))
    assert "desk" not in _ids(await ok(admin, "GET", "/menu"))  # he has no 工号
    erp: dict[str, Any] = {
        "id": "erp",
        "url": "https://erp.example/",
        "label": {"zh": "进销存", "en": "ERP"},
        "function": "customers.read",
    }
    items = [
        {"id": "ours", "label": {"zh": "业务", "en": "Work"}, "items": [{"id": "tickets"}, erp]},
        {"id": "calls", "visible": False},
        {"id": "desk", "label": {"zh": "接电话", "en": "Answer"}},
    ]
    shipped = {room["id"]: room for room in await ok(admin, "GET", "/menu/rooms")}
    assert (shipped["desk"]["label"]["zh"], shipped["desk"]["function"]) == ("坐席工作台", "phone.use")
    assert shipped["calls"]["parent"] == "records"
    assert (await wang.ask("GET", "/menu/rooms")).status == 403
    whole = await ok(admin, "PUT", "/menu/arrangement", {"items": items})
    assert {"records", "admin", "operations"} <= {item["id"] for item in whole["items"]}
    menu = await ok(wang, "GET", "/menu")
    assert _ids(menu)[:2] == [["ours", ["tickets", "erp"]], "desk"]
    assert menu[1]["label"]["zh"] == "接电话"
    assert menu[0]["items"][1]["url"] == "https://erp.example/"
    await ok(
        admin,
        "PATCH",
        "/roles/agent",
        {"grants": {"customers.read": {"scope": "none"}, "documents.read": {"scope": "none"}}},
    )
    assert "ours" not in str(_ids(await ok(wang, "GET", "/menu")))
    for wrong in (
        [{"id": "desk"}, {"id": "desk"}],
        [{"id": "mine"}],
        [{"id": "desk", "url": "https://x.example/"}],
        [{"id": "x", "label": {"zh": "x", "en": "x"}, "url": "javascript:alert(1)"}],
        [{"id": "x", "label": {"zh": "x", "en": "x"}, "function": "no.such"}],
    ):
        assert (await admin.ask("PUT", "/menu/arrangement", {"items": wrong})).status == 422


async def test_what_a_document_type_names_is_not_removed(admin: Browser, parts: Web, tree: dict[str, str]) -> None:
    """Its steps would go to the department without a word, its messages and documents would not be made."""
    words = {"zh": "样", "en": "sample"}
    role = (await ok(admin, "POST", "/roles", {"name": {"zh": "审核员", "en": "checker"}}))["id"]
    reader = (await ok(admin, "POST", "/roles", {"name": {"zh": "监察员", "en": "reader"}}))["id"]
    position = (await ok(admin, "POST", "/positions", {"name": {"zh": "库管", "en": "keeper"}}))["id"]
    await ok(admin, "PUT", "/message-templates/ours", {"name": words, "sms": {"zh": "您好"}})

    def step(code: str, to: str, **handler: Any) -> dict[str, Any]:
        outcomes = [{"code": "ok", "name": words, "to": to}]
        return {"kind": "task", "code": code, "name": words, "handler": handler, "outcomes": outcomes}

    def kind(code: str, *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
        nodes = [*steps, {"kind": "end", "code": "over", "name": words}]
        return {"code": code, "name": words, "process": {"start": steps[0]["code"], "nodes": nodes}} | more

    sends = {"do": "send", "template": "ours"}
    makes = {"do": "create", "type": "other", "title": "x"}
    tells = {"do": "notify", "to": [f"role:{role}"], "text": words}
    steps = (
        step("check", "store", by="role", role=role),
        step("store", "bring", by="position", position=position),
        step("bring", "over", by="unit", unit=tree["outlet"]),
    )
    triggers = [{"code": "told", "when": "entry", "node": "over", "do": [sends, makes, tells]}]
    async with parts.db.write() as session:
        types = DocumentTypeService(session, system())
        await types.publish(kind("other", step("begin", "over", by="creator")))
        await types.publish(kind("sample", *steps, triggers=triggers, confidential={"roles": [reader]}))
    places = (
        f"/roles/{role}", f"/roles/{reader}", f"/positions/{position}", f"/units/{tree['outlet']}",
        "/message-templates/ours", "/document-types/other",
    )  # fmt: skip
    for path in places:
        error = (await (await admin.ask("DELETE", path)).json())["error"]
        assert (error["code"], "sample" in error["message"], "sample" in error["message_zh"]) == ("in_use", True, True)
    async with parts.db.write() as session:
        await DocumentTypeService(session, system()).publish(kind("sample", step("begin", "over", by="creator")))
    for path in places:
        await ok(admin, "DELETE", path)
