"""Any sound process, any sequence of outcomes: the document ends or waits for somebody, branches meet exactly once, and
no token is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from documents_kit import branch, end, join, made, split, task
from documents_kit import field as field_of
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.documents.engine.graph import contexts
from crm.documents.engine.model import Join, Process, Split, Task
from crm.documents.engine.run import Position, begin, offered, put, status, take
from crm.documents.engine.states import CLOSED

FLAG = field_of("flag", "yes_no")
YES = {"field": "flag", "is": "eq", "value": True}


@dataclass
class Maker:
    """Draws structured processes: sequences of steps, branches, parallel parts and ways back."""

    draw: Any
    nodes: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def block(self, following: str, depth: int, back: str | None) -> str:
        """Nodes that lead to `following`; the first one's code."""
        entry = following
        for _ in range(self.draw(st.integers(1, 3))):
            kinds = ["task", "task", "branch"] + (["split"] if depth else [])
            entry = getattr(self, f"_{self.draw(st.sampled_from(kinds))}")(entry, depth, back)
        return entry

    def _task(self, following: str, depth: int, back: str | None) -> str:
        code = self.name("t")
        outcomes = [f"on>{following}", f"again>{code}"]
        if back is not None and self.draw(st.booleans()):
            outcomes.append(f"back>{back}")
        self.nodes.append(task(code, *outcomes))
        return code

    def _branch(self, following: str, depth: int, back: str | None) -> str:
        code = self.name("b")
        self.nodes.append(branch(code, following, (YES, self._task(following, depth, back))))
        return code

    def _split(self, following: str, depth: int, back: str | None) -> str:
        code, meet = self.name("s"), self.name("j")
        branches = []
        for _ in range(self.draw(st.integers(2, 3))):
            first = self.name("t")
            inner = self.block(meet, depth - 1, first)
            self.nodes.append(task(first, f"on>{inner}"))
            branches.append(first)
        self.nodes += [split(code, meet, *branches), join(meet, following)]
        return code


@st.composite
def processes(draw: Any) -> Process:
    maker = Maker(draw)
    entry = maker.block("done", 2, "first")
    return made(task("first", f"on>{entry}"), *maker.nodes, end(), fields=[FLAG]).process


def sound(process: Process, position: Position) -> None:
    """Every token stands where its path says; every passage has each of its branches exactly once, within or at the
    join."""
    where = contexts(process)
    if position.ended is not None:
        assert position.tokens == ()
        assert status(process, position) in CLOSED
        return
    assert any(isinstance(process.node(token.node), Task) for token in position.tokens), "nobody to wait for"
    assert len({token.id for token in position.tokens}) == len(position.tokens)
    _branches(process, position.tokens, 0)
    for token in position.tokens:
        node = process.node(token.node)
        assert isinstance(node, Task | Join)
        depth = len(where[token.node]) + isinstance(node, Join)
        assert len(token.path) == depth
        assert status(process, position) not in CLOSED


def _branches(process: Process, tokens: tuple[Any, ...], depth: int) -> None:
    """At this depth: one token, or one passage with all its branches, each of them sound."""
    if len(tokens) == 1 and len(tokens[0].path) == depth:
        return
    assert len({token.path[depth][0] for token in tokens}) == 1
    of: dict[int, list[Any]] = {}
    for token in tokens:
        of.setdefault(token.path[depth][1], []).append(token)
    widths = {len(node.to) for node in process.nodes if isinstance(node, Split)}
    assert set(of) == set(range(len(of)))
    assert len(of) in widths
    for branch_tokens in of.values():
        _branches(process, tuple(branch_tokens), depth + 1)


@settings(max_examples=150, deadline=None)
@given(processes(), st.data())
def test_nothing_is_lost_and_branches_meet_once(process: Process, data: st.DataObject) -> None:
    values = {"flag": data.draw(st.booleans())}
    move = begin(process, values)
    meetings = 0
    for _ in range(60):
        sound(process, move.position)
        if move.position.ended is not None:
            break
        waiting = [t for t in move.position.tokens if isinstance(process.node(t.node), Task)]
        token = data.draw(st.sampled_from(waiting))
        node = process.node(token.node)
        assert isinstance(node, Task)
        values = {"flag": data.draw(st.booleans())}
        outcome = data.draw(st.sampled_from([way.code for way in offered(node, values)]))
        before = move.position
        move = take(process, before, token.id, outcome, values)
        assert move.position.next >= before.next
        meetings += sum(isinstance(process.node(code), Join) for code in move.passed)
    sound(process, move.position)


@settings(max_examples=60, deadline=None)
@given(processes())
def test_going_on_always_comes_to_the_end(process: Process) -> None:
    """Each join is passed exactly as often as its split."""
    values = {"flag": False}
    move = begin(process, values)
    passed = list(move.passed)
    while move.position.ended is None:
        token = next(t for t in move.position.tokens if isinstance(process.node(t.node), Task))
        move = take(process, move.position, token.id, "on", values)
        passed += move.passed
        assert len(passed) < 500
    for node in process.nodes:
        if isinstance(node, Split):
            assert passed.count(node.join) == passed.count(node.code)


def test_the_last_of_three_branches_goes_on() -> None:
    process = made(
        task("a", "on>s"),
        split("s", "m", "x", "y", "z"),
        task("x", "on>m", state="to_dispatch"),
        task("y", "on>m"),
        task("z", "on>m"),
        join("m", "last"),
        task("last", "on>done"),
        end(),
    ).process
    move = take(process, begin(process, {}).position, 1, "on", {})
    assert [token.node for token in move.entered] == ["x", "y", "z"]
    assert status(process, move.position) == "to_dispatch"
    entered = move.entered
    for token in entered[:2]:
        move = take(process, move.position, token.id, "on", {})
        assert move.entered == ()
    move = take(process, move.position, entered[2].id, "on", {})
    assert [token.node for token in move.entered] == ["last"]
    assert move.position.tokens == move.entered


def test_a_token_goes_back_within_its_branch() -> None:
    process = made(task("a", "on>b"), task("b", "on>done"), end()).process
    move = take(process, begin(process, {}).position, 1, "on", {})
    back = put(process, move.position, 1, "a", {})
    assert [token.node for token in back.position.tokens] == ["a"]
