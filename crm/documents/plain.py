"""The process that a 受理类型 has as long as nobody has designed one for it, and the one that tickets from before there
were document types finish on: accept, dispatch, handle, visit, done, with every step between them that makes sense."""

from __future__ import annotations

from typing import Any

FIRST = "accept"
NODES = {"pending": "accept", "to_dispatch": "dispatch", "handling": "handle", "to_visit": "visit"}
"""State → the node that stands for it."""


def plain(code: str, name_zh: str, name_en: str, *, family: str = "ticket") -> dict[str, Any]:
    """A document type as data."""
    return {
        "code": code,
        "family": family,
        "name": {"zh": name_zh, "en": name_en},
        "process": {
            "start": FIRST,
            "nodes": [
                _task(
                    "accept",
                    ("受理", "Accept"),
                    "pending",
                    ("accept", "受理", "Accept", "handle"),
                    ("dispatch", "转派单", "To dispatch", "dispatch"),
                    ("close", "当场办结", "Done at once", "done"),
                ),
                _task("dispatch", ("派单", "Dispatch"), "to_dispatch", ("dispatch", "派单", "Dispatch", "handle")),
                _task(
                    "handle",
                    ("处理", "Handle"),
                    "handling",
                    ("visit", "处理完成", "Handled", "visit"),
                    ("close", "直接办结", "Done", "done"),
                    ("dispatch", "重新派单", "Dispatch again", "dispatch"),
                ),
                _task(
                    "visit",
                    ("回访", "Follow up"),
                    "to_visit",
                    ("satisfied", "满意", "Satisfied", "done"),
                    ("again", "不满意", "Not satisfied", "handle"),
                    kind="visit",
                ),
                {"kind": "end", "code": "done", "name": {"zh": "办结", "en": "Done"}, "state": "done"},
            ],
        },
        "reopen": "handle",
    }


def _task(
    code: str, name: tuple[str, str], state: str, *outcomes: tuple[str, str, str, str], kind: str = "task"
) -> dict[str, Any]:
    return {
        "kind": kind,
        "code": code,
        "name": {"zh": name[0], "en": name[1]},
        "state": state,
        "handler": {"by": "same"},
        "edit": ["*"],
        "outcomes": [{"code": code, "name": {"zh": zh, "en": en}, "to": target} for code, zh, en, target in outcomes],
    }
