"""Runs one caller through one flow. Pure: facts and instants go in, steps come out; the same input gives the same.

    flow = load_file(path)
    interpreter = Interpreter(flow, lang="zh", variables={"caller": "+8613800138000"}, hours={}, zone="Asia/Shanghai")
    step = interpreter.start(now)
    step = interpreter.handle(Digit("1"), now)   # until step.outcome

Every step until the outcome has a deadline: a caller never hangs in silence, whatever is lost around the engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from telephony.clock import Now
from telephony.config_model import Hours, LibraryPrompt
from telephony.ivr.flow import Flow
from telephony.ivr.graph import longest_way
from telephony.ivr.model import DeadlinePassed, Digit, Fact, HangUp, LookupDone, NodeVisit, Recorded, SayFinished, Step
from telephony.ivr.session import Session

EARLY = 0.05
"""Seconds by which a timer may fire before its deadline."""


class Interpreter:
    """State of one caller in one flow. After the outcome every further fact is ignored (`finished`)."""

    def __init__(
        self,
        flow: Flow,
        *,
        lang: str,
        variables: Mapping[str, str],
        hours: Mapping[str, Hours],
        zone: str,
        flows: Mapping[str, Flow] | None = None,
        library: Mapping[str, LibraryPrompt] | None = None,
    ) -> None:
        """`lang` is used until the flow sets another (the flow's first one if it does not speak `lang`); `hours`
        are the calendars by id; `zone` is the company's zone by its IANA name; `flows` are those that may be called,
        by id; `library` the company's prompts."""
        self._s = Session(flow, lang=lang, variables=variables, hours=hours, zone=zone, flows=flows, library=library)
        self._longest = longest_way(flow, flows or {})

    @property
    def finished(self) -> bool:
        return self._s.ended

    def start(
        self, now: Now, at: str | None = None, flow: str | None = None, stack: Sequence[tuple[str, str]] = ()
    ) -> Step:
        """Enter the flow at its start, or at node `at` (a caller taken back after a restart): of the sub-flow `flow`,
        which the nodes of `stack` (flow, node; outermost first) had called. An unknown place means the start."""
        s = self._s
        s.now = now
        known = {s.flow.flow: s.flow, **s.flows}
        if (flow is None or flow in known) and all(name in known for name, _ in stack):
            s.stack = [(known[name], node) for name, node in stack]
            s.flow = known[flow] if flow is not None else s.flow
        s.target = at if at in s.flow.nodes else s.flow.start
        self._move()
        return s.step()

    def handle(self, fact: Fact, now: Now) -> Step:
        """What `fact` leads to. A fact that comes too late (the end of a prompt already stopped, the answer to a lookup
        already given up, a deadline that has been moved) changes nothing; the step repeats the deadline."""
        s = self._s
        s.now = now
        if not s.ended:
            self._apply(fact)
            self._move()
        return s.step()

    def abandon(self, now: Now) -> NodeVisit | None:
        """The caller is gone: the visit that ends now; None when the flow was over already."""
        if self._s.ended:
            return None
        self._s.now = now
        return self._s.give_up()

    def _apply(self, fact: Fact) -> None:
        s = self._s
        node = s.flow.nodes[s.visit.node]
        match fact:
            case Digit(digit):
                if s.type(digit):
                    node.typed(s)
            case SayFinished(say):
                if say == s.saying:
                    s.saying = None
                    node.said(s)
            case LookupDone(lookup, result):
                if lookup == s.looking:
                    s.looking = None
                    node.answered(s, result)
            case Recorded(record, path):
                if record == s.recording:
                    s.recording = None
                    node.recorded(s, path)
            case DeadlinePassed():
                if s.deadline is not None and s.now.mono >= s.deadline - EARLY:
                    s.deadline = None
                    self._expire()

    def _expire(self) -> None:
        """The deadline has come: of the prompt, of the lookup, or of the wait for a key."""
        s = self._s
        node = s.flow.nodes[s.visit.node]
        if s.looking is not None:
            s.looking = None
            node.answered(s, None)
        elif s.recording is not None:
            s.recording = None
            node.recorded(s, "")
        elif s.saying is not None:
            s.stop_saying()
            node.said(s)
        else:
            node.expired(s)

    def _move(self) -> None:
        s = self._s
        while s.target is not None and not s.ended:
            s.arrive(s.target)
            node = s.flow.nodes.get(s.visit.node)
            if node is None:
                s.end(HangUp(), "missing")
            elif s.idle_visits > self._longest:
                s.end(HangUp(), "loop")  # some node was visited twice without a key between: it would go on for ever
            else:
                node.enter(s)
