"""Calls customers back at their turn: agent first, then the customer; again until he is reached or it is given up.

A callback stands in its queue's line like a caller, at the place of the call in which it was asked for; it has no leg.
When the distributor gives it an agent, a call is made for it (the id of the item), his phone rings with the
screen-pop, and when he answers the customer is dialled. Offers that fail leave it at its place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import structlog
from ulid import ULID

from telephony import domain_events as news
from telephony.acd import model
from telephony.acd.service import AcdService
from telephony.callbacks.book import Book, Callback
from telephony.callbacks.dialog import usable
from telephony.calls import Call, Party, Stage
from telephony.clock import Now
from telephony.config_model import CallbackRules
from telephony.engine import Engine
from telephony.errors import HotlineError, NotPossible, Unknown
from telephony.events import Cause
from telephony.ivr.hours import is_open
from telephony.kept_book import KeptBook
from telephony.outside.refusals import PASSING
from telephony.ports import CustomerCard
from telephony.queueing.sticky import preferred_agent

log = structlog.get_logger(__name__)

LOOK_EVERY = 15.0
"""Seconds between two looks at callbacks that wait for their hour."""
_SILENT = frozenset({"no_answer", "rejected", "lease_expired"})
"""Ends of an offer that are the agent's doing."""
ENTRY = "callback"
"""The entry of calls that carry out a callback."""


