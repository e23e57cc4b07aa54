"""Working hours by API: open at an instant and why, statutory holidays with make-up days, missing years."""

from __future__ import annotations

from typing import Any

import pytest
from web_kit import Browser, FakeCore

from crm.access import system
from crm.documents.types import DocumentTypeService
from crm.routing import holidays
from server.http.context import Web

DAY = [{"start": "08:30", "end": "12:00"}, {"start": "13:00", "end": "18:00"}]
BODY: dict[str, Any] = {
    "name": {"zh": "客服", "en": "Service"},
    "week": [DAY] * 5 + [[], []],
    "special": [{"date": "2026-11-25", "name": {"zh": "盘点", "en": "Stocktaking"}, "intervals": []}],
    "country": "CN",
}


@pytest.fixture
async def calendar(admin: Browser) -> str:
    await admin.send("PUT", "/hours/desk", BODY)
    await admin.send("POST", "/hours/desk/holidays", {"year": 2026})
    return "desk"


@pytest.mark.parametrize(
    ("local", "status", "rule", "en", "zh"),
    [
        ("2026-11-26T10:00", "open", "week", "Thursday has hours 08:30–12:00; closes 2026-11-26 12:00", "星期四的时段"),
        ("2026-11-26T12:30", "closed", "week", "it is 12:30; opens 2026-11-26 13:00", "现在12:30"),
        ("2026-11-28T10:00", "closed", "week", "Saturday has no hours; opens 2026-11-30 08:30", "星期六没有上班时段"),
        ("2026-11-25T10:00", "holiday", "special", "2026-11-25 Stocktaking has no hours", "盘点没有上班时段"),
        ("2026-10-01T10:00", "holiday", "special", "National Day", "国庆节"),
        ("2026-10-10T10:00", "open", "special", "Make-up working day has hours 08:30–12:00", "调休上班的时段"),
    ],
)
async def test_open_at_an_instant_and_why(
    admin: Browser, calendar: str, local: str, status: str, rule: str, en: str, zh: str
) -> None:
    at = await admin.get(f"/hours/{calendar}/at", instant=f"{local}:00+08:00")
    assert (at["status"], at["rule"], at["open"]) == (status, rule, status == "open")
    assert en in at["why_en"]
    assert zh in at["why_zh"]
    assert at["local"] == local.replace("T", " ")


async def test_instants_that_are_none(admin: Browser, calendar: str) -> None:
    assert (await admin.get(f"/hours/{calendar}/at"))["status"] in {"open", "closed", "holiday"}
    for wrong in ("soon", "2026-11-26T10:00:00", "0001-01-01T00:00:00Z"):
        assert (await admin.ask("GET", f"/hours/{calendar}/at", params={"instant": wrong})).status == 422
    assert (await admin.ask("GET", "/hours/mars/at")).status == 404


async def test_holidays_are_added_and_what_was_edited_stays(admin: Browser, core: FakeCore, calendar: str) -> None:
    row = await admin.get(f"/hours/{calendar}")
    days = {day["date"]: day for day in row["special"]}
    assert days["2026-10-01"]["name"] == {"zh": "国庆节", "en": "National Day"}
    assert days["2026-10-10"]["intervals"] == DAY
    assert days["2026-11-25"]["name"]["en"] == "Stocktaking"
    edited = [day | {"intervals": DAY} if day["date"] == "2026-10-01" else day for day in row["special"]]
    await admin.send("PUT", f"/hours/{calendar}", BODY | {"special": edited})
    again = await admin.send("POST", f"/hours/{calendar}/holidays", {"year": 2026})
    assert next(day for day in again["special"] if day["date"] == "2026-10-01")["intervals"] == DAY
    fresh = await admin.send("POST", f"/hours/{calendar}/holidays", {"year": 2026, "replace": True})
    assert next(day for day in fresh["special"] if day["date"] == "2026-10-01")["intervals"] == []
    assert "2026-11-25" not in {day["date"] for day in fresh["special"]}
    sent = core.asked("config.put")[-1]["snapshot"]["hours"]
    assert "2026-10-10" in {day["date"] for hours in sent if hours["id"] == "desk" for day in hours["special"]}


