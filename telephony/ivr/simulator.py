"""Tries a flow without a telephone: keys go in, what the caller hears and where he ends comes out. Time is made up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from telephony.clock import Now
from telephony.config_model import Hours, LibraryPrompt
from telephony.ivr.flow import Flow
from telephony.ivr.interpreter import Interpreter
from telephony.ivr.model import (
    DeadlinePassed,
    Digit,
    Fact,
    HangUp,
    Lookup,
    LookupDone,
    Outcome,
    Rate,
    Record,
    Recorded,
    Returned,
    Say,
    SayFinished,
    Step,
    StopSaying,
    ToCallback,
    ToQueue,
    ToTransfer,
    ToVoicemail,
)
from telephony.ivr.nodes.document import QUERY as DOCUMENT
from telephony.ivr.speech.language import Lang, SpeechError, language
from telephony.ivr.speech.template import expand

PRESS = 0.5
"""Seconds that a caller takes to press a key."""
ANSWER = 0.2
"""Seconds that a lookup takes."""
SPEECH = 5.0
"""Seconds that a caller speaks when he is recorded."""
MAX_KEYS = 500
_PER_CHARACTER = {"zh": 0.22, "en": 0.065}

What = Literal["hears", "presses", "silent", "speaks", "asks", "rates", "leaves", "ends"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript. `at` and `seconds`: since the call began, and how long it lasted. `text` is what is
    heard in words, the key, the lookup, the rating, the result of a node, or the outcome. `flow` is the node's."""

    at: float
    node: str
    what: What
    text: str
    seconds: float = 0.0
    flow: str = ""


def try_flow(
    flow: Flow,
    keys: str,
    lang: str,
    now: Now,
    lookups: Mapping[str, Mapping[str, Any] | None],
    *,
    hours: Mapping[str, Hours] | None = None,
    zone: str = "Asia/Shanghai",
    variables: Mapping[str, str] | None = None,
    flows: Mapping[str, Flow] | None = None,
    library: Mapping[str, LibraryPrompt] | None = None,
) -> list[Line]:
    """The transcript of a call that presses `keys` (comma-separated: keys, several in a row such as `202611210001#`,
    `wait`, `hangup`), each when the flow waits for one; after the last the caller stays silent until the flow ends.
    `lookups` has the answer of each query (`http.request`: `{"status": 200, "json": …}`); one that is missing fails,
    but documents are entered as numbers 1, 2 … unless it says otherwise.
    `flows` are those that it may lead to. Whoever is recorded speaks for some seconds.

    Raises ValueError for keys that do not exist."""
    interpreter = Interpreter(
        flow,
        lang=lang,
        variables=variables or {"caller": ""},
        hours=hours or {},
        zone=zone,
        flows=flows,
        library=library,
    )
    return list(_Caller({**(flows or {}), flow.flow: flow}, interpreter, parse_keys(keys), now, lookups).call())


def parse_keys(keys: str) -> list[str]:
    """Single keys, `wait` and `hangup`. Raises ValueError."""
    presses: list[str] = []
    for token in filter(None, (part.strip() for part in keys.split(","))):
        if token in {"wait", "hangup"}:
            presses.append(token)
        elif re.fullmatch(r"[0-9*#]+", token):
            presses += token
        else:
            raise ValueError(f"'{token[:40]}' is no key — use 0-9 * #, wait and hangup, separated by commas")
    if len(presses) > MAX_KEYS:
        raise ValueError(f"{len(presses)} keys are too many — use at most {MAX_KEYS}")
    return presses


