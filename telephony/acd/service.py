"""Carries out what the distributor decides: screen-pop, ring, announcements, overflow; and tells it what happened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from telephony import domain_events as news
from telephony.acd import model
from telephony.acd.engine import Acd
from telephony.acd.model import OfferResult
from telephony.calls import Call, Party, Stage
from telephony.commands import Hangup, MusicStart, MusicStop, Originate, Play, StopPlay
from telephony.engine import Engine
from telephony.errors import HotlineError
from telephony.events import Cause, CommandRefused, Event, LegAnswered, LegEnded, LegRinging, PlaybackFinished

log = structlog.get_logger(__name__)

NOTICE_LIMIT = 20.0
"""Seconds after which a call joins its queue even if the end of the recording notice was never reported."""

FIGURES_EVERY = 0.25
"""Seconds between two pieces of news about one queue's figures: nobody reads faster."""

RESULTS: Mapping[Cause, OfferResult] = {
    Cause.NO_ANSWER: OfferResult.NO_ANSWER,
    Cause.REJECTED: OfferResult.REJECTED,
    Cause.BUSY: OfferResult.BUSY,
    Cause.UNAVAILABLE: OfferResult.UNAVAILABLE,
    Cause.UNALLOCATED: OfferResult.UNAVAILABLE,
}
"""What a leg's end before the answer means for the agent; every other cause is a failure of the machine."""


