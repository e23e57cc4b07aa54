"""Sends callers where a queue's rule, or a key that they pressed, says: another queue, voicemail, callback, a number
outside, a flow, or a message and the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import structlog

from telephony import domain_events as news
from telephony.acd import model
from telephony.acd.service import AcdService
from telephony.calls import Call
from telephony.commands import MusicStart
from telephony.config_model import WaitingKey
from telephony.conversation import Conversation
from telephony.engine import Engine
from telephony.errors import HotlineError
from telephony.events import Cause

log = structlog.get_logger(__name__)

MOST_MOVES = 5
"""How often limits may send one caller on. Then he is asked for a message: queues may point at each other."""

CLOSED = "queue_closed"
FULL = "queue_full"


class Overflow:
    """`voicemail(call, box)`, `flow(call, flow)` and `goodbye(call, files)` take the call over; the last one says the
    files and hangs up."""

    def __init__(
        self,
        engine: Engine,
        acd: AcdService,
        conversation: Conversation,
        *,
        voicemail: Callable[[Call, str], None],
        flow: Callable[[Call, str], None],
        goodbye: Callable[[Call, tuple[str, ...]], None],
    ) -> None:
        self._engine = engine
        self._acd = acd
        self._conversation = conversation
        self._voicemail = voicemail
        self._flow = flow
        self._goodbye = goodbye

    def carry_out(self, call: Call, decision: model.Overflowed) -> None:
        """The call has left its queue by a limit: say what is to be said, then send it on."""
        words = self._words(call, decision.text)
        if decision.action in ("message", "hangup"):
            notice = CLOSED if decision.reason == "closed" else FULL
            self._goodbye(call, words or self._words(call, {call.language: self._engine.notice(notice, call.language)}))
            return
        action, target = decision.action, decision.target
        if call.moves > MOST_MOVES:
            log.warning("overflow.too_often", call=call.id, queue=decision.queue, moves=call.moves)
            action, target = "voicemail", ""
        self._acd.tell(call, words, lambda: self._go(call, action, target, decision.queue))

    def press(self, call: Call, key: WaitingKey) -> None:
        """A waiting caller has pressed a key that leads elsewhere."""
        queue = call.queue or ""
        if key.action == "queue" and key.target not in self._engine.config.queues:
            return
        if key.action == "flow" and key.target not in self._engine.config.flows:
            return
        self._acd.leave(call, "overflow", "key", key.action, key.target)
        if key.action == "hangup":
            self._goodbye(call, self._words(call, {call.language: self._engine.notice("goodbye", call.language)}))
            return
        self._go(call, key.action, key.target, queue)

    def number_failed(self, call: Call, cause: Cause) -> None:
        """The number outside did not take the caller: he may leave a message."""
        call.diverted = False
        log.info("overflow.number_failed", call=call.id, cause=str(cause))
        self._voicemail(call, call.queue or "")

    def _go(self, call: Call, action: str, target: str, queue: str) -> None:
        if action == "queue" and target in self._engine.config.queues and target != queue:
            # He waits on, not anew: he keeps the instant at which he came, and his own priority.
            place = (call.queued_mono, call.queued_at) if call.queued_at is not None else None
            self._acd.enqueue(call, target, call.priority, place=place)
        elif action == "callback" and self._calls_back(queue):
            self._acd.ask_number(call, lambda: self._voicemail(call, queue))
        elif action == "number":
            self._ring_outside(call, target, queue)
        elif action == "flow":
            self._flow(call, target)
        else:
            self._voicemail(call, self._box(target, queue) if action == "voicemail" else queue)

    def _calls_back(self, queue: str) -> bool:
        config = self._engine.config.queues.get(queue)
        return config is not None and config.callback.enabled

    def _box(self, target: str, queue: str) -> str:
        """The mailbox that a rule names; the queue's own when there is none such (any more): nobody would hear it."""
        try:
            return self._engine.config.mailbox_for(target) if target else queue
        except HotlineError as error:
            log.warning("overflow.no_such_box", box=target, queue=queue, reason=str(error))
            return queue

    def _ring_outside(self, call: Call, number: str, queue: str) -> None:
        try:
            party = self._conversation.targets.find(call, "number", number)
        except HotlineError as error:
            log.warning("overflow.number_refused", call=call.id, number=number, reason=str(error))
            self._voicemail(call, queue)
            return
        call.diverted = True
        self._engine.publish(news.CallTransferred(call.id, None, "number", number))
        self._engine.send(call, MusicStart(call.leg))
        try:
            self._conversation.ring(call, party, caller=call.from_number, caller_name=call.from_name)
        except HotlineError as error:
            log.warning("overflow.number_refused", call=call.id, number=number, reason=str(error))
            call.party = None
            self.number_failed(call, Cause.REJECTED)

    def _words(self, call: Call, text: Mapping[str, str]) -> tuple[str, ...]:
        spoken = text.get(call.language) or ""
        return self._engine.files([spoken], call.language) if spoken.strip() else ()
