"""What is in no configuration file and has versions nonetheless: agents' skills and queues, webhooks, gateways."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update
from test_http_portable_parts import NAME, exported, taken
from test_http_setting_versions import latest, of, restored
from web_kit import PASSWORD, Browser, log_in

from crm.portable.document import BESIDE, PARTS
from crm.portable.keys import filled, header_hidden, hidden
from crm.versions import keeping
from crm.versions.keeping import keep_all
from crm.versions.models import SettingVersion
from crm.webhooks.models import Webhook
from server.http.context import Web

HOOK = {"name": "ERP", "url": "https://hooks.example.com/in?access_token=t0ken&b=1", "events": ["call.ended"]}
SMS = {
    "url": "https://sms.example.com/send?appkey=k3y",
    "headers": {"Authorization": "Bearer h4nd", "X-Sign": "{{ secret }}", "Accept": "text/plain"},
    "body": '{"to": {{ to | json }}, "password": "pl4in"}',
}
MAIL = {"host": "mail.example.com", "username": "desk", "sender": "desk@example.com"}
KEYS = ("t0ken", "k3y", "h4nd", "pl4in", "s3cret")


async def agents(admin: Browser) -> dict[str, dict[str, Any]]:
    """By 工号."""
    return {row["number"]: row for row in await admin.get("/agent-skills")}


async def leaked(parts: Web, *keys: str) -> list[str]:
    """Those that some version holds."""
    async with parts.db.read() as session:
        text = str([(row.data, row.fields) for row in await session.scalars(select(SettingVersion))])
    return [key for key in keys if key in text]


async def skilled(admin: Browser) -> dict[str, str]:
    """Two skills; agents' ids by 工号."""
    for skill in ("tv", "oven"):
        await admin.send("POST", "/skills", {"id": skill, "name": NAME}, 201)
    return {number: row["agent"] for number, row in (await agents(admin)).items()}


async def test_an_agents_skills_have_versions_each_of_his_own(admin: Browser, parts: Web) -> None:
    """A change of many at once, and a restoration of one of them."""
    ids = await skilled(admin)
    wang, li = ids["1001"], ids["1002"]
    async with parts.db.write() as session:
        await keep_all(session)
    [first] = await of(admin, "agents", wang)
    assert (first["name_zh"], first["number"], first["user_id"]) == ("1001 Wang", 1, None)
    await admin.send("PUT", "/agent-skills", {"agents": {wang: {"tv": 80, "oven": 20}, li: {"tv": 10}}})
    await admin.send("PUT", "/agent-skills", {"agents": {wang: {"tv": 5}, li: {"tv": 10}}})
    assert [row["number"] for row in await of(admin, "agents", wang)] == [3, 2, 1]
    assert [(row["number"], row["username"]) for row in await of(admin, "agents", li)] == [(2, "admin"), (1, "system")]
    good = (await of(admin, "agents", wang))[1]
    whole = await admin.get(f"/config/versions/{good['id']}")
    assert {(".".join(each["path"]), each["before"], each["after"]) for each in whole["since"]} == {
        ("skills.tv", 80, 5),
        ("skills.oven", 20, None),
    }
    assert (await agents(admin))["1001"]["skills"] == {"tv": 5}
    await restored(admin, good, dry=True)
    assert (await agents(admin))["1001"]["skills"] == {"tv": 5}
    assert (await restored(admin, good))["left"] == []
    assert (await agents(admin))["1001"]["skills"] == {"tv": 80, "oven": 20}
    assert (await agents(admin))["1002"]["skills"] == {"tv": 10}
    logged = (await admin.get("/audit", action="agents.skills"))["items"][0]
    assert (logged["subject"], logged["details"]["before"]) == (wang, {"tv": 5})
    assert len(await of(admin, "agents", wang)) == 4