class Callbacks(KeptBook[Book]):
    """`dial(call, party)` rings the customer for an agent who has answered; `hang_up(call)` ends a call of ours."""

    def __init__(
        self,
        engine: Engine,
        acd: AcdService,
        dial: Callable[[Call, Party], None],
        hang_up: Callable[[Call], None],
    ) -> None:
        super().__init__(engine, Book())
        self._acd = acd
        self._dial = dial
        self._hang_up = hang_up
        self._in_line: dict[str, str] = {}  # item (also the id of its call) → callback
        # on the clock that nobody sets, for those of this run: the place in line, and when it may be tried again
        self._entered: dict[str, float] = {}
        self._again: dict[str, float] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._ready = False  # the switch has been heard: what was going on is known

    # wishes

    def request(
        self,
        queue: str,
        number: str,
        *,
        source: str,
        call: Call | None = None,
        by: str | None = None,
        language: str | None = None,
        not_before: float = 0.0,
    ) -> Callback:
        """Note a callback; when the number has one already, that one stays as it is. Raises Unknown for a queue,
        NotPossible or OutboundRefused with the reason."""
        config = self._engine.config.queues.get(queue)
        if config is None:
            raise Unknown(f"there is no queue {queue}")
        if not config.callback.enabled:
            raise NotPossible(f"queue {queue} does not call back")
        inside = self._engine.config.outside.inside(number)
        if not usable(inside):
            raise NotPossible("only a complete phone number can be called back")
        if known := self.book.of_number(inside):
            return known
        refusal = self._engine.outside.may_call(inside)
        if refusal is not None:
            raise refusal.error()
        now = self._engine.now()
        card = call.card if call else None
        waits = call is not None and call.queue == queue and call.queued_at is not None
        item = news.CallbackRequested(
            call.id if call else None,
            callback=str(ULID()),
            number=inside,
            queue=queue,
            language=language or (call.language if call else self._engine.config.snapshot.company.language),
            entered=call.queued_at if call and waits and call.queued_at is not None else now.utc,
            priority=call.priority if call and waits else 0,
            source=source,
            by=by,
            customer=card.customer if card else None,
            name=card.name if card else "",
            preferred=preferred_agent(config.sticky, card, now.utc),
            not_before=max(not_before, 0.0),
        )
        self._entered[item.callback] = call.queued_mono if call is not None and waits else now.mono
        self._tell(item)
        self.look()
        return self.book.open[item.callback]

    def cancel(self, callback: str, by: str | None = None) -> None:
        """Raises Unknown when it is not open, NotPossible when agent and customer are talking."""
        known = self._get(callback)
        call = self._engine.calls.get(known.attempt or "")
        if call is not None and call.stage is Stage.TALKING:
            raise NotPossible(
                "the customer is being talked to: hang up instead", message_zh="正在与客户通话：请直接挂断"
            )
        self._end(known, "cancelled", by=by)

    def _get(self, callback: str) -> Callback:
        known = self.book.open.get(callback)
        if known is None:
            raise Unknown(f"there is no open callback {callback}", message_zh="该回呼已经结束")
        return known

    # the line

    def look(self) -> None:
        """Put in line what may be called now, take out of it what may not, and look again when that may change."""
        if not self._ready:
            return
        now = self._engine.now()
        for callback in self.book.in_order():
            if callback.id not in self.book.open:  # over by what became of one before it
                continue
            config = self._engine.config.queues.get(callback.queue)
            idle = self._waiting_attempt(callback)
            if config is None:
                self._end(callback, "queue_removed")
            elif callback.attempt is not None and idle is None:
                continue
            elif now.mono > self._place_of(callback, now) + config.callback.expires:
                self._end(callback, "expired")
            elif (listed := self._engine.outside.may_call(callback.number)) is not None:
                self._end(callback, "refused", reason=(listed.code, listed.detail))
            elif idle is None:
                self._place(callback, now)
            elif not self._open(callback, now.utc):
                idle.cause = idle.cause or str(Cause.CANCELLED)
                self._hang_up(idle)
        self._acd.pump()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self.book.open:
            waits = [self._waits(each, now) for each in self.book.open.values()]
            wait = min([LOOK_EVERY, *(seconds for seconds in waits if seconds > 0)])
            self._timer = asyncio.get_running_loop().call_later(max(0.01, wait), self.look)

    def _waiting_attempt(self, callback: Callback) -> Call | None:
        """The attempt that stands in line again: agents were rung for it in vain, and nobody is at the moment."""
        call = self._engine.calls.get(callback.attempt or "")
        alone = call is not None and call.stage is Stage.QUEUE and not call.leg and not call.ringing
        return call if alone else None

    def abandon(self) -> None:
        """Stop the timer of a service that is given up."""
        if self._timer is not None:
            self._timer.cancel()

    def _place_of(self, callback: Callback, now: Now) -> float:
        """Its place in line on the monotonic clock: it stays where it is when somebody sets the machine's clock."""
        return self._entered.setdefault(callback.id, now.mono - (now.utc - callback.entered))

    def _waits(self, callback: Callback, now: Now) -> float:
        """Seconds until it may be tried. What somebody has named as a time of day follows the machine's clock, a pause
        between two attempts does not."""
        again = self._again.get(callback.id)
        return callback.not_before - now.utc if again is None else again - now.mono

    def _place(self, callback: Callback, now: Now) -> None:
        item = next((item for item, ident in self._in_line.items() if ident == callback.id), None)
        wanted = self._waits(callback, now) <= 0 and self._open(callback, now.utc)
        if wanted and item is None:
            self._stand(callback)
        elif not wanted and item is not None:
            self._step_out(item)

    def _open(self, callback: Callback, utc: float) -> bool:
        config = self._engine.config
        queue = config.queues[callback.queue]
        calendar = config.hours.get(queue.callback.hours or queue.hours)
        return calendar is None or is_open(calendar, utc, config.snapshot.company.zone).open

    def _stand(self, callback: Callback) -> None:
        """In line at its place. Every attempt is an item, and later a call, of its own."""
        now, queue = self._engine.now(), self._engine.config.queues[callback.queue]
        item = model.WorkItem(
            id=self._engine.new_call_id(),
            queue=callback.queue,
            entered=self._place_of(callback, now),
            entered_utc=callback.entered,
            caller=callback.number,
            priority=callback.priority,
            preferred=callback.preferred,
            preferred_until=now.mono + queue.sticky.patience,
            media="callback",
        )
        self._in_line[item.id] = callback.id
        self._acd.acd.enqueue(item, now)

    def _step_out(self, item: str) -> None:
        self._in_line.pop(item, None)
        try:
            self._acd.acd.withdraw(item, self._engine.now())
        except HotlineError as error:
            log.info("callback.not_in_line", item=item, error=str(error))

    def overflowed(self, decision: model.Overflowed) -> None:
        """Its queue is gone from the configuration."""
        callback = self.book.open.get(self._in_line.pop(decision.item, ""))
        if callback is not None:
            self._end(callback, "queue_removed")

    # an attempt

    def call_for(self, offer: model.Offer) -> Call | None:
        """The call for a callback that the distributor offers for the first time."""
        callback = self.book.open.get(self._in_line.get(offer.item, ""))
        if callback is None:
            return None
        now = self._engine.now()
        shown = self._engine.config.snapshot.entries
        call = Call(
            id=offer.item,
            direction="outbound",
            leg="",
            from_number=next((entry.number for entry in shown if entry.number.removeprefix("+").isdigit()), ""),
            from_name="",
            to_number=callback.number,
            entry=ENTRY,
            started=now.utc,
            language=callback.language,
            stage_since=now.utc,
        )
        call.notice_played, call.callback, call.queue = True, callback.id, callback.queue
        call.card = CustomerCard(bool(callback.customer), callback.number, customer=callback.customer)
        self._engine.calls[call.id] = call
        self._engine.publish(
            news.CallStarted(
                call.id, "outbound", call.from_number, "", call.to_number, ENTRY, "", None, language=call.language
            )
        )
        self._tell(news.CallbackAttempt(call.id, callback.id, callback.queue, offer.agent))
        self._acd.take_in(call, callback.priority, (self._place_of(callback, now), callback.entered))
        return call

    def unanswered(self, call: Call) -> bool:
        """An agent did not take the offer. True when that was one too many: this attempt is over."""
        callback = self.book.of_attempt(call.id)
        if callback is None or self._in_vain(call) < self._rules(callback).offers:
            return False
        self._hang_up(call)
        return True

    @staticmethod
    def _in_vain(call: Call) -> int:
        """Offers that agents did not answer; 0 when one of them did."""
        results = [item.data["result"] for item in call.news if item.type == "call.offer_ended"]
        return 0 if "answered" in results else sum(result in _SILENT for result in results)

    def _rules(self, callback: Callback) -> CallbackRules:
        queue = self._engine.config.queues.get(callback.queue)
        return queue.callback if queue is not None else CallbackRules()

    def agent_answered(self, call: Call, party: Party) -> None:
        """The agent is on the line: dial the customer."""
        self._in_line.pop(call.id, None)
        self._dial(call, party)

    def over(self, call: Call) -> None:
        """A call is over and recorded: what that means for the callback that it carried out."""
        self._in_line.pop(call.id, None)
        callback = self.book.of_attempt(call.id)
        if callback is None:
            return
        agent = next((item.data["agent"] for item in reversed(call.news) if item.type == "call.connected"), None)
        if call.segments:
            self._end(callback, "done", call=call.id, agent=agent)
            return
        refused = next((item.data for item in reversed(call.news) if item.type == "outbound.refused"), None)
        dialled = any(item.type == "call.trunk_tried" for item in call.news)
        if refused is not None and not dialled:
            reason = (str(refused["code"]), str(refused["detail"]))
            self._failed(callback, call.id, "refused", counts=False, wait=True, reason=reason)
            return
        if self._in_vain(call) >= self._rules(callback).offers:
            self._failed(callback, call.id, "agents_silent", counts=True, wait=True)
            return
        result = "agent_gone" if call.ended_by == "agent" else call.cause or "failed"
        self._failed(callback, call.id, result, counts=dialled and not call.recovered, wait=not call.recovered)

    def _failed(
        self,
        callback: Callback,
        call: str | None,
        result: str,
        *,
        counts: bool,
        wait: bool,
        reason: tuple[str, str] = ("", ""),
    ) -> None:
        """An attempt brought nothing. It `counts` when the customer was dialled, or no agent answered; with `wait` the
        next one is not made at once. `reason`: the code of a refusal, and its detail."""
        rules = self._rules(callback)
        attempts = callback.attempts + counts
        now = self._engine.now()
        self._again[callback.id] = now.mono + (rules.retry_seconds if wait else 0.0)
        not_before = now.utc + (rules.retry_seconds if wait else 0.0)
        self._tell(news.CallbackAttemptEnded(call, callback.id, callback.queue, result, attempts, not_before, *reason))
        listed = self._engine.outside.may_call(callback.number)
        if reason[0] and reason[0] not in PASSING:
            self._end(callback, "refused", call=call, reason=reason)
        elif attempts >= rules.attempts:
            self._end(callback, "failed", call=call)
        elif listed is not None:
            self._end(callback, "refused", call=call, reason=(listed.code, listed.detail))
        else:
            self.look()

    def _end(
        self,
        callback: Callback,
        result: str,
        *,
        call: str | None = None,
        agent: str | None = None,
        by: str | None = None,
        reason: tuple[str, str] = ("", ""),
    ) -> None:
        items = [item for item, ident in self._in_line.items() if ident == callback.id]
        running = self._engine.calls.get(callback.attempt or "")
        told = call or callback.attempt
        self._tell(news.CallbackEnded(told, callback.id, callback.queue, result, agent, by, *reason))
        if result != "done" and running is not None and running.stage is not Stage.ENDED:
            self._in_line.pop(running.id, None)
            self._hang_up(running)
        for item in items:
            if item in self._in_line:
                self._step_out(item)
        self._entered.pop(callback.id, None)
        self._again.pop(callback.id, None)
        self._acd.pump()

    def view(self) -> list[dict[str, Any]]:
        """Open callbacks in their order, with `ahead` and `estimate` (seconds) of those that stand in line."""
        now = self._engine.now()
        items = {raw["id"]: raw for raw in self._acd.acd.snapshot(now)["items"]} if self._in_line else {}
        place = {ident: items[item] for item, ident in self._in_line.items() if item in items}
        return [
            {
                **asdict(each),
                "ahead": place[each.id]["ahead"] if each.id in place else None,
                "estimate": place[each.id]["estimate"] if each.id in place else None,
            }
            for each in self.book.in_order()
        ]

    def resume(self) -> None:
        """The switch is connected and its calls are taken back: attempts that did not survive are made again."""
        self._ready = True
        for callback in self.book.in_order():
            if callback.attempt is not None and callback.attempt not in self._engine.calls:
                self._failed(callback, callback.attempt, "interrupted", counts=False, wait=False)
        self.look()
