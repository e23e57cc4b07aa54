"""What menu and collect share: a limited number of tries, and what is said after a wrong one."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from telephony.ivr.fields import Attempts, Prompt, Seconds
from telephony.ivr.flow import Node
from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking(Node):
    """`wait`: seconds of silence after the prompt that count as a mistake. After `attempts` mistakes the caller is sent
    on. `invalid` and `silence` are said after a mistake, before the prompt comes again."""

    say: Prompt
    wait: Seconds = 6.0
    attempts: Attempts = 3
    barge_in: bool = True
    invalid: Prompt = ()
    silence: Prompt = ()

    spoken: ClassVar[frozenset[str]] = frozenset({"say"})

    @abstractmethod
    def gives_up(self) -> str:
        """The node to go to when the attempts are used up."""

    def ask(self, s: Session) -> None:
        """Say the prompt, unless the caller has typed ahead."""
        if s.digits:
            self.typed(s)
        else:
            s.say(self.say)

    def hears(self, s: Session) -> bool:
        """Whether keys count now; the prompt is stopped if it may be interrupted."""
        if s.saying is not None and not self.barge_in:
            return False
        s.stop_saying()
        return True

    def said(self, s: Session) -> None:
        if s.digits:
            self.typed(s)
        else:
            s.wait(self.wait)

    def mistake(self, s: Session, result: Literal["invalid", "silence"]) -> None:
        """Ask once more, or leave when the tries are used up. What was typed ahead was meant for another question."""
        s.digits.clear()
        s.visit.misses += 1
        s.errors += 1
        defaults = s.flow.defaults
        if defaults.on_errors is not None and 0 < defaults.max_errors <= s.errors:
            s.errors = 0
            s.go(defaults.on_errors, "errors")
            return
        if s.visit.misses >= self.attempts:
            s.go(self.gives_up(), "invalid" if result == "invalid" else "timeout")
            return
        remark = (self.invalid or defaults.invalid) if result == "invalid" else (self.silence or defaults.silence)
        s.say(remark + self.say)

    def prompts(self) -> Iterable[tuple[str, Prompt]]:
        return (("say", self.say), ("invalid", self.invalid), ("silence", self.silence))
