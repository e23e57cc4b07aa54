"""Ask a registered CRM query and go on according to its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from telephony.ivr import places
from telephony.ivr.fields import Name, Prompt
from telephony.ivr.flow import Edge, Node
from telephony.ivr.session import Session, longest_saying


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp(Node):
    """`params` may have places for variables, masked ones too; one that is filled with nothing is left out. An answer
    that is empty or has `found: false` means not found; none within `timeout` seconds means failed.

    Each of `results` becomes a variable: the answer's `name`, or its `name_zh` and `name_en` according to the caller's
    language; empty when the answer lacks it. `phrases` lists, for results that are spoken as text, all that they may
    say, so that it is rendered before the call; a result that says anything else is empty too. `say` is said
    meanwhile."""

    kind: Literal["lookup"] = "lookup"
    query: Name
    params: Mapping[Name, Annotated[str, Field(max_length=200)]] = field(default_factory=dict)
    results: tuple[Name, ...] = ()
    phrases: Mapping[Name, Prompt] = field(default_factory=dict)
    timeout: Annotated[float, Field(gt=0, le=10)] = 2.0
    say: Prompt = ()
    found: Name
    not_found: Name
    failed: Name

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"params"})

    def enter(self, s: Session) -> None:
        if self.say:
            s.say(self.say)
        params: dict[str, str] = {}
        for name, template in self.params.items():
            if any(s.reveal(variable) is None for variable in places.names(template)):
                self.answered(s, None)  # a masked number that did not outlive a restart
                return
            value = places.fill(template, lambda variable: s.reveal(variable) or "")
            if value:
                params[name] = value
        s.look_up(self.query, params, self.timeout)

    def answered(self, s: Session, result: Mapping[str, Any] | None) -> None:
        if result is None:
            then = (self.failed, "failed")
        elif not result or result.get("found") is False:
            then = (self.not_found, "not_found")
        else:
            then = (self.found, "found")
            for name in self.results:
                s.set(name, self._words(name, result, s.lang))
        if s.saying is None:
            s.go(*then)
        else:
            s.visit.then = then
            s.wait(longest_saying(tuple(text.get(s.lang, "") for text in self.say)))

    def said(self, s: Session) -> None:
        if s.visit.then is not None:
            s.go(*s.visit.then)

    def edges(self) -> Iterable[Edge]:
        return (
            Edge(("found",), self.found),
            Edge(("not_found",), self.not_found),
            Edge(("failed",), self.failed),
        )

    def prompts(self) -> Iterable[tuple[str, Prompt]]:
        if self.say:
            yield "say", self.say
        for name, phrases in self.phrases.items():
            yield f"phrases.{name}", phrases

    def listed(self) -> Iterable[str]:
        return self.phrases

    def sets(self) -> Iterable[str]:
        return self.results

    def templates(self) -> Iterable[tuple[tuple[str, ...], str]]:
        return tuple((("params", name), value) for name, value in self.params.items())

    def needs(self) -> Iterable[tuple[str, str, str]]:
        return (("query", self.query, "query"),)

    def problems(self) -> Iterable[tuple[str, str]]:
        for name in self.phrases:
            if name not in self.results:
                yield "unlisted_result", f"phrases.{name}"

    def _words(self, name: str, result: Mapping[str, Any], lang: str) -> str:
        value = result.get(name, result.get(f"{name}_{lang}"))
        words = "" if value is None else str(value)
        if name in self.phrases and all(phrase.get(lang) != words for phrase in self.phrases[name]):
            return ""
        return words
