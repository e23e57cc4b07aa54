"""Runs the menu interpreter on a caller's leg: its wishes become commands, the caller's keys become facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from telephony import domain_events as news
from telephony.calls import Call, Stage
from telephony.commands import Play, StopPlay
from telephony.engine import Engine
from telephony.errors import HotlineError
from telephony.events import CommandRefused, DigitPressed, Event, PlaybackFinished, PlaybackOutcome
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
    Say,
    SayFinished,
    Step,
    StopSaying,
)

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Run:
    interpreter: Interpreter
    flow: str
    version: int
    lang: str
    node: str = ""
    says: dict[str, str] = field(default_factory=dict)  # playback id → say id


class IvrService:
    """Owns calls in the stage IVR. `on_outcome` is told where a flow sends its caller."""

    def __init__(self, engine: Engine, on_outcome: Callable[[Call, Outcome], None]) -> None:
        self._engine = engine
        self._on_outcome = on_outcome
        self._runs: dict[str, _Run] = {}

    def start(self, call: Call, flow: str, at: str | None = None, variables: Mapping[str, str] | None = None) -> None:
        """Begin a flow (or go on at node `at` after a restart) on the caller's leg."""
        config = self._engine.config
        known = {
            "caller": call.from_number,
            "dialled": call.to_number,
            "customer_name": call.card.name if call.card else "",
            **(variables or {}),
        }
        interpreter = Interpreter(
            config.flows[flow],
            lang=call.language,
            variables=known,
            hours=config.hours,
            zone=config.snapshot.company.zone,
        )
        run = _Run(interpreter, flow, config.flow_versions[flow], call.language)
        self._runs[call.id] = run
        self._engine.move(call, Stage.IVR)
        self._apply(call, run, interpreter.start(self._engine.now(), at))

    def handle(self, call: Call, event: Event) -> None:
        """A fact of the caller's leg."""
        run = self._runs.get(call.id)
        if run is None:
            return
        match event:
            case DigitPressed():
                self._feed(call, run, Digit(event.digit))
            case PlaybackFinished() if event.playback in run.says:
                if event.outcome is PlaybackOutcome.FAILED:
                    self._complain(call, run)
                self._feed(call, run, SayFinished(run.says.pop(event.playback)))
            case CommandRefused() if event.playback in run.says:
                self._feed(call, run, SayFinished(run.says.pop(event.playback)))
            case _:
                pass

    def _complain(self, call: Call, run: _Run) -> None:
        """A prompt fails when its caller hangs up in it, too: it is a defect only if he is still there."""
        flow, node = run.flow, run.node

        def tell() -> None:
            if not call.leg_gone:
                log.warning("ivr.prompt_failed", call=call.id, flow=flow, node=node)

        self._engine.after(call, "prompt-failed", 0.5, tell)

    def leave(self, call: Call) -> None:
        """The caller is gone: the visit of the node he was in ends now."""
        run = self._runs.pop(call.id, None)
        if run is None:
            return
        self._engine.cancel(call, "ivr")
        visit = run.interpreter.abandon(self._engine.now())
        if visit is not None:
            self._visited(call, run, visit)

    def _feed(self, call: Call, run: _Run, fact: Fact) -> None:
        if self._runs.get(call.id) is run:
            self._apply(call, run, run.interpreter.handle(fact, self._engine.now()))

    def _apply(self, call: Call, run: _Run, step: Step) -> None:
        for visit in step.visits:
            self._visited(call, run, visit)
        if step.lang != run.lang:
            run.lang = call.language = step.lang
            self._engine.publish(news.CallLanguage(call.id, step.lang))
        if step.node and step.node != run.node:
            run.node = call.node = step.node
            self._engine.publish(
                news.CallNodeEntered(call.id, run.flow, run.version, step.node, variables=dict(step.variables))
            )
            self._engine.show(call)
        for action in step.actions:
            self._act(call, run, action)
        if step.outcome is not None:
            self._runs.pop(call.id, None)
            self._engine.cancel(call, "ivr")
            self._on_outcome(call, step.outcome)
        elif step.deadline is None:
            self._engine.cancel(call, "ivr")
        else:
            wait = step.deadline - self._engine.now().mono
            self._engine.after(call, "ivr", wait, lambda: self._feed(call, run, DeadlinePassed()))

    def _visited(self, call: Call, run: _Run, visit: NodeVisit) -> None:
        call.path.append({"node": visit.node, "kind": visit.kind, "result": visit.result, "seconds": visit.seconds})
        self._engine.publish(
            news.CallNode(
                call.id,
                visit.flow,
                run.version,
                visit.node,
                visit.kind,
                visit.entered_utc,
                round(visit.seconds, 3),
                visit.result,
            )
        )

    def _act(self, call: Call, run: _Run, action: Action) -> None:
        match action:
            case Say():
                playback = f"{call.id}:{action.say}"
                files = self._engine.files(action.texts, action.lang, action.values)
                if files:
                    run.says[playback] = action.say
                    self._engine.send(call, Play(call.leg, playback, files))
                else:
                    self._engine.after(
                        call, f"say:{action.say}", 0, lambda: self._feed(call, run, SayFinished(action.say))
                    )
            case StopSaying():
                playback = f"{call.id}:{action.say}"
                run.says.pop(playback, None)
                self._engine.send(call, StopPlay(call.leg, playback))
            case Lookup():
                self._engine.spawn(self._look_up(call, run, action))

    async def _look_up(self, call: Call, run: _Run, wish: Lookup) -> None:
        result: Mapping[str, Any] | None
        try:
            result = await self._engine.directory.query(wish.query, wish.params, wish.timeout)
        except (TimeoutError, HotlineError) as error:
            log.warning("ivr.lookup_failed", call=call.id, query=wish.query, error=str(error) or "timeout")
            result = None
        self._feed(call, run, LookupDone(wish.lookup, result))
