"""Document types that the engine's tests start from."""

from __future__ import annotations

from typing import Any

from crm.documents.engine.check import Known, checked
from crm.documents.engine.model import DocumentType


def both(word: str) -> dict[str, str]:
    return {"zh": f"{word}（中）", "en": word}


def task(code: str, *outcomes: str | dict[str, Any], **more: Any) -> dict[str, Any]:
    """`outcomes`: "code>target", or whole."""
    whole = [
        outcome
        if isinstance(outcome, dict)
        else {
            "code": outcome.partition(">")[0],
            "name": both(outcome.partition(">")[0]),
            "to": outcome.partition(">")[2],
        }
        for outcome in outcomes
    ]
    return {
        "kind": "task",
        "code": code,
        "name": both(code),
        "handler": {"by": "creator"},
        "outcomes": whole,
        **more,
    }


def end(code: str = "done", **more: Any) -> dict[str, Any]:
    return {"kind": "end", "code": code, "name": both(code), **more}


def split(code: str, join: str, *to: str) -> dict[str, Any]:
    return {"kind": "split", "code": code, "name": both(code), "to": list(to), "join": join}


def join(code: str, to: str) -> dict[str, Any]:
    return {"kind": "join", "code": code, "name": both(code), "to": to}


def branch(code: str, otherwise: str, *cases: tuple[dict[str, Any], str]) -> dict[str, Any]:
    return {
        "kind": "branch",
        "code": code,
        "name": both(code),
        "cases": [{"if": condition, "to": to} for condition, to in cases],
        "else": otherwise,
    }


def raw_type(*nodes: dict[str, Any], start: str | None = None, fields: Any = (), **more: Any) -> dict[str, Any]:
    return {
        "code": "sample",
        "name": both("sample"),
        "form": {"sections": [{"code": "main", "name": both("main"), "fields": list(fields)}]},
        "process": {"start": start or nodes[0]["code"], "nodes": list(nodes)},
        **more,
    }


def field(code: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"code": code, "kind": kind, "label": both(code), **more}


def made(*nodes: dict[str, Any], **more: Any) -> DocumentType:
    return checked(raw_type(*nodes, **more), Known())


def handled(by: str, **more: Any) -> dict[str, Any]:
    return {"handler": {"by": by, **more}}


def simple(**more: Any) -> dict[str, Any]:
    """Entered by its creator, done by a pool of north, checked by its head."""
    return raw_type(
        task("enter", "submit>do", edit=["*"]),
        task("do", "done>check", edit=["fault"], required=["fault"], **handled("unit", unit="north")),
        task(
            "check",
            "good>finished",
            {"code": "bad", "name": {"zh": "不合格", "en": "bad"}, "to": "do", "remark": True},
            **handled("head", unit="north"),
        ),
        end("finished"),
        fields=[field("fault"), field("cost", "money")],
        **more,
    )
