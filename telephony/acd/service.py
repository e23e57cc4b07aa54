"""Carries out what the distributor decides: screen-pop, ring, announcements, overflow; and tells it what happened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from telephony import domain_events as news
from telephony.acd import model
from telephony.acd.engine import Acd
from telephony.acd.model import OfferResult
from telephony.calls import Call, Party, Stage
from telephony.commands import MusicStart, MusicStop, Play, StopPlay
from telephony.engine import Engine
from telephony.errors import HotlineError
from telephony.events import Cause, CommandRefused, Event, PlaybackFinished
from telephony.queueing.offers import Offers
from telephony.queueing.waiting import Ring, Waiting

log = structlog.get_logger(__name__)

NOTICE_LIMIT = 20.0
"""Seconds after which a call joins its queue even if the end of the recording notice was never reported."""

FIGURES_EVERY = 0.25
"""Seconds between two pieces of news about one queue's figures: nobody reads faster."""


class AcdService:
    """Owns calls in the stage QUEUE. `on_agent` gets a call whose agent has answered, `on_overflow` one that left."""

    def __init__(
        self,
        engine: Engine,
        acd: Acd,
        on_agent: Callable[[Call, Party], None],
        on_overflow: Callable[[Call, str, str], None],
    ) -> None:
        self._engine = engine
        self.acd = acd
        self._on_agent = on_agent
        self._on_overflow = on_overflow
        self._waiting: dict[str, Waiting] = {}
        self._offers = Offers(engine, acd, self._waiting, self._answered, self.pump)
        self._figures: dict[str, model.QueueChanged | None] = {}  # told lately; the newest figures not told yet
        self._timer: asyncio.TimerHandle | None = None
        self._polling = False
        self.on_agent_changed: Callable[[], None] = lambda: None

    # calls

    def enqueue(self, call: Call, queue: str, priority: int = 0, *, place: tuple[float, float] | None = None) -> None:
        """Put a call into a queue. `place` (mono, utc) keeps an earlier place; by default it is last of
        its priority."""
        now = self._engine.now()
        entered, entered_utc = place or (now.mono, self._engine.utc(call))
        config = self._engine.config.queues.get(queue)
        if config is None:
            log.error("acd.no_such_queue", call=call.id, queue=queue)
            self._on_overflow(call, "hangup", "")
            return
        call.queue, call.priority = queue, priority
        call.queued_at, call.queued_mono = entered_utc, entered
        self._engine.move(call, Stage.QUEUE)
        preferred = self._sticky(call, queue, now.utc)
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
        )
        waiting = self._waiting[call.id] = Waiting()
        notice = (
            ()
            if call.notice_played
            else self._engine.files([self._engine.notice("recording_notice", call.language)], call.language)
        )
        call.notice_played = True
        if notice and self._engine.options.recording:
            waiting.announcing = f"{call.id}:notice"
            self._engine.send(call, Play(call.leg, waiting.announcing, notice))
            waiting.join = lambda: self._join(call, item)
            self._engine.after(call, "notice", NOTICE_LIMIT, waiting.join)
        else:
            self._engine.send(call, MusicStart(call.leg, config.music))
            self.acd.enqueue(item, now)
        self.pump()

    def _waited(self, call: Call) -> float:
        """Seconds since the call took its place in the queue."""
        utc = self._engine.utc(call)
        return round(utc - (call.queued_at or utc), 3)

    def _join(self, call: Call, item: model.WorkItem) -> None:
        """The recording notice has been heard; the place in the queue counts from before it."""
        waiting = self._waiting.get(call.id)
        if waiting is None or waiting.join is None:
            return
        waiting.join = waiting.announcing = None
        self._engine.cancel(call, "notice")
        config = self._engine.config.queues.get(item.queue)
        self._engine.send(call, MusicStart(call.leg, config.music if config else "default"))
        self.acd.enqueue(item, self._engine.now())
        self.pump()

    def _sticky(self, call: Call, queue: str, utc: float) -> str | None:
        policy = self._engine.config.queues[queue].sticky
        card = call.card
        if not policy.enabled or card is None or card.last_agent is None or card.last_served is None:
            return None
        return card.last_agent if utc - card.last_served <= policy.lookback_days * 86400 else None

    def handle(self, call: Call, event: Event) -> None:
        """A fact of the caller's leg or of a leg that is being rung for him."""
        waiting = self._waiting.get(call.id)
        if waiting is None:
            return
        match event:
            case PlaybackFinished() | CommandRefused() if event.playback and event.playback == waiting.announcing:
                self._announced(call, waiting)
            case _:
                self._offers.handle(call, waiting, event)

    def leave(self, call: Call, result: str, detail: str = "") -> None:
        """The call leaves the queue for another reason than an agent's answer (caller gone, moved):
        release everything."""
        waiting = self._waiting.pop(call.id, None)
        if waiting is None:
            return
        self._engine.cancel(call, "notice")
        if waiting.join is None:
            try:
                self.acd.withdraw(call.id, self._engine.now())
            except HotlineError as error:
                log.warning("acd.withdraw", call=call.id, error=str(error))
        self._offers.drop_all(call, waiting, OfferResult.CALLER_GONE, Cause.CANCELLED)
        self._engine.publish(news.CallLeftQueue(call.id, call.queue or "", result, self._waited(call), detail))
        self.pump()

    def pop_received(self, pop: str) -> None:
        """The agent's browser has the screen-pop: his phone may ring."""
        self._offers.pop_received(pop)

    # decisions

    def pump(self) -> None:
        """Carry out everything that the engine has decided; set the timer of its next deadline."""
        if self._polling:
            return
        self._polling = True
        try:
            while decisions := self.acd.poll(self._engine.now()):
                for decision in decisions:
                    self._carry_out(decision)
        finally:
            self._polling = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        deadline = self.acd.next_deadline()
        if deadline is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(0.0, deadline - loop.time()), self.pump)

    def abandon(self) -> None:
        """Stop the timer of a service that is given up."""
        if self._timer is not None:
            self._timer.cancel()

    def _carry_out(self, decision: model.Decision) -> None:
        match decision:
            case model.Offer():
                self._offers.make(decision)
            case model.OfferWithdrawn():
                self._offers.withdrawn(decision)
            case model.Announce():
                self._announce(decision)
            case model.Overflowed():
                self._overflow(decision)
            case model.AgentChanged():
                self._agent_changed(decision)
            case model.QueueChanged():
                self._queue_changed(decision)
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
        self._waiting.pop(call.id, None)
        self._engine.publish(news.CallLeftQueue(call.id, ring.offer.queue, "answered", self._waited(call)))
        if waiting.announcing:
            self._engine.send(call, StopPlay(call.leg, waiting.announcing))
        self._engine.send(call, MusicStop(call.leg))
        call.party = ring.party
        self._on_agent(call, ring.party)
        self.pump()

    def _announce(self, decision: model.Announce) -> None:
        call = self._engine.calls.get(decision.item)
        waiting = self._waiting.get(decision.item)
        if call is None or waiting is None or waiting.announcing or waiting.rings:
            return
        texts = [self._engine.notice("position", call.language)]
        if not waiting.announced:
            texts.insert(0, self._engine.notice("all_busy", call.language))
        waiting.announced = True
        files = self._engine.files(texts, call.language, {"ahead": decision.ahead})
        if not files:
            return
        waiting.announcing = f"{call.id}:position-{self._engine.now().mono:.3f}"
        self._engine.send(call, MusicStop(call.leg), Play(call.leg, waiting.announcing, files))

    def _announced(self, call: Call, waiting: Waiting) -> None:
        if waiting.join is not None:
            waiting.join()
            return
        waiting.announcing = None
        config = self._engine.config.queues.get(call.queue or "")
        self._engine.send(call, MusicStart(call.leg, config.music if config else "default"))

    def _overflow(self, decision: model.Overflowed) -> None:
        call = self._engine.calls.get(decision.item)
        waiting = self._waiting.pop(decision.item, None)
        if call is None or waiting is None:
            return
        self._engine.publish(
            news.CallLeftQueue(call.id, decision.queue, "overflow", self._waited(call), decision.reason)
        )
        if waiting.announcing:
            self._engine.send(call, StopPlay(call.leg, waiting.announcing))
        self._engine.send(call, MusicStop(call.leg))
        self._on_overflow(call, decision.action, decision.target)

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
            )
        )
        self.on_agent_changed()
