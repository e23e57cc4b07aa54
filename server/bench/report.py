"""Results for people (a table) and for machines (JSON in HOTLINE_HOME/bench)."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from telephony.files import write_atomically


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie; 0.0 for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median with smallest and largest: what a handful of runs can honestly say."""
    if not values:
        return {"median": 0.0, "min": 0.0, "max": 0.0}
    return {"median": round(median(values), 3), "min": round(min(values), 3), "max": round(max(values), 3)}


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns aligned with spaces."""
    texts = [[str(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(len(row[column]) for row in texts) for column in range(len(headings))]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in texts]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    model = next(
        (line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")), platform.machine()
    )
    return {"cpu": model, "cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.is_file() else []


def save(folder: Path, name: str, result: Mapping[str, Any]) -> Path:
    """Write NAME.json with the machine and the date; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    whole = {"bench": name, "at": datetime.now(UTC).isoformat(), "machine": machine(), **result}
    write_atomically(path, orjson.dumps(whole, option=orjson.OPT_INDENT_2), mode=0o644)
    return path
