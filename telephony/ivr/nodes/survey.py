"""Ask the caller to rate the service by keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from telephony.ivr.fields import FORBID_EXTRA, Attempts, Key, Label, Name, Names, Prompt, Seconds, Target
from telephony.ivr.flow import Edge, Node
from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`scores`: what each key counts as. `title` and `meanings` are for those who read: what is asked, and what a key
    of `scores` stands for, on the page behind a customer's link and in the list of ratings."""

    __pydantic_config__: ClassVar[Any] = FORBID_EXTRA

    name: Name
    say: Prompt
    scores: Annotated[Mapping[Key, Annotated[int, Field(ge=-100, le=100)]], Field(min_length=1)]
    title: Names = field(default_factory=dict)
    meanings: Mapping[Key, Names] = field(default_factory=dict)


def _as_list(value: Any) -> Any:
    return (value,) if isinstance(value, Mapping) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(Node):
    """The questions one after the other; each key that counts becomes news at once (`call.rated`), so that a caller who
    hangs up in the middle has rated what he has answered. After `attempts` wrong keys or silences a question is left
    out. `invalid` and `silence` are said before it is asked again."""

    kind: Literal["survey"] = "survey"
    survey: Label
    questions: Annotated[tuple[Question, ...], BeforeValidator(_as_list), Field(min_length=1, max_length=10)]
    next: Target
    wait: Seconds = 6.0
    attempts: Attempts = 2
    barge_in: bool = True
    invalid: Prompt = ()
    silence: Prompt = ()

    def enter(self, s: Session) -> None:
        self._ask(s, ())

    def typed(self, s: Session) -> None:
        if s.saying is not None and not self.barge_in:
            return
        s.stop_saying()
        while s.digits and s.target is None and s.saying is None:
            key = s.take()
            question = self.questions[s.visit.stage]
            if key in question.scores:
                score = question.scores[key]
                s.rate(self.survey, question.name, score)
                s.visit.notes.append(f"{question.name}={score}")
                self._next(s)
            else:
                s.digits.clear()
                self._again(s, self.invalid or s.flow.defaults.invalid)

    def said(self, s: Session) -> None:
        if s.digits:
            self.typed(s)
        else:
            s.wait(self.wait)

    def expired(self, s: Session) -> None:
        self._again(s, self.silence or s.flow.defaults.silence)

    def _again(self, s: Session, remark: Prompt) -> None:
        s.visit.misses += 1
        if s.visit.misses >= self.attempts:
            self._next(s)
        else:
            self._ask(s, remark)

    def _next(self, s: Session) -> None:
        s.visit.stage += 1
        s.visit.misses = 0
        if s.visit.stage >= len(self.questions):
            s.go(self.next, " ".join(s.visit.notes) or "unanswered")
        elif not s.digits:
            self._ask(s, ())

    def _ask(self, s: Session, remark: Prompt) -> None:
        s.say(remark + self.questions[s.visit.stage].say)

    def edges(self) -> Iterable[Edge]:
        return (Edge(("next",), self.next),)

    def prompts(self) -> Iterable[tuple[str, Prompt]]:
        for index, question in enumerate(self.questions):
            yield (f"questions.{index}.say" if len(self.questions) > 1 else "questions.say"), question.say
        yield "invalid", self.invalid
        yield "silence", self.silence

    def problems(self) -> Iterable[tuple[str, str]]:
        names = [question.name for question in self.questions]
        if len(set(names)) < len(names):
            yield "question_twice", "questions"
        if any(not question.say for question in self.questions):
            yield "nothing_said", "questions"
        for index, question in enumerate(self.questions):
            for key in question.meanings:
                if key not in question.scores:
                    yield "meaning_of_no_score", f"questions.{index}.meanings.{key}"
