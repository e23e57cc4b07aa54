"""Lists as files: only what one may see, no formulas, all pages, audited, and taken again by the import."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from web_kit import Browser

from crm.access import system
from crm.audit.models import AuditEntry
from crm.customers.importing import COLUMNS
from crm.customers.repository import CustomerRepository
from crm.customers.schemas import CustomerQuery, NewCustomer, Phone
from crm.customers.service import CustomerService
from crm.documents.types import DocumentTypeService
from crm.exports import lists
from crm.imports.columns import guess
from crm.imports.tables import data, heading, recognise
from server.http.context import Web


async def enter(parts: Web, name: str, *numbers: str, unit: str = "root", **fields: Any) -> None:
    async with parts.db.write() as session:
        new = NewCustomer(name=name, phones=[Phone(number=number) for number in numbers], **fields)
        await CustomerService(session, system(unit)).create(new)


async def exported(browser: Browser, address: str, path: Path, **query: str) -> tuple[list[str], list[list[Any]]]:
    response = await browser.ask("GET", address, params=query)
    assert response.status == 200, await response.text()
    path.write_bytes(await response.read())
    layout = recognise(path)
    return heading(path, layout), [row for _, row in data(path, layout)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_customers_come_out_as_the_import_takes_them(
    boss: Browser, parts: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(lists, "CHUNK", 2)
    await enter(parts, "=SUM(A1)", "13900000001", "010-62881234", sex="female", address="+1", note="@x")
    for place in range(4):
        await enter(parts, f"出口{place}", f"1391111000{place}", category="member")
    names, rows = await exported(boss, "/exports/customers", tmp_path / "a", format=kind)
    assert guess(names, COLUMNS)[: len(COLUMNS)] == [column.code for column in COLUMNS]
    assert {row[0] for row in rows} >= {"出口0", "出口1", "出口2", "出口3"}
    odd = next(row for row in rows if "SUM" in str(row[0]))
    mark = "'" if kind == "csv" else ""
    assert odd[0] == f"{mark}=SUM(A1)"
    assert odd[1] == "13900000001、010-62881234"
    assert odd[names.index("性别")] == "女"
    names, rows = await exported(boss, "/exports/customers", tmp_path / "b", format=kind, q="出口", category="member")
    assert sorted(row[0] for row in rows) == ["出口0", "出口1", "出口2", "出口3"]
    async with parts.db.read() as session:
        entries = list(
            await session.scalars(
                select(AuditEntry).where(AuditEntry.action == "customers.export").order_by(AuditEntry.id)
            )
        )
    assert [entry.details for entry in entries[-2:]] == [
        {"filter": {"q": "•••", "category": "member", "format": kind}},
        {"filter": {"q": "•••", "category": "member", "format": kind}, "rows": 4, "complete": True},
    ]


async def test_only_what_one_may_see_and_only_who_may(boss: Browser, wang: Browser, parts: Web, tmp_path: Path) -> None:
    await enter(parts, "总部客户", "13900000001")
    for kind in ("customers", "calls", "tickets"):
        assert (await wang.ask("GET", f"/exports/{kind}")).status == 403
        names, _ = await exported(boss, f"/exports/{kind}", tmp_path / kind, format="csv")
        assert len(names) > 10
    shown = {row["name"] for row in (await boss.get("/customers", page_size=200))["items"]}
    _, rows = await exported(boss, "/exports/customers", tmp_path / "c", format="csv")
    assert {str(row[0]) for row in rows} == shown
    async with parts.db.read() as session:
        repository = CustomerRepository(session, system(), "customers.export")
        asked = CustomerQuery.model_validate({"q": "%"})
        assert [piece async for piece in repository.pieces(asked, "010", 10)] == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_a_filter_that_does_not_fit_is_refused_before_anything_is_sent(boss: Browser, kind: str) -> None:
    refused = await boss.ask("GET", "/exports/calls", params={"format": kind, "field.a": "0"})
    assert refused.status == 422
    assert (await refused.json())["error"]["field"] == "queue"


def kind_of(**field: Any) -> dict[str, Any]:
    words = {"zh": "样", "en": "sample"}
    step = {"kind": "task", "code": "enter", "name": words, "handler": {"by": "creator"}, "edit": ["*"],
            "outcomes": [{"code": "ok", "name": words, "to": "over"}]}  # fmt: skip
    section = {"code": "main", "name": words, "fields": [{"code": "x", "label": words, **field}]}
    nodes = [step, {"kind": "end", "code": "over", "name": words}]
    return {"code": "sample", "name": words, "form": {"sections": [section]},
            "process": {"start": "enter", "nodes": nodes}}  # fmt: skip


@pytest.mark.parametrize(
    ("before", "value", "after", "cell"),
    [
        ("number", 5, "phone", "5"),
        ("text", "无", "yes_no", "无"),
        ("text", "下周", "datetime", "下周"),
        ("yes_no", False, "text", "否"),
    ],
)
async def test_a_field_that_was_of_another_kind_says_what_it_said(
    admin: Browser, parts: Web, tmp_path: Path, before: str, value: Any, after: str, cell: str
) -> None:
    async with parts.db.write() as session:
        await DocumentTypeService(session, system()).publish(kind_of(kind=before))
    await admin.send("POST", "/documents", {"type": "sample", "title": "t", "fields": {"x": value}}, status=201)
    async with parts.db.write() as session:
        await DocumentTypeService(session, system()).publish(kind_of(kind=after))
    _, rows = await exported(admin, "/exports/documents", tmp_path / "a", format="csv", type="sample")
    assert [row[-1] for row in rows] == [cell]
