"""Words between the menu interpreter (pure) and the service that runs it on a leg."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Say:
    """Play these texts in a row in `lang`; each may hold typed placeholders ("{n:quantity:件}") filled from `values`,
    or be a recorded prompt ("{@name}"). Then `recording`, if given: what a `Record` of this call has written.
    Exactly one `SayFinished(say)` comes back."""

    say: str
    lang: str
    texts: tuple[str, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    recording: str = ""


@dataclass(frozen=True, slots=True)
class StopSaying:
    say: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """Ask the directory `query` with `params`; `LookupDone(lookup, …)` comes back within `timeout` seconds."""

    lookup: str
    query: str
    params: Mapping[str, str] = field(repr=False)
    timeout: float = 2.0


@dataclass(frozen=True, slots=True)
class Record:
    """Record what the caller says after a beep, until the hash key, a silence or `max_seconds`; `Recorded(record, …)`
    comes back."""

    record: str
    max_seconds: int


@dataclass(frozen=True, slots=True)
class Rate:
    """The caller rated the service (news.CallRated)."""

    survey: str
    question: str
    score: int


Action = Say | StopSaying | Lookup | Record | Rate


@dataclass(frozen=True, slots=True)
class SayFinished:
    say: str


@dataclass(frozen=True, slots=True)
class Digit:
    digit: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LookupDone:
    """`result` is None when the lookup failed or timed out."""

    lookup: str
    result: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """`path` names the file (relative to the recordings, no extension); empty when nothing usable was recorded."""

    record: str
    path: str


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """The deadline of the last step has come."""


Fact = SayFinished | Digit | LookupDone | Recorded | DeadlinePassed


@dataclass(frozen=True, slots=True)
class NodeVisit:
    """One visit of a node, reported when it ends: how long (seconds), and what came of it (a menu's key, `timeout`,
    `invalid`, `open`, `closed`, …; digits of a masked collect are never in it)."""

    flow: str
    version: int
    node: str
    kind: str
    entered_utc: float
    seconds: float
    result: str


@dataclass(frozen=True, slots=True)
class ToQueue:
    queue: str
    priority: int = 0


@dataclass(frozen=True, slots=True)
class ToVoicemail:
    """`box` is a queue's or company mailbox; the service plays the greeting `texts`, then records."""

    box: str
    texts: tuple[str, ...] = ()
    max_seconds: int = 120


@dataclass(frozen=True, slots=True)
class ToTransfer:
    """`kind`: agent (工号), device (extension) or number (through a trunk). `on_fail`: the node of the same flow where
    the caller goes on when nobody answers, or it cannot be dialled."""

    kind: str
    target: str
    on_fail: str = ""


@dataclass(frozen=True, slots=True)
class ToCallback:
    """The caller is called back on `number` (E.164) when his turn in `queue` comes, and may hang up."""

    queue: str
    number: str


@dataclass(frozen=True, slots=True)
class Returned:
    """A flow that somebody else had started for the caller (a survey after the talk, a verification in between) has
    come to its `return` node, with `result`. Nobody to go back to: the call ends."""

    result: str = ""


@dataclass(frozen=True, slots=True)
class HangUp:
    pass


Outcome = ToQueue | ToVoicemail | ToTransfer | ToCallback | Returned | HangUp


@dataclass(frozen=True, slots=True)
class Step:
    """What one fact led to: actions in order, node visits that ended, the next deadline (mono) or None,
    the caller's language now, variables now (masked ones left out), and an outcome when the flow is over."""

    actions: tuple[Action, ...]
    visits: tuple[NodeVisit, ...]
    deadline: float | None
    lang: str
    variables: Mapping[str, str]
    outcome: Outcome | None = None
    node: str = ""
    """The node that the caller is in now (shown live, and where a restarted core resumes)."""
    flow: str = ""
    """The flow of that node: another than the first one while a sub-flow runs, or after a transfer to a flow."""
    stack: tuple[tuple[str, str], ...] = ()
    """The nodes that called it, outermost first: (flow, node)."""
