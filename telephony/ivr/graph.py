"""The ways between the nodes of a flow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from telephony.ivr.flow import Flow


def reachable(flow: Flow) -> set[str]:
    """The nodes that a caller can come to from the start."""
    found: set[str] = set()
    open_nodes = [flow.start, *((flow.defaults.on_errors,) if flow.defaults.on_errors is not None else ())]
    while open_nodes:
        name = open_nodes.pop()
        if name in flow.nodes and name not in found:
            found.add(name)
            open_nodes += [edge.target for edge in flow.nodes[name].edges()]
    return found


def can_end(flow: Flow) -> set[str]:
    """The nodes from which some way leads to a node that ends the flow."""
    before: dict[str, set[str]] = {}
    for name, node in flow.nodes.items():
        for edge in node.edges():
            before.setdefault(edge.target, set()).add(name)
    open_nodes = [name for name, node in flow.nodes.items() if node.ends()]
    found: set[str] = set()
    while open_nodes:
        name = open_nodes.pop()
        if name not in found:
            found.add(name)
            open_nodes += before.get(name, ())
    return found


def idle_loops(flow: Flow) -> Iterator[tuple[str, ...]]:
    """Circles that a caller can be led in without pressing a key: each once, beginning with the node that stands
    first in the flow."""
    ways = {
        name: [edge.target for edge in node.edges() if not edge.by_caller and edge.target in flow.nodes]
        for name, node in flow.nodes.items()
    }
    order = {name: place for place, name in enumerate(flow.nodes)}
    done: set[str] = set()
    for start in flow.nodes:
        path = _circle(start, ways, done)
        if path:
            first = min(range(len(path)), key=lambda place: order[path[place]])
            yield path[first:] + path[:first]


def _circle(start: str, ways: dict[str, list[str]], done: set[str]) -> tuple[str, ...]:
    """The first circle met by going on from `start` through nodes that are not `done`; those passed are done."""
    trail: list[tuple[str, Iterator[str]]] = []
    on_trail: dict[str, int] = {}
    if start not in done:
        trail.append((start, iter(ways[start])))
        on_trail[start] = 0
    found: tuple[str, ...] = ()
    while trail:
        name, targets = trail[-1]
        target = next(targets, None)
        if target is None:
            trail.pop()
            del on_trail[name]
            done.add(name)
        elif target in on_trail:
            found = found or tuple(step for step, _ in trail[on_trail[target] :])
        elif target not in done:
            on_trail[target] = len(trail)
            trail.append((target, iter(ways[target])))
    return found


def called(flow: Flow) -> set[str]:
    """The flows that this one calls or goes over to."""
    return {name for node in flow.nodes.values() for sort, name, _ in node.needs() if sort == "flow"}


def with_called(flow: Flow, flows: Mapping[str, Flow]) -> dict[str, Flow]:
    """This flow and all that it leads to, however far, by id; those that do not exist are left out."""
    found: dict[str, Flow] = {}
    open_flows = [flow]
    while open_flows:
        each = open_flows.pop()
        if each.flow not in found:
            found[each.flow] = each
            open_flows += [flows[name] for name in called(each) if name in flows]
    return found


def flow_circle(flow: Flow, flows: Mapping[str, Flow]) -> tuple[str, ...]:
    """A circle of sub-flows that this one is part of or leads into, from its first flow to the last; empty when there
    is none."""
    there = with_called(flow, flows)
    ways = {name: sorted(_sub_flows(each) & there.keys()) for name, each in there.items()}
    return _circle(flow.flow, ways, set())


def idle_flow_circle(flow: Flow, flows: Mapping[str, Flow]) -> tuple[str, ...]:
    """A circle of transfers between flows, beginning with this one, that a caller can be led in without a key."""
    there = with_called(flow, flows)
    ways = {name: sorted(_idle_transfers(each) & there.keys()) for name, each in there.items()}
    circle = _circle(flow.flow, ways, set())
    return circle if flow.flow in circle else ()


def _sub_flows(flow: Flow) -> set[str]:
    return {
        name for node in flow.nodes.values() if list(node.edges()) for sort, name, _ in node.needs() if sort == "flow"
    }


def _idle_transfers(flow: Flow) -> set[str]:
    found: set[str] = set()
    open_nodes, seen = [flow.start], set()
    while open_nodes:
        name = open_nodes.pop()
        node = flow.nodes.get(name)
        if node is None or name in seen:
            continue
        seen.add(name)
        ways = list(node.edges())
        open_nodes += [edge.target for edge in ways if not edge.by_caller]
        if not ways:
            found.update(target for sort, target, _ in node.needs() if sort == "flow")
    return found


def longest_way(flow: Flow, flows: Mapping[str, Flow]) -> int:
    """More nodes than a caller can visit without a key in flows that have no circle: the nodes of every flow that may
    be met, those of sub-flows counted once for each node that calls them."""
    there = with_called(flow, flows)
    return sum(_size(each, there, (), {}) for each in there.values())


def _size(flow: Flow, there: Mapping[str, Flow], above: tuple[str, ...], known: dict[str, int]) -> int:
    if flow.flow in known:
        return known[flow.flow]
    size = len(flow.nodes)
    for node in flow.nodes.values():
        if not list(node.edges()):
            continue
        for sort, name, _ in node.needs():
            if sort == "flow" and name in there and name not in (*above, flow.flow):
                size += _size(there[name], there, (*above, flow.flow), known)
    known[flow.flow] = min(size, 100_000)
    return known[flow.flow]
