"""Runs the menu interpreter on a caller's leg: its wishes become commands, the caller's keys become facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import structlog
from ulid import ULID

from telephony import domain_events as news
from telephony.calls import HUNG_UP_SECONDS, Call, Stage
from telephony.commands import MusicStop, Play, RecordMessage, StopPlay
from telephony.engine import Engine
from telephony.errors import HotlineError
from telephony.events import (
    CommandRefused,
    DigitPressed,
    Event,
    PlaybackFinished,
    PlaybackOutcome,
    RecordingFinished,
)
from telephony.ivr.drafts import draft_path, last_talk
from telephony.ivr.flow import Flow
from telephony.ivr.interpreter import Interpreter
from telephony.ivr.model import (
    Action,
    DeadlinePassed,
    Digit,
    Fact,
    Lookup,
    LookupDone,
    NodeVisit,
    Outcome,
    Rate,
    Record,
    Recorded,
    Say,
    SayFinished,
    Step,
    StopSaying,
    ToTransfer,
)
from telephony.ivr.nodes.document import QUERY as DOCUMENT
from telephony.ivr.versions import Pins, pinned, versions_of

log = structlog.get_logger(__name__)

DRAFT_SILENCE = 4
"""Seconds of silence that end the recording of a prompt."""


@dataclass(slots=True)
class _Run:
    interpreter: Interpreter
    pins: Pins
    flow: str
    lang: str
    secret: frozenset[tuple[str, str]] = frozenset()  # (flow, node) that ask for what nobody shall hear
    node: str = ""
    place: tuple[object, ...] = ()
    says: dict[str, str] = field(default_factory=dict)  # playback id → say id
    records: dict[str, tuple[str, str]] = field(default_factory=dict)  # recording id → record id, path
    id: str = field(default_factory=lambda: str(ULID())[-8:])

    def playback(self, call: Call, say: str) -> str:
        """Says are counted anew in every run: what an earlier one (of a core that is gone, too) says is told apart."""
        return f"{call.id}:{self.id}-{say}"


@dataclass(frozen=True, slots=True)
class _WayBack:
    """Into the flow that has put its caller through, when nobody answers: in the versions `pins`."""

    pins: Pins
    go: Callable[[], None]

    def __call__(self) -> None:
        self.go()


class IvrService:
    """Owns calls in the stage IVR. `on_outcome` is told where a flow sends its caller."""

    def __init__(self, engine: Engine, on_outcome: Callable[[Call, Outcome], None]) -> None:
        self._engine = engine
        self._on_outcome = on_outcome
        self._runs: dict[str, _Run] = {}
        self._expected: tuple[Pins, ...] = ()
        self.on_secret: Callable[[Call, bool], None] = lambda _call, _secret: None
        """Told whether the node that a caller has entered asks for something that nobody shall hear."""

    def start(
        self,
        call: Call,
        flow: str,
        at: str | None = None,
        variables: Mapping[str, str] | None = None,
        *,
        pins: Pins | None = None,
        stack: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Begin a flow (or go on at node `at` after a restart, in the versions `pins`, in a flow that the nodes of
        `stack` had called) on the caller's leg."""
        config = self._engine.config
        known = {
            "caller": call.from_number,
            "dialled": call.to_number,
            "customer_name": call.card.name if call.card else "",
            **(variables or {}),
        }
        root = stack[0][0] if stack else flow
        flows = pinned(config, root, pins or {})
        interpreter = Interpreter(
            flows[root],
            lang=call.language,
            variables=known,
            hours=config.hours,
            zone=config.snapshot.company.zone,
            flows=flows,
            library=config.prompts,
        )
        run = _Run(interpreter, versions_of(flows), flow, call.language, secret=_secret_nodes(flows))
        self._runs[call.id] = run
        if call.stage is not Stage.ARRIVED:  # from a queue or a talk: its music would go on under the flow
            self._engine.send(call, MusicStop(call.leg))
        self._engine.move(call, Stage.IVR)
        self._apply(call, run, interpreter.start(self._engine.now(), at, flow, stack))

    # versions in use

    def resume(self, call: Call, entered: Mapping[str, Any]) -> bool:
        """Take a caller back after a restart, by the data of his last `call.node_entered`. False when his flow is not
        there any more."""
        stack = [(str(flow), str(node)) for flow, node in entered.get("stack") or ()]
        pins = {entered["flow"]: entered["version"], **(entered.get("pins") or {})}
        if self._engine.config.flow(stack[0][0] if stack else entered["flow"]) is None:
            return False
        self.start(call, entered["flow"], entered["node"], entered["variables"], pins=pins, stack=stack)
        return True

    def expect(self, calls: Iterable[Sequence[news.Envelope]]) -> None:
        """The versions that these calls' news name stay: the calls are about to be taken back after a restart."""
        last = (next((n for n in reversed(items) if n.type == "call.node_entered"), None) for items in calls)
        self._expected = tuple(
            {item.data["flow"]: item.data["version"], **(item.data.get("pins") or {})} for item in last if item
        )

    def kept_flows(self, snapshot: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The versions in use that are not those of a new snapshot, as it holds them."""
        used = {pair for run in self._runs.values() for pair in run.pins.items()}
        waiting = (call.otherwise for call in self._engine.calls.values())
        used |= {pair for way in waiting if isinstance(way, _WayBack) for pair in way.pins.items()}
        used |= {pair for pins in self._expected for pair in pins.items()}
        used -= {(flow["id"], flow["version"]) for flow in snapshot.get("flows", ())}
        kept = (self._engine.config.flow_document(*pair) for pair in sorted(used))
        return [asdict(document) for document in kept if document is not None]

    # facts

    def handle(self, call: Call, event: Event) -> None:
        """A fact of the caller's leg."""
        run = self._runs.get(call.id)
        if run is None:
            return
        match event:
            case DigitPressed() if event.leg == call.leg:  # not of the agent who waits for him
                self._feed(call, run, Digit(event.digit))
            case PlaybackFinished() if event.playback in run.says:
                said = SayFinished(run.says.pop(event.playback))
                if event.outcome is PlaybackOutcome.FAILED:
                    self._broken_off(call, run, said)
                else:
                    self._feed(call, run, said)
            case CommandRefused() if event.playback in run.says:
                self._broken_off(call, run, SayFinished(run.says.pop(event.playback)))
            case RecordingFinished() if event.recording in run.records:
                record, path = run.records.pop(event.recording)
                self._feed(call, run, Recorded(record, path if event.ok else ""))
            case CommandRefused() if event.recording in run.records:
                record, _ = run.records.pop(event.recording)
                self._feed(call, run, Recorded(record, ""))
            case _:
                pass

    def _broken_off(self, call: Call, run: _Run, said: SayFinished) -> None:
        """A prompt fails when its caller hangs up in it, too: it is a defect, and the flow goes on to what comes behind
        it (a queue, a document), only if he is still there."""
        flow, node = run.flow, run.node

        def go_on() -> None:
            if not call.leg_gone:
                log.warning("ivr.prompt_failed", call=call.id, flow=flow, node=node)
                self._feed(call, run, said)

        self._engine.after(call, "prompt-failed", HUNG_UP_SECONDS, go_on)

    def leave(self, call: Call) -> None:
        """The caller is gone: the visit of the node he was in ends now."""
        run = self._runs.pop(call.id, None)
        if run is None:
            return
        self._engine.cancel(call, "ivr")
        visit = run.interpreter.abandon(self._engine.now())
        if visit is not None:
            self._visited(call, visit)

    def _feed(self, call: Call, run: _Run, fact: Fact) -> None:
        if self._runs.get(call.id) is run:
            self._apply(call, run, run.interpreter.handle(fact, self._engine.now()))

    def _apply(self, call: Call, run: _Run, step: Step) -> None:
        for visit in step.visits:
            self._visited(call, visit)
        if step.lang != run.lang:
            run.lang = call.language = step.lang
            self._engine.publish(news.CallLanguage(call.id, step.lang))
        place = (step.flow, step.node, step.stack)
        if step.node and place != run.place:
            self._entered(call, run, step)
            run.place = place
        for action in step.actions:
            self._act(call, run, action)
        if step.outcome is not None:
            self._runs.pop(call.id, None)
            self._engine.cancel(call, "ivr")
            call.variables.update(step.variables)
            self.on_secret(call, False)
            call.otherwise = self._otherwise(call, run, step)
            self._on_outcome(call, step.outcome)
        elif step.deadline is None:
            self._engine.cancel(call, "ivr")
        else:
            wait = step.deadline - self._engine.now().mono
            self._engine.after(call, "ivr", wait, lambda: self._feed(call, run, DeadlinePassed()))

    def _otherwise(self, call: Call, run: _Run, step: Step) -> Callable[[], None] | None:
        """How a caller comes back into his flow, in the version that he had, when nobody answers his transfer."""
        outcome = step.outcome
        if not isinstance(outcome, ToTransfer) or not outcome.on_fail:
            return None
        flow, pins, stack = run.flow, run.pins, step.stack
        return _WayBack(
            pins, lambda: self.start(call, flow, outcome.on_fail, dict(call.variables), pins=pins, stack=stack)
        )

    def _entered(self, call: Call, run: _Run, step: Step) -> None:
        run.flow, run.node = step.flow, step.node
        call.flow, call.node = step.flow, step.node
        self.on_secret(call, (step.flow, step.node) in run.secret)
        version = run.pins.get(step.flow, 0)
        pins = run.pins if len(run.pins) > 1 else {}
        variables = dict(step.variables)
        self._engine.publish(
            news.CallNodeEntered(call.id, step.flow, version, step.node, variables, step.stack, dict(pins))
        )
        self._engine.show(call)

    def _visited(self, call: Call, visit: NodeVisit) -> None:
        call.path.append(
            {
                "flow": visit.flow,
                "node": visit.node,
                "kind": visit.kind,
                "result": visit.result,
                "seconds": visit.seconds,
            }
        )
        self._engine.publish(
            news.CallNode(
                call.id,
                visit.flow,
                visit.version,
                visit.node,
                visit.kind,
                visit.entered_utc,
                round(visit.seconds, 3),
                visit.result,
            )
        )

    # wishes

    def _act(self, call: Call, run: _Run, action: Action) -> None:
        match action:
            case Say():
                self._say(call, run, action)
            case StopSaying():
                playback = run.playback(call, action.say)
                run.says.pop(playback, None)
                self._engine.send(call, StopPlay(call.leg, playback))
            case Lookup():
                self._engine.spawn_for(call, self._look_up(call, run, action))
            case Record():
                recording, path = draft_path(self._engine.options.recordings)
                run.records[recording] = (action.record, path)
                file = str(self._engine.options.recordings / path)
                self._engine.send(
                    call, RecordMessage(call.leg, recording, file, action.max_seconds, DRAFT_SILENCE, stop_digits="#")
                )
            case Rate():
                agent, queue, segment = last_talk(call)
                self._engine.publish(
                    news.CallRated(call.id, action.survey, action.question, action.score, agent, queue, segment)
                )

    def _say(self, call: Call, run: _Run, action: Say) -> None:
        playback = run.playback(call, action.say)
        files = self._engine.files(action.texts, action.lang, action.values)
        if action.recording:
            files = (*files, str(self._engine.options.recordings / action.recording))
        if files:
            run.says[playback] = action.say
            self._engine.send(call, Play(call.leg, playback, files))
        else:
            self._engine.after(call, f"say:{action.say}", 0, lambda: self._feed(call, run, SayFinished(action.say)))

    async def _look_up(self, call: Call, run: _Run, wish: Lookup) -> None:
        result: Mapping[str, Any] | None
        params = wish.params
        if wish.query == DOCUMENT:
            customer = (call.card.customer if call.card else None) or ""
            params = {**params, "call": call.id, "customer": customer, "caller": call.from_number}
            params |= {"flow": run.flow, "node": run.node}
        try:
            result = await self._engine.directory.query(wish.query, params, wish.timeout)
        except (TimeoutError, HotlineError) as error:
            log.warning("ivr.lookup_failed", call=call.id, query=wish.query, error=str(error) or "timeout")
            result = None
        self._feed(call, run, LookupDone(wish.lookup, result))


def _secret_nodes(flows: Mapping[str, Flow]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (ident, name)
        for ident, flow in flows.items()
        for name, node in flow.nodes.items()
        if node.kind == "verify" or getattr(node, "masked", False)
    )