class _Caller:
    def __init__(
        self,
        flows: Mapping[str, Flow],
        interpreter: Interpreter,
        presses: list[str],
        now: Now,
        lookups: Mapping[str, Mapping[str, Any] | None],
    ) -> None:
        self._flows = flows
        self._interpreter = interpreter
        self._presses = presses
        self._begin = now
        self._seconds = 0.0
        self._lookups = lookups
        self._node = ""
        self._flow = ""
        self._say: tuple[str, float] | None = None
        self._lookup: Lookup | None = None
        self._record: str | None = None
        self._documents = 0

    def call(self) -> Iterator[Line]:
        step = self._interpreter.start(self._now())
        while True:
            yield from self._show(step)
            if step.outcome is not None:
                yield self._line("ends", outcome_words(step.outcome))
                return
            if self._say is None and self._lookup is None and self._record is None and self._presses[:1] == ["hangup"]:
                self._interpreter.abandon(self._now())
                yield self._line("ends", "caller hangs up")
                return
            fact, line = self._next(step)
            if line is not None:
                yield line
            step = self._interpreter.handle(fact, self._now())

    def _now(self) -> Now:
        return Now(self._begin.mono + self._seconds, self._begin.utc + self._seconds)

    def _line(self, what: What, text: str, seconds: float = 0.0) -> Line:
        return Line(round(self._seconds, 1), self._node, what, text, round(seconds, 1), self._flow)

    def _next(self, step: Step) -> tuple[Fact, Line | None]:
        """The next thing that happens, and how long it takes: an answer, the end of a prompt, a key, or a silence."""
        if self._lookup is not None:
            wish, self._lookup = self._lookup, None
            self._seconds += ANSWER
            return LookupDone(wish.lookup, self._answer(wish.query)), None
        if self._say is not None:
            (say, seconds), self._say = self._say, None
            self._seconds += seconds
            return SayFinished(say), None
        if self._record is not None:
            record, self._record = self._record, None
            line = self._line("speaks", "", SPEECH)
            self._seconds += SPEECH
            return Recorded(record, "recording"), line
        if self._presses and self._presses[0] != "wait":
            key = self._presses.pop(0)
            node = self._flows[step.flow].nodes[step.node]
            self._seconds += PRESS
            return Digit(key), self._line("presses", "•" if any(node.secrets()) else key, PRESS)
        if self._presses:
            self._presses.pop(0)
        silence = max(0.0, (step.deadline or 0.0) - self._now().mono)
        line = self._line("silent", "", silence)
        self._seconds += silence
        return DeadlinePassed(), line

    def _answer(self, query: str) -> Mapping[str, Any] | None:
        if query == DOCUMENT and query not in self._lookups:
            self._documents += 1
            return {"number": str(self._documents)}
        return self._lookups.get(query)

    def _show(self, step: Step) -> Iterator[Line]:
        for visit in step.visits:
            yield Line(round(self._seconds, 1), visit.node, "leaves", visit.result, round(visit.seconds, 1), visit.flow)
        self._node, self._flow = step.node, step.flow
        for action in step.actions:
            match action:
                case Say():
                    lang = language(action.lang)
                    words = ("" if lang == "zh" else " ").join(
                        words_of(text, action.values, lang) for text in action.texts
                    )
                    seconds = len(words) * _PER_CHARACTER[lang] + (SPEECH if action.recording else 0.0)
                    self._say = (action.say, seconds)
                    yield self._line("hears", words, seconds)
                case StopSaying():
                    self._say = None
                case Lookup():
                    self._lookup = action
                    yield self._line("asks", action.query)
                case Record():
                    self._record = action.record
                case Rate():
                    yield self._line("rates", f"{action.survey} {action.question}: {action.score}")


def words_of(text: str, values: Mapping[str, Any], lang: Lang) -> str:
    """A text as it is spoken, or why it cannot be."""
    try:
        return expand(text, values, lang)
    except SpeechError as error:
        return f"[{error}]"


def outcome_words(outcome: Outcome) -> str:
    """An outcome in one line."""
    match outcome:
        case ToQueue(queue, priority):
            return f"queue {queue}" + (f", priority {priority:+d}" if priority else "")
        case ToVoicemail(box):
            return f"voicemail {box}"
        case ToTransfer(kind, target, on_fail):
            return f"transfer to {kind} {target}" + (f", else {on_fail}" if on_fail else "")
        case ToCallback(queue, number):
            return f"callback to {number}, queue {queue}"
        case Returned(result):
            return f"return {result}".rstrip()
        case HangUp():
            return "hang up"
