"""What fits the schema and is wrong all the same: texts, variables, and the ways between nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from telephony.ivr import flows, graph, places
from telephony.ivr.fields import RECORDED, Prompt, in_languages
from telephony.ivr.findings import Both, Finding, Near, Severity
from telephony.ivr.flow import Flow
from telephony.ivr.schema import near

ALWAYS_SET = frozenset({"caller", "dialled", "customer_name"})
"""Variables that every call brings: the caller's number (E.164, empty when withheld), the number that he dialled, and
his name if the CRM knows him."""


MENDABLE = frozenset({"mailbox"})
"""Things that a flow works without: a message in a box that nobody has set up is kept, but nobody is told of it."""


@dataclass(frozen=True, slots=True)
class Known:
    """Names of things outside the flow; None means that they are not known here and are not checked."""

    queues: frozenset[str] | None = None
    mailboxes: frozenset[str] | None = None
    hours: frozenset[str] | None = None
    queries: frozenset[str] | None = None
    flows: Mapping[str, Flow] | None = None
    """The published flows, for those that lead to others."""
    hosts: frozenset[str] | None = None
    """`host` or `host:port` that HTTP requests may go to."""
    prompts: Mapping[str, frozenset[str]] | None = None
    """The library's prompts, each with the languages that it has a recording or a text in."""
    documents: Mapping[str, frozenset[str]] | None = None
    """Types of documents that callers may enter, each with the codes of its form's fields."""
    old_hours: Mapping[str, str] = field(default_factory=dict)
    """Calendars whose holidays end soon: id → the first year that is missing."""
    variables: frozenset[str] = field(default_factory=lambda: ALWAYS_SET)


def check(flow: Flow, known: Known | None = None) -> list[Finding]:
    """Everything wrong with a flow, errors and warnings, in the order of the lines. A flow without errors never
    leaves a caller without a way on."""
    known = known or Known()
    findings = [
        *_languages(flow),
        *_texts(flow, known),
        *_nodes(flow, known),
        *_variables(flow, known),
        *_ways(flow),
        *flows.findings(flow, known.flows),
    ]
    return sorted(findings, key=lambda finding: (finding.line, finding.node))


def errors(flow: Flow, known: Known | None = None) -> list[Finding]:
    """Only what keeps a flow from being published."""
    return [finding for finding in check(flow, known) if finding.severity == "error"]


def _at(
    flow: Flow, path: tuple[str, ...], code: str, severity: Severity = "error", **values: str | Near | Both
) -> Finding:
    node = path[1] if len(path) > 1 and path[0] == "nodes" else ""
    return Finding(code, flow.source, flow.line(path), node, severity, values)


def _field(path: tuple[str, ...]) -> str:
    return ".".join(path[2:] if path[0] == "nodes" else path)


def _languages(flow: Flow) -> Iterator[Finding]:
    for lang in flow.languages:
        if not flow.name.get(lang, "").strip():
            yield _at(flow, ("name",), "no_text", field="name", lang=lang)
    for name, node in flow.nodes.items():
        for path, lang in node.languages():
            if lang not in flow.languages:
                yield _at(flow, ("nodes", name, *path), "unknown_language", lang=lang)


def _texts(flow: Flow, known: Known) -> Iterator[Finding]:
    for path, prompt in flow.prompts():
        made = path[0] == "nodes" and _field(path) in flow.nodes[path[1]].made
        yield from _prompt(flow, path, prompt, known, made=made)
    for name, node in flow.nodes.items():
        for where, prompt in node.prompts():
            if where in node.spoken and not prompt:
                yield _at(flow, ("nodes", name, where), "no_prompt", field=where)


def _prompt(flow: Flow, path: tuple[str, ...], prompt: Prompt, known: Known, *, made: bool) -> Iterator[Finding]:
    where = _field(path)
    for index, text in enumerate(prompt):
        inner = (*path, str(index)) if len(prompt) > 1 else path
        name = text.get(RECORDED)
        recorded: frozenset[str] = frozenset()
        if name is not None:
            if known.prompts is None:
                recorded = frozenset(flow.languages)
            elif name not in known.prompts:
                yield _at(flow, (*inner, RECORDED), "unknown_prompt", name=name, near=near(name, known.prompts))
            else:
                recorded = known.prompts[name]
        for lang in flow.languages:
            if not text.get(lang, "").strip() and lang not in recorded:
                yield _at(flow, inner, "no_text", field=where, lang=lang)
        for lang, words in in_languages(text).items():
            if lang not in flow.languages and not made:
                yield _at(flow, (*inner, lang), "foreign_text", "warning", field=where, lang=lang)
            problem = places.text_problem(words)
            if problem is not None:
                yield _at(flow, (*inner, lang), "bad_text", field=where, lang=lang, detail=problem)


