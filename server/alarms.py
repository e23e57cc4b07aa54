"""Alarms of the platform: what is wrong by the company's limits, when it began and ended. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from crm.live.settings import AlarmLimits

Severity = Literal["warning", "critical"]


@dataclass(frozen=True, slots=True)
class Facts:
    """The platform at one instant. What only the core knows is None while it is away. Counts wait to be done; `load`
    is the mean of the last minute per processor; `trunks`: name → whether it can be used, None while nobody knows."""

    database: bool
    core: bool
    switch: bool | None
    configuration: bool
    journal_error: str | None
    journal_waiting: int | None
    disk_free_percent: float
    recordings_waiting: int
    recordings_failed: int
    load: float
    trunks: Mapping[str, bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Alarm:
    """`id` says what is wrong (one alarm for each trunk, and for each `measure` of a `queue`); `value` and `limit`
    where there is a limit."""

    id: str
    severity: Severity
    zh: str
    en: str
    value: float | None = None
    limit: float | None = None
    queue: str | None = None
    measure: str | None = None


def findings(facts: Facts, limits: AlarmLimits) -> list[Alarm]:
    """Everything that is wrong now, the worst first."""
    found = [*_parts(facts), *_disk(facts, limits), *_backlogs(facts, limits)]
    for trunk, up in sorted(facts.trunks.items()):
        if up is False:
            found.append(
                Alarm(f"trunk:{trunk}", "critical", f"中继 {trunk} 未注册或不可达", f"Trunk {trunk} cannot be reached")
            )
    return sorted(found, key=lambda alarm: (alarm.severity != "critical", alarm.id))


def _parts(facts: Facts) -> Iterable[Alarm]:
    if not facts.database:
        yield Alarm("database", "critical", "数据库无法访问", "The database does not answer")
    if not facts.core:
        yield Alarm("core", "critical", "通话控制服务未运行", "The core is down; calls in progress go on by themselves")
    if facts.switch is False:
        yield Alarm("switch", "critical", "软交换未连接", "The switch is not connected")
    if not facts.configuration:
        yield Alarm("configuration", "warning", "通话控制拒绝了最新配置", "The core refused the newest configuration")
    if facts.journal_error:
        zh, en = f"日志写入失败：{facts.journal_error}", f"The journal is not written: {facts.journal_error}"
        yield Alarm("journal", "critical", zh, en)


def _disk(facts: Facts, limits: AlarmLimits) -> Iterable[Alarm]:
    free = round(facts.disk_free_percent, 1)
    critical = free < limits.disk_critical_percent
    limit = limits.disk_critical_percent if critical else limits.disk_low_percent
    if free < limit:
        zh, en = f"磁盘剩余空间仅 {free}%", f"Only {free} % of the disk is free"
        yield Alarm("disk", "critical" if critical else "warning", zh, en, free, limit)


def _backlogs(facts: Facts, limits: AlarmLimits) -> Iterable[Alarm]:
    waiting = facts.journal_waiting or 0
    if waiting > limits.journal_waiting:
        zh, en = f"有 {waiting} 条通话消息尚未入库", f"{waiting} news of calls are not stored yet"
        yield Alarm("journal_backlog", "warning", zh, en, waiting, limits.journal_waiting)
    if facts.recordings_waiting > limits.recordings_waiting:
        zh = f"有 {facts.recordings_waiting} 条录音等待处理"
        en = f"{facts.recordings_waiting} recordings wait to be made playable"
        yield Alarm("recordings_backlog", "warning", zh, en, facts.recordings_waiting, limits.recordings_waiting)
    if facts.recordings_failed >= limits.recordings_failed:
        zh = f"最近一小时有 {facts.recordings_failed} 条录音失败"
        en = f"{facts.recordings_failed} recordings failed within the last hour"
        yield Alarm("recordings_failed", "critical", zh, en, facts.recordings_failed, limits.recordings_failed)
    if facts.load > limits.load_per_processor:
        zh, en = f"每处理器负载 {facts.load:.1f}", f"Load per processor is {facts.load:.1f}"
        yield Alarm("load", "warning", zh, en, round(facts.load, 2), limits.load_per_processor)


class AlarmBoard:
    """The alarms that are on, with the instant (UTC seconds) at which each began: what is found by looking, and what
    was told as it happened (of recordings)."""

    def __init__(self) -> None:
        self._on: dict[str, tuple[Alarm, float]] = {}
        self._told: dict[str, dict[str, Any]] = {}

    def take(self, view: Mapping[str, Any]) -> None:
        """An alarm was told, as browsers see it: it is on until the same `id` is told to be cleared. Told again, it has
        the new words and began when it did."""
        known = self._told.pop(view["id"], None)
        if view["state"] != "cleared":
            self._told[view["id"]] = {**view, "since": known["since"] if known else view["since"]}

    def update(self, found: Iterable[Alarm], utc: float) -> list[dict[str, Any]]:
        """Take in what is wrong now; returns what is to be told: raised, changed in severity, cleared."""
        now = {alarm.id: alarm for alarm in found}
        told = []
        for ident in [ident for ident in self._on if ident not in now]:
            alarm, since = self._on.pop(ident)
            told.append(_shown(alarm, since, "cleared"))
        for ident, alarm in now.items():
            known = self._on.get(ident)
            since = known[1] if known else utc
            self._on[ident] = (alarm, since)
            if known is None or known[0].severity != alarm.severity:
                told.append(_shown(alarm, since, "raised" if known is None else "changed"))
        return told

    def shown(self) -> list[dict[str, Any]]:
        return [*(_shown(alarm, since, "raised") for alarm, since in self._on.values()), *self._told.values()]


def _shown(alarm: Alarm, since: float, state: str) -> dict[str, Any]:
    return {
        "id": alarm.id,
        "state": state,
        "severity": alarm.severity,
        "zh": alarm.zh,
        "en": alarm.en,
        "since": since,
        "value": alarm.value,
        "limit": alarm.limit,
        "queue": alarm.queue,
        "measure": alarm.measure,
    }
