"""The history of alarms: each is one row from its beginning to its end, whatever happens to web or its database."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy.exc import OperationalError
from test_http_queue_alarms import figures
from test_http_supervision import units
from web_kit import Browser, envelope, log_in

from crm.base import instant, utcnow
from crm.live import alarms as history
from server import platform
from server.alarm_log import SETTLED, AlarmLog
from server.alarms import AlarmBoard
from server.http.context import Web
from server.queue_alarms import QueueWatch
from server.recording_alarms import Alarms
from telephony import domain_events as news

__all__ = ["units"]


@pytest.fixture
def log(parts: Web) -> AlarmLog:
    """As web wires it."""
    made = AlarmLog(parts.db, lambda: (view["id"] for view in parts.hub.queue_alarms.shown()))
    parts.told_alarm = made.told
    return made


@pytest.mark.usefixtures("units")
async def test_an_alarm_is_one_row_from_beginning_to_end_and_seen_by_who_watches_the_queue(
    client: TestClient[Any, Any], admin: Browser, wang: Browser, parts: Web, log: AlarmLog
) -> None:
    boss, watch = await log_in(client, "boss"), QueueWatch()
    for queue in ("shop", "heating"):
        await admin.send("PUT", f"/live/queues/{queue}/alarms", {"waiting": 2})
        parts.hub.publish(figures(queue, 3))
    await platform.watch_queues(parts, watch)
    await log.write()
    everything = (await admin.get("/live/alarms"))["items"]
    assert {row["alarm"] for row in everything} == {"queue.waiting:shop", "queue.waiting:heating"}
    mine = await boss.get("/live/alarms")
    assert [(row["queue"], row["measure"], row["value"], row["limit"], row["ended_at"]) for row in mine["items"]] == [
        ("shop", "waiting", 3.0, 2.0, None)
    ]
    assert mine["total"] == 1
    assert (await boss.get("/live/alarms", queue="heating"))["items"] == []
    assert (await wang.ask("GET", "/live/alarms")).status == 403

    await boss.send("PUT", "/live/queues/shop/alarms", {"waiting": None})
    await platform.watch_queues(parts, watch)
    await log.write()
    (over,) = (await admin.get("/live/alarms", state="over"))["items"]
    assert over["id"] == mine["items"][0]["id"]
    assert over["began_at"] <= over["ended_at"]
    assert [row["queue"] for row in (await admin.get("/live/alarms", state="on"))["items"]] == ["heating"]
    assert [row["queue"] for row in (await admin.get("/live/alarms", severity="critical"))["items"]] == []

    text = await (await boss.ask("GET", "/live/alarms.csv")).text()
    table = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(row["queue"], row["ended_at"] != "") for row in table] == [("shop", True)]
    entries = (await admin.get("/audit", action="alarms.export"))["items"]
    assert [entry["username"] for entry in entries] == ["boss"]


def view(state: str = "raised", severity: str = "warning", value: float = 1.0, since: float = 1000.0) -> dict[str, Any]:
    words = {"zh": f"负载 {value}", "en": f"load {value}"}
    return {"id": "load", "state": state, "severity": severity, **words, "since": since, "value": value} | {
        "limit": 0.5, "queue": None, "measure": None,
    }  # fmt: skip


async def rows(parts: Web, **asked: Any) -> list[history.AlarmRow]:
    async with parts.db.read() as session:
        return (await history.listed(session, history.AlarmsQuery.model_validate(asked), None)).items


async def test_it_keeps_the_worst_and_the_latest(parts: Web, log: AlarmLog) -> None:
    log.told(view(), 1000.0)
    log.told(view("changed", "critical", 9.0), 1010.0)
    log.told(view("changed", "warning", 2.0), 1020.0)
    await log.write()
    log.told(view("cleared", "warning", 2.0), 1030.0)
    log.told(view(since=2000.0), 2000.0)
    await log.write()
    again, first = await rows(parts)
    assert (first.severity, first.value, first.en) == ("critical", 2.0, "load 2.0")
    assert (first.began_at, first.ended_at) == (instant(1000), instant(1030))
    assert (again.began_at, again.ended_at) == (instant(2000), None)


async def test_a_period_has_what_was_on_in_it(parts: Web, log: AlarmLog) -> None:
    log.told(view(), 1000.0)
    log.told(view("cleared"), 2000.0)
    await log.write()
    for begins, ends, there in ((0, 1000, 0), (0, 1001, 1), (1500, 1600, 1), (1999, 9000, 1), (2001, 9000, 0)):
        found = await rows(parts, **{"from": instant(begins), "to": instant(ends)})
        assert len(found) == there, (begins, ends)


async def test_what_the_database_refuses_is_written_later(
    parts: Web, log: AlarmLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def refused(*_: object) -> AsyncIterator[None]:
        raise OperationalError("BEGIN", {}, Exception("down"))
        yield

    log.told(view(), 1000.0)
    with monkeypatch.context() as down:
        down.setattr(parts.db, "write", refused)
        with pytest.raises(OperationalError):
            await log.write()
    log.told(view("cleared"), 1060.0)
    await log.write()
    await log.write()
    (row,) = await rows(parts)
    assert (row.began_at, row.ended_at) == (instant(1000), instant(1060))


async def test_web_that_starts_anew_goes_on_with_what_is_still_wrong_and_ends_the_rest(parts: Web) -> None:
    before = AlarmLog(parts.db, tuple)
    before.told(view(), 1000.0)
    before.told({**view(), "id": "core"}, 1000.0)
    await before.write()
    now, began = [0.0], utcnow()
    after = AlarmLog(parts.db, lambda: ["load"], clock=lambda: now[0])
    after.told(view(since=5000.0), 5000.0)
    await after.write()
    assert [row.ended_at for row in await rows(parts)] == [None, None], "too early to tell"
    now[0] = SETTLED
    await after.write()
    found = {row.alarm: row for row in await rows(parts)}
    assert (found["load"].began_at, found["load"].ended_at) == (instant(1000), None)
    ended = found["core"].ended_at
    assert ended is not None
    assert ended >= began


async def test_alarms_of_the_core_are_kept_too_and_are_not_told_again_when_web_recalls_them(
    parts: Web, log: AlarmLog
) -> None:
    alarms = Alarms(parts.hub.publish, AlarmBoard(), log.told)
    alarms.heard(envelope(100.0, news.Alarm(None, "recording.silent", "c1", True, "nothing is recorded", "没有录音")))
    alarms.raise_("recording.disk", "", "the disk is full", "磁盘已满")
    await log.write()
    found = {row.alarm: row for row in await rows(parts)}
    assert set(found) == {"recording.silent:c1", "recording.disk"}
    assert (found["recording.silent:c1"].began_at, found["recording.disk"].zh) == (instant(100), "磁盘已满")


async def test_what_is_old_is_forgotten_and_what_is_on_is_not(parts: Web, log: AlarmLog) -> None:
    log.told(view(), 1000.0)
    log.told(view("cleared"), 1100.0)
    log.told(view(), 1200.0)
    await log.write()
    async with parts.db.write() as session:
        await history.forget(session, instant(1099) + history.KEPT)
    assert len(await rows(parts)) == 2
    async with parts.db.write() as session:
        await history.forget(session, instant(1101) + history.KEPT)
    (left,) = await rows(parts)
    assert left.ended_at is None
