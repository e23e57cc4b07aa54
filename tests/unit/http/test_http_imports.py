"""Imports by API, the work done here; tests/integration/web has the process of its own."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from web_kit import Browser

from crm.imports.files import remove_older
from crm.imports.tables import data, recognise
from crm.imports.work import work
from server.http.context import Web
from server.import_worker import ImportWorker

FILE = "客户名称,手机,备注\n王芳,13900000001,=1+1\n李雷,1.39E+10,\n韩梅梅,13900000002,\n".encode("gb18030")


async def upload(browser: Browser, body: bytes, name: str = "旧系统.csv", status: int = 201, **query: str) -> Any:
    headers = {"Authorization": f"Bearer {browser.token}", "Content-Type": "application/octet-stream"}
    address = "/api/v1/imports"
    response = await browser.client.post(address, data=body, params={"name": name, **query}, headers=headers)
    assert response.status == status, await response.text()
    return await response.json()


class Worker(ImportWorker):
    async def _carry_out(self, job_id: str) -> None:
        await work(self._db, job_id, self._settings.imports_dir)


class Shown:
    """What a browser is told while its imports run."""

    def __init__(self, parts: Web) -> None:
        self.frames: list[tuple[str, str, dict[str, Any]]] = []
        self.worker = Worker(parts.db, parts.settings, lambda *frame: self.frames.append(frame))


async def test_from_the_upload_to_the_undo(boss: Browser, parts: Web) -> None:
    shown = Shown(parts)
    job = await upload(boss, FILE)
    assert (job["state"], job["name"]) == ("ready", "旧系统.csv")
    preview = await boss.get(f"/imports/{job['id']}/preview")
    assert (preview["encoding"], preview["mapping"]) == ("gb18030", ["name", "phones", "note"])
    assert preview["lines"][0] == {"line": 2, "cells": ["王芳", "13900000001", "=1+1"]}
    headless = await boss.get(f"/imports/{job['id']}/preview", heading="0")
    assert headless["names"] == ["A", "B", "C"]

    await boss.send("POST", f"/imports/{job['id']}/start", {"mapping": preview["mapping"]})
    await shown.worker.work_off()
    row = await boss.get(f"/imports/{job['id']}")
    assert (row["state"], row["created"], row["bad"], row["total"]) == ("done", 2, 1, 3)
    user, kind, frame = shown.frames[-1]
    assert (user, kind, frame["id"], frame["state"]) == (boss.user["id"], "import.progress", job["id"], "done")

    (line,) = (await boss.get(f"/imports/{job['id']}/lines", only="bad"))["items"]
    assert (line["line"], line["problems"][0]["code"]) == (3, "scientific")
    assert "Excel" in line["problems"][0]["zh"]
    assert len((await boss.get("/customers", q="王芳"))["items"]) == 1
    await boss.send("POST", f"/imports/{job['id']}/start", {"mapping": preview["mapping"]}, status=409)

    await boss.send("POST", f"/imports/{job['id']}/undo")
    await shown.worker.work_off()
    row = await boss.get(f"/imports/{job['id']}")
    assert (row["state"], row["undone"], row["kept"]) == ("undone", 2, 0)
    assert (await boss.get("/customers", q="王芳"))["items"] == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_the_report_has_the_lines_to_mend(boss: Browser, parts: Web, tmp_path: Path, kind: str) -> None:
    job = await upload(boss, FILE + "赵六,,=cmd\n".encode("gb18030"))
    await boss.send("POST", f"/imports/{job['id']}/start", {"dry_run": True})
    await Shown(parts).worker.work_off()
    assert (await boss.get("/customers", q="王芳"))["items"] == []
    response = await boss.ask("GET", f"/imports/{job['id']}/report", params={"format": kind})
    assert response.status == 200
    path = tmp_path / "report"
    path.write_bytes(await response.read())
    rows = [row for _, row in data(path, recognise(path))]
    assert [(str(row[0]).removesuffix(".0"), row[1], row[2]) for row in rows] == [
        ("3", "未导入", "电话"),
        ("5", "未导入", "电话"),
    ]
    if kind == "csv":
        assert next(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))[:5] == [
            "行号", "结果", "列", "原因", "客户名称",
        ]  # fmt: skip
        assert rows[1][-1] == "'=cmd"


async def test_a_heading_is_no_formula_either(boss: Browser, parts: Web) -> None:
    file = '客户名称,电话,"=HYPERLINK(""http://x"")"\n王芳,x,y\n'.encode("gb18030")
    job = await upload(boss, file)
    await boss.send("POST", f"/imports/{job['id']}/start", {"dry_run": True})
    await Shown(parts).worker.work_off()
    response = await boss.ask("GET", f"/imports/{job['id']}/report", params={"format": "csv"})
    head = next(csv.reader(io.StringIO((await response.read()).decode("utf-8-sig"))))
    assert head[-1].startswith("'=HYPERLINK(")


async def test_what_cannot_be_imported_is_refused_at_once_and_leaves_no_file(boss: Browser, parts: Web) -> None:
    folder = parts.settings.imports_dir
    for body in (b"", b"\n\n", b"PK\x03\x04nonsense"):
        assert (await upload(boss, body, status=422))["error"]["message_zh"]
    assert list(folder.iterdir()) == []
    job = await upload(boss, FILE)
    for wrong, field in (
        ({"mapping": ["name", "name"]}, "mapping"),
        ({"mapping": ["nothing"]}, "mapping"),
        ({"mapping": ["note"]}, "mapping"),
        ({"sheet": "x", "encoding": "utf-8"}, "encoding"),
        ({"defaults": {"x": "y"}}, "defaults"),
        ({"unit": "nowhere"}, "unit"),
        ({"duplicates": "replace"}, "duplicates"),
    ):
        answer = await boss.send("POST", f"/imports/{job['id']}/start", wrong, status=422)
        assert answer["error"]["field"] == field
    assert (await boss.get(f"/imports/{job['id']}"))["state"] == "ready"
    assert remove_older(folder, -1) == 1
    assert (await boss.ask("GET", f"/imports/{job['id']}/preview")).status == 404


async def test_agents_import_nothing_and_a_template_can_be_had(wang: Browser, boss: Browser, tmp_path: Path) -> None:
    assert (await wang.ask("POST", "/imports?name=x", None)).status == 403
    response = await boss.ask("GET", "/imports/template")
    path = tmp_path / "t"
    path.write_bytes(await response.read())
    layout = recognise(path)
    columns = await boss.get("/imports/columns")
    assert layout.kind == "sheet"
    assert len(columns) > 10
    saved = await boss.send("POST", "/import-mappings", {"name": "a", "columns": {"x": "name"}}, status=201)
    assert await boss.get("/import-mappings") == [saved]
    await boss.send("DELETE", f"/import-mappings/{saved['id']}", status=204)


async def test_a_cell_of_150_kb_is_told_by_its_line(boss: Browser) -> None:
    job = await upload(boss, "姓名,电话,备注\n王芳,13800138000,".encode() + b"x" * 150_000 + b"\n")
    response = await boss.ask("GET", f"/imports/{job['id']}/preview")
    assert response.status == 422
    assert "第2行" in (await response.json())["error"]["message_zh"]


async def test_who_is_erased_is_in_no_uploaded_file(admin: Browser, parts: Web) -> None:
    """The file that he came from goes with his data; the import and the way back stay."""
    worker = Shown(parts).worker
    job, other = await upload(admin, FILE), await upload(admin, FILE.replace("王芳".encode("gb18030"), b"A"))
    await admin.send("POST", f"/imports/{job['id']}/start", {})
    await worker.work_off()
    (customer,) = (await admin.get("/customers", q="王芳"))["items"]
    folder = parts.settings.imports_dir
    assert sum("王芳".encode("gb18030") in path.read_bytes() for path in folder.iterdir()) == 1
    await admin.send("POST", f"/customers/{customer['id']}/erase", {"reason": "申请 7"})
    assert [b"A,13900000001" in path.read_bytes() for path in folder.iterdir()] == [True]
    for path in ("preview", "report?format=csv"):
        assert (await admin.ask("GET", f"/imports/{job['id']}/{path}")).status == 404
    assert (await admin.ask("GET", f"/imports/{other['id']}/preview")).status == 200
    await admin.send("POST", f"/imports/{job['id']}/undo")
    await worker.work_off()
    row = await admin.get(f"/imports/{job['id']}")
    assert (row["state"], row["undone"], row["kept"]) == ("undone", 1, 1)
