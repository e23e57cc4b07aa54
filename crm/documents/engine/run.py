"""How a document goes its way: tokens that move from step to step.

A token stands at a step that somebody does, or waits at a join. There is one, but for parallel parts, where each branch
has its own; `path` says which branch of which passage through a split it belongs to. Moves are pure: the same position,
outcome and values give the same next position.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from crm.documents.engine.model import Branch, End, Join, Outcome, Process, Split, Task
from crm.documents.engine.states import Status, least
from crm.fields.conditions import holds

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Token:
    """`path`: (passage, branch) pairs, the outermost first; a passage is one entry into a split."""

    id: int
    node: str
    path: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """Where a document stands. `next` numbers tokens and passages, `ended` is the end that it reached."""

    tokens: tuple[Token, ...] = ()
    next: int = 1
    ended: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """`entered`: tokens that stand at a step that somebody has to do now. `passed`: nodes gone through on the way."""

    position: Position
    entered: tuple[Token, ...] = ()
    passed: tuple[str, ...] = ()


class NoSuchWay(ValueError):
    """The outcome is not among those of the step, or its condition does not hold."""


def begin(process: Process, values: Values) -> Move:
    """A new document's first position."""
    return _settle(process, Position(next=2), (Token(1, process.start),), values)


def offered(task: Task, values: Values) -> tuple[Outcome, ...]:
    """The outcomes that may be chosen now."""
    return tuple(outcome for outcome in task.outcomes if outcome.if_ is None or holds(outcome.if_, values))


def take(process: Process, position: Position, token: int, outcome: str, values: Values) -> Move:
    """The step of `token` is done with `outcome`. Raises NoSuchWay, KeyError for a token that is not there."""
    here = _token(position, token)
    task = process.node(here.node)
    for way in offered(task, values) if isinstance(task, Task) else ():
        if way.code == outcome:
            return put(process, position, token, way.to, values)
    raise NoSuchWay(outcome)


def put(process: Process, position: Position, token: int, node: str, values: Values) -> Move:
    """Move a token to a node that stands in the same branches (退单 goes back this way)."""
    here = _token(position, token)
    rest = replace(position, tokens=tuple(other for other in position.tokens if other.id != token))
    return _settle(process, rest, (replace(here, node=node),), values)


def status(process: Process, position: Position) -> Status:
    """The state that people see: of parallel branches the least advanced."""
    if position.ended is not None:
        end = process.node(position.ended)
        assert isinstance(end, End)
        return Status(end.state)
    nodes = (process.node(token.node) for token in position.tokens)
    return least(node.status for node in nodes if isinstance(node, Task))


def _token(position: Position, token: int) -> Token:
    for here in position.tokens:
        if here.id == token:
            return here
    raise KeyError(token)


def _settle(process: Process, position: Position, moving: tuple[Token, ...], values: Values) -> Move:
    """Let tokens run on until each stands at a step, waits at a join, or the document has ended."""
    entered: list[Token] = []
    passed: list[str] = []
    todo = list(moving)
    while todo:
        token = todo.pop(0)
        node = process.node(token.node)
        match node:
            case Task():
                position = replace(position, tokens=(*position.tokens, token))
                entered.append(token)
                continue
            case End():
                position = replace(position, ended=node.code)
            case Branch():
                to = next((case.to for case in node.cases if holds(case.if_, values)), node.else_)
                todo.append(replace(token, node=to))
            case Split():
                passage, first = position.next, position.next + 1
                position = replace(position, next=first + len(node.to))
                todo += [
                    Token(first + number, to, (*token.path, (passage, number))) for number, to in enumerate(node.to)
                ]
            case Join():
                position, on = _meet(process, position, token)
                if on is None:
                    continue
                todo.append(replace(on, node=node.to))
        passed.append(node.code)
    return Move(position, tuple(entered), tuple(passed))


def _meet(process: Process, position: Position, token: Token) -> tuple[Position, Token | None]:
    """A branch arrives at its join. When it is the last one, a token goes on for all of them."""
    passage = token.path[-1][0]
    split = next(node for node in process.nodes if isinstance(node, Split) and node.join == token.node)
    waiting = [
        other for other in position.tokens if other.node == token.node and other.path and other.path[-1][0] == passage
    ]
    if len(waiting) + 1 < len(split.to):
        return replace(position, tokens=(*position.tokens, token)), None
    rest = tuple(other for other in position.tokens if other not in waiting)
    return replace(position, tokens=rest), replace(token, path=token.path[:-1])
