"""Histories as CSV for spreadsheets: headings in the reader's language, times of the company's zone, and no cell that a
spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from crm.masking import masked, veil_text
from crm.phones import local

BOM = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")

HEADINGS: Mapping[str, tuple[str, str]] = {
    "call_id": ("通话编号", "Call"),
    "part": ("段", "Part"),
    "visit": ("次序", "Visit"),
    "step": ("步骤", "Step"),
    "agent_number": ("工号", "Agent number"),
    "agent_name": ("坐席", "Agent"),
    "device": ("分机", "Extension"),
    "direction": ("方向", "Direction"),
    "number": ("号码", "Number"),
    "channel": ("入口", "Entry"),
    "queue": ("队列", "Queue"),
    "result": ("结果", "Result"),
    "detail": ("说明", "Detail"),
    "started_at": ("开始振铃", "Ringing since"),
    "answered_at": ("接听时间", "Answered"),
    "ended_at": ("结束时间", "Ended"),
    "entered_at": ("进入时间", "Entered"),
    "left_at": ("离开时间", "Left"),
    "since": ("开始时间", "Since"),
    "ring_seconds": ("振铃时长（秒）", "Ring (s)"),
    "talk_seconds": ("通话时长（秒）", "Talk (s)"),
    "hold_seconds": ("保持时长（秒）", "Hold (s)"),
    "wrap_up_seconds": ("话后整理（秒）", "Wrap-up (s)"),
    "wait_seconds": ("等待时长（秒）", "Wait (s)"),
    "seconds": ("时长（秒）", "Seconds"),
    "ended_by": ("挂机方", "Ended by"),
    "state": ("状态", "State"),
    "reason": ("原因", "Reason"),
    "priority": ("优先级", "Priority"),
    "sticky": ("熟客坐席", "Sticky agent"),
    "offers": ("振铃坐席次数", "Offers"),
    "flow": ("流程", "Flow"),
    "version": ("版本", "Version"),
    "node": ("节点", "Node"),
    "kind": ("类型", "Kind"),
    "exit": ("去向", "Exit"),
}


@dataclass(frozen=True, slots=True)
class Style:
    """`language`: zh or en. `queue_name` gives a queue's name in it."""

    language: str
    zone: tzinfo
    queue_name: Callable[[str], str]
    veiled: bool = False
    """Numbers are masked."""


class CsvRows:
    """Turns rows into pieces of a CSV file with the columns `names`."""

    def __init__(self, names: Sequence[str], style: Style) -> None:
        self._names = names
        self._style = style
        self._buffer = io.StringIO()
        self._writer = csv.writer(self._buffer)

    def head(self) -> bytes:
        place = 1 if self._style.language == "en" else 0
        self._writer.writerow([HEADINGS[name][place] for name in self._names])
        return (BOM + self._taken()).encode()

    def rows(self, rows: Iterable[Any]) -> bytes:
        for row in rows:
            self._writer.writerow([self._cell(name, row[name]) for name in self._names])
        return self._taken().encode()

    def _taken(self) -> str:
        text = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return text

    def _cell(self, name: str, value: Any) -> str | int | float:
        match value:
            case None:
                return ""
            case bool():
                return int(value)
            case int() | float():
                return value
            case datetime():
                return value.astimezone(self._style.zone).strftime("%Y-%m-%d %H:%M:%S")
            case _ if name == "number":
                return plain(masked(str(value)) if self._style.veiled else local(str(value)))
            case _ if name == "queue":
                return plain(self._style.queue_name(str(value)))
            case _:
                return plain(veil_text(str(value)) if self._style.veiled else str(value))


def plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
