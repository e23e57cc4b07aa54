"""Customer records by API: fields that administrators define, addresses, products, relations, history, removal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from web_kit import Browser

from crm.directory import customer_card
from crm.routing import settings
from server.http.context import Web

PHONES = [{"number": "13800138000"}]
FIELDS: list[dict[str, Any]] = [
    {
        "code": "area",
        "kind": "number",
        "label": {"zh": "供暖面积", "en": "Heated area"},
        "min": 0,
        "show": ["list", "pop"],
    },
    {
        "code": "hall",
        "kind": "choice",
        "label": {"zh": "换热站", "en": "Station"},
        "dictionary": "station",
        "required": True,
        "categories": ["heating"],
        "show": ["pop"],
    },
    {
        "code": "tax",
        "kind": "text",
        "label": {"zh": "税号", "en": "Tax number"},
        "pattern": "[0-9A-Z]{18}",
        "required_if": {"field": "level", "is": "eq", "value": "gold"},
        "kinds": ["company", "dealer"],
    },
]


async def define(admin: Browser, fields: list[dict[str, Any]] = FIELDS) -> dict[str, Any]:
    name = {"zh": "换热站", "en": "Station"}
    await admin.ask("POST", "/dictionaries", {"id": "station", "name": name})
    await admin.ask("POST", "/dictionaries/station/entries", {"code": "north", "name": {"zh": "北站", "en": "North"}})
    made: dict[str, Any] = await admin.send("PUT", "/customer-fields", {"fields": fields})
    return made


async def make(browser: Browser, status: int = 201, **given: Any) -> Any:
    return await browser.send("POST", "/customers", {"name": "王芳", "phones": PHONES} | given, status=status)


async def names(browser: Browser, **query: str) -> list[str]:
    return sorted(row["name"] for row in (await browser.get("/customers", **query))["items"])


async def refused(browser: Browser, method: str, path: str, body: Any, status: int, field: str, said: str) -> None:
    answer = await browser.ask(method, path, body)
    error = (await answer.json())["error"]
    assert (answer.status, error.get("field", "")) == (status, field), error
    assert said in error["message_zh"], error


async def test_fields_per_category_are_demanded_shown_and_found(admin: Browser, wang: Browser, parts: Web) -> None:
    made = await define(admin)
    assert [option["zh"] for option in made["fields"][1]["options"]] == ["北站"]
    assert (await wang.ask("PUT", "/customer-fields", {"fields": []})).status == 403
    await refused(
        wang, "POST", "/customers", {"name": "x", "phones": PHONES, "category": "heating"}, 422, "fields.hall", "必填"
    )
    heated = await make(wang, category="heating", fields={"area": "80.5", "hall": "north"})
    assert heated["fields"] == {"area": 80.5, "hall": "north"}
    company = {"name": "暖购", "phones": PHONES, "kind": "company", "level": "gold"}
    await refused(wang, "POST", "/customers", company, 422, "fields.tax", "必填")
    await refused(wang, "POST", "/customers", company | {"fields": {"tax": "1"}}, 422, "fields.tax", "格式")
    await refused(wang, "POST", "/customers", company | {"fields": {"hall": "north"}}, 422, "fields.hall", "没有字段")
    await make(wang, name="暖购", kind="company", level="gold", fields={"tax": "91310000MA1FL0XX0X", "area": 900})
    assert await names(wang, **{"field.area.from": "80.5", "field.area.to": "100"}) == ["王芳"]
    assert await names(wang, **{"field.hall": "北站"}) == ["王芳"]
    assert await names(wang, **{"field.tax.empty": "false"}) == ["暖购"]
    answer = await wang.ask("GET", "/customers", params={"field.nothing": "1"})
    assert (answer.status, (await answer.json())["error"]["field"]) == (422, "field.nothing")
    card = await parts.db.look(lambda connection: customer_card(connection, "13800138000", area_code="010"))
    assert {item["number"] for item in card.candidates} >= {heated["number"]}
    await wang.send("PATCH", f"/customers/{heated['id']}", {"phones": [{"number": "13900139000"}]})
    card = await parts.db.look(lambda connection: customer_card(connection, "13900139000", area_code="010"))
    assert [(field["code"], field["zh"], field["en"]) for field in card.card["fields"]] == [
        ("area", "80.5", "80.5"),
        ("hall", "北站", "North"),
    ]


async def test_fields_in_use_are_withdrawn_not_removed(admin: Browser) -> None:
    made = await define(admin)
    customer = await make(admin, fields={"area": 1})
    changed = [FIELDS[0] | {"kind": "text", "min": None}, *FIELDS[1:]]
    await refused(admin, "PUT", "/customer-fields", {"fields": changed}, 409, "", "1 个客户")
    await refused(admin, "PUT", "/customer-fields", {"fields": FIELDS[1:]}, 409, "", "停用")
    await refused(admin, "DELETE", "/dictionaries/station", None, 409, "", "hall")
    await define(admin, [FIELDS[0] | {"active": False}])
    stale = {"fields": FIELDS, "version": made["version"]}
    await refused(admin, "PUT", "/customer-fields", stale, 409, "", "重新加载")
    path = f"/customers/{customer['id']}"
    await refused(admin, "PATCH", path, {"fields": {"area": 2}}, 422, "fields.area", "没有字段")
    assert (await admin.send("PATCH", path, {"note": "x"}))["fields"] == {"area": 1}
    for fields, place in (
        ([FIELDS[0] | {"code": "tag"}], "fields.0.code"),
        ([FIELDS[1] | {"dictionary": "none"}], "fields.0.dictionary"),
        ([FIELDS[2] | {"required_if": {"field": "source", "is": "gt", "value": "x"}}], "fields.0.required_if.is"),
    ):
        await refused(admin, "PUT", "/customer-fields", {"fields": fields}, 422, place, "")


async def test_addresses_with_household_region_and_one_line(wang: Browser) -> None:
    heating = {
        "kind": "heating",
        "region": "110105",
        "community": "阳光里",
        "building": "3",
        "unit": "2",
        "room": "501",
    }
    made = await make(wang, addresses=[heating | {"household": "00817"}, {"text": "幸福路1号"}], tags=["老客户", "VIP"])
    assert (made["address"], made["region_code"]) == ("北京市朝阳区阳光里3楼2单元501室", "110105")
    for query in ({"household": "00817"}, {"region": "110000"}, {"region": "1101"}, {"tag": "老客户"}):
        assert await names(wang, **query) == ["王芳"], query
    for query in ({"household": "817"}, {"region": "310000"}, {"tag": "老"}):
        assert await names(wang, **query) == []
    path = f"/customers/{made['id']}"
    changed = await wang.send("PATCH", path, {"address": "和平路2号"})
    assert [address["text"] for address in changed["addresses"]] == ["和平路2号", "幸福路1号"]
    assert (changed["addresses"][0]["household"], changed["region_code"]) == ("00817", "110105")
    assert (await wang.send("PATCH", path, {"addresses": [], "tags": []}))["region_code"] == ""
    assert await names(wang, household="00817") == []
    await refused(wang, "PATCH", path, {"addresses": [{"room": "1"}]}, 422, "addresses.0", "为空")


async def test_products_find_their_owner(wang: Browser) -> None:
    path = f"/customers/{(await make(wang))['id']}"
    body = {"serial": " SN-0001 ", "model": "KF-35", "bought_on": "2026-01-05", "warranty_until": "2099-01-05"}
    product = await wang.send("POST", f"{path}/products", body, status=201)
    assert (product["serial"], product["in_warranty"]) == ("SN-0001", True)
    assert await names(wang, product="SN-0001") == ["王芳"]
    wrong = {"warranty_until": "2025-01-01"}
    await refused(wang, "PATCH", f"{path}/products/{product['id']}", wrong, 422, "warranty_until", "早于")
    await refused(wang, "POST", f"{path}/products", {"note": "?"}, 422, "serial", "之一")
    await wang.send("PATCH", f"{path}/products/{product['id']}", {"serial": None, "barcode": "690"})
    assert (await names(wang, product="SN-0001"), await names(wang, product="690")) == ([], ["王芳"])
    assert [one["barcode"] for one in (await wang.get(path))["products"]] == ["690"]
    await wang.send("DELETE", f"{path}/products/{product['id']}", status=204)
    assert await wang.get(f"{path}/products") == []


async def test_relations_are_seen_from_both_sides(wang: Browser) -> None:
    one, other = await make(wang), await make(wang, name="王建国")
    path = f"/customers/{one['id']}/relations"
    await wang.send("POST", path, {"customer_id": other["id"], "relation": "family"}, status=201)
    [seen] = (await wang.get(f"/customers/{other['id']}"))["relations"]
    assert (seen["customer_name"], seen["relation"], seen["direction"]) == ("王芳", "family", "incoming")
    back = {"customer_id": one["id"], "relation": "family"}
    await refused(wang, "POST", f"/customers/{other['id']}/relations", back, 409, "relation", "已存在")
    await refused(wang, "POST", path, back, 422, "customer_id", "自身")
    await refused(wang, "POST", path, back | {"relation": "friend"}, 422, "relation", "数据字典")
    await wang.send("DELETE", f"/customers/{other['id']}/relations/{seen['id']}", status=204)
    assert await wang.get(path) == []


async def test_what_is_given_must_be_there(wang: Browser) -> None:
    for given, field in (
        ({"category": "none"}, "category"),
        ({"source": "none"}, "source"),
        ({"owner_id": "nobody"}, "owner_id"),
        ({"phones": []}, "phones"),
        ({"tags": ["x" * 33]}, "tags.0"),
        ({"addresses": [{"region": "北京"}]}, "addresses.0.region"),
        ({"addresses": [{"region": "999999"}]}, "addresses.0.region"),
        ({"fields": {"nothing": 1}}, "fields.nothing"),
    ):
        answer = await wang.ask("POST", "/customers", {"name": "x", "phones": PHONES} | given)
        assert (answer.status, (await answer.json())["error"]["field"]) == (422, field)


async def test_history_and_two_who_change_at_once(wang: Browser, li: Browser) -> None:
    made = await make(wang, owner_id=wang.user["id"])
    path = f"/customers/{made['id']}"
    changed = await wang.send("PATCH", path, {"name": "王芳芳", "level": "gold", "version": made["version"]})
    assert changed["version"] > made["version"]
    await refused(li, "PATCH", path, {"name": "李", "version": made["version"]}, 409, "", "重新加载")
    same = await li.send("PATCH", path, {"name": "王芳芳"})
    assert same["version"] == changed["version"]
    items = (await li.get(f"{path}/history"))["items"]
    assert [item["action"] for item in items] == ["update", "create"]
    assert items[0]["changes"] == {"name": ["王芳", "王芳芳"], "level": ["", "gold"]}
    assert items[0]["created_by"] == wang.user["id"]
    assert await names(li, owner=wang.user["id"]) == ["王芳芳"]


async def test_history_says_what_ids_are_called(admin: Browser, wang: Browser) -> None:
    label = {"zh": "介绍人", "en": "Introduced by"}
    await define(admin, [{"code": "by", "kind": "customer", "label": label}])
    made, other = await make(wang), await make(wang, name="李娜", phones=[{"number": "13900139000"}])
    path, called = f"/customers/{made['id']}", {f"customer:{other['id']}": {"zh": "李娜", "en": "李娜"}}
    await wang.send("PATCH", path, {"fields": {"by": other["id"]}})
    relation = {"customer_id": other["id"], "relation": "family"}
    await wang.send("POST", f"{path}/relations", relation, status=201)
    items = (await wang.get(f"{path}/history"))["items"]
    assert [(item["action"], item["names"]) for item in items] == [
        ("relate", called),
        ("update", called),
        ("create", {}),
    ]


async def test_customers_with_a_past_cannot_be_removed(boss: Browser, wang: Browser) -> None:
    free, busy = await make(boss), await make(boss)
    await wang.send("POST", "/tickets", {"type": "repair", "title": "x", "customer_id": busy["id"]}, status=201)
    assert (await wang.ask("DELETE", f"/customers/{free['id']}")).status == 403
    await refused(boss, "DELETE", f"/customers/{busy['id']}", None, 409, "", "单据 1 条")
    result = await boss.send("POST", "/customers/delete", {"ids": [free["id"], busy["id"], "gone", free["id"]]})
    assert (result["done"], result["refused"]) == (1, 2)
    assert [(row["done"], row["code"]) for row in result["rows"]] == [
        (True, ""),
        (False, "in_use"),
        (False, "not_found"),
    ]
    assert (await boss.ask("GET", f"/customers/{free['id']}")).status == 404


async def test_how_customers_are_distributed(admin: Browser, boss: Browser) -> None:
    await define(admin)
    await make(boss, category="member", tags=["a", "b"], addresses=[{"region": "110105", "text": "x"}])
    await make(boss, category="member", tags=["a"], source="shop", addresses=[{"region": "310101", "text": "x"}])
    await make(boss, category="heating", fields={"hall": "north"})

    async def counted(by: str, **query: str) -> dict[str, int]:
        answer = await boss.get("/customers/statistics", by=by, **query)
        return {row["key"]: row["count"] for row in answer["rows"]}

    assert await counted("category") == {"member": 2, "heating": 1}
    assert await counted("province") == {"11": 1, "31": 1, "": 1}
    assert await counted("tag") == {"a": 2, "b": 1, "": 1}
    assert await counted("field.hall") == {"north": 1, "": 2}
    assert await counted("kind", source="shop") == {"person": 1}
    answer = await boss.get("/customers/statistics", by="category", interval="month")
    assert {row["period"] for row in answer["rows"]} == {answer["rows"][0]["period"]}
    assert (answer["total"], len(answer["rows"][0]["period"])) == (3, 7)
    named = (await boss.get("/customers/statistics", by="city"))["rows"]
    assert {row["key"]: (row["name"] or {}).get("zh") for row in named} == {
        "1101": "北京市",
        "3101": "上海市",
        "": None,
    }
    for filters, found in (({"without": "province"}, 1), ({"without": "tag"}, 1), ({"without": "source"}, 2)):
        assert (await boss.get("/customers", **filters))["total"] == found, filters
    (unit,) = await counted("unit")
    assert (await boss.get("/customers", unit=unit))["total"] == 3
    for region, count in (await counted("region")).items():
        filters = {"region_name": region} if region else {"without": "region"}
        assert (await boss.get("/customers", **filters))["total"] == count
    for query in ({"by": "name"}, {"by": "field.area"}, {"by": "kind", "q": "x"}):
        assert (await boss.ask("GET", "/customers/statistics", params=query)).status == 422


@pytest.mark.parametrize("text", [" ", ",", "、", "'", "\\", "9998-12-31", "1e999", "😀"])
async def test_whatever_is_asked_of_a_field_has_an_answer(admin: Browser, text: str) -> None:
    kinds = ("text", "number", "money", "date", "datetime", "choice", "choices", "yes_no", "phone", "user", "file")
    options = [{"code": "a", "zh": "甲", "en": "A"}]
    fields = [
        {"code": kind, "kind": kind, "label": {"zh": kind, "en": kind}}
        | ({"options": options} if "choice" in kind else {})
        for kind in kinds
    ]
    await admin.send("PUT", "/customer-fields", {"fields": fields})
    for kind in kinds:
        for way in ("", ".from", ".to", ".empty"):
            response = await admin.ask("GET", "/customers", params={f"field.{kind}{way}": text})
            assert response.status in {200, 422}, (kind, way, await response.text())
    assert (await admin.ask("GET", "/customers", params={"field.text": " "})).status == 200


async def test_a_warranty_ends_at_midnight_of_the_company(wang: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await wang.send("POST", "/customers", {"name": "王芳", "phones": [{"number": "13800138000"}]}, status=201)
    at = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)  # 01:00 of the next day
    monkeypatch.setattr(settings, "utcnow", lambda: at)
    body = {"serial": "S", "warranty_until": "2026-12-31"}
    row = await wang.send("POST", f"/customers/{made['id']}/products", body, status=201)
    shown = await wang.get(f"/customers/{made['id']}")
    assert [row["in_warranty"], shown["products"][0]["in_warranty"]] == [False, False]
