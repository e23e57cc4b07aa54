"""One caller in one flow: what the nodes read and change. Private to the interpreter."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from telephony.clock import Now
from telephony.config_model import Hours, LibraryPrompt
from telephony.ivr import places
from telephony.ivr.fields import RECORDED, Prompt, Text
from telephony.ivr.flow import Flow
from telephony.ivr.model import Action, Lookup, NodeVisit, Outcome, Rate, Record, Returned, Say, Step, StopSaying
from telephony.ivr.speech.keys import recorded_text

TYPE_AHEAD = 32
"""Digits kept for the nodes to come; more are dropped."""
_KEYS = frozenset("0123456789*#")
MAX_DEPTH = 8
"""Flows within flows; a call that goes deeper returns at once."""
RECORD_GRACE = 15.0
"""Seconds beyond its longest length after which a recording counts as failed."""
LOOKUP_GRACE = 1.0
"""Seconds after a lookup's own timeout at which the flow goes on without an answer."""


def longest_saying(texts: tuple[str, ...]) -> float:
    """Seconds after which a prompt counts as over even if nothing was heard of its end."""
    return 30.0 + 0.6 * sum(map(len, texts))


@dataclass(slots=True)
class Visit:
    """The present visit's own scratch: wrong tries so far, digits collected, how far the
    node has come, and where it goes (target, result) once the prompt is over."""

    node: str
    since: Now
    misses: int = 0
    stage: int = 0
    entered: str = field(default="", repr=False)
    then: tuple[str, str] | None = None
    notes: list[str] = field(default_factory=list)


