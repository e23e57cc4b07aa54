"""Whom a change of a setting affects, before it is saved."""

from __future__ import annotations

from typing import Any

import pytest
from web_kit import Browser, envelope

from server.http.context import Web
from telephony import domain_events as news

SMALL: dict[str, Any] = {
    "flow": "small",
    "name": {"zh": "小", "en": "Small"},
    "start": "office",
    "languages": ["zh"],
    "nodes": {
        "office": {"kind": "hours", "calendar": "small", "open": "agent", "closed": "bye"},
        "agent": {"kind": "queue", "queue": "small"},
        "leave": {"kind": "voicemail", "box": "box", "say": {"zh": "请留言。"}},
        "bye": {"kind": "hangup", "say": {"zh": "再见。"}},
    },
}
OUTER: dict[str, Any] = {
    "flow": "outer",
    "name": {"zh": "外", "en": "Outer"},
    "start": "on",
    "languages": ["zh"],
    "nodes": {"on": {"kind": "transfer", "to": "flow", "target": "small"}},
}
NAME = {"zh": "小", "en": "Small"}
UNIT = {"name_zh": "小", "name_en": "Small"}
HOURS = {"name": NAME, "week": [[{"start": "09:00", "end": "18:00"}]] * 7}


async def told(browser: Browser, kind: str, thing: str) -> dict[str, tuple[int, list[str]]]:
    """What → how many, and the names in English."""
    found = await browser.get(f"/impact/{kind}/{thing}")
    return {one["what"]: (one["count"], [name["en"] for name in one["names"]]) for one in found["affected"]}


@pytest.fixture
async def small(admin: Browser) -> None:
    """A queue of its own with a calendar, a mailbox, a flow that leads to all three, another one and its number."""
    await admin.send("PUT", "/hours/small", HOURS)
    await admin.send("POST", "/skills", {"id": "boiler", "name": {"zh": "锅炉", "en": "Boilers"}}, status=201)
    demand = [{"skill": "boiler", "level": 10}]
    queue = {"id": "small", "name": NAME, "hours": "small", "demand": demand}
    await admin.send("POST", "/queues", queue, status=201)
    await admin.send("POST", "/mailboxes", {"id": "box", "name": {"zh": "箱", "en": "Box"}}, status=201)
    for document in (SMALL, OUTER):
        await admin.send("POST", "/flows", {"document": document}, status=201)
    await admin.send("POST", "/entries", {"number": "77", "flow": "outer", "name": NAME}, status=201)


@pytest.mark.usefixtures("small")
async def test_a_queue_names_agents_callers_and_the_ways_that_lead_to_it(
    admin: Browser, wang: Browser, parts: Web
) -> None:
    await admin.send("PUT", "/queues/small/agents", {"agents": [{"agent": wang.user["id"]}]})
    parts.hub.publish(envelope(1.0, news.QueueFigures(None, "small", 3, 0.5, 0, 0, 0, 1)))
    await admin.send("PATCH", "/queues/shop", {"overflow": [{"when": "closed", "action": "queue", "target": "small"}]})
    assert await told(admin, "queues", "small") == {
        "agents": (1, ["1001 Wang"]),
        "waiting": (3, []),
        "flows": (2, ["Outer", "Small"]),
        "numbers": (1, ["77"]),
        "overflows": (1, ["Online shop"]),
    }


@pytest.mark.usefixtures("small")
async def test_calendars_mailboxes_skills_and_numbers_name_what_uses_them(admin: Browser, wang: Browser) -> None:
    ways = {"flows": (2, ["Outer", "Small"]), "numbers": (1, ["77"])}
    assert await told(admin, "hours", "small") == {"queues": (1, ["Small"]), **ways}
    assert await told(admin, "mailboxes", "box") == ways
    assert await told(admin, "entries", "77") == {"flows": (1, ["Outer"])}
    await admin.send("PUT", "/agent-skills", {"agents": {wang.user["id"]: {"boiler": 50}}})
    assert await told(admin, "skills", "boiler") == {"agents": (1, ["1001 Wang"]), "queues": (1, ["Small"])}


