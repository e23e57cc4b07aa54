"""An agent consults a queue: the customer hears music, the agent the queue's, until a colleague of the queue is found.

What stands in the queue's line is an item of its own (medium `consult`), by the queue's rules for skills, order and
limits; it is nobody's call, so no figure of the queue counts it as a customer. Nobody has a leg for it until the
distributor chooses a colleague, whose phone then rings as in any consultation. From his answer on it is one.

The agent comes back to his customer whenever he likes. Handing over while he still waits puts the customer into the
line at the place of the enquiry. A limit of the queue ends the enquiry, and the agent is told which.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog

from telephony import domain_events as news
from telephony.acd import model
from telephony.acd.model import OfferResult
from telephony.acd.service import AcdService
from telephony.calls import Call, Enquiry, Party
from telephony.commands import Hangup
from telephony.engine import Engine
from telephony.errors import HotlineError, NotPossible, Unknown
from telephony.events import Cause, CommandRefused, Event, LegAnswered, LegEnded, LegRinging
from telephony.incall import members
from telephony.queueing.offers import RESULTS

if TYPE_CHECKING:
    from telephony.conversation import Conversation

log = structlog.get_logger(__name__)

WHY: dict[str, tuple[str, str]] = {
    "closed": ("the queue is outside its hours", "该队列不在工作时间"),
    "no_agents": ("nobody else is logged in there", "该队列没有其他坐席签入"),
    "max_length": ("too many wait there already", "该队列等待人数已满"),
    "max_wait": ("nobody was free in time", "等待已超过该队列的时限"),
    "estimate": ("the wait there would be too long", "该队列预计等待时间过长"),
    "queue_removed": ("the queue has been removed", "该队列已被删除"),
}
"""Why a queue finds nobody, in English and Chinese."""


class Enquiring:
    """`call.enquiry` is there, and `call.consult` without a leg, from start() until a colleague answers."""

    def __init__(self, engine: Engine, acd: AcdService, conversation: Conversation) -> None:
        self._engine = engine
        self._acd = acd
        self._conversation = conversation
        self._calls: dict[str, str] = {}  # item → its call

    # wishes

    def start(self, call: Call, party: Party, queue: str) -> None:
        """Stand in the queue's line on behalf of the call's agent. Raises Unknown or NotPossible before anything has
        happened."""
        if queue not in self._engine.config.queues:
            raise Unknown(f"there is no queue {queue}", message_zh="没有该队列")
        refused = self._acd.acd.refuses(queue, party.agent)
        if refused:
            raise _not_possible(refused)
        now = self._engine.now()
        call.enquiry = Enquiry(queue, self._engine.utc(call), entered_mono=now.mono)
        call.consult = Party("", queue=queue)
        self._conversation.consulting.park_customer(call)
        members.park(self._engine, call, party.leg, queue)
        self._tell(call, "waiting")
        self._stand(call, call.enquiry)
        self._acd.pump()
        self._engine.show(call)

    def resume(self, call: Call, inside: frozenset[str]) -> None:
        """After a restart: agent and customer hear music as before, and the enquiry is in line at its place. `inside`:
        the legs in the call's room."""
        enquiry, party = call.enquiry, call.party
        assert enquiry is not None
        assert party is not None
        now = self._engine.now()
        enquiry.entered_mono = now.mono - (now.utc - enquiry.entered)
        call.consult = Party("", queue=enquiry.queue)
        call.held = call.parked = True
        for leg, queue in ((call.leg, None), (party.leg, enquiry.queue)):
            if leg in inside:
                members.park(self._engine, call, leg, queue)
        try:
            self._stand(call, enquiry)
        except HotlineError as error:
            log.warning("recovery.enquiry", call=call.id, queue=enquiry.queue, error=str(error))
            self._failed(call, "queue_removed")
            return
        self._acd.pump()

    def hand_over(self, call: Call, by: str, *, gone: bool) -> None:
        """The agent leaves while he waits: the customer waits in the line instead, at the same place."""
        party, enquiry = call.party, call.enquiry
        assert party is not None
        assert enquiry is not None
        with self._acd.together():
            self.end(call)
            call.consult = None
            self._tell(call, "completed", queue=enquiry.queue)
            self._engine.publish(news.CallTransferred(call.id, party.agent, "queue", enquiry.queue))
            if not gone:
                members.leave(self._engine, call, party.leg)
            self._conversation.part(call, by, gone=gone)
            place = (enquiry.entered_mono, enquiry.entered)
            self._acd.enqueue(call, enquiry.queue, call.priority, place=place, joined=enquiry.entered_mono)

    def end(self, call: Call) -> None:
        """Leave the line; phones that ring for it stop."""
        enquiry, call.enquiry = call.enquiry, None
        if enquiry is None:
            return
        self._calls.pop(enquiry.item, None)
        try:
            self._acd.acd.withdraw(enquiry.item, self._engine.now())
        except HotlineError as error:
            log.info("acd.late_fact", fact="withdraw", error=str(error))
        for offer in tuple(enquiry.offers):
            self._stop(call, enquiry, offer, OfferResult.CALLER_GONE)
        self._acd.pump()

    # decisions

    def decided(self, decision: model.Decision) -> bool:
        """Carry out a decision about an enquiry; False when it is about something else."""
        match decision:
            case model.Offer() if decision.media == "consult":
                self._ring(decision)
            case model.OfferWithdrawn() if decision.item in self._calls:
                call = self._call(decision.item)
                if call is not None and call.enquiry is not None:
                    self._stop(call, call.enquiry, decision.offer, decision.result)
                    self._engine.show(call)
            case model.Overflowed() if decision.item in self._calls:
                call = self._call(decision.item)
                if call is not None:
                    self._failed(call, decision.reason)
            case _:
                return False
        return True

    def _call(self, item: str) -> Call | None:
        return self._engine.calls.get(self._calls.get(item, ""))

    def _stand(self, call: Call, enquiry: Enquiry) -> None:
        enquiry.item = self._engine.new_call_id()
        self._calls[enquiry.item] = call.id
        self._acd.acd.enqueue(
            model.WorkItem(
                id=enquiry.item,
                queue=enquiry.queue,
                entered=enquiry.entered_mono,
                entered_utc=enquiry.entered,
                caller=call.customer_number,
                media="consult",
                category=call.card.category if call.card else "",
                call=call.id,
            ),
            self._engine.now(),
        )

    def _ring(self, offer: model.Offer) -> None:
        call = self._call(offer.item)
        if call is None or call.enquiry is None or call.party is None:
            self._fact(self._acd.acd.offer_failed, offer.offer, OfferResult.CALLER_GONE)
            return
        leg = call.next_leg(self._engine.options.node)
        third = Party(leg, agent=offer.agent, device=offer.device, queue=offer.queue)
        self._engine.adopt(call, leg)
        call.ringing[leg] = third
        call.enquiry.offers[offer.offer] = leg
        self._tell(call, "offered", third, why={**offer.why, "attempt": offer.attempt, "sticky": offer.sticky})
        self._conversation.consulting.ring(call, call.party, third, timeout=offer.ring_timeout)
        self._engine.show(call)

    def _failed(self, call: Call, reason: str) -> None:
        """The queue finds nobody: agent and customer are together again."""
        self._calls.pop(call.enquiry.item if call.enquiry else "", None)
        call.enquiry = None
        log.info("call.enquiry_failed", call=call.id, reason=reason)
        self._conversation.consulting.came_to_nothing(call, reason)

    # facts

    def handle(self, call: Call, event: Event) -> bool:
        """A fact of a phone that rings for the enquiry; False when it is of something else."""
        enquiry, leg = call.enquiry, getattr(event, "leg", "")
        third = call.ringing.get(leg) if enquiry is not None else None
        if enquiry is None or third is None:
            return False
        offer = next(ident for ident, rung in enquiry.offers.items() if rung == leg)
        match event:
            case LegRinging():
                self._fact(self._acd.acd.ringing, offer)
                self._acd.pump()
                self._engine.show(call)
            case LegAnswered():
                self._answered(call, enquiry, offer, third)
            case LegEnded():
                self._declined(call, enquiry, offer, RESULTS.get(event.cause, OfferResult.FAILED))
            case CommandRefused() if event.command == "Originate":
                self._declined(call, enquiry, offer, OfferResult.FAILED)
            case _:
                pass
        return True

    def _answered(self, call: Call, enquiry: Enquiry, offer: str, third: Party) -> None:
        del enquiry.offers[offer]
        del call.ringing[third.leg]
        self._fact(self._acd.acd.answered, offer)
        self._acd.pump()
        for other in tuple(enquiry.offers):
            self._stop(call, enquiry, other, OfferResult.ANSWERED_ELSEWHERE)
        self._calls.pop(enquiry.item, None)
        call.enquiry, call.consult = None, third
        self._conversation.engage(call, third)
        self._conversation.consulting.met(call, third)

    def _declined(self, call: Call, enquiry: Enquiry, offer: str, result: OfferResult) -> None:
        self._gone(call, enquiry, offer, result)
        self._fact(self._acd.acd.offer_failed, offer, result)
        self._engine.show(call)
        self._acd.pump()

    def _stop(self, call: Call, enquiry: Enquiry, offer: str, result: OfferResult) -> None:
        third = self._gone(call, enquiry, offer, result)
        if third is not None:
            elsewhere = result is OfferResult.ANSWERED_ELSEWHERE
            call.waiting_for.add(third.leg)
            self._engine.send(call, Hangup(third.leg, Cause.ANSWERED_ELSEWHERE if elsewhere else Cause.CANCELLED))

    def _gone(self, call: Call, enquiry: Enquiry, offer: str, result: OfferResult) -> Party | None:
        third = call.ringing.pop(enquiry.offers.pop(offer, ""), None)
        if third is not None and third.agent is not None:
            self._tell(call, "declined", third, cause=str(result), queue=enquiry.queue)
            self._engine.publish(news.ScreenPopWithdrawn(call.id, third.leg, third.agent, str(result)))
        return third

    def _fact(self, method: Callable[..., object], *args: object) -> None:
        """Tell the distributor; what comes too late (the lease is over) is normal and only noted."""
        try:
            method(*args, self._engine.now())
        except HotlineError as error:
            log.info("acd.late_fact", fact=method.__name__, error=str(error))

    def _tell(
        self,
        call: Call,
        state: str,
        third: Party | None = None,
        *,
        cause: str = "",
        queue: str | None = None,
        why: dict[str, object] | None = None,
    ) -> None:
        by = call.party.agent if call.party else None
        found = third or Party("")
        asked = queue or (call.enquiry.queue if call.enquiry else None)
        self._engine.publish(
            news.CallConsult(call.id, by, state, found.agent, found.device, None, found.leg, cause, asked, why or {})
        )


def _not_possible(reason: str) -> NotPossible:
    english, chinese = WHY.get(reason, (reason, "该队列现在无法咨询"))
    return NotPossible(f"this queue cannot be consulted: {english}", message_zh=f"不能咨询该队列：{chinese}")
