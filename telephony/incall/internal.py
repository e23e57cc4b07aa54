"""Calls between colleagues: either of them may do in it what an agent does in a customer's call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telephony import domain_events as news
from telephony.calls import Call, Party, Stage
from telephony.commands import Tag
from telephony.engine import Engine
from telephony.errors import NotPossible

if TYPE_CHECKING:
    from telephony.conversation import Conversation


class Internal:
    def __init__(self, engine: Engine, conversation: Conversation) -> None:
        self._engine = engine
        self._conversation = conversation

    def answered(self, call: Call) -> None:
        """The colleague talks: he has a segment as well, so that it is in his history."""
        if call.colleague is None:
            return
        call.segments += 1
        call.colleague_segment = call.segments
        device = self._conversation.device_of(call.colleague)
        self._engine.publish(
            news.CallConnected(call.id, call.segments, call.colleague, device, None, None, "colleague")
        )
        self._engine.show(call)

    def turn(self, call: Call, agent: str) -> None:
        """Let the dialled agent be the one who has the call: the dialler is at its other end from now on. Nothing is
        heard of it. Raises NotPossible while the phone still rings."""
        party = call.party
        if call.colleague != agent or party is None:
            return
        if call.stage is not Stage.TALKING or party.connected_at is None or party.agent is None:
            raise NotPossible("the call is not being talked on")
        if call.consult is not None or call.guests:
            raise NotPossible("your colleague is talking with a third party")
        mine = Party(
            call.leg,
            agent=agent,
            device=self._conversation.device_of(agent),
            answered=True,
            connected_at=party.connected_at,
            segment=call.colleague_segment,
        )
        self._engine.send(
            call,
            Tag(call.leg, {"role": "agent", "agent": agent, "colleague": ""}),
            Tag(party.leg, {"role": "customer", "colleague": party.agent}),
        )
        call.leg, call.party = party.leg, mine
        call.colleague, call.colleague_segment = party.agent, party.segment
        call.held = call.parked = False
