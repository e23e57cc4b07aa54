"""Speak one value as what it is: a number, digits, an amount, a date, a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from telephony.ivr.fields import Language, Prompt, Target, Variable
from telephony.ivr.flow import Edge, Node
from telephony.ivr.session import Session
from telephony.ivr.speech import kinds
from telephony.ivr.speech.language import LANGUAGES, SpeechError, language

Type = Literal[
    "number",
    "quantity",
    "ordinal",
    "digits",
    "code",
    "phone",
    "money",
    "date",
    "day",
    "time",
    "datetime",
    "duration",
    "percent",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(Node):
    """Says `before`, the value of `variable` as a `type`, and `after`. `unit` is the measure word of a quantity, by
    language (zh 件; en item, or item|items). A value that is not set or is no such thing leads to `on_bad`, or on to
    `next` with nothing said."""

    kind: Literal["say"] = "say"
    variable: Variable
    type: Type
    unit: Mapping[Language, Annotated[str, Field(max_length=40, pattern=r"^[^{}:]*$")]] = field(default_factory=dict)
    before: Prompt = ()
    after: Prompt = ()
    next: Target
    on_bad: Target | None = None
    barge_in: bool = True

    made: ClassVar[frozenset[str]] = frozenset({"variable"})

    def enter(self, s: Session) -> None:
        if self.barge_in and s.digits:
            s.go(self.next, "skipped")
            return
        try:
            kinds.say(self.type, s.get(self.variable), language(s.lang), self.unit.get(s.lang, ""))
        except SpeechError:
            s.go(self.on_bad or self.next, "bad_value")
            return
        s.say(self.before + self._value() + self.after)

    def typed(self, s: Session) -> None:
        if self.barge_in:
            s.go(self.next, "skipped")

    def said(self, s: Session) -> None:
        s.go(self.next, "said")

    def _value(self) -> Prompt:
        """The value as a text of every language."""
        texts: dict[str, str] = {}
        for lang in LANGUAGES:
            unit = f":{self.unit[lang]}" if self.type == "quantity" and lang in self.unit else ""
            texts[lang] = f"{{{self.variable}:{self.type}{unit}}}"
        return (texts,)

    def edges(self) -> Iterable[Edge]:
        yield Edge(("next",), self.next)
        if self.on_bad is not None:
            yield Edge(("on_bad",), self.on_bad)

    def prompts(self) -> Iterable[tuple[str, Prompt]]:
        return (("before", self.before), ("variable", self._value()), ("after", self.after))

    def problems(self) -> Iterable[tuple[str, str]]:
        if self.unit and self.type != "quantity":
            yield "unit_unused", "unit"
