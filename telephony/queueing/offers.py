"""Rings the agents whom the distributor has chosen for a call: one, or several at once. The first to answer has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import structlog

from telephony import domain_events as news
from telephony.acd import model
from telephony.acd.engine import Acd
from telephony.acd.model import OfferResult
from telephony.calls import Call, Party
from telephony.commands import Hangup, Originate
from telephony.engine import Engine
from telephony.errors import HotlineError
from telephony.events import Cause, CommandRefused, Event, LegAnswered, LegEnded, LegRinging
from telephony.queueing.waiting import Ring, Waiting

log = structlog.get_logger(__name__)

RESULTS: Mapping[Cause, OfferResult] = {
    Cause.NO_ANSWER: OfferResult.NO_ANSWER,
    Cause.REJECTED: OfferResult.REJECTED,
    Cause.BUSY: OfferResult.BUSY,
    Cause.UNAVAILABLE: OfferResult.UNAVAILABLE,
    Cause.UNALLOCATED: OfferResult.UNAVAILABLE,
}
"""What a leg's end before the answer means for the agent; every other cause is a failure of the machine."""


class Offers:
    """Carries out Offer and OfferWithdrawn. `on_answered` gets the call with the party who took it; the others have
    been stopped by then. `pump` fetches what the distributor decides next."""

    def __init__(
        self,
        engine: Engine,
        acd: Acd,
        waiting: Mapping[str, Waiting],
        on_answered: Callable[[Call, Waiting, Ring], None],
        pump: Callable[[], None],
    ) -> None:
        self._engine = engine
        self._acd = acd
        self._waiting = waiting
        self._on_answered = on_answered
        self._pump = pump
        self._pops: dict[str, str] = {}
        self.given_up: Callable[[Call], bool] = lambda _call: False
        """Asked after every offer that brought nothing; True when the call is not to be offered any more."""

    # decisions

    def make(self, offer: model.Offer) -> None:
        """Show the caller to the agent; his phone rings when his browser has the screen-pop, or does not say so in
        time."""
        call = self._engine.calls.get(offer.item)
        waiting = self._waiting.get(offer.item)
        if call is None or waiting is None:
            self._tell(self._acd.offer_failed, offer.offer, OfferResult.CALLER_GONE)
            return
        call.attempts += 1
        party = Party(
            call.next_leg(self._engine.options.node), agent=offer.agent, device=offer.device, queue=offer.queue
        )
        self._engine.adopt(call, party.leg)
        call.ringing[party.leg] = party
        waiting.rings[offer.offer] = Ring(offer, party)
        self._pops[offer.offer] = call.id
        self._engine.publish(screen_pop(call, offer.offer, offer.agent, self._engine.utc(call), sticky=offer.sticky))
        if self._engine.bus.connected:
            self._engine.after(
                call, f"pop:{offer.offer}", self._engine.options.pop_timeout, lambda: self._ring(call, offer, False)
            )
        else:
            self._ring(call, offer, False)

    def pop_received(self, pop: str) -> None:
        """The agent's browser has the screen-pop: his phone may ring."""
        call = self._engine.calls.get(self._pops.get(pop, ""))
        waiting = self._waiting.get(call.id) if call else None
        ring = waiting.rings.get(pop) if waiting else None
        if call and ring:
            self._ring(call, ring.offer, True)

    def withdrawn(self, decision: model.OfferWithdrawn) -> None:
        """The distributor takes an offer back: stop that phone."""
        call = self._engine.calls.get(decision.item)
        waiting = self._waiting.get(decision.item)
        ring = waiting.rings.get(decision.offer) if waiting else None
        if call and waiting and ring:
            elsewhere = decision.result is OfferResult.ANSWERED_ELSEWHERE
            cause = Cause.ANSWERED_ELSEWHERE if elsewhere else Cause.NO_ANSWER
            self._stop(call, waiting, ring, decision.result, cause)
            self._engine.show(call)

    def drop_all(self, call: Call, waiting: Waiting, result: OfferResult, cause: Cause) -> None:
        """Stop every phone that rings for the call."""
        for ring in tuple(waiting.rings.values()):
            self._stop(call, waiting, ring, result, cause)

    # facts

    def handle(self, call: Call, waiting: Waiting, event: Event) -> None:
        """A fact of a leg that is being rung for the call."""
        ring = waiting.ring_of(getattr(event, "leg", ""))
        if ring is None:
            return
        match event:
            case LegRinging():
                self._tell(self._acd.ringing, ring.offer.offer)
                self._engine.show(call)
                self._pump()
            case LegAnswered():
                self._answered(call, waiting, ring)
            case LegEnded():
                self._ended(call, waiting, ring, RESULTS.get(event.cause, OfferResult.FAILED))
            case CommandRefused() if event.command == "Originate":
                self._ended(call, waiting, ring, OfferResult.FAILED)
            case _:
                pass

    def _ring(self, call: Call, offer: model.Offer, popped: bool) -> None:
        waiting = self._waiting.get(call.id)
        ring = waiting.rings.get(offer.offer) if waiting else None
        if self._pops.pop(offer.offer, None) is None or ring is None:
            return
        self._engine.cancel(call, f"pop:{offer.offer}")
        ring.rung_at = self._engine.utc(call)
        self._engine.publish(
            news.CallOffered(
                call.id, offer.queue, offer.agent, offer.device, offer.attempt, offer.sticky, popped, offer.why
            )
        )
        self._engine.send(
            call,
            Originate(
                leg=ring.party.leg,
                call=call.id,
                device=offer.device,
                number=None,
                trunk=None,
                caller=call.customer_number,
                caller_name=call.card.name if call.card and call.card.known else call.from_name,
                timeout=offer.ring_timeout,
                peer=call.leg or None,
                tags={"call": call.id, "role": "agent", "agent": offer.agent, "queue": offer.queue},
            ),
        )
        self._engine.show(call)

    def _answered(self, call: Call, waiting: Waiting, ring: Ring) -> None:
        self._tell_end(call, ring, OfferResult.ANSWERED)
        del waiting.rings[ring.offer.offer]
        call.ringing.pop(ring.party.leg, None)
        ring.party.answered = True
        self._tell(self._acd.answered, ring.offer.offer)
        self._pump()
        self.drop_all(call, waiting, OfferResult.ANSWERED_ELSEWHERE, Cause.ANSWERED_ELSEWHERE)
        self._on_answered(call, waiting, ring)

    def _ended(self, call: Call, waiting: Waiting, ring: Ring, result: OfferResult) -> None:
        self._tell_end(call, ring, result)
        del waiting.rings[ring.offer.offer]
        call.ringing.pop(ring.party.leg, None)
        self._tell(self._acd.offer_failed, ring.offer.offer, result)
        if not self.given_up(call):
            self._engine.show(call)
            self._pump()

    def _stop(self, call: Call, waiting: Waiting, ring: Ring, result: OfferResult, cause: Cause) -> None:
        self._tell_end(call, ring, result)
        del waiting.rings[ring.offer.offer]
        call.ringing.pop(ring.party.leg, None)
        if ring.rung_at is not None:
            call.waiting_for.add(ring.party.leg)
            self._engine.send(call, Hangup(ring.party.leg, cause))

    def _tell_end(self, call: Call, ring: Ring, result: OfferResult) -> None:
        offer = ring.offer
        self._pops.pop(offer.offer, None)
        self._engine.cancel(call, f"pop:{offer.offer}")
        seconds = self._engine.utc(call) - ring.rung_at if ring.rung_at else 0.0
        self._engine.publish(news.CallOfferEnded(call.id, offer.queue, offer.agent, str(result), round(seconds, 3)))
        if result is not OfferResult.ANSWERED:
            self._engine.publish(news.ScreenPopWithdrawn(call.id, offer.offer, offer.agent, str(result)))

    def _tell(self, method: Callable[..., None], *args: object) -> None:
        """Tell the distributor a fact; one that comes too late (lease over) is normal and only noted."""
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
        number=call.customer_number,
        dialled=call.to_number if call.direction == "inbound" else call.from_number,
        language=call.language,
        waited=round(utc - call.queued_at, 3) if call.queued_at else 0.0,
        sticky=sticky,
        customer=card.customer if card else None,
        card={**card.card, "name": card.name, "known": card.known, "candidates": card.candidates} if card else {},
        region=card.region if card else {},
        path=tuple(call.path),
        kind="callback" if call.callback and not call.leg else kind,
    )
