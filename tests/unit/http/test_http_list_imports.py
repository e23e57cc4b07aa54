"""A file that was taken into the lists of numbers is taken back: a mass change has a way back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from web_kit import Browser, FakeCore

from crm.base import utcnow
from crm.outside import list_imports
from crm.outside.list_imports import DAYS, forget_old_changes
from crm.outside.models import NumberListChange, NumberListImport
from server.http.context import Web

BEFORE = ("13800138001,black,in,骚扰,", "13800138002,black,,,2099-01-01T00:00:00+08:00", "13800138003,black,,x,")
HEAD = "number,list,direction,reason,expires"


def csv(*lines: str) -> str:
    return "\n".join((HEAD, *lines))


async def load(admin: Browser, *lines: str, **more: Any) -> dict[str, Any]:
    done: dict[str, Any] = await admin.send("POST", "/number-lists/import", {"csv": csv(*lines), **more})
    assert done["bad"] == []
    return done


async def listed(admin: Browser) -> dict[str, dict[str, Any]]:
    rows = (await admin.get("/number-lists", page_size=200))["items"]
    return {row["number"][-4:]: row for row in rows}


async def undo(admin: Browser, ident: str, status: int = 200) -> dict[str, Any]:
    done: dict[str, Any] = await admin.send("POST", f"/number-lists/imports/{ident}/undo", {}, status)
    return done


async def test_a_list_that_was_replaced_by_mistake_is_as_it_was(admin: Browser, core: FakeCore) -> None:
    await load(admin, *BEFORE)
    before = await listed(admin)
    wrong = await load(admin, "13800138001,black,in,y,", "13800138009,black,,,", replace=True)
    assert (wrong["added"], wrong["changed"], wrong["removed"]) == (1, 1, 2)
    assert set(await listed(admin)) == {"8001", "8009"}
    done = await undo(admin, wrong["import_id"])
    assert done == {"removed": 1, "changed": 1, "added": 2, "kept": 0}
    assert await listed(admin) == before, "with its reasons, its ends and who listed it"
    assert len(core.asked("config.put")[-1]["snapshot"]["lists"]) == 3
    assert (await undo(admin, wrong["import_id"], 409))["error"]["message_zh"]
    first, second = (await admin.get("/number-lists/imports"))["items"]
    assert (first["id"], first["replaced"], first["username"], bool(first["undone_at"])) == (
        wrong["import_id"], True, "admin", True,
    )  # fmt: skip
    assert (second["added"], second["undone_at"]) == (3, None)
    logged = (await admin.get("/audit", action="number_lists.undo"))["items"]
    assert [(row["subject"], row["details"]["added"]) for row in logged] == [(wrong["import_id"], 2)]


async def test_a_number_in_a_bad_line_is_not_taken_off_the_list(admin: Browser) -> None:
    await load(admin, *BEFORE)
    before = await listed(admin)
    lines = (
        "138 0013 8001,black,in,z,31.1.",
        f"13800138002,black,,{'很' * 201},",
        "1380013800x,black,,,",
        "13800138009,black,,,",
    )
    done = await admin.send("POST", "/number-lists/import", {"csv": csv(*lines), "list": "black", "replace": True})
    assert ([bad["line"] for bad in done["bad"]], done["added"], done["removed"]) == ([2, 3, 4], 1, 1)
    after = await listed(admin)
    assert set(after) == {"8001", "8002", "8009"}
    assert (after["8001"], after["8002"]) == (before["8001"], before["8002"])


async def test_however_many_they_were(admin: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """In pieces."""
    monkeypatch.setattr(list_imports, "AT_A_TIME", 2)
    await load(admin, *BEFORE)
    before = await listed(admin)
    wrong = await load(admin, *(f"1380013901{place},black,,," for place in range(5)), list="black", replace=True)
    assert (await undo(admin, wrong["import_id"])) == {"removed": 5, "changed": 0, "added": 3, "kept": 0}
    assert await listed(admin) == before


async def test_what_was_changed_since_stays(admin: Browser) -> None:
    await load(admin, *BEFORE)
    wrong = await load(
        admin, "13800138001,black,in,y,", "13800138007,black,,,", "13800138008,black,,,", list="black", replace=True
    )
    now = await listed(admin)
    await admin.send("PATCH", f"/number-lists/{now['8001']['id']}", {"reason": "z"})
    await admin.send("PATCH", f"/number-lists/{now['8007']['id']}", {"reason": "z"})
    await admin.send("DELETE", f"/number-lists/{now['8008']['id']}", status=204)
    await admin.send("POST", "/number-lists", {"list": "black", "number": "13800138002", "reason": "z"}, 201)
    done = await undo(admin, wrong["import_id"])
    assert done == {"removed": 0, "changed": 0, "added": 1, "kept": 3}
    assert {number: row["reason"] for number, row in (await listed(admin)).items()} == {
        "8001": "z", "8007": "z", "8002": "z", "8003": "x",
    }  # fmt: skip


async def test_a_number_that_stands_twice_in_a_file_is_as_it_was_before_it(admin: Browser) -> None:
    await load(admin, *BEFORE)
    before = await listed(admin)
    twice = await load(admin, "13800138001,black,in,y,", "13800138001,black,in,z,")
    assert (twice["changed"], (await listed(admin))["8001"]["reason"]) == (1, "z")
    await undo(admin, twice["import_id"])
    assert await listed(admin) == before


async def test_an_import_that_changes_nothing_leaves_nothing_to_take_back(admin: Browser) -> None:
    await load(admin, *BEFORE)
    assert (await load(admin, *BEFORE))["import_id"] is None
    assert (await admin.get("/number-lists/imports"))["total"] == 1


async def test_what_an_old_import_did_is_forgotten(admin: Browser, parts: Web) -> None:
    old, new = [(await load(admin, line))["import_id"] for line in BEFORE[:2]]
    async with parts.db.write() as session:
        long_ago = utcnow() - timedelta(days=DAYS, seconds=1)
        await session.execute(update(NumberListImport).where(NumberListImport.id == old).values(at=long_ago))
    await undo(admin, old, 404)
    async with parts.db.write() as session:
        await forget_old_changes(session, utcnow())
        assert await session.scalar(select(func.count()).select_from(NumberListChange)) == 1
    assert [row["id"] for row in (await admin.get("/number-lists/imports"))["items"]] == [new]
    assert len(await listed(admin)) == 2


async def test_who_may_only_edit_lists_takes_no_file_back(admin: Browser, boss: Browser) -> None:
    done = await load(admin, *BEFORE)
    assert (await boss.ask("GET", "/number-lists/imports")).status == 403
    await undo(boss, done["import_id"], 403)
    await undo(admin, "nothing", 404)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("list,number,reason\ndnc,13800138000,ok\ndnc,13800138001," + "x" * 200_000, 3),
        ('list,number,reason\ndnc,13800138001,"' + "x\n" * 80_000, 2),
    ],
)
async def test_a_file_that_breaks_off_is_told_by_its_line(admin: Browser, text: str, line: int) -> None:
    answer = await admin.send("POST", "/number-lists/import", {"csv": text}, 422)
    assert f"第{line}行" in answer["error"]["message_zh"]


async def test_lines_end_as_they_like_and_are_counted_as_editors_count_them(admin: Browser) -> None:
    done = await admin.send(
        "POST", "/number-lists/import", {"csv": "list,number\rdnc,13800138000\r\ndnc,13800138001\n"}
    )
    assert done["added"] == 2
    done = await admin.send("POST", "/number-lists/import", {"csv": "list,number\n\n\ndnc,xx\n"})
    assert [row["line"] for row in done["bad"]] == [4]


async def test_reasons_are_no_formulas_and_come_back_as_they_were(admin: Browser) -> None:
    for place, reason in enumerate(("=1+1", "\t=1+1", "x")):
        body = {"list": "dnc", "number": f"1380013800{place}", "reason": reason}
        await admin.send("POST", "/number-lists", body, status=201)
    text = await (await admin.ask("GET", "/number-lists/export")).text()
    assert [line.split(",")[4] for line in text.splitlines()[1:]] == ["'=1+1", "'\t=1+1", "x"]
    done = await admin.send("POST", "/number-lists/import", {"csv": text})
    assert (done["added"], done["changed"], done["bad"]) == (0, 0, [])
