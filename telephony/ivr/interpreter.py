"""Runs one caller through one flow. Pure: facts and instants go in, steps come out; the same input gives the same.

    flow = load_file(path)
    interpreter = Interpreter(flow, lang="zh", variables={"caller": "+8613800138000"}, hours={}, zone="Asia/Shanghai")
    step = interpreter.start(now)
    step = interpreter.handle(Digit("1"), now)   # until step.outcome

Every step until the outcome has a deadline: a caller never hangs in silence, whatever is lost around the engine.
"""

from __future__ import annotations

from collections.abc import Mapping

from telephony.clock import Now
from telephony.config_model import Hours
from telephony.ivr.flow import Flow
from telephony.ivr.model import DeadlinePassed, Digit, Fact, HangUp, LookupDone, NodeVisit, SayFinished, Step
from telephony.ivr.session import Session

EARLY = 0.05
"""Seconds by which a timer may fire before its deadline."""


class Interpreter:
    """State of one caller in one flow. After the outcome every further fact is ignored (`finished`)."""

    def __init__(
        self, flow: Flow, *, lang: str, variables: Mapping[str, str], hours: Mapping[str, Hours], zone: str
    ) -> None:
        """`lang` is used until the flow sets another (the flow's first one if it does not speak `lang`); `hours`
        are the calendars by id; `zone` is the company's zone by its IANA name."""
        self._flow = flow
        self._s = Session(flow, lang=lang, variables=variables, hours=hours, zone=zone)

    @property
    def finished(self) -> bool:
        return self._s.ended

    def start(self, now: Now, at: str | None = None) -> Step:
        """Enter the flow at its start, or at node `at` (a caller taken back after a restart). An unknown `at` means the
        start."""
        s = self._s
        s.now = now
        s.target = at if at in self._flow.nodes else self._flow.start
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
        node = self._flow.nodes[s.visit.node]
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
            case DeadlinePassed():
                if s.deadline is not None and s.now.mono >= s.deadline - EARLY:
                    s.deadline = None
                    self._expire()

    def _expire(self) -> None:
        """The deadline has come: of the prompt, of the lookup, or of the wait for a key."""
        s = self._s
        node = self._flow.nodes[s.visit.node]
        if s.looking is not None:
            s.looking = None
            node.answered(s, None)
        elif s.saying is not None:
            s.stop_saying()
            node.said(s)
        else:
            node.expired(s)

    def _move(self) -> None:
        s = self._s
        while s.target is not None and not s.ended:
            s.arrive(s.target)
            node = self._flow.nodes.get(s.visit.node)
            if node is None:
                s.end(HangUp(), "missing")
            elif s.idle_visits > len(self._flow.nodes):
                s.end(HangUp(), "loop")  # some node was visited twice without a key between: it would go on for ever
            else:
                node.enter(s)
