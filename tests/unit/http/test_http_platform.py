"""Channels and health by API, and alarms that begin and end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from test_http_live import Watcher, live_call
from test_http_supervision import units
from web_kit import Browser, FakeCore, log_in

from crm.calls.store import NewsStore
from crm.live.settings import AlarmLimits
from server import platform
from server.alarms import AlarmBoard, Facts, findings
from server.http.context import Web
from server.recording_alarms import Alarms
from telephony.domain_events import Alarm, Envelope
from telephony.errors import SwitchUnavailable

__all__ = ["units"]

WELL = Facts(
    database=True,
    core=True,
    switch=True,
    configuration=True,
    journal_error=None,
    journal_waiting=0,
    disk_free_percent=50.0,
    recordings_waiting=0,
    recordings_failed=0,
    load=0.5,
    trunks={"main": True, "new": None},
)


@pytest.fixture(autouse=True)
def _idle_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.getloadavg", lambda: (0.1, 0.1, 0.1))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"core": False, "switch": None, "journal_waiting": None}, [("core", "critical")]),
        ({"switch": False}, [("switch", "critical")]),
        ({"database": False}, [("database", "critical")]),
        ({"configuration": False}, [("configuration", "warning")]),
        ({"journal_error": "no space left"}, [("journal", "critical")]),
        ({"journal_waiting": 20_001}, [("journal_backlog", "warning")]),
        ({"disk_free_percent": 14.9}, [("disk", "warning")]),
        ({"disk_free_percent": 4.9}, [("disk", "critical")]),
        ({"recordings_waiting": 501}, [("recordings_backlog", "warning")]),
        ({"recordings_failed": 3, "load": 9.0}, [("recordings_failed", "critical"), ("load", "warning")]),
        ({"trunks": {"main": False, "spare": True}}, [("trunk:main", "critical")]),
    ],
)
def test_what_is_wrong_by_the_usual_limits(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    found = findings(replace(WELL, **change), AlarmLimits())
    assert [(alarm.id, alarm.severity) for alarm in found] == expected
    assert all(alarm.zh and alarm.en for alarm in found)


def test_an_alarm_is_told_when_it_begins_changes_and_ends() -> None:
    board, limits = AlarmBoard(), AlarmLimits()

    def told(utc: float, **change: Any) -> list[tuple[str, str, float]]:
        news = board.update(findings(replace(WELL, **change), limits), utc)
        return [(item["id"], item["state"], item["since"]) for item in news]

    assert told(1.0) == []
    assert told(2.0, disk_free_percent=10.0) == [("disk", "raised", 2.0)]
    assert told(3.0, disk_free_percent=9.0) == []
    assert told(4.0, disk_free_percent=1.0, core=False) == [("core", "raised", 4.0), ("disk", "changed", 2.0)]
    assert [(item["id"], item["severity"]) for item in board.shown()] == [("disk", "critical"), ("core", "critical")]
    assert told(5.0) == [("disk", "cleared", 2.0), ("core", "cleared", 4.0)]
    assert board.shown() == []


def test_the_fullest_disk_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recordings may have a disk of their own."""
    rooms = {"home": (90, 100), "recordings": (20, 1000)}
    for folder in rooms:
        (tmp_path / folder).mkdir()

    def usage(folder: Path) -> SimpleNamespace:
        free, total = rooms[folder.name]
        return SimpleNamespace(free=free, total=total)

    monkeypatch.setattr("server.platform.shutil.disk_usage", usage)
    folders = [tmp_path / name for name in ("home", "recordings", "not there")]
    assert platform.fullest(folders) == (20, 1000)
    rooms["recordings"] = (999, 1000)
    assert platform.fullest(folders) == (90, 100)


