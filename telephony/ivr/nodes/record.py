"""Let an authorised person record a prompt of the company by phone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from telephony.ivr import places
from telephony.ivr.fields import Attempts, Key, Language, Prompt, Seconds, Target
from telephony.ivr.flow import Edge, Node
from telephony.ivr.session import Session

STAFF = "staff"
"""The query that proves a caller to be one of the company's own people (工号 and phone password)."""
PUBLISH = "prompt.publish"
"""The lookup under which web takes a recording into the library."""
PUBLISH_SECONDS = 10.0
_RECORDING, _HEARING, _CHOOSING, _PUBLISHING = 1, 2, 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPrompt(Node):
    """Only for callers whom a `verify` node has found by the query `staff`; the others go to `denied`. `say` is said,
    then a beep; the hash key or a silence ends the recording. It is played back, then `review` offers the keys
    `listen`, `keep` and `again`. `keep` publishes it as the library's prompt `prompt` (its name, or its number for
    phones; may have places) in `language` (the caller's when not given), and leads to `saved`. `failed`: nothing was
    recorded in `attempts` tries, no key came, or the library refused it."""

    kind: Literal["record"] = "record"
    prompt: Annotated[str, Field(min_length=1, max_length=64)]
    language: Language | None = None
    say: Prompt
    review: Prompt
    listen: Key = "1"
    keep: Key = "2"
    again: Key = "3"
    max_seconds: Annotated[int, Field(ge=2, le=300)] = 60
    wait: Seconds = 10.0
    attempts: Attempts = 3
    saved: Target
    failed: Target
    denied: Target

    spoken: ClassVar[frozenset[str]] = frozenset({"say", "review"})

    def enter(self, s: Session) -> None:
        s.digits.clear()
        if STAFF not in s.proofs:
            s.go(self.denied, "denied")
        else:
            s.say(self.say)

    def said(self, s: Session) -> None:
        match s.visit.stage:
            case 0:
                s.visit.stage = _RECORDING
                s.record(self.max_seconds)
            case stage if stage == _HEARING:
                s.visit.stage = _CHOOSING
                s.say(self.review)
            case _:
                s.wait(self.wait)

    def recorded(self, s: Session, path: str) -> None:
        s.digits.clear()
        if path:
            s.visit.notes = [path]
            self._hear(s)
        else:
            self._miss(s)

    def typed(self, s: Session) -> None:
        stage = s.visit.stage
        if stage not in (_HEARING, _CHOOSING):
            s.digits.clear()
            return
        key = s.take()
        if key == self.listen:
            self._hear(s)
        elif key == self.again:
            s.visit.stage = 0
            s.say(self.say)
        elif key == self.keep:
            self._publish(s)

    def expired(self, s: Session) -> None:
        if s.visit.stage == _CHOOSING:
            s.visit.misses += 1
            if s.visit.misses >= self.attempts:
                s.go(self.failed, "timeout")
            else:
                s.say(self.review)
        else:
            self._miss(s)

    def answered(self, s: Session, result: Mapping[str, Any] | None) -> None:
        if result is not None and result.get("published"):
            s.go(self.saved, "saved")
        else:
            s.go(self.failed, "refused" if result is not None else "failed")

    def _hear(self, s: Session) -> None:
        s.visit.stage = _HEARING
        s.play_back(s.visit.notes[0])

    def _miss(self, s: Session) -> None:
        s.visit.misses += 1
        if s.visit.misses >= self.attempts:
            s.go(self.failed, "nothing_recorded")
        else:
            s.visit.stage = 0
            s.say(self.say)

    def _publish(self, s: Session) -> None:
        s.stop_saying()
        s.visit.stage = _PUBLISHING
        params = {
            "prompt": places.fill(self.prompt, s.get),
            "language": self.language or s.lang,
            "recording": s.visit.notes[0],
            "staff": s.proofs[STAFF],
        }
        s.look_up(PUBLISH, params, PUBLISH_SECONDS)

    def edges(self) -> Iterable[Edge]:
        return (
            Edge(("saved",), self.saved, by_caller=True),
            Edge(("failed",), self.failed),
            Edge(("denied",), self.denied),
        )

    def prompts(self) -> Iterable[tuple[str, Prompt]]:
        return (("say", self.say), ("review", self.review))

    def languages(self) -> Iterable[tuple[tuple[str, ...], str]]:
        if self.language is not None:
            yield ("language",), self.language

    def templates(self) -> Iterable[tuple[tuple[str, ...], str]]:
        return ((("prompt",), self.prompt),)

    def needs(self) -> Iterable[tuple[str, str, str]]:
        if "{" not in self.prompt:
            yield "prompt", self.prompt, "prompt"

    def problems(self) -> Iterable[tuple[str, str]]:
        if len({self.listen, self.keep, self.again}) < 3:
            yield "keys_twice", "keep"
