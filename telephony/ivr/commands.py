"""`hotline flow check` and `hotline flow try`: flows on the terminal. Each returns the exit status."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from telephony.clock import Now
from telephony.config_model import Hours, HoursInterval
from telephony.ivr.findings import FlowInvalid, one_line
from telephony.ivr.flow import Flow
from telephony.ivr.graph import with_called
from telephony.ivr.loader import load_file
from telephony.ivr.simulator import Line, try_flow
from telephony.ivr.validate import Known, check, errors

_LABELS: Mapping[str, tuple[str, str]] = {
    "hears": ("hears", "听到"),
    "presses": ("presses", "按键"),
    "silent": ("is silent", "未按键"),
    "asks": ("looks up", "查询"),
    "speaks": ("speaks", "说话"),
    "rates": ("rates", "评价"),
    "leaves": ("leaves", "离开"),
    "ends": ("ends", "结束"),
    "seconds": ("s", "秒"),
    "valid": ("valid, {nodes} nodes, {languages}", "有效，{nodes}个节点，{languages}"),
    "nothing": (
        "no flow found — name a .yaml file or a folder with some",
        "没有找到流程文件——请指定 .yaml 文件或其所在文件夹",
    ),
    "untried": ("not tried, because it has errors", "有错误，未试听"),
}


def check_files(paths: Iterable[Path], *, known: Known | None = None, lang: str = "en") -> int:
    """Check flow files, and all flows in folders; print every finding, one line each. 0 without an error, else 1."""
    files = list(_files(paths))
    if not files:
        print(_label("nothing", lang), file=sys.stderr)
        return 1
    return max(_check(file, known, lang)[0] for file in files)


def try_file(
    path: Path,
    keys: str,
    lang: str,
    *,
    answers: Iterable[str] = (),
    closed: Iterable[str] = (),
) -> int:
    """Run a flow with `keys` and print what the caller hears and does. `lang` is the caller's language and that of the
    transcript; `answers` are what lookups find (`ticket_status={"found": true, "number": "17"}`), the others fail;
    `closed` are the calendars that are closed, the others are open. 1 when anything given is invalid, else 0."""
    status, flow = _check(path, None, lang, quiet=True)
    if status or flow is None:
        print(f"{path}: {_label('untried', lang)}", file=sys.stderr)
        return 1
    now = Now(0.0, time.time())
    try:
        flows = _neighbours(path)
        hours = calendars(flow, flows, frozenset(closed))
        transcript = try_flow(flow, keys, lang, now, _lookups(answers), hours=hours, flows=flows)
    except ValueError as error:
        print(f"{path}: {error}", file=sys.stderr)
        return 1
    for line in transcript:
        print(_row(line, lang))
    return 0


def _check(path: Path, known: Known | None, lang: str, *, quiet: bool = False) -> tuple[int, Flow | None]:
    try:
        flow = load_file(path)
    except FlowInvalid as error:
        for finding in error.findings:
            print(finding.text(lang), file=sys.stderr)
        return 1, None
    known = known or Known(flows=_neighbours(path))
    for finding in check(flow, known):
        print(finding.text(lang), file=sys.stderr)
    if errors(flow, known):
        return 1, flow
    if not quiet:
        print(f"{path}: " + _label("valid", lang).format(nodes=len(flow.nodes), languages=" ".join(flow.languages)))
    return 0, flow


def _lookups(answers: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
    """Raises ValueError."""
    found: dict[str, Mapping[str, Any]] = {}
    for answer in answers:
        query, _, text = answer.partition("=")
        try:
            value = json.loads(text)
        except ValueError:
            value = None
        if not query or not isinstance(value, dict):
            raise ValueError(f'\'{one_line(answer)}\' is no answer — write query={{"name": "value"}}')
        found[query] = value
    return found


def _neighbours(path: Path) -> dict[str, Flow]:
    """The flows in the same folder, which may be called; those that cannot be read are left out."""
    found: dict[str, Flow] = {}
    for file in _files([path.parent]):
        try:
            flow = load_file(file)
        except FlowInvalid:
            continue
        found[flow.flow] = flow
    return found


def calendars(flow: Flow, flows: Mapping[str, Flow], closed: frozenset[str]) -> Mapping[str, Hours]:
    """Calendars for a trial: all that the flow and those it leads to ask are open, but for those in `closed`. Raises
    ValueError for a closed one that none of them asks."""
    there = with_called(flow, flows).values()
    asked = {
        name for each in there for node in each.nodes.values() for sort, name, _ in node.needs() if sort == "hours"
    }
    for name in closed - asked:
        raise ValueError(f"the flow asks no calendar '{name}' — it asks {', '.join(sorted(asked)) or 'none'}")
    always = (HoursInterval("00:00", "24:00"),)
    return {name: Hours(name, {}, ((),) * 7 if name in closed else (always,) * 7) for name in asked}


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.iterdir() if file.suffix in {".yaml", ".yml"})
        else:
            yield path


def _row(line: Line, lang: str) -> str:
    seconds = f" ({line.seconds:g} {_label('seconds', lang)})" if line.seconds else ""
    return f"{line.at:7.1f}  {line.node:<24}  {_label(line.what, lang)}{seconds}: {line.text}".rstrip(": ")


def _label(name: str, lang: str) -> str:
    return _LABELS[name][1 if lang == "zh" else 0]
