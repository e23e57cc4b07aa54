"""The platform's health: gathered from core, database and this machine; alarms are told as they begin and end."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from crm.base import utcnow
from crm.live.settings import AlarmLimits, live_settings
from crm.recordings.models import Recording
from server.alarms import AlarmBoard, Facts, findings
from server.http.context import Web
from server.queue_alarms import QueueFacts, QueueWatch
from telephony.errors import HotlineError

log = structlog.get_logger(__name__)

EVERY = 10.0
"""Seconds between two looks."""
QUEUES_EVERY = 2.0
"""Seconds between two looks at the queues."""
RECENT = timedelta(hours=1)


@dataclass(slots=True)
class Health:
    """`core` is the core's own view ({} while it is away), `disk` bytes, `trunks` as the core tells them."""

    facts: Facts
    core: Mapping[str, Any] = field(default_factory=dict)
    disk: tuple[int, int] = (0, 0)
    trunks: list[dict[str, Any]] = field(default_factory=list)


async def look(parts: Web) -> Health:
    """Gather everything; what does not answer is a fact, not an error."""
    core = await _ask(parts, "core.health")
    trunks = (await _ask(parts, "outside.usage")).get("trunks", []) if core else []
    database = await parts.db.ping()
    waiting, failed = await _recordings(parts) if database else (0, 0)
    free, total = await asyncio.to_thread(fullest, (parts.settings.home, parts.settings.recordings_dir))
    journal = core.get("journal", {})
    facts = Facts(
        database=database,
        core=parts.core.connected,
        switch=bool(core["switch"]["up"]) if "switch" in core else None,
        configuration=parts.configuration.in_force,
        journal_error=journal.get("error"),
        journal_waiting=journal.get("waiting"),
        disk_free_percent=100 * free / total if total else 100.0,
        recordings_waiting=waiting,
        recordings_failed=failed,
        load=os.getloadavg()[0] / (os.cpu_count() or 1),
        trunks={parts.hub.state.names.trunks.get(view["trunk"]) or view["trunk"]: view.get("up") for view in trunks},
    )
    return Health(facts, core, (free, total), trunks)


def fullest(folders: Iterable[Path]) -> tuple[int, int]:
    """(free, total) bytes of the one of these folders' disks with the least share of free room: recordings may have a
    disk of their own. Folders that are not there yet do not count."""
    disks = [shutil.disk_usage(folder) for folder in folders if folder.exists()]
    found = [(disk.free, disk.total) for disk in disks if disk.total]
    return min(found, key=lambda disk: disk[0] / disk[1], default=(0, 0))


async def _ask(parts: Web, method: str) -> dict[str, Any]:
    try:
        return await parts.core.request(method, {}, 2.0)
    except (HotlineError, TimeoutError):
        return {}


async def _recordings(parts: Web) -> tuple[int, int]:
    """(waiting to be made playable, failed lately)."""
    try:
        async with parts.db.read() as session:
            waiting = await session.scalar(select(func.count()).where(Recording.state == "raw"))
            lately = utcnow() - RECENT
            failed = await session.scalar(
                select(func.count()).where(Recording.state == "failed", Recording.started_at > lately)
            )
    except SQLAlchemyError as error:
        log.warning("platform.database", error=str(error))
        return 0, 0
    return int(waiting or 0), int(failed or 0)


async def watch(parts: Web, board: AlarmBoard) -> None:
    """Look once, and tell those who see everything what began or ended."""
    health = await look(parts)
    for alarm in board.update(findings(health.facts, await _limits(parts, health)), time.time()):
        _report(parts, alarm)
        parts.hub.tell_watchers("alarm", alarm)


async def watch_queues(parts: Web, watch: QueueWatch) -> None:
    """Look at every queue, and tell those who watch it what began or ended. Nothing does while the core is away: nobody
    knows then who waits."""
    hub = parts.hub
    if not parts.core.connected:
        return
    found = watch.look(_queues(parts), hub.state.names.limits, time.monotonic())
    for alarm in hub.queue_alarms.update(found, time.time()):
        _report(parts, alarm)
        hub.queue_alarm(alarm)


def _report(parts: Web, alarm: Mapping[str, Any]) -> None:
    parts.told_alarm(alarm, time.time())
    report = log.info if alarm["state"] == "cleared" else log.warning
    report("alarm", id=alarm["id"], state=alarm["state"], severity=alarm["severity"], text=alarm["en"])


def _queues(parts: Web) -> Iterator[QueueFacts]:
    hub, utc = parts.hub, time.time()
    for queue, name in hub.state.names.queues.items():
        view, limits = hub.state.queue(queue), hub.state.names.limits.get(queue)
        rates = limits is not None and (limits.service_level is not None or limits.abandon_rate is not None)
        day = hub.figures.queue(queue)["day"] if rates and hub.figures is not None else {}
        yield QueueFacts(
            queue,
            name,
            waiting=view["waiting"],
            longest=max(0.0, utc - view["oldest"]) if view["oldest"] else 0.0,
            logged_in=view["logged_in"],
            queued=int(day.get("queued") or 0),
            service_level=_percent(day.get("service_level")),
            abandon_rate=_percent(day.get("abandon_rate")),
        )


def _percent(share: float | None) -> float | None:
    return None if share is None else share * 100


async def _limits(parts: Web, health: Health) -> AlarmLimits:
    if not health.facts.database:
        return AlarmLimits()
    async with parts.db.read() as session:
        return (await live_settings(session)).alarms
