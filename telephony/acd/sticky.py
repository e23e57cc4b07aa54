"""Sticky agents (熟客路由): whether an item may wait for the agent whom it prefers, and who that is."""

from __future__ import annotations

from telephony.acd.agents import STAFFED, AgentRecord
from telephony.acd.model import AgentState
from telephony.acd.queues import ItemRecord
from telephony.config_model import Queue


def preferred(item: ItemRecord, queue: Queue, agent: AgentRecord | None) -> AgentRecord | None:
    """`agent` if he is a preference that counts: the queue's policy is on and he is a member of the queue."""
    if agent is None or item.preferred != agent.id or not queue.sticky.enabled or queue.id not in agent.queues:
        return None
    return agent


def worth_waiting(agent: AgentRecord) -> bool:
    """He is at work and will be free again soon: not away, not leaving, not without his phone, not letting it ring."""
    return agent.state in STAFFED and agent.wish is AgentState.AVAILABLE and not agent.leaving and agent.online
