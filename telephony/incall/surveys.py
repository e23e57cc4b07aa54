"""The customer rates the service: by keys when the agent has gone, or by a link when he himself has hung up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telephony import domain_events as news
from telephony.calls import Call, Stage
from telephony.config_model import SurveyPolicy
from telephony.engine import Engine
from telephony.errors import NotPossible
from telephony.incall import members
from telephony.ivr.drafts import last_talk
from telephony.ivr.service import IvrService

if TYPE_CHECKING:
    from telephony.conversation import Conversation


class Surveys:
    """The queue of the last talk says how (`Queue.survey`). One survey per call."""

    def __init__(self, engine: Engine, conversation: Conversation, ivr: IvrService) -> None:
        self._engine = engine
        self._conversation = conversation
        self._ivr = ivr

    def after_talk(self, call: Call) -> bool:
        """The agent has hung up. True when the customer is being asked now; his agent is in his wrap-up already."""
        if call.ended_by != "agent" or call.leg_gone or call.direction == "internal":
            return False
        policy = self._policy(last_talk(call)[1])
        if policy is None or policy.mode != "auto" or call.surveyed:
            return False
        self._ask(call, policy)
        return True

    def rate(self, call: Call) -> None:
        """转评价: the agent ends his side, the customer is asked. Raises NotPossible with the reason."""
        party = self._conversation.main_party(call)
        policy = self._policy(party.queue or call.queue)
        if policy is None or policy.mode == "off":
            raise NotPossible("no survey is set up for the queue of this call")
        if call.surveyed:
            raise NotPossible("the customer has been asked already")
        if call.consult is not None or call.guests:
            raise NotPossible("somebody else is in the talk: come back to the customer alone first")
        call.ended_by = "agent"
        members.leave(self._engine, call, party.leg)
        self._conversation.part(call, "agent")
        self._ask(call, policy)

    def caller_left(self, call: Call) -> None:
        """The customer hung up first: he gets a link, where the queue says so."""
        party = call.party
        if call.stage is not Stage.TALKING or party is None or party.connected_at is None or party.agent is None:
            return
        policy = self._policy(party.queue)
        if policy is None or policy.mode != "auto" or not policy.sms or call.surveyed or call.direction == "internal":
            return
        self._offer(call, policy, "sms")

    def _ask(self, call: Call, policy: SurveyPolicy) -> None:
        self._offer(call, policy, "keypad")
        self._ivr.start(call, policy.flow)

    def _offer(self, call: Call, policy: SurveyPolicy, via: str) -> None:
        call.surveyed = True
        agent, queue, segment = last_talk(call)
        self._engine.publish(
            news.SurveyOffered(call.id, policy.flow, via, agent, queue, segment, call.customer_number, call.language)
        )

    def _policy(self, queue: str | None) -> SurveyPolicy | None:
        """The policy of a queue whose flow is there."""
        found = self._engine.config.queues.get(queue or "")
        policy = found.survey if found is not None else None
        return policy if policy is not None and policy.flow in self._engine.config.flows else None
