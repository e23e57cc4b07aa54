"""A flow inside the engine: frozen nodes that name each other. Made by schema.py, run by interpreter.py."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from telephony.ivr.fields import FORBID_EXTRA, Language, Name, Names, Prompt, Text, in_languages

if TYPE_CHECKING:
    from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True)
class Edge:
    """A way from one node to another. `field` is where it stands in the node (a path in the document); `by_caller`
    is true when only a key press leads there."""

    field: tuple[str, ...]
    target: str
    by_caller: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Node(ABC):
    """What every kind of node answers. The handlers get the call's session and do one thing with it: say, wait,
    look up, go on to another node, or end the flow."""

    __pydantic_config__: ClassVar[Any] = FORBID_EXTRA

    kind: str
    name: Names = field(default_factory=dict)
    """What agents and supervisors read instead of its id; says nothing to the caller."""

    @abstractmethod
    def enter(self, s: Session) -> None:
        """The caller arrives. Must say, wait, look up, go on or end."""

    def typed(self, s: Session) -> None:  # noqa: B027 - most nodes leave digits for the next one that asks
        """A digit has come and is in `s.digits`."""

    def said(self, s: Session) -> None:  # noqa: B027 - nodes that say nothing never hear of it
        """The prompt that this node had said is over."""

    def expired(self, s: Session) -> None:  # noqa: B027 - nodes that never wait never hear of it
        """The deadline that this node had set is over."""

    def answered(self, s: Session, result: Mapping[str, Any] | None) -> None:  # noqa: B027 - only lookups ask
        """The answer to this node's lookup; None when it failed."""

    def recorded(self, s: Session, path: str) -> None:  # noqa: B027 - only `record` records
        """What this node had recorded is at `path`; empty when that failed."""

    def resumes(self, result: str) -> str:  # noqa: ARG002 - only `subflow` calls flows
        """The node to go to when the flow that this node has called returns `result`."""
        return ""

    def edges(self) -> Iterable[Edge]:
        """All ways out; none for a node that ends the flow."""
        return ()

    def ends(self) -> bool:
        """Whether the flow may end here."""
        return not list(self.edges())

    def prompts(self) -> Iterable[tuple[str, Prompt]]:
        """Everything that may be said here, with the field that it stands in."""
        return ()

    spoken: ClassVar[frozenset[str]] = frozenset()
    """Prompts that may not be empty."""

    made: ClassVar[frozenset[str]] = frozenset()
    """Prompts that the node itself makes, in every language."""

    def languages(self) -> Iterable[tuple[tuple[str, ...], str]]:
        """Languages that a caller may be given here, each with its field."""
        return ()

    def sets(self) -> Iterable[str]:
        """Names of the variables that this node may set."""
        return ()

    def listed(self) -> Iterable[str]:
        """Those of them whose words are known beforehand."""
        return ()

    def secrets(self) -> Iterable[str]:
        """Those of them that are masked."""
        return ()

    def reads(self) -> Iterable[tuple[str, str]]:
        """Variables that this node compares, each with its field."""
        return ()

    def templates(self) -> Iterable[tuple[tuple[str, ...], str]]:
        """Values with plain `{variable}` places, with the field that they stand in. Masked variables are allowed only
        where `hidden_fields` names the field."""
        return ()

    hidden_fields: ClassVar[frozenset[str]] = frozenset()

    def needs(self) -> Iterable[tuple[str, str, str]]:
        """Things defined outside the flow: (`queue` | `mailbox` | `hours` | `query` | `flow` | `host` | `prompt` |
        `document_type` | `document_field`, name, field)."""
        return ()

    def problems(self) -> Iterable[tuple[str, str]]:
        """Contradictions within the node: (code of the finding, field)."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What is said after a wrong key and after no key, unless a node says it in its own words. After `max_errors`
    mistakes in all its nodes together (0: no limit) the caller goes to `on_errors`."""

    __pydantic_config__: ClassVar[Any] = FORBID_EXTRA

    invalid: Prompt = ()
    silence: Prompt = ()
    max_errors: Annotated[int, Field(ge=0, le=100)] = 0
    on_errors: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """`source` and `lines` (document path → line, from 1) tell where it was read; they are no part of the
    flow itself."""

    flow: Name
    name: Text
    start: Name
    languages: tuple[Language, ...]
    nodes: Mapping[str, Node]
    defaults: Defaults = field(default_factory=Defaults)
    inputs: tuple[Name, ...] = ()
    """Variables that must be set before: a flow that has some can only be called by another flow."""
    layout: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Where an editor has drawn the nodes (x, y in pixels); says nothing about the call."""
    version: int = 0
    source: str = field(default="", compare=False)
    lines: Mapping[tuple[str, ...], int] = field(default_factory=dict, compare=False, repr=False)

    def line(self, path: tuple[str, ...]) -> int:
        """The line of the innermost part of `path` that is known; 0 when the flow did not come from a file."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return self.lines.get((), 0)

    def prompts(self) -> Iterator[tuple[tuple[str, ...], Prompt]]:
        """Every prompt with its path in the document."""
        for name, prompt in (("invalid", self.defaults.invalid), ("silence", self.defaults.silence)):
            if prompt:
                yield ("defaults", name), prompt
        for node_name, node in self.nodes.items():
            for where, prompt in node.prompts():
                yield ("nodes", node_name, *where.split(".")), prompt


def texts(flow: Flow) -> Iterator[tuple[str, str]]:
    """All (language, text) of a flow, each once, for rendering before it is published."""
    seen: set[tuple[str, str]] = set()
    for _, prompt in flow.prompts():
        for text in prompt:
            for pair in in_languages(text).items():
                if pair not in seen:
                    seen.add(pair)
                    yield pair
