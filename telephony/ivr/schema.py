"""The edge of a flow: what a flow document may look like, and how it becomes a `Flow` and back."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from typing import Annotated, Any, ClassVar, get_args

from pydantic import Field, TypeAdapter, ValidationError

from telephony.ivr.fields import FORBID_EXTRA, Language, Name, Text
from telephony.ivr.findings import Both, Finding, FlowInvalid, Near, one_line
from telephony.ivr.flow import Defaults, Flow
from telephony.ivr.nodes.branch import Branch
from telephony.ivr.nodes.callback import Callback
from telephony.ivr.nodes.collect import Collect
from telephony.ivr.nodes.document import MakeDocument
from telephony.ivr.nodes.hangup import End
from telephony.ivr.nodes.hours import HoursBranch
from telephony.ivr.nodes.http import HttpRequest
from telephony.ivr.nodes.language import ChooseLanguage
from telephony.ivr.nodes.lookup import LookUp
from telephony.ivr.nodes.menu import Menu
from telephony.ivr.nodes.play import Play
from telephony.ivr.nodes.queue import Queue
from telephony.ivr.nodes.record import RecordPrompt
from telephony.ivr.nodes.returning import Return
from telephony.ivr.nodes.say import Say
from telephony.ivr.nodes.set import SetVariables
from telephony.ivr.nodes.subflow import SubFlow
from telephony.ivr.nodes.survey import Survey
from telephony.ivr.nodes.transfer import Transfer
from telephony.ivr.nodes.verify import Verify
from telephony.ivr.nodes.voicemail import Voicemail

AnyNode = (
    Menu
    | Play
    | Say
    | Collect
    | Verify
    | ChooseLanguage
    | HoursBranch
    | SetVariables
    | Branch
    | LookUp
    | HttpRequest
    | MakeDocument
    | SubFlow
    | Survey
    | RecordPrompt
    | Queue
    | Callback
    | Voicemail
    | Transfer
    | Return
    | End
)
"""One line for each kind of node."""

KINDS: Mapping[str, type] = {
    str(item.default): node for node in get_args(AnyNode) for item in fields(node) if item.name == "kind"
}
_TOP = "flow", "name", "start", "languages", "inputs", "defaults", "nodes", "layout"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    __pydantic_config__: ClassVar[Any] = FORBID_EXTRA

    flow: Name
    name: Text
    start: Name
    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=8)]
    nodes: Annotated[
        Mapping[Name, Annotated[AnyNode, Field(discriminator="kind")]], Field(min_length=1, max_length=1000)
    ]
    defaults: Defaults = field(default_factory=Defaults)
    inputs: Annotated[tuple[Name, ...], Field(max_length=50)] = ()
    layout: Annotated[Mapping[Name, tuple[int, int]], Field(max_length=1000)] = field(default_factory=dict)


_ADAPTER: TypeAdapter[_Document] = TypeAdapter(_Document)


def parse_document(
    document: Mapping[str, Any], source: str, *, version: int = 0, lines: Mapping[tuple[str, ...], int] | None = None
) -> Flow:
    """The flow of a document (as in its YAML file). `source` names it in findings, `lines` knows where each part stood.

    Raises FlowInvalid with everything that does not fit the schema; what fits may still be wrong (`check`)."""
    try:
        parsed = _ADAPTER.validate_python(document)
    except ValidationError as error:
        place = Flow(flow="", name={}, start="", languages=(), nodes={}, source=source, lines=lines or {})
        raise FlowInvalid(_unique(_finding(detail, place) for detail in error.errors(include_url=False))) from None
    return Flow(
        flow=parsed.flow,
        name=parsed.name,
        start=parsed.start,
        languages=parsed.languages,
        nodes=parsed.nodes,
        defaults=parsed.defaults,
        inputs=parsed.inputs,
        layout={name: place for name, place in parsed.layout.items() if name in parsed.nodes},
        version=version,
        source=source,
        lines=lines or {},
    )


def document(flow: Flow) -> dict[str, Any]:
    """The document of a flow, plain enough for JSON and YAML; fields that have their default are left out.
    `parse_document(document(flow), source)` is the same flow."""
    plain = _plain(replace(flow, version=0))
    return {name: plain[name] for name in _TOP if name in plain}


def near(wanted: str, known: Iterable[str]) -> Near:
    """What may have been meant by `wanted`."""
    names = tuple(sorted(known))
    guesses = difflib.get_close_matches(wanted, names, n=1, cutoff=0.6)
    return Near(guesses[0] if guesses else None, names)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        shown = {}
        for item in fields(value):
            inner = getattr(value, item.name)
            default = item.default_factory() if item.default_factory is not MISSING else item.default
            if item.compare and (item.name == "kind" or inner != default):
                shown[item.name] = _plain(inner)
        return dict(sorted(shown.items(), key=lambda pair: pair[0] != "kind"))
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        items = [_plain(inner) for inner in value]
        return items[0] if len(items) == 1 and isinstance(items[0], dict) else items
    return value


def _finding(detail: Any, flow: Flow) -> Finding:
    """A finding for one error of pydantic."""
    kinds = ", ".join(sorted(KINDS))
    path = tuple(_path(detail["loc"]))
    node = path[1] if len(path) > 1 and path[0] == "nodes" else ""
    inside = path[2:] if node else path
    name = ".".join(inside)
    values: dict[str, str | Near | Both]
    match detail["type"]:
        case "extra_forbidden" | "unexpected_keyword_argument":
            kind = KINDS.get(_kind(detail["loc"]))
            known = [item.name for item in fields(kind)] if node and kind else list(_TOP)
            code, values = "unknown_key", {"field": name, "near": near(inside[-1], known)}
        case "missing":
            code, values = "missing_key", {"field": name}
        case "union_tag_invalid":
            code, values = "unknown_kind", {"value": str(detail["ctx"]["tag"]), "known": kinds}
        case "union_tag_not_found":
            code, values = "missing_kind", {"known": kinds}
        case _ if not path:
            code, values = "not_mapping", {}
        case _:
            code, values = "bad_value", {"field": name, "detail": _reason(detail)}
    where = (*path, "kind") if code == "unknown_kind" else path
    return Finding(code, flow.source, flow.line(where), node, values=values)


_REASONS: Mapping[str, tuple[str, str]] = {
    "string_pattern_mismatch": ("'{input}' does not match {pattern}", "“{input}”不符合 {pattern}"),
    "string_type": ("should be a text", "应为文字"),
    "int_parsing": ("'{input}' is no whole number", "“{input}”不是整数"),
    "int_from_float": ("'{input}' is no whole number", "“{input}”不是整数"),
    "int_type": ("should be a whole number", "应为整数"),
    "float_parsing": ("'{input}' is no number", "“{input}”不是数字"),
    "float_type": ("should be a number", "应为数字"),
    "bool_parsing": ("'{input}' is neither true nor false", "“{input}”不是 true 或 false"),
    "bool_type": ("should be true or false", "应为 true 或 false"),
    "greater_than": ("'{input}' should be greater than {gt}", "“{input}”应大于 {gt}"),
    "greater_than_equal": ("'{input}' should be at least {ge}", "“{input}”应不小于 {ge}"),
    "less_than_equal": ("'{input}' should be at most {le}", "“{input}”应不大于 {le}"),
    "literal_error": ("'{input}' should be {expected}", "“{input}”应为 {expected}"),
    "too_short": ("needs at least {min_length}", "至少需要 {min_length} 项"),
    "too_long": ("has more than {max_length}", "超过 {max_length} 项"),
    "string_too_short": ("is empty", "为空"),
    "string_too_long": ("is longer than {max_length} characters", "超过 {max_length} 个字符"),
    "mapping_type": ("should be a mapping (name: value)", "应为键值结构（名称: 值）"),
    "dict_type": ("should be a mapping (name: value)", "应为键值结构（名称: 值）"),
    "dataclass_type": ("should be a mapping (name: value)", "应为键值结构（名称: 值）"),
    "model_attributes_type": ("should be a mapping (name: value)", "应为键值结构（名称: 值）"),
    "tuple_type": ("should be a list", "应为列表"),
}


def _reason(detail: Any) -> Both:
    """Why a value does not fit, by the type of pydantic's error."""
    en, zh = _REASONS.get(detail["type"], ("{msg}", "{msg}"))
    shown = {"input": one_line(str(detail["input"])), "msg": detail["msg"], **detail.get("ctx", {})}
    return Both(en.format(**shown), zh.format(**shown))


def _path(location: tuple[int | str, ...]) -> Iterator[str]:
    """The document path of pydantic's location: without the tag of the union and the marker for mapping keys."""
    for index, part in enumerate(location):
        if part != "[key]" and not (index == 2 and location[0] == "nodes" and part in KINDS):
            yield str(part)


def _kind(location: tuple[int | str, ...]) -> str:
    return str(location[2]) if len(location) > 2 else ""


def _unique(findings: Iterable[Finding]) -> list[Finding]:
    return list({str(finding): finding for finding in findings}.values())
