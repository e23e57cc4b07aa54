"""What may be wrong between flows: who calls whom, with what, and whether anybody comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from telephony.ivr import graph
from telephony.ivr.findings import Both, Finding, Near
from telephony.ivr.flow import Flow
from telephony.ivr.nodes.returning import Return
from telephony.ivr.nodes.subflow import SubFlow
from telephony.ivr.session import MAX_DEPTH


def set_by_called(flow: Flow, flows: Mapping[str, Flow] | None) -> set[str]:
    """The variables that the sub-flows of a flow may set, however deep. Flows that are not known set nothing."""
    there = _with_itself(flow, flows)
    called = {name for name in graph.with_called(flow, there) if name != flow.flow}
    return {variable for name in called for node in there[name].nodes.values() for variable in node.sets()}


def findings(flow: Flow, flows: Mapping[str, Flow] | None) -> Iterator[Finding]:
    """Everything wrong with the ways from this flow to others; nothing when the others are not known."""
    if flows is None:
        return
    there = _with_itself(flow, flows)
    for name, node in flow.nodes.items():
        for sort, wanted, where in node.needs():
            if sort == "flow" and wanted in there:
                yield from _call(flow, name, where, there[wanted], there)
    circle = graph.flow_circle(flow, there)
    if flow.flow in circle:
        yield _at(flow, ("nodes",), "flow_circle", circle=" → ".join((*circle, circle[0])))
    elif not circle:
        deep = _deepest(flow, there)
        if len(deep) > MAX_DEPTH + 1:
            yield _at(flow, ("nodes",), "too_deep", limit=str(MAX_DEPTH), circle=" → ".join(deep))
    idle = graph.idle_flow_circle(flow, there)
    if idle:
        yield _at(flow, ("nodes",), "endless_flows", circle=" → ".join((*idle, idle[0])))


def _call(flow: Flow, name: str, where: str, called: Flow, there: Mapping[str, Flow]) -> Iterator[Finding]:
    path = ("nodes", name, where)
    for lang in flow.languages:
        if lang not in called.languages:
            yield _at(flow, path, "flow_language", name=called.flow, lang=lang)
    known = {variable for node in flow.nodes.values() for variable in node.sets()}
    known |= {*flow.inputs, "caller", "dialled", "customer_name"} | set_by_called(flow, there)
    for variable in called.inputs:
        if variable not in known:
            yield _at(flow, path, "missing_input", name=called.flow, variable=variable)
    node = flow.nodes[name]
    if not isinstance(node, SubFlow):
        return
    returns = {each.result for each in called.nodes.values() if isinstance(each, Return)}
    if not returns:
        yield _at(flow, path, "never_returns", "warning", name=called.flow)
    for result in node.results:
        if returns and result not in returns:
            yield _at(flow, ("nodes", name, "results", result), "unknown_result", name=called.flow, result=result)


def _with_itself(flow: Flow, flows: Mapping[str, Flow] | None) -> dict[str, Flow]:
    return {**(flows or {}), flow.flow: flow}


def _deepest(flow: Flow, there: Mapping[str, Flow]) -> list[str]:
    """The longest chain of sub-flows from here; the flows have no circle."""
    names = sorted(
        {node.flow for node in flow.nodes.values() if isinstance(node, SubFlow) and node.flow in there} - {flow.flow}
    )
    longest: list[str] = []
    for name in names:
        chain = _deepest(there[name], there)
        if len(chain) > len(longest):
            longest = chain
    return [flow.flow, *longest]


def _at(flow: Flow, path: tuple[str, ...], code: str, severity: str = "error", **values: str | Near | Both) -> Finding:
    node = path[1] if len(path) > 1 else ""
    return Finding(code, flow.source, flow.line(path), node, "error" if severity == "error" else "warning", values)