class Session:
    """Primitives for nodes. Every handler of a node leaves the session saying, waiting, looking up, moving or ended."""

    def __init__(
        self,
        flow: Flow,
        *,
        lang: str,
        variables: Mapping[str, str],
        hours: Mapping[str, Hours],
        zone: str,
        flows: Mapping[str, Flow] | None = None,
        library: Mapping[str, LibraryPrompt] | None = None,
    ) -> None:
        self.flow = flow
        self.flows = flows or {}
        self.library = library or {}
        self.stack: list[tuple[Flow, str]] = []
        """The flows and nodes that called the present flow, outermost first."""
        self.hours = hours
        self.zone = zone
        self.now = Now(0.0, 0.0)
        self.lang = lang if lang in flow.languages else flow.languages[0]
        self.digits: deque[str] = deque()
        self.idle_visits = 0
        """Nodes visited since a key last counted."""
        self.visit = Visit(flow.start, self.now)
        self.errors = 0
        """Mistakes in the whole call."""
        self.wrong: dict[str, int] = {}
        """Query → attempts at a verification that failed in this call."""
        self.proofs: dict[str, str] = {}
        """Query → who the caller has proved to be."""
        self.saying: str | None = None
        self.looking: str | None = None
        self.recording: str | None = None
        self.deadline: float | None = None
        self.target: str | None = None
        self.outcome: Outcome | None = None
        self.ended = False
        self._echo: tuple[str, float] | None = None
        self._count = 0
        self._open: Mapping[str, str] = MappingProxyType(dict(variables))
        self._masked: dict[str, str] = {}
        self._actions: list[Action] = []
        self._visits: list[NodeVisit] = []

    # variables

    @property
    def variables(self) -> Mapping[str, str]:
        """Variables that may be shown. A new mapping after each change."""
        return self._open

    def set(self, name: str, value: str, *, masked: bool = False) -> None:
        """Set a variable; a masked one is known only to `reveal`."""
        shown = {key: old for key, old in self._open.items() if key != name}
        self._masked.pop(name, None)
        if masked:
            self._masked[name] = value
        else:
            shown[name] = value
        self._open = MappingProxyType(shown)

    def get(self, name: str) -> str:
        """The value of a variable that may be shown; empty when it is not set or masked."""
        return self._open.get(name, "")

    def is_masked(self, name: str) -> bool:
        return name in self._masked

    def reveal(self, name: str) -> str | None:
        """The value of any variable, masked or not, for lookups and comparisons only; None when it is not set."""
        return self._masked.get(name, self._open.get(name))

    # saying, waiting, asking

    def say(self, prompt: Prompt, *, lang: str | None = None) -> None:
        """Say all texts of `prompt`, in the caller's language unless another is given; `said` follows."""
        self._say(prompt, lang or self.lang)

    def play_back(self, recording: str) -> None:
        """Let the caller hear what he has recorded; `said` follows."""
        self._say((), self.lang, recording)

    def _say(self, prompt: Prompt, lang: str, recording: str = "") -> None:
        self.stop_saying()
        texts = self.texts(prompt, lang)
        self._count += 1
        self.saying = f"say{self._count}"
        values = {place.name: self.get(place.name) for text in texts for place in places.spoken(text)}
        self._actions.append(Say(self.saying, lang, texts, values, recording))
        self.wait(longest_saying((*texts, *map(str, values.values()))) + (600.0 if recording else 0.0))

    def texts(self, prompt: Prompt, lang: str | None = None) -> tuple[str, ...]:
        """What is said of `prompt`: recordings of the library first, then its own words, then the library's."""
        words = (self._words(text, lang or self.lang) for text in prompt)
        return tuple(text for text in words if text)

    def _words(self, text: Text, lang: str) -> str:
        spoken = lang if lang in self.flow.languages else self.flow.languages[0]
        prompt = self.library.get(text.get(RECORDED, ""))
        if prompt is not None and spoken in prompt.files:
            return recorded_text(prompt.id)
        return text.get(spoken) or (prompt.texts.get(spoken, "") if prompt is not None else "")

    def record(self, max_seconds: int) -> None:
        """Record the caller; `recorded` follows."""
        self._count += 1
        self.recording = f"record{self._count}"
        self._actions.append(Record(self.recording, max_seconds))
        self.wait(max_seconds + RECORD_GRACE)

    def rate(self, survey: str, question: str, score: int) -> None:
        self._actions.append(Rate(survey, question, score))

    def stop_saying(self) -> None:
        """Stop what is being said; nothing more will be heard of it."""
        if self.saying is not None:
            self._actions.append(StopSaying(self.saying))
            self.saying = None

    def wait(self, seconds: float) -> None:
        """Set the deadline, counted from now; `expired` follows when it comes (`said`, while a prompt runs)."""
        self.deadline = self.now.mono + seconds

    def look_up(self, query: str, params: Mapping[str, str], timeout: float) -> None:
        """Ask; `answered` follows."""
        self._count += 1
        self.looking = f"lookup{self._count}"
        self._actions.append(Lookup(self.looking, query, dict(params), timeout))
        self.wait(timeout + LOOKUP_GRACE)

    # digits

    def type(self, digit: str) -> bool:
        """Keep a digit for whoever asks; false when it is dropped: no key, too many, or the terminator typed out of
        habit after a number that was complete by its length."""
        if digit not in _KEYS:
            return False
        echo, self._echo = self._echo, None
        if echo is not None and echo[0] == digit and self.now.mono <= echo[1]:
            return False
        if len(self.digits) >= TYPE_AHEAD:
            return False
        self.digits.append(digit)
        return True

    def take(self) -> str:
        """The next digit, which counts now."""
        self.idle_visits = 0
        return self.digits.popleft()

    def forgive(self, digit: str, seconds: float) -> None:
        """Drop `digit` if it is the next one and comes within `seconds`."""
        if self.digits:
            if self.digits[0] == digit:
                self.digits.popleft()
            return
        self._echo = (digit, self.now.mono + seconds)

    # moving

    def go(self, target: str, result: str) -> None:
        """Leave the node for `target`. `result` goes into the trace: never a digit of a masked number."""
        self._leave(result)
        self.target = target

    def call_flow(self, flow_id: str) -> bool:
        """Begin a sub-flow; the present node goes on in `Subflow.resume` when it returns. False when there is no such
        flow, or too many are open."""
        flow = self.flows.get(flow_id)
        if flow is None or len(self.stack) >= MAX_DEPTH:
            return False
        self._leave(flow_id)
        self.stack.append((self.flow, self.visit.node))
        self.flow = flow
        self.target = flow.start
        return True

    def jump(self, flow_id: str) -> bool:
        """Go on in another flow and never come back. False when there is no such flow."""
        flow = self.flows.get(flow_id)
        if flow is None:
            return False
        self._leave(flow_id)
        self.stack.clear()
        self.flow = flow
        self.target = flow.start
        return True

    def give_back(self, result: str) -> None:
        """The present flow is over: on after the node that called it; when nobody did, the call's flow is over."""
        if not self.stack:
            self.end(Returned(result), result or "returned")
            return
        self._leave(result or "returned")
        self.flow, node = self.stack.pop()
        caller = self.flow.nodes.get(node)
        self.target = caller.resumes(result) if caller is not None else ""

    def end(self, outcome: Outcome, result: str) -> None:
        """The flow is over."""
        self._leave(result)
        self.outcome = outcome
        self.ended = True
        self.deadline = None

    def give_up(self) -> NodeVisit:
        """The caller is gone: end without an outcome."""
        self._leave("caller_gone")
        self._actions.clear()
        self.ended = True
        return self._visits.pop()

    def arrive(self, target: str) -> None:
        self.target = None
        self.idle_visits += 1
        self.visit = Visit(target, self.now)

    def _leave(self, result: str) -> None:
        self.stop_saying()
        self.looking = None
        self.recording = None
        self.deadline = None
        visit = self.visit
        kind = self.flow.nodes[visit.node].kind if visit.node in self.flow.nodes else ""
        seconds = max(0.0, self.now.mono - visit.since.mono)
        self._visits.append(
            NodeVisit(self.flow.flow, self.flow.version, visit.node, kind, visit.since.utc, seconds, result)
        )

    def step(self) -> Step:
        """What has gathered since the last step."""
        step = Step(
            actions=tuple(self._actions),
            visits=tuple(self._visits),
            deadline=self.deadline,
            lang=self.lang,
            variables=self._open,
            outcome=self.outcome,
            node=self.visit.node,
            flow=self.flow.flow,
            stack=tuple((flow.flow, node) for flow, node in self.stack),
        )
        self._actions.clear()
        self._visits.clear()
        self.outcome = None
        return step
