"""An agent's browser is gone in the middle of a talk: the customer hears music, and the agent is rung again.

A browser that was closed, or whose page was loaded anew, cannot take its call up again: the leg is dead though the
switch still counts it. GRACE seconds after its connection went (at once when the page signs in anew) the leg is
dropped. The customer waits for the same agent for PATIENCE seconds; then he goes back to his queue, at his place. In a
talk of three he goes on with the third, as when the agent hangs up.
Phones of other kinds are left alone: they may lose their registration and talk on.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import structlog

from telephony import domain_events as news
from telephony.acd.model import AgentState
from telephony.acd.service import AcdService
from telephony.calls import Call, Stage
from telephony.commands import MusicStart
from telephony.conversation import Conversation
from telephony.engine import Engine
from telephony.errors import HotlineError
from telephony.events import Cause, DeviceState
from telephony.incall import members

log = structlog.get_logger(__name__)

GRACE = 3.0
"""Seconds for a browser's connection to come back by itself, as after a moment without a network."""
PATIENCE = 20.0
"""Seconds for the agent to be at a phone again."""


class LostPhones:
    """`on_failed(call, cause)` gets a call whose agent did not come back."""

    def __init__(
        self,
        engine: Engine,
        acd: AcdService,
        conversation: Conversation,
        on_failed: Callable[[Call, Cause], None],
    ) -> None:
        self._engine = engine
        self._acd = acd
        self._conversation = conversation
        self._on_failed = on_failed
        self.is_browser: Callable[[str], bool] = lambda _device: False

    # what is heard of phones

    def went(self, device: str) -> None:
        """A phone's connection is gone."""
        if self.is_browser(device):
            for call in self._talks_at(device):
                self._engine.after(call, "lost", GRACE, partial(self._gone, call, device, "browser_gone"))

    def came(self, device: str) -> None:
        """A phone's connection is (again) there: its talk goes on, or the customer who waits for its agent gets him."""
        for call in self._talks_at(device):
            self._engine.cancel(call, "lost")
        agent = self._acd.acd.agent_on(device)
        for call in tuple(self._engine.calls.values()):
            if agent is not None and call.awaits == agent and call.stage is Stage.DIALLING and call.party is None:
                self._ring(call, agent, device)
                return

    def signed_in(self, agent: str, device: str) -> None:
        """The agent's page signs in at its phone: whatever that phone talked in before is lost to it."""
        for call in self._talks_at(device):
            if call.party is not None and call.party.agent == agent and self.is_browser(device):
                self._gone(call, device, "page_loaded")

    def _talks_at(self, device: str) -> list[Call]:
        return [
            call
            for call in self._engine.calls.values()
            if _together(call) and call.party is not None and call.party.device == device
        ]

    def _gone(self, call: Call, device: str, reason: str) -> None:
        party = call.party
        if not _together(call) or party is None or party.agent is None or party.device != device or call.leg_gone:
            return  # somebody else has the customer by now
        log.warning("call.phone_lost", call=call.id, agent=party.agent, device=device, reason=reason)
        agent, met = party.agent, party.connected_at is not None
        self._engine.cancel(call, "lost")
        self._engine.publish(news.CallPhoneLost(call.id, agent, device, reason))
        if call.guests and self._conversation.consulting.main_left(call, "system"):
            return
        if met:
            members.leave(self._engine, call, party.leg)
        self._conversation.part(call, "system")
        self._no_wrap_up(agent)
        if not met:
            self._on_failed(call, Cause.FAILED)
            return
        call.awaits = agent
        if call.stage is Stage.TALKING:
            self._wait(call)
        else:
            self._engine.show(call)  # the customer is in a flow, and waits at its end

    def returned(self, call: Call) -> bool:
        """The customer comes out of the flow into which his agent had sent him. True when that agent's phone has been
        lost meanwhile: the customer waits for him, or he is rung when he is back already."""
        agent = call.awaits
        if agent is None:
            return False
        self._wait(call)
        device = self._conversation.device_of(agent)
        if device is not None and self._engine.device_states.get(device) != DeviceState.OFFLINE:
            self._ring(call, agent, device)
        return True

    def forget(self, call: Call) -> None:
        """The customer goes elsewhere: nobody is waited for any more."""
        call.awaits = None
        self._engine.cancel(call, "awaits")

    def _wait(self, call: Call) -> None:
        self._engine.move(call, Stage.DIALLING)
        self._engine.send(call, MusicStart(call.leg, members.music_of(self._engine, call)))
        self._engine.after(call, "awaits", PATIENCE, lambda: self._give_up(call))

    def _no_wrap_up(self, agent: str) -> None:
        """The talk is not over: there is nothing to write up yet."""
        acd = self._acd.acd
        try:
            if acd.agent_state(agent) is AgentState.WRAP_UP:
                acd.finish_wrap_up(agent, self._engine.now())
        except HotlineError as error:  # gone from the configuration meanwhile
            log.info("acd.late_fact", fact="finish_wrap_up", error=str(error))

    def _ring(self, call: Call, agent: str, device: str) -> None:
        try:
            party = self._conversation.targets.find(call, "agent", agent)
        except HotlineError as error:
            log.info("call.not_returned", call=call.id, agent=agent, reason=str(error))
            return
        log.info("call.agent_is_back", call=call.id, agent=agent, device=device)
        self.forget(call)
        other = call.from_number if call.direction == "inbound" else call.to_number
        self._conversation.ring(call, party, caller=other, caller_name=call.card.name if call.card else "")

    def _give_up(self, call: Call) -> None:
        """He did not come back in time."""
        call.awaits = None
        self._on_failed(call, Cause.NO_ANSWER)


def _together(call: Call) -> bool:
    """Whether the call has an agent who talks with the customer, or waits for him to come back from a flow."""
    return call.stage is Stage.TALKING or (call.stage is Stage.IVR and call.detour is not None)
