"""Carries out what the distributor decides: screen-pop, ring, announcements, overflow; and tells it what happened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import structlog

from telephony import domain_events as news
from telephony.acd import model
from telephony.acd.engine import Acd
from telephony.acd.limits import fallback
from telephony.acd.model import OfferResult
from telephony.calls import Call, Party, Stage
from telephony.commands import Play
from telephony.config_model import Queue
from telephony.engine import Engine
from telephony.errors import HotlineError
from telephony.events import Cause, CommandRefused, DigitPressed, Event, PlaybackFinished
from telephony.incall.members import call_of_agent
from telephony.queueing.announcements import Announcer
from telephony.queueing.calendar import Calendar
from telephony.queueing.offers import Offers
from telephony.queueing.sticky import preferred_agent
from telephony.queueing.waiting import Ring, Waiting, Where

log = structlog.get_logger(__name__)

NOTICE_LIMIT = 20.0
"""Seconds after which a call joins its queue even if the end of the recording notice was never reported."""

FIGURES_EVERY = 1.0
"""Seconds between two pieces of news about one queue's figures: nobody reads faster."""


class Listener(Protocol):
    """Who has the keys of waiting callers (telephony/queueing/keys.py)."""

    def press(self, call: Call, waiting: Waiting, digit: str) -> None: ...
    def said(self, call: Call, waiting: Waiting) -> None: ...
    def ask(self, call: Call, waiting: Waiting, declined: Callable[[], None]) -> None: ...


