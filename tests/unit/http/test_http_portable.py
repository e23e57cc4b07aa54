"""The routing configuration leaves and comes back as YAML."""

from __future__ import annotations

import yaml
from web_kit import Browser, FakeCore

NAME = {"zh": "新", "en": "New"}


async def exported(admin: Browser) -> dict:
    answer = await admin.ask("GET", "/config/export")
    assert answer.status == 200
    return yaml.safe_load(await answer.text())


async def test_what_was_exported_changes_nothing_when_it_comes_back(admin: Browser, core: FakeCore) -> None:
    trunk = {"id": "carrier", "name": "联通", "host": "sip.example.com", "user": "u", "secret": "hush-hush-1"}
    await admin.send("POST", "/trunks", {**trunk, "register": True}, status=201)
    document = await exported(admin)
    assert {"queues", "flows", "hours", "entries", "trunks", "pause_reasons"} <= document.keys()
    assert "hush-hush-1" not in yaml.safe_dump(document)
    before = len(core.asked("config.put"))
    result = await admin.send("POST", "/config/import", {"yaml": yaml.safe_dump(document, allow_unicode=True)})
    assert (result["created"], result["changed"], result["dry_run"]) == ([], [], True)
    assert "queues/service" in result["same"]
    assert len(core.asked("config.put")) == before


async def test_a_dry_run_keeps_nothing_and_the_real_one_everything(admin: Browser) -> None:
    document = await exported(admin)
    document["skills"] = {"tv": {"name": NAME}}
    document["queues"]["fresh"] = {"name": NAME, "demand": [{"skill": "tv", "level": 50}], "strategy": "best_skill"}
    document["queues"]["service"]["ageing_seconds"] = 60.0
    document["flows"]["small"] = {
        "name": NAME,
        "start": "go",
        "languages": ["zh", "en"],
        "nodes": {"go": {"kind": "queue", "queue": "fresh"}},
    }
    document["entries"]["2000"] = {"flow": "small", "name": NAME}
    document["trunks"]["far"] = {"name": "远", "host": "sip.example.org", "user": "u", "register": True}
    text = yaml.safe_dump(document, allow_unicode=True)
    tried = await admin.send("POST", "/config/import", {"yaml": text})
    assert set(tried["created"]) == {"skills/tv", "queues/fresh", "flows/small", "entries/2000", "trunks/far"}
    assert tried["changed"] == ["queues/service"]
    assert tried["needs_secret"] == ["trunks/far"]
    assert "fresh" not in (await exported(admin))["queues"]
    await admin.send("POST", "/config/import", {"yaml": text, "dry_run": False})
    now = await exported(admin)
    assert now["queues"]["fresh"]["demand"][0]["skill"] == "tv"
    assert now["queues"]["service"]["ageing_seconds"] == 60.0
    assert now["entries"]["2000"]["flow"] == "small"
    again = await admin.send("POST", "/config/import", {"yaml": text, "dry_run": False})
    assert (again["needs_secret"], again["created"]) == (["trunks/far"], [])


async def test_outlets_and_templates_go_out_and_in(admin: Browser) -> None:
    document = await exported(admin)
    assert document["message_templates"] == {}
    document["outlets"]["BJ-01"] = {"unit_id": "root", "name": NAME, "serves": ["110000"]}
    document["message_templates"]["arrival"] = {"name": NAME, "sms": {"zh": "到货"}}
    text = yaml.safe_dump(document, allow_unicode=True)
    made = await admin.send("POST", "/config/import", {"yaml": text, "dry_run": False})
    assert set(made["created"]) == {"outlets/BJ-01", "message_templates/arrival"}
    now = await exported(admin)
    now["outlets"]["BJ-01"]["state"] = "paused"
    text = yaml.safe_dump(now, allow_unicode=True)
    changed = await admin.send("POST", "/config/import", {"yaml": text, "dry_run": False})
    assert changed["changed"] == ["outlets/BJ-01"]
    assert (await admin.get("/outlets/BJ-01"))["state"] == "paused"


async def test_what_is_wrong_is_named_and_nothing_is_kept(admin: Browser) -> None:
    document = await exported(admin)
    document["queues"]["good"] = {"name": NAME}
    document["queues"]["bad"] = {"name": NAME, "demand": [{"skill": "nothing"}]}
    wrong = {"yaml": yaml.safe_dump(document, allow_unicode=True), "dry_run": False}
    answer = await admin.ask("POST", "/config/import", wrong)
    assert answer.status == 422
    error = (await answer.json())["error"]
    assert "nothing" in error["message"]
    assert error["field"].startswith("queues/bad")
    assert "good" not in (await exported(admin))["queues"]
    del document["queues"]["bad"]
    document["flows"]["broken"] = {"name": NAME, "start": "nowhere", "languages": ["zh"], "nodes": {}}
    refused = await admin.send("POST", "/config/import", {"yaml": yaml.safe_dump(document)}, 422)
    assert refused["error"]["field"].startswith("flows/broken")
    for text in ("- a list", "format: 9", "format: 1\nfish: {}", "queues: ["):
        assert (await admin.ask("POST", "/config/import", {"yaml": text})).status == 422
