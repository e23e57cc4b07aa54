"""Transfers that a phone asks for by itself (SIP REFER): blind, or attended between two calls of that phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from telephony import domain_events as news
from telephony.calls import Call, Party, Stage
from telephony.commands import RefuseTransfer, Tag
from telephony.engine import Engine
from telephony.errors import HotlineError, NotPossible
from telephony.events import TransferRequested

if TYPE_CHECKING:
    from collections.abc import Callable

    from telephony.conversation import Conversation

log = structlog.get_logger(__name__)


class Referring:
    """`on_merged(call)` closes the phone's own second call, whose third party has moved to the customer's call."""

    def __init__(self, engine: Engine, conversation: Conversation) -> None:
        self._engine = engine
        self._conversation = conversation
        self.on_merged: Callable[[Call], None] = lambda _call: None
        self.on_code: Callable[[Call, str], bool] = lambda _call, _target: False

    def requested(self, call: Call, party: Party, event: TransferRequested) -> None:
        """A phone's transfer key: the same move as by the API. What is not possible is refused, the phone is told so,
        and the talk goes on; so is what somebody asks who does not have the customer."""
        if event.leg != party.leg:
            self._engine.send(call, RefuseTransfer(event.leg))
            return
        try:
            if event.attended and event.consult_leg is not None:
                self._attended(call, event.consult_leg)
            elif not self.on_code(call, event.target):
                self._conversation.transfer(call, self._kind(event.target), event.target)
        except HotlineError as error:
            log.warning(
                "call.transfer_refused", call=call.id, agent=party.agent, target=event.target, reason=str(error)
            )
            self._engine.send(call, RefuseTransfer(event.leg))

    def _kind(self, target: str) -> str:
        """What the dialled number means here."""
        config = self._engine.config
        if target in config.queues:
            return "queue"
        if target in config.agents_by_number:
            return "agent"
        return "device" if target in self._engine.device_states else "number"

    def _attended(self, call: Call, consult_leg: str) -> None:
        """Join the far ends of two calls of one phone: the customer's call goes on, the other one is over."""
        other = self._engine.call_of(consult_leg)
        if other is None or other is call or other.party is None or other.party.leg != consult_leg:
            raise NotPossible("the other call of this phone is not known here")
        main, second = (call, other) if other.direction != "inbound" else (other, call)
        if second.direction == "inbound":
            raise NotPossible("two customers' calls cannot be joined")
        former = main.party
        if former is None or former.connected_at is None or main.stage is not Stage.TALKING:
            raise NotPossible("the customer's call is not being talked on")
        if second.stage is not Stage.TALKING or not second.leg:
            raise NotPossible("the third party has not answered yet")
        self._join(main, second, former)

    def _join(self, main: Call, second: Call, former: Party) -> None:
        leg, colleague = second.leg, second.colleague
        device = next((name for name in self._engine.device_states if name == second.to_number), None)
        if colleague is not None:
            device = self._conversation.device_of(colleague) or device
        follower = Party(
            leg,
            agent=colleague,
            device=device,
            number=None if colleague or device else second.to_number,
            queue=main.queue if colleague else None,
            answered=True,
        )
        kind = "agent" if colleague else "device" if device else "number"
        self._engine.publish(news.CallTransferred(main.id, former.agent, kind, second.to_number))
        # The third party's leg leaves the second call before that one closes its room.
        second.colleague, second.leg = None, ""
        if colleague is not None:
            self._conversation.release(second, Party(leg, agent=colleague))
        self._conversation.part(second, "agent")
        self._engine.adopt(main, leg)
        self._engine.send(
            main, Tag(leg, {"call": main.id, "role": "agent", "agent": colleague or "", "peer": main.leg})
        )
        self._conversation.replace(main, follower)
        second.ended_by = "agent"
        self.on_merged(second)
