"""Find out by keypad whether the caller is who he says: a secret number is keyed in and compared by a query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from telephony.ivr.fields import Name, QueryId, Target, Variable
from telephony.ivr.flow import Edge
from telephony.ivr.nodes.entering import Entering
from telephony.ivr.nodes.lookup import Params, filled, part
from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify(Entering):
    """The number goes to `query` as its parameter `parameter`, with `params` beside it; it is kept nowhere, and no
    trace, variable or log has it. An answer that is found sets `results` and leads to `success`; one that is not found
    is a mistake. `attempts` count in the whole call, not per visit: who has used them up goes to `exhausted` at once
    when he comes again. `fail`: no answer within `timeout` seconds."""

    kind: Literal["verify"] = "verify"
    query: QueryId
    parameter: Name = "number"
    params: Params = field(default_factory=dict)
    results: tuple[Variable, ...] = ()
    timeout: Annotated[float, Field(gt=0, le=10)] = 2.0
    success: Target
    fail: Target
    exhausted: Target

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"params"})

    def enter(self, s: Session) -> None:
        if s.wrong.get(self.query, 0) >= self.attempts:
            s.digits.clear()
            s.go(self.exhausted, "exhausted")
        else:
            self.ask(s)

    def entered(self, s: Session, number: str) -> None:
        s.digits.clear()  # keys too many belong to the secret
        if len(number) < self.min_length:
            self.wrong(s)
            return
        params = filled(s, self.params)
        if params is None:
            s.go(self.fail, "failed")
        else:
            s.look_up(self.query, params | {self.parameter: number}, self.timeout)

    def typed(self, s: Session) -> None:
        if s.looking is not None:
            s.digits.clear()
        else:
            Entering.typed(self, s)

    def answered(self, s: Session, result: Mapping[str, Any] | None) -> None:
        if result is None:
            s.go(self.fail, "failed")
        elif not result or result.get("found") is False:
            self.wrong(s)
        else:
            for name in self.results:
                value = part(result, name, s.lang)
                s.set(name, "" if value is None else str(value)[:500])
            s.proofs[self.query] = str(result.get("number") or "")
            s.go(self.success, "success")

    def wrong(self, s: Session) -> None:
        s.wrong[self.query] = s.wrong.get(self.query, 0) + 1
        s.visit.misses = max(s.visit.misses, s.wrong[self.query] - 1)
        self.mistake(s, "invalid")

    def gives_up(self) -> str:
        return self.exhausted

    def edges(self) -> Iterable[Edge]:
        yield Edge(("success",), self.success, by_caller=True)
        if self.back is not None:
            yield Edge(("back",), self.back, by_caller=True)
        yield Edge(("fail",), self.fail, by_caller=True)
        yield Edge(("exhausted",), self.exhausted)

    def sets(self) -> Iterable[str]:
        return self.results

    def secrets(self) -> Iterable[str]:
        return (f"{self.query} {self.parameter}",)  # no variable has it; keys pressed here are never shown

    def templates(self) -> Iterable[tuple[tuple[str, ...], str]]:
        return tuple((("params", name), value) for name, value in self.params.items())

    def needs(self) -> Iterable[tuple[str, str, str]]:
        return (("query", self.query, "query"),)
