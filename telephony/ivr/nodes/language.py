"""Let the caller choose the language by key, or set it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from telephony.ivr.fields import Attempts, Key, Language, Prompt, Seconds, Target
from telephony.ivr.flow import Edge, Node
from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseLanguage(Node):
    """`say` is said once in each language of the flow, in their order, each in its own words. A key of `keys` chooses;
    after `attempts` rounds without one the caller gets `to`, or keeps the language that he came with. Without `keys`
    the language is set to `to` at once. The flow always goes on at `next`: nobody is turned away for his language."""

    kind: Literal["language"] = "language"
    say: Prompt = ()
    keys: Mapping[Key, Language] = field(default_factory=dict)
    to: Language | None = None
    next: Target
    wait: Seconds = 5.0
    attempts: Attempts = 2

    def enter(self, s: Session) -> None:
        if not self.keys:
            self._go_on(s, "set")
        elif s.digits:
            self.typed(s)
        else:
            self._say_next(s)

    def typed(self, s: Session) -> None:
        while s.digits:
            key = s.take()
            if key in self.keys:
                s.lang = self.keys[key]
                s.go(self.next, s.lang)
                return
        if s.saying is None:
            self._say_next(s)

    def said(self, s: Session) -> None:
        if s.visit.stage % len(s.flow.languages):
            self._say_next(s)
        else:
            s.wait(self.wait)

    def expired(self, s: Session) -> None:
        s.visit.misses += 1
        if s.visit.misses >= self.attempts:
            self._go_on(s, "timeout")
        else:
            self._say_next(s)

    def _say_next(self, s: Session) -> None:
        lang = s.flow.languages[s.visit.stage % len(s.flow.languages)]
        s.visit.stage += 1
        s.say(self.say, lang=lang)

    def _go_on(self, s: Session, result: str) -> None:
        s.lang = self.to or s.lang
        s.go(self.next, result)

    def edges(self) -> Iterable[Edge]:
        return (Edge(("next",), self.next),)

    def prompts(self) -> Iterable[tuple[str, Prompt]]:
        return (("say", self.say),) if self.say else ()

    def languages(self) -> Iterable[tuple[tuple[str, ...], str]]:
        for key, lang in self.keys.items():
            yield ("keys", key), lang
        if self.to is not None:
            yield ("to",), self.to

    def problems(self) -> Iterable[tuple[str, str]]:
        if self.keys and not self.say:
            yield "nothing_said", "say"
        if not self.keys and self.to is None:
            yield "no_language", "to"