def _nodes(flow: Flow, known: Known) -> Iterator[Finding]:
    names: Mapping[str, frozenset[str] | None] = {
        "queue": known.queues,
        "mailbox": known.mailboxes,
        "hours": known.hours,
        "query": known.queries,
        "flow": None if known.flows is None else frozenset(known.flows) | {flow.flow},
        "host": known.hosts,
        "prompt": None if known.prompts is None else frozenset(known.prompts),
        "document_type": None if known.documents is None else frozenset(known.documents),
        "document_field": None if known.documents is None else _document_fields(known.documents),
    }
    for name, node in flow.nodes.items():
        for code, where in node.problems():
            yield _at(flow, ("nodes", name, *where.split(".")), code, name=where.rpartition(".")[2])
        for sort, wanted, where in node.needs():
            there = names[sort]
            if there is not None and wanted not in there:
                severity: Severity = "warning" if sort in MENDABLE else "error"
                place = ("nodes", name, *where.split("."))
                yield _at(flow, place, f"unknown_{sort}", severity, name=wanted, near=near(wanted, there))
            if sort == "hours" and wanted in known.old_hours:
                year = known.old_hours[wanted]
                yield _at(flow, ("nodes", name, where), "old_hours", "warning", name=wanted, year=year)


def _document_fields(documents: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """`TYPE.FIELD` of all."""
    return frozenset(f"{kind}.{code}" for kind, codes in documents.items() for code in codes)


def _variables(flow: Flow, known: Known) -> Iterator[Finding]:
    masked = {variable for node in flow.nodes.values() for variable in node.secrets()}
    listed = {variable for node in flow.nodes.values() for variable in node.listed()}
    there = known.variables | {variable for node in flow.nodes.values() for variable in node.sets()}
    there |= {*flow.inputs, *flows.set_by_called(flow, known.flows)}
    for path, prompt in flow.prompts():
        for text in prompt:
            for lang, words in in_languages(text).items():
                for place in places.spoken(words):
                    yield from _use(flow, (*path, lang), _field(path), place.name, there, masked)
                    if place.kind == "text" and place.name not in listed:
                        yield _at(flow, (*path, lang), "unlisted", "warning", field=_field(path), name=place.name)
    for name, node in flow.nodes.items():
        for where, template in node.templates():
            path = ("nodes", name, *where)
            hidden = masked if where[0] not in node.hidden_fields else set()
            if places.stray_brace(template):
                yield _at(flow, path, "bad_place", field=".".join(where))
            for variable in dict.fromkeys(places.names(template)):
                yield from _use(flow, path, ".".join(where), variable, there, hidden)
        for variable, where_read in node.reads():
            yield from _use(flow, ("nodes", name, where_read), where_read, variable, there, set())


def _use(
    flow: Flow, path: tuple[str, ...], where: str, variable: str, there: frozenset[str], masked: set[str]
) -> Iterator[Finding]:
    if variable in masked:
        yield _at(flow, path, "masked_said", field=where, name=variable)
    elif variable not in there:
        yield _at(flow, path, "unset_variable", field=where, name=variable)


def _ways(flow: Flow) -> Iterator[Finding]:
    if flow.defaults.max_errors and flow.defaults.on_errors is None:
        yield _at(flow, ("defaults", "max_errors"), "no_error_exit")
    dangling = list(_dangling(flow))
    yield from dangling
    if dangling:
        return  # what follows would only repeat it
    reached = graph.reachable(flow)
    for name in flow.nodes:
        if name not in reached:
            yield _at(flow, ("nodes", name), "unreachable", "warning")
    ending = graph.can_end(flow)
    for name in flow.nodes:
        if name in reached and name not in ending:
            yield _at(flow, ("nodes", name), "dead_end")
    for loop in graph.idle_loops(flow):
        if loop[0] in reached:
            yield _at(flow, ("nodes", loop[0]), "endless", circle=" → ".join((*loop, loop[0])))


def _dangling(flow: Flow) -> Iterator[Finding]:
    """Ways that lead nowhere."""
    ways: list[tuple[tuple[str, ...], str]] = [(("start",), flow.start)]
    if flow.defaults.on_errors is not None:
        ways.append((("defaults", "on_errors"), flow.defaults.on_errors))
    ways += [(("nodes", name, *edge.field), edge.target) for name, node in flow.nodes.items() for edge in node.edges()]
    for path, target in ways:
        if target not in flow.nodes:
            yield _at(flow, path, "dangling", field=_field(path), target=target, near=near(target, flow.nodes))
