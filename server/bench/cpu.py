"""CPU seconds of processes, as the kernel counts them (proc(5)): user and system time, in steps of a clock tick."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_USER, _SYSTEM, _NICE = 11, 12, 16  # positions after the program's name


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU seconds since the process began. `background` is the part of its threads of low priority."""

    total: float
    background: float

    def __sub__(self, earlier: Usage) -> Usage:
        return Usage(self.total - earlier.total, self.background - earlier.background)

    @property
    def foreground(self) -> float:
        return self.total - self.background


def usage(pid: int) -> Usage:
    """Raises ProcessLookupError when the process is gone."""
    folder = Path(f"/proc/{pid}")
    try:
        total = _seconds(_fields(folder))
        background = sum(
            _seconds(fields)
            for fields in (_fields(task) for task in (folder / "task").iterdir())
            if int(fields[_NICE]) >= 10
        )
    except FileNotFoundError as error:
        raise ProcessLookupError(f"process {pid} is gone") from error
    return Usage(total, background)


def usages(pids: Mapping[str, int]) -> dict[str, Usage]:
    return {name: usage(pid) for name, pid in pids.items()}


def _fields(folder: Path) -> list[str]:
    return (folder / "stat").read_text().rpartition(")")[2].split()


def _seconds(fields: list[str]) -> float:
    return (int(fields[_USER]) + int(fields[_SYSTEM])) / _TICKS