async def test_missing_years_warn_and_route_all_the_same(admin: Browser) -> None:
    bare = await admin.send("PUT", "/hours/desk", BODY | {"special": []})
    assert {warning["code"] for warning in bare["warnings"]} == {"holidays_missing"}
    assert all(warning["message_zh"] for warning in bare["warnings"])
    flow = {
        "flow": "desk",
        "name": {"zh": "台", "en": "Desk"},
        "start": "hours",
        "languages": ["zh", "en"],
        "nodes": {
            "hours": {"kind": "hours", "calendar": "desk", "open": "bye", "closed": "bye"},
            "bye": {"kind": "hangup"},
        },
    }
    checked = await admin.send("POST", "/flows/check", {"document": flow})
    assert checked["valid"] is True
    assert [finding["severity"] for finding in checked["findings"]] == ["warning"]
    assert "no holidays for" in checked["findings"][0]["message_en"]
    quiet = await admin.send("PUT", "/hours/desk", BODY | {"special": [], "country": ""})
    assert quiet["warnings"] == []
    assert (await admin.ask("POST", "/hours/desk/holidays", {"year": 2026})).status == 422


async def test_a_calendar_in_use_stays(admin: Browser, calendar: str) -> None:
    assert (await admin.ask("DELETE", "/hours/office")).status == 409
    assert (await admin.ask("DELETE", f"/hours/{calendar}")).status == 204
    assert (await admin.ask("GET", f"/hours/{calendar}")).status == 404


async def test_a_day_stands_there_once(admin: Browser) -> None:
    twice = BODY | {"special": BODY["special"] * 2}
    assert (await admin.ask("PUT", "/hours/desk", twice)).status == 422


def test_years_about_to_begin() -> None:
    from datetime import date

    known = ["2026-10-01"]
    assert holidays.missing_years("CN", known, date(2026, 11, 1)) == []
    assert holidays.missing_years("CN", known, date(2026, 12, 1)) == [2027]
    assert holidays.missing_years("CN", [], date(2026, 12, 1)) == [2026, 2027]
    assert holidays.missing_years("", [], date(2026, 12, 1)) == []
    assert holidays.make_up_known("CN", 2026)
    assert not holidays.make_up_known("CN", 2050)
    assert holidays.special_days("XX", 2026, []) == []
    codes = [each["code"] for each in holidays.warnings("CN", ["2026-10-01", "2027-10-01"], date(2026, 11, 1))]
    assert codes == ([] if holidays.make_up_known("CN", 2027) else ["make_up_days_unknown"])


async def test_a_calendar_that_deadlines_are_counted_in_stays(admin: Browser, parts: Web, calendar: str) -> None:
    words = {"zh": "样", "en": "sample"}
    step = {
        "kind": "task", "code": "enter", "name": words, "handler": {"by": "creator"},
        "deadline": {"minutes": 60, "hours": calendar}, "outcomes": [{"code": "ok", "name": words, "to": "over"}],
    }  # fmt: skip
    nodes = [step, {"kind": "end", "code": "over", "name": words}]
    kind = {"code": "sample", "name": words, "process": {"start": "enter", "nodes": nodes}}
    async with parts.db.write() as session:
        await DocumentTypeService(session, system()).publish(kind)
    made = await admin.send("POST", "/documents", {"type": "sample", "title": "x"}, status=201)
    refused = await admin.send("DELETE", f"/hours/{calendar}", status=409)
    assert "sample" in refused["error"]["message_zh"]
    del step["deadline"]
    async with parts.db.write() as session:
        await DocumentTypeService(session, system()).publish(kind)
    await admin.send("DELETE", f"/hours/{calendar}", status=409)  # a document still runs by it
    await admin.send("POST", f"/documents/{made['id']}/act", {"outcome": "ok"})
    assert (await admin.ask("DELETE", f"/hours/{calendar}")).status == 204
