"""Flows from YAML files. The lines of everything are kept, so that findings can name them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from telephony.ivr.findings import Both, Finding, FlowInvalid
from telephony.ivr.flow import Flow, texts
from telephony.ivr.schema import document, parse_document
from telephony.ivr.validate import Known, check

__all__ = [
    "Finding",
    "FlowInvalid",
    "Known",
    "check",
    "document",
    "dump_text",
    "load_file",
    "load_text",
    "parse_document",
    "read_text",
    "texts",
]

MAX_BYTES = 1_000_000

Lines = dict[tuple[str, ...], int]


def load_file(path: Path) -> Flow:
    """The flow in a YAML file. Raises FlowInvalid when the file cannot be read or does not fit the schema."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FlowInvalid(
            [Finding("unreadable", str(path), values={"detail": error.strerror or str(error)})]
        ) from error
    if len(raw) > MAX_BYTES:
        raise FlowInvalid([Finding("too_large", str(path), values={"limit": str(MAX_BYTES)})])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise FlowInvalid(
            [Finding("not_yaml", str(path), line, values={"detail": Both("not UTF-8", "编码不是 UTF-8")})]
        ) from error
    return load_text(text, str(path))


def load_text(text: str, source: str) -> Flow:
    """The flow in a YAML text; `source` names it in findings. Raises FlowInvalid."""
    value, lines = read_text(text, source)
    return parse_document(value, source, lines=lines)


def dump_text(flow: Flow) -> str:
    """The flow as a YAML text; `load_text` makes the same flow of it."""
    return yaml.safe_dump(document(flow), allow_unicode=True, sort_keys=False, width=120)


def read_text(text: str, source: str) -> tuple[dict[str, Any], Lines]:
    """The document in a YAML text, and the line of each of its parts. Raises FlowInvalid when it is no YAML mapping.

    Values are taken as they are written (`no` is a word, `0100` keeps its zero); the schema gives them their types."""
    lines: Lines = {}
    findings: list[Finding] = []
    try:
        for event in yaml.parse(text, yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 0
                raise FlowInvalid([Finding("alias", source, line)])
        root = yaml.compose(text, yaml.SafeLoader)
        value = _value(root, (), lines, findings, source) if root else None
    except (yaml.YAMLError, RecursionError) as error:
        raise FlowInvalid([_not_yaml(error, source)]) from error
    if not isinstance(value, dict):
        raise FlowInvalid([Finding("not_mapping", source, 1)])
    if findings:
        raise FlowInvalid(findings)
    return value, lines


def _not_yaml(error: Exception, source: str) -> Finding:
    mark = getattr(error, "problem_mark", None)
    detail: str | Both = getattr(error, "problem", None) or str(error)
    if isinstance(error, RecursionError):
        detail = Both("nested too deep", "嵌套过深")
    return Finding("not_yaml", source, mark.line + 1 if mark else 0, values={"detail": detail})


def _value(node: yaml.Node, path: tuple[str, ...], lines: Lines, findings: list[Finding], source: str) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                detail = Both("a key must be a word", "键必须是普通文字")
                raise FlowInvalid([Finding("not_yaml", source, line, values={"detail": detail})])
            key = str(key_node.value)
            if key in result:
                in_node = path[1] if len(path) > 1 and path[0] == "nodes" else ""
                findings.append(Finding("duplicate", source, line, in_node, values={"key": key}))
            lines[(*path, key)] = line
            result[key] = _value(value_node, (*path, key), lines, findings, source)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, str(index)), lines, findings, source) for index, item in enumerate(node.value)]
    return node.value
