"""Lists of what happened as files (recordings, voicemails, callbacks, the outbox, call lists, contacts): with the
filters of the list, of what one may see, masked for whoever sees numbers masked, no formulas, audited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from test_http_callbacks import requested, told
from test_http_exports import exported
from test_http_outbox import put_sms
from test_http_recordings import talk
from test_http_voicemails import leave
from web_kit import Browser

from crm.audit.models import AuditEntry
from server.http.context import Web

KINDS = ("recordings", "voicemails", "callbacks", "outbox", "contacts")
NUMBER = "13800138000"


async def put(parts: Web, boss: Browser) -> None:
    """One row of each kind and more."""
    await talk(parts, "call-7", ("wang",))
    await leave(parts, "service", number=f"+86{NUMBER}")
    await told(parts, requested("cb1", number=f"+86{NUMBER}"))
    await put_sms(parts, to=NUMBER)
    contact = {"name": "=1+1", "numbers": [{"kind": "mobile", "number": NUMBER}], "shared": True}
    await boss.send("POST", "/contacts", contact, 201)


async def test_each_list_is_exported_as_it_is_filtered(boss: Browser, parts: Web, tmp_path: Path) -> None:
    await put(parts, boss)
    for kind in KINDS:
        for format_ in ("csv", "xlsx"):
            names, rows = await exported(boss, f"/exports/{kind}", tmp_path / kind, format=format_)
            assert len(rows) == (await boss.get(f"/{kind}"))["total"] == 1, kind
            assert len(names) == len(set(names)) > 5
    _, (call,) = await exported(boss, "/exports/recordings", tmp_path / "r", format="csv", direction="inbound")
    assert "呼入" in call
    for kind, query in (
        ("recordings", {"min_seconds": "9999"}),
        ("voicemails", {"heard": "true"}),
        ("callbacks", {"open": "false"}),
        ("outbox", {"kind": "email"}),
        ("contacts", {"shared": "false"}),
    ):
        _, rows = await exported(boss, f"/exports/{kind}", tmp_path / kind, format="csv", **query)
        assert rows == [], kind
    names, rows = await exported(boss, "/exports/contacts", tmp_path / "c", format="csv")
    assert rows[0][names.index("姓名")] == "'=1+1"
    last, first = (await audited(parts))[:2]
    assert first == ("contacts.export", {"filter": {"format": "csv"}})
    assert last == ("contacts.export", {"filter": {"format": "csv"}, "rows": 1, "complete": True})


async def audited(parts: Web) -> list[tuple[str, Any]]:
    """Newest first."""
    async with parts.db.read() as session:
        rows = await session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()))
        return [(row.action, row.details) for row in rows]


async def test_a_call_list_is_exported_with_agents_and_results(boss: Browser, wang: Browser, tmp_path: Path) -> None:
    made = await boss.send("POST", "/call-lists", {"name": "回访"}, 201)
    for number in (NUMBER, "13900139000"):
        await boss.send("POST", f"/call-lists/{made['id']}/items", {"number": number, "name": "王"}, 201)
    names, rows = await exported(boss, "/exports/call-list", tmp_path / "a", format="csv", list_id=made["id"])
    assert [row[names.index("号码")] for row in rows] == [NUMBER, "13900139000"]
    one = {"list_id": made["id"], "number": NUMBER}
    _, rows = await exported(boss, "/exports/call-list", tmp_path / "b", format="xlsx", **one)
    assert len(rows) == 1
    assert (await boss.ask("GET", "/exports/call-list", params={"list_id": "nothing"})).status == 404
    assert (await boss.ask("GET", "/exports/call-list")).status == 422
    assert (await wang.ask("GET", "/exports/call-list", params=one)).status == 403


async def test_agents_export_nothing_and_masked_numbers_stay_masked(
    boss: Browser, wang: Browser, admin: Browser, parts: Web
) -> None:
    await put(parts, boss)
    for kind in KINDS:
        assert (await wang.ask("GET", f"/exports/{kind}")).status == 403
    grants = {f"{kind}.export": {"scope": "all"} for kind in KINDS} | {"phones.see": {"scope": "none"}}
    await admin.send("PATCH", "/roles/agent", {"grants": grants})
    for kind in KINDS:
        answer = await wang.ask("GET", f"/exports/{kind}", params={"format": "csv"})
        text = (await answer.read()).decode("utf-8-sig")
        assert answer.status == 200, text
        assert NUMBER not in text
        assert "138****8000" in text, kind


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_headings_and_words_are_the_readers(
    admin: Browser, boss: Browser, parts: Web, language: str, tmp_path: Path
) -> None:
    await put(parts, boss)
    await boss.send("PATCH", "/auth/me", {"language": language})
    names, rows = await exported(boss, "/exports/callbacks", tmp_path / "a", format="csv")
    assert ("State" in names, "In line" in rows[0]) == (language == "en", language == "en")
