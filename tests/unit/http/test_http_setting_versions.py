"""What administrators shape has versions: what it was, who changed it, and the way back."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update
from test_http_portable_parts import NAME, RICH, exported, taken
from web_kit import PASSWORD, Browser, log_in

from crm.access import system
from crm.audit.service import note
from crm.portable.document import BESIDE
from crm.routing.models import Queue, Skill
from crm.versions.differences import differences
from crm.versions.keeping import PARTS, keep_all
from crm.versions.models import SettingVersion
from server.database import Database
from server.http.context import Web

FLOWS = {"flows", "document_types"}
"""They have versions of their own."""


async def latest(db: Database) -> dict[str, dict[str, Any]]:
    """Part → id → what its last version holds."""
    found: dict[str, dict[str, Any]] = {part: {} for part in PARTS}
    async with db.read() as session:
        for row in await session.scalars(select(SettingVersion).where(SettingVersion.latest)):
            if row.data is not None:
                found[row.part][row.ident] = row.data
    return found


async def of(admin: Browser, part: str, ident: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await admin.get("/config/versions", part=part, ident=ident))["items"]
    return found


async def restored(admin: Browser, version: dict[str, Any], *, dry: bool = False, status: int = 200) -> dict[str, Any]:
    path = f"/config/versions/{version['id']}/restore"
    found: dict[str, Any] = await admin.send("POST", path, {"dry_run": dry}, status)
    return found


async def test_whatever_the_configuration_file_holds_has_versions(admin: Browser, parts: Web) -> None:
    """Each thing of each part is kept in the transaction that makes it, by the entry that the audit log gets."""
    await admin.send("POST", "/config/import", {"yaml": "{format: 1, skills: {tv: {name: {zh: 电, en: T}}}}"})
    async with parts.db.write() as session:
        await keep_all(session)
    assert await of(admin, "skills", "tv") == []
    await taken(admin, RICH)
    whole = await exported(admin)
    kept = await latest(parts.db)
    for part in set(PARTS) - set(BESIDE):
        assert kept[part] == whole[part], part
    assert set(PARTS) == {part for part in whole if part != "format"} - FLOWS | set(BESIDE)
    mine = await of(admin, "queues", "fresh")
    assert [(row["change"], row["number"], row["username"], row["name_zh"]) for row in mine] == [
        ("created", 1, "admin", "新")
    ]
    shipped = await of(admin, "queues", "service")
    assert [(row["user_id"], row["username"], row["number"]) for row in shipped] == [(None, "system", 1)]


async def test_a_change_is_told_and_taken_back(admin: Browser, parts: Web) -> None:
    before = (await admin.get("/queues"))[0]
    async with parts.db.write() as session:
        await keep_all(session)
    change = {"ageing_seconds": 77.0, "name": {"zh": "改名", "en": before["name"]["en"]}}
    await admin.send("PATCH", f"/queues/{before['id']}", change)
    new, old = await of(admin, "queues", before["id"])
    assert (new["change"], set(new["fields"]), new["latest"], old["latest"]) == (
        "changed", {"ageing_seconds", "name"}, True, False,
    )  # fmt: skip
    whole = await admin.get(f"/config/versions/{new['id']}")
    assert {(".".join(each["path"]), each["after"]) for each in whole["made"]} == {
        ("ageing_seconds", 77.0),
        ("name.zh", "改名"),
    }
    assert whole["since"] == []
    assert {".".join(each["path"]) for each in (await admin.get(f"/config/versions/{old['id']}"))["since"]} == {
        "ageing_seconds",
        "name.zh",
    }
    tried = await restored(admin, old, dry=True)
    assert {".".join(each["path"]) for each in tried["changed"]} == {"ageing_seconds", "name.zh"}
    assert (await admin.get("/queues"))[0]["ageing_seconds"] == 77.0
    assert len(await of(admin, "queues", before["id"])) == 2
    done = await restored(admin, old)
    assert (done["changed"], done["left"]) == (tried["changed"], [])
    assert (await admin.get("/queues"))[0] == before
    assert [row["number"] for row in await of(admin, "queues", before["id"])] == [3, 2, 1]
    logged = (await admin.get("/audit", action="settings.restore"))["items"]
    assert [(row["subject"], row["details"]["version"]) for row in logged] == [(f"queues/{before['id']}", 1)]
    assert (await restored(admin, old))["changed"] == []
    assert len((await admin.get("/audit", action="settings.restore"))["items"]) == 1


async def test_what_was_deleted_comes_back(admin: Browser) -> None:
    await admin.send("POST", "/skills", {"id": "tv", "name": NAME}, 201)
    await admin.send("DELETE", "/skills/tv", status=204)
    gone, made = await of(admin, "skills", "tv")
    assert (gone["change"], gone["name_zh"], made["change"]) == ("deleted", "新", "created")
    assert (await restored(admin, gone, status=409))["error"]["code"]
    await restored(admin, made)
    assert "tv" in {row["id"] for row in await admin.get("/skills")}
    assert [row["change"] for row in await of(admin, "skills", "tv")] == ["created", "deleted", "created"]


async def test_what_cannot_be_taken_back_is_said(admin: Browser) -> None:
    """Entries that a dictionary got since may be chosen somewhere: they stay."""
    await admin.send("POST", "/dictionaries", {"id": "colour", "name": NAME}, 201)
    path = "/dictionaries/colour/entries"
    await admin.send("POST", path, {"code": "red", "name": {"zh": "红", "en": "Red"}}, 201)
    red = (await of(admin, "dictionaries", "colour"))[0]
    await admin.send("DELETE", f"{path}/red", status=204)
    await admin.send("POST", path, {"code": "blue", "name": {"zh": "蓝", "en": "Blue"}}, 201)
    result = await restored(admin, red)
    assert [each["path"] for each in result["left"]] == [["entries", "blue"]]
    assert [each["path"] for each in result["changed"]] == [["entries", "red"]]


async def failing(db: Database) -> None:
    async with db.write() as session:
        session.add(Skill(id="lost", name=NAME))
        note(session, system(), "skills.create", "skill", "lost")
        await session.flush()
        1 / 0  # noqa: B018


async def test_what_is_refused_leaves_no_version(admin: Browser, parts: Web) -> None:
    total = (await admin.get("/config/versions"))["total"]
    await admin.send("PATCH", "/queues/service", {"demand": [{"skill": "nothing"}]}, 422)
    await taken(admin, {"skills": {"tv": {"name": NAME}}}, dry=True)
    with pytest.raises(ZeroDivisionError):
        await failing(parts.db)
    assert (await admin.get("/config/versions"))["total"] == total


async def test_a_restoration_that_is_refused_says_why_and_changes_nothing(admin: Browser) -> None:
    await admin.send("POST", "/skills", {"id": "tv", "name": NAME}, 201)
    await admin.send("POST", "/queues", {"id": "q", "name": NAME, "demand": [{"skill": "tv", "level": 50}]}, 201)
    await admin.send("PATCH", "/queues/q", {"demand": []})
    await admin.send("DELETE", "/skills/tv", status=204)
    old = (await of(admin, "queues", "q"))[1]
    error = (await restored(admin, old, status=422))["error"]
    assert error["field"].startswith("queues/q.demand")
    assert len(await of(admin, "queues", "q")) == 2


async def test_who_may_not_change_a_thing_does_not_see_what_it_was(admin: Browser, client: Any) -> None:
    grants = {name: {"scope": "all"} for name in ("config.versions", "skills.manage", "kpis.manage")}
    role = await admin.send("POST", "/roles", {"name": NAME, "base": "agent", "grants": grants}, 201)
    user = {"username": "looker", "name": "Looker", "password": PASSWORD, "roles": [role["id"]]}
    await admin.send("POST", "/users", user | {"must_change_password": False}, 201)
    await taken(admin, RICH)
    await admin.send("POST", "/skills", {"id": "tv", "name": NAME}, 201)
    queue = (await of(admin, "queues", "fresh"))[0]
    looker = await log_in(client, "looker")
    seen = (await looker.get("/config/versions", page_size=200))["items"]
    assert {(row["part"], row["ident"]) for row in seen} == {
        ("skills", "tv"),
        ("settings", "kpis"),
        ("settings", "media"),
    }
    assert (await looker.ask("GET", f"/config/versions/{queue['id']}")).status == 404
    assert (await looker.ask("POST", f"/config/versions/{queue['id']}/restore", {"dry_run": False})).status == 404
    assert (await (await log_in(client, "wang")).ask("GET", "/config/versions")).status == 403


async def test_two_who_change_at_once_are_not_taken_for_each_other(admin: Browser, parts: Web) -> None:
    """What a transaction has loaded long ago says nothing about what others have done since."""
    del admin
    async with parts.db.write() as session:
        session.add(Skill(id="mine", name=NAME))
        session.add(Skill(id="theirs", name=NAME))
        note(session, system(), "skills.create", "skill", "mine")
    async with parts.db.write() as session:
        loaded = {row.id: row for row in await session.scalars(select(Skill))}
        connection = await session.connection()
        await connection.execute(update(Skill).where(Skill.id == "theirs").values(name={"zh": "他", "en": "He"}))
        loaded["mine"].name = {"zh": "我", "en": "I"}
        note(session, system(), "skills.update", "skill", "mine")
    kept = await latest(parts.db)
    assert kept["skills"]["theirs"]["name"]["zh"] == "他"
    assert kept["skills"]["mine"]["name"]["zh"] == "我"


async def test_what_cannot_be_read_stops_neither_a_change_nor_a_start(admin: Browser, parts: Web) -> None:
    """A stored queue that no release understands: others are kept, and it is again once it is mended."""
    before = await latest(parts.db)
    async with parts.db.write() as session:
        session.add(Skill(id="unseen", name=NAME))
        good = await session.scalar(select(Queue.options).where(Queue.id == "service"))
        await session.execute(update(Queue).where(Queue.id == "service").values(options={"demand": "by the moon"}))
    async with parts.db.write() as session:
        await keep_all(session)
    kept = await latest(parts.db)
    assert (kept["queues"], "unseen" in kept["skills"]) == (before["queues"], True)
    async with parts.db.write() as session:
        await session.execute(update(Queue).where(Queue.id == "service").values(options=good, priority=9))
        note(session, system(), "queues.update", "queue", "service")
    assert (await latest(parts.db))["queues"] == before["queues"] | {
        "service": before["queues"]["service"] | {"priority": 9}
    }
    await admin.send("POST", "/skills", {"id": "tv", "name": NAME}, 201)
    assert "tv" in (await latest(parts.db))["skills"]


def test_differences_are_found_where_they_are() -> None:
    before = {"a": 1, "items": [{"id": "x", "on": True}, {"id": "y", "on": True}], "days": [1, 2], "gone": "old"}
    after = {"a": 1, "items": [{"id": "y", "on": False}, {"id": "z", "on": True}], "days": [1, 3], "new": {"deep": 1}}
    found = {tuple(each.path): (each.before, each.after) for each in differences(before, after)}
    assert found == {
        ("items", "y", "on"): (True, False),
        ("items", "z"): (None, {"id": "z", "on": True}),
        ("items", "x"): ({"id": "x", "on": True}, None),
        ("days",): ([1, 2], [1, 3]),
        ("new",): (None, {"deep": 1}),
        ("gone",): ("old", None),
    }
    turned = differences({"l": [{"id": "x"}, {"id": "y"}]}, {"l": [{"id": "y"}, {"id": "x"}]})
    assert [(each.path, each.before, each.after) for each in turned] == [(["l"], ["x", "y"], ["y", "x"])]
    assert differences(None, None) == differences(before, before) == []