@dataclass(slots=True)
class _Waiting:
    """What the service knows of one queued call beside the engine's item."""

    offer: model.Offer | None = None
    rung_at: float | None = None  # UTC
    announcing: str | None = None  # playback id
    announced: bool = False
    join: Callable[[], None] | None = None  # enters the queue once the recording notice has been heard


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
        self._waiting: dict[str, _Waiting] = {}
        self._pops: dict[str, str] = {}
        self._figures: dict[str, model.QueueChanged | None] = {}  # told lately; the newest figures not told yet
        self._timer: asyncio.TimerHandle | None = None
        self._polling = False
        self.on_agent_changed: Callable[[], None] = lambda: None

    # calls

    def enqueue(self, call: Call, queue: str, priority: int = 0, *, place: tuple[float, float] | None = None) -> None:
        """Put a call into a queue. `place` (mono, utc) keeps an earlier place; by default it is last of
        its priority."""
        now = self._engine.now()
        entered, entered_utc = place or (now.mono, now.utc)
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
        waiting = self._waiting[call.id] = _Waiting()
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
        """A fact of the caller's leg or of the leg of the agent being rung."""
        waiting = self._waiting.get(call.id)
        if waiting is None:
            return
        party = call.party
        match event:
            case PlaybackFinished() | CommandRefused() if event.playback and event.playback == waiting.announcing:
                self._announced(call, waiting)
            case LegRinging() if party and event.leg == party.leg and waiting.offer:
                self._tell(self.acd.ringing, waiting.offer.offer)
                self._engine.show(call)
                self.pump()
            case LegAnswered() if party and event.leg == party.leg and waiting.offer:
                self._answered(call, waiting, party)
            case LegEnded() if party and event.leg == party.leg and waiting.offer:
                self._offer_ended(call, waiting, RESULTS.get(event.cause, OfferResult.FAILED))
            case CommandRefused() if (
                event.command == "Originate" and party and event.leg == party.leg and waiting.offer
            ):
                self._offer_ended(call, waiting, OfferResult.FAILED)
            case _:
                pass

    def leave(self, call: Call, result: str, detail: str = "") -> None:
        """The call leaves the queue for another reason than an agent's answer (caller gone, moved):
        release everything."""
        waiting = self._waiting.pop(call.id, None)
        if waiting is None:
            return
        self._engine.cancel(call, "notice")
        self._engine.cancel(call, "pop")
        if waiting.join is None:
            try:
                self.acd.withdraw(call.id, self._engine.now())
            except HotlineError as error:
                log.warning("acd.withdraw", call=call.id, error=str(error))
        if waiting.offer is not None:
            self._pops.pop(waiting.offer.offer, None)
            self._end_offer_news(call, waiting, OfferResult.CALLER_GONE)
            self._drop_party(call, Cause.CANCELLED)
        now = self._engine.now()
        self._engine.publish(
            news.CallLeftQueue(
                call.id, call.queue or "", result, round(now.utc - (call.queued_at or now.utc), 3), detail
            )
        )
        self.pump()

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
                self._offer(decision)
            case model.OfferWithdrawn():
                call = self._engine.calls.get(decision.item)
                waiting = self._waiting.get(decision.item)
                if call and waiting and waiting.offer and waiting.offer.offer == decision.offer:
                    self._end_offer_news(call, waiting, decision.result)
                    self._drop_party(call, Cause.NO_ANSWER)
                    waiting.offer = None
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

    def _offer(self, offer: model.Offer) -> None:
        call = self._engine.calls.get(offer.item)
        waiting = self._waiting.get(offer.item)
        if call is None or waiting is None:
            self._tell(self.acd.offer_failed, offer.offer, OfferResult.CALLER_GONE)
            return
        waiting.offer, waiting.rung_at = offer, None
        call.attempts += 1
        self._engine.new_party(call, agent=offer.agent, device=offer.device, queue=offer.queue)
        self._pops[offer.offer] = call.id
        self._engine.publish(screen_pop(call, offer.offer, offer.agent, self._engine.now().utc, sticky=offer.sticky))
        if self._engine.bus.connected:
            self._engine.after(
                call, "pop", self._engine.options.pop_timeout, lambda: self._ring(call, offer, popped=False)
            )
        else:
            self._ring(call, offer, popped=False)

    def pop_received(self, pop: str) -> None:
        """The agent's browser has the screen-pop: his phone may ring."""
        call = self._engine.calls.get(self._pops.get(pop, ""))
        waiting = self._waiting.get(call.id) if call else None
        if call and waiting and waiting.offer and waiting.offer.offer == pop:
            self._ring(call, waiting.offer, popped=True)

    def _ring(self, call: Call, offer: model.Offer, *, popped: bool) -> None:
        waiting = self._waiting.get(call.id)
        party = call.party
        if self._pops.pop(offer.offer, None) is None or waiting is None or waiting.offer is not offer or party is None:
            return
        self._engine.cancel(call, "pop")
        waiting.rung_at = self._engine.now().utc
        self._engine.publish(
            news.CallOffered(
                call.id, offer.queue, offer.agent, offer.device, offer.attempt, offer.sticky, popped, offer.why
            )
        )
        self._engine.send(
            call,
            Originate(
                leg=party.leg,
                call=call.id,
                device=offer.device,
                number=None,
                trunk=None,
                caller=call.from_number,
                caller_name=call.card.name if call.card and call.card.known else call.from_name,
                timeout=offer.ring_timeout,
                peer=call.leg,
                tags={"call": call.id, "role": "agent", "agent": offer.agent, "queue": offer.queue},
            ),
        )
        self._engine.show(call)

    def _answered(self, call: Call, waiting: _Waiting, party: Party) -> None:
        offer = waiting.offer
        assert offer is not None
        self._end_offer_news(call, waiting, OfferResult.ANSWERED)
        self._waiting.pop(call.id, None)
        now = self._engine.now()
        self._engine.publish(
            news.CallLeftQueue(call.id, offer.queue, "answered", round(now.utc - (call.queued_at or now.utc), 3))
        )
        self._tell(self.acd.answered, offer.offer)
        if waiting.announcing:
            self._engine.send(call, StopPlay(call.leg, waiting.announcing))
        self._engine.send(call, MusicStop(call.leg))
        party.answered = True
        self._on_agent(call, party)
        self.pump()

    def _offer_ended(self, call: Call, waiting: _Waiting, result: OfferResult) -> None:
        offer = waiting.offer
        assert offer is not None
        self._end_offer_news(call, waiting, result)
        waiting.offer = None
        call.party = None
        self._tell(self.acd.offer_failed, offer.offer, result)
        self._engine.show(call)
        self.pump()

    def _end_offer_news(self, call: Call, waiting: _Waiting, result: OfferResult) -> None:
        offer = waiting.offer
        assert offer is not None
        self._pops.pop(offer.offer, None)
        seconds = self._engine.now().utc - waiting.rung_at if waiting.rung_at else 0.0
        self._engine.publish(news.CallOfferEnded(call.id, offer.queue, offer.agent, str(result), round(seconds, 3)))

    def _drop_party(self, call: Call, cause: Cause) -> None:
        if call.party is not None:
            call.waiting_for.add(call.party.leg)
            self._engine.send(call, Hangup(call.party.leg, cause))
            call.party = None

    def _announce(self, decision: model.Announce) -> None:
        call = self._engine.calls.get(decision.item)
        waiting = self._waiting.get(decision.item)
        if call is None or waiting is None or waiting.announcing or waiting.offer is not None:
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

    def _announced(self, call: Call, waiting: _Waiting) -> None:
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
        now = self._engine.now()
        self._engine.publish(
            news.CallLeftQueue(
                call.id, decision.queue, "overflow", round(now.utc - (call.queued_at or now.utc), 3), decision.reason
            )
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

    def _tell(self, method: Callable[..., None], *args: object) -> None:
        """Tell the engine a fact; one that comes too late (lease over) is normal and only noted."""
        try:
            method(*args, self._engine.now())
        except HotlineError as error:
            log.info("acd.late_fact", fact=method.__name__, error=str(error))


def screen_pop(call: Call, pop: str, agent: str, utc: float, *, sticky: bool, kind: str = "queue") -> news.ScreenPop:
    """What the agent's browser shows before his phone rings."""
    card = call.card
    return news.ScreenPop(
        call.id,
        pop=pop,
        agent=agent,
        queue=call.queue,
        number=call.from_number,
        dialled=call.to_number,
        language=call.language,
        waited=round(utc - call.queued_at, 3) if call.queued_at else 0.0,
        sticky=sticky,
        customer=card.customer if card else None,
        card={**card.card, "name": card.name, "known": card.known, "candidates": card.candidates} if card else {},
        region=card.region if card else {},
        path=tuple(call.path),
        kind=kind,
    )
