"""Log-ins are listed and ended at once; the audit log is looked through and exported."""

from __future__ import annotations

import csv
import io

import pytest
from aiohttp import WSMsgType
from web_kit import PASSWORD, Browser, log_in


async def test_a_user_ends_one_of_his_log_ins(wang: Browser) -> None:
    other = await log_in(wang.client, wang.user["username"])
    rows = await wang.get("/auth/logins")
    assert [row["current"] for row in rows].count(True) == 1
    mine = next(row["id"] for row in rows if row["current"])
    theirs = next(row["id"] for row in rows if not row["current"] and row["id"] != mine)
    assert {row["id"] for row in await other.get("/auth/logins")} == {row["id"] for row in rows}
    await wang.send("DELETE", f"/auth/logins/{theirs}", status=204)
    assert (await other.ask("GET", "/auth/me")).status == 401
    assert (await wang.ask("GET", "/auth/me")).status == 200
    await wang.send("DELETE", f"/auth/logins/{theirs}", status=404)


async def test_nobody_ends_the_log_in_of_somebody_else(wang: Browser, li: Browser) -> None:
    (row,) = [row for row in await wang.get("/auth/logins") if row["current"]]
    await li.send("DELETE", f"/auth/logins/{row['id']}", status=404)
    assert (await wang.ask("GET", "/auth/me")).status == 200


async def test_an_administrator_ends_all_of_them(admin: Browser, wang: Browser, li: Browser) -> None:
    await li.send("DELETE", f"/users/{wang.user['id']}/logins", status=403)
    await admin.send("DELETE", f"/users/{wang.user['id']}/logins", status=204)
    assert (await wang.ask("GET", "/auth/me")).status == 401
    assert (await li.ask("GET", "/auth/me")).status == 200
    found = await admin.get("/audit", action="users.end_logins")
    assert [row["subject"] for row in found["items"]] == [wang.user["id"]]


@pytest.mark.parametrize("how", ["password", "logout"])
async def test_what_ends_a_log_in_ends_its_live_view_at_once(wang: Browser, how: str) -> None:
    """Whoever changes his password because somebody else knows it shuts him out of the live view, too."""
    other = await log_in(wang.client, wang.user["username"])
    async with wang.client.ws_connect(f"/api/v1/live?token={other.token}") as socket:
        await socket.receive(timeout=5)
        if how == "password":
            await wang.send("POST", "/auth/password", {"old": PASSWORD, "new": "another horse 4"})
        else:
            await other.send("POST", "/auth/logout", status=204)
        frame = await socket.receive(timeout=5)
        while frame.type is WSMsgType.TEXT:
            frame = await socket.receive(timeout=5)
        assert (frame.type, frame.data) == (WSMsgType.CLOSE, 4001)
    assert (await other.ask("GET", "/auth/me")).status == 401


async def test_the_audit_log_is_searched_and_exported(admin: Browser, wang: Browser) -> None:
    new = {"name": "=审计要找的客户", "phones": [{"number": "13800138000"}]}
    made = await admin.send("POST", "/customers", new, 201)
    found = await admin.get("/audit", q=made["id"])
    assert {row["action"] for row in found["items"]} == {"customers.create"}
    assert (await admin.get("/audit", q="no such word"))["total"] == 0
    await wang.send("GET", "/audit.csv", status=403)
    response = await admin.ask("GET", "/audit.csv?q=customers")
    assert response.status == 200
    rows = list(csv.reader(io.StringIO((await response.text()).lstrip("\ufeff"))))
    assert rows[0][:4] == ["id", "at", "user_id", "username"]
    assert made["id"] in {row[7] for row in rows[1:]}
    assert (await admin.get("/audit", action="audit.export"))["total"] == 1