async def test_queues_that_an_agent_serves_are_in_it_whoever_changes_them(admin: Browser, parts: Web) -> None:
    """On the queue's page, on the user's, and by deleting a skill."""
    wang = (await skilled(admin))["1001"]
    async with parts.db.write() as session:
        await keep_all(session)
    other = (await agents(admin))["1002"]["agent"]
    both = [{"agent": wang, "preference": 3, "position": 7}, {"agent": other, "position": 1}]
    await admin.send("PUT", "/queues/heating/agents", {"agents": both})
    assert [row["fields"] for row in await of(admin, "agents", wang)] == [["queues"], []]
    await admin.send("PUT", "/agent-skills", {"agents": {wang: {"tv": 50}}})
    good = (await of(admin, "agents", wang))[0]
    data = (await admin.get(f"/config/versions/{good['id']}"))["data"]
    assert data["queues"]["heating"] == {"preference": 3, "position": 7}
    await admin.send("PATCH", f"/users/{wang}", {"queues": [{"queue": "shop"}]})
    mine = await of(admin, "agents", wang)
    assert (mine[0]["fields"], mine[0]["number"]) == (["queues"], good["number"] + 1)
    done = await restored(admin, good)
    assert done["left"] == []
    assert await admin.get("/queues/heating/agents") == [
        {"agent": other, "preference": 0, "position": 1},
        {"agent": wang, "preference": 3, "position": 7},
    ]
    await admin.send("DELETE", "/skills/tv", status=204)
    last = await admin.get(f"/config/versions/{(await of(admin, 'agents', wang))[0]['id']}")
    assert (last["data"]["skills"], set(last["data"]["queues"])) == ({}, {"service", "heating", "shop"})


async def test_skills_that_are_no_more_stay_away_and_it_is_said(admin: Browser) -> None:
    wang = (await skilled(admin))["1001"]
    await admin.send("PUT", "/agent-skills", {"agents": {wang: {"tv": 80, "oven": 20}}})
    good = (await of(admin, "agents", wang))[0]
    await admin.send("DELETE", "/skills/tv", status=204)
    await admin.send("PUT", "/agent-skills", {"agents": {wang: {}}})
    done = await restored(admin, good)
    assert (await agents(admin))["1001"]["skills"] == {"oven": 20}
    assert [each["path"] for each in done["left"]] == [["skills", "tv"]]


async def test_who_is_no_agent_any_more_gets_nothing_back(admin: Browser) -> None:
    wang = (await skilled(admin))["1001"]
    await admin.send("PUT", "/agent-skills", {"agents": {wang: {"tv": 80}}})
    good = (await of(admin, "agents", wang))[0]
    await admin.send("PUT", "/agent-skills", {"agents": {wang: {}}})
    await admin.send("PATCH", f"/users/{wang}", {"disabled": True})
    assert (await of(admin, "agents", wang))[0]["name_en"] == "1001 Wang"
    assert (await restored(admin, good, status=422))["error"]["field"] == f"agents/{wang}"
    await admin.send("PATCH", f"/users/{wang}", {"disabled": False, "number": None, "queues": []})
    gone = (await of(admin, "agents", wang))[0]
    assert (gone["change"], gone["name_zh"]) == ("deleted", "1001 Wang")
    assert (await restored(admin, good, status=422))["error"]["field"] == f"agents/{wang}"


