"""Every part of the configuration file leaves and comes back, in an empty installation too; people stay outside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from web_kit import PASSWORD, Browser, log_in

from crm.access import system
from crm.documents.plain import plain
from crm.organisation.models import Unit
from crm.portable.document import PARTS, Importer, export
from crm.portable.settings import SETTINGS
from crm.prompts.service import PromptService
from server.database import Database
from server.http.context import Web

NAME = {"zh": "新", "en": "New"}
ASK = {"code": "fine", "kind": "yes_no", "label": {"zh": "满意吗", "en": "Satisfied?"}}
PAIR = {"kind": "choice", "label": NAME, "options": [{"code": "a", "zh": "甲", "en": "A"}], "required": True}
LOAN = plain("loan", "借用单", "Loan")
LOAN["process"]["nodes"][0]["handler"] = {"by": "role", "role": "helpers"}
LOAN["surveys"] = ["ask-all"]

RICH: dict[str, dict[str, Any]] = {
    "units": {
        "team": {"parent_id": "north", "name_zh": "一组", "name_en": "Team", "closed": True},
        "north": {
            "parent_id": "root",
            "name_zh": "北方",
            "name_en": "North",
            "kind": "branch",
            "phone": "010-62881111",
        },
    },
    "positions": {"chief": {"name": NAME, "rank": 3}},
    "roles": {
        "helpers": {
            "name": {"zh": "助手", "en": "Helpers"},
            "base": "agent",
            "grants": {"customers.read": {"scope": "units", "units": ["north"]}},
        },
        "supervisor": {"grants": {"queues.manage": {"scope": "all"}, "queues.read": {"scope": "none"}}},
    },
    "customer_fields": {"colour": PAIR, "size": {"kind": "number", "label": NAME}},
    "questionnaires": {"ask-all": {"name": NAME, "state": "active", "questions": [{"field": ASK}]}},
    "scorecards": {"card": {"name": NAME, "criteria": [{"field": ASK, "scores": {"yes": 5}, "fatal": ["no"]}]}},
    "outlets": {"BJ-01": {"unit_id": "team", "name": NAME, "staff": [{"name": "赵师傅", "phone": "13800138000"}]}},
    "trunks": {"far": {"name": "远", "host": "sip.example.org", "numbers": ["01062880000"]}},
    "prompts": {"hello": {"name": NAME, "number": "77", "texts": {"zh": "您好", "en": "Hello"}, "recorded": []}},
    "mailboxes": {
        "610": {
            "name": NAME,
            "unit_id": "team",
            "options": {"prompt": "hello", "operator": "fresh", "emails": ["desk@example.com"]},
        },
        "fresh": {"name": NAME, "queue_id": "fresh", "options": {"greeting": {"zh": "请留言"}}},
    },
    "document_types": {"loan": {"document": LOAN}},
    "flows": {
        "small": {
            "name": NAME,
            "start": "go",
            "languages": ["zh", "en"],
            "nodes": {"go": {"kind": "voicemail", "box": "610", "say": {"prompt": "hello"}}},
        }
    },
    "queues": {
        "fresh": {
            "name": NAME,
            "alarms": {"waiting": 4},
            "dispositions": [{"code": "sold", "name": NAME}],
            "wrap_up_form": {
                "disposition_required": True,
                "fields": [{"code": "fine", "kind": "yes_no", "label": NAME}],
            },
        }
    },
    "settings": {
        "company": {"name": NAME, "area_code": "0571"},
        "feature_codes": {"pickup": "*99"},
        "flow_hosts": {"hosts": [{"host": "erp.example.com"}]},
        "outbound": {
            "routes": [{"prefix": "+86", "trunks": ["far"]}],
            "caller_ids": {"company": "01062880000"},
            "guards": [{"scope": "unit:north", "international": False}],
        },
        "media": {"capacity": {"chat": 7}},
        "kpis": {"service_level_seconds": 33.0},
        "live": {"supervision": {"tell_agents": True}},
        "recording_retention": {"queues": {"fresh": 400}},
        "menu": {"items": [{"id": "help", "label": NAME}]},
    },
}


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[Database]:
    """An installation with nothing but the company itself."""
    db = Database(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")
    await db.migrate()
    async with db.write() as session:
        session.add(Unit(id="root", parent_id=None, path="/root/", name_zh="公司", name_en="Company"))
    yield db
    await db.close()


async def exported(admin: Browser) -> dict[str, Any]:
    answer = await admin.ask("GET", "/config/export")
    assert answer.status == 200
    found: dict[str, Any] = yaml.safe_load(await answer.text())
    return found


async def taken(admin: Browser, parts: Mapping[str, Any], *, dry: bool = False, status: int = 200) -> dict[str, Any]:
    text = yaml.safe_dump({"format": 1, **parts}, allow_unicode=True, sort_keys=False)
    answer: dict[str, Any] = await admin.send("POST", "/config/import", {"yaml": text, "dry_run": dry}, status)
    return answer


async def test_every_part_goes_into_an_empty_installation_and_comes_out_the_same(
    admin: Browser, empty: Database, parts: Web
) -> None:
    tried = await taken(admin, RICH, dry=True)
    assert "units/team" not in {f"units/{ident}" for ident in (await exported(admin))["units"]}
    made = await taken(admin, RICH)
    assert made["created"] == tried["created"]
    rest = {"skills", "pause_reasons", "hours", "entries", "dictionaries", "message_templates"}
    assert {name.split("/")[0] for name in made["created"]} == set(PARTS) - rest - {"settings"}
    assert set(made["changed"]) == {"roles/supervisor", *(f"settings/{name}" for name in SETTINGS)}
    assert (parts.company.area_code, parts.hub.tell_agents) == ("0571", True)
    whole = await exported(admin)
    assert list(whole) == ["format", *PARTS]
    assert all(ident in whole[part] for part, things in RICH.items() for ident in things)
    assert whole["settings"]["outbound"]["guards"][0]["scope"] == "unit:north"
    async with empty.write() as session:
        await Importer(session, system()).take(whole, dry_run=False)
    async with empty.read() as session:
        again = await export(session, system())
    assert again == whole
    assert list(again["customer_fields"]) == ["colour", "size"]
    assert (await taken(admin, whole, dry=True))["changed"] == []


async def test_pages_show_what_came_in_and_the_audit_log_says_who_did_it(admin: Browser) -> None:
    await taken(admin, RICH)
    assert {"team", "north"} <= {row["id"] for row in await admin.get("/units")}
    assert (await admin.get("/prompts/hello"))["texts"]["zh"] == "您好"
    boxes = {row["id"]: row for row in await admin.get("/mailboxes")}
    assert (boxes["610"]["unit_id"], boxes["610"]["options"]["operator"]) == ("team", "fresh")
    assert (await admin.get("/outbound/rules"))["routes"] == [{"prefix": "+86", "trunks": ["far"]}]
    assert (await admin.get("/feature-codes"))["pickup"] == "*99"
    assert (await admin.get("/questionnaires/ask-all"))["state"] == "active"
    assert [row["code"] for row in (await admin.get("/customer-fields"))["fields"]] == ["colour", "size"]
    logged = {entry["action"] for entry in (await admin.get("/audit", page_size=200))["items"]}
    assert logged >= {
        "units.create", "positions.create", "roles.create", "roles.update", "customer_fields.update", "prompts.create",
        "questionnaires.create", "scorecards.create", "mailboxes.create", "outbound.update", "codes.update",
        "http_hosts.put", "company.update", "menu.arrange", "recordings.retention",
    }  # fmt: skip


async def test_what_belongs_to_people_is_not_in_it_and_stays(admin: Browser) -> None:
    await taken(admin, RICH)
    boss = (await admin.get("/users", q="boss"))["items"][0]["id"]
    me = admin.user["id"]
    options = {row["id"]: row for row in await admin.get("/mailboxes")}["610"]["options"]
    await admin.send("PATCH", "/mailboxes/610", {"options": options | {"watchers": [boss]}})
    await admin.send("POST", "/mailboxes", {"id": "own", "name": NAME, "user_id": boss}, 201)
    await admin.send("PATCH", "/units/north", {"head_id": boss})
    staff = [{"name": "赵师傅", "phone": "13800138000", "user_id": boss}]
    await admin.send("PATCH", "/outlets/BJ-01", {"staff": staff})
    rules = await admin.get("/outbound/rules")
    rules["guards"].append({"scope": f"agent:{boss}", "international": True})
    rules["caller_ids"][f"agent:{boss}"] = "01062880000"
    await admin.send("PUT", "/outbound/rules", rules)
    media = await admin.get("/media-policy")
    await admin.send("PUT", "/media-policy", media | {"agents": {boss: {"chat": 1}}})
    document = await exported(admin)
    assert "own" not in document["mailboxes"]
    assert boss not in yaml.safe_dump(document)
    assert me not in yaml.safe_dump(document)
    document["mailboxes"]["610"]["options"]["max_seconds"] = 60
    document["units"]["north"]["phone"] = ""
    document["outlets"]["BJ-01"]["staff"].append({"name": "钱师傅"})
    document["settings"]["outbound"]["currency"] = "EUR"
    document["settings"]["media"]["beside_calls"] = ["email"]
    del document["format"]
    changed = await taken(admin, document)
    assert changed["changed"] == [
        "units/north", "outlets/BJ-01", "mailboxes/610", "settings/outbound", "settings/media",
    ]  # fmt: skip
    boxes = {row["id"]: row["options"] for row in await admin.get("/mailboxes")}
    assert (boxes["610"]["watchers"], boxes["610"]["max_seconds"], "own" in boxes) == ([boss], 60, True)
    assert (await admin.get("/units/north"))["head_id"] == boss
    assert [each["user_id"] for each in (await admin.get("/outlets/BJ-01"))["staff"]] == [boss, None]
    rules = await admin.get("/outbound/rules")
    assert {each["scope"] for each in rules["guards"]} == {"unit:north", f"agent:{boss}"}
    assert (rules["caller_ids"][f"agent:{boss}"], rules["currency"]) == ("01062880000", "EUR")
    assert (await admin.get("/media-policy"))["agents"] == {boss: {"chat": 1}}


async def test_recordings_stay_outside_and_are_asked_for(admin: Browser, parts: Web, empty: Database) -> None:
    await admin.send("POST", "/prompts", {"id": "tune", "name": {"zh": "欢迎词", "en": "Welcome"}}, 201)
    async with parts.db.write() as session:
        await PromptService(session, system()).add("tune", "zh", file="tune", seconds=1, level=-20, source="upload")
    document = await exported(admin)
    assert document["prompts"]["tune"]["recorded"] == ["zh"]
    assert "# " in await (await admin.ask("GET", "/config/export")).text()
    assert (await taken(admin, {"prompts": document["prompts"]}, dry=True))["needs_audio"] == []
    async with empty.write() as session:
        taking = {"format": 1, "prompts": {"tune": document["prompts"]["tune"]}}
        result = await Importer(session, system()).take(taking, dry_run=False)
        assert (result.created, result.needs_audio) == (["prompts/tune"], ["prompts/tune.zh"])
        assert (await PromptService(session, system()).get("tune")).texts == {"zh": "欢迎词"}
        again = await Importer(session, system()).take(taking, dry_run=True)
        assert again.needs_audio == ["prompts/tune.zh"]


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"units": {"u": {"parent_id": "nowhere", "name_zh": "甲", "name_en": "A"}}}, "units/u.parent_id"),
    ({"units": {"a/b": {"parent_id": "root", "name_zh": "甲", "name_en": "A"}}}, "units/a/b"),
    (
        {
            "units": {
                "a": {"parent_id": "b", "name_zh": "甲", "name_en": "A"},
                "b": {"parent_id": "a", "name_zh": "乙", "name_en": "B"},
            }
        },
        "units/a.parent_id",
    ),
    ({"positions": {"p": {"name": NAME, "rank": -1}}}, "positions/p.rank"),
    ({"roles": {"r": {"name": NAME, "grants": {"fly.high": {"scope": "all"}}}}}, "roles/r.grants.fly.high"),
    ({"roles": {"administrator": {"name": NAME}}}, "roles/administrator"),
    ({"roles": {"supervisor": {"base": "agent"}}}, "roles/supervisor.base"),
    ({"customer_fields": {"f": {"kind": "choice", "label": NAME}}}, "customer_fields/f"),
    ({"customer_fields": {"f": {"kind": "colour", "label": NAME}}}, "customer_fields/f.kind"),
    ({"questionnaires": {"q": {"name": NAME, "questions": []}}}, "questionnaires/q.questions"),
    ({"prompts": {"p": {"name": NAME, "texts": {"zh": "您{name}"}}}}, "prompts/p.texts"),
    ({"mailboxes": {"m": {"name": NAME, "options": {"greeting": {"fr": "bonjour"}}}}}, "mailboxes/m.options.greeting"),
    ({"mailboxes": {"m": {"name": NAME, "options": {"prompt": "none"}}}}, "mailboxes/m.options.prompt"),
    ({"mailboxes": {"m": {"name": NAME, "queue_id": "none"}}}, "mailboxes/m.queue_id"),
    (
        {"settings": {"outbound": {"routes": [{"prefix": "1", "trunks": ["none"]}]}}},
        "settings/outbound.routes.0.trunks",
    ),
    ({"settings": {"feature_codes": {"login": "*1", "logout": "*1"}}}, "settings/feature_codes.logout"),
    ({"settings": {"weather": {}}}, "settings/weather"),
    ({"document_types": {"loan": {"document": LOAN}}}, "document_types/loan"),
)


@pytest.mark.parametrize(("wrong", "place"), WRONG, ids=[place for _, place in WRONG])
async def test_what_is_wrong_is_refused_with_its_place_and_nothing_is_kept(
    admin: Browser, wrong: dict[str, Any], place: str
) -> None:
    before = await exported(admin)
    good = {"positions": {"good": {"name": {"zh": "好", "en": "Good"}}}, "settings": {"kpis": {"repeat_hours": 5.0}}}
    mixed = {part: {**good.get(part, {}), **wrong.get(part, {})} for part in {*good, *wrong}}
    error = (await taken(admin, mixed, status=422))["error"]
    assert error["field"].startswith(place)
    assert await exported(admin) == before


async def test_a_change_takes_the_function_of_its_own_page(admin: Browser, client: Any) -> None:
    """Who may transfer the configuration changes by it what he may change anyway, and grants no more than he has."""
    grants = {name: {"scope": "all"} for name in ("config.transfer", "roles.manage", "prompts.manage", "users.read")}
    role = await admin.send("POST", "/roles", {"name": NAME, "base": "supervisor", "grants": grants}, 201)
    user = {"username": "mover", "name": "Mover", "password": PASSWORD, "roles": [role["id"]]}
    await admin.send("POST", "/users", user | {"must_change_password": False}, 201)
    mover = await log_in(client, "mover")
    document = {name: things for name, things in (await exported(mover)).items() if name in {"hours", "prompts"}}
    await taken(mover, document | {"prompts": {"mine": {"name": NAME, "texts": {"zh": "好", "en": "Good"}}}})
    for part, ident in (("units", "north"), ("trunks", "far"), ("settings", "outbound"), ("customer_fields", "size")):
        error = (await taken(mover, {part: {ident: RICH[part][ident]}}, dry=True, status=403))["error"]
        assert error["field"] == f"{part}/{ident}"
    wider = {"roles": {"r": {"name": {"zh": "大", "en": "Wide"}, "grants": {"trunks.manage": {"scope": "all"}}}}}
    error = (await taken(mover, wider, status=403))["error"]
    assert error["field"] == "roles/r.grants"
