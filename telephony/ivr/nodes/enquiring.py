"""What the nodes share that ask something outside the core: what is said meanwhile, and what may be said of the
answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from telephony.ivr.fields import Name, Prompt
from telephony.ivr.flow import Node
from telephony.ivr.session import Session, longest_saying

LONGEST = 1000
"""Characters of a result that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiring(Node):
    """`say` is said meanwhile. `phrases` lists, for results that are spoken as text, all that they may say, so that it
    is rendered before the call; a result that says anything else is empty. No answer within `timeout` seconds: failed.
    """

    timeout: Annotated[float, Field(gt=0, le=10)] = 2.0
    say: Prompt = ()
    phrases: Mapping[Name, Prompt] = field(default_factory=dict)

    def leave(self, s: Session, target: str, result: str) -> None:
        """Go on, once what is being said is over."""
        if s.saying is None:
            s.go(target, result)
        else:
            s.visit.then = (target, result)
            s.wait(longest_saying(s.texts(self.say)))

    def said(self, s: Session) -> None:
        if s.visit.then is not None:
            s.go(*s.visit.then)

    def keep(self, s: Session, name: str, value: object) -> None:
        """Set a variable to a part of the answer, unless it is none of the phrases that it may say."""
        words = "" if value is None else str(value)
        if name in self.phrases and all(phrase.get(s.lang) != words for phrase in self.phrases[name]):
            words = ""
        s.set(name, words[:LONGEST])

    def prompts(self) -> Iterable[tuple[str, Prompt]]:
        if self.say:
            yield "say", self.say
        for name, phrases in self.phrases.items():
            yield f"phrases.{name}", phrases

    def listed(self) -> Iterable[str]:
        return self.phrases

    def problems(self) -> Iterable[tuple[str, str]]:
        known = set(self.sets())
        for name in self.phrases:
            if name not in known:
                yield "unlisted_result", f"phrases.{name}"
