"""The kinds of nodes as an editor needs them: each kind's fields, what may be put in, and which lead to other nodes.

Made from the nodes' own annotations, so that a new kind of node can be drawn without a line in the editor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter

from telephony.ivr.flow import Node
from telephony.ivr.schema import KINDS

Control = Literal[
    "node",
    "nodes",
    "words",
    "phrases",
    "name",
    "meanings",
    "text",
    "texts",
    "list",
    "number",
    "switch",
    "choice",
    "structure",
]
"""`node`: the name of a node; `nodes`: key → node; `words`: what is said, in every language; `phrases`: name → words;
`name`: what people call it, in Chinese and English; `meanings`: key → the same, of the keys of the field that `role`
names; `texts`: key → text; `list`: texts; `structure`: anything else, written as YAML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldShape:
    """One field of a kind. `role` says what a text names (queue, mailbox, hours, flow, query, variable; of `meanings`
    the field that has the keys), `key` the
    pattern of a mapping's keys. A field that has its default may be left out of the document."""

    name: str
    control: Control
    required: bool
    default: Any = None
    role: str = ""
    choices: tuple[str, ...] = ()
    pattern: str = ""
    key: str = ""
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KindShape:
    """`ends`: a caller who comes here leaves the flow, unless one of its fields leads on."""

    kind: str
    ends: bool
    fields: tuple[FieldShape, ...]


def kinds() -> tuple[KindShape, ...]:
    """Every kind of node, in the order of the schema."""
    return tuple(_shape(kind, node) for kind, node in KINDS.items())


def _shape(kind: str, node: type[Node]) -> KindShape:
    schema = TypeAdapter(node).json_schema()
    required = frozenset(schema.get("required", ()))
    shapes = tuple(
        _field(name, inner, name in required) for name, inner in schema["properties"].items() if name != "kind"
    )
    leads = any(shape.control in ("node", "nodes") for shape in shapes if shape.required)
    return KindShape(kind=kind, ends=not leads, fields=shapes)


def _field(name: str, schema: Mapping[str, Any], required: bool) -> FieldShape:
    inner = next((part for part in schema.get("anyOf", ()) if part.get("type") != "null"), schema)
    default = schema.get("default")
    more: dict[str, Any]
    match inner:
        case {"enum": [*choices]}:
            more = {"control": "choice", "choices": tuple(map(str, choices))}
        case {"role": "node"}:
            more = {"control": "node"}
        case {"type": "string"}:
            more = {"control": "text", "role": inner.get("role", ""), "pattern": inner.get("pattern", "")}
        case {"type": "boolean"}:
            more = {"control": "switch"}
        case {"type": "integer" | "number" as number}:
            more = {
                "control": "number",
                "whole": number == "integer",
                "minimum": inner.get("minimum", inner.get("exclusiveMinimum")),
                "maximum": inner.get("maximum"),
            }
        case {"type": "array", "items": {"description": "language → text"}}:
            more = {"control": "words"}
        case {"type": "array", "items": {"type": "string", **item}}:
            more = {"control": "list", "role": item.get("role", ""), "pattern": item.get("pattern", "")}
        case {"type": "object", "description": "zh, en → words"}:
            more = {"control": "name"}
        case {"type": "object"}:
            more = _mapping(inner)
        case _:
            more = {"control": "structure"}
    return FieldShape(name=name, required=required, default=default, **more)


def _mapping(schema: Mapping[str, Any]) -> dict[str, Any]:
    patterns = schema.get("patternProperties")
    key: str
    inner: dict[str, Any]
    key, inner = next(iter(patterns.items())) if patterns else ("", schema.get("additionalProperties") or {})
    match inner:
        case {"role": "node"}:
            return {"control": "nodes", "key": key}
        case {"type": "array"}:
            return {"control": "phrases", "key": key}
        case {"description": "zh, en → words"}:
            return {"control": "meanings", "key": key, "role": schema.get("role", "")}
        case {"type": "string"}:
            return {"control": "texts", "key": key, "pattern": inner.get("pattern", "")}
        case _:
            return {"control": "structure"}
