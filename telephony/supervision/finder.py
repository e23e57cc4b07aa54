"""Which call, leg and phone a supervisor means, and whether that is possible now."""

from __future__ import annotations

from telephony.acd.engine import Acd
from telephony.acd.model import AgentState
from telephony.calls import Call, Stage
from telephony.engine import Engine
from telephony.errors import NotPossible, Unknown
from telephony.events import DeviceState
from telephony.supervision.session import Mode


class Finder:
    """Looks only; changes nothing."""

    def __init__(self, engine: Engine, acd: Acd) -> None:
        self._engine = engine
        self._acd = acd

    def find(
        self, supervisor: str, mode: Mode, call_id: str | None, agent: str | None, follow: bool
    ) -> tuple[str | None, str | None]:
        """(call, agent) that are meant. Raises Unknown or NotPossible."""
        if call_id is not None:
            call = self._engine.calls.get(call_id)
            if call is None:
                raise Unknown(f"call {call_id} is not in progress")
            if call.stage is not Stage.TALKING or call.party is None or call.party.connected_at is None:
                raise NotPossible("nobody talks with this caller yet")
            agent = call.party.agent
        else:
            if agent is None or agent not in self._engine.config.agents:
                raise Unknown(f"there is no agent {agent}")
            call = self._engine.calls.get(self._acd.item_of(agent) or "")
            if (call is None or self.leg_in(call, agent) is None) and not follow:
                raise NotPossible("the agent is in no call; follow him to wait for the next one")
        if agent == supervisor:
            raise NotPossible("nobody supervises himself")
        if follow and agent is None:
            raise NotPossible("there is no agent in this call who could be followed")
        if mode is Mode.TAKE_OVER:
            self.check_take_over(call)
        return call.id if call else None, agent

    def check_take_over(self, call: Call | None) -> None:
        if call is None:
            raise NotPossible("there is no call to take over yet")
        if call.direction == "internal":
            raise NotPossible("a talk between colleagues cannot be taken over")

    def device(self, supervisor: str, device: str | None) -> str:
        if device is None:
            if supervisor in self._engine.config.agents:
                device = self._acd.device_of(supervisor)
            if device is None:
                raise NotPossible("log in with a phone first, or say which extension shall ring")
        state = self._engine.device_states.get(device)
        if state is None:
            raise Unknown(f"there is no extension {device}")
        if self._acd.agent_on(device) not in (None, supervisor):
            raise NotPossible(f"another agent is logged in at extension {device}")
        if state == DeviceState.OFFLINE:
            raise NotPossible(f"extension {device} is not registered")
        if state != DeviceState.IDLE:
            raise NotPossible(f"extension {device} is in a call")
        return device

    def logged_in(self, supervisor: str) -> bool:
        known = supervisor in self._engine.config.agents
        return known and self._acd.agent_state(supervisor) is not AgentState.OFFLINE

    def leg_in(self, call: Call, agent: str | None) -> str | None:
        """The leg of that agent (or of the party who is no agent) in a call that is being talked on."""
        party = call.party
        if call.stage is not Stage.TALKING or party is None or party.connected_at is None:
            return None
        if party.agent == agent:
            return party.leg
        return call.leg if call.colleague == agent and agent is not None else None