class AcdService:
    """Owns calls in the stage QUEUE. `on_agent` gets a call whose agent has answered, `on_overflow` one that left by a
    limit. The other services around the queue are wired by the controller: `keys` has what callers press, `call_for`
    makes the call for an item that has none yet (a callback), `written` takes decisions about chats and e-mails,
    `asked` those about agents who want to consult somebody of a queue."""

    def __init__(
        self,
        engine: Engine,
        acd: Acd,
        on_agent: Callable[[Call, Party], None],
        on_overflow: Callable[[Call, model.Overflowed], None],
    ) -> None:
        self._engine = engine
        self.acd = acd
        self._on_agent = on_agent
        self._on_overflow = on_overflow
        self.waiting: dict[str, Waiting] = {}
        self.announcer = Announcer(engine, self.waiting)
        self.offers = Offers(engine, acd, self.waiting, self._answered, self.pump)
        self._figures: dict[str, model.QueueChanged | None] = {}  # told lately; the newest figures not told yet
        self._timer: asyncio.TimerHandle | None = None
        self._polling = False
        self.calendar = Calendar(engine, acd, self.pump)
        self.keys: Listener
        self.call_for: Callable[[model.Offer], Call | None] = lambda _offer: None
        self.on_leftover: Callable[[model.Overflowed], None] = lambda _decision: None
        self.written: Callable[[model.Decision], bool] = lambda _decision: False
        self.asked: Callable[[model.Decision], bool] = lambda _decision: False
        self.on_agent_changed: Callable[[], None] = lambda: None

    def configure(self) -> None:
        """Go by the engine's configuration from now on."""
        config = self._engine.config
        now = self._engine.now()
        snapshot = config.snapshot
        self.acd.configure(config.queues.values(), config.agents.values(), now, snapshot.pause_reasons, snapshot.media)
        self.calendar.configured()
        self.pump()

    # calls

    def enqueue(
        self,
        call: Call,
        queue: str,
        priority: int = 0,
        *,
        place: tuple[float, float] | None = None,
        joined: float | None = None,
    ) -> None:
        """Put a call into a queue. `place` (mono, utc) keeps an earlier place; by default it is last of its priority.
        `joined` (mono): it comes back to this queue, whose limits count from there; those for new callers do not."""
        now = self._engine.now()
        entered, entered_utc = place or (now.mono, self._engine.utc(call))
        config = self._engine.config.queues.get(queue)
        if config is None:
            log.error("acd.no_such_queue", call=call.id, queue=queue)
            self._on_overflow(call, model.Overflowed(call.id, queue, "queue_removed", "hangup", ""))
            return
        call.queue, call.priority = queue, priority
        call.queued_at, call.queued_mono = entered_utc, entered
        self._engine.move(call, Stage.QUEUE)
        preferred = preferred_agent(config.sticky, call.card, now.utc)
        self._engine.publish(news.CallQueued(call.id, queue, priority, entered_utc, preferred))
        item = model.WorkItem(
            id=call.id,
            queue=queue,
            entered=entered,
            entered_utc=entered_utc,
            caller=call.from_number,
            priority=priority,
            preferred=preferred,
            preferred_until=now.mono + config.sticky.patience,
            category=call.card.category if call.card else "",
            joined=joined,
        )
        waiting = self.waiting[call.id] = Waiting()
        notice = (
            ()
            if call.notice_played
            else self._engine.files([self._engine.notice("recording_notice", call.language)], call.language)
        )
        call.notice_played = True
        if notice and self._engine.options.recording:
            waiting.where = Where.NOTICE
            waiting.announcing = f"{call.id}:notice"
            self._engine.send(call, Play(call.leg, waiting.announcing, notice))
            waiting.then = lambda: self._join(call, item, config)
            self._engine.after(call, "notice", NOTICE_LIMIT, lambda: self._join(call, item, config))
        else:
            self.acd.enqueue(item, now)
            self.announcer.begin(call)
        self.pump()

    def _waited(self, call: Call) -> float:
        """Seconds since the call took its place in the queue."""
        utc = self._engine.utc(call)
        return round(utc - (call.queued_at or utc), 3)

    def _join(self, call: Call, item: model.WorkItem, config: Queue) -> None:
        """The recording notice has been heard; the place in the queue counts from before it. A queue that was removed
        meanwhile sends him where it sends those who wait, by its last rules (`config`)."""
        waiting = self.waiting.get(call.id)
        if waiting is None or waiting.where is not Where.NOTICE:
            return
        waiting.where, waiting.then, waiting.announcing = Where.LINE, None, None
        self._engine.cancel(call, "notice")
        if item.queue not in self._engine.config.queues:
            rule = fallback(config, "max_wait")
            self._overflow(model.Overflowed(call.id, item.queue, "queue_removed", rule.action, rule.target, rule.text))
            return
        self.acd.enqueue(item, self._engine.now())
        self.announcer.begin(call)
        self.pump()

    def take_in(self, call: Call, priority: int, place: tuple[float, float]) -> None:
        """The distributor offers an item to an agent that had no call until now: the call stands at the item's
        place."""
        call.priority, (call.queued_mono, call.queued_at) = priority, place
        self._engine.move(call, Stage.QUEUE)
        self._engine.publish(news.CallQueued(call.id, call.queue or "", priority, place[1], None))
        self.waiting[call.id] = Waiting()

    def handle(self, call: Call, event: Event) -> None:
        """A fact of the caller's leg or of a leg that is being rung for him."""
        waiting = self.waiting.get(call.id)
        if waiting is None:
            return
        match event:
            case PlaybackFinished() | CommandRefused() if event.playback and event.playback == waiting.announcing:
                self._announced(call, waiting)
            case DigitPressed() if event.leg == call.leg and waiting.where is not Where.NOTICE:
                self.keys.press(call, waiting, event.digit)
            case _:
                self.offers.handle(call, waiting, event)

    def _announced(self, call: Call, waiting: Waiting) -> None:
        if waiting.then is not None:
            waiting.announcing, then, waiting.then = None, waiting.then, None
            if waiting.where is Where.NOTICE:
                waiting.then = then
            then()
        elif waiting.dialog is not None:
            waiting.announcing = None
            self.keys.said(call, waiting)
        else:
            self.announcer.finished(call, waiting)

    def leave(self, call: Call, result: str, detail: str = "", action: str = "", target: str = "") -> None:
        """The call leaves the queue for another reason than an agent's answer (caller gone, moved):
        release everything."""
        waiting = self.waiting.get(call.id)
        if waiting is None:
            return
        spoken_to = self._forget(call, waiting)
        if waiting.where is Where.OUT:
            return
        if waiting.where is Where.LINE:
            try:
                self.acd.withdraw(call.id, self._engine.now())
            except HotlineError as error:
                log.warning("acd.withdraw", call=call.id, error=str(error))
        if result == "answered":  # a colleague has picked him up: no missed call on the phones that rang
            self._wait_on(call, spoken_to)
            self.offers.drop_all(call, waiting, OfferResult.ANSWERED_ELSEWHERE, Cause.ANSWERED_ELSEWHERE)
        else:
            gone = OfferResult.CALLER_GONE if call.leg_gone else OfferResult.WITHDRAWN
            self.offers.drop_all(call, waiting, gone, Cause.CANCELLED)
        self._left(call, call.queue or "", result, detail, action, target)
        self.pump()

    def _wait_on(self, call: Call, spoken_to: bool) -> None:
        """An agent has taken him, and may be told who he is first: music again for one who was spoken to."""
        if spoken_to and call.leg and not call.leg_gone:
            self.announcer.music(call)

    def _forget(self, call: Call, waiting: Waiting) -> bool:
        """Nothing more of the queue is heard or waited for. Returns whether he heard something else than its music."""
        spoken_to = waiting.announcing is not None or waiting.dialog is not None
        for timer in ("notice", "dialog"):
            self._engine.cancel(call, timer)
        if call.leg and not call.leg_gone:
            self.announcer.end(call)
        else:
            self._engine.cancel(call, "comfort")
        del self.waiting[call.id]
        waiting.then = waiting.dialog = None
        return spoken_to

    def _left(self, call: Call, queue: str, result: str, detail: str = "", action: str = "", target: str = "") -> None:
        self._engine.publish(news.CallLeftQueue(call.id, queue, result, self._waited(call), detail, action, target))

    def released(self, agent: str, item: str, *, wrap_up: bool) -> None:
        """The agent's talk is over. One whose phone dials or talks on another line as well is taken by that call.
        Raises Unknown or NotPossible when he does not talk in `item`."""
        now = self._engine.now()
        self.acd.released(agent, item, now, wrap_up=wrap_up)
        others = (call for call in self._engine.calls.values() if call.id != item)
        other = call_of_agent(others, agent)
        party = other.party if other is not None else None
        if other is None or not (other.colleague == agent or (party is not None and party.agent == agent)):
            return
        if self.acd.agent_state(agent) is not model.AgentState.OFFLINE:
            self.acd.engage(agent, other.id, party.queue if party is not None else None, now)

    def pop_received(self, pop: str) -> None:
        """The agent's browser has the screen-pop: his phone may ring."""
        self.offers.pop_received(pop)

    # decisions

    def pump(self) -> None:
        """Carry out everything that the engine has decided; set the timer of its next deadline."""
        if self._polling:
            return
        self._polling = True
        try:
            while decisions := self.acd.poll(self._engine.now()):
                for decision in decisions:
                    self._carry_out_safely(decision)
        finally:
            self._polling = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        deadline = self.acd.next_deadline()
        if deadline is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(0.0, deadline - loop.time()), self.pump)

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is told in here is decided on at once, at its end: nobody who becomes free meanwhile is given away."""
        if self._polling:
            yield
            return
        self._polling = True
        try:
            yield
        finally:
            self._polling = False
            self.pump()

    def abandon(self) -> None:
        """Stop the timer of a service that is given up."""
        self.calendar.abandon()
        if self._timer is not None:
            self._timer.cancel()

    def _carry_out_safely(self, decision: model.Decision) -> None:
        """A defect in one call ends that call; the other decisions are carried out."""
        try:
            self._carry_out(decision)
        except Exception:
            log.exception("acd.decision_failed", decision=type(decision).__name__)
            call = self._engine.calls.get(getattr(decision, "item", ""))
            if call is not None and call.stage is not Stage.ENDED:
                self._engine.on_defect(call)

    def _carry_out(self, decision: model.Decision) -> None:
        if self.written(decision) or self.asked(decision):
            return
        match decision:
            case model.Offer():
                if decision.item not in self._engine.calls:
                    self.call_for(decision)
                self.offers.make(decision)
            case model.OfferWithdrawn():
                self.offers.withdrawn(decision)
            case model.Announce():
                self.announcer.place(decision)
            case model.Overflowed():
                self._overflow(decision)
            case model.AgentChanged():
                self._agent_changed(decision)
            case model.QueueChanged():
                self._queue_changed(decision)
            case model.PauseOver():
                self._engine.publish(
                    news.AgentPauseOver(
                        None,
                        decision.agent,
                        str(decision.state),
                        decision.reason,
                        decision.since_utc,
                        decision.limit,
                    )
                )
            case _:
                log.error("acd.unknown_decision", decision=type(decision).__name__)

    def _queue_changed(self, change: model.QueueChanged) -> None:
        """Tell boards, at most once in FIGURES_EVERY per queue; the last figures are always told."""
        if change.queue in self._figures:
            self._figures[change.queue] = change
            return
        self._figures[change.queue] = None
        self._tell_figures(change)
        asyncio.get_running_loop().call_later(FIGURES_EVERY, self._figures_due, change.queue)

    def _figures_due(self, queue: str) -> None:
        change = self._figures.pop(queue, None)
        if change is not None:
            self._queue_changed(change)

    def _tell_figures(self, change: model.QueueChanged) -> None:
        self._engine.publish(
            news.QueueFigures(
                None,
                change.queue,
                change.waiting,
                change.oldest_utc,
                change.available,
                change.talking,
                change.wrap_up,
                change.logged_in,
            )
        )

    def _answered(self, call: Call, waiting: Waiting, ring: Ring) -> None:
        self._wait_on(call, self._forget(call, waiting))
        self._left(call, ring.offer.queue, "answered")
        call.party = ring.party
        self._on_agent(call, ring.party)
        self.pump()

    def _overflow(self, decision: model.Overflowed) -> None:
        call = self._engine.calls.get(decision.item)
        waiting = self.waiting.get(decision.item)
        if call is None or waiting is None or not call.leg:
            self.on_leftover(decision)
            return
        self._forget(call, waiting)
        call.moves += 1
        self._left(call, decision.queue, "overflow", decision.reason, decision.action, decision.target)
        self._on_overflow(call, decision)

    def tell(self, call: Call, files: tuple[str, ...], then: Callable[[], None]) -> None:
        """Say something to a caller whom a limit has sent away, then go on with him."""
        if not files:
            then()
            return
        if call.stage is not Stage.QUEUE:
            self._engine.move(call, Stage.QUEUE)
        waiting = self.waiting[call.id] = Waiting(where=Where.OUT)
        self.announcer.say(call, waiting, files, "told")

        def go_on() -> None:
            self.waiting.pop(call.id, None)
            then()

        waiting.then = go_on

    def ask_number(self, call: Call, declined: Callable[[], None]) -> None:
        """Ask a caller whom a limit has sent away on which number he is to be called back."""
        if call.stage is not Stage.QUEUE:
            self._engine.move(call, Stage.QUEUE)
        waiting = self.waiting[call.id] = Waiting(where=Where.OUT)

        def gone_on() -> None:
            self.waiting.pop(call.id, None)
            declined()

        self.keys.ask(call, waiting, gone_on)

    def _agent_changed(self, change: model.AgentChanged) -> None:
        self._engine.publish(
            news.AgentStateChanged(
                change.item,
                change.agent,
                str(change.state),
                str(change.previous),
                change.reason,
                change.device,
                change.queue,
                change.since_utc,
                round(change.previous_seconds, 3),
                change.until_utc,
                change.paid,
                change.limit_utc,
            )
        )
        self.on_agent_changed()
