"""Regions and outlets by API."""

from __future__ import annotations

from typing import Any

from web_kit import Browser

OUTLET = {
    "id": "SJZ-01",
    "unit_id": "root",
    "name": {"zh": "石家庄长安网点", "en": "Chang'an outlet"},
    "phone": "0311-86011234",
    "region": "130102",
    "address": "中山东路 1 号",
    "serves": ["130102", "130108"],
    "staff": [{"name": "赵师傅", "phone": "13800138000", "title": "维修"}],
}


async def test_regions(wang: Browser) -> None:
    provinces = await wang.get("/regions")
    assert len(provinces) == 34
    assert provinces[0]["name_zh"] == "北京市"
    assert [each["code"] for each in await wang.get("/regions", q="sjz", limit=1)] == ["130100"]
    way = await wang.get("/regions", code="130102")
    assert [each["level"] for each in way] == ["province", "city", "district"]
    assert way[-1]["full_en"] == "Chang'an District, Shijiazhuang, Hebei"
    below = await wang.get("/regions", parent="130100")
    assert "130102" in [each["code"] for each in below]
    assert [each["code"] for each in await wang.get("/regions", phone="031186011234")] == ["130000", "130100"]
    assert await wang.get("/regions", code="999999") == await wang.get("/regions", phone="95588") == []


async def test_an_outlet_is_kept_and_found(admin: Browser, wang: Browser) -> None:
    made = await admin.send("POST", "/outlets", OUTLET, 201)
    assert (made["region_zh"], made["centre_id"], made["version"]) == ("河北省石家庄市长安区", None, 1)
    assert (await wang.ask("POST", "/outlets", OUTLET)).status == 403
    assert (await admin.ask("POST", "/outlets", OUTLET)).status == 409
    for query, count in (
        ({"q": "长安"}, 1),
        ({"q": "8601"}, 1),
        ({"q": "chang'an"}, 1),
        ({"q": "100%"}, 0),
        ({"region": "130102"}, 1),
        ({"region": "130100"}, 1),
        ({"region": "130000"}, 1),
        ({"region": "110000"}, 0),
        ({"state": "paused"}, 0),
        ({"unit": "root"}, 1),
    ):
        assert (await wang.get("/outlets", **query))["total"] == count, query
    changed = await admin.send(
        "PATCH", "/outlets/SJZ-01", {"version": 1, "lat": 38.05, "lon": 114.54, "serves": ["130100"]}
    )
    assert (changed["version"], changed["serves"]) == (2, ["130100"])
    assert (await admin.ask("PATCH", "/outlets/SJZ-01", {"version": 1, "state": "paused"})).status == 409
    log = await admin.get("/audit", kind="outlet")
    assert [entry["action"] for entry in log["items"]] == ["outlets.update", "outlets.create"]
    assert log["items"][0]["details"]["before"]["serves"] == ["130102", "130108"]


async def test_who_serves_a_place(admin: Browser, wang: Browser) -> None:
    await admin.send("POST", "/outlets", OUTLET, 201)
    beijing = {"id": "BJ-01", "region": "110108", "serves": ["110000"], "name": {"zh": "北京", "en": "Beijing"}}
    await admin.send("POST", "/outlets", OUTLET | beijing, 201)
    found = await wang.get("/outlet-search", region="130102")
    assert [(each["outlet"]["id"], each["why"]) for each in found] == [("SJZ-01", "region"), ("BJ-01", "distance")]
    assert found[0]["why_zh"].startswith("负责河北省石家庄市长安区")
    assert found[1]["km"] > 200
    near = await wang.get("/outlet-search", lat="39.93", lon="116.40")
    assert (near[0]["outlet"]["id"], near[0]["serves"]) == ("BJ-01", "110000")
    await admin.send("PATCH", "/outlets/SJZ-01", {"state": "paused"})
    found = await wang.get("/outlet-search", region="130102")
    assert [each["outlet"]["id"] for each in found] == ["BJ-01"], "a paused outlet gets no work"
    for wrong in ({}, {"lat": "1"}, {"lat": "nan", "lon": "1"}, {"region": "999999"}):
        assert (await wang.ask("GET", "/outlet-search", params=wrong)).status == 422
    await admin.send("DELETE", "/outlets/SJZ-01", status=204)
    assert (await wang.ask("GET", "/outlets/SJZ-01")).status == 404


async def test_what_is_refused(admin: Browser) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"unit_id": "nowhere"}, "unit_id"),
        ({"region": "999999"}, "region"),
        ({"serves": ["130102", "000000"]}, "serves.1"),
        ({"lat": 38.0}, "lat"),
        ({"lat": 98.0, "lon": 1.0}, "lat"),
        ({"staff": [{"name": "x", "user_id": "nobody"}]}, "staff.0.user_id"),
        ({"id": "a b"}, "id"),
        ({"state": "gone"}, "state"),
    ]
    for change, field in wrong:
        answer = await admin.ask("POST", "/outlets", OUTLET | change)
        assert (answer.status, (await answer.json())["error"]["field"]) == (422, field), change