async def test_a_trunk_names_routes_and_numbers(admin: Browser) -> None:
    trunk = {"id": "north", "name": "North", "host": "127.0.0.1", "numbers": ["01088886666"]}
    await admin.send("POST", "/trunks", trunk, status=201)
    rules = {"version": 0, "routes": [{"prefix": "0", "trunks": ["north"]}], "guards": [{"scope": "trunk:north"}]}
    await admin.send("PUT", "/outbound/rules", rules)
    await admin.send("POST", "/entries", {"number": "*@north", "flow": "main", "name": NAME}, status=201)
    assert await told(admin, "trunks", "north") == {
        "routes": (1, ["0"]),
        "caller_ids": (1, ["01088886666"]),
        "numbers": (1, ["*@north"]),
        "outbound_limits": (1, []),
    }


async def test_people_and_where_they_belong(admin: Browser, wang: Browser, parts: Web) -> None:
    user = wang.user["id"]
    parent = await admin.send("POST", "/units", {**UNIT, "parent_id": "root"}, status=201)
    below = await admin.send("POST", "/units", {**UNIT, "parent_id": parent["id"], "head_id": user}, status=201)
    position = await admin.send("POST", "/positions", {"name": NAME}, status=201)
    await admin.send("PATCH", f"/users/{user}", {"unit_id": below["id"], "position_id": position["id"]})
    outlet = {"id": "N1", "unit_id": below["id"], "name": {"zh": "网点", "en": "Outlet"}, "region": "110105"}
    await admin.send("POST", "/outlets", outlet | {"staff": [{"user_id": user, "name": "Wang"}]}, status=201)
    call = news.CallLive("c1", "talking", 1.0, 1.0, "inbound", "+8613800138000", "1000", None, "", "shop", user, None)
    parts.hub.publish(envelope(1.0, call))
    assert await told(admin, "units", parent["id"]) == {
        "users": (1, ["1001 Wang"]),
        "units_below": (1, ["Small"]),
        "outlets": (1, ["Outlet"]),
    }
    assert await told(admin, "positions", position["id"]) == {"users": (1, ["1001 Wang"])}
    assert await told(admin, "outlets", "N1") == {"staff": (1, ["1001 Wang"])}
    assert (await told(admin, "roles", "agent"))["users"] == (2, ["1001 Wang", "1002 Li"])
    mine = await told(admin, "users", user)
    assert mine.pop("queues")[0] == 2
    assert mine == {"talking": (1, []), "units_led": (1, ["Small"])}


async def test_who_is_in_a_pause_or_at_a_phone_now(admin: Browser, wang: Browser, parts: Web) -> None:
    state = news.AgentStateChanged(None, wang.user["id"], "break", "available", "meal", "8001", None, 1.0, 0.0)
    parts.hub.publish(envelope(1.0, state))
    await admin.send("POST", "/workstations", {"name": "A-12", "extension": "8001"}, status=201)
    assert await told(admin, "pause-reasons", "meal") == {"agents_paused": (1, ["1001 Wang"])}
    assert await told(admin, "devices", "8001") == {"agents_there": (1, ["1001 Wang"]), "workstations": (1, ["A-12"])}


async def test_numbers_on_lists_and_words_count_what_has_them(admin: Browser) -> None:
    customer = {"name": "Zhao", "phones": [{"number": "13800138000"}], "level": "gold"}
    levels = [row["code"] for row in await admin.get("/dictionaries", dictionary="customer_level")]
    await admin.send("POST", "/customers", customer | {"level": levels[0]}, status=201)
    for number, count in (("13800138000", 1), ("+86138*", 1), ("+8613900*", 0)):
        row = await admin.send("POST", "/number-lists", {"list": "black", "number": number}, status=201)
        assert (await told(admin, "number-lists", row["id"])).get("customers", (0, []))[0] == count
    assert await told(admin, "dictionary-entries", f"customer_level:{levels[0]}") == {"customers": (1, [])}
    whole = await told(admin, "dictionaries", "customer_level")
    assert (whole["customers"], whole["entries"][0]) == ((1, []), len(levels))


async def test_it_is_told_to_those_alone_who_may_see_the_kind(admin: Browser, wang: Browser) -> None:
    assert (await wang.ask("GET", "/impact/trunks/x")).status == 403
    assert (await admin.ask("GET", "/impact/trunks/x")).status == 404
    assert (await admin.ask("GET", "/impact/moons/x")).status == 404
    assert (await admin.ask("GET", "/impact/dictionary-entries/x")).status == 404
