"""The customer goes through a flow (a verification, a survey) and comes back to the agent who waits for him.

The agent hears music meanwhile. The flow's `return` node, and its hang-up, bring the customer back, with what the flow
has found out; every other end (a queue, a transfer, a mailbox) takes him there, and the agent is released. Who hangs up
while he waits is released as well: the flow then ends as it would without him.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from telephony import domain_events as news
from telephony.calls import Call, Detour, Stage
from telephony.conversation import Conversation
from telephony.engine import Engine
from telephony.errors import NotPossible, Unknown
from telephony.events import Event, LegEnded
from telephony.incall import members
from telephony.incall.taping import SECRET
from telephony.ivr.model import HangUp, Outcome, Returned
from telephony.ivr.service import IvrService


class Detours:
    def __init__(self, engine: Engine, conversation: Conversation, ivr: IvrService) -> None:
        self._engine = engine
        self._conversation = conversation
        self._ivr = ivr
        ivr.on_secret = self._secret
        self.on_alone: Callable[[Call], bool] = lambda _call: False  # back, and his agent's phone is lost

    def start(self, call: Call, target: str, *, back: bool) -> None:
        """Send the customer through `flow` or `flow:node`. Raises Unknown or NotPossible."""
        flow, _, node = target.partition(":")
        party = call.party
        if call.stage is not Stage.TALKING or party is None or party.connected_at is None:
            raise NotPossible("nobody talks with the customer at the moment")
        known = self._engine.config.flows.get(flow)
        if known is None:
            raise Unknown(f"there is no flow {flow}")
        if node and node not in known.nodes:
            raise Unknown(f"flow {flow} has no node {node}")
        if call.direction == "internal":
            raise NotPossible("only a customer can be sent through a flow")
        if call.consult is not None or call.guests:
            raise NotPossible("somebody else is in the talk: come back to the customer alone first")
        self._engine.publish(news.CallDetour(call.id, party.agent, flow, node, back))
        if back:
            if call.held:
                self._engine.publish(news.CallHeld(call.id, party.agent, False))
            if call.parked:
                members.unpark(self._engine, call, call.leg)
            call.held = call.parked = False
            members.leave(self._engine, call, call.leg)
            members.park(self._engine, call, party.leg)
            call.detour = Detour(flow, party.agent)
        else:
            members.leave(self._engine, call, party.leg)
            self._conversation.part(call, "agent")
        self._ivr.start(call, flow, at=node or None, variables=dict(call.variables))

    def handle(self, call: Call, event: Event) -> None:
        """A fact of a call that is in a flow while its agent waits."""
        party = call.party
        if party is not None and isinstance(event, LegEnded) and event.leg == party.leg:
            self._conversation.part(call, "agent", gone=True)
            self._engine.show(call)
            return
        self._ivr.handle(call, event)

    def ended(self, call: Call, outcome: Outcome) -> bool:
        """The flow is over. True when the customer is back with his agent."""
        home = isinstance(outcome, Returned | HangUp)
        if call.awaits is not None and home:
            return self.on_alone(call)
        call.awaits = None
        if call.detour is None:
            return False
        if not home:
            self._conversation.part(call, "agent")
            return False
        result = outcome.result if isinstance(outcome, Returned) else "ended"
        self.back(call, result, call.variables)
        return True

    def back(self, call: Call, result: str, variables: Mapping[str, str]) -> None:
        """Agent and customer are together again; the agent's screen shows what the flow has found out."""
        detour, party = call.detour, call.party
        assert detour is not None
        assert party is not None
        call.detour = None
        self._engine.move(call, Stage.TALKING)
        members.gather(self._engine, call, party.leg, call.leg)
        self._engine.publish(news.CallReturned(call.id, party.agent, detour.flow, result, dict(variables)))
        self._engine.show(call)

    def leave(self, call: Call) -> None:
        """The customer has gone in the middle of the flow: the agent who waits is released."""
        if call.detour is not None:
            self._conversation.customer_gone(call)

    def _secret(self, call: Call, secret: bool) -> None:
        """A node asks for something that nobody shall hear (or is left): the recording holds silence meanwhile."""
        if secret:
            self._conversation.taping.pause(call, SECRET)
        else:
            self._conversation.taping.resume(call, SECRET)