async def test_who_manages_one_unit_neither_sees_nor_restores_other_units_agents(admin: Browser, client: Any) -> None:
    """And without the right to the queues he gives back the skills alone."""
    ids = await skilled(admin)
    north = await admin.send("POST", "/units", {"parent_id": "root", "name_zh": "北", "name_en": "North"}, 201)
    await admin.send("PATCH", f"/users/{ids['1001']}", {"unit_id": north["id"]})
    for level in (80, 5):
        await admin.send("PUT", "/agent-skills", {"agents": {one: {"tv": level} for one in ids.values()}})
    await admin.send("PUT", "/queues/shop/agents", {"agents": []})
    grants = {"config.versions": {"scope": "all"}, "skills.assign": {"scope": "below"}}
    role = await admin.send("POST", "/roles", {"name": NAME, "base": "agent", "grants": grants}, 201)
    user = {"username": "chief", "name": "Chief", "password": PASSWORD, "roles": [role["id"]], "unit_id": north["id"]}
    await admin.send("POST", "/users", user | {"must_change_password": False}, 201)
    chief = await log_in(client, "chief")
    seen = (await chief.get("/config/versions", page_size=200))["items"]
    assert {(row["part"], row["ident"]) for row in seen} == {("agents", ids["1001"])}
    foreign = (await of(admin, "agents", ids["1002"]))[1]
    assert (await chief.ask("GET", f"/config/versions/{foreign['id']}")).status == 404
    assert (await chief.ask("POST", f"/config/versions/{foreign['id']}/restore", {"dry_run": False})).status == 404
    good = seen[2]
    done = await restored(chief, good)
    assert (await agents(admin))["1001"]["skills"] == {"tv": 80}
    assert [each["path"] for each in done["left"]] == [["queues", "shop"]]
    assert (await admin.get("/queues/shop/agents")) == []
    grants["users.manage"] = {"scope": "below"}
    await admin.send("PATCH", f"/roles/{role['id']}", {"grants": grants})
    refused = (await restored(await log_in(client, "chief"), good, status=403))["error"]
    assert refused["field"].startswith(f"agents/{ids['1001']}"), "the queue is not of his unit"


