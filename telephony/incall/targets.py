"""Whom a transfer, consultation or menu names: an agent, an extension, or a number outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telephony.acd.model import AgentState
from telephony.acd.service import AcdService
from telephony.calls import Call, Party
from telephony.engine import Engine
from telephony.errors import NotPossible, Unknown

if TYPE_CHECKING:
    from telephony.config_model import Agent

ENGAGED = frozenset({AgentState.RESERVED, AgentState.RINGING, AgentState.TALKING, AgentState.DEVICE_LOST})


class Targets:
    def __init__(self, engine: Engine, acd: AcdService) -> None:
        self._engine = engine
        self._acd = acd

    def find(self, call: Call, kind: str, target: str) -> Party:
        """The party that a transfer or consultation names; the call's own party stays. Raises Unknown or NotPossible
        with the reason."""
        present = call.party
        try:
            return self._named(call, kind, target)
        finally:
            call.party = present

    def _named(self, call: Call, kind: str, target: str) -> Party:
        config = self._engine.config
        if kind == "agent":
            agent: Agent | None = config.agents_by_number.get(target) or config.agents.get(target)
            if agent is None:
                raise Unknown(f"there is no agent {target}")
            device = self._acd.acd.device_of(agent.id)
            if device is None:
                raise NotPossible(f"agent {agent.number} is not logged in")
            state = self._acd.acd.agent_state(agent.id)
            if state in ENGAGED:
                raise NotPossible(f"agent {agent.number} is {state}: transfer to a queue, or try again later")
            return self._engine.new_party(call, agent=agent.id, device=device, queue=call.queue)
        if kind == "device":
            if target not in self._engine.device_states:
                raise Unknown(f"there is no extension {target}")
            on = self._acd.acd.agent_on(target)
            if on is not None and self._acd.acd.agent_state(on) in ENGAGED:
                raise NotPossible(f"the agent at extension {target} is {self._acd.acd.agent_state(on)}")
            return self._engine.new_party(call, device=target, agent=on, queue=call.queue if on else None)
        if kind == "number":
            return self._engine.outside.party(call, target)
        raise Unknown(f"cannot transfer to {kind!r}: use queue, agent, device or number")
