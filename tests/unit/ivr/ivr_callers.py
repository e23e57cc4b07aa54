"""Small flows and a caller who walks through them, for the tests of the menu interpreter."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from telephony.clock import Now
from telephony.config_model import Hours
from telephony.ivr.flow import Flow
from telephony.ivr.interpreter import Interpreter
from telephony.ivr.loader import load_text
from telephony.ivr.model import (
    DeadlinePassed,
    Digit,
    Fact,
    Lookup,
    LookupDone,
    NodeVisit,
    Outcome,
    Say,
    SayFinished,
    Step,
    StopSaying,
)

UTC = 1_795_224_000.0  # 2026-11-21 10:40 in Shanghai, a Saturday

ENDS = """
  bye: {kind: hangup}
  shop: {kind: queue, queue: shop}
  service: {kind: queue, queue: service}
"""


def flow(nodes: str, *, start: str = "start", head: str = "", languages: str = "[zh, en]") -> Flow:
    """A flow of `nodes` (YAML, not indented), with the ends `bye`, `shop` and `service` besides."""
    body = textwrap.indent(textwrap.dedent(nodes).strip("\n"), "  ")
    name = "{zh: 测试, en: Test}"
    top = f"flow: test\nname: {name}\nstart: {start}\nlanguages: {languages}\n{textwrap.dedent(head)}"
    return load_text(f"{top}\nnodes:\n{body}{ENDS}", "test.yaml")


class Caller:
    """Drives an interpreter with a clock of its own. `visits` and `spoken` gather everything since the call began."""

    def __init__(
        self,
        of: Flow,
        *,
        lang: str = "zh",
        hours: Mapping[str, Hours] | None = None,
        variables: Mapping[str, str] | None = None,
        at: str | None = None,
        utc: float = UTC,
    ) -> None:
        self.mono = 1000.0
        self.utc = utc
        self.steps: list[Step] = []
        self.visits: list[NodeVisit] = []
        self.spoken: list[str] = []
        self.says: list[Say] = []
        self.stopped: list[str] = []
        self.lookups: list[Lookup] = []
        self.outcome: Outcome | None = None
        self.interpreter = Interpreter(
            of, lang=lang, variables=variables or {}, hours=hours or {}, zone="Asia/Shanghai"
        )
        self.keep(self.interpreter.start(self.now, at))

    @property
    def now(self) -> Now:
        return Now(self.mono, self.utc + self.mono - 1000.0)

    @property
    def step(self) -> Step:
        return self.steps[-1]

    @property
    def node(self) -> str:
        return self.step.node

    @property
    def results(self) -> list[tuple[str, str]]:
        return [(visit.node, visit.result) for visit in self.visits]

    def keep(self, step: Step) -> Step:
        self.steps.append(step)
        self.visits += step.visits
        for action in step.actions:
            match action:
                case Say():
                    self.says.append(action)
                    self.spoken += action.texts
                case StopSaying(say):
                    self.stopped.append(say)
                case Lookup():
                    self.lookups.append(action)
        self.outcome = self.outcome or step.outcome
        return step

    def fact(self, fact: Fact, after: float = 0.5) -> Step:
        self.mono += after
        return self.keep(self.interpreter.handle(fact, self.now))

    def press(self, keys: str, after: float = 0.5) -> Step:
        for key in keys:
            self.fact(Digit(key), after)
        return self.step

    def hear(self, after: float = 3.0) -> Step:
        """The present prompt ends."""
        return self.fact(SayFinished(self.says[-1].say), after)

    def wait(self) -> Step:
        """The deadline comes."""
        assert self.step.deadline is not None
        self.mono = max(self.mono, self.step.deadline)
        return self.fact(DeadlinePassed(), 0.0)

    def answer(self, result: Mapping[str, Any] | None, after: float = 0.1) -> Step:
        return self.fact(LookupDone(self.lookups[-1].lookup, result), after)