async def test_a_log_in_reads_no_agents(admin: Browser, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has an entry of the user, at the beginning of a shift hundreds at once."""
    asked: list[tuple[str, Any]] = []
    read = keeping._read

    async def told(connection: Any, part: str, only: Any) -> Any:
        asked.append((part, only))
        return await read(connection, part, only)

    monkeypatch.setattr(keeping, "_read", told)
    await log_in(client, "wang")
    assert asked == []
    ids = await skilled(admin)
    asked.clear()
    await admin.send("PUT", "/agent-skills", {"agents": {ids["1001"]: {"tv": 1}}})
    assert asked == [("agents", {ids["1001"]})]


async def test_what_is_kept_beside_is_in_no_file(admin: Browser, parts: Web) -> None:
    assert not set(BESIDE) & set(await exported(admin))
    assert not set(BESIDE) & set(PARTS)
    for part in BESIDE:
        assert (await taken(admin, {part: {}}, status=422))["error"]["field"] == part
    async with parts.db.write() as session:
        await keep_all(session)
    assert {part for part in BESIDE if (await latest(parts.db))[part]} == {"agents", "gateways"}


async def test_a_webhook_comes_back_without_its_key(admin: Browser, parts: Web) -> None:
    made = await admin.send("POST", "/webhooks", HOOK, 201)
    path = f"/webhooks/{made['id']}"
    await admin.send("PATCH", path, {"name": "Bad", "url": "https://hooks.example.com/in?access_token=n3w&b=2"})
    new, old = await of(admin, "webhooks", made["id"])
    assert (new["name_zh"], new["fields"]) == ("Bad", ["name", "url"])
    assert not await leaked(parts, *KEYS, "n3w", made["secret"])
    done = await restored(admin, old)
    assert (done["left"], done["needs_secret"]) == ([], [])
    now = await admin.get(path)
    assert (now["name"], now["url"]) == ("ERP", "https://hooks.example.com/in?access_token=n3w&b=1")
    async with parts.db.read() as session:
        assert await session.scalar(select(Webhook.secret)) == made["secret"], "the present key stays"
    await admin.ask("DELETE", path)
    assert (await of(admin, "webhooks", made["id"]))[0]["change"] == "deleted"
    back = await restored(admin, old)
    assert back["needs_secret"] == [f"webhooks/{made['id']}"]
    assert [each["path"] for each in back["left"]] == [["active"]]
    again = await admin.get(path)
    assert (again["active"], again["url"]) == (False, "https://hooks.example.com/in?access_token=•••&b=1")
    async with parts.db.read() as session:
        assert await session.scalar(select(Webhook.secret)) != made["secret"]
    assert not await leaked(parts, *KEYS)


async def test_a_suspension_is_no_change_of_a_webhook(admin: Browser, parts: Web) -> None:
    made = await admin.send("POST", "/webhooks", HOOK, 201)
    async with parts.db.write() as session:
        await session.execute(update(Webhook).values(active=False, suspended="410"))
    await admin.send("PATCH", f"/webhooks/{made['id']}", {"name": "Other"})
    new, old = await of(admin, "webhooks", made["id"])
    assert new["fields"] == ["name"]
    await restored(admin, old)
    assert (await admin.get(f"/webhooks/{made['id']}"))["suspended"] == "410"


async def test_gateways_come_back_and_their_keys_stay(admin: Browser, parts: Web) -> None:
    keys = {"sms": "s3cret", "email": "s3cret-2"}
    await admin.send("PUT", "/message-gateways", {"sms": SMS, "email": MAIL, "secrets": keys})
    await admin.send("PUT", "/message-gateways", {"sms": {**SMS, "method": "PUT"}, "keep_hours": 5})
    new, old, *_ = await of(admin, "gateways", "messages")
    assert (new["name_en"], set(new["fields"])) == ("Message gateways", {"sms", "email", "keep_hours"})
    assert not await leaked(parts, *KEYS)
    done = await restored(admin, old)
    assert (done["left"], done["needs_secret"]) == ([], [])
    now = await admin.get("/message-gateways")
    assert {name: now["sms"][name] for name in SMS} == SMS
    assert (now["email"]["host"], now["keep_hours"]) == ("mail.example.com", 72)
    assert now["has_secret"] == {"sms": True, "email": True}


async def test_a_gateway_whose_key_is_gone_is_off_until_it_has_one(admin: Browser) -> None:
    await admin.send("PUT", "/message-gateways", {"sms": SMS, "email": MAIL, "secrets": {"sms": "x", "email": "y"}})
    good = (await of(admin, "gateways", "messages"))[0]
    await admin.send("PUT", "/message-gateways", {"secrets": {"sms": "", "email": ""}})
    done = await restored(admin, good)
    assert done["needs_secret"] == ["gateways/messages.sms", "gateways/messages.email"]
    assert [each["path"] for each in done["left"]] == [["sms", "enabled"], ["email", "enabled"]]
    now = await admin.get("/message-gateways")
    assert (now["sms"]["enabled"], now["sms"]["headers"]["Authorization"]) == (False, "•••")


async def test_a_gateway_that_uses_a_key_that_is_gone_is_off(admin: Browser) -> None:
    plain = {"url": "https://sms.example.com/send", "headers": {"X-Sign": "{{ secret }}"}, "body": "{}"}
    for keys, needs in (({"sms": "x"}, []), ({"sms": ""}, ["gateways/messages.sms"])):
        await admin.send("PUT", "/message-gateways", {"sms": plain, "secrets": {"sms": "x"}})
        good = (await of(admin, "gateways", "messages"))[0]
        await admin.send("PUT", "/message-gateways", {"secrets": keys})
        assert (await restored(admin, good))["needs_secret"] == needs
        assert (await admin.get("/message-gateways"))["sms"]["enabled"] is not bool(needs)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://h/x?access_token=abc&to={{ to }}", "https://h/x?access_token=•••&to={{ to }}"),
        ('{"appKey": "abc", "text": {{ text | json }}}', '{"appKey": "•••", "text": {{ text | json }}}'),
        ('{"key": "{{ secret }}"}', '{"key": "{{ secret }}"}'),
        ("pwd=abc&mobile={{ to }}&sign={{ secret }}", "pwd=•••&mobile={{ to }}&sign={{ secret }}"),
        ("https://h/monkey?tokens=&a=1", "https://h/monkey?tokens=&a=1"),
    ],
)
def test_keys_are_hidden_where_they_were_written_by_hand(text: str, shown: str) -> None:
    assert hidden(text) == shown
    assert filled(shown, text) == text
    assert hidden(shown) == shown


def test_headers_that_carry_keys_are_known_by_their_names() -> None:
    assert [header_hidden(name, "v") for name in ("Authorization", "X-Api-Key", "Cookie", "X-Token")] == ["•••"] * 4
    assert [header_hidden(name, "v") for name in ("Accept", "Content-Type", "X-Request-Id")] == ["v"] * 3
    assert header_hidden("Authorization", "Bearer {{ secret }}") == "Bearer {{ secret }}"
