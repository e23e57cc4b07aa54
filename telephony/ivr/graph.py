"""The ways between the nodes of a flow."""

from __future__ import annotations

from collections.abc import Iterator

from telephony.ivr.flow import Flow


def reachable(flow: Flow) -> set[str]:
    """The nodes that a caller can come to from the start."""
    found: set[str] = set()
    open_nodes = [flow.start]
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
    open_nodes = [name for name, node in flow.nodes.items() if not list(node.edges())]
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
