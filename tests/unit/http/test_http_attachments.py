"""Attachments by API: what is taken, who sees it, how it is given out, and what becomes of it."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import update
from web_kit import PASSWORD, Browser, log_in

from crm.attachments import service
from crm.attachments.kinds import kind_of, safe_name
from crm.attachments.models import Attachment
from crm.base import instant
from crm.errors import Invalid
from server.attachments import ORPHAN_AGE, clean_up, files_of
from server.http.context import Web
from server.settings import Settings

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + bytes(200)
PDF = b"%PDF-1.7\n" + b"x" * 100
EXE = b"MZ" + bytes(200)
HTML = b"<html><script>alert(1)</script></html>" * 5


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x" * 20)
    return out.getvalue()


async def upload(who: Browser, body: bytes, name: str = "photo.png", status: int = 201, **owner: str) -> Any:
    answer = await who.ask("POST", "/attachments", data=body, params={"name": name, **owner})
    assert answer.status == status, await answer.text()
    return await answer.json()


async def ticket(who: Browser, **more: Any) -> str:
    made = await who.send("POST", "/tickets", {"type": "repair", "title": "坏了", **more}, 201)
    return str(made["id"])


def on_disk(parts: Web) -> list[Path]:
    return [path for path in parts.settings.attachments_dir.glob("*/*") if path.is_file()]


async def test_a_file_is_uploaded_adopted_and_given_out_safely(
    admin: Browser, wang: Browser, li: Browser, parts: Web
) -> None:
    row = await upload(wang, PNG, "../现场 照片.PNG")
    assert (row["name"], row["family"], row["media"], row["size"]) == ("现场 照片.png", "image", "image/png", len(PNG))
    (path,) = on_disk(parts)
    assert path.read_bytes() == PNG
    assert "照片" not in path.name
    assert path.stat().st_mode & 0o077 == 0
    assert (await li.ask("GET", f"/attachments/{row['id']}")).status == 404
    number = await ticket(wang)
    async with parts.db.write() as session:
        who = await _principal(parts, wang)
        await service.adopt(session, who, [row["id"]], "ticket", number)
    answer = await li.ask("GET", f"/attachments/{row['id']}")
    assert await answer.read() == PNG
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"_____.png\"; filename*=UTF-8''%E7%8E%B0%E5%9C%BA%20%E7%85%A7%E7%89%87.png"
    )
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    part = await li.ask("GET", f"/attachments/{row['id']}", headers={"Range": "bytes=0-3"})
    assert (part.status, await part.read()) == (206, PNG[:4])
    listed = await li.get("/attachments", owner_kind="ticket", owner_id=number)
    assert [each["id"] for each in listed] == [row["id"]]
    actions = [entry["action"] for entry in (await admin.get("/audit", kind="attachment"))["items"]]
    assert actions == ["attachments.download", "attachments.upload"]


async def test_a_file_belongs_to_a_record_at_once(wang: Browser, li: Browser) -> None:
    customer = await wang.send("POST", "/customers", {"name": "李", "phones": [{"number": "13800138000"}]}, 201)
    owner = {"owner_kind": "customer", "owner_id": customer["id"]}
    row = await upload(wang, PDF, "invoice.pdf", **owner)
    assert row["owner_id"] == customer["id"]
    assert [each["name"] for each in await wang.get("/attachments", **owner)] == ["invoice.pdf"]
    await upload(wang, PDF, status=404, owner_kind="customer", owner_id="nobody")
    await upload(wang, PDF, status=422, owner_kind="moon", owner_id="x")
    assert (await li.ask("DELETE", f"/attachments/{row['id']}")).status == 403
    await wang.send("DELETE", f"/attachments/{row['id']}", status=204)
    assert await wang.get("/attachments", **owner) == []


async def test_who_may_only_read_attaches_nothing(
    admin: Browser, boss: Browser, wang: Browser, client: TestClient[Any, Any]
) -> None:
    """Neither to a document nor to a customer, a notice or an article, of which he sees each."""
    new = {"username": "reader", "name": "Reader", "password": PASSWORD, "roles": ["quality"]}
    await admin.send("POST", "/users", {**new, "must_change_password": False}, 201)
    reader = await log_in(client, "reader")
    customer = await wang.send("POST", "/customers", {"name": "李", "phones": [{"number": "13800138000"}]}, 201)
    notice = await boss.send("POST", "/notices", {"title": "放假通知"}, 201)
    owners = {"ticket": await ticket(wang), "customer": customer["id"], "notice": notice["id"]}
    for kind, ident in owners.items():
        owner = {"owner_kind": kind, "owner_id": ident}
        assert (await reader.ask("GET", "/attachments", params=owner)).status == 200, kind
        await upload(reader, PDF, status=403, **owner)
        assert await boss.get("/attachments", **owner) == [], kind
    call = {"owner_kind": "call", "owner_id": "call-1"}
    assert (await upload(boss, PDF, status=404, **call))["error"]["code"] == "not_found"


async def test_what_becomes_of_a_documents_files_is_in_its_history(boss: Browser, wang: Browser, li: Browser) -> None:
    number = await ticket(wang)
    owner = {"owner_kind": "ticket", "owner_id": number}
    first = await upload(wang, PDF, "报价.pdf", **owner)
    kept = await upload(wang, PDF, "收据.pdf", **owner)
    await wang.send("DELETE", f"/attachments/{first['id']}", status=204)
    shown = await boss.get(f"/documents/{number}")
    lines = [(line["action"], line["changes"], line["created_by"]) for line in shown["history"]]
    me = wang.user["id"]
    assert lines[1:] == [
        ("files", {"files": [None, ["报价.pdf"]]}, me),
        ("files", {"files": [None, ["收据.pdf"]]}, me),
        ("files", {"files": [["报价.pdf"], None]}, me),
    ]
    assert shown["version"] == shown["history"][-1]["after"]
    for action in ("act", "archive"):
        body = {"outcome": "close"} if action == "act" else {}
        await boss.send("POST", f"/documents/{number}/{action}", body)
        refused = await wang.send("DELETE", f"/attachments/{kept['id']}", status=409)
        assert "已结束" in refused["error"]["message_zh"]
    late = await upload(li, PDF, "补交.pdf", **owner)
    assert [file["id"] for file in await wang.get("/attachments", **owner)] == [kept["id"], late["id"]]
    history = (await boss.get(f"/documents/{number}"))["history"]
    assert history[-1]["changes"] == {"files": [None, ["补交.pdf"]]}


async def test_nobody_adopts_files_of_others(wang: Browser, li: Browser, parts: Web) -> None:
    row = await upload(wang, PNG)
    other = await _principal(parts, li)
    async with parts.db.write() as session:
        with pytest.raises(Invalid):
            await service.adopt(session, other, [row["id"]], "ticket", "t1")
    mine = await _principal(parts, wang)
    async with parts.db.write() as session:
        await service.adopt(session, mine, [row["id"]], "ticket", "t1")
        await service.adopt(session, mine, [row["id"]], "ticket", "t1")
        with pytest.raises(Invalid):
            await service.adopt(session, mine, [row["id"]], "ticket", "t2")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (EXE, "attachment.kind"),
        (HTML, "attachment.kind"),
        (b"", "attachment.kind"),
        (b"PK\x03\x04 broken", "attachment.kind"),
        (archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "attachment.kind"),
        (b"\0\0\0\x20ftypisom" + bytes(100), "attachment.kind"),
        (b"GIF89a<svg onload=alert(1)>", ""),
    ],
)
async def test_kinds_by_content(wang: Browser, parts: Web, body: bytes, code: str) -> None:
    row = await upload(wang, body, "photo.jpg", 422 if code else 201)
    if code:
        assert row["error"]["code"] == code
        assert row["error"]["message_zh"]
        assert on_disk(parts) == []
    else:
        assert row["name"] == "photo.jpg.gif"


def test_office_documents_whose_parts_come_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "x"
    for names, ending in (
        (("docProps/app.xml", "xl/workbook.xml", "[Content_Types].xml"), "xlsx"),
        (("[Content_Types].xml", "word/document.xml"), "docx"),
        (("readme.txt", "word/x"), "zip"),
    ):
        path.write_bytes(archive(*names))
        assert kind_of(path, frozenset({"office", "zip"})).ending == ending


def test_names_are_harmless(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(PNG)
    png = kind_of(path, frozenset({"image"}))
    for given, name in (
        ("..\\..\\boot.ini", "boot.ini.png"),
        ("/etc/passwd", "passwd.png"),
        ("evil\u202egnp.exe", "evilgnp.exe.png"),
        ("a\r\nb.png", "ab.png"),
        ("", "file.png"),
        ("x" * 500 + ".png", "x" * 150 + ".png"),
        ("a.PNG", "a.png"),
    ):
        assert safe_name(given, png) == name


async def test_the_limit_of_size_leaves_nothing_behind(wang: Browser, parts: Web) -> None:
    parts.settings = _with(parts.settings, attachment_mib=0.01)
    answer = await upload(wang, PNG + bytes(20_000), status=413)
    assert answer["error"]["code"] == "body.too_large"
    assert on_disk(parts) == []


async def test_the_scanner_decides_and_a_broken_one_lets_nothing_through(
    wang: Browser, parts: Web, tmp_path: Path
) -> None:
    script = tmp_path / "scan.sh"
    script.write_text('#!/bin/sh\ngrep -q EICAR "$2" && exit 1\nexit 0\n')
    script.chmod(0o755)
    parts.settings = _with(parts.settings, attachment_scan=f"{script} --quiet")
    assert (await upload(wang, PDF))["scanned"] is True
    refused = await upload(wang, PDF + b"EICAR", status=422)
    assert refused["error"]["code"] == "attachment.infected"
    for broken in (f"{tmp_path}/nowhere", "false --really; true", "sh -c 'exit 2'"):
        parts.settings = _with(parts.settings, attachment_scan=broken)
        status = 422 if broken.startswith("false") else 503
        await upload(wang, PDF, status=status)
    parts.settings = _with(parts.settings, attachment_scan="sh -c 'sleep 60'", attachment_scan_seconds=0.05)
    await upload(wang, PDF, status=503)
    assert len(on_disk(parts)) == 1


async def test_files_that_nobody_wants_go(wang: Browser, parts: Web) -> None:
    kept, given_up, deleted = [(await upload(wang, PNG + bytes([n])))["id"] for n in range(3)]
    files = files_of(parts.settings)
    await wang.send("DELETE", f"/attachments/{deleted}", status=204)
    async with parts.db.write() as session:
        await service.adopt(session, await _principal(parts, wang), [kept], "ticket", "t1")
        await session.execute(update(Attachment).where(Attachment.id == given_up).values(created_at=instant(1e9)))
    assert await clean_up(parts.db, files) == 0, "young files are left alone"
    for path in on_disk(parts):
        os.utime(path, (1e9, 1e9))
    waiting = parts.settings.attachments_dir / "incoming" / "half"
    waiting.write_bytes(b"x")
    os.utime(waiting, (1e9, 1e9))
    assert ORPHAN_AGE < 86400
    assert await clean_up(parts.db, files) == 3
    (left,) = on_disk(parts)
    assert left.read_bytes() == PNG + bytes([0])


def _with(settings: Settings, **more: Any) -> Settings:
    return settings.model_copy(update=more)


async def _principal(parts: Web, browser: Browser) -> Any:
    from crm.access import Principal, Role

    del parts
    return Principal(browser.user["id"], Role.AGENT, "root", "/root/", browser.user["username"])