async def test_health_says_what_is_wrong_and_who_watches_is_told(
    client: TestClient[Any, Any], boss: Browser, parts: Web, core: FakeCore
) -> None:
    core.answers["core.health"] = {
        "uptime": 12.0,
        "calls": 3,
        "switch": {"node": "a1", "up": False},
        "journal": {"last": 9, "error": None, "waiting": 2},
    }
    core.answers["outside.usage"] = {"trunks": [{"trunk": "t1", "up": False, "registration": "rejected"}]}
    async with Watcher(client, boss.token) as watcher:
        await watcher.next()
        await platform.watch(parts, parts.alarms)
        frames = [await watcher.next() for _ in range(2)]
        assert {(frame["type"], frame["data"]["id"], frame["data"]["state"]) for frame in frames} == {
            ("alarm", "switch", "raised"),
            ("alarm", "trunk:t1", "raised"),
        }
        health = await boss.get("/live/health")
        assert (health["switch"], health["calls"], health["journal_waiting"]) == (False, 3, 2)
        assert health["trunks"] == [{"trunk": "t1", "up": False, "registration": "rejected", "reachable": None}]
        assert {alarm["id"] for alarm in health["alarms"]} == {"switch", "trunk:t1"}
        assert 0 < health["disk_free"] < health["disk_total"]
        core.answers["core.health"]["switch"]["up"] = True
        core.answers["outside.usage"] = {}
        await platform.watch(parts, parts.alarms)
        assert {(await watcher.next())["data"]["state"] for _ in range(2)} == {"cleared"}


async def test_health_without_a_core(boss: Browser, parts: Web, core: FakeCore) -> None:
    core.connected = False
    await platform.watch(parts, parts.alarms)
    health = await boss.get("/live/health")
    assert (health["core"], health["switch"], health["calls"], health["database"]) == (False, None, None, True)
    assert [alarm["id"] for alarm in health["alarms"]] == ["core"]


async def test_limits_are_the_companys(admin: Browser, parts: Web) -> None:
    rules = await admin.get("/live/settings")
    rules["alarms"]["disk_low_percent"] = 100
    await admin.send("PUT", "/live/settings", rules)
    await platform.watch(parts, parts.alarms)
    assert "disk" in {alarm["id"] for alarm in parts.alarms.shown()}


@pytest.mark.usefixtures("units")
async def test_channels_of_ones_own_unit(
    client: TestClient[Any, Any], admin: Browser, wang: Browser, li: Browser, parts: Web, core: FakeCore
) -> None:
    channel = {
        "name": "PJSIP/x",
        "state": "up",
        "device": None,
        "caller": "1",
        "dialled": "2",
        "seconds": 3.0,
        "role": "customer",
        "codec": "ulaw",
        "loss": 0.5,
        "jitter": 2.0,
    }
    core.answers["live.channels"] = {
        "channels": [channel | {"leg": f"a1:{n}", "call": call} for n, call in enumerate(["north", "south", None])]
    }
    parts.hub.publish(live_call("north", wang.user["id"]))
    parts.hub.publish(live_call("south", li.user["id"]))
    boss = await log_in(client, "boss")
    assert [row["call"] for row in await boss.get("/live/channels")] == ["north"]
    assert [row["call"] for row in await admin.get("/live/channels")] == ["north", "south", None]
    core.failures["live.channels"] = SwitchUnavailable()
    await admin.send("GET", "/live/channels", status=503)


def test_alarms_that_were_told_stand_beside_those_that_were_found() -> None:
    board = AlarmBoard()
    told = {
        "id": "recording.failed:recordings", "state": "raised", "severity": "critical", "zh": "录音失败",
        "en": "not recorded", "since": 5.0, "value": None, "limit": None,
    }  # fmt: skip
    board.take(told)
    board.update([], 10.0)
    assert board.shown() == [told], "looking does not clear what was told"
    board.take({**told, "en": "another file", "since": 9.0})
    assert [(view["en"], view["since"]) for view in board.shown()] == [("another file", 5.0)]
    board.take({**told, "state": "cleared"})
    assert board.shown() == []


async def test_the_core_s_alarms_are_remembered_over_a_restart_of_web(parts: Web) -> None:
    def alarm(n: int, subject: str, raised: bool) -> Envelope:
        item = Alarm(None, "recording.failed", subject, raised, "not recorded", "录音失败")
        return Envelope(n, float(n), item.type, None, item.data())

    said = [alarm(1, "a", True), alarm(2, "b", True), alarm(3, "a", False)]
    await parts.db.store(lambda connection: NewsStore(connection, epoch="e").store(said))
    board = AlarmBoard()
    async with parts.db.read() as session:
        await Alarms(lambda _envelope: None, board).recall(session)
    assert [(view["id"], view["zh"]) for view in board.shown()] == [("recording.failed:b", "录音失败")]
