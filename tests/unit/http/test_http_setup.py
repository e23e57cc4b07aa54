"""The first set-up by API: begun once, resumed, over for good; the flows and guides that go with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from web_kit import Browser, PlainPasswords

from crm.setup.service import setup_of
from server import guides
from server.database import Database
from server.flow_templates import shipped
from server.seed import seed
from server.settings import SOURCE


async def read(db: Database) -> str:
    session: AsyncSession
    async with db.read() as session:
        return (await setup_of(session)).state


@pytest.mark.parametrize(("demo", "state"), [(False, "open"), (True, "done")])
async def test_only_a_new_and_empty_installation_begins_with_it(tmp_path: Path, demo: bool, state: str) -> None:
    db = Database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    try:
        await db.migrate()
        assert await read(db) == "done"
        await seed(db, SOURCE, PlainPasswords(), password="correct horse", demo=demo)
        assert await read(db) == state
    finally:
        await db.close()


async def test_steps_are_kept_and_audited_until_it_is_over(admin: Browser, li: Browser) -> None:
    queue = {"outcome": "done", "made": [{"kind": "queue", "id": "sales", "name": "销售"}]}
    await admin.send("PATCH", "/setup", {"state": "open", "steps": {"queue": queue}})
    skipped = {"outcome": "skipped"}
    kept = await admin.send("PATCH", "/setup", {"steps": {"people": skipped}})
    assert kept == {"state": "open", "steps": {"queue": queue, "people": skipped | {"made": []}}}
    assert (await admin.send("PATCH", "/setup", {"state": "skipped"}))["steps"] == kept["steps"]
    assert (await admin.get("/setup"))["state"] == "skipped"
    assert "setup.change" in {entry["action"] for entry in (await admin.get("/audit"))["items"]}
    assert (await admin.ask("PATCH", "/setup", {"steps": {"tea": skipped}})).status == 422
    assert (await li.ask("GET", "/setup")).status == 403


async def test_flows_to_begin_with_can_be_published_as_they_come(admin: Browser) -> None:
    await admin.send("PUT", "/company", {"name": {"zh": "春{风}", "en": "Spring"}})
    await admin.send("POST", "/queues", {"id": "hotline", "name": {"zh": "热线", "en": "Hotline"}}, status=201)
    found = await admin.get("/flow-templates", queue="hotline", hours="office")
    assert [one["id"] for one in found] == [one["flow"] for one in shipped(SOURCE)]
    known = {flow["id"] for flow in await admin.get("/flows")}
    for one in found:
        document = one["document"] | {"flow": f"mine_{one['id']}"}
        assert document["nodes"]["welcome"]["say"]["zh"] == "您好，欢迎致电春{{风}}。"
        assert "<" not in str(document)
        answer = await admin.send("POST", "/flows/check", {"document": document})
        unknown = "enquiry" not in known and one["id"] in {"menu", "shop"}
        assert answer["valid"] or unknown, answer


async def test_guides_in_both_languages(li: Browser) -> None:
    for language in ("zh", "en"):
        listed = await li.get("/guides", language=language)
        assert {"flows", "queues"} <= {one["id"] for one in listed}
        assert len(listed) == len(guides.names())
        guide = await li.get("/guides/flows", language=language)
        assert guide["title"] == {"zh": "呼叫流程", "en": "call flows"}[language]
        assert "guide-flows" not in guide["markdown"].partition("\n## ")[0]
    for wrong in ("nothing", "../README", "%2e%2e%2fREADME", "flows.zh"):
        assert (await li.ask("GET", f"/guides/{wrong}")).status == 404
