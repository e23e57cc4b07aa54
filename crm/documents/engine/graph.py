"""The shape of a process: where nodes lead, and whether every way through it ends, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crm.documents.engine.findings import Finding, near
from crm.documents.engine.model import Branch, End, Join, Node, Outcome, Process, Split, Task

Context = tuple[tuple[str, int], ...]
"""Inside which branches a node stands: (split, branch), the outermost first."""


def ways(node: Node) -> Iterator[tuple[str, str]]:
    """Where a node leads: the place in it that says so, and the node's code."""
    match node:
        case Task():
            for outcome in node.outcomes:
                yield f"outcomes.{outcome.code}.to", outcome.to
        case Branch():
            for number, case in enumerate(node.cases):
                yield f"cases.{number}.to", case.to
            yield "else", node.else_
        case Split():
            for number, code in enumerate(node.to):
                yield f"to.{number}", code
        case Join():
            yield "to", node.to
        case End():
            return


def certifies(process: Process, task: Task, outcome: Outcome) -> bool:
    """Whether this outcome of a node that certifies says that the document is right. What leads back to the node does
    not, unless it says so itself: the customer was not satisfied, and is asked again."""
    if outcome.certify is not None:
        return outcome.certify
    nodes = {node.code: node for node in process.nodes}
    reached, todo = {outcome.to}, [outcome.to]
    while todo:
        new = {to for _, to in ways(nodes[todo.pop()])} - reached
        reached |= new
        todo += new
    return task.code not in reached


def check_graph(process: Process) -> list[Finding]:
    """Dangling targets first; the rest of the shape only when there are none."""
    nodes = {node.code: node for node in process.nodes}
    found = [
        Finding("dangling", f"process.nodes.{node.code}.{place}", near(to, nodes))
        for node in process.nodes
        for place, to in ways(node)
        if to not in nodes
    ]
    if process.start not in nodes:
        found.append(Finding("dangling", "process.start", near(process.start, nodes)))
    found += [
        Finding("not_a_join", f"process.nodes.{node.code}.join", {"name": node.join})
        for node in process.nodes
        if isinstance(node, Split) and not isinstance(nodes.get(node.join), Join)
    ]
    found += [
        Finding("few_branches", f"process.nodes.{node.code}.to")
        for node in process.nodes
        if isinstance(node, Split) and len(node.to) < 2
    ]
    if found:
        return found
    contexts, found = _contexts(process, nodes)
    found += [_at("unreachable", node.code) for node in process.nodes if node.code not in contexts]
    ending = _ending(nodes)
    found += [_at("dead_end", code) for code in contexts if code not in ending]
    circle = _circle(nodes)
    if circle:
        found.append(Finding("endless", f"process.nodes.{circle[0]}", {"circle": " → ".join(circle)}))
    return found


def contexts(process: Process) -> Mapping[str, Context]:
    """Node → the branches that it stands in. For a process without findings."""
    return _contexts(process, {node.code: node for node in process.nodes})[0]


def _contexts(process: Process, nodes: Mapping[str, Node]) -> tuple[dict[str, Context], list[Finding]]:
    """Walk every way from the start, entering branches at a split and leaving them at its join. A node met in two
    different contexts is where the parts of the process cross."""
    seen: dict[str, Context] = {}
    found: dict[tuple[str, str], Finding] = {}
    todo: list[tuple[str, Context]] = [(process.start, ())]

    def wrong(code: str, node: str, **values: str) -> None:
        found.setdefault((code, node), Finding(code, f"process.nodes.{node}", values))

    while todo:
        code, context = todo.pop()
        node = nodes[code]
        if isinstance(node, Join):
            if not context:
                wrong("lone_join", code)
                seen.setdefault(code, ())
                continue
            split = nodes[context[-1][0]]
            if isinstance(split, Split) and split.join != code:
                wrong("other_join", code, split=split.code, join=split.join)
                seen.setdefault(code, ())
                continue
            context = context[:-1]
        if code in seen:
            if seen[code] != context:
                wrong("crossing", code)
            continue
        seen[code] = context
        if isinstance(node, End) and context:
            wrong("end_in_branch", code, split=context[-1][0])
        for number, (_, to) in enumerate(ways(node)):
            todo.append((to, (*context, (code, number)) if isinstance(node, Split) else context))
    return seen, list(found.values())


def _ending(nodes: Mapping[str, Node]) -> set[str]:
    """The nodes from which an end can be reached."""
    before: dict[str, set[str]] = {code: set() for code in nodes}
    for node in nodes.values():
        for _, to in ways(node):
            before[to].add(node.code)
    reached = {code for code, node in nodes.items() if isinstance(node, End)}
    todo = list(reached)
    while todo:
        new = before[todo.pop()] - reached
        reached |= new
        todo += new
    return reached


def _circle(nodes: Mapping[str, Node]) -> list[str]:
    """A way round through nodes at which nobody acts, or nothing."""
    done: set[str] = set()

    def follow(code: str, path: list[str]) -> list[str]:
        if code in path:
            return [*path[path.index(code) :], code]
        if code in done or isinstance(nodes[code], Task | End):
            return []
        for _, to in ways(nodes[code]):
            circle = follow(to, [*path, code])
            if circle:
                return circle
        done.add(code)
        return []

    for code in nodes:
        circle = follow(code, [])
        if circle:
            return circle
    return []


def _at(code: str, node: str) -> Finding:
    return Finding(code, f"process.nodes.{node}")
